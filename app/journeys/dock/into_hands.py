"""A device comes into somebody's hands: out of its bin, or back from a courier who could not deliver it."""

from sqlalchemy.orm import Session

from app.custody import queries as custody
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, party_of
from app.custody.service import record, take_in_hand
from app.journeys.dock.store_device import put_in_bin
from app.kernel.act import Act
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import text
from app.tickets.models import Ticket
from app.tickets.states import State
from app.tickets.words import STAGE


def pick_device(session: Session, ticket: Ticket, act: Act) -> CustodyEvent:
    """Take it out of its bin. Raises Conflict "in_no_bin" with whoever has it, where it lies in none."""
    take_in_hand(session, ticket)
    if ticket.bin_code is None:
        raise Conflict(
            text("It lies in no bin: %(who)s has it.", who=custody.holder(session, ticket)), code="in_no_bin"
        )
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.PICKING,
        giver=InBin(ticket.bin_code),
        taker=party_of(act.actor),
    )
    put_in_bin(session, ticket, None)
    return event


def take_back(session: Session, ticket: Ticket, act: Act) -> CustodyEvent:
    """Take what could not be delivered back from the courier. Raises WrongState where it is not outside."""
    take_in_hand(session, ticket)
    if ticket.state is not State.READY_TO_RETURN or not custody.where_is(session, ticket).outside:
        raise WrongState(
            text(
                "No courier brings this one back: it stands at “%(stage)s”.", stage=text(STAGE[ticket.state])
            ),
            code="not_outside",
        )
    return record(session, act, ticket_id=ticket.id, step=BizStep.RECEIVING, taker=party_of(act.actor))
