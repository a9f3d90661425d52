"""The demo phone as a provider: a text is delivered by writing it where `/demo/phone` shows it."""

import math
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.adapters.sms.measured import sms_calls
from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.models import DemoSms
from app.messaging.sms.ports import Capabilities, Outcome, SendResult, SmsRecord, SmsSought, SmsToSend
from app.messaging.sms.states import AttemptState

CALLS = sms_calls("demo", at_home=True)
NO_LIMIT = math.inf  # seconds; our own database has limits of its own


class DemoPhone:
    """Accepts every text once per attempt, in a short transaction of its own."""

    name = "demo"
    capabilities = Capabilities("demo", two_way=frozenset({"*"}), wakes_people=False)

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, sms: SmsToSend) -> SendResult:
        """Show the text on the phone; a second handing over of the same attempt shows it no second time."""
        with CALLS.measured("send", within=NO_LIMIT):
            try:
                self._show(sms)
            except IntegrityError:
                return SendResult(Outcome.ACCEPTED, sms.attempt_id, detail="shown before")
            return SendResult(Outcome.ACCEPTED, sms.attempt_id)

    def _show(self, sms: SmsToSend) -> None:
        with self._database.transaction() as session:
            session.add(
                DemoSms(
                    reference=sms.attempt_id,
                    phone=sms.to_phone,
                    from_customer=False,
                    body=sms.body,
                    at=self._clock(),
                )
            )

    def look_up(self, reference: str) -> SmsRecord | None:
        """What the phone shows under that name."""
        ours = DemoSms.from_customer.is_(False)
        with CALLS.measured("look_up", within=NO_LIMIT), self._database.reading() as session:
            shown = session.scalar(select(DemoSms).where(DemoSms.reference == reference, ours))
            return _record(shown) if shown else None

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """What the phone has been shown since then; its clock is ours."""
        shown = (
            select(DemoSms)
            .where(
                DemoSms.phone == sought.to_phone,
                DemoSms.from_customer.is_(False),
                DemoSms.at >= sought.since,
            )
            .order_by(DemoSms.at, DemoSms.id)
        )
        with CALLS.measured("find", within=NO_LIMIT), self._database.reading() as session:
            return [_record(text) for text in session.scalars(shown)]


def _record(shown: DemoSms) -> SmsRecord:
    return SmsRecord(
        reference=shown.reference,
        state=AttemptState.DELIVERED,  # whoever opens the screen sees it
        to_phone=shown.phone,
        created_at=shown.at,
        body=shown.body,
        attempt_id=shown.reference,
    )


def make(_settings: Settings, database: Database, clock: Clock) -> DemoPhone:
    """The phone of a demo shop."""
    return DemoPhone(database, clock)
