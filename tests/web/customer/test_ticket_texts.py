"""The private page does what STOP and START do: one press, once, about the number it names."""

from datetime import timedelta

from app.kernel.i18n import Language
from app.messaging.conversation.incoming import opt_out
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut
from app.messaging.sms.states import SmsState
from app.tickets.service import tell
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.walk import PHONE, Walk, a_repair, ticket_of


def stopped(shop: Shop) -> bool:
    with shop.database.reading() as session:
        return session.get(OptOut, PHONE) is not None


def press(walk: Walk, decision: str, **typed: str) -> str:
    answer = walk.post("/texts", decision=decision, **typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(walk.client.get(answer.location).get_data(as_text=True))


def test_texts_are_stopped_and_come_again(shop: Shop) -> None:
    walk = a_repair(shop, State.REPAIRING)
    assert "The texts are stopped" in press(walk, "stop")
    assert stopped(shop)
    with shop.database.transaction() as session:
        tell(session, ticket_of(session, walk.ticket_id), SmsKind.STATUS_REPLY, now=shop.clock())
    assert shop.texts(PHONE)[-1].state is SmsState.SUPPRESSED
    assert "Texts go to your phone again" in press(walk, "start")
    assert not stopped(shop)
    last = shop.texts(PHONE)[-1]
    assert (last.kind, last.state) == (SmsKind.OPTED_IN, SmsState.PENDING)


def test_the_number_is_named_but_not_given_away(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    for page in (walk.read(), walk.read("/texts")):
        assert "•••-••••-7788" in page
        assert "5566" not in page


def test_pressed_twice_it_takes_effect_once(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    press(walk, "stop")
    for _ in range(2):
        press(walk, "start", idempotency_key="same")
    press(walk, "start")
    assert [text.kind for text in sqlite_shop.texts(PHONE)].count(SmsKind.OPTED_IN) == 1


def test_looking_stops_nothing_and_an_odd_press_is_explained(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    assert "Stop the texts" in walk.read("/texts", decision="stop")
    assert not stopped(sqlite_shop)
    answer = walk.post("/texts", decision="maybe")
    assert answer.status_code == 422
    assert "Press one of the buttons" in answer.get_data(as_text=True)


def test_a_form_of_another_site_stops_nothing(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = True
    assert walk.post("/texts", decision="stop").status_code == 400
    assert not stopped(sqlite_shop)


def test_whoever_stopped_by_phone_is_told_that_the_network_may_need_a_word_too(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING, language=Language.KO)
    with sqlite_shop.database.transaction() as session:
        opt_out(session, PHONE, word="STOP", now=sqlite_shop.clock())
    assert "START" in walk.read("/texts")
    sqlite_shop.clock.move_on(timedelta(minutes=1))
    press(walk, "start")
    press(walk, "stop")
    assert "START" not in walk.read("/texts")
