"""What an SMS provider must be able to do, what it says it can, and the four ways a try can end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.messaging.sms.states import AttemptState, Trouble

# How far a provider's clock and ours may be apart. Were it more, a message it has could look older than the
# try that made it, be left out of the list, and pass for never sent.
CLOCKS_DIFFER = timedelta(hours=1)


class Outcome(StrEnum):
    """`UNCERTAIN`: the provider may have it; only looking into it may tell, never a second try."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"  # certainly not, may be tried again
    REFUSED = "refused"  # certainly not, and not again as it is; `trouble` says why
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class SmsToSend:
    """One text as it leaves: E.164 number, whole body, and where the provider shall report what became of it."""

    attempt_id: str
    to_phone: str
    body: str
    status_callback: str | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """How a try ended; `reference` is the provider's id, `code` its error code, `detail` for staff.

    `retry_after` (seconds) is what the provider asked for, where it did.
    """

    outcome: Outcome
    reference: str | None = None
    code: str | None = None
    detail: str | None = None
    trouble: Trouble | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class SmsSought:
    """A try whose answer was lost: the number, the body, and the moment it began (aware)."""

    attempt_id: str
    to_phone: str
    body: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SmsRecord:
    """A message as the provider has it. `body` is None where the provider does not show it.

    `attempt_id` is set by providers that keep our own name for a message; `state` is None for a word
    nobody knows.
    """

    reference: str
    state: AttemptState | None
    to_phone: str
    created_at: datetime
    body: str | None = None
    code: str | None = None
    trouble: Trouble | None = None
    attempt_id: str | None = None


class SenderSilent(Exception):
    """The provider could not be asked now, or its answer made no sense; nothing is known either way."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What can be expected of a provider; everybody asks here, never for its name.

    `two_way` are the regions (ISO 3166) whose phones can answer us, "*" for all of them. `most_units` is
    the longest body in UTF-16 units. `parallel` is how many texts may be posted at the same time, and
    `parallel_codes` how many codes beside them, which so never wait for a text to be answered.
    """

    sender_type: str
    two_way: frozenset[str] = frozenset()
    most_units: int = 1600
    can_list: bool = True  # `find` can prove that a text was never accepted
    wakes_people: bool = True  # false for a phone that is only a screen: no quiet hours, no price
    parallel: int = 1
    parallel_codes: int = 1

    def answers_from(self, region: str) -> bool:
        """Whether a phone of that region can answer by SMS; otherwise the link is the reply."""
        return "*" in self.two_way or region in self.two_way


class SmsSender(Protocol):
    """A provider. `send` has a timeout of its own and never raises for what a network can do."""

    name: str
    capabilities: Capabilities

    def send(self, sms: SmsToSend) -> SendResult:
        """Try once to hand the text over."""
        ...

    def look_up(self, reference: str) -> SmsRecord | None:
        """The message with the provider's id; None where it has none. Raises SenderSilent."""
        ...

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """Every message to that number since then, complete, the oldest first. Raises SenderSilent.

        An empty answer proves that nothing was accepted by then; a provider that cannot prove it says
        `can_list=False` and is never asked.
        """
        ...
