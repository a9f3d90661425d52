"""One row that nobody can read closes no page: it is shown as it stands, and the others beside it."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.dock.known import Differs
from app.dock.models import DockTask, Scan, TaskKind
from app.dock.works import Outcome, Work
from app.edge.security import PUBLIC, needed_by
from app.kernel.actor import Role
from app.kernel.i18n import text
from app.kernel.kept_text import KeptText
from app.messaging.sms.models import SenderStop
from app.messaging.sms.states import SmsState
from app.outbox.models import CallState, OwedCall
from app.schema import Base
from app.tickets.states import State
from tests.messaging.conversation.test_inbox import a_message, a_reply, a_text
from tests.shop import Shop
from tests.tiers import CROSSES, drawn
from tests.web.customer.walk import a_repair
from tests.web.unreadable import NONSENSE, Cell, cells, spoil, spoilt

HREF = re.compile(r'href="(/[^"#]*)')
OF_A_KIND = 4  # pages of one view that are looked at
SAMPLE = 6  # cells that are spoilt one by one, others each day
NOT_FOR_STAFF = ("static", "offline.", "photos.", "qr_face.", "ticket.", "request.", "demo.", "account.back")
SENDERS = (
    "68849",
    "12345",
    "MYBANK",
    "anonymous",
    "+1",
    "+82",
    "client:abc",
    "rcs:brand_agent",
    "1588-1234",
    "821012345678",
    "whatsapp:+821012345678",
    "+266696687",
    "<b>x</b>",
)


def _full(shop: Shop) -> None:
    """A repair in every state, and each kind of thing that waits for somebody."""
    for number, state in enumerate(State):
        walk = a_repair(shop, state, phone=f"+8210556677{number:02}")
    a_reply(shop, "Where is it?")
    a_reply(shop, "승인", ticket_id=walk.ticket_id, meaning="approve")
    a_message(shop, walk.ticket_id)
    for left in (SmsState.FAILED, SmsState.UNCERTAIN, SmsState.HELD):
        a_text(shop, left, ticket_id=walk.ticket_id)
        a_text(shop, left)
    clerk = shop.signed_in(Role.WAREHOUSE)
    clues = {"written": "Kim", "sender": "Post", "phone": "010", "serial": "S1"}
    assert clerk.post("/dock/unknown", data={**clues, "idempotency_key": "k"}).status_code == 303
    clerk.post("/scan", data={"typed": walk.ticket.code, "mode": "receive", "idempotency_key": "s"})
    now, staff = shop.clock(), shop.staff(Role.WAREHOUSE)
    words = KeptText.of(text("The device is damaged."))
    with shop.database.transaction() as session:
        scan = Scan(
            key="refused",
            typed="X",
            work=Work.RECEIVE,
            place="dock",
            at=now,
            staff_id=staff.staff_id,
            by=staff.name,
            outcome=Outcome.REFUSED,
            ticket_id=walk.ticket_id,
            refusal_code="x",
            refusal=words,
        )
        session.add(scan)
        session.flush()
        tasks: dict[TaskKind, dict[str, Any]] = {
            TaskKind.DISCREPANCY: {"differs": Differs(what=(), reasons=words, number=1)},
            TaskKind.CONFLICT: {"scan_id": scan.id},
            TaskKind.MISSING: {"bin_code": "A-1"},
        }
        for kind, known in tasks.items():
            session.add(DockTask(kind=kind, ticket_id=walk.ticket_id, opened_at=now, opened_by="x", **known))
        session.add(
            OwedCall(
                topic="send_text",
                key="k",
                payload={"sms_id": "x"},
                state=CallState.GIVEN_UP,
                due_at=now,
                created_at=now,
                given_up_at=now,
                last_error="x",
            )
        )
        session.add(SenderStop(provider="demo", code="1", detail="x", at=now, lifted_at=now, lifted_by="x"))
    shop.clock.move_on(timedelta(days=1))


def _pages_of_staff(shop: Shop, client: FlaskClient) -> dict[str, str]:
    """The pages that open for a manager, found from link to link: the view of each address."""
    address = shop.app.url_map.bind("localhost")
    lists = [
        rule
        for rule in shop.app.url_map.iter_rules()
        if not rule.arguments and _is_for_staff(shop, rule.endpoint)
    ]
    to_see = [rule.rule for rule in lists if "GET" in (rule.methods or ())]
    to_see += [f"/bench/inbox?show={show}" for show in ("mine", "unread", "unknown", "failed", "uncertain")]
    to_see += ["/bench?whose=all&waiting=1", "/bench?whose=all"]
    found: dict[str, str] = {}
    of_a_kind: Counter[str] = Counter()
    while to_see:
        url = to_see.pop(0).replace("&amp;", "&")
        if url in found or "lang=" in url or not address.test(url.split("?")[0]):
            continue
        view, _ = address.match(url.split("?")[0])
        if not _is_for_staff(shop, view) or (of_a_kind[view] >= OF_A_KIND and url.count("?") == 0):
            continue
        of_a_kind[view] += 1
        answer = client.get(url)
        if answer.status_code == 200:
            found[url] = view
            to_see += HREF.findall(answer.text) if answer.mimetype == "text/html" else []
    assert {rule.endpoint for rule in lists if "GET" in (rule.methods or ())} - set(found.values()) <= {
        "labels.print_them"  # it prints what a form asks for
    }
    return found


def _is_for_staff(shop: Shop, view: str) -> bool:
    return needed_by(shop.app, view) not in (None, PUBLIC) and not view.startswith(NOT_FOR_STAFF)


@contextmanager
def _tables_read(shop: Shop) -> Iterator[set[str]]:
    """The tables that a statement names while it lasts."""
    names, read = {table.name for table in Base.metadata.sorted_tables}, set[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        read.update(names & set(re.findall(r"\w+", statement)))

    event.listen(shop.database.engine, "before_cursor_execute", note)
    try:
        yield read
    finally:
        event.remove(shop.database.engine, "before_cursor_execute", note)


def test_whatever_stands_in_the_database_every_page_of_staff_opens(shop: Shop) -> None:
    _full(shop)
    client = shop.signed_in(Role.MANAGER)
    pages = _pages_of_staff(shop, client)
    assert len(set(pages.values())) > 20
    spoilt_cells = [cell for cell in cells() if spoil(shop.database, cell)]
    assert len(spoilt_cells) > 50
    shut = {url: answer.status_code for url in pages if (answer := client.get(url)).status_code != 200}
    assert shut == {}
    for url in ("/bench/inbox?show=unknown", "/dock/tasks", "/manage/owed", "/dispatch"):
        assert NONSENSE in client.get(url).text, url


@pytest.mark.whole
def test_each_cell_by_itself(sqlite_shop: Shop) -> None:
    _full(sqlite_shop)
    client = sqlite_shop.signed_in(Role.MANAGER)
    readers: dict[str, set[str]] = {}
    for url in _pages_of_staff(sqlite_shop, client):
        with _tables_read(sqlite_shop) as read:
            client.get(url)
        for table in read:
            readers.setdefault(table, set()).add(url)
    all_cells = list(cells())
    some = all_cells if CROSSES else drawn().sample(all_cells, SAMPLE)
    shut = [found for cell in some for found in _shut_by(sqlite_shop, client, cell, readers)]
    assert shut == []


def _shut_by(
    shop: Shop, client: FlaskClient, cell: Cell, readers: dict[str, set[str]]
) -> Iterator[tuple[str, str, int]]:
    table, column, _ = cell
    with spoilt(shop.database, cell) as rows:
        for url in sorted(readers.get(table.name, ())) if rows else ():
            status = client.get(url).status_code
            if status != 200:
                yield f"{table.name}.{column.name}", url, status


def test_a_sender_is_any_string(shop: Shop) -> None:
    """Each alone among the unknown senders, in a repair's talk, and on the page that the dispatcher sees."""
    walk = a_repair(shop, State.OFFERED)
    for sender in SENDERS:
        a_reply(shop, f"from {sender}", from_phone=sender)
        a_reply(shop, f"said by {sender}", from_phone=sender, ticket_id=walk.ticket_id, meaning="approve")
        if len(sender) <= 20:  # what a number we write to may be
            a_text(shop, SmsState.FAILED, to_phone=sender)
    client = shop.signed_in(Role.DISPATCHER)
    strangers = client.get("/bench/inbox?show=unknown&lang=en")
    assert strangers.status_code == 200
    names = re.findall(r'<h2 class="card-title">([^<]*)</h2>', strangers.text)
    assert Counter(names) == Counter(
        {
            **{sender: 1 for sender in SENDERS if sender[0] not in "aw<" and sender != "+266696687"},
            "Number withheld": 2,
            "010-1234-5678 by WhatsApp": 1,
            "&lt;b&gt;x&lt;/b&gt;": 1,
        }
    )
    assert client.get("/bench/inbox?show=failed").status_code == 200
    talk = client.get(f"/bench/{walk.ticket.code}")
    assert talk.status_code == 200
    assert talk.text.count("said by ") == len(SENDERS)
