"""A repair ends for a customer's silence only where it is one: they knew, on two days, and we did not fail them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.boards.calls import calls_to_make
from app.courier.trips.states import FailureReason
from app.journeys.conversation.reminded import Heard, Reminded, heard
from app.journeys.repair.handle_parts import part_late, parts_ready
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, FieldRefused
from app.messaging.conversation import calls
from app.messaging.conversation.models import Call, CallReason
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.states import SmsState
from app.sites.site import HOME
from app.tickets.service import advance
from app.tickets.states import Action, Disposition, State
from jobs import expire_waiting, remind_waiting
from tests.courier.road import booked_pickup
from tests.databases import MONDAY
from tests.jobs.time_passes import days_pass, texts_are_stopped
from tests.journeys.on_the_bench import (
    KIM,
    PHONE,
    accepted,
    asked,
    at,
    held_for_parts,
    look,
    offered,
    quoted,
    state,
    technician,
)
from tests.shop import Shop

T = SmsKind
ENDS: dict[str, tuple[Callable[[Shop], UUID], State]] = {
    "a question": (asked, State.EXPIRED),
    "terms": (offered, State.EXPIRED),
    "a pickup never booked": (accepted, State.EXPIRED),
    "a quote": (quoted, State.READY_TO_RETURN),
}


def reminders(shop: Shop) -> list[SmsKind]:
    kinds = (T.STILL_WAITING, T.LAST_REMINDER, T.QUOTE_REMINDER, T.QUOTE_LAST_REMINDER)
    return [text.kind for text in shop.texts() if text.kind in kinds]


def to_call(shop: Shop) -> list[CallReason]:
    with shop.database.reading() as session:
        return [row.reason for row in calls_to_make(session)[0]]


def note(shop: Shop, *, reached: bool, said: str = "다음 주에 정하겠다고 하심") -> None:
    with shop.database.transaction() as session:
        [row] = calls_to_make(session)[0]
        calls.note_call(session, row.id, Act(technician(shop), shop.clock()), reached=reached, note=said)


@pytest.mark.parametrize("what", ENDS)
def test_it_ends_after_two_reminders_that_arrived_on_two_days_the_last_saying_when(
    sqlite_shop: Shop, what: str
) -> None:
    shop = sqlite_shop
    make, end = ENDS[what]
    ticket_id = make(shop)
    before, due = state(shop, ticket_id), look(shop, ticket_id).due_at
    assert due is not None
    days_pass(shop, (due - shop.clock()) / timedelta(days=1) - 0.1)
    assert state(shop, ticket_id) is before
    told = reminders(shop)
    assert told[-1] in (T.LAST_REMINDER, T.QUOTE_LAST_REMINDER)
    assert len(told) >= 2
    assert len({text.created_at.date() for text in shop.texts() if text.kind in told}) >= 2
    days_pass(shop, 3)
    assert state(shop, ticket_id) is end
    assert to_call(shop) == []
    assert reminders(shop) == told, "and nobody is reminded of what has ended"


def test_the_last_reminder_says_what_will_happen_and_when(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    accepted(shop)
    days_pass(shop, 10)
    first, last = (
        next(text for text in shop.texts() if text.kind is kind)
        for kind in (T.STILL_WAITING, T.LAST_REMINDER)
    )
    assert "12월 2일(수) 18:00까지 수거 시간을 골라 주세요" in first.body
    assert "마지막 안내" in last.body
    assert "종료합니다" in last.body


@pytest.mark.parametrize("what", ENDS)
def test_what_nobody_was_reminded_of_becomes_a_call_and_ends_only_after_it_was_noted(
    sqlite_shop: Shop, what: str
) -> None:
    shop = sqlite_shop
    make, end = ENDS[what]
    ticket_id = make(shop)
    before = state(shop, ticket_id)
    texts_are_stopped(shop, PHONE)
    days_pass(shop, 13)
    assert state(shop, ticket_id) is before
    assert to_call(shop) == [CallReason.NOT_HEARD], "once, however often the clock looks"
    note(shop, reached=True)
    days_pass(shop, 1)
    assert state(shop, ticket_id) is before, "they have two business days to answer"
    days_pass(shop, 5)
    assert state(shop, ticket_id) is end
    assert to_call(shop) == []


def test_whom_nobody_reached_is_tried_again_on_another_day(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = accepted(shop)
    texts_are_stopped(shop, PHONE)
    days_pass(shop, 12)
    note(shop, reached=False, said="안 받으심")
    expire_waiting.run(shop.runtime)
    assert to_call(shop) == [], "not the same day"
    days_pass(shop, 3)
    assert to_call(shop) == [CallReason.NOT_HEARD]
    assert state(shop, ticket_id) is State.AUTHORISED
    note(shop, reached=False, said="안 받으심")
    days_pass(shop, 5)
    assert state(shop, ticket_id) is State.EXPIRED


def test_a_machine_that_stood_still_reminds_first_and_names_a_new_day(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = accepted(shop)
    shop.clock.move_on(timedelta(days=40))
    days_pass(shop, 1)
    assert state(shop, ticket_id) is State.AUTHORISED
    due, version = look(shop, ticket_id).due_at, look(shop, ticket_id).version
    assert due is not None
    assert due > shop.clock()
    days_pass(shop, 5)
    assert reminders(shop) == [T.STILL_WAITING, T.LAST_REMINDER]
    assert version == look(shop, ticket_id).version - 1, "only the ending is a step"
    assert state(shop, ticket_id) is State.EXPIRED


def missed(shop: Shop) -> UUID:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        fail_stop(session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), reason=FailureReason.NO_TIME)
        return job.ticket_id


def came_late(shop: Shop) -> UUID:
    ticket_id = held_for_parts(shop)
    with at(shop, ticket_id) as (session, ticket):
        tomorrow = (shop.clock() + timedelta(days=1)).date()
        part_late(session, ticket, Act(technician(shop), shop.clock()), expected_on=tomorrow, reason="늦음")
    with at(shop, ticket_id) as (session, ticket):
        parts_ready(session, ticket, Act(technician(shop), shop.clock()))
    return ticket_id


def free_again(shop: Shop) -> UUID:
    first = accepted(shop)
    return accepted(shop, re_repair_of_id=first)


STAYS: dict[str, tuple[Callable[[Shop], UUID], CallReason]] = {
    "a pickup we missed": (missed, CallReason.OUR_FAULT),
    "a part that came late": (came_late, CallReason.OUR_FAULT),
    "a free re-repair": (free_again, CallReason.RE_REPAIR),
}


@pytest.mark.parametrize("what", STAYS)
def test_what_we_failed_or_owe_never_ends_by_time_and_threatens_nothing(sqlite_shop: Shop, what: str) -> None:
    shop = sqlite_shop
    make, reason = STAYS[what]
    ticket_id = make(shop)
    days_pass(shop, 20)
    assert state(shop, ticket_id) is State.AUTHORISED
    with shop.database.reading() as session:
        kinds = session.scalars(select(Sms.kind).where(Sms.ticket_id == ticket_id)).all()
        [row] = [row for row in calls_to_make(session)[0] if row.reason is reason]
    assert T.LAST_REMINDER not in kinds
    assert T.EXPIRED not in kinds
    with shop.database.transaction() as session:
        calls.note_call(session, row.id, Act(technician(shop), shop.clock()), reached=True, note="곧 고르심")
    days_pass(shop, 8)
    assert state(shop, ticket_id) is State.AUTHORISED, "nor does a call end what we owe"
    assert reason not in to_call(shop)


def test_once_the_customer_acted_after_our_fault_their_silence_counts_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = missed(shop)
    with at(shop, ticket_id) as (session, ticket):
        for action in (Action.BOOK_PICKUP, Action.CANCEL_PICKUP):
            advance(session, ticket, action, Act(KIM, shop.clock(), quiet=True))
    days_pass(shop, 15)
    assert state(shop, ticket_id) is State.EXPIRED


def test_two_processes_remind_once_and_lay_one_call(shop: Shop) -> None:
    ticket_id = accepted(shop)
    texts_are_stopped(shop, PHONE)
    shop.clock.move_on(timedelta(days=20))
    for job, did in ((remind_waiting, 1), (expire_waiting, 0)):
        shop.clock.move_on(timedelta(days=10))
        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(job.run, [shop.runtime, shop.runtime])) == did
    assert reminders(shop) == [T.STILL_WAITING]
    with shop.database.reading() as session:
        assert [(call.ticket_id, call.number) for call in session.scalars(select(Call))] == [(ticket_id, 1)]


def test_a_call_is_noted_once_in_words_and_vanishes_when_the_repair_goes_on(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = asked(shop)
    texts_are_stopped(shop, PHONE)
    days_pass(shop, 13)
    with pytest.raises(FieldRefused):
        note(shop, reached=True, said=" ")
    with shop.database.reading() as session:
        call_id = calls_to_make(session)[0][0].id
    note(shop, reached=True)
    with shop.database.transaction() as session, pytest.raises(Conflict) as late:
        calls.note_call(session, call_id, Act(technician(shop), shop.clock()), reached=False, note="나중")
    assert late.value.code == "handled"
    other = accepted(shop)
    days_pass(shop, 14)
    assert to_call(shop) == [CallReason.NOT_HEARD]
    with at(shop, other) as (session, ticket):
        advance(session, ticket, Action.CANCEL, Act(KIM, shop.clock()), disposition=Disposition.CANCELLED)
    assert to_call(shop) == []
    assert state(shop, ticket_id) is State.EXPIRED


def test_one_that_got_there_too_late_leaves_its_day() -> None:
    """Pure: what the clock makes of what arrived."""
    day = MONDAY.date()
    one, two = frozenset({day}), frozenset({day, day + timedelta(days=3)})
    for days, last_at, follows in (
        (two, MONDAY - timedelta(hours=25), Heard.ENOUGH),
        (two, MONDAY - timedelta(hours=23), Heard.WAIT),
        (two, None, Heard.CALL),
        (one, MONDAY - timedelta(days=5), Heard.CALL),
        (frozenset(), None, Heard.CALL),
    ):
        assert heard(Reminded(days, last_at, (), False), HOME, now=MONDAY) is follows
    assert heard(Reminded(one, None, (), True), HOME, now=MONDAY) is Heard.WAIT


def test_what_left_and_nobody_confirms_is_not_heard(sqlite_shop: Shop) -> None:
    """Accepted by the provider is not arrived."""
    shop = sqlite_shop
    ticket_id = asked(shop)
    for _ in range(15):
        shop.clock.move_on(timedelta(days=1))
        remind_waiting.run(shop.runtime)
        shop.drain()
        expire_waiting.run(shop.runtime)
    assert {text.state for text in shop.texts()} <= {SmsState.ACCEPTED, SmsState.DROPPED}
    assert state(shop, ticket_id) is State.NEEDS_INFO
    assert to_call(shop) == [CallReason.NOT_HEARD]
