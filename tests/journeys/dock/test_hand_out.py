"""Handing out: only what is packed and awaited leaves the shop, and the customer knows when it comes."""

from uuid import UUID

import pytest
from sqlalchemy import update

from app.courier.routes.models import Run
from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job
from app.custody import queries as custody
from app.custody.models import BizStep
from app.custody.parties import carrier
from app.custody.service import record
from app.journeys.dock.hand_out import hand_out
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, Refusal, WrongState
from app.messaging.sms.kinds import SmsKind
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.custody.devices import return_booked, state_of, the
from tests.journeys.dock_day import at_bench, packed, ready
from tests.shop import Shop


def _hand_out(shop: Shop, ticket_id: UUID, seen: int | None = None) -> None:
    with shop.database.transaction() as session:
        hand_out(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), seen_version=seen, place="dock"),
        )


def test_the_box_leaves_with_the_courier_and_the_customer_knows_when(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    _hand_out(shop, ticket_id)
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        job = active_job(session, ticket_id, Leg.OUTBOUND)
        assert job is not None
        last = custody.of_ticket(session, ticket_id)[-1]
        assert (ticket.state, ticket.due_at, ticket.bin_code) == (State.OUTBOUND, job.slot.ends_at, None)
        assert (last.step, last.taker_name) == (BizStep.SHIPPING, job.carrier)
    (sent,) = shop.texts()
    assert sent.kind is SmsKind.ON_ITS_WAY
    assert "11월 23일(월) 14:00-16:00" in sent.body


def test_the_driver_of_the_run_is_named_as_the_taker(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    driver = shop.staff(Role.COURIER)
    with shop.database.transaction() as session:
        job = active_job(session, ticket_id, Leg.OUTBOUND)
        assert job is not None
        slot = session.get_one(Slot, job.slot_id)
        run = Run(day=slot.day, zone_id=slot.zone_id, courier_id=driver.staff_id)
        session.add(run)
        session.flush()
        session.execute(update(CourierJob).where(CourierJob.id == job.id).values(run_id=run.id))
    _hand_out(shop, ticket_id)
    with shop.database.reading() as session:
        assert custody.holder(session, the(session, ticket_id)) == driver.name


def test_nothing_unpacked_leaves(shop: Shop) -> None:
    ticket_id = ready(shop)
    return_booked(shop, ticket_id)
    with pytest.raises(WrongState) as refused:
        _hand_out(shop, ticket_id)
    assert refused.value.code == "not_packed"


def test_nothing_leaves_for_a_day_nobody_chose(shop: Shop) -> None:
    ticket_id = packed(shop)
    with pytest.raises(WrongState) as refused:
        _hand_out(shop, ticket_id)
    assert refused.value.code == "return_not_booked"
    assert state_of(shop, ticket_id) is State.READY_TO_RETURN


def test_what_came_back_is_taken_back_before_it_leaves_again(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    with shop.database.transaction() as session:
        record(
            session,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="road"),
            ticket_id=ticket_id,
            step=BizStep.SHIPPING,
            taker=carrier("own_fleet"),
        )
    with pytest.raises(WrongState) as refused:
        _hand_out(shop, ticket_id)
    assert refused.value.code == "outside"


def test_nothing_leaves_from_the_bench(shop: Shop) -> None:
    with pytest.raises(WrongState) as refused:
        _hand_out(shop, at_bench(shop))
    assert refused.value.code == "wrong_state"


def test_handing_out_twice_is_refused_and_harmless(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    with shop.database.reading() as session:
        seen = the(session, ticket_id).version
    _hand_out(shop, ticket_id, seen)
    with pytest.raises(Conflict):
        _hand_out(shop, ticket_id, seen)
    with pytest.raises(Refusal):
        _hand_out(shop, ticket_id)
    assert len(shop.texts()) == 1
