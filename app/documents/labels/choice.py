"""Choosing what is printed, by codes, by run or all bins, and the file of it; for the page and the command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boards import dispatch
from app.courier.slots.queries import window_of
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE
from app.dock.code_lists import split_codes
from app.dock.scanning import read_bin, read_scan
from app.documents.labels.writing import leg_of
from app.kernel.show import Window
from app.storage import bins as store
from app.storage.models import Bin
from app.tickets.legs import Leg
from app.tickets.models import Ticket

MOST = 500  # labels in one file
RUN_DAYS = 7  # of runs to choose from, today first


@dataclass(frozen=True, slots=True)
class Box:
    """A repair on one of its two trips."""

    ticket: Ticket
    leg: Leg
    window: Window | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What will be printed, in that order, and what was typed that neither a repair nor a bin has."""

    things: tuple[Box | Bin, ...]
    unknown: tuple[str, ...] = ()


def by_codes(session: Session, typed: Iterable[str]) -> Chosen:
    """Repairs and bins by their codes, each once; a word may be a list of its own. Three queries, however many there are."""
    listed = (word for one in typed for word in split_codes(one, ours_only=True))
    words = {read_scan(word) or read_bin(word): word for word in listed}
    tickets = {row.code: row for row in session.scalars(select(Ticket).where(Ticket.code.in_(words)))}
    bins = {row.code: row for row in session.scalars(select(Bin).where(Bin.code.in_(words)))}
    boxes = _boxes(session, [(ticket, leg_of(ticket)) for ticket in tickets.values()])
    known: Mapping[str, Box | Bin] = bins | {box.ticket.code: box for box in boxes}
    return Chosen(
        tuple(known[code] for code in words if code in known),
        tuple(word for code, word in words.items() if code not in known),
    )


def of_run(session: Session, run_id: UUID) -> Chosen:
    """The boxes of a run's stops that are still to be driven, in driving order; raises NotFound for a strange id."""
    dispatch.run_by_id(session, run_id)
    trips = [trip for trip in dispatch.stops_of(session, run_id) if trip.to_do]
    rows = session.scalars(select(Ticket).where(Ticket.id.in_([trip.ticket_id for trip in trips])))
    tickets = {ticket.id: ticket for ticket in rows}
    return Chosen(tuple(Box(tickets[trip.ticket_id], trip.leg, trip.window) for trip in trips))


def offers_runs_of(day: date, *, today: date) -> bool:
    """Whether the runs of that day can be chosen."""
    return 0 <= (day - today).days < RUN_DAYS


def all_bins(session: Session) -> Chosen:
    """Every bin, by code."""
    return Chosen(tuple(store.bins(session)))


def _boxes(session: Session, legs: Sequence[tuple[Ticket, Leg]]) -> list[Box]:
    jobs = session.scalars(
        select(CourierJob).where(
            CourierJob.ticket_id.in_([ticket.id for ticket, _ in legs]), CourierJob.state.in_(ACTIVE)
        )
    )
    windows = {(job.ticket_id, job.leg): window_of(job.slot) for job in jobs}
    return [Box(ticket, leg, windows.get((ticket.id, leg))) for ticket, leg in legs]
