"""What an evidence file is written from: the rows of one repair, and its photos made small."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.courier.trips.models import CourierJob
from app.custody.chain import Checked
from app.custody.models import CustodyEvent, Particular
from app.custody.parties import ParticularKind, shown_words
from app.kernel.i18n import Text
from app.photos.models import Photo
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
