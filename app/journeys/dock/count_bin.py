"""A bin is counted: what is seen in it by scanning, against what the books say."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record, take_in_hand
from app.dock import tasks
from app.dock.models import DockTask, TaskKind
from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.storage import bins
from app.storage.models import Bin, Sighting, StockCount
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Differences:
    """`missing` should lie here and was not seen; `strangers` were seen and belong elsewhere, or nowhere.

    `parcels` that nobody can name have no code to scan: they are listed for a person to look for.
    """

    seen: tuple[Ticket, ...]
    missing: tuple[Ticket, ...]
    strangers: tuple[Ticket, ...]
    parcels: tuple[DockTask, ...] = ()


def start_count(session: Session, act: Act, *, bin_code: str) -> StockCount:
    """Begin to count a bin, or go on with the count that was begun."""
    if session.get(Bin, bin_code) is None:
        raise NotFound(bins.no_such_bin(bin_code), code="unknown_bin")
    count = bins.open_count(session, bin_code)
    if count is None:
        assert act.actor.staff_id is not None
        count = StockCount(
            bin_code=bin_code, staff_id=act.actor.staff_id, started_by=act.actor.name, started_at=act.now
        )
        session.add(count)
        session.flush()
    return count


def see_in_bin(session: Session, ticket: Ticket, act: Act, *, count: StockCount) -> CustodyEvent | None:
    """Note that the device was seen in that bin; None where it was noted before. It is not moved by that."""
    take_in_hand(session, ticket)
    if session.get(Sighting, (count.id, ticket.id)) is not None:
        return None
    session.add(Sighting(count_id=count.id, ticket_id=ticket.id, expected_bin=ticket.bin_code, at=act.now))
    return record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.STOCK_TAKING,
        evidence=Evidence(bin=count.bin_code),
    )


def differences(session: Session, count: StockCount) -> Differences:
    """What the count has found so far, or found when it was finished."""
    ids = [one.ticket_id for one in bins.seen(session, count.id)]
    by_id = {one.id: one for one in session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
    there = [by_id[one] for one in ids]
    expected = session.scalars(
        select(Ticket).where(Ticket.bin_code == count.bin_code).order_by(Ticket.code)
    ).all()
    return Differences(
        seen=tuple(one for one in there if one.bin_code == count.bin_code),
        missing=tuple(one for one in expected if one.id not in by_id),
        strangers=tuple(one for one in there if one.bin_code != count.bin_code),
        parcels=tuple(bins.parcels(session, count.bin_code)),
    )


def finish_count(session: Session, count: StockCount, act: Act) -> Differences:
    """End the count: each device that should have been there becomes a task until somebody has it in hand."""
    found = differences(session, count)
    session.refresh(count, with_for_update=True)
    if count.finished_at is None:
        count.finished_at = act.now
        known = {task.ticket_id for task in bins.misplaced(session)}
        for ticket in found.missing:
            if ticket.id not in known:
                tasks.open_task(session, TaskKind.MISSING, act, ticket_id=ticket.id, bin_code=count.bin_code)
    return found
