"""The device goes into a bin, from a clerk's hands, another bin, or a courier who came back with it."""

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.custody import queries as custody
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, Party, party_of
from app.custody.service import record, take_in_hand
from app.custody.whereabouts import IN_HOUSE
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.i18n import text
from app.storage import bins
from app.storage.models import Bin
from app.tickets.models import Ticket
from app.tickets.words import STAGE


def store_device(
    session: Session, ticket: Ticket, act: Act, *, bin_code: str, lies_there: bool = False
) -> CustodyEvent | None:
    """Put it into the bin with that label; None where it lay there already, so a second scan is harmless.

    The ticket's state and version stay. What comes back from a failed delivery is received first. `lies_there`:
    it is in that bin and only had no name yet, so nobody asks whether there is room.
    Raises FieldRefused (field "bin") for a bin we do not have, WrongState when the device is not here.
    """
    take_in_hand(session, ticket)
    if ticket.state not in IN_HOUSE:
        raise WrongState(
            text(
                "This device is not in the house (%(stage)s), so it has no bin. Look at its page for what is next.",
                stage=text(STAGE[ticket.state]),
            )
        )
    shelf = _bin(session, bin_code)
    if custody.where_is(session, ticket).outside:
        _hand_over(session, ticket, BizStep.RECEIVING, party_of(act.actor), act)
    elif ticket.bin_code == shelf.code:
        return None
    if not lies_there:
        bins.check_room(session, shelf)
    event = _hand_over(session, ticket, BizStep.STORING, InBin(shelf.code), act)
    put_in_bin(session, ticket, shelf.code)
    return event


def put_in_bin(session: Session, ticket: Ticket, bin_code: str | None) -> None:
    """Note where it lies without a step of the ticket: past the ORM, which would count a new version."""
    session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(bin_code=bin_code)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(ticket, "bin_code", bin_code)


def _bin(session: Session, typed: str) -> Bin:
    shelf = bins.find(session, typed)
    if shelf is None:
        raise FieldRefused(bins.no_such_bin(typed), code="unknown_bin", field="bin")
    return shelf


def _hand_over(
    session: Session, ticket: Ticket, step: BizStep, taker: Party | InBin, act: Act
) -> CustodyEvent:
    return record(session, act, ticket_id=ticket.id, step=step, taker=taker)
