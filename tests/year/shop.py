"""The shop that is played: the real application and jobs, texts through the provider's own client, a clock that jumps."""

import logging
import re
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Collection
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.bootstrap import build_runtime
from app.demo.seed import DEMO_STAFF, seed_demo
from app.kernel.actor import Role
from app.kernel.db import make_engine
from app.kernel.i18n import Language
from app.kernel.settings import Settings
from app.migrate import migrate
from app.staff.passwords import hash_of_new
from app.staff.service import account_of, create_account, set_password
from jobs.schedule import TIMETABLE, Entry
from tests.fakes.loopback import ACCOUNT, loopback_twilio
from tests.shop import new_app
from tests.year.browser import ORIGIN, Browser, Web

OPENS = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)  # a Monday, 9:00 in Seoul
ZONE = ZoneInfo("Asia/Seoul")
TOKEN = "0123456789abcdef0123456789abcdef"
PASSWORD = "a year of honest repairs"
SENDER = "+61480000123"  # a number whose own country can answer it
DIFFERS = re.compile(r"[0-9A-Z]{12}|[\w-]{20,}")
MOST_ROUNDS = 3
SOMETHING_DUE = (
    "SELECT 1 FROM outbox WHERE state = 'owed' AND due_at <= :now AND (lease_until IS NULL OR lease_until < :now) "
    "UNION ALL SELECT 1 FROM incoming_sms WHERE processed_at IS NULL "
    "UNION ALL SELECT 1 FROM sms_attempts WHERE check_at <= :now LIMIT 1"
)
AT_ONCE = 2  # seconds: jobs that look so often run whenever something was done
# What looks weeks ahead, or tidies up, finds the same an hour later: run each minute it would only cost time.
SELDOM = {
    "open_slots": timedelta(hours=6),
    "prepare_runs": timedelta(hours=1),
    "note_found": timedelta(hours=1),
    "forget_drafts": timedelta(hours=6),
}
MORE_STAFF = (
    ("warehouse2", "윤도영", Role.WAREHOUSE, Language.KO),
    ("courier2", "강시우", Role.COURIER, Language.KO),
    ("courier3", "Noah Park", Role.COURIER, Language.EN),
)


def shop_settings(url: str, folder: Path, provider: str) -> Settings:
    """A shop of its own, no demo: HTTPS, its own secret, two countries, and devices that stay signed in for long."""
    return Settings(
        database_url=url,
        data_dir=folder,
        public_url=ORIGIN,
        secret_key="the-year-has-an-own-secret-of-thirty-two-bytes",
        sms_provider="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_from=SENDER,
        twilio_api_url=provider,
        sms_regions="KR,AU",
        session_idle_hours=24 * 30,
        session_days=90,
    )


class Clock:
    """Time that moves when the year says so."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time


class Troubles(logging.Handler):
    """What the product said of its own failures: each kind once, with the first moment it came."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(logging.ERROR)
        self.clock = clock
        self.count: Counter[str] = Counter()
        self.first: dict[str, tuple[datetime, str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the last line of the trace, and all of the first one."""
        error = record.exc_info[1] if record.exc_info else None
        trace = "".join(traceback.format_exception(error)) if error else record.getMessage()
        ours = [line.strip() for line in trace.splitlines() if "/app/" in line or "/jobs/" in line]
        place = ours[-1].split("/app/")[-1].split("/jobs/")[-1] if ours else record.name
        kind = f"{type(error).__name__ if error else record.getMessage()[:80]} at {place}"
        self.count[kind] += 1
        self.first.setdefault(kind, (self.clock(), trace))


class YearShop:
    """One shop on one database. `url` is empty or the one of a year taken up again."""

    def __init__(self, url: str, folder: Path, start: datetime = OPENS) -> None:
        self.clock = Clock(start)
        self.troubles = Troubles(self.clock)
        logging.getLogger().addHandler(self.troubles)
        self._opened = ExitStack()
        self.provider = self._opened.enter_context(loopback_twilio())
        self.provider.messages.clock = self.clock
        self.url = url
        migrate(url)
        self.runtime = build_runtime(shop_settings(url, folder, self.provider.origin), clock=self.clock)
        self.database = self.runtime.database
        if url.startswith("sqlite"):
            event.listen(self.database.engine, "connect", _wait_for_no_disk)
        self.app = new_app(self.runtime)
        self.touched: set[UUID] = set()
        self.due_jobs: dict[str, datetime] = {}
        self.pages: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(
            float
        )  # of this process's time, by job and by page
        self.counted: Counter[str] = Counter()
        self.broken: list[tuple[datetime, str, int]] = []
        Web.app, Web.seen = self.app, self._seen
        event.listen(Session, "after_flush", self._flushed)
        self._read = make_engine(url)

    def open_for_business(self, leave_out: Collection[str] = ()) -> None:
        """Day 0: the demo's catalogue, its staff with passwords of a real shop, and some more."""
        seed_demo(self.runtime)
        hashed = hash_of_new(PASSWORD, known=())
        with self.database.transaction() as session:
            for _, login, _ in DEMO_STAFF:
                set_password(session, account_of(session, login), hashed, now=self.clock())
            for login, name, role, language in (one for one in MORE_STAFF if one[0] not in leave_out):
                create_account(
                    session,
                    login=login,
                    name=name,
                    role=role,
                    language=language,
                    password_hash=hashed,
                    now=self.clock(),
                )

    def close(self) -> None:
        """Let go of everything."""
        event.remove(Session, "after_flush", self._flushed)
        logging.getLogger().removeHandler(self.troubles)
        self._opened.close()
        self._read.dispose()
        self.database.close()

    # -- what the clock does

    def at_once(self) -> None:
        """The jobs that look every second or two, once there is something for them; else they would find nothing."""
        for _ in range(MOST_ROUNDS):
            if not self.rows(SOMETHING_DUE, now=self.clock()):
                return
            for entry in TIMETABLE:
                if entry.seconds <= AT_ONCE:
                    self._run(entry)

    def tick(self) -> None:
        """Every job whose interval is over, those last that bring texts out."""
        now = self.clock()
        for entry in TIMETABLE:
            often = SELDOM.get(entry.name, timedelta(seconds=entry.seconds))
            if entry.seconds > AT_ONCE and self.due_jobs.get(entry.name, now) <= now:
                self.due_jobs[entry.name] = now + often
                self._run(entry)
        self.at_once()

    def _run(self, entry: Entry) -> None:
        started = time.thread_time()
        try:
            entry.run(self.runtime)
        except Exception:
            logging.getLogger("mendpost.jobs").exception("%s failed", entry.name)
        self.seconds[f"job {entry.name}"] += time.thread_time() - started
        self.counted[f"job {entry.name}"] += 1

    # -- what is seen

    def rows(self, sql: str, **values: object) -> list[Any]:
        """Raw rows, by a connection of its own."""
        with self._read.connect() as connection:
            stored = {name: as_stored(value, self.url.startswith("sqlite")) for name, value in values.items()}
            return list(connection.execute(text(sql), stored).mappings())

    def _seen(self, who: Browser, method: str, path: str, status: int, took: float) -> None:
        place = f"{method} {masked(path)}"
        self.seconds[place] += took
        self.counted[place] += 1
        self.pages[f"{method} {status // 100}xx"] += 1
        if status >= 500:
            self.broken.append((self.clock(), masked(path), status))

    def _flushed(self, session: Session, _context: object) -> None:
        for row in (*session.new, *session.dirty):
            name = type(row).__tablename__
            found = row.id if name == "tickets" else getattr(row, "ticket_id", None)
            if isinstance(found, UUID):
                self.touched.add(found)


def masked(path: str) -> str:
    """An address without what differs from run to run: links, ids and codes of repairs."""
    return "/".join("…" if DIFFERS.fullmatch(part) else part for part in path.split("?")[0].split("/"))


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # what a power cut leaves is not what the year asks


def as_stored(value: object, sqlite: bool) -> object:
    """A value as raw SQL binds it: SQLite keeps moments as text in UTC, ids as hexadecimal digits."""
    if sqlite and isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.hex if sqlite and isinstance(value, UUID) else value
