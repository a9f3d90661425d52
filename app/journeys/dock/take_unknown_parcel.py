"""A parcel nobody can name: written down with photos and put aside, until the repair it belongs to is found."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.custody.evidence import Evidence
from app.custody.models import CustodyEvent
from app.custody.service import record
from app.dock import tasks
from app.dock.known import Clues
from app.dock.models import DockTask, TaskKind
from app.journeys.dock.look_up import Hit, look_up
from app.journeys.dock.take_in import take_in
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.ids import spell_code
from app.photos.service import Picture
from app.storage import bins
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State


def candidates(session: Session, clues: Sequence[str], *, region: str) -> list[Hit]:
    """Open repairs the clues point to (a code, number, name, serial or waybill each), each repair once.

    Those whose parcel is on its way come first.
    """
    found: dict[str, Hit] = {}
    for clue in filter(None, map(str.strip, clues)):
        for hit in look_up(session, clue, region=region).hits:
            if hit.state not in FINAL:
                found.setdefault(hit.code, hit)
    return sorted(found.values(), key=lambda hit: hit.state is not State.INBOUND)


def take_unknown_parcel(
    session: Session, clues: Clues, act: Act, *, bin_code: str = "", pictures: Sequence[Picture]
) -> DockTask:
    """Put it on the list of the dock, and aside into that bin. Raises FieldRefused without anything to know it by, or for a bin
    that we do not have or that is full."""
    if not pictures and not clues.all:
        raise FieldRefused(
            text("Take a photo of it, or write down what stands on it."),
            code="nothing_known",
            field="written",
        )
    shelf = bins.find(session, bin_code)
    if bin_code and shelf is None:
        raise FieldRefused(bins.no_such_bin(bin_code), code="unknown_bin", field="bin")
    if shelf is not None:
        bins.check_room(session, shelf)
    task = tasks.open_task(
        session, TaskKind.UNKNOWN_PARCEL, act, bin_code=shelf.code if shelf else None, clues=clues
    )
    for picture in pictures:
        tasks.add_picture(session, task, picture, act)
    return task


def match_parcel(session: Session, task_id: UUID, ticket: Ticket, act: Act) -> CustodyEvent:
    """It belongs to this repair: receive it, with the photos that were taken. Where it lies is another act's matter.

    Raises WrongState where it is in the house already, Conflict where a colleague was faster.
    """
    task = tasks.by_id(session, task_id, lock=True)
    if task.settled_at is not None:
        raise tasks.already(task, act)
    arrival = take_in(session, ticket, act, was_unknown=task.id)
    photos = tasks.hand_pictures(session, task, arrival.ticket_id)
    if photos:
        record(
            session,
            act,
            ticket_id=arrival.ticket_id,
            step=arrival.step,
            evidence=Evidence(photos=tuple(photos)),
            adds_to=arrival.number,
        )
    task.ticket_id = arrival.ticket_id
    tasks.settle(session, task, act, note=spell_code(ticket.code))
    return arrival
