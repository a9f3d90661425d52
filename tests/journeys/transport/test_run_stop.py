"""At the door: collected, delivered, or in vain; always job, parcel, custody, ticket and text together."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.courier.slots.models import Slot
from app.courier.trips import tracking
from app.courier.trips.models import CourierJob, Parcel
from app.courier.trips.states import FailureReason, JobState, ParcelState
from app.custody.models import BizStep, CustodyEvent
from app.journeys.transport.prepare_runs import give_run, prepare_run
from app.journeys.transport.run_stop import collect, deliver, fail_stop
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.errors import Refusal
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from tests.courier.road import booked_pickup, booked_return, new_ticket, ticket_of
from tests.shop import Shop


def _on_a_run(session: Session, shop: Shop, job: CourierJob) -> Actor:
    prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
    return shop.staff(Role.COURIER)


@pytest.mark.parametrize("spelling", ["{code}", "http://localhost:8000/Q/{code}", " {lower} "])
def test_collected_with_the_code_scanned_or_typed(shop: Shop, spelling: str) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        ticket, courier = ticket_of(session, job), shop.staff(Role.COURIER)
        _on_a_run(session, shop, job)
        typed = spelling.format(code=ticket.code, lower=ticket.code.lower())
        collect(session, job, Act(courier, shop.clock()), code=typed)
        assert (job.state, job.finished_at) == (JobState.COLLECTED, shop.clock())
        assert ticket.state is State.INBOUND
        parcel = session.scalars(select(Parcel).where(Parcel.job_id == job.id)).one()
        assert parcel.state is ParcelState.PICKED_UP
        custody = session.scalars(select(CustodyEvent)).one()
        assert (custody.step, custody.giver_name, custody.taker_name) == (
            BizStep.COLLECTING,
            "김민지",
            courier.name,
        )
        phone = ticket.customer.phone
    assert [told.kind for told in shop.texts(phone)] == [SmsKind.PICKUP_COLLECTED]


@pytest.mark.parametrize("typed", ["", "nonsense", "other"])
def test_a_wrong_code_collects_nothing(shop: Shop, typed: str) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        other = new_ticket(session, shop).code
        courier = _on_a_run(session, shop, job)
        with pytest.raises(Refusal) as refused:
            collect(session, job, Act(courier, shop.clock()), code=other if typed == "other" else typed)
        assert (refused.value.code, refused.value.field) == ("wrong_code" if typed else "no_code", "code")
        assert job.state is JobState.ASSIGNED
        assert session.scalars(select(CustodyEvent)).all() == []


def test_a_courier_touches_the_own_stops_only(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        code, courier = ticket_of(session, job).code, shop.staff(Role.COURIER)
        for prepared in (False, True):  # first on no run, then on nobody's
            if prepared:
                run = prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
                assert run is not None
                give_run(session, run.id, courier_id=None)
            with pytest.raises(Refusal) as refused:
                collect(session, job, Act(courier, shop.clock()), code=code)
            assert refused.value.code == "not_your_stop"


def test_delivered_to_somebody_with_a_name(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        ticket, courier = ticket_of(session, job), _on_a_run(session, shop, job)
        deliver(session, job, Act(courier, shop.clock()), handed_to=" Lee ")
        assert (job.state, job.handed_to, ticket.state) == (JobState.DELIVERED, "Lee", State.DELIVERED)
        assert ticket.due_at == shop.clock() + timedelta(days=7)
        assert session.scalars(select(Parcel.state)).one() is ParcelState.DELIVERED
        custody = session.scalars(select(CustodyEvent)).one()
        assert (custody.step, custody.giver_name, custody.taker_name) == (
            BizStep.ACCEPTING,
            courier.name,
            "Lee",
        )
        phone = ticket.customer.phone
    assert "handed to Lee" in shop.texts(phone)[-1].body


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_delivery_needs_a_name(shop: Shop, name: str) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        with pytest.raises(Refusal) as refused:
            deliver(session, job, Act(_on_a_run(session, shop, job), shop.clock()), handed_to=name)
        assert (refused.value.code, refused.value.field) == ("no_receiver", "handed_to")


def test_what_the_dock_has_not_handed_out_is_neither_delivered_nor_failed(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop, state=State.READY_TO_RETURN)
        courier = _on_a_run(session, shop, job)
        with pytest.raises(Refusal) as delivering:
            deliver(session, job, Act(courier, shop.clock()), handed_to="Lee")
        with pytest.raises(Refusal) as failing:
            fail_stop(session, job, Act(courier, shop.clock()), reason=FailureReason.NOBODY_HOME)
        assert delivering.value.code == failing.value.code == "not_handed_out"


def test_collecting_at_a_delivery_is_refused(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        with pytest.raises(Refusal) as refused:
            collect(
                session,
                job,
                Act(_on_a_run(session, shop, job), shop.clock()),
                code=ticket_of(session, job).code,
            )
        assert refused.value.code == "wrong_leg"


def test_nobody_home_leaves_the_ticket_authorised_and_texts_three_new_windows(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop, language=Language.KO)
        ticket, courier = ticket_of(session, job), _on_a_run(session, shop, job)
        shop.clock.time = job.slot.starts_at
        fail_stop(session, job, Act(courier, shop.clock()), reason=FailureReason.NOBODY_HOME)
        assert (job.state, job.failure) == (JobState.ATTEMPT_FAILED, FailureReason.NOBODY_HOME)
        assert ticket.state is State.AUTHORISED
        phone = ticket.customer.phone
    body = shop.texts(phone)[-1].body
    assert "11월 23일(월) 18:00-20:00, 11월 24일(화) 10:00-12:00, 11월 24일(화) 14:00-16:00" in body


def test_in_vain_with_no_window_open_still_makes_a_whole_sentence(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        session.execute(update(Slot).values(capacity=Slot.booked))
        ticket = fail_stop(session, job, Act(SYSTEM, shop.clock()), reason=FailureReason.NOT_PACKED)
        phone = ticket.customer.phone
    assert "Next: none is open yet." in shop.texts(phone)[-1].body


def test_a_vain_delivery_brings_the_device_back_to_us(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        ticket, courier = ticket_of(session, job), _on_a_run(session, shop, job)
        fail_stop(session, job, Act(courier, shop.clock()), reason=FailureReason.REFUSED)
        assert (job.state, ticket.state) == (JobState.ATTEMPT_FAILED, State.READY_TO_RETURN)
        assert session.scalars(select(Parcel.state)).one() is ParcelState.DELIVERY_FAILED
        phone = ticket.customer.phone
    told = shop.texts(phone)[-1].body
    assert "it was not accepted" in told
    assert "It comes back to the workshop." in told, "it is on the van, until the dock scans it"


def test_a_stop_ends_once(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        courier, code = _on_a_run(session, shop, job), ticket_of(session, job).code
        collect(session, job, Act(courier, shop.clock()), code=code)
        with pytest.raises(Refusal) as again:
            collect(session, job, Act(courier, shop.clock()), code=code)
        with pytest.raises(Refusal) as failing:
            fail_stop(session, job, Act(courier, shop.clock()), reason=FailureReason.NOBODY_HOME)
        assert again.value.code == failing.value.code == "stop_done"


def test_a_carriers_repeats_and_unknown_words_are_kept_and_change_nothing(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop)
        now = shop.clock()
        said = [
            ("1", ParcelState.DELIVERED, 0),
            ("1", ParcelState.LOST, 5),
            ("2", None, 6),
            ("3", ParcelState.IN_TRANSIT, 7),
        ]
        for key, state, minutes in said:
            parcel = tracking.record(
                session,
                job,
                key=key,
                state=state,
                raw_code=f"word-{key}",
                at=now,
                now=now + timedelta(minutes=minutes),
            )
        assert parcel.state is ParcelState.DELIVERED
        assert [event.event_key for event in tracking.events_of(session, parcel)] == ["1", "2", "3"]
        assert [event.raw_code for event in tracking.unknown_words(session)] == ["word-2"]
