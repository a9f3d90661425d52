"""Calling a repair off: free until a courier is booked, and said so."""

import pytest

from app.journeys.request.cancel_repair import CAN_BE_CANCELLED, cancel_repair
from app.kernel.act import Act
from app.kernel.actor import customer
from app.kernel.errors import Conflict, WrongState
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import Disposition, State
from tests.shop import Shop
from tests.web.customer.walk import NAME, Walk, a_repair, ticket_of


def cancel(walk: Walk, seen_version: int | None = None) -> None:
    with walk.shop.database.transaction() as session:
        cancel_repair(
            session,
            ticket_of(session, walk.ticket_id),
            Act(customer(NAME), walk.shop.clock(), seen_version=seen_version),
        )


@pytest.mark.parametrize("state", sorted(CAN_BE_CANCELLED))
def test_nothing_travels_and_nothing_is_owed(shop: Shop, state: State) -> None:
    walk = a_repair(shop, state)
    cancel(walk)
    assert (walk.ticket.state, walk.ticket.disposition) == (State.CANCELLED, Disposition.CANCELLED)
    assert shop.texts()[-1].kind is SmsKind.CANCELLED


@pytest.mark.parametrize("state", [State.OFFERED, State.INBOUND, State.REPAIRING, State.CANCELLED])
def test_elsewhere_it_is_refused_and_nothing_changes(shop: Shop, state: State) -> None:
    walk = a_repair(shop, state)
    before = (walk.ticket.version, len(shop.texts()))
    with pytest.raises(WrongState):
        cancel(walk)
    assert (walk.ticket.version, len(shop.texts())) == before


def test_an_old_page_cancels_nothing(shop: Shop) -> None:
    walk = a_repair(shop, State.AUTHORISED)
    with pytest.raises(Conflict):
        cancel(walk, seen_version=1)
    assert walk.ticket.state is State.AUTHORISED
