"""What an SMS provider must be able to do, and the three ways a try can end."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """`UNCERTAIN`: the provider may have it; only reconciling may tell, never a second try."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"  # certainly not, may be tried again
    REFUSED = "refused"  # certainly not, and never will be
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class SmsToSend:
    """One text as it leaves: E.164 number, whole body, and where the provider shall report its fate."""

    attempt_id: str
    to_phone: str
    body: str
    status_callback: str | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """How a try ended; `reference` is the provider's id, `code` its error code, `detail` for staff."""

    outcome: Outcome
    reference: str | None = None
    code: str | None = None
    detail: str | None = None


class SmsSender(Protocol):
    """A provider. `send` has a timeout of its own and never raises for what a network can do."""

    name: str

    def send(self, sms: SmsToSend) -> SendResult:
        """Try once to hand the text over."""
        ...
