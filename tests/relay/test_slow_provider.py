"""A provider that takes its time: the real jobs process keeps all its calls in use, and a code overtakes the texts."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Semaphore

from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.service import send_sms
from app.messaging.sms.writing import CODE
from tests.fakes.loopback import ACCOUNT, LoopbackTwilio, loopback_twilio

ROOT = Path(__file__).parents[2]
AT_A_TIME = 8
SLOW = 2.2  # seconds: a round that takes longer than two would once have been followed by a smaller one


def test_a_code_overtakes_the_texts_and_slow_answers_leave_no_call_unused(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    """Counted by what the provider has under way, not by the clock."""
    answers = Semaphore(0)
    with loopback_twilio() as twilio:
        twilio.before_answer = lambda: answers.acquire(timeout=60)
        owe_texts(sqlite_database, 3 * AT_A_TIME)
        with jobs(sqlite_url, tmp_path, twilio):
            twilio.wait_for(AT_A_TIME)
            owe_code(sqlite_database)
            twilio.wait_for(AT_A_TIME + 1)
            assert "code" in twilio.seen[-1]["Body"], "it went while not one text was answered"
            answers.release()
            for come in (2 * AT_A_TIME + 1, 3 * AT_A_TIME + 1):
                time.sleep(SLOW)  # no wait for anything: it is what this provider takes
                answers.release(AT_A_TIME)
                twilio.wait_for(come)
            answers.release(AT_A_TIME)
    assert len(twilio.bodies()) == 3 * AT_A_TIME + 1


def owe_texts(database: Database, count: int) -> None:
    with database.transaction() as session:
        for number in range(count):
            send_sms(
                session,
                SmsKind.STATUS_REPLY,
                to_phone=f"+8210{number:08}",
                language=Language.EN,
                words={
                    "code": f"no. {number}",
                    "device": "Hush 7",
                    "stage": "at the bench",
                    "due": system_clock(),
                },
                now=system_clock(),
            )


def owe_code(database: Database) -> None:
    with database.transaction() as session:
        send_sms(
            session,
            SmsKind.PHONE_CODE,
            to_phone="+821099990000",
            language=Language.EN,
            words={"number": CODE},
            now=system_clock(),
            about=About.code(new_row_id()),
        )


@contextmanager
def jobs(url: str, folder: Path, twilio: LoopbackTwilio) -> Iterator[None]:
    """The jobs process of a shop whose account is at that provider; killed in the end."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "DEMO": "false",
        "PUBLIC_URL": "https://fix.example",
        "SECRET_KEY": "an-own-secret-of-thirty-two-bytes-or-more",
        "SMS_QUIET_HOURS": "none",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_FROM": "+15005550006",
        "TWILIO_API_URL": twilio.origin,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.kill()
