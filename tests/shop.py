"""A whole shop for a test: real database, real parts, a clock that stands still until it is told."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.sms.registry import make_sender
from app.application import create_app
from app.bootstrap import build_runtime
from app.custody.chain import verify
from app.demo.seed import DEMO_STAFF, seed_demo
from app.kernel.actor import Actor, Role
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.models import DemoSms, Sms
from app.outbox.models import OwedCall
from app.relay.drain import drain
from app.runtime import Runtime
from app.staff.models import StaffAccount
from app.tickets.links import by_token
from app.tickets.models import Ticket
from app.tickets.queries import by_code, history
from app.tickets.states import State
from tests.databases import MONDAY as MONDAY


class ManualClock:
    """Time that moves only when the test says so."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def move_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.time += by


class _InMemory(BytecodeCache):
    """Templates compiled once for all the applications of one test run."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _InMemory()
_SHARED: dict[str, Flask] = {}
ITS_PLACES = {"database_url", "data_dir"}  # settings that only the runtime reads


def new_app(runtime: Runtime) -> Flask:
    """An application of a test's own, for whoever serves it, changes its settings, or adds a view."""
    app = create_app(runtime)
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def app_of(runtime: Runtime) -> Flask:
    """The one application of this run for such settings: it holds no state but its runtime, so only that changes.

    To make one takes 50 ms, most of them for its five hundred addresses.
    """
    kept = {name: value for name, value in runtime.settings if name not in ITS_PLACES}
    such = repr({name: as_read(value) for name, value in kept.items()})
    if such not in _SHARED:
        _SHARED[such] = new_app(runtime)
    app = _SHARED[such]
    app.extensions["mendpost"] = runtime
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def as_read(setting: object) -> object:
    """Two secrets are written alike, and are not."""
    return setting.get_secret_value() if isinstance(setting, SecretStr) else setting


class Shop:
    """A seeded demo shop around a test's database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = ManualClock()
        settings = Settings(
            database_url=database.engine.url.render_as_string(hide_password=False), data_dir=folder, demo=True
        )
        built = build_runtime(settings, clock=self.clock)
        built.database.close()
        sms = make_sender(settings, database, self.clock)  # the demo phone writes into the same database
        self.runtime: Runtime = replace(built, database=database, sms=sms)
        self.database = database
        seed_demo(self.runtime)  # nothing to do where the database is a copy of a demo shop

    @cached_property
    def app(self) -> Flask:
        """The web application, bound to this shop when somebody first looks at a page."""
        return app_of(self.runtime)

    def client(self, *, csrf: bool = False) -> FlaskClient:
        """A browser without cookies; CSRF is switched off unless asked for (stories keep it on)."""
        self.app.config["WTF_CSRF_ENABLED"] = csrf
        return self.app.test_client()

    def signed_in(self, role: Role) -> FlaskClient:
        """A browser in which the demo account of that role has signed in."""
        login, password = next((login, pw) for r, login, pw in DEMO_STAFF if r is role)
        client = self.client()
        answer = client.post("/login", data={"login": login, "password": password})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    def staff(self, role: Role) -> Actor:
        """The demo account of that role as an actor."""
        with self.database.reading() as session:
            row = session.scalars(select(StaffAccount).where(StaffAccount.role == role)).first()
            assert row is not None
            return Actor(role=role, name=row.name, staff_id=row.id, channel="staff")

    def drain(self) -> int:
        """Pay everything that is owed now, as the job process would; returns how many calls were made."""
        return drain(self.runtime, owner="test")

    def phone(self, number: str) -> list[str]:
        """What has arrived on a demo phone, the oldest first."""
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(DemoSms.body)
                    .where(DemoSms.phone == number, DemoSms.from_customer.is_(False))
                    .order_by(DemoSms.at, DemoSms.id)
                )
            )

    def ticket(self, code: str) -> Ticket:
        """The ticket with that code, as it is now."""
        with self.database.reading() as session:
            return by_code(session, code)

    def state(self, code: str) -> State:
        """Where that ticket is now."""
        return self.ticket(code).state

    def nothing_is_left_owed(self) -> None:
        """Assert that every call was paid, every text settled, and every custody chain is whole."""
        self.drain()
        with self.database.reading() as session:
            owed = session.scalars(select(OwedCall.last_error)).all()
            assert owed == []
            open_texts = session.scalars(select(Sms.state).where(Sms.settled_at.is_(None))).all()
            assert open_texts == []
            for ticket in session.scalars(select(Ticket)):
                assert verify(session, ticket.id) is None
                assert len(history(session, ticket)) == ticket.version

    def ticket_behind(self, session: Session, link: str) -> Ticket:
        """The ticket a private link opens."""
        return by_token(session, link.rsplit("/t/", 1)[1].split("/")[0])

    def texts(self, phone: str | None = None) -> list[Sms]:
        """All texts decided so far, the oldest first."""
        with self.database.reading() as session:
            rows = select(Sms).order_by(Sms.created_at, Sms.id)
            if phone:
                rows = rows.where(Sms.to_phone == phone)
            return list(session.scalars(rows))


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """A demo shop, once on SQLite and once on PostgreSQL."""
    return Shop(database, tmp_path)


@pytest.fixture
def sqlite_shop(sqlite_database: Database, tmp_path: Path) -> Shop:
    """A demo shop on SQLite only: for what a page shows, where the database cannot matter."""
    return Shop(sqlite_database, tmp_path)
