"""What an evidence file is written from: the rows of one repair, and its photos made small."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.courier.trips.models import CourierJob
from app.custody.chain import Checked
from app.custody.models import CustodyEvent
from app.kernel.i18n import Text
from app.photos.models import Photo
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Books:
    """What is kept of one repair; `checked` is its chain, read again just now."""

    ticket: Ticket
    rows: Sequence[CustodyEvent]
    jobs: Sequence[CourierJob]
    photos: Sequence[Photo]
    checked: Checked


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo made small, or none and why; the file of one that is shown was compared with its hash."""

    jpeg: bytes | None
    remark: Text
