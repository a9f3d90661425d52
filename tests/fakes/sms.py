"""A provider in memory: accepts each text once, or ends the next tries as told, and remembers what it took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.kernel.clock import Clock, system_clock
from app.messaging.sms.ports import (
    CLOCKS_DIFFER,
    Capabilities,
    Outcome,
    SenderSilent,
    SendResult,
    SmsRecord,
    SmsSought,
    SmsToSend,
)
from app.messaging.sms.states import AttemptState, Trouble
from tests.fakes.outside import look

LOST_ANSWER = "lost answer"  # accepted, and the sender never hears of it


@dataclass(frozen=True, slots=True)
class AcceptedThenDied:
    """Accepted, and then this is raised: the process was killed before it could note the answer."""

    death: BaseException


Planned = SendResult | BaseException | AcceptedThenDied | str


class FakeSms:
    """`plan` holds how the next tries end; `tried` is what was asked, `sent` what was accepted.

    A planned SendResult is returned as it is and remembered if ACCEPTED; an exception is raised and nothing
    was accepted; LOST_ANSWER and AcceptedThenDied are accepted without the sender learning of it.
    `records` is the provider's own list by reference: `tell` moves an entry on, `del` loses it.
    While `silent`, it can be asked nothing. `clock` dates what it accepts.
    """

    name = "fake"

    def __init__(self, clock: Clock = system_clock, capabilities: Capabilities | None = None) -> None:
        self.capabilities = capabilities or Capabilities("fake number", two_way=frozenset({"*"}))
        self.clock = clock
        self.sent: list[SmsToSend] = []
        self.tried: list[SmsToSend] = []
        self.plan: list[Planned] = []
        self.records: dict[str, SmsRecord] = {}
        self.asked: list[str] = []  # what it was asked afterwards, "look_up …" and "find …"
        self.silent = False
        self.meanwhile: Callable[[], None] = lambda: None  # what happens while the provider is being called

    def send(self, sms: SmsToSend) -> SendResult:
        """End as planned; without a plan, accept."""
        look("the SMS provider")
        self.tried.append(sms)
        self.meanwhile()
        planned = self.plan.pop(0) if self.plan else SendResult(Outcome.ACCEPTED)
        if planned == LOST_ANSWER:
            self._accept(sms, None)
            return SendResult(Outcome.UNCERTAIN, detail=LOST_ANSWER)
        if isinstance(planned, AcceptedThenDied):
            self._accept(sms, None)
            raise planned.death
        if isinstance(planned, BaseException):
            raise planned
        assert isinstance(planned, SendResult), f"nobody knows the plan {planned!r}"
        if planned.outcome is not Outcome.ACCEPTED:
            return planned
        return replace(planned, reference=self._accept(sms, planned.reference))

    def _accept(self, sms: SmsToSend, reference: str | None) -> str:
        given = reference or f"FAKE-{sms.attempt_id}"
        while given in self.records:  # a second acceptance of the same attempt is a second message
            given += "-again"
        self.sent.append(sms)
        self.records[given] = SmsRecord(given, AttemptState.ACCEPTED, sms.to_phone, self.clock(), sms.body)
        return given

    def tell(
        self,
        reference: str,
        state: AttemptState | None,
        *,
        code: str | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        """What became of a message, as `look_up` and `find` will say from now on."""
        self.records[reference] = replace(self.records[reference], state=state, code=code, trouble=trouble)

    def look_up(self, reference: str) -> SmsRecord | None:
        """From memory."""
        self._be_asked(f"look_up {reference}")
        return self.records.get(reference)

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """From memory: what was accepted for the number since then, the oldest first."""
        self._be_asked(f"find {sought.to_phone}")
        earliest = sought.since - CLOCKS_DIFFER
        found = [
            record
            for record in self.records.values()
            if record.to_phone == sought.to_phone and record.created_at >= earliest
        ]
        return sorted(found, key=lambda record: record.created_at)

    def _be_asked(self, what: str) -> None:
        look("the SMS provider")
        self.asked.append(what)
        if self.silent:
            raise SenderSilent("told to be silent")
