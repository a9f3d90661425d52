"""What a request has told so far, read out of its draft, and which page is missing next. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.requests.answers import OTHER, Answers, ContactAnswers, TermsAnswers
from app.requests.models import Draft
from app.tickets.models import Evidence


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


@dataclass(frozen=True, slots=True)
class Progress:
    """A draft's answers as everybody else asks for them. Nothing is checked here that its page has checked."""

    answers: Answers
    verified_phone: str | None

    @property
    def kind(self) -> str:
        """The kind of device."""
        return self.answers.device.kind if self.answers.device else OTHER

    @property
    def model_id(self) -> UUID | None:
        """The model, where it is one of ours."""
        return _id(self.answers.device.model) if self.answers.device else None

    @property
    def symptom_id(self) -> UUID | None:
        """The symptom, where it is one of ours."""
        return _id(self.answers.device.symptom) if self.answers.device else None

    @property
    def own_name(self) -> str:
        """What the customer calls a device that is not in our lists."""
        return self.answers.device.model_name if self.answers.device else ""

    @property
    def story(self) -> str:
        """What is wrong, in the customer's own words."""
        return self.answers.device.story if self.answers.device else ""

    @property
    def evidence(self) -> Evidence:
        """How the customer shows what it is."""
        return self.answers.evidence.evidence if self.answers.evidence else Evidence.NONE

    @property
    def serial(self) -> str:
        """The serial number as typed; '' unless that was the chosen evidence."""
        shown = self.answers.evidence
        return shown.serial if shown is not None and shown.evidence is Evidence.SERIAL else ""

    @property
    def contact(self) -> ContactAnswers:
        """Who and where; only on pages that come after that one."""
        assert self.answers.contact is not None, "the page before asks for it"
        return self.answers.contact

    @property
    def number(self) -> str:
        """The phone number in E.164."""
        return self.answers.contact.number if self.answers.contact else ""

    @property
    def postcode(self) -> str:
        """Where the courier goes."""
        return self.answers.contact.postcode if self.answers.contact else ""

    @property
    def asks_first(self) -> bool:
        """The customer wants a technician to look at it before accepting anything."""
        return self.answers.terms is not None and self.answers.terms.choice == "ask"

    def accepted(self, fingerprint: str) -> bool:
        """Whether exactly the terms with this fingerprint got the customer's yes."""
        return self.answers.terms == TermsAnswers(choice="accept", fingerprint=fingerprint)


def progress_of(draft: Draft) -> Progress:
    """Read a draft."""
    return Progress(draft.answers, draft.verified_phone)


def pages(progress: Progress, fingerprint: str | None) -> tuple[RequestPage, ...]:
    """The pages this request needs; `fingerprint` is that of the terms on offer, None without any."""
    if progress.answers.device and fingerprint is None:
        return WITHOUT_TERMS
    if progress.asks_first:
        return tuple(page for page in ORDER if page is not RequestPage.SLOT)
    return ORDER


def missing(progress: Progress, fingerprint: str | None) -> RequestPage:
    """The first page still to be filled in; CHECK when everything is told."""
    done = {
        RequestPage.DEVICE: progress.answers.device is not None,
        RequestPage.EVIDENCE: progress.answers.evidence is not None,
        RequestPage.CONTACT: progress.answers.contact is not None,
        RequestPage.CODE: bool(progress.number) and progress.verified_phone == progress.number,
        RequestPage.TERMS: progress.asks_first
        or (fingerprint is not None and progress.accepted(fingerprint)),
        RequestPage.SLOT: progress.answers.slot is not None,
        RequestPage.CHECK: False,
    }
    return next(page for page in pages(progress, fingerprint) if not done[page])


def _id(listed: str) -> UUID | None:
    return UUID(listed) if listed and listed != OTHER else None
