"""The page that asks for the code says what has become of its text: 'sent' when it was, and what to do when it was not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import SmsState, Trouble
from tests.fakes.sms import FakeSms
from tests.shop import Shop
from tests.web.customer.requesting import E164, Requesting, words

SENT = "Six digits were sent to"
GOOD_UNTIL = "Good until"
HOUR = timedelta(hours=1)


class Waiting:
    """Somebody before the page, and a provider that ends tries as told."""

    def __init__(self, shop: Shop, **settings: object) -> None:
        self.sms = FakeSms(shop.clock)
        changed = shop.runtime.settings.model_copy(update=settings)
        shop.runtime = replace(shop.runtime, sms=self.sms, settings=changed)
        self.shop, self.walk = shop, Requesting(shop)
        self.walk.start()
        self.walk.prove()
        self.walk.contact()

    def reads(self) -> str:
        return words(self.walk.client.get(self.walk.url("code")))


def test_it_says_sent_only_once_the_provider_has_the_text(shop: Shop) -> None:
    waiting = Waiting(shop)
    assert "We are texting six digits to" in waiting.reads()
    assert SENT not in waiting.reads()
    shop.drain()
    assert SENT in waiting.reads()
    assert GOOD_UNTIL in waiting.reads()


@pytest.mark.parametrize(
    ("end", "said", "may_come"),
    [
        (SendResult(Outcome.NOT_SENT, detail="refused connection"), "has not left yet. We keep trying until", True),
        (SendResult(Outcome.UNCERTAIN), "We do not know whether the text with the code left.", True),
        (SendResult(Outcome.REFUSED, code="20003", trouble=Trouble.CONFIGURATION), "No text can leave", True),
        (SendResult(Outcome.REFUSED, code="21211", trouble=Trouble.BAD_NUMBER), "cannot be delivered to", False),
        (SendResult(Outcome.REFUSED, code="1", trouble=Trouble.UNKNOWN), "The code was not sent in time.", False),
    ],
)  # fmt: skip
def test_what_went_wrong_is_said_with_what_to_do(
    sqlite_shop: Shop, end: SendResult, said: str, may_come: bool
) -> None:
    waiting = Waiting(sqlite_shop)
    waiting.sms.plan = [end]
    sqlite_shop.drain()
    page = waiting.reads()
    assert said in page
    assert SENT not in page
    assert (GOOD_UNTIL in page) is may_come


def test_a_text_that_does_not_leave_at_once_is_not_said_to_be_leaving_for_ever(sqlite_shop: Shop) -> None:
    waiting = Waiting(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(seconds=30))
    assert "has not left yet" in waiting.reads()
    sqlite_shop.clock.move_on(timedelta(minutes=10))
    sqlite_shop.drain()
    assert "The code was not sent in time. Ask for a new one." in waiting.reads()


def test_a_sender_that_stands_still_is_known_before_anything_is_tried(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        stop_sender(session, provider="fake", code="20003", detail="", now=sqlite_shop.clock())
    assert "No text can leave the shop at the moment" in Waiting(sqlite_shop).reads()


def test_at_the_days_cap_the_page_says_so_before_and_after_the_text_is_dropped(shop: Shop) -> None:
    """No code waits for midnight behind a page that says it was sent."""
    waiting = Waiting(shop, sms_prices="KR=20", sms_daily_cap=10)
    for _ in range(2):
        page = waiting.reads()
        assert "The shop has sent all the texts it can pay for today" in page
        assert SENT not in page
        assert GOOD_UNTIL not in page
        shop.drain()
    assert waiting.sms.tried == []


def full(shop: Shop, *, of: int) -> None:
    """The number has had so many texts since an hour ago."""
    with shop.database.transaction() as session:
        for _ in range(of):
            text = Sms(kind=SmsKind.STATUS_REPLY, to_phone=E164, language=Language.KO, body="x", segments=1)
            text.created_at, text.tries, text.state = shop.clock() - HOUR, 1, SmsState.DELIVERED
            session.add(text)


def test_at_a_numbers_fill_the_page_says_so_at_once_and_a_call_lets_the_code_through(shop: Shop) -> None:
    """Nobody reads that a code is on its way that the limit ends; staff see it, and whoever calls gets theirs."""
    full(shop, of=3)
    waiting = Waiting(shop, sms_most_a_day=3)
    for _ in range(2):
        page = waiting.reads()
        assert "Too many texts went to 010-1234-5678 in 24 hours, so the code was not sent." in page
        assert f"Call us at {shop.runtime.settings.shop_phone} and we let one through" in page
        assert "ask for a new one from Tue 24 Nov 09:00" in page
        assert GOOD_UNTIL not in page
        shop.drain()
    assert waiting.sms.tried == []
    bench = shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    inbox = words(bench.get("/bench/inbox?show=failed"))
    assert "Too many texts to this number today" in inbox
    assert "Let a code through" in inbox
    assert bench.post("/bench/callers", data={"phone": "010-1234-5678"}).status_code == 302
    assert "Ask for a new one." in waiting.reads(), "not: tomorrow"
    shop.clock.move_on(timedelta(minutes=1))
    waiting.walk.post("code/again")
    shop.drain()
    assert SENT in waiting.reads()
    assert waiting.walk.type_code(waiting.walk.texted_code()).status_code == 302


def test_many_codes_to_one_number_are_one_task(sqlite_shop: Shop) -> None:
    full(sqlite_shop, of=1)
    waiting = Waiting(sqlite_shop, sms_most_a_day=1)
    for _ in range(3):
        sqlite_shop.drain()
        sqlite_shop.clock.move_on(timedelta(minutes=1))
        waiting.walk.post("code/again")
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    assert words(bench.get("/bench/inbox?show=failed")).count("Too many texts to this number today") == 1


def test_a_double_click_is_told_that_the_same_code_counts(sqlite_shop: Shop) -> None:
    waiting = Waiting(sqlite_shop)
    again = waiting.walk.post("code/again").headers["Location"]
    page = words(waiting.walk.client.get(again))
    assert "still is the one that counts" in page
    assert "There is a new code now" not in page
    sqlite_shop.clock.move_on(timedelta(minutes=1))
    again = waiting.walk.post("code/again").headers["Location"]
    assert "There is a new code now" in words(waiting.walk.client.get(again))
