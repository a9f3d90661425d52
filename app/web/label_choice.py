"""Choosing what is printed, by codes, by run or all bins, and the file of it; for the page and the command."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.content import Label
from app.adapters.labels.printing import Output, Printed, print_labels
from app.adapters.labels.zpl import MOST_COPIES
from app.courier import day as book
from app.courier.models import CourierJob
from app.courier.queries import window_of
from app.courier.states import ACTIVE, Leg
from app.custody import queries as custody
from app.custody.models import Bin
from app.custody.scanning import read_bin, read_scan
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language, text
from app.kernel.settings import Settings
from app.kernel.show import Window
from app.tickets.models import Ticket
from app.web.label_content import bin_label, box_label, device_label, leg_of

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


@dataclass(frozen=True, slots=True)
class Wish:
    """How it will be printed; `start` is the first free place of a sheet."""

    output: Output = Output.FULL
    start: int = 1
    copies: int = 1


def split_codes(typed: str) -> list[str]:
    """The codes of a pasted list or of a row of scans."""
    return [word for part in re.split(r"[\n,;\t]+", typed) if (word := part.strip())]


def by_codes(session: Session, typed: Iterable[str]) -> Chosen:
    """Repairs and bins by their codes, each once. Three queries, however many there are."""
    words = {read_scan(word) or read_bin(word): word for word in typed}
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
    book.run_by_id(session, run_id)
    trips = [trip for trip in book.stops_of(session, run_id) if trip.to_do]
    rows = session.scalars(select(Ticket).where(Ticket.id.in_([trip.ticket_id for trip in trips])))
    tickets = {ticket.id: ticket for ticket in rows}
    return Chosen(tuple(Box(tickets[trip.ticket_id], trip.leg, trip.window) for trip in trips))


def offers_runs_of(day: date, *, today: date) -> bool:
    """Whether the runs of that day can be chosen."""
    return 0 <= (day - today).days < RUN_DAYS


def all_bins(session: Session) -> Chosen:
    """Every bin, by code."""
    return Chosen(tuple(custody.bins(session)))


def labels_of(
    things: Sequence[Box | Bin], output: Output, *, language: Language, settings: Settings
) -> list[Label]:
    """Their labels: small forms have no room for addresses; a box speaks its customer's language."""
    return [_label(thing, output, language, settings) for thing in things]


def print_chosen(chosen: Chosen, wish: Wish, *, language: Language, settings: Settings) -> Printed:
    """The file of everything chosen; refuses, naming the field, rather than leave one label out."""
    count = len(chosen.things)
    if not count:
        raise FieldRefused(text("There is nothing to print."), field="codes")
    if count > MOST:
        raise FieldRefused(
            text(
                "%(count)d labels are more than the %(most)d that go into one file. Take some out.",
                count=count,
                most=MOST,
            ),
            field="codes",
        )
    if wish.output.is_picture and count > 1:
        raise FieldRefused(
            text("A picture holds one label. Choose another form, or print one code."), field="format"
        )
    places = wish.output.sheet.places if wish.output.sheet else 1
    if wish.output.sheet and not 1 <= wish.start <= places:
        raise FieldRefused(
            text("This sheet has %(places)d places. Write 1 to %(places)d.", places=places), field="start"
        )
    if not 1 <= wish.copies <= MOST_COPIES:
        raise FieldRefused(
            text("Write how many of each label are printed, 1 to %(most)d.", most=MOST_COPIES), field="copies"
        )
    labels = labels_of(chosen.things, wish.output, language=language, settings=settings)
    try:
        return print_labels(labels, wish.output, start=wish.start, copies=wish.copies)
    except TextTooLong as no:
        raise FieldRefused(
            text(
                "The texts of %(code)s are too long for its label. Shorten them, or write the code by hand.",
                code=no.code,
            ),
            field="codes",
        ) from None


def _label(thing: Box | Bin, output: Output, language: Language, settings: Settings) -> Label:
    if isinstance(thing, Bin):
        return bin_label(thing, language=language, settings=settings)
    if output.is_small:
        return device_label(thing.ticket, settings=settings)
    return box_label(
        thing.ticket, leg=thing.leg, window=thing.window, language=thing.ticket.language, settings=settings
    )


def _boxes(session: Session, legs: Sequence[tuple[Ticket, Leg]]) -> list[Box]:
    jobs = session.scalars(
        select(CourierJob).where(
            CourierJob.ticket_id.in_([ticket.id for ticket, _ in legs]), CourierJob.state.in_(ACTIVE)
        )
    )
    windows = {(job.ticket_id, job.leg): window_of(job.slot) for job in jobs}
    return [Box(ticket, leg, windows.get((ticket.id, leg))) for ticket, leg in legs]
