"""Texts through claim, attempt and result, by one worker, with a sender that does nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.messaging.sms.models import Sms
from app.messaging.sms.ports import Capabilities, Outcome, SendResult, SmsRecord, SmsSought, SmsToSend
from app.messaging.sms.states import SmsState
from app.relay.drain import drain
from app.runtime import Runtime
from bench.figures import Figure
from bench.shops import Fresh, owing, runtime_on
from bench.stopwatch import spending

COUNT = 10_000
WARM_UP = 1_000  # texts that go before: a worker lives for weeks, and compiles its statements once
# Every rule before a text leaves has something to look at, and none says no.
STRICT: dict[str, Any] = {"sms_prices": "KR=20,*=150", "sms_daily_cap": 1_000_000_000, "sms_regions": "KR"}


class NoSender:
    """Accepts at once."""

    name = "none"

    def __init__(self, *, wakes_people: bool) -> None:
        self.capabilities = Capabilities("none", two_way=frozenset({"*"}), wakes_people=wakes_people)
        self.sent = 0

    def send(self, sms: SmsToSend) -> SendResult:
        """Say yes."""
        self.sent += 1
        return SendResult(Outcome.ACCEPTED, sms.attempt_id)

    def is_warm(self) -> bool:
        """Whether enough has gone before."""
        return self.sent >= WARM_UP

    def look_up(self, reference: str) -> SmsRecord | None:
        """Nobody asks."""
        raise NotImplementedError

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """Nobody asks."""
        raise NotImplementedError


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Once in each way, each on a database of its own."""
    for of_tickets in (False, True):
        for checked in (False, True):
            what = f"texts: {'with a link' if of_tickets else 'alone'}, {'all' if checked else 'few'} checks"
            sender = NoSender(wakes_people=checked)
            with fresh(owing(count + WARM_UP, of_tickets=of_tickets)) as url:
                runtime = replace(runtime_on(url, folder, **(STRICT if checked else {})), sms=sender)
                drain(runtime, owner="bench", stop=sender.is_warm)
                left = count + WARM_UP - sender.sent
                with spending(runtime.database.engine) as spent:
                    assert drain(runtime, owner="bench") == left
                assert accepted(runtime) == count + WARM_UP
                runtime.database.close()
            yield Figure(what, "texts/s", left / spent.wall)
            yield Figure(what, "µs CPU a text", spent.cpu / left * 1e6)
            yield Figure(what, "µs CPU a text with the server's", (spent.cpu + spent.server) / left * 1e6)
            yield Figure(what, "of the time in SQL", spent.sql / spent.wall, 2)


def accepted(runtime: Runtime) -> int:
    """How many texts the provider took, by our rows."""
    with runtime.database.reading() as session:
        taken = select(func.count()).where(Sms.state == SmsState.ACCEPTED)
        return session.scalar(taken) or 0
