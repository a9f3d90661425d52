"""The demo phone as a provider: a text is delivered by writing it where `/demo/phone` shows it."""

from sqlalchemy.exc import IntegrityError

from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.models import DemoPhoneText
from app.messaging.ports import Outcome, SendResult, SmsToSend


class DemoPhone:
    """Accepts every text once per attempt, in a short transaction of its own."""

    name = "demo"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, sms: SmsToSend) -> SendResult:
        """Show the text on the phone; a second handing over of the same attempt shows it no second time."""
        try:
            with self._database.transaction() as session:
                session.add(
                    DemoPhoneText(
                        reference=sms.attempt_id,
                        phone=sms.to_phone,
                        from_customer=False,
                        body=sms.body,
                        at=self._clock(),
                    )
                )
        except IntegrityError:
            return SendResult(Outcome.ACCEPTED, sms.attempt_id, detail="shown before")
        return SendResult(Outcome.ACCEPTED, sms.attempt_id)


def make(_settings: Settings, database: Database, clock: Clock) -> DemoPhone:
    """The phone of a demo shop."""
    return DemoPhone(database, clock)
