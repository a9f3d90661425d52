"""A provider that takes three seconds for each answer: how long many texts take, and one code owed behind them.

The jobs process is the real one. Ideal is what the calls allowed at a time need if none of them ever waits.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import system_clock
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import SmsState
from app.messaging.sms.writing import CODE
from app.runtime import Runtime
from bench.figures import Figure
from bench.provider import provider
from bench.shops import OURS, Fresh, demo_shop, enqueue, runtime_on
from tests.fakes.loopback import ACCOUNT

COUNT = 80
AN_ANSWER = 3.0  # seconds
ROOT = Path(__file__).parent.parent
PATIENCE = 600.0  # seconds


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """From the moment they are owed until the last answer is noted; the code is owed when the first text left."""
    with fresh(demo_shop) as url, provider(AN_ANSWER) as twilio:
        runtime = runtime_on(url, folder, clock=system_clock, **_account(twilio.origin))
        at_a_time = runtime.sms.capabilities.parallel
        with _jobs(url, folder, twilio.origin) as process:
            owed = time.monotonic()
            with runtime.database.transaction() as session:
                enqueue(session, count, [], runtime.clock())
            _until(lambda: _begun(runtime) > 0, process)
            with runtime.database.transaction() as session:
                _owe_code(session, runtime.clock())
            waited = time.monotonic()
            _until(lambda: _accepted(runtime, SmsKind.PHONE_CODE) == 1, process)
            for_code = time.monotonic() - waited
            _until(lambda: _accepted(runtime, SmsKind.STATUS_REPLY) == count, process)
            took = time.monotonic() - owed
        runtime.database.close()
    ideal = -(-count // at_a_time) * AN_ANSWER
    what = f"a provider of {AN_ANSWER:g} s an answer, {count} texts"
    yield Figure(what, "s", took, 1)
    yield Figure(what, "of the ideal", took / ideal, 2)
    yield Figure("  a code owed behind them", "s", for_code, 1)


def _account(origin: str) -> dict[str, str]:
    return {
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": "token",
        "twilio_from": "+15005550006",
        "twilio_api_url": origin,
    }


@contextmanager
def _jobs(url: str, folder: Path, origin: str) -> "Iterator[subprocess.Popen[bytes]]":
    settings = {name.upper(): value for name, value in _account(origin).items()} | {
        "DEMO": "false",
        "PUBLIC_URL": OURS["public_url"],
        "SECRET_KEY": OURS["secret_key"].get_secret_value(),
        "SMS_QUIET_HOURS": "none",
    }
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(folder), **settings}
    said = folder / "jobs.log"
    with (
        said.open("w") as log,
        subprocess.Popen([sys.executable, "-m", "jobs"], env=environment, cwd=ROOT, stdout=log) as process,
    ):
        try:
            _until(lambda: "are ticking" in said.read_text(), process)
            yield process
        finally:
            process.terminate()


def _owe_code(session: Session, now: datetime) -> None:
    send_sms(
        session,
        SmsKind.PHONE_CODE,
        to_phone="+821099990000",
        language=Language.KO,
        words={"number": CODE},
        now=now,
        about=About.code(new_row_id()),
    )


def _begun(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SmsAttempt)) or 0


def _accepted(runtime: Runtime, kind: SmsKind) -> int:
    with runtime.database.reading() as session:
        return (
            session.scalar(select(func.count()).where(Sms.state == SmsState.ACCEPTED, Sms.kind == kind)) or 0
        )


def _until(there: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert process.poll() is None, "the jobs process ended"
        assert time.monotonic() < deadline, "it never came to it"
        time.sleep(0.05)
