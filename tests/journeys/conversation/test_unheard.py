"""A reply whose answer never gets there is before a person at once, whatever ended the answer after it was written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.journeys.repair.decide_quote import approve_quote
from app.kernel.act import Act
from app.messaging.conversation.inbox import count_open
from app.messaging.conversation.models import ThreadMessage
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.sms.awaited import ASKS, AWAITED, NOT_AWAITED
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import BadNumber, OptOut, Sms, SmsAttempt
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.reasons import Reason
from app.messaging.sms.reports import take_report
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import AttemptState, SmsState, Trouble
from app.quotes import service as quotes
from app.quotes.models import QuoteState
from app.tickets.service import tell
from jobs import lay_unheard, read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.conversation.test_handle_reply import requote
from tests.journeys.on_the_bench import KIM, PHONE, at, quoted
from tests.journeys.texting import text_us
from tests.shop import Shop

AWAY = SendResult(Outcome.NOT_SENT, detail="connection refused")


def asked(shop: Shop, body: str, *, wait: timedelta = timedelta(minutes=1)) -> None:
    """They reply, and it is read: what we answer is written and has not left."""
    shop.clock.move_on(wait)
    text_us(shop, body)
    assert read_replies.run(shop.runtime) == 1


def a_tick(shop: Shop) -> None:
    """The next second of the jobs process."""
    shop.drain()
    shop.clock.move_on(timedelta(seconds=1))
    read_replies.run(shop.runtime)
    lay_unheard.run(shop.runtime)


def before_a_person(shop: Shop) -> list[str]:
    """What the inbox holds: messages of repairs, and replies that nobody could place."""
    with shop.database.reading() as session:
        told = session.scalars(
            select(ThreadMessage.body)
            .where(ThreadMessage.handled_at.is_(None), ThreadMessage.from_customer)
            .order_by(ThreadMessage.id)
        )
        return [*told, *(row.body for row in unplaced_replies(session))]


def planned(*ends: SendResult) -> Callable[[Shop], None]:
    """The provider answers so."""

    def fate(shop: Shop) -> None:
        sms = FakeSms(shop.clock)
        sms.plan = [*ends]
        shop.runtime = replace(shop.runtime, sms=sms)

    return fate


def stopped(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(OptOut(phone=PHONE, at=shop.clock(), word="STOP"))


def number_is_bad(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=shop.clock()))


def limited(**settings: object) -> Callable[[Shop], None]:
    """A limit of ours stands in the way."""

    def fate(shop: Shop) -> None:
        planned()(shop)
        changed = shop.runtime.settings.model_copy(update=settings)
        shop.runtime = replace(shop.runtime, settings=changed)

    return fate


def undelivered(shop: Shop) -> None:
    """Taken by the provider, and then the network says that it could not hand it over."""
    planned()(shop)
    shop.drain()
    with shop.database.transaction() as session:
        newest = select(SmsAttempt.id).join(Sms, Sms.id == SmsAttempt.sms_id).order_by(Sms.created_at.desc())
        attempt = session.scalars(newest.limit(1)).one()
        assert take_report(
            session,
            attempt,
            "undelivered",
            AttemptState.UNDELIVERED,
            provider="fake",
            reference=f"FAKE-{attempt}",
            trouble=Trouble.UNKNOWN,
            now=shop.clock(),
        )


def away_for_a_while(shop: Shop) -> None:
    planned(*[AWAY] * 200)(shop)
    for _ in range(11):
        shop.drain()
        shop.clock.move_on(timedelta(minutes=1))


def refused(trouble: Trouble, code: str) -> Callable[[Shop], None]:
    return planned(SendResult(Outcome.REFUSED, code=code, trouble=trouble))


FATES: dict[str, Callable[[Shop], None]] = {
    "texts were stopped": stopped,
    "the number is bad": number_is_bad,
    "the number got its fill": limited(sms_most_a_day=1),
    "the day's money is spent": limited(sms_prices="KR=20", sms_daily_cap=1),
    "a country we do not text to": limited(sms_regions="US"),
    "the provider refused it": refused(Trouble.FILTERED, "30007"),
    "the provider keeps a stop": refused(Trouble.OPTED_OUT, "21610"),
    "our account is set up wrong": refused(Trouble.CONFIGURATION, "20003"),
    "not delivered": undelivered,
    "the provider is away": away_for_a_while,
}


@pytest.mark.parametrize("fate", FATES)
def test_a_question_back_that_never_gets_there_puts_the_yes_before_its_technician(
    sqlite_shop: Shop, fate: str
) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop)
    shop.drain()
    asked(shop, "상태")
    shop.drain()
    asked(shop, "승인")  # our own words stand between: we ask back
    assert shop.texts(PHONE)[-1].kind is SmsKind.QUOTE_ASKED
    assert before_a_person(shop) == []
    FATES[fate](shop)
    a_tick(shop)
    assert "승인" in before_a_person(shop)
    a_tick(shop)
    assert before_a_person(shop).count("승인") == 1
    with shop.database.reading() as session:
        quote = quotes.current(session, ticket_id)
        assert quote is not None
        assert quote.state is QuoteState.SENT
        text = shop.texts(PHONE)[-1]
        tasks = [text.attention_since] if text.attention_since else []
        assert count_open(session) == len(before_a_person(shop)) + len(tasks)
        assert bool(tasks) is (text.state in (SmsState.FAILED, SmsState.UNDELIVERED)), "one task, not two"


@pytest.mark.parametrize("fate", FATES)
def test_which_repair_was_never_asked_so_a_person_places_the_reply_at_once(
    sqlite_shop: Shop, fate: str
) -> None:
    shop = sqlite_shop
    quoted(shop)
    quoted(shop)
    shop.drain()
    asked(shop, "OK")
    assert shop.texts(PHONE)[-1].kind is SmsKind.WHICH_TICKET
    FATES[fate](shop)
    a_tick(shop)
    assert "OK" in before_a_person(shop)
    with shop.database.reading() as session:
        assert count_open(session) == len(before_a_person(shop)), "the reply is the task, not our list"


def test_a_letter_whose_answer_is_lost_comes_with_what_it_was_for(shop: Shop) -> None:
    other = quoted(shop)
    quoted(shop)
    shop.drain()
    asked(shop, "변경")
    shop.drain()
    asked(shop, "나")
    assert shop.texts(PHONE)[-1].ticket_id == other
    stopped(shop)
    a_tick(shop)
    assert before_a_person(shop) == ["변경", "나"]


@pytest.mark.parametrize("lost", [0, 1])
def test_one_of_two_answers_to_how_it_is_gets_lost_and_a_person_has_the_question(
    sqlite_shop: Shop, lost: int
) -> None:
    shop = sqlite_shop
    both = [quoted(shop), quoted(shop)]
    shop.drain()
    asked(shop, "상태")
    assert {text.ticket_id for text in shop.texts(PHONE)[-2:]} == set(both)
    with shop.database.transaction() as session:
        text = session.get_one(Sms, shop.texts(PHONE)[-2:][lost].id)
        text.state, text.reason, text.attention_since = SmsState.SUPPRESSED, Reason.OPTED_OUT, shop.clock()
    a_tick(shop)
    assert before_a_person(shop) == ["상태"]


def test_a_price_that_replaced_the_one_asked_about_is_the_answer_and_no_task(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop)
    shop.drain()
    asked(shop, "상태")
    shop.drain()
    asked(shop, "승인")
    requote(shop, ticket_id)
    a_tick(shop)
    assert shop.texts(PHONE)[-1].kind is SmsKind.QUOTE_SENT
    assert shop.texts(PHONE)[-2].reason == "quote_superseded"
    assert before_a_person(shop) == []
    with shop.database.reading() as session:
        assert count_open(session) == 0


def test_a_step_nobody_texted_about_leaves_the_reply_to_a_person(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop)
    shop.drain()
    asked(shop, "상태")
    shop.clock.move_on(timedelta(seconds=1))
    with at(shop, ticket_id) as (session, ticket):
        approve_quote(session, ticket, Act(KIM, shop.clock(), quiet=True), quote_version=1)
        for text in session.scalars(select(Sms).where(Sms.kind == SmsKind.REPAIR_STARTED)):
            text.state = SmsState.DROPPED
    a_tick(shop)
    assert before_a_person(shop) == ["상태"]


def test_nothing_is_answered_while_the_sender_stands_still(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    quoted(shop)
    shop.drain()
    with shop.database.transaction() as session:
        stop_sender(session, provider="fake", code="20003", detail="", now=shop.clock())
    asked(shop, "상태")
    assert before_a_person(shop) == ["상태"]


def test_what_a_technician_wrote_and_the_number_does_not_take_any_more_is_a_task(sqlite_shop: Shop) -> None:
    """One for a number, and none for news that asks for nothing."""
    shop = sqlite_shop
    ticket_id = quoted(shop)
    shop.drain()
    with at(shop, ticket_id) as (session, ticket):
        for kind in (SmsKind.PARCEL_RECEIVED, SmsKind.TECHNICIAN_WROTE, SmsKind.TECHNICIAN_WROTE):
            tell(session, ticket, kind, now=shop.clock(), urgent=True)
    stopped(shop)
    a_tick(shop)
    tasks = [text.kind for text in shop.texts(PHONE) if text.attention_since]
    assert tasks == [SmsKind.TECHNICIAN_WROTE]


def test_of_every_answer_somebody_has_thought_who_waits_for_it() -> None:
    by_machine = {kind for kind, wording in WORDINGS.items() if wording.category is Category.REPLY}
    assert by_machine - set(AWAITED) == NOT_AWAITED.keys()
    assert not set(AWAITED) & NOT_AWAITED.keys()
    assert set(AWAITED) <= set(ASKS)
