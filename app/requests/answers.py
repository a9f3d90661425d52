"""What is kept of a request while it is being told: one shape a page, as typed, and how far a reader can rely on it."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.kernel.shapes import Shape
from app.tickets.models import Evidence

OTHER = "other"  # stands for a model or symptom that is not in our lists


class PageAnswers(BaseModel):
    """The answers of one page; replaced as a whole when the page is sent again."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DeviceAnswers(PageAnswers):
    """What it is and what is wrong; ids of the catalogue, or `OTHER` with the customer's own name for it."""

    kind: str
    model: str
    model_name: str = ""
    symptom: str = OTHER
    story: str = ""


class EvidenceAnswers(PageAnswers):
    """How the customer shows what it is."""

    evidence: Evidence
    serial: str = ""


class ContactAnswers(PageAnswers):
    """Who and where; `number` (E.164) and `postcode` as read, the others as typed."""

    name: str
    name_latin: str = ""  # asked for where a label lacks letters of the name
    phone: str
    number: str
    postcode: str
    postcode_typed: str
    line1: str
    line2: str
    entry_note: str
    language: Literal["ko", "en"]


class TermsAnswers(PageAnswers):
    """A yes to exactly the terms with this fingerprint, or the wish that a technician looks first."""

    choice: Literal["accept", "ask"]
    fingerprint: str = ""


class Answers(Shape):
    """All pages of one request; a page not answered yet is None."""

    version: Literal[1] = 1
    device: DeviceAnswers | None = None
    evidence: EvidenceAnswers | None = None
    contact: ContactAnswers | None = None
    terms: TermsAnswers | None = None
    slot: UUID | None = None
    accessories: tuple[str, ...] | None = None  # what goes into the box; asked on the check page


NOTHING_TOLD = Answers()
