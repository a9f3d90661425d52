"""Pictures stand with the message they came with, for the technician and for the customer."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.kernel.actor import Role
from app.tickets.queries import by_id
from tests.journeys.on_the_bench import ask_for_repair, look
from tests.relay.test_media import text_with
from tests.shop import Shop
from tests.web.customer.requesting import jpeg

BUBBLE = re.compile(r'<li class="bubble.*?(?=<li class="bubble|</ol>)', re.DOTALL)


@pytest.fixture
def ticket_id(shop: Shop) -> UUID:
    """A repair whose customer's pictures the provider hands out, each of another colour."""
    colours = iter(
        ["red", "green", "blue", "black", "white", "gray", "brown", "pink", "gold", "navy", "teal", "lime"]
    )
    shop.runtime = replace(shop.runtime, fetch_picture=lambda _: jpeg(colour=next(colours)))
    return ask_for_repair(shop)


def came(shop: Shop, words: str, count: int, sid: str) -> None:
    """A text with pictures, read a second after it was received, its pictures fetched a minute later."""
    text_with(shop, count, body=words, sid=sid)
    shop.clock.move_on(timedelta(minutes=1))
    shop.drain()


def bench_url(shop: Shop, ticket_id: UUID) -> str:
    return f"/bench/{look(shop, ticket_id).code}?lang=en"


def private_url(shop: Shop, ticket_id: UUID) -> str:
    with shop.database.transaction() as session:
        url = shop.runtime.private_url(session, by_id(session, ticket_id), now=shop.clock())
    return url.removeprefix(shop.runtime.settings.public_url)


def bubbles(page: FlaskClient, url: str) -> dict[str, list[str]]:
    """What the customer said, and the thumbnails within the same bubble."""
    answer = page.get(url)
    assert answer.status_code == 200
    found = {}
    for bubble in BUBBLE.findall(answer.get_data(as_text=True)):
        body = re.search(r'<p class="bubble-body"[^>]*>(.*?)</p>', bubble, re.DOTALL)
        assert body
        found[body[1]] = re.findall(r'<img src="([^"]+)"', bubble)
    return found


def test_pictures_stand_with_the_words_they_came_with(shop: Shop, ticket_id: UUID) -> None:
    came(shop, "Look, it is torn", 2, "MM1")
    came(shop, "And no picture here", 0, "MM2")
    came(shop, "This is the box", 1, "MM3")
    pages = {
        bench_url(shop, ticket_id): shop.signed_in(Role.TECHNICIAN),
        private_url(shop, ticket_id): shop.client(),
        f"{private_url(shop, ticket_id)}/messages": shop.client(),
    }
    for url, page in pages.items():
        shown = bubbles(page, url)
        counts = [
            len(shown[words]) for words in ("Look, it is torn", "And no picture here", "This is the box")
        ]
        assert counts == [2, 0, 1], url
        for thumb in shown["Look, it is torn"] + shown["This is the box"]:
            assert page.get(thumb).status_code == 200


def test_texts_that_were_only_pictures_keep_theirs_apart(shop: Shop, ticket_id: UUID) -> None:
    came(shop, "", 1, "MM1")
    shop.clock.move_on(timedelta(minutes=1))
    came(shop, "", 2, "MM2")
    answer = shop.signed_in(Role.TECHNICIAN).get(bench_url(shop, ticket_id)).get_data(as_text=True)
    theirs = [bubble for bubble in BUBBLE.findall(answer) if "(사진)" in bubble]
    assert [bubble.count("<img") for bubble in theirs] == [1, 2]


def test_pictures_sent_with_a_message_on_the_web_stand_with_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = ask_for_repair(shop)
    customer, url = shop.client(), private_url(shop, ticket_id)
    customer.post(f"{url}/messages", data={"body": "Look", "photos": [(BytesIO(jpeg()), "a.jpg")]})
    shop.clock.move_on(timedelta(minutes=1))
    customer.post(f"{url}/messages", data={"body": "No picture"})
    for page, where in ((customer, url), (shop.signed_in(Role.TECHNICIAN), bench_url(shop, ticket_id))):
        shown = bubbles(page, where)
        assert (len(shown["Look"]), len(shown["No picture"])) == (1, 0)


def test_photos_of_the_request_stay_out_of_the_talk(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = ask_for_repair(shop)
    client = shop.client()
    token = private_url(shop, ticket_id)
    client.post(f"{token}/photos", data={"photos": (BytesIO(jpeg()), "a.jpg"), "kind": "fault"})
    text_with(shop, 0, body="Hello", sid="MM1")
    assert bubbles(client, token)["Hello"] == []


def test_the_database_is_asked_as_often_for_one_picture_as_for_many(shop: Shop, ticket_id: UUID) -> None:
    technician, customer = shop.signed_in(Role.TECHNICIAN), shop.client()
    asked: list[str] = []
    event.listen(shop.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def questions(page: FlaskClient, url: str) -> int:
        asked.clear()
        page.get(url)
        return len(asked)

    came(shop, "One", 1, "MM0")
    pages = [(technician, bench_url(shop, ticket_id)), (customer, private_url(shop, ticket_id))]
    few = [questions(*page) for page in pages]
    for number in range(1, 4):
        shop.clock.move_on(timedelta(minutes=1))
        came(shop, f"More {number}", 3, f"MM{number}")
    assert [questions(*page) for page in pages] == few
