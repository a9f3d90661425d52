"""Choosing the day the device comes back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.journeys.transport.book_return import book_return
from app.kernel.actor import Role
from app.kernel.errors import Refusal
from app.messaging.sms.kinds import SmsKind
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.states import Action, State
from tests.acts import split_act
from tests.courier.road import KIM, booked_return, count_is_exact, new_ticket, ticket_of, windows
from tests.shop import Shop

READY = State.READY_TO_RETURN


def _book(session: Session, shop: Shop, ticket: Ticket, nth: int, **more: Any) -> CourierJob:
    slot_id = windows(session, shop, Leg.OUTBOUND)[nth].id
    arguments: dict[str, Any] = {"actor": KIM, "now": shop.clock(), **more}
    act, rest = split_act(arguments)
    return book_return(session, ticket, act, slot_id=slot_id, **rest)


def _ready(session: Session, shop: Shop) -> Ticket:
    ticket = new_ticket(session, shop)
    ticket.state = READY
    session.flush()
    return ticket


def test_a_booked_return_is_told_and_its_window_is_what_is_promised(shop: Shop) -> None:
    with shop.database.transaction() as session:
        ticket = _ready(session, shop)
        job = _book(session, shop, ticket, 0)
        assert (job.state, job.our_reference) == (JobState.BOOKED, f"{ticket.code}-R1")
        assert (ticket.state, ticket.due_at) == (READY, job.slot.ends_at)
        assert history(session, ticket)[-1].action is Action.BOOK_RETURN
        phone = ticket.customer.phone
    (told,) = shop.texts(phone)
    assert told.kind is SmsKind.RETURN_BOOKED
    assert "Mon 23 Nov 14:00-16:00" in told.body


def test_a_return_is_moved_by_booking_another_window(shop: Shop) -> None:
    with shop.database.transaction() as session:
        first = booked_return(session, shop, state=READY)
        ticket = ticket_of(session, first)
        second = _book(session, shop, ticket, 1, quiet=True)
        assert (first.state, second.state) == (JobState.CANCELLED, JobState.BOOKED)
        assert count_is_exact(session, first.slot_id)
        assert count_is_exact(session, second.slot_id)
        assert _book(session, shop, ticket, 1) is second
    assert shop.texts() == []


def test_past_the_cutoff_only_the_dispatcher_moves_a_return(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_return(session, shop, state=READY)
        ticket = ticket_of(session, job)
        shop.clock.time = job.slot.cutoff_at + timedelta(minutes=1)
        with pytest.raises(Refusal) as refused:
            _book(session, shop, ticket, 0)
        assert refused.value.code == "past_cutoff"
        assert _book(session, shop, ticket, 0, actor=shop.staff(Role.DISPATCHER)).slot_id != job.slot_id


@pytest.mark.parametrize("state", [State.AWAITING_PAYMENT, State.TESTING, State.OUTBOUND])
def test_nothing_goes_back_before_it_is_ready_and_paid(shop: Shop, state: State) -> None:
    with shop.database.transaction() as session:
        ticket = _ready(session, shop)
        ticket.state = state
        session.flush()
        with pytest.raises(Refusal) as refused:
            _book(session, shop, ticket, 0)
    assert refused.value.code == "not_ready_to_return"
