"""A worker's desk: a runtime around a test's database, with the fake provider and a clock that stands still."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.bootstrap import build_runtime
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.ports import Capabilities
from app.messaging.sms.reports import take_report
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import AttemptState, Trouble
from app.outbox.models import OwedCall
from app.relay.drain import drain
from app.relay.enquiries import look_into_tries
from app.runtime import Runtime
from tests.fakes.sms import FakeSms
from tests.settings import demo_settings
from tests.shop import ManualClock

PHONE = "+821012345678"


class Desk:
    """Owes texts, drains them, asks about them, and looks at the rows."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = ManualClock()
        settings = demo_settings(database_url="sqlite://", data_dir=folder)
        able = Capabilities("fake number", two_way=frozenset({"*"}), wakes_people=False)
        self.sms = FakeSms(self.clock, able)
        built = build_runtime(settings, clock=self.clock)
        self.runtime: Runtime = replace(built, database=database, sms=self.sms)

    def enqueue(self, count: int = 1, *, kind: SmsKind = SmsKind.PARCEL_RECEIVED, to: str = "") -> list[UUID]:
        """Decide to send some texts, each with words of its own, and without `to` to numbers of their own."""
        with self.runtime.database.transaction() as session:
            return [
                send_sms(
                    session,
                    kind,
                    to_phone=to or f"+82{1012345678 + number}",
                    language=Language.EN,
                    now=self.clock(),
                    words={
                        "code": f"{number}",
                        "device": "Hush 7",
                        "stage": "on the bench",
                        "due": self.clock(),
                        "note": "",
                        "number": "123456",
                        "amount": "1",
                        "window": "10:00",
                        "technician": "Kim",
                    },
                ).id
                for number in range(count)
            ]

    def drain(self, owner: str = "one") -> int:
        """Make the calls that are due."""
        return drain(self.runtime, owner=owner)

    def look(self) -> int:
        """Ask about the tries that are due to be asked about."""
        return look_into_tries(self.runtime, stop=lambda: False)

    def report(self, attempt_id: UUID, state: AttemptState, trouble: Trouble | None = None) -> bool:
        """The provider reports on a try."""
        with self.runtime.database.transaction() as session:
            return take_report(
                session,
                attempt_id,
                state.value,
                state,
                provider="fake",
                reference=f"FAKE-{attempt_id}",
                trouble=trouble,
                now=self.clock(),
            )

    def stop(self) -> None:
        """The sender stands still."""
        with self.runtime.database.transaction() as session:
            stop_sender(session, provider="fake", code="20003", detail="", now=self.clock())

    def wait(self, **by: float) -> None:
        """Time passes."""
        self.clock.move_on(timedelta(**by))

    def text(self, sms_id: UUID) -> Sms:
        """The text as the database has it."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(Sms).where(Sms.id == sms_id)).one()

    def call(self) -> OwedCall:
        """The only call that was ever owed."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(OwedCall)).one()

    def nothing_owed(self) -> bool:
        """Whether every call was made, and its row gone."""
        with self.runtime.database.reading() as session:
            return not session.scalars(select(OwedCall.id)).all()

    def tries(self, sms_id: UUID | None = None) -> list[SmsAttempt]:
        """All tries (of one text), in order."""
        found = select(SmsAttempt).order_by(SmsAttempt.started_at, SmsAttempt.number)
        with self.runtime.database.reading() as session:
            rows = session.scalars(found).all()
        return [one for one in rows if sms_id in (None, one.sms_id)]
