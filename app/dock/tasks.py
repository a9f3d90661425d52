"""What a person at the dock has to settle: opened by what went wrong, looked at again, settled with a note."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.dock.found_again import turned_up
from app.dock.known import Clues, Differs
from app.dock.models import DockTask, Scan, TaskKind
from app.kernel.act import Act
from app.kernel.entering import short_enough
from app.kernel.errors import Conflict, FieldRefused, NotFound, WrongState
from app.kernel.i18n import text
from app.photos.models import Photo, PhotoKind
from app.photos.service import Picture, attach
from app.tickets.models import Ticket

NOTE_ROOM = 500  # characters
# What nobody has to settle any more: it was settled, or what was missing has turned up.
_WAITS = (DockTask.settled_at.is_(None), ~turned_up())


def open_task(
    session: Session,
    kind: TaskKind,
    act: Act,
    *,
    ticket_id: UUID | None = None,
    bin_code: str | None = None,
    differs: Differs | None = None,
    clues: Clues | None = None,
    needs_second: bool = False,
) -> DockTask:
    """Put it on the list, with what is known of it; `needs_second`: a colleague looks before the customer is told."""
    task = DockTask(
        kind=kind,
        ticket_id=ticket_id,
        bin_code=bin_code,
        differs=differs,
        clues=clues,
        needs_second=needs_second,
        opened_at=act.now,
        opened_by=act.actor.name,
        opened_by_id=act.actor.staff_id,
    )
    session.add(task)
    session.flush()
    return task


def by_id(session: Session, task_id: UUID, *, lock: bool = False) -> DockTask:
    """One task, or raises NotFound. `lock` keeps others who would end it waiting, and reads it as it is now."""
    task = session.get(DockTask, task_id, with_for_update=lock or None, populate_existing=lock)
    if task is None:
        raise NotFound(text("This task is not there. Go back to the list of tasks."), code="unknown_task")
    return task


def open_tasks(
    session: Session, kind: TaskKind | None = None
) -> Sequence[tuple[DockTask, Ticket | None, Scan | None]]:
    """All that waits, the oldest first, with the repair it is about and the scan that opened it. One query."""
    rows = (
        select(DockTask, Ticket, Scan)
        .outerjoin(Ticket, Ticket.id == DockTask.ticket_id)
        .outerjoin(Scan, Scan.id == DockTask.scan_id)
        .where(*_WAITS)
        .order_by(DockTask.opened_at, DockTask.id)
    )
    if kind is not None:
        rows = rows.where(DockTask.kind == kind)
    return [(task, ticket, scan) for task, ticket, scan in session.execute(rows).unique()]


def count_open(session: Session, kind: TaskKind | None = None) -> int:
    """How much waits, of one kind or of all."""
    waiting = select(func.count()).select_from(DockTask).where(*_WAITS)
    return session.scalar(waiting if kind is None else waiting.where(DockTask.kind == kind)) or 0


def of_ticket(session: Session, ticket_id: UUID) -> Sequence[DockTask]:
    """What waits about one repair, the oldest first."""
    return session.scalars(
        select(DockTask)
        .where(DockTask.ticket_id == ticket_id, *_WAITS)
        .order_by(DockTask.opened_at, DockTask.id)
    ).all()


def waits_for_second(task: DockTask) -> bool:
    """Whether a colleague has to look before anybody is told."""
    return task.needs_second and task.confirmed_at is None and task.settled_at is None


def confirm(task: DockTask, act: Act) -> None:
    """A second person has seen the same. Raises WrongState "same_person", Conflict where it is over already."""
    if not waits_for_second(task):
        raise already(task, act)
    if act.actor.staff_id == task.opened_by_id:
        raise WrongState(
            text(
                "%(who)s found it, so somebody else has to look. Ask a colleague to sign in and open this page.",
                who=task.opened_by,
            ),
            code="same_person",
        )
    task.confirmed_at, task.confirmed_by = act.now, act.actor.name


def settle(session: Session, task: DockTask, act: Act, *, note: str) -> None:
    """Take it off the list, saying how it ended. Raises FieldRefused (field "note"), Conflict when settled."""
    if task.settled_at is not None:
        raise already(task, act)
    note = short_enough(note, most=NOTE_ROOM, field="note")
    if not note:
        raise FieldRefused(text("Write how it ended, so that a colleague can follow."), field="note")
    task.settled_at, task.settled_by, task.note = act.now, act.actor.name, note
    session.flush()


def reopen(session: Session, task_id: UUID) -> None:
    """It was settled by a slip: it waits again as it did before, with the pictures that were taken for it."""
    task = by_id(session, task_id, lock=True)
    task.ticket_id = task.settled_at = task.settled_by = None
    task.note = ""
    for photo in pictures_of(session, task.id):
        photo.ticket_id, photo.kind = None, PhotoKind.AT_DOCK
    session.flush()


def settle_held(session: Session, ticket_id: UUID, act: Act, *, note: str) -> None:
    """The repair goes on: what had stopped it at the dock is settled by that. Raises FieldRefused for a long note."""
    note = short_enough(note, most=NOTE_ROOM, field="note")
    session.execute(
        update(DockTask)
        .where(
            DockTask.ticket_id == ticket_id,
            DockTask.kind == TaskKind.DISCREPANCY,
            DockTask.settled_at.is_(None),
        )
        .values(settled_at=act.now, settled_by=act.actor.name, note=note)
    )


def already(task: DockTask, act: Act) -> Conflict:
    """Somebody was faster, by name; or oneself, by a second press."""
    who = task.settled_by or task.confirmed_by or task.opened_by
    if who == act.actor.name:
        return Conflict(
            text(
                "You did this before, %(when)s. Nothing was done twice.",
                when=task.settled_at or task.confirmed_at or task.opened_at,
            ),
            code="already_done",
        )
    return Conflict(
        text("%(who)s was faster: this is done already. Nothing was done twice.", who=who),
        code="already_done",
    )


def add_picture(session: Session, task: DockTask, picture: Picture, act: Act) -> Photo:
    """A picture of a parcel whose repair nobody knows yet; its files must have been kept."""
    return attach(session, picture, act, kind=PhotoKind.AT_DOCK, dock_task_id=task.id)


def pictures_of(session: Session, task_id: UUID) -> Sequence[Photo]:
    """The pictures that were taken for a task, the oldest first."""
    return session.scalars(
        select(Photo).where(Photo.dock_task_id == task_id).order_by(Photo.at, Photo.id)
    ).all()


def hand_pictures(session: Session, task: DockTask, ticket_id: UUID) -> list[str]:
    """The parcel's repair was found: its pictures are the repair's from now on. Returns their hashes."""
    photos = pictures_of(session, task.id)
    for photo in photos:
        photo.ticket_id, photo.kind = ticket_id, PhotoKind.DOCK_SEALED
    session.flush()
    return [photo.sha256 for photo in photos]
