"""The device and all that came with it go into a box; photos and custody say so, the ticket stands still."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.catalogue.kinds import ACCESSORY_NAME
from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import party_of
from app.custody.service import record, take_in_hand
from app.dock import inspections
from app.dock.inspections import InspectionRow
from app.dock.rules import listed, missing, named
from app.journeys.dock.store_device import put_in_bin
from app.kernel.act import Act
from app.kernel.errors import Conflict, FieldRefused, WrongState, page_moved_on
from app.kernel.i18n import text
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.tickets.models import Ticket
from app.tickets.states import State
from app.tickets.words import STAGE


def came_with(session: Session, ticket: Ticket) -> list[str]:
    """The accessories that must go back: those the dock saw, or the declared ones where nobody looked."""
    return going_back(ticket, inspections.latest(session, ticket.id))


def going_back(ticket: Ticket, seen: InspectionRow | None) -> list[str]:
    """The same for who has read the inspection already."""
    return list(ticket.accessories if seen is None else seen.box.accessories)


def pack_return(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    accessories: Sequence[str],
    pictures: Sequence[Picture] = (),
) -> CustodyEvent:
    """Close the box. `accessories` are the ones that lie in it; all that came must be among them.

    Custody is where "packed" is kept (see `custody.queries.where_is`). Raises FieldRefused (field
    "accessories"), WrongState, or Conflict ("already_packed" when a colleague was first).
    """
    take_in_hand(session, ticket)
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    _check(session, ticket, accessories)
    photos = [
        attach(session, p, act, kind=PhotoKind.PACKED_FOR_RETURN, ticket_id=ticket.id).sha256
        for p in pictures
    ]
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.PACKING,
        taker=party_of(act.actor),
        evidence=Evidence(photos=tuple(photos), accessories=tuple(accessories)),
    )
    put_in_bin(session, ticket, None)
    return event


def _check(session: Session, ticket: Ticket, accessories: Sequence[str]) -> None:
    if ticket.state is not State.READY_TO_RETURN:
        raise WrongState(
            text(
                "Only what is ready to go back is packed; this one stands at “%(stage)s”.",
                stage=text(STAGE[ticket.state]),
            )
        )
    where = custody.where_is(session, ticket)
    if where.outside:
        raise WrongState(text("The courier still has it. Scan it back into a bin first."), code="outside")
    if where.packed:
        raise Conflict(text("It is packed already. Nothing was done twice."), code="already_packed")
    lacking = missing(came_with(session, ticket), accessories)
    if lacking:
        raise FieldRefused(
            text(
                "Still to go into the box: %(names)s. Put them in and tick them, or put the repair on hold.",
                names=listed(named(lacking, ACCESSORY_NAME)),
            ),
            code="accessories_missing",
            field="accessories",
        )
