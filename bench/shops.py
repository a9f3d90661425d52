"""Shops to measure in: fresh databases, filled once and copied, and a runtime that lives by day."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import build_runtime
from app.catalogue.models import DeviceModel
from app.customers.models import Address, Customer
from app.demo.seed import seed_demo
from app.kernel.clock import Clock
from app.kernel.db import make_engine
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code
from app.kernel.settings import Settings
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.service import send_sms
from app.migrate import migrate
from app.runtime import Runtime
from app.tickets.models import Evidence, Ticket
from app.tickets.states import State
from tests.databases import MONDAY, PostgresTemplates, SqliteTemplates
from tests.postgres import Server

Build = Callable[[str], None]
Fresh = Callable[[Build], AbstractContextManager[str]]  # the URL of a new copy of what was built
DATABASES = ("sqlite", "postgresql")
TEXTS_A_TICKET = 10  # about what a whole repair takes: nine of ten texts find the ticket's link there already
OURS: Mapping[str, Any] = {
    "public_url": "https://fix.example",
    "secret_key": SecretStr("a key for measurements, 32 letters"),
}


@contextmanager
def databases(name: str) -> Iterator[tuple[Fresh, Path]]:
    """Fresh databases of that kind, and a folder for everything else; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="mendpost-bench-")))
        if name == "sqlite":
            yield SqliteTemplates(folder).built, folder
        else:
            server = Server.start()
            stack.callback(server.stop)
            templates = PostgresTemplates(server.folder, "bench")
            stack.callback(templates.close)
            yield templates.built, folder


def by_day() -> Clock:
    """A clock that goes, and began on a Monday morning: at night most texts would wait."""
    begun = time.monotonic()

    def now() -> datetime:
        return MONDAY + timedelta(seconds=time.monotonic() - begun)

    return now


def runtime_on(url: str, folder: Path, *, clock: Clock | None = None, **settings: Any) -> Runtime:
    """A real runtime of a shop at a public address, by day unless given a clock; a demo has neither, nor a secret."""
    ours = {} if settings.get("demo") else OURS
    chosen: dict[str, Any] = {**ours, "database_url": url, "data_dir": folder, **settings}
    return build_runtime(Settings(**chosen), clock=clock or by_day())


def demo_shop(url: str) -> None:
    """The demo shop without a single repair."""
    migrate(url)
    runtime = runtime_on(url, Path())
    seed_demo(runtime)
    runtime.database.close()
    _know_sizes(url)


def owing(count: int, *, of_tickets: bool) -> Build:
    """The demo shop owing `count` different texts.

    `of_tickets`: questions about repairs that wait for the answer, with the ticket's private link, ten a
    ticket, in turn; otherwise short answers to numbers of their own.
    """

    def build(url: str) -> None:
        demo_shop(url)
        runtime = runtime_on(url, Path())
        with runtime.database.transaction() as session:
            now = runtime.clock()
            enqueue(
                session, count, _tickets(session, -(-count // TEXTS_A_TICKET), now) if of_tickets else [], now
            )
        runtime.database.close()
        _know_sizes(url)

    build.__name__ = f"owing_{count}_{'of_tickets' if of_tickets else 'alone'}"  # names the template
    return build


def enqueue(session: Session, count: int, tickets: Sequence[tuple[UUID, str]], now: datetime) -> None:
    """Decide to send different texts: about those tickets in turn, or where there are none to strangers."""
    for number in range(count):
        ticket, phone = tickets[number % len(tickets)] if tickets else (None, _phone(number))
        send_sms(
            session,
            SmsKind.INFO_ASKED if tickets else SmsKind.STATUS_REPLY,
            to_phone=phone,
            ticket_id=ticket,
            language=Language.KO,
            words={
                "code": f"ABCD-EFGH-{number:05}",
                "device": "허쉬 7 헤드셋",
                "stage": "수리 중",
                "due": now,
            },
            now=now,
        )


def _phone(number: int) -> str:
    return f"+82{1020000000 + number}"


def _tickets(session: Session, count: int, now: datetime) -> list[tuple[UUID, str]]:
    """Repairs whose customer is being asked something, each with a customer of its own."""
    model = session.scalars(select(DeviceModel)).first()
    assert model is not None
    made = []
    for number in range(count):
        customer = Customer(phone=_phone(number), name="한지우", language=Language.KO, verified_at=now)
        session.add(customer)
        session.flush()
        address = Address(customer_id=customer.id, recipient="한지우", postcode="04524", line1="세종대로 110")
        session.add(address)
        session.flush()
        ticket = Ticket(
            code=new_ticket_code(),
            state=State.NEEDS_INFO,
            customer_id=customer.id,
            address_id=address.id,
            language=Language.KO,
            model_id=model.id,
            model_name=model.name_ko,
            evidence=Evidence.NONE,
            opened_at=now,
        )
        session.add(ticket)
        session.flush()
        made.append((ticket.id, customer.phone))
    return made


def _know_sizes(url: str) -> None:
    """What a server finds out by itself within a minute; the one of the tests is told not to."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
