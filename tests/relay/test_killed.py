"""Two jobs processes, killed again and again in the middle of their work: every text leaves exactly once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.demo.clock import DemoClock
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import AttemptState, SmsState
from tests.fakes.loopback import ACCOUNT, LoopbackTwilio, loopback_twilio
from tests.patience import HANGS
from tests.tiers import examples

ROOT = Path(__file__).parent.parent.parent
TEXTS = examples(320, 1_000)
KILLS = examples(2, 3)
# Texts that come in; so many more may before the kill arrives on a busy machine.
BEFORE_A_KILL = examples(60, 120)


@pytest.fixture
def server() -> Iterator[LoopbackTwilio]:
    with loopback_twilio() as running:
        yield running


def test_many_texts_and_kill_9_in_a_loop(
    database: Database, server: LoopbackTwilio, database_url: str, tmp_path: Path
) -> None:
    """Asked of the server, not of us: so many different texts, none twice."""
    clock = server.messages.clock = DemoClock(tmp_path)
    with database.transaction() as session:
        for number in range(TEXTS):
            send_sms(
                session,
                SmsKind.PARCEL_RECEIVED,
                to_phone=f"+8210{number // 4:08}",
                language=Language.EN,
                words={"code": f"no. {number}", "device": "Hush 7", "due": clock()},
                now=clock(),
            )
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path),
        "DEMO": "true",
        "SMS_QUIET_HOURS": "none",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_FROM": "+15005550006",
        "TWILIO_API_URL": server.origin,
    }
    for _ in range(KILLS):
        with jobs(environment) as first, jobs(environment) as second:
            try:
                server.wait_for(len(server.seen) + BEFORE_A_KILL)
            finally:
                first.kill()
                second.kill()
        clock.move_on(timedelta(minutes=4))  # leases run out, earlier questions fall due
    questions = len(questions_left(database))
    with jobs(environment) as first, jobs(environment):
        calls, moved = 0, time.monotonic()
        while not all_accepted(database) and time.monotonic() - moved < HANGS:
            with suppress(subprocess.TimeoutExpired):
                first.wait(0.5)
            if len(server.calls) == calls:  # what is due is done: the shop's time may pass
                clock.move_on(timedelta(seconds=65))
            else:
                calls, moved = len(server.calls), time.monotonic()
    accepted = server.accepted()
    assert len(accepted) == TEXTS
    assert set(accepted.values()) == {1}
    assert all_accepted(database)
    assert questions, "the kills came when nothing was under way: the test shows nothing"


@contextmanager
def jobs(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """One jobs process, gone afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def questions_left(database: Database) -> list[AttemptState]:
    """Tries that began and whose end nobody noted."""
    open_ends = (AttemptState.POSTING, AttemptState.UNCERTAIN)
    with database.reading() as session:
        return list(session.scalars(select(SmsAttempt.state).where(SmsAttempt.state.in_(open_ends))))


def all_accepted(database: Database) -> bool:
    """Whether every text stands where the provider took it."""
    with database.reading() as session:
        count = session.scalar(select(func.count()).where(Sms.state == SmsState.ACCEPTED))
    return count == TEXTS
