"""Nothing ends for a customer's silence while it is we who have not answered."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.boards.calls import calls_to_make
from app.journeys.conversation.talk import mark_all_handled, write_to_customer, write_to_technician
from app.kernel.act import Act
from app.messaging.conversation.calls import note_call
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.tickets.service import advance
from app.tickets.states import Action, State
from jobs import ask_follow_ups, expire_waiting, lay_unheard, read_replies, remind_quotes
from tests.jobs.test_by_the_clock import delivered, sent
from tests.jobs.time_passes import days_pass
from tests.journeys.on_the_bench import (
    KIM,
    PHONE,
    accepted,
    ask_for_repair,
    at,
    offered,
    quoted,
    state,
    technician,
)
from tests.journeys.texting import text_us
from tests.shop import Shop

QUESTION = "더 싸게는 안 되나요?"


def asked(shop: Shop) -> UUID:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        advance(session, ticket, Action.ASK, Act(technician(shop), shop.clock()))
    return ticket_id


ENDS: dict[str, tuple[Callable[[Shop], UUID], State]] = {
    "a question": (asked, State.EXPIRED),
    "terms": (offered, State.EXPIRED),
    "a pickup never booked": (accepted, State.EXPIRED),
    "a quote": (quoted, State.READY_TO_RETURN),
    "a follow-up": (delivered, State.CLOSED),
}


def look_after(shop: Shop) -> None:
    """Every job that ends something, as the ticker runs them."""
    for job in (read_replies, lay_unheard, expire_waiting, ask_follow_ups):
        job.run(shop.runtime)


def writes(shop: Shop, ticket_id: UUID, body: str = QUESTION) -> None:
    with at(shop, ticket_id) as (session, ticket):
        write_to_technician(session, ticket, body, Act(KIM, shop.clock()), via="web")


def call_is_noted(shop: Shop) -> None:
    with shop.database.transaction() as session:
        [row] = calls_to_make(session)[0]
        note_call(session, row.id, Act(technician(shop), shop.clock()), reached=True, note="곧 정하신다고")


def answers(shop: Shop, ticket_id: UUID) -> None:
    with at(shop, ticket_id) as (session, ticket):
        write_to_customer(session, ticket, "네, 10만 원에 해 드릴게요.", Act(technician(shop), shop.clock()))
        mark_all_handled(session, ticket, now=shop.clock())


@pytest.mark.parametrize("what", ENDS)
def test_nothing_ends_while_a_message_of_theirs_waits_nor_right_after_our_answer(
    sqlite_shop: Shop, what: str
) -> None:
    shop = sqlite_shop
    make, end = ENDS[what]
    ticket_id = make(shop)
    if what == "a follow-up":
        shop.clock.move_on(timedelta(days=8))
        look_after(shop)
    before = state(shop, ticket_id)
    writes(shop, ticket_id)
    days_pass(shop, 40 if what == "a follow-up" else 12)
    assert state(shop, ticket_id) is before, "they have asked, and nobody answered"
    answers(shop, ticket_id)
    shop.clock.move_on(timedelta(minutes=1))
    look_after(shop)
    assert state(shop, ticket_id) is before, "the answer has just left"
    days_pass(shop, 6)
    if what in ("terms", "a quote"):  # run out while it was our turn, so nobody was reminded: a person calls
        assert state(shop, ticket_id) is before
        call_is_noted(shop)
        days_pass(shop, 5)
    assert state(shop, ticket_id) is end


@pytest.mark.parametrize("body", ["OK", "언제 되나요?"])
def test_nothing_ends_while_a_text_of_theirs_is_asked_back_or_waits_for_a_place(
    sqlite_shop: Shop, body: str
) -> None:
    shop = sqlite_shop
    both = [quoted(shop, days=7), quoted(shop, days=7)]
    shop.drain()
    days_pass(shop, 7 - 1 / 144)
    text_us(shop, body)
    look_after(shop)
    assert shop.texts(PHONE)[-1].kind is SmsKind.WHICH_TICKET
    for wait in (timedelta(minutes=20), timedelta(hours=3)):
        shop.clock.move_on(wait)
        look_after(shop)
        assert {state(shop, one) for one in both} == {State.QUOTED}
    with shop.database.transaction() as session:
        row = session.scalars(select(IncomingSms)).one()
        assert row.handled_by is None, "a person has it"
        row.handled_by = "최"
    look_after(shop)
    assert {state(shop, one) for one in both} == {State.READY_TO_RETURN}


def test_nothing_ends_while_a_text_of_theirs_is_unread(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop, days=7)
    shop.drain()
    days_pass(shop, 7)
    text_us(shop, "승인")
    expire_waiting.run(shop.runtime)
    assert state(shop, ticket_id) is State.QUOTED


def test_a_yes_we_asked_back_about_goes_to_the_technician_when_the_quote_runs_out(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop, days=7)
    shop.drain()
    days_pass(shop, 6)
    for body in ("상태", "승인"):
        shop.clock.move_on(timedelta(minutes=1))
        text_us(shop, body)
        look_after(shop)
        shop.drain()
    assert shop.texts(PHONE)[-1].kind is SmsKind.QUOTE_ASKED
    shop.clock.move_on(timedelta(days=3))
    look_after(shop)
    look_after(shop)
    assert state(shop, ticket_id) is State.QUOTED
    with shop.database.reading() as session:
        waiting = select(ThreadMessage.body).where(ThreadMessage.handled_at.is_(None))
        assert session.scalars(waiting).all() == ["승인"]
    answers(shop, ticket_id)
    shop.clock.move_on(timedelta(days=6))
    look_after(shop)
    assert state(shop, ticket_id) is State.READY_TO_RETURN


def test_whoever_waits_for_our_answer_is_not_reminded_of_theirs(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = quoted(shop, days=30)
    writes(shop, ticket_id)
    shop.clock.move_on(timedelta(days=2))
    assert remind_quotes.run(shop.runtime) == 0
    answers(shop, ticket_id)
    assert remind_quotes.run(shop.runtime) == 1


def test_whoever_has_written_is_not_asked_whether_all_is_well(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = delivered(shop)
    shop.clock.move_on(timedelta(days=6))
    writes(shop, ticket_id, "또 안 돼요")
    shop.clock.move_on(timedelta(days=2))
    assert ask_follow_ups.run(shop.runtime) == 0
    answers(shop, ticket_id)
    assert ask_follow_ups.run(shop.runtime) == 1
    assert sent(shop, SmsKind.FOLLOW_UP) == 1
