"""The page that asks for the code says what has become of its text: 'sent' when it was, and what to do when it was not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import Trouble
from tests.fakes.sms import FakeSms
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, words

SENT = "Six digits were sent to"
GOOD_UNTIL = "Good until"


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


def test_a_double_click_is_told_that_the_same_code_counts(sqlite_shop: Shop) -> None:
    waiting = Waiting(sqlite_shop)
    again = waiting.walk.post("code/again").headers["Location"]
    page = words(waiting.walk.client.get(again))
    assert "still is the one that counts" in page
    assert "There is a new code now" not in page
    sqlite_shop.clock.move_on(timedelta(minutes=1))
    again = waiting.walk.post("code/again").headers["Location"]
    assert "There is a new code now" in words(waiting.walk.client.get(again))
