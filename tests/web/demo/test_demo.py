"""The demo phone shows what was texted and sends replies; the demo clock moves the shop forward."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.demo.clock import DemoClock
from app.messaging.conversation.models import IncomingSms
from app.web.demo.cards import tappable
from jobs import read_replies
from tests.journeys.on_the_bench import PHONE, quoted, state
from tests.shop import Shop, app_of

PAGE = f"/demo/phone/{PHONE}"


def test_an_empty_phone_says_how_to_get_a_text(sqlite_shop: Shop) -> None:
    assert "아직 문자가 없습니다" in sqlite_shop.client().get("/demo/phone").get_data(as_text=True)


def test_the_list_shows_each_number_once_with_its_newest_text(shop: Shop) -> None:
    quoted(shop)
    shop.drain()
    page = shop.client().get("/demo/phone").get_data(as_text=True)
    assert page.count(f'href="{PAGE}#body"') == 1
    assert "010-1234-5678" in page


def test_the_talk_shows_every_text_with_a_link_that_opens(sqlite_shop: Shop) -> None:
    quoted(sqlite_shop)
    sqlite_shop.drain()
    page = sqlite_shop.client().get(PAGE).get_data(as_text=True)
    assert "견적 85,000원" in page
    assert '<a href="/t/' in page
    assert "{link}" not in page


def test_a_reply_from_the_phone_takes_the_same_road_as_any_other(sqlite_shop: Shop) -> None:
    ticket_id = quoted(sqlite_shop)
    sqlite_shop.drain()
    client = sqlite_shop.client()
    for again in ("", "?before="):  # a double click
        answer = client.post(PAGE, data={"body": "승인", "idempotency_key": "k1"})
        assert answer.status_code == 303
        assert answer.location.startswith(f"{PAGE}{again}")
        assert answer.location.endswith("#body")
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(IncomingSms)).one().provider == "demo"
    assert read_replies.run(sqlite_shop.runtime) == 1
    sqlite_shop.drain()
    assert state(sqlite_shop, ticket_id) == "repairing"
    page = client.get(PAGE).get_data(as_text=True)
    assert page.index("승인</p>") < page.index("수리를 시작했습니다")


@pytest.mark.parametrize("sender", ["whatsapp:+821012345678", "68849", "x" * 300])
def test_what_is_no_number_has_no_phone_to_send_from(shop: Shop, sender: str) -> None:
    assert shop.client().post(f"/demo/phone/{sender}", data={"body": "OK"}).status_code == 404


@pytest.mark.parametrize(("typed", "told"), [("  ", "답장을 먼저 쓰세요"), ("x" * 1601, "1600자까지")])
def test_a_reply_that_cannot_be_sent_is_kept_in_the_box(sqlite_shop: Shop, typed: str, told: str) -> None:
    quoted(sqlite_shop)
    sqlite_shop.drain()
    answer = sqlite_shop.client().post(PAGE, data={"body": typed})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert typed in answer.get_data(as_text=True)


def test_a_number_nobody_texted_has_no_talk(sqlite_shop: Shop) -> None:
    assert sqlite_shop.client().get("/demo/phone/+821000000000").status_code == 404


def test_in_a_real_shop_there_is_no_demo(sqlite_shop: Shop) -> None:
    settings = sqlite_shop.runtime.settings.model_copy(update={"demo": False})
    client = app_of(replace(sqlite_shop.runtime, settings=settings)).test_client()
    assert [client.get(page).status_code for page in ("/demo/phone", PAGE, "/demo/clock")] == [404] * 3


def test_only_our_own_addresses_can_be_tapped() -> None:
    body = "Go https://fix.example/t/a-b_1 or https://evil.example/x <b>"
    assert tappable(body, "https://fix.example") == (
        'Go <a href="/t/a-b_1">https://fix.example/t/a-b_1</a> or https://evil.example/x &lt;b&gt;'
    )
    assert tappable("https://fix.example", "https://fix.example") == '<a href="/">https://fix.example</a>'


def test_a_shop_on_real_time_says_so(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    assert "실제 시각으로 운영" in client.get("/demo/clock").get_data(as_text=True)
    assert client.post("/demo/clock", data={"step": "day"}).status_code == 404


def test_the_clock_moves_the_whole_shop_forward_once_per_press(sqlite_shop: Shop) -> None:
    clock = DemoClock(sqlite_shop.runtime.settings.data_dir)
    app = app_of(replace(sqlite_shop.runtime, clock=clock))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for _ in range(2):
        assert client.post("/demo/clock", data={"step": "week", "idempotency_key": "k"}).status_code == 303
    client.post("/demo/clock", data={"step": "hour", "idempotency_key": "k2"})
    assert clock.shift() == timedelta(days=7, hours=1)
    assert "7일 1시간" in client.get("/demo/clock").get_data(as_text=True)
    assert client.post("/demo/clock", data={"step": "century"}).status_code == 404
