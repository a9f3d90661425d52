"""What an evidence file is written from: the rows of one repair, and its photos made small."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob
from app.courier.trips.queries import jobs_of
from app.custody import particulars
from app.custody import queries as custody
from app.custody.chain import Checked, check
from app.custody.models import CustodyEvent, Particular
from app.custody.parties import ParticularKind, shown_words
from app.kernel.i18n import Text
from app.photos.models import Photo
from app.photos.queries import of_ticket as photos_of
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Books:
    """What is kept of one repair; `beside` is what lies beside the ledger, `checked` its chain, read just now."""

    ticket: Ticket
    rows: Sequence[CustodyEvent]
    beside: Sequence[Particular]
    jobs: Sequence[CourierJob]
    photos: Sequence[Photo]
    checked: Checked

    def words(self, row: CustodyEvent, kind: ParticularKind) -> str | Text:
        """What was typed with a row; empty where nothing was, and said where it was erased."""
        note = row.evidence.notes.get(kind)
        found = [one.words for one in self.beside if one.id == note]
        return shown_words(found[0]) if found else ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo made small, or none and why; the file of one that is shown was compared with its hash."""

    jpeg: bytes | None
    remark: Text


def open_books(session: Session, ticket: Ticket) -> Books:
    """Read all of it at once, so that no transaction is open while pictures are fetched."""
    return Books(
        ticket=ticket,
        rows=custody.of_ticket(session, ticket.id),
        beside=particulars.of_ticket(session, ticket.id),
        jobs=jobs_of(session, ticket.id),
        photos=photos_of(session, ticket.id),
        checked=next(check(session, [ticket.id]), Checked(ticket.code, 0, None)),
    )
