"""What a request has told so far, read out of its draft, and which page is missing next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.requests.models import Draft
from app.tickets.models import Evidence

OTHER = "other"  # stands for a model or symptom that is not in our lists


class RequestPage(StrEnum):
    """The pages of a request in their order; the value is the end of the address."""

    DEVICE = "device"
    EVIDENCE = "evidence"
    CONTACT = "contact"
    CODE = "code"
    TERMS = "terms"
    SLOT = "slot"
    CHECK = "check"


ORDER = tuple(RequestPage)
WITHOUT_TERMS = tuple(page for page in RequestPage if page not in (RequestPage.TERMS, RequestPage.SLOT))
PACKING = "packing"  # what goes into the box; asked on the check page
ACCEPT, ASK = "accept", "ask"


@dataclass(frozen=True, slots=True)
class Told:
    """A draft's answers with their types. Nothing is checked here that its page has checked."""

    answers: Mapping[str, Any]
    verified_phone: str | None

    def page(self, page: str) -> Mapping[str, Any]:
        """What was typed on one page, or nothing."""
        found: Mapping[str, Any] = self.answers.get(page, {})
        return found

    @property
    def kind(self) -> str:
        """The kind of device."""
        return str(self.page(RequestPage.DEVICE).get("kind", OTHER))

    @property
    def model_id(self) -> UUID | None:
        """The model, where it is one of ours."""
        return _id(self.page(RequestPage.DEVICE).get("model"))

    @property
    def symptom_id(self) -> UUID | None:
        """The symptom, where it is one of ours."""
        return _id(self.page(RequestPage.DEVICE).get("symptom"))

    @property
    def evidence(self) -> Evidence:
        """How the customer shows what it is."""
        return Evidence(self.page(RequestPage.EVIDENCE).get("evidence", Evidence.NONE))

    @property
    def serial(self) -> str:
        """The serial number as typed; '' unless that was the chosen evidence."""
        return (
            str(self.page(RequestPage.EVIDENCE).get("serial", "")) if self.evidence is Evidence.SERIAL else ""
        )

    @property
    def number(self) -> str:
        """The phone number in E.164."""
        return str(self.page(RequestPage.CONTACT).get("number", ""))

    @property
    def slot_id(self) -> UUID | None:
        """The pickup slot that was chosen."""
        return _id(self.page(RequestPage.SLOT).get("slot"))

    @property
    def asks_first(self) -> bool:
        """The customer wants a technician to look at it before accepting anything."""
        return self.page(RequestPage.TERMS).get("choice") == ASK

    def accepted(self, fingerprint: str) -> bool:
        """Whether exactly the terms with this fingerprint got the customer's yes."""
        terms = self.page(RequestPage.TERMS)
        return terms.get("choice") == ACCEPT and terms.get("fingerprint") == fingerprint


def told(draft: Draft) -> Told:
    """Read a draft."""
    return Told(draft.answers, draft.verified_phone)


def pages(story: Told, fingerprint: str | None) -> tuple[RequestPage, ...]:
    """The pages this request needs; `fingerprint` is that of the terms on offer, None without any."""
    if story.page(RequestPage.DEVICE) and fingerprint is None:
        return WITHOUT_TERMS
    if story.asks_first:
        return tuple(page for page in ORDER if page is not RequestPage.SLOT)
    return ORDER


def missing(story: Told, fingerprint: str | None) -> RequestPage:
    """The first page still to be filled in; CHECK when everything is told."""
    done = {
        RequestPage.DEVICE: bool(story.page(RequestPage.DEVICE)),
        RequestPage.EVIDENCE: bool(story.page(RequestPage.EVIDENCE)),
        RequestPage.CONTACT: bool(story.page(RequestPage.CONTACT)),
        RequestPage.CODE: bool(story.number) and story.verified_phone == story.number,
        RequestPage.TERMS: story.asks_first or (fingerprint is not None and story.accepted(fingerprint)),
        RequestPage.SLOT: story.slot_id is not None,
        RequestPage.CHECK: False,
    }
    return next(page for page in pages(story, fingerprint) if not done[page])


def _id(value: Any) -> UUID | None:
    return UUID(value) if value and value != OTHER else None
