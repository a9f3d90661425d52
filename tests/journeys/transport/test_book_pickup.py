"""Choosing when the courier comes: what is booked, moved and called off, and what is refused with a way out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.courier.trips import jobs, queries
from app.courier.trips.models import CourierJob
from app.courier.trips.states import MOVES, FailureReason, JobState
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup, move_pickup, pickup_choices
from app.journeys.transport.run_stop import collect, fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, Refusal
from app.kernel.show import show
from app.messaging.sms.kinds import SmsKind
from app.parts.rules import PartState
from app.parts.service import need
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.acts import split_act
from tests.courier.road import (
    KIM,
    SUWON,
    booked_pickup,
    count_is_exact,
    new_ticket,
    ticket_of,
    windows,
    work_with,
)
from tests.fakes.carriers import FakeCarrier
from tests.shop import Shop

ZONE = "Asia/Seoul"


def _book(session: Session, shop: Shop, ticket: Ticket, nth: int = 0, **more: Any) -> CourierJob:
    arguments: dict[str, Any] = {"actor": KIM, "now": shop.clock(), **more}
    slot_id = arguments.pop("slot_id", None) or windows(session, shop)[nth].id
    act, rest = split_act(arguments)
    return book_pickup(session, ticket, act, slot_id=slot_id, **rest)


def _move(session: Session, shop: Shop, ticket: Ticket, nth: int, **more: Any) -> CourierJob:
    arguments: dict[str, Any] = {"actor": KIM, "now": shop.clock(), **more}
    slot_id = arguments.pop("slot_id", None) or windows(session, shop)[nth].id
    act, rest = split_act(arguments)
    return move_pickup(session, ticket, act, slot_id=slot_id, **rest)


def test_a_booked_pickup_is_with_the_carrier_and_the_customer_reads_the_window(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        job = _book(session, shop, ticket)
        assert (job.state, job.carrier, job.carrier_reference) == (
            JobState.BOOKED,
            "own_fleet",
            f"{ticket.code}-P1",
        )
        assert ticket.state is State.INBOUND
        assert ticket.due_at == job.slot.ends_at
        phone = ticket.customer.phone
    (told,) = shop.texts(phone)
    assert told.kind is SmsKind.PICKUP_BOOKED
    assert "Mon 23 Nov 14:00-16:00" in told.body


def test_a_pickup_can_be_booked_without_a_text_once(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        _book(session, shop, ticket, quiet=True)
        assert shop.texts(ticket.customer.phone) == []


def test_a_carrier_that_needs_a_network_is_not_asked_inside_the_transaction(shop: Shop) -> None:
    work_with(shop, FakeCarrier())
    with shop.runtime.database.transaction() as session:
        job = _book(session, shop, new_ticket(session, shop))
        assert (job.state, job.carrier) == (JobState.REQUESTED, "fake")
        assert job.carrier_reference is None


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.OFFERED, "not_authorised"),
        (State.REQUESTED, "not_authorised"),
        (State.PARTS_HOLD, "parts_not_ready"),
        (State.REPAIRING, "wrong_state"),
    ],
)
def test_nothing_is_collected_before_terms_and_parts_are_settled(shop: Shop, state: State, code: str) -> None:
    with pytest.raises(Refusal) as refused, shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        ticket.state = state
        session.flush()
        _book(session, shop, ticket)
    assert refused.value.code == code
    with shop.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CourierJob)) == 0


def test_a_pickup_is_booked_only_so_that_the_part_is_here_when_the_device_arrives(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        need(session, ticket.id, "spring", state=PartState.DATED, expected_on=date(2026, 11, 26))
        need(session, ticket.id, "screw", state=PartState.RESERVED)
        with pytest.raises(Refusal) as refused, session.begin_nested():
            _book(session, shop, ticket)
        assert (refused.value.code, refused.value.field) == ("parts_later", "slot")
        assert "comes on Thu 26 Nov. Choose a pickup on Wed 25 Nov or later" in show(
            refused.value.message, "en", ZONE
        )
        choices = pickup_choices(session, ticket, now=shop.clock())
        assert choices[0].day == date(2026, 11, 25)
        assert _book(session, shop, ticket, slot_id=choices[0].id).slot.day == date(2026, 11, 25)


def test_a_part_without_a_date_keeps_the_device_at_home(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused, shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        need(session, ticket.id, "spring", state=PartState.NEEDED)
        assert pickup_choices(session, ticket, now=shop.clock()) == []
        _book(session, shop, ticket)
    assert refused.value.code == "parts_not_ready"


def test_a_pickup_cannot_be_moved_to_before_the_part_arrives(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        need(session, ticket.id, "spring", state=PartState.DATED, expected_on=date(2026, 11, 26))
        later = pickup_choices(session, ticket, now=shop.clock())[0]
        _book(session, shop, ticket, slot_id=later.id)
        ticket_id = ticket.id
    with pytest.raises(Refusal) as refused, shop.database.transaction() as session:
        _move(session, shop, tickets.by_id(session, ticket_id), 0)
    assert refused.value.code == "parts_later"
    with shop.database.reading() as session:
        job = queries.active_job(session, ticket_id, Leg.INBOUND)
        assert job is not None
        assert job.slot_id == later.id


@pytest.mark.parametrize(("leg", "postcode"), [(Leg.INBOUND, SUWON), (Leg.OUTBOUND, "04524")])
def test_a_window_of_another_area_or_direction_is_refused(shop: Shop, leg: Leg, postcode: str) -> None:
    with pytest.raises(Refusal) as refused, shop.database.transaction() as session:
        strange = windows(session, shop, leg, postcode)[0].id
        _book(session, shop, new_ticket(session, shop), slot_id=strange)
    assert (refused.value.code, refused.value.field) == ("slot_elsewhere", "slot")


def test_moving_takes_the_new_place_and_frees_the_old(shop: Shop) -> None:
    with shop.database.transaction() as session:
        old = booked_pickup(session, shop)
        ticket = ticket_of(session, old)
        new = _move(session, shop, ticket, 1)
        assert (old.state, new.state, new.attempt) == (JobState.CANCELLED, JobState.BOOKED, 2)
        assert ticket.due_at == new.slot.ends_at
        assert [view.places_left for view in windows(session, shop)[:2]] == [8, 7]
        assert count_is_exact(session, old.slot_id)
        assert count_is_exact(session, new.slot_id)
        assert shop.texts(ticket.customer.phone) == []  # not committed yet
        phone = ticket.customer.phone
    assert "18:00-20:00" in shop.texts(phone)[-1].body


def test_moving_to_a_full_window_keeps_the_old_one(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        target = windows(session, shop)[1]
        for _ in range(target.places_left):
            booked_pickup(session, shop, nth=1)
        job_id, ticket_id = job.id, job.ticket_id
    with pytest.raises(Refusal) as refused, shop.database.transaction() as session:
        _move(session, shop, tickets.by_id(session, ticket_id), 0, slot_id=target.id)
    assert refused.value.code == "slot_full"
    with shop.database.reading() as session:
        assert queries.job_by_id(session, job_id).state is JobState.BOOKED
        assert count_is_exact(session, queries.job_by_id(session, job_id).slot_id)


def test_moving_to_the_same_window_changes_nothing_and_texts_nobody(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket = ticket_of(session, job)
        version = ticket.version
        assert _move(session, shop, ticket, 0, slot_id=job.slot_id) is job
        assert ticket.version == version
    assert shop.texts() == []


def test_a_cancelled_pickup_frees_its_place_and_keeps_the_terms(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket = ticket_of(session, job)
        cancel_pickup(session, ticket, Act(KIM, shop.clock()))
        assert (job.state, ticket.state) == (JobState.CANCELLED, State.AUTHORISED)
        assert job.finished_at == shop.clock()
        assert count_is_exact(session, job.slot_id)
        assert windows(session, shop)[0].places_left == 8
        again = _book(session, shop, ticket)
        assert again.our_reference.endswith("-P2")


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_past_the_cutoff_a_customer_is_told_to_write_and_the_dispatcher_still_can(
    shop: Shop, act: str
) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket = ticket_of(session, job)
        shop.clock.time = job.slot.cutoff_at
        for actor in (KIM, shop.staff(Role.DISPATCHER)):
            if actor is KIM:
                with pytest.raises(Refusal) as refused:
                    _act(session, shop, ticket, act, actor)
            else:
                _act(session, shop, ticket, act, actor)
        assert refused.value.code == "past_cutoff"
        assert "ended at Mon 23 Nov 12:00. Write to us" in show(refused.value.message, "en", ZONE)
        assert job.state is JobState.CANCELLED


def _act(session: Session, shop: Shop, ticket: Ticket, act: str, actor: object) -> None:
    if act == "move":
        _move(session, shop, ticket, 0, actor=actor)
    else:
        cancel_pickup(session, ticket, Act(actor, shop.clock()))  # type: ignore[arg-type]


def test_what_the_courier_has_collected_cannot_be_moved_or_cancelled(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket = ticket_of(session, job)
        collect(session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), code=ticket.code)
        with pytest.raises(Conflict) as moving:
            _move(session, shop, ticket, 1)
        with pytest.raises(Conflict) as cancelling:
            cancel_pickup(session, ticket, Act(KIM, shop.clock()))
    assert moving.value.code == cancelling.value.code == "no_pickup"


def test_a_page_older_than_the_ticket_books_nothing(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        with pytest.raises(Conflict) as stale:
            _book(session, shop, ticket, seen_version=ticket.version - 1)
    assert stale.value.code == "stale"


def test_two_taps_at_once_book_one_pickup(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket_id = new_ticket(session, shop).id
        choices = [view.id for view in windows(session, shop)[:2]]

    def tap(n: int) -> str:
        try:
            with shop.database.transaction() as session:
                _book(session, shop, tickets.by_id(session, ticket_id), slot_id=choices[n % 2])
            return "booked"
        except Refusal as no:
            return no.code

    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = list(pool.map(tap, range(6)))

    assert answers.count("booked") == 1
    assert set(answers) <= {"booked", "stale", "wrong_state"}
    with shop.database.reading() as session:
        assert all(count_is_exact(session, slot_id) for slot_id in choices)


def test_after_three_vain_pickups_we_talk_first_but_our_own_lateness_does_not_count(shop: Shop) -> None:
    dispatcher = shop.staff(Role.DISPATCHER)
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        for reason in (FailureReason.NO_TIME, *(FailureReason.NOBODY_HOME,) * 3):
            job = _book(session, shop, ticket)
            fail_stop(session, job, Act(dispatcher, shop.clock()), reason=reason)
        with pytest.raises(Refusal) as refused:
            _book(session, shop, ticket)
        assert refused.value.code == "write_to_us"
        assert _book(session, shop, ticket, actor=dispatcher).attempt == 5


def test_a_trip_moves_only_along_its_table(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        for end in (state for state, ways in MOVES.items() if not ways):
            job.state = end
            with pytest.raises(Conflict) as refused:
                jobs.move(session, job, JobState.BOOKED, now=shop.clock())
            assert refused.value.code == "stop_done"


def test_a_trip_somebody_else_changed_meanwhile_is_a_conflict(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job_id = booked_pickup(session, shop).id
    with pytest.raises(Conflict) as refused, shop.database.transaction() as session:
        job = queries.job_by_id(session, job_id)
        session.connection().execute(update(CourierJob).values(version=99))
        jobs.move(session, job, JobState.ASSIGNED, now=shop.clock())
    assert refused.value.code == "stale"


def test_a_second_trip_of_a_leg_cannot_be_opened_beside_the_first(shop: Shop) -> None:
    with pytest.raises(Conflict), shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        jobs.open_job(
            session,
            ticket_of(session, job),
            job.slot,
            leg=Leg.INBOUND,
            now=shop.clock(),
        )
