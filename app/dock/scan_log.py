"""Keeping scans: each one once by its sender's key, with what it did; and what waited in vain becomes a task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.dock.models import DockTask, Scan, TaskKind
from app.dock.results import Device, ScanResult
from app.dock.works import NEEDS_A_PERSON, Outcome, Work
from app.kernel.act import Act
from app.kernel.db import insert_row
from app.kernel.errors import NotFound
from app.kernel.i18n import Text, text
from app.kernel.ids import new_row_id
from app.kernel.kept_text import KeptText
from app.tickets.models import Ticket

DOUBLED = timedelta(seconds=3)  # a scanner that reads twice, a finger that stays on the trigger
BIN_ROOM = 20  # characters of a bin's code
UNDO_WITHIN = timedelta(minutes=10)


class KeyTaken(Exception):
    """The database has a scan of that key; the transaction cannot go on."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written down of a scan beside its result: its key, what it was for, and what it wrote."""

    key: str
    bin_code: str = ""
    batch_id: UUID | None = None
    by_form: bool = False
    ticket_id: UUID | None = None
    custody_number: int | None = None
    version: int | None = None
    was_due: datetime | None = None
    echoes: UUID | None = None
    scan_id: UUID = field(default_factory=new_row_id)


def keep(session: Session, result: ScanResult, beside: Particulars, act: Act) -> None:
    """Write the scan down with what came of it. Raises KeyTaken where the key is there already.

    One that waited on its device and needs a person now is put on the dock's list of conflicts as well.
    """
    assert act.actor.staff_id is not None
    row = {
        "id": beside.scan_id,
        "key": beside.key,
        "typed": result.typed,
        "work": result.work,
        "place": act.place,
        "bin_code": beside.bin_code[:BIN_ROOM],  # longer ones are no bin's: the refusal beside it says so
        "batch_id": beside.batch_id,
        "device_at": act.device_at,
        "at": act.now,
        "staff_id": act.actor.staff_id,
        "by": act.actor.name,
        "queued": result.queued,
        "by_form": beside.by_form,
        "outcome": result.outcome,
        "ticket_id": beside.ticket_id,
        "was_bin": result.was_bin,
        "in_bin": result.in_bin,
        "bin_holds": result.bin_holds,
        "refusal_code": result.refusal_code,
        "refusal": KeptText.of(result.refusal) if result.refusal else None,
        "echoes": beside.echoes,
        "custody_number": beside.custody_number,
        "version": beside.version,
        "was_due": beside.was_due,
    }
    try:
        insert_row(session, Scan, **row)
    except IntegrityError as no:
        raise KeyTaken from no
    if result.queued and result.outcome in NEEDS_A_PERSON:
        session.add(
            DockTask(
                kind=TaskKind.CONFLICT,
                ticket_id=beside.ticket_id,
                scan_id=beside.scan_id,
                opened_at=act.now,
                opened_by=act.actor.name,
                opened_by_id=act.actor.staff_id,
            )
        )
        session.flush()


def earlier(session: Session, key: str) -> Scan | None:
    """The scan that was sent with this key before, if any took part in the shop's life."""
    return session.scalars(select(Scan).where(Scan.key == key)).one_or_none()


def doubled(session: Session, ticket_id: UUID, work: Work, act: Act) -> Scan | None:
    """The scan of the same thing for the same work by the same person that took effect moments before, and stands."""
    last = newest(session, ticket_id)
    if last is None or (last.work, last.staff_id, last.outcome) != (work, act.actor.staff_id, Outcome.DONE):
        return None
    if last.undone_at is not None:
        return None
    if act.device_at is not None and last.device_at is not None:  # both waited: their own clock knows better
        return last if abs(act.device_at - last.device_at) <= DOUBLED else None
    return last if act.now - last.at <= DOUBLED else None


def newest(session: Session, ticket_id: UUID) -> Scan | None:
    """The last scan of a repair, whatever came of it."""
    rows = select(Scan).where(Scan.ticket_id == ticket_id).order_by(Scan.at.desc(), Scan.id.desc())
    return session.scalars(rows.limit(1)).first()


def newest_standing(session: Session, ticket_id: UUID) -> Scan | None:
    """The last scan of a repair that did something which nobody has undone."""
    rows = select(Scan).where(
        Scan.ticket_id == ticket_id, Scan.outcome == Outcome.DONE, Scan.undone_at.is_(None)
    )
    return session.scalars(rows.order_by(Scan.at.desc(), Scan.id.desc()).limit(1)).first()


def last_undone(session: Session, ticket_id: UUID) -> Scan | None:
    """The scan of a repair that was taken back last."""
    undone = select(Scan).where(Scan.ticket_id == ticket_id, Scan.undone_at.is_not(None))
    return session.scalars(undone.order_by(Scan.undone_at.desc(), Scan.id.desc()).limit(1)).first()


def by_id(session: Session, scan_id: UUID) -> Scan:
    """One scan, or raises NotFound."""
    scan = find(session, scan_id)
    if scan is None:
        raise no_such_scan()
    return scan


def no_such_scan() -> NotFound:
    """The refusal of what names no scan of ours."""
    return NotFound(
        text("This scan is not there. Scan the device again to see where it stands."), code="unknown_scan"
    )


def find(session: Session, scan_id: UUID) -> Scan | None:
    """The same, or None."""
    return session.get(Scan, scan_id)


def of_batch(session: Session, batch_id: UUID) -> Sequence[Scan]:
    """The scans that were confirmed together, in the order they were done."""
    return session.scalars(select(Scan).where(Scan.batch_id == batch_id).order_by(Scan.id)).all()


def results(session: Session, scans: Sequence[Scan]) -> list[ScanResult]:
    """What came of each of them, read from their rows; what could be meant is left out. At most two queries."""
    echoed = [scan.echoes for scan in scans if scan.echoes]
    first = (
        {one.id: one for one in session.scalars(select(Scan).where(Scan.id.in_(echoed)))} if echoed else {}
    )
    devices = _devices(session, {scan.ticket_id for scan in scans if scan.ticket_id})
    return [_result(scan, first.get(scan.echoes) if scan.echoes else None, devices) for scan in scans]


def _result(scan: Scan, first: Scan | None, devices: Mapping[UUID, Device]) -> ScanResult:
    told = first or scan
    return ScanResult(
        work=scan.work,
        typed=scan.typed,
        outcome=scan.outcome,
        device=devices[scan.ticket_id] if scan.ticket_id else None,
        scan_id=told.id,
        was_bin=told.was_bin,
        in_bin=told.in_bin,
        bin_holds=told.bin_holds,
        refusal_code=scan.refusal_code,
        refusal=scan.refusal.text if scan.refusal else None,
        queued=scan.queued,
        echo=first is not None,
        taken_back=_taken_back(told),
    )


def _taken_back(scan: Scan) -> Text | None:
    if scan.undone_at is None:
        return None
    return text(
        "This scan was taken back (%(who)s, %(when)s). Nothing was done now; scan the device to do it anew.",
        who=scan.undone_by or "",
        when=scan.undone_at,
    )


def _devices(session: Session, ticket_ids: set[UUID]) -> dict[UUID, Device]:
    if not ticket_ids:
        return {}
    rows = session.execute(
        select(Ticket.id, Ticket.code, Ticket.model_name, Customer.name)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(Ticket.id.in_(ticket_ids))
    )
    return {row.id: Device(row.code, row.model_name, row.name) for row in rows}
