"""Every list of a board: all rows come, page by page, and twenty ask the database as often as one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.boards import bench, dispatch, inbox, overview, tickets
from app.courier.slots.models import Slot
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.i18n import Language
from app.kernel.paging import Page
from app.messaging.sms.attention import Show
from app.messaging.sms.states import SmsState
from tests.boards.counted import asks_no_more_for_many
from tests.courier.road import booked_pickup, windows
from tests.journeys.on_the_bench import technician
from tests.messaging.conversation.test_inbox import a_message, a_reply, a_text, own
from tests.shop import Shop

EVERYBODYS = bench.Wanted(whose="all")
THREE_PAGES = (Page(1, 15), Page(2, 15), Page(3, 15))


@pytest.fixture
def shop(sqlite_shop: Shop) -> Shop:
    """How often is asked does not depend on the engine."""
    return sqlite_shop


def _me(shop: Shop) -> UUID:
    found = technician(shop).staff_id
    assert found is not None
    return found


def test_the_benchs_queue(shop: Shop) -> None:
    me = _me(shop)

    def rows(session: Session, page: Page = bench.QUEUE_PAGE) -> list[bench.RepairRow]:
        return bench.repairs(session, EVERYBODYS, me=me, language=Language.KO, now=shop.clock(), page=page)

    asks_no_more_for_many(shop, lambda: a_message(shop, own(shop)), rows, asks=1)
    with shop.database.reading() as session:
        pages = [[row.code for row in rows(session, page)] for page in THREE_PAGES]
        assert bench.count_repairs(session, EVERYBODYS, me=me) == 20
    assert [len(codes) for codes in pages] == [15, 5, 0]
    assert len({code for codes in pages for code in codes}) == 20


@pytest.mark.parametrize("show", [Show.UNREAD, Show.MINE, Show.UNKNOWN, Show.FAILED])
def test_the_inbox_promises_a_next_page_only_where_something_stands_on_it(shop: Shop, show: Show) -> None:
    me, mine = _me(shop), own(shop)
    add: dict[Show, Callable[[], object]] = {
        Show.UNREAD: lambda: a_message(shop, mine),
        Show.MINE: lambda: a_message(shop, mine),
        Show.UNKNOWN: lambda: a_reply(shop, "누구세요?"),
        Show.FAILED: lambda: a_text(shop, SmsState.FAILED, ticket_id=mine),
    }
    more = []
    for _ in range(4):
        add[show]()
        shop.clock.move_on(timedelta(seconds=1))
        with shop.database.reading() as session:
            found = inbox.waiting(session, show, me=me, page=Page(1, 2))
        assert max(len(found.messages), len(found.texts), len(found.strangers)) <= 2
        more.append(found.more)
    assert more == [False, False, True, True]
    with shop.database.reading() as session:
        assert not inbox.waiting(session, show, me=me, page=Page(2, 2)).more


def test_the_managers_tickets(shop: Shop) -> None:
    def rows(session: Session) -> list[tickets.TicketRow]:
        return tickets.ticket_list(session, now=shop.clock())[0]

    asks_no_more_for_many(shop, lambda: own(shop), rows, asks=2)


def test_the_overviews_figures(shop: Shop) -> None:
    for _ in range(3):
        own(shop)
    shop.clock.move_on(timedelta(days=9))
    with shop.database.reading() as session:
        [requested] = overview.open_by_state(session, now=shop.clock())
        assert (requested.count, requested.late) == (3, 3)
        kept = overview.promises_kept(session, now=shop.clock())
        assert (kept.percent, kept.overdue) == (0, 3), "what is overdue is not kept"


@pytest.mark.parametrize(
    ("show", "asks"),
    [
        (Show.MINE, 4),
        (Show.FAILED, 3),
        (Show.UNREAD, 4),
        (Show.UNKNOWN, 2),
    ],
)
def test_the_inbox(shop: Shop, show: Show, asks: int) -> None:
    me = _me(shop)

    def one_more() -> None:
        shop.clock.move_on(timedelta(seconds=1))
        if show is Show.UNREAD:
            a_message(shop, own(shop))
        elif show is Show.UNKNOWN:
            a_reply(shop, "Where is it?")
        else:
            a_text(shop, SmsState.FAILED, ticket_id=own(shop))

    def rows(session: Session, page: Page = THREE_PAGES[0]) -> list[object]:
        found = inbox.waiting(session, show, me=me, page=page)
        return [*found.messages, *found.texts, *found.strangers]

    asks_no_more_for_many(shop, one_more, lambda session: rows(session, Page()), asks=asks)
    with shop.database.reading() as session:
        assert [len(rows(session, page)) for page in THREE_PAGES] == [15, 5, 0]


Book = Callable[[], object]


@pytest.fixture
def book(shop: Shop) -> Book:
    """Books one more pickup in the first window, which takes any number of them, and lays the run out."""
    with shop.database.transaction() as session:
        first = windows(session, shop)[0].id
        session.execute(update(Slot).where(Slot.id == first).values(capacity=100))

    def one_more() -> None:
        with shop.database.transaction() as session:
            job = booked_pickup(session, shop)
            prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())

    return one_more


def test_the_dispatchers_day(shop: Shop, book: Book) -> None:
    with shop.database.reading() as session:
        day = windows(session, shop)[0].day
    asks_no_more_for_many(shop, book, lambda session: dispatch.trips_on(session, day), asks=1)
    with shop.database.reading() as session:
        [run] = dispatch.runs_on(session, day)
        assert (run.stops, run.to_do) == (20, 20)
        assert dispatch.trips_per_day(session, day, day) == {day: 20}
        assert 20 in {window.booked for window in dispatch.windows_on(session, day)}


def test_a_runs_stops(shop: Shop, book: Book) -> None:
    with shop.database.reading() as session:
        day = windows(session, shop)[0].day

    def stops(session: Session) -> list[dispatch.TripRow]:
        return [stop for run in dispatch.runs_on(session, day) for stop in dispatch.stops_of(session, run.id)]

    asks_no_more_for_many(shop, book, stops, asks=2)


def test_trips_nobody_has_ended(shop: Shop, book: Book) -> None:
    later = shop.clock() + timedelta(days=3)
    asks_no_more_for_many(shop, book, lambda session: dispatch.late_trips(session, now=later), asks=1)
    with shop.database.reading() as session:
        assert [len(dispatch.late_trips(session, now=later, page=page)) for page in THREE_PAGES] == [15, 5, 0]
