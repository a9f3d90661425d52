"""Each act at the dock with the story that carries it out, and the one that takes it back: the only place they meet."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.custody import queries as custody
from app.custody.models import CustodyEvent
from app.dock.arrivals import Arrival
from app.dock.works import Work
from app.journeys.dock import slips
from app.journeys.dock.count_bin import see_in_bin
from app.journeys.dock.hand_out import hand_out
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.dock.into_hands import pick_device, take_back
from app.journeys.dock.orders import Filled, ScanOrder
from app.journeys.dock.pack_return import came_with, pack_return
from app.journeys.dock.store_device import store_device
from app.journeys.dock.take_in import arrival, take_in
from app.journeys.dock.take_unknown_parcel import match_parcel
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.storage import bins
from app.tickets.models import Ticket
from app.tickets.states import State


@dataclass(frozen=True, slots=True)
class Bound:
    """`do` gives None where it was so already; `back` is there for what `app/dock/works.py` says can be undone."""

    do: Callable[[Session, Ticket, ScanOrder, Act], CustodyEvent | None]
    back: Callable[[Session, Ticket, slips.Slip], None] | None = None


def _receive(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    filled = order.filled or Filled()
    if filled.parcel is not None:
        return match_parcel(session, filled.parcel, ticket, act)
    return take_in(session, ticket, act, pictures=filled.pictures)


def _hand_in(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    if arrival(session, ticket) is Arrival.HERE:
        return take_back(session, ticket, act)  # says that no courier brings this one
    return _receive(session, ticket, order, act)


def _inspect(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    assert order.filled is not None, "an inspection is filled in"
    assert order.filled.inspection is not None
    inspect_parcel(
        session,
        ticket,
        order.filled.inspection,
        act,
        pictures=order.filled.pictures,
        second_look=order.filled.second_look,
    )
    return custody.last_event(session, ticket.id)


def _store(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    was_aside = order.filled is not None and order.filled.parcel is not None
    return store_device(session, ticket, act, bin_code=order.bin_code, lies_there=was_aside)


def _pick(session: Session, ticket: Ticket, _order: ScanOrder, act: Act) -> CustodyEvent | None:
    return pick_device(session, ticket, act)


def _pack(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    if order.filled is not None:
        return pack_return(
            session,
            ticket,
            act,
            accessories=order.filled.accessories,
            pictures=order.filled.pictures,
        )
    if ticket.state is State.READY_TO_RETURN and came_with(session, ticket):
        raise FieldRefused(
            text("Accessories go back with it. Open it and tick them while they go into the box."),
            code="needs_checklist",
            field="accessories",
        )
    return pack_return(session, ticket, act, accessories=())


def _hand_out(session: Session, ticket: Ticket, _order: ScanOrder, act: Act) -> CustodyEvent | None:
    return hand_out(session, ticket, act)


def _count(session: Session, ticket: Ticket, order: ScanOrder, act: Act) -> CustodyEvent | None:
    return see_in_bin(session, ticket, act, count=bins.count_under_way(session, order.bin_code))


WORK: dict[Work, Bound] = {
    Work.RECEIVE: Bound(_receive, slips.in_again),
    Work.HAND_IN: Bound(_hand_in, slips.in_again),
    Work.INSPECT: Bound(_inspect),
    Work.STORE: Bound(_store, slips.back_to_its_place),
    Work.MOVE: Bound(_store, slips.back_to_its_place),
    Work.PICK: Bound(_pick, slips.back_to_its_place),
    Work.PACK: Bound(_pack, slips.back_to_its_place),
    Work.HAND_OUT: Bound(_hand_out, slips.not_left),
    Work.TAKE_BACK: Bound(_store, slips.back_to_its_place),
    Work.COUNT: Bound(_count),
}
