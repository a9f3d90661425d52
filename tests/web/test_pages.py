"""Long lists have a way further on, and each row stands on exactly one page."""

import re
from datetime import timedelta

from sqlalchemy import update

from app.courier.slots.models import Slot
from app.kernel.actor import Role
from app.kernel.paging import PAGE_SIZE
from app.messaging.sms.states import SmsState
from app.outbox.models import CallState, OwedCall
from tests.courier.road import booked_pickup, windows
from tests.messaging.conversation.test_inbox import a_reply, a_text
from tests.shop import Shop

MORE = PAGE_SIZE + 3
FURTHER = re.compile(r'href="([^"]+)">Further on<')


def _rows(shop: Shop, role: Role, address: str, row: str) -> list[list[str]]:
    """What `row` finds on each page, by following the links."""
    client, pages, url = shop.signed_in(role), [], f"{address}{'&' if '?' in address else '?'}lang=en"
    while url:
        text = client.get(url).text
        pages.append(re.findall(row, text))
        found = FURTHER.search(text)
        assert ("Back up the list" in text) == (len(pages) > 1)
        url = found[1].replace("&amp;", "&") if found else ""
    return pages


def test_unknown_senders(sqlite_shop: Shop) -> None:
    for number in range(MORE):
        a_reply(sqlite_shop, f"body-{number:03}", from_phone="MYBANK")
    pages = _rows(sqlite_shop, Role.TECHNICIAN, "/bench/inbox?show=unknown", r"body-\d{3}")
    assert [len(page) for page in pages] == [PAGE_SIZE, 3]
    assert len(set(pages[0] + pages[1])) == MORE


def test_texts_that_did_not_arrive(sqlite_shop: Shop) -> None:
    for number in range(MORE):
        a_text(sqlite_shop, SmsState.FAILED, body=f"body-{number:03}")
    pages = _rows(sqlite_shop, Role.TECHNICIAN, "/bench/inbox?show=failed", r"body-\d{3}")
    assert [len(page) for page in pages] == [PAGE_SIZE, 3]


def test_trips_nobody_noted(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        first = windows(session, sqlite_shop)[0].id
        session.execute(update(Slot).where(Slot.id == first).values(capacity=2 * MORE))
    for _ in range(MORE):
        with sqlite_shop.database.transaction() as session:
            booked_pickup(session, sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(days=20))
    pages = _rows(sqlite_shop, Role.DISPATCHER, "/dispatch", r'href="(/run/stops/[^"]+)"')
    assert [len(page) for page in pages] == [PAGE_SIZE, 3]
    assert len(set(pages[0] + pages[1])) == MORE


def test_calls_given_up(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.add_all(
            OwedCall(
                topic="send_text",
                key=f"key-{number:03}",
                payload={},
                state=CallState.GIVEN_UP,
                due_at=sqlite_shop.clock(),
                created_at=sqlite_shop.clock(),
                given_up_at=sqlite_shop.clock(),
            )
            for number in range(MORE)
        )
    pages = _rows(sqlite_shop, Role.MANAGER, "/manage/owed", r"key-\d{3}")
    assert [len(page) for page in pages] == [PAGE_SIZE, 3]
    assert len(set(pages[0] + pages[1])) == MORE
