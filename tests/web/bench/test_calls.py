"""The page of calls to make: whom, why, and a note of what was said."""

from flask.testing import FlaskClient

from app.boards.calls import calls_to_make
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Role
from app.kernel.paging import Page
from app.messaging.conversation.calls import open_call
from app.messaging.conversation.models import CallReason
from app.tickets.states import State
from tests.boards.counted import asks_no_more_for_many
from tests.jobs.time_passes import days_pass, texts_are_stopped
from tests.journeys.on_the_bench import PHONE, accepted, look, state
from tests.shop import Shop
from tests.web.bench.browsing import press, read


def test_who_cannot_be_reached_is_called_and_the_note_counts(sqlite_shop: Shop, page: FlaskClient) -> None:
    shop = sqlite_shop
    texts_are_stopped(shop, PHONE)
    ticket_id = accepted(shop)
    assert "Nobody has to be called" in read(page, "/bench/calls")
    days_pass(shop, 13)
    listed = read(page, "/bench/calls")
    assert "Call +82 10-1234-5678" in listed or "010-1234-5678" in listed
    assert look(shop, ticket_id).code in listed
    assert "/bench/calls" in read(page, "/bench/inbox")
    with shop.database.reading() as session:
        [row] = calls_to_make(session)[0]
    address = f"/bench/calls/{row.id}"
    assert press(page, address, reached="1", note="").status_code == 422
    refused = press(page, address, note="다음 주에").get_data(as_text=True)
    assert "Press one of the buttons" in refused
    assert "다음 주에" in refused, "what was typed stays"
    assert press(page, address, reached="1", note="다음 주에").status_code == 303
    assert press(page, address, missed="1", note="안 받음").status_code == 409
    assert "Nobody has to be called" in read(page, "/bench/calls")
    days_pass(shop, 5)
    assert state(shop, ticket_id) is State.EXPIRED


def test_calls_are_for_whoever_answers_the_inbox(sqlite_shop: Shop) -> None:
    for role, status in ((Role.WAREHOUSE, 403), (Role.COURIER, 403), (Role.DISPATCHER, 200)):
        assert sqlite_shop.signed_in(role).get("/bench/calls").status_code == status


def test_the_header_shows_where_one_came_from(page: FlaskClient) -> None:
    """Both lists are opened from the inbox: the bench is not where their reader is."""
    for address in ("/bench/calls", "/bench/callers", "/bench/inbox"):
        header = read(page, address)
        assert 'href="/bench/inbox" aria-current="page"' in header, address
        assert 'href="/bench" aria-current' not in header, address


def test_a_long_list_asks_no_more_than_a_short_one(shop: Shop) -> None:
    def one_more() -> None:
        ticket_id = accepted(shop)
        with shop.database.transaction() as session:
            open_call(
                session,
                ticket_id=ticket_id,
                question=look(shop, ticket_id).version,
                number=1,
                reason=CallReason.NOT_HEARD,
                act=Act(SYSTEM, shop.clock()),
            )

    asks_no_more_for_many(shop, one_more, lambda session: calls_to_make(session, page=Page())[0], asks=2)
