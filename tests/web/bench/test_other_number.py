"""A text that a person put into a repair keeps its number: on the bench, in the inbox, and on the customer's page."""

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.tickets.states import State
from tests.journeys.on_the_bench import PHONE, ask_for_repair
from tests.messaging.conversation.test_inbox import a_message, a_reply
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read
from tests.web.customer.walk import a_repair

OTHER = "+82112345678"


def placed(shop: Shop, page: FlaskClient, code: str, *, sender: str = OTHER) -> None:
    """Somebody puts a text of that sender into the repair."""
    reply = a_reply(shop, "남편 대신 문자드려요", from_phone=sender)
    answer = press(page, f"/bench/inbox/unknown/{reply.id}", code=code, place="1")
    assert answer.location == f"/bench/{code}"


@pytest.mark.parametrize(
    ("role", "says"),
    [(Role.TECHNICIAN, "Another number: 011-234-5678"), (Role.WAREHOUSE, "Another number: •••-•••-5678")],
)
def test_the_bench_names_the_other_number_as_far_as_the_reader_may_see_it(
    sqlite_shop: Shop, page: FlaskClient, role: Role, says: str
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    placed(sqlite_shop, page, path(sqlite_shop, ticket_id).rsplit("/", 1)[1])
    html = read(sqlite_shop.signed_in(role), path(sqlite_shop, ticket_id))
    talk = html.split("Talk with the customer")[1]
    assert f"<span>{says}</span>" in talk
    assert "<span>김민지</span>" not in talk
    assert ("011-234-5678" in html) is (role is Role.TECHNICIAN)


def test_the_customer_does_not_read_another_s_words_as_their_own(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    placed(sqlite_shop, page, walk.ticket.code)
    for html in (walk.read("/messages"), walk.read()):
        bubble = html.split("남편 대신 문자드려요")[0].rsplit("<li", 1)[1]
        assert "•••-•••-5678" in bubble
        assert "You" not in bubble
        assert "mine" not in bubble
        assert "234" not in bubble


def test_the_inbox_names_it_too(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    placed(sqlite_shop, page, path(sqlite_shop, ticket_id).rsplit("/", 1)[1])
    html = read(page, "/bench/inbox?show=unread")
    assert "Another number: 011-234-5678" in html
    assert OTHER not in html


def test_a_text_of_the_customer_s_own_is_theirs_whoever_found_its_repair(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    placed(sqlite_shop, page, path(sqlite_shop, ticket_id).rsplit("/", 1)[1], sender=PHONE)
    for url in (path(sqlite_shop, ticket_id), "/bench/inbox?show=unread"):
        html = read(page, url)
        assert "Another number" not in html
        assert f">{PHONE}" not in html


def test_the_inbox_says_that_photos_came_and_folds_a_long_letter(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    long = "어제부터 전원이 안 켜져요 " * 140
    pictures = [{"url": "demo:1", "type": "image/jpeg"}, {"url": "demo:2", "type": "image/jpeg"}]
    a_reply(sqlite_shop, "누구세요", from_phone=OTHER, media=pictures)
    mine = a_reply(sqlite_shop, long, media=pictures[:1], ticket_id=None, handled_by="reader")
    a_message(sqlite_shop, ask_for_repair(sqlite_shop), long.strip(), via="sms", incoming=mine)
    assert "Photos: 2" in read(page, "/bench/inbox?show=unknown")
    html = read(page, "/bench/inbox?show=unread")
    assert "Photos: 1" in html
    folded = html.split("<details>")[1].split("</details>")[0]
    assert "Read all of it" in folded
    assert long.strip() in folded
    assert html.count("전원이") < 2 * 140
