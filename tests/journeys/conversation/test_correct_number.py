"""A wrong number is put right: what went to a stranger opens nothing, and the last text reaches its reader."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.journeys.conversation.correct_number import correct_number, send_last_again, went_elsewhere
from app.journeys.conversation.settle_text import send_again
from app.kernel.act import Act
from app.kernel.errors import Conflict, FieldRefused, NotFound, Refusal
from app.kernel.i18n import Language
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, OptOut, Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState, Trouble
from app.tickets.links import by_token, private_token
from app.tickets.models import Ticket
from app.tickets.queries import by_id
from app.tickets.service import tell
from app.tickets.states import State
from tests.journeys.on_the_bench import PHONE, ask_for_repair, technician
from tests.messaging.conversation.test_inbox import a_text
from tests.shop import Shop

T = SmsState
RIGHT, OTHERS = "+821099998888", "+821055556666"


def correct(
    shop: Shop,
    ticket_id: UUID,
    typed: str = "010 9999 8888",
    *,
    seen: str = PHONE,
    regions: frozenset[str] = frozenset({"KR"}),
) -> None:
    with shop.database.transaction() as session:
        correct_number(
            session,
            by_id(session, ticket_id),
            typed,
            Act(technician(shop), shop.clock()),
            seen=seen,
            regions=regions,
            secret=secret_of(shop),
        )


def secret_of(shop: Shop) -> str:
    return shop.runtime.settings.secret_key.get_secret_value()


def link_of(shop: Shop, ticket_id: UUID) -> str:
    with shop.database.transaction() as session:
        return private_token(session, by_id(session, ticket_id), secret=secret_of(shop), now=shop.clock())


def opens(shop: Shop, token: str) -> UUID | None:
    with shop.database.reading() as session:
        try:
            return by_token(session, token).id
        except NotFound:
            return None


def somebody_else(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(Customer(phone=OTHERS, name="박서준", language=Language.KO, verified_at=shop.clock()))


def written(shop: Shop, ticket_id: UUID) -> Sms:
    """A text about the repair, to the number the customer has."""
    with shop.database.transaction() as session:
        return tell(
            session, by_id(session, ticket_id), SmsKind.DIAGNOSIS_STARTED, now=shop.clock(), urgent=True
        )


def last_again(shop: Shop, ticket_id: UUID) -> None:
    with shop.database.transaction() as session:
        send_last_again(session, by_id(session, ticket_id), Act(technician(shop), shop.clock()))


def elsewhere(shop: Shop, ticket_id: UUID) -> Sms | None:
    with shop.database.reading() as session:
        return went_elsewhere(session, by_id(session, ticket_id))


@pytest.mark.parametrize("typed", ["010-9999-8888", "+82 10 9999 8888", "０１０９９９９８８８８"])
def test_the_number_is_taken_in_any_spelling_and_the_next_text_goes_there(shop: Shop, typed: str) -> None:
    ticket_id = ask_for_repair(shop)
    correct(shop, ticket_id, typed)
    assert shop.ticket(code_of(shop, ticket_id)).customer.phone == RIGHT
    assert shop.texts() == [], "correcting sends nothing"
    written(shop, ticket_id)
    shop.drain()
    assert len(shop.phone(RIGHT)) == 1
    assert shop.phone(PHONE) == []


def test_links_texted_to_the_old_number_open_nothing_any_more(shop: Shop) -> None:
    first, second = ask_for_repair(shop), ask_for_repair(shop)
    old = [link_of(shop, one) for one in (first, second)]
    with shop.database.reading() as session:
        versions = [by_id(session, one).version for one in (first, second)]
    correct(shop, first)
    assert [opens(shop, token) for token in old] == [None, None]
    new = [link_of(shop, one) for one in (first, second)]
    assert [opens(shop, token) for token in new] == [first, second]
    with shop.database.reading() as session:
        assert [by_id(session, one).version for one in (first, second)] == versions, "no step of the repair"
    shop.nothing_is_left_owed()


def test_a_link_that_was_never_texted_before_is_retired_as_well(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with shop.database.transaction() as session:
        never_noted = private_token(
            session, by_id(session, ticket_id), secret=secret_of(shop), now=shop.clock()
        )
        session.rollback()
    correct(shop, ticket_id)
    assert opens(shop, never_noted) is None


def test_a_text_that_waits_for_the_old_number_carries_no_link_into_the_repair(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    waiting = written(shop, ticket_id)
    correct(shop, ticket_id)
    shop.drain()
    [said] = shop.phone(PHONE)
    assert waiting.to_phone == PHONE
    assert "/t/" not in said
    assert shop.runtime.settings.public_url in said


def test_other_customers_and_their_links_stay_as_they_are(shop: Shop) -> None:
    somebody_else(shop)
    with shop.database.reading() as session:
        other = session.scalars(select(Customer).where(Customer.phone == OTHERS)).one()
    theirs, ours = ask_for_repair(shop, customer_id=other.id), ask_for_repair(shop)
    link = link_of(shop, theirs)
    correct(shop, ours)
    assert opens(shop, link) == theirs


def test_the_thread_says_who_corrected_it_when_and_what_it_was(shop: Shop) -> None:
    ticket_id, another = ask_for_repair(shop), ask_for_repair(shop, language=Language.EN)
    closed = ask_for_repair(shop)
    with shop.database.transaction() as session:
        by_id(session, closed).state = State.CLOSED
    correct(shop, ticket_id)
    with shop.database.reading() as session:
        notes = {row.ticket_id: row for row in session.scalars(select(ThreadMessage))}
    assert set(notes) == {ticket_id, another}
    note = notes[ticket_id]
    assert (note.author, note.at, note.handled_at) == (technician(shop).name, shop.clock(), shop.clock())
    assert "•••-••••-5678" in note.body
    assert "바로잡았습니다" in note.body
    assert "was corrected" in notes[another].body
    assert "1234" not in note.body


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("hello", "phone_unreadable", "Type the mobile number"),
        ("02-123-4567", "phone_without_texts", "Texts cannot reach this number"),
        ("1588-1234", "phone_without_texts", "Texts cannot reach this number"),
        ("+1 415 555 2671", "phone_abroad", "countries only: KR"),
        ("010-1234-5678", "phone_same", "This is the number we have"),
        ("010-5555-6666", "phone_taken", "belongs to another customer, 박서준"),
    ],
)
def test_a_number_that_cannot_be_right_changes_nothing(shop: Shop, typed: str, code: str, says: str) -> None:
    somebody_else(shop)
    ticket_id = ask_for_repair(shop)
    link = link_of(shop, ticket_id)
    with pytest.raises(FieldRefused) as no:
        correct(shop, ticket_id, typed)
    assert (no.value.code, no.value.field) == (code, "phone")
    assert says in str(no.value.message)
    assert opens(shop, link) == ticket_id
    assert shop.ticket(code_of(shop, ticket_id)).customer.phone == PHONE


def test_of_two_colleagues_the_second_is_told_to_look_again(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    assert at_once(
        lambda: correct(shop, ticket_id, "010-9999-8888"), lambda: correct(shop, ticket_id, "010-9999-7777")
    ) == ["done", "stale"]
    assert shop.ticket(code_of(shop, ticket_id)).customer.phone in (RIGHT, "+821099997777")


def test_flags_belong_to_numbers_and_stay_with_the_old_one(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=shop.clock()))
        session.add(OptOut(phone=PHONE, word="STOP", at=shop.clock()))
    assert written(shop, ticket_id).state is T.SUPPRESSED
    correct(shop, ticket_id)
    last_again(shop, ticket_id)
    shop.drain()
    assert len(shop.phone(RIGHT)) == 1
    with shop.database.reading() as session:
        assert session.get(BadNumber, PHONE)
        assert session.get(OptOut, PHONE)


def test_the_last_text_is_offered_until_it_went_to_the_right_number(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    assert elsewhere(shop, ticket_id) is None, "nothing was ever texted"
    text = written(shop, ticket_id)
    assert elsewhere(shop, ticket_id) is None, "it went to the number the customer has"
    correct(shop, ticket_id)
    offered = elsewhere(shop, ticket_id)
    assert offered is not None
    assert offered.id == text.id
    last_again(shop, ticket_id)
    assert elsewhere(shop, ticket_id) is None
    with pytest.raises(Conflict) as no:
        last_again(shop, ticket_id)
    assert no.value.code == "handled"


def test_sent_again_it_goes_to_the_new_number_with_a_link_that_opens(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    old = written(shop, ticket_id)
    correct(shop, ticket_id)
    last_again(shop, ticket_id)
    shop.drain()
    [said] = shop.phone(RIGHT)
    assert opens(shop, said.rsplit("/t/", 1)[1]) == ticket_id
    assert shop.phone(PHONE) == [], "it had not left, and need not any more"
    was, now = shop.texts(PHONE)[0], shop.texts(RIGHT)[0]
    assert (was.state, was.reason, was.body) == (T.DROPPED, Reason.NUMBER_CORRECTED, old.body)
    assert (now.kind, now.body, now.segments) == (was.kind, was.body, was.segments)
    shop.nothing_is_left_owed()


def test_replies_and_codes_are_not_sent_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = ask_for_repair(shop)
    a_text(shop, T.DELIVERED, ticket_id=ticket_id, kind=SmsKind.STATUS_REPLY, attention_since=None)
    correct(shop, ticket_id)
    assert elsewhere(shop, ticket_id) is None


def test_two_colleagues_send_it_again_once(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    written(shop, ticket_id)
    correct(shop, ticket_id)
    press: Callable[[], None] = lambda: last_again(shop, ticket_id)  # noqa: E731
    assert at_once(press, press) == ["done", "handled"]
    shop.drain()
    assert len(shop.phone(RIGHT)) == 1


def test_a_new_number_that_takes_no_texts_gets_none(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = ask_for_repair(shop)
    written(shop, ticket_id)
    with shop.database.transaction() as session:
        session.add(OptOut(phone=RIGHT, word="STOP", at=shop.clock()))
    correct(shop, ticket_id)
    with pytest.raises(Refusal) as no:
        last_again(shop, ticket_id)
    assert no.value.code == "not_again"
    assert shop.texts(RIGHT) == []


def test_a_failed_text_sent_again_from_the_inbox_goes_to_the_new_number(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    failed = a_text(shop, T.FAILED, ticket_id=ticket_id, trouble=Trouble.BAD_NUMBER, body="견적")
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=shop.clock()))
    correct(shop, ticket_id)
    with shop.database.transaction() as session:
        again = send_again(session, failed, Act(technician(shop), shop.clock()))
        assert again.to_phone == RIGHT
    shop.drain()
    assert (shop.phone(RIGHT), shop.phone(PHONE)) == (["견적"], [])
    row = next(one for one in shop.texts(PHONE) if one.id == failed)
    assert (row.state, row.attention_since, row.handled_by) == (T.FAILED, None, technician(shop).name)


def code_of(shop: Shop, ticket_id: UUID) -> str:
    with shop.database.reading() as session:
        return session.get_one(Ticket, ticket_id).code


def at_once(*acts: Callable[[], None]) -> list[str]:
    """How acts end that begin together: "done", or the refusal's code."""

    def end(act: Callable[[], None]) -> str:
        try:
            act()
        except Refusal as no:
            return no.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(end, acts))
