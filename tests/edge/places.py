"""Every place of the shop where something can be typed: found by opening its pages and reading their forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.courier.routes.models import Run
from app.courier.trips.models import CourierJob
from app.dock.models import DockTask
from app.kernel.actor import Role
from app.kernel.db import WAIT, Database
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.models import Sms
from app.parts.models import PartNeed
from app.photos.models import Photo
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.courier.road import prepare_all
from tests.shop import Shop
from tests.web.customer.requesting import Requesting
from tests.web.customer.walk import a_repair

IDS = re.compile(r"\b(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{12}|[\w-]{22})\b")
PLAUSIBLE = {
    "phone": "010-1234-5678",
    "postcode": "04524",
    "amount": "50,000",
    "price": "10,000",
    "cap": "10,000",
    "capacity": "7",
    "more": "2",
    "code": "A-77",
    "login": "manager",
}


BLIND = tuple(
    (name, "1")
    for name in [
        "version",
        "body",
        "note",
        "code",
        "phone",
        "slot",
        "decision",
        "choice",
        "seen",
        "scan",
        "batch",
        "codes",
        "mode",
        "bin",
        "idempotency_key",
        "no_text",
        "place",
        "step",
        "handed_to",
        "reason",
        "state",
        "expected_on",
        "courier",
        "accessories",
        "kept",
        "confirmed",
        "accept",
    ]
)
ELSEWHERE = frozenset({"api.scan", "twilio.inbound", "twilio.status"})  # no form: tried by tests of their own
ROWS: dict[str, Any] = {
    "message_id": ThreadMessage.id,
    "sms_id": Sms.id,
    "job_id": CourierJob.id,
    "run_id": Run.id,
    "task_id": DockTask.id,
    "photo_id": Photo.id,
    "part_id": PartNeed.id,
    "code": Ticket.code,
}


@contextmanager
def asked() -> Iterator[set[str]]:
    """The names that anybody looks for in queries and forms meanwhile; nothing is changed by looking on."""
    names: set[str] = set()

    def noting(method: Any) -> Any:
        def noted(self: Any, key: Any, *more: Any, **how: Any) -> Any:
            names.add(str(key))
            return method(self, key, *more, **how)

        return noted

    with pytest.MonkeyPatch.context() as watch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            watch.setattr(MultiDict, method, noting(getattr(MultiDict, method)))
        yield names


class _TakenBack(Exception):
    """Leaves a transaction without effect."""


class Untouched(Database):
    """A database that takes back whatever is done in it, so that each request finds the shop as it was."""

    def __init__(self, database: Database, **info: Any) -> None:
        super().__init__(database.engine, **info)
        self.written: list[str] = []
        event.listen(database.engine, "before_cursor_execute", self._note)

    @contextmanager
    def transaction(self, *, wait: int = WAIT) -> Iterator[Session]:
        """All of it, and then nothing."""
        try:
            with super().transaction(wait=wait) as session:
                yield session
                session.flush()
                session.expunge_all()  # what was read can be shown, as after a commit
                raise _TakenBack
        except _TakenBack:
            pass

    def _note(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_how: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            self.written += texts_in(values)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)
    elif hasattr(value, "obj"):  # JSON on its way to psycopg
        yield from texts_in(value.obj)


@dataclass(frozen=True)
class Place:
    """One form: where it goes, how, and what a browser would send of it; `typed` are the fields with a box."""

    endpoint: str
    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    typed: frozenset[str]
    files: frozenset[str]

    @property
    def blind(self) -> bool:
        """Stands on no page just now: its fields are a guess."""
        return self.fields == BLIND

    @property
    def names(self) -> list[str]:
        """Each field once."""
        return list(dict.fromkeys(name for name, _ in self.fields)) or ["nothing_asked_for"]


@dataclass
class World:
    """A shop with something in every corner, and a manager at the keyboard, who may open everything.

    `at_work` are the browsers of all who have signed in; nobody else can any more.
    """

    shop: Shop
    client: FlaskClient
    at_work: dict[Role, FlaskClient]
    database: Untouched
    starts: list[str]
    ids: dict[str, str]

    def places(self) -> list[Place]:
        """All forms that can be reached from the starts, one of each kind, and for the rest one by its route."""
        seen: set[str] = set()
        starts = set(self.starts)
        found: dict[Any, Place] = {}
        waiting = list(self.starts)
        while waiting:
            address = waiting.pop(0)
            kind = IDS.sub("*", address)
            if kind in seen and address not in starts:
                continue
            starts.discard(address)
            seen.add(kind)
            answer = self.client.get(address)
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            tree = html.fromstring(answer.get_data(as_text=True))
            waiting += [link for link in _links(tree, address) if IDS.sub("*", link) not in seen]
            for place in self._forms(tree, address):
                found.setdefault((IDS.sub("*", urlsplit(place.action).path), *sorted(place.names)), place)
        tried = {place.endpoint for place in found.values()}
        return [*found.values(), *self._unseen(tried)]

    def _unseen(self, tried: set[str]) -> Iterator[Place]:
        """Routes whose forms stand on no page just now: with the ids of real rows, and the fields forms have."""
        for rule in self.shop.app.url_map.iter_rules():
            if "POST" in (rule.methods or set()) and rule.endpoint not in tried | ELSEWHERE:
                address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: self.ids.get(part[1], "x"), rule.rule)
                yield Place(rule.endpoint, "POST", address, BLIND, frozenset(), frozenset())

    def _forms(self, tree: Any, address: str) -> Iterator[Place]:
        for form in tree.xpath("//form"):
            action = urljoin(address, form.get("action") or address)
            method = (form.get("method") or "get").upper()
            endpoint = self.endpoint(urlsplit(action).path, method)
            if endpoint is None:
                continue
            fields, typed, files = dict(form.form_values()), set(), set()
            for box in form.xpath(
                ".//input[@name] | .//textarea[@name] | .//select[@name] | .//button[@name]"
            ):
                name, kind = box.get("name"), (box.get("type") or box.tag).lower()
                if kind in ("text", "search", "textarea", "password", "tel", "input", "date"):
                    typed.add(name)
                    fields[name] = fields.get(name) or PLAUSIBLE.get(name, "ein Wort")
                elif kind == "file":
                    files.add(name)
                    fields.setdefault(name, "")
                elif name != "look":
                    fields.setdefault(name, box.get("value") or "")
            fields.pop("csrf_token", None)
            if "password" in fields:  # a session that is taken back at once lets nobody in
                fields["password"] = "not this one"
            yield Place(endpoint, method, action, tuple(fields.items()), frozenset(typed), frozenset(files))

    def endpoint(self, path: str, method: str) -> str | None:
        try:
            endpoint, _ = self.shop.app.url_map.bind("localhost").match(path, method=method)
        except (HTTPException, RequestRedirect):
            return None
        return str(endpoint)


def _links(tree: Any, address: str) -> list[str]:
    paths = [urljoin(address, link) for link in tree.xpath("//a/@href") if not link.startswith("#")]
    return [
        path.split("#")[0]
        for path in paths
        if path.startswith("/") and "lang=" not in path and not path.startswith(("/static", "/styleguide"))
    ]


STATES = tuple(state for state in State if state not in (State.CANCELLED, State.EXPIRED, State.CLOSED))
PRIVATE = [
    "messages",
    "photos",
    "terms",
    "answer",
    "prepare",
    "cancel",
    "quote",
    "pay",
    "pickup",
    "return",
    "texts",
    "follow-up",
    "label",
]


DRAFTS = (
    ("start",),
    ("start", "prove"),
    ("start", "prove", "contact"),
    ("up_to_terms",),
    ("up_to_check",),
)


def furnish(
    shop: Shop,
    states: tuple[State, ...],
    drafts: tuple[tuple[str, ...], ...],
    roles: tuple[Role, ...] = (Role.MANAGER,),
) -> World:
    """Repairs in those states, requests filled in so far, an unknown parcel, an unknown sender, a reply."""
    starts = [
        *[
            "/login",
            "/account",
            "/request?kind=other",
            "/bench",
            "/bench?whose=all",
            "/bench/inbox?show=unknown",
            "/dispatch",
            "/dock",
        ],
        *[
            "/dock/tasks",
            "/dock/unknown",
            "/dock/bins",
            "/dock/bulk",
            "/dock/bulk?mode=store",
            "/labels",
            "/labels?what=run",
        ],
        *[
            "/manage",
            "/manage/tickets",
            "/manage/texts",
            "/run",
            "/demo/phone",
            "/demo/clock",
            "/scan",
            "/scan?mode=store&bin=A-01",
        ],
    ]
    for number, state in enumerate(states):
        walk = a_repair(shop, state, phone=f"+8210555{number:05d}")
        code = walk.ticket.code
        walk.post("/messages", body="Is it ready?")
        starts += [f"{walk.url}/{page}" for page in PRIVATE]
        starts += [f"/bench/{code}", f"/scan?code={code}", f"/dispatch/trips/{code}"]
    for pages in drafts:
        asking = Requesting(shop)
        for page in pages:
            getattr(asking, page)()
        starts += [
            f"/request/{asking.token}/{page}"
            for page in ["device", "evidence", "contact", "code", "terms", "slot", "check"]
        ]
    starts += [f"/run?day={day}" for day in prepare_all(shop)]
    clerk = shop.signed_in(Role.WAREHOUSE)
    clerk.post("/dock/unknown", data={"written": "Mr. Kim?"})
    at_work = {role: shop.signed_in(role) for role in roles}
    database = Untouched(shop.database, **shop.database._info)
    shop.runtime = replace(shop.runtime, database=database)
    shop.app.extensions["mendpost"] = shop.runtime
    with database.reading() as session:
        ids = {
            name: str(session.scalar(select(column).limit(1)) or UUID(int=1)) for name, column in ROWS.items()
        }
    ids |= {
        "token": walk.token,
        "number": walk.phone,
        "day": shop.clock().date().isoformat(),
        "step": "receive",
    }
    return World(shop, at_work[Role.MANAGER], at_work, database, starts, ids | {"batch": str(UUID(int=1))})
