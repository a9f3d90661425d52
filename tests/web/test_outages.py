"""While the database is away: 503, when to come again, and no word about what nobody knows."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.actor import Role
from app.kernel.db import Database
from app.staff.models import StaffAccount
from tests.databases import a_demo_shop, open_engine
from tests.fakes.lost_commit import Wire, wire_to
from tests.postgres import Server, url_in
from tests.shop import Shop
from tests.web.webhooks.test_twilio import INBOUND, REPLY, call, caller, kept

ASKED = "Wait a little, then open this page again."
NOTHING_TAKEN = "nothing of this was taken"
IN_DOUBT = "we do not know whether it was taken"


def away(answer: TestResponse, *words: str) -> None:
    """It is nobody's mistake, it says when to come again, and claims what it knows."""
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    said = answer.get_data(as_text=True)
    assert all(one in said for one in words), said
    assert "nothing was changed" not in said


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Shop]:
    database = Database(open_engine(url))
    try:
        yield Shop(database, folder)
    finally:
        database.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL of this test's own, which may be stopped."""
    running = Server.start()
    try:
        yield running
    finally:
        running.stop()


def test_a_server_that_stops_leaves_pages_api_and_webhooks_with_calm_words(
    server: Server, tmp_path: Path
) -> None:
    url = url_in(server.folder, "postgres")
    a_demo_shop(url)
    with opened(url, tmp_path) as shop:
        staff, stranger = shop.signed_in(Role.WAREHOUSE), shop.client()
        twilio = caller(shop)
        server.stop()
        for page in ("/dock?lang=en", "/scan?code=7K3M&lang=en", "/account?lang=en"):
            away(staff.get(page), ASKED)
        away(stranger.get(f"/t/{'x' * 22}?lang=en"), ASKED)
        away(stranger.post("/login?lang=en", data={"login": "a", "password": "b"}), NOTHING_TAKEN)
        told = staff.post("/api/v1/scans?lang=en", json={})
        away(told, NOTHING_TAKEN)
        assert told.get_json()["code"] == "away"
        answer = call(twilio, INBOUND, REPLY)
        away(answer)
        assert answer.get_data() == b"", "Twilio reads no page of ours"
        with stranger.get("/static/app.css") as style:
            assert style.status_code == 200


@pytest.fixture
def wire(postgres_url: str) -> Iterator[tuple[Wire, str]]:
    with wire_to(postgres_url) as wired:
        yield wired


def language_of(shop: Shop, role: Role) -> str:
    with shop.database.reading() as session:
        account = session.scalars(select(StaffAccount).where(StaffAccount.role == role)).first()
        assert account is not None
        return account.language.value


def choose(person: FlaskClient, language: str) -> TestResponse:
    return person.post("/account/language?lang=en", data={"language": language})


def test_the_answer_to_a_commit_is_lost_and_nobody_says_what_became_of_it(
    wire: tuple[Wire, str], tmp_path: Path
) -> None:
    line, url = wire
    a_demo_shop(url)
    with opened(url, tmp_path) as shop:
        person = shop.signed_in(Role.WAREHOUSE)
        line.lose_commit = True
        away(choose(person, "en"), IN_DOUBT)
        assert language_of(shop, Role.WAREHOUSE) == "en", (
            "it was taken, which is why nobody may say it was not"
        )
        assert choose(person, "ko").status_code == 302, "the next one is served as ever"
        assert language_of(shop, Role.WAREHOUSE) == "ko"


def test_a_webhook_outwaits_a_page_where_one_file_is_the_database(sqlite_shop: Shop) -> None:
    """Somebody writes for longer than a page waits: the page says so first, the reply of a customer is kept after all."""
    path = sqlite_shop.database.engine.url.database
    assert path
    stranger, twilio = sqlite_shop.client(), caller(sqlite_shop)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer, ThreadPoolExecutor(1) as pool:
        writer.execute("BEGIN IMMEDIATE")
        reply = pool.submit(call, twilio, INBOUND, REPLY)
        away(stranger.post("/request?lang=en", data={}), NOTHING_TAKEN)
        assert not reply.done()
        writer.execute("ROLLBACK")
        assert reply.result().status_code == 200
    assert len(kept(sqlite_shop)) == 1
