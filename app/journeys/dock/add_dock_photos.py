"""Photos that are taken after a scan: by one tap, for the step that was just done, sealed into custody."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.custody import queries as custody
from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record, take_in_hand
from app.dock import tasks
from app.dock.models import TaskKind
from app.dock.works import WORKS
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.i18n import text
from app.photos import service as photos
from app.photos.models import PhotoKind
from app.photos.service import Picture
from app.tickets.models import Ticket


def shown_by(address: str) -> tuple[PhotoKind, frozenset[BizStep]] | None:
    """By the last word of an address: what the photos show, and which steps they can belong to."""
    facts = [one for one in WORKS.values() if one.shot is not None and one.shot.address == address]
    kinds = {one.shot.kind for one in facts if one.shot}
    return (kinds.pop(), frozenset(one.step for one in facts if one.step)) if kinds else None


def add_dock_photos(
    session: Session, ticket: Ticket, act: Act, *, step: str, pictures: Sequence[Picture]
) -> CustodyEvent | None:
    """Attach them to the ticket and to the newest such step; nothing changes hands.

    None where all of them are there already: a phone that lost the answer sends them again. Raises
    FieldRefused (field "photos") without any, WrongState "no_such_step" where the step was not done.
    """
    shows = shown_by(step)
    assert shows is not None, "the edge knows no other address"
    kind, steps = shows
    if not pictures:
        raise FieldRefused(text("Choose at least one photo."), field="photos")
    take_in_hand(session, ticket)
    belongs_to = custody.newest_step(session, ticket.id, steps)
    if belongs_to is None:
        raise WrongState(
            text("This step has not been done yet. Scan the device, do it, then take the photo."),
            code="no_such_step",
        )
    if belongs_to.step is BizStep.INSPECTING and _differs(session, ticket):
        kind = PhotoKind.DISCREPANCY
    known = {photo.sha256 for photo in photos.of_ticket(session, ticket.id)}
    fresh = [picture for picture in pictures if picture.sha256 not in known]
    if not fresh:
        return None
    for picture in fresh:
        photos.attach(session, picture, act, kind=kind, ticket_id=ticket.id)
    return record(
        session,
        act,
        ticket_id=ticket.id,
        step=belongs_to.step,
        evidence=Evidence(photos=tuple(picture.sha256 for picture in fresh)),
        adds_to=belongs_to.number,
    )


def _differs(session: Session, ticket: Ticket) -> bool:
    """Whether something differed and the customer may see it: not while a colleague still has to look."""
    return any(
        task.kind is TaskKind.DISCREPANCY and not tasks.waits_for_second(task)
        for task in tasks.of_ticket(session, ticket.id)
    )
