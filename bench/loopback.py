"""Texts through Twilio's unmodified client to a server on this machine that answers at once."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from pydantic import SecretStr

from app.messaging.sms.ports import SendResult, SmsRecord, SmsSender, SmsSought, SmsToSend
from app.relay.drain import drain
from bench.figures import Figure
from bench.provider import provider
from bench.shops import Fresh, owing, runtime_on
from bench.stopwatch import spending
from bench.texts import accepted
from tests.fakes.loopback import ACCOUNT

COUNT = 10_000


class Watched:
    """A sender, and how long it was at it: CPU of all its threads, and wall time while any was sending."""

    def __init__(self, sender: SmsSender) -> None:
        self.name, self.capabilities = sender.name, sender.capabilities
        self.wall = self.cpu = 0.0
        self._sender, self._lock = sender, Lock()
        self._sending, self._since = 0, 0.0

    def send(self, sms: SmsToSend) -> SendResult:
        """As the sender does."""
        with self._lock:
            if not self._sending:
                self._since = time.perf_counter()
            self._sending += 1
        cpu = time.thread_time()
        result = self._sender.send(sms)
        cpu = time.thread_time() - cpu
        with self._lock:
            self.cpu += cpu
            self._sending -= 1
            if not self._sending:
                self.wall += time.perf_counter() - self._since
        return result

    def look_up(self, reference: str) -> SmsRecord | None:
        """As the sender does."""
        return self._sender.look_up(reference)

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """As the sender does."""
        return self._sender.find(sought)


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Questions of tickets, with every check, as many at once as the real sender allows itself."""
    with fresh(owing(count, of_tickets=True)) as url, provider() as twilio:
        runtime = runtime_on(
            url,
            folder,
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=SecretStr("token"),
            twilio_from="+15005550006",
            twilio_api_url=twilio.origin,
            sms_prices="KR=20,*=150",
            sms_daily_cap=1_000_000_000,
        )
        watched = Watched(runtime.sms)
        runtime = replace(runtime, sms=watched)
        with spending() as spent:
            drain(runtime, owner="bench")
        assert accepted(runtime) == count
        assert twilio.taken() == (count, count), "not each of them exactly once"
        runtime.database.close()
    yield Figure("texts to a loopback Twilio", "texts/s", count / spent.wall)
    yield Figure("texts to a loopback Twilio", "µs CPU a text", spent.cpu / count * 1e6)
    yield Figure("  outside its client", "µs CPU a text", (spent.cpu - watched.cpu) / count * 1e6)
    yield Figure("  outside its client", "of the CPU", 1 - watched.cpu / spent.cpu, 3)
    yield Figure("  outside its client", "of the time", 1 - watched.wall / spent.wall, 3)
