"""A provider in memory: accepts each text once, or ends the next tries as told."""

from collections.abc import Callable

from app.messaging.ports import Outcome, SendResult, SmsToSend


class FakeSms:
    """`plan` holds the outcomes of the next tries, or exceptions to raise; `sent` is what was accepted."""

    name = "fake"

    def __init__(self) -> None:
        self.sent: list[SmsToSend] = []
        self.tried: list[SmsToSend] = []
        self.plan: list[SendResult | BaseException] = []
        self.meanwhile: Callable[[], None] = lambda: None  # what happens while the provider is being called

    def send(self, sms: SmsToSend) -> SendResult:
        """End as planned; without a plan, accept."""
        self.tried.append(sms)
        self.meanwhile()
        planned = self.plan.pop(0) if self.plan else SendResult(Outcome.ACCEPTED, f"FAKE-{sms.attempt_id}")
        if isinstance(planned, BaseException):
            raise planned
        if planned.outcome is Outcome.ACCEPTED:
            self.sent.append(sms)
        return planned
