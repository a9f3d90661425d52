"""The inbox's page: five filters, what went wrong in words, and one thing to do for each."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber
from app.messaging.sms.reasons import REASON_SAYS, Reason
from app.messaging.sms.states import SmsState, Trouble
from app.web.marks import STATE_SAYS, TROUBLE_SAYS
from app.web.navigation import entries
from tests.journeys.on_the_bench import ask_for_repair, at, colleague
from tests.messaging.conversation.test_inbox import PHONE, a_message, a_reply, a_text, is_looked_into, own
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read

T = SmsState
FAILED, UNCERTAIN = "/bench/inbox?show=failed", "/bench/inbox?show=uncertain"


def _counts(page: str) -> dict[str, str]:
    tabs = page[page.index('aria-label="What waits"') :]
    tabs = tabs[: tabs.index("</nav>")]
    return {
        name.strip(): count or "0"
        for name, count in re.findall(r'href="[^"]+"[^>]*>([^<]+)(?:<span class="count">(\d+)</span>)?', tabs)
    }


def test_the_five_filters_show_how_much_waits(sqlite_shop: Shop, page: FlaskClient) -> None:
    hers, nobodys = own(sqlite_shop), ask_for_repair(sqlite_shop)
    a_message(sqlite_shop, hers, "About my own")
    a_message(sqlite_shop, nobodys, "About nobody's")
    a_reply(sqlite_shop, "Who am I?")
    a_text(sqlite_shop, T.FAILED, ticket_id=nobodys, body="did not arrive")
    a_text(sqlite_shop, T.UNCERTAIN, ticket_id=hers, body="may have arrived")
    expected = {
        "mine": {"About my own", "may have arrived"},
        "unread": {"About my own", "About nobody's"},
        "unknown": {"Who am I?"},
        "failed": {"did not arrive"},
        "uncertain": {"may have arrived"},
    }
    everything = set().union(*expected.values())
    for show, rows in expected.items():
        text = read(page, f"/bench/inbox?show={show}").replace("&#39;", "'")
        assert {row for row in everything if row in text} == rows, show
    assert _counts(text) == {
        "Mine": "2",
        "Unread": "2",
        "Unknown sender": "1",
        "Not arrived": "1",
        "Uncertain": "1",
        "To call": "0",
    }


def test_it_opens_on_what_is_mine_else_on_what_is_unread(sqlite_shop: Shop, page: FlaskClient) -> None:
    a_message(sqlite_shop, ask_for_repair(sqlite_shop), "nobody's")
    assert 'show=unread" aria-current' in read(page, "/bench/inbox")
    a_message(sqlite_shop, own(sqlite_shop), "hers")
    assert 'show=mine" aria-current' in read(page, "/bench/inbox?show=strange")


@pytest.mark.parametrize("show", ["mine", "unread", "unknown", "failed", "uncertain"])
def test_an_empty_filter_says_what_will_stand_there(page: FlaskClient, show: str) -> None:
    assert "will stand" in read(page, f"/bench/inbox?show={show}")


def test_the_header_counts_what_waits_for_those_who_have_the_inbox(sqlite_shop: Shop) -> None:
    a_message(sqlite_shop, ask_for_repair(sqlite_shop))
    a_text(sqlite_shop, T.FAILED)
    for role, counted in ((Role.TECHNICIAN, True), (Role.DISPATCHER, True), (Role.COURIER, False)):
        text = read(sqlite_shop.signed_in(role), "/scan")
        assert ('Inbox <span class="count">2</span>' in text) is counted, role


def test_the_header_asks_the_database_once(sqlite_shop: Shop, page: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(sqlite_shop.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    read(page, "/scan")
    assert len([one for one in asked if "thread_messages" in one]) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"trouble": Trouble.FILTERED, "error_code": "30007"}, ("took it for spam", "30007")),
        ({"trouble": Trouble.LATER}, ("off or out of reach",)),
        ({"trouble": Trouble.UNKNOWN, "error_code": "77", "reason": "odd"}, ("do not know", "77 odd")),
        ({"state": T.UNDELIVERED, "trouble": Trouble.CAPACITY}, ("Not delivered", "Too many texts")),
        ({"reason": "no route for a day"}, ("Not sent", "no route for a day")),
        ({"state": T.DROPPED, "reason": Reason.TOO_LATE}, ("Not sent", "Its time was over")),
        ({"kind": SmsKind.PHONE_CODE, "body": "code: {code}. 10 min"}, ("code: ••••••. 10 min",)),
    ],
)
def test_what_went_wrong_is_said_in_words(
    sqlite_shop: Shop, page: FlaskClient, changed: dict[str, Any], says: tuple[str, ...]
) -> None:
    a_text(sqlite_shop, **({"state": T.FAILED} | changed))
    text = read(page, FAILED)
    for words in says:
        assert words in text
    assert "010-1234-5678" in text


def test_every_state_trouble_and_reason_has_words() -> None:
    assert set(STATE_SAYS) == set(SmsState)
    assert set(TROUBLE_SAYS) == set(Trouble)
    assert set(REASON_SAYS) == set(Reason)


def test_a_failed_text_is_sent_again_and_leaves_the_list(sqlite_shop: Shop, page: FlaskClient) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED, ticket_id=ask_for_repair(sqlite_shop), body="견적")
    url = f"/bench/inbox/texts/{sms_id}/again"
    assert url in read(page, FAILED)
    both = [press(page, url, show="failed", idempotency_key="k") for _ in range(2)]
    assert [answer.status_code for answer in both] == [303, 303]
    assert both[0].location == "/bench/inbox?show=failed&did=again"
    assert both[1].location.startswith("/bench/inbox?show=failed&before=")
    shown = read(page, both[0].location)
    assert "It goes once more." in shown
    assert "Every text arrived" in shown
    sqlite_shop.drain()
    assert sqlite_shop.phone(PHONE)[-1] == "견적"


def test_the_customer_may_get_it_twice_is_said_before(sqlite_shop: Shop, page: FlaskClient) -> None:
    sms_id = a_text(sqlite_shop, T.UNCERTAIN)
    assert "Sent again, the customer may get it twice." in read(page, UNCERTAIN)
    is_looked_into(sqlite_shop, sms_id)
    assert "still being asked" in read(page, UNCERTAIN)


def test_called_and_ticked_off_says_who_was_faster(sqlite_shop: Shop, page: FlaskClient) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED)
    url = f"/bench/inbox/texts/{sms_id}/done"
    assert "Done, it needs nothing more." in read(page, press(page, url).location)
    late = press(sqlite_shop.signed_in(Role.DISPATCHER), url)
    assert late.status_code == 409
    assert "한지우 was faster" in late.get_data(as_text=True)
    assert press(page, f"/bench/inbox/texts/{uuid4()}/done").status_code == 404


def test_a_number_that_works_is_cleared_first_then_texted(sqlite_shop: Shop, page: FlaskClient) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED, trouble=Trouble.BAD_NUMBER, error_code="21211")
    with sqlite_shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=sqlite_shop.clock()))
    again, works = (f"/bench/inbox/texts/{sms_id}/{what}" for what in ("again", "works"))
    text = read(page, FAILED)
    assert works in text
    assert again not in text
    assert press(page, again).status_code == 422
    assert "counts as good again" in read(page, press(page, works).location)
    assert press(page, works).status_code == 409
    assert press(page, again).status_code == 303


def test_other_roles_do_not_settle_texts(sqlite_shop: Shop) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED)
    for role in (Role.WAREHOUSE, Role.COURIER):
        client = sqlite_shop.signed_in(role)
        for what in ("again", "done", "works"):
            assert press(client, f"/bench/inbox/texts/{sms_id}/{what}").status_code == 403
    assert sqlite_shop.client().post(f"/bench/inbox/texts/{sms_id}/again").status_code == 302


def test_a_form_without_its_token_changes_nothing(sqlite_shop: Shop) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED)
    page = sqlite_shop.signed_in(Role.TECHNICIAN)
    sqlite_shop.app.config["WTF_CSRF_ENABLED"] = True
    assert press(page, f"/bench/inbox/texts/{sms_id}/again").status_code == 400


def test_the_inbox_asks_the_database_as_often_for_one_row_as_for_many(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    asked: list[str] = []
    event.listen(sqlite_shop.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def queries(show: str) -> int:
        asked.clear()
        read(page, f"/bench/inbox?show={show}")
        return len(asked)

    def one_of_each() -> None:
        ticket_id = own(sqlite_shop)
        a_message(sqlite_shop, ticket_id)
        a_text(sqlite_shop, T.FAILED, ticket_id=ticket_id)
        a_text(sqlite_shop, T.UNCERTAIN, ticket_id=ticket_id)
        sqlite_shop.clock.move_on(timedelta(seconds=1))

    one_of_each()
    few = [queries(show) for show in ("mine", "unread", "failed", "uncertain")]
    for _ in range(6):
        one_of_each()
    assert [queries(show) for show in ("mine", "unread", "failed", "uncertain")] == few


@pytest.mark.parametrize(
    ("state", "changed", "says"),
    [
        (T.PENDING, {}, ("Waiting", "goes in a moment")),
        (T.PENDING, {"reason": Reason.QUIET_HOURS}, ("Waiting", "Waits for the morning")),
        (T.POSTING, {}, ("On its way",)),
        (T.ACCEPTED, {}, ("On its way",)),
        (T.SENT, {"tries": 2}, ("Sent", "tries: 2")),
        (T.DELIVERED, {}, ("Delivered",)),
        (T.UNDELIVERED, {"trouble": Trouble.LATER}, ("Not delivered", "The phone was off")),
        (
            T.FAILED,
            {"trouble": Trouble.BAD_NUMBER, "handled_by": "박서준"},
            ("Not sent", "settled by 박서준"),
        ),
        (T.UNCERTAIN, {}, ("Nobody knows", "whether it left")),
        (T.HELD, {"reason": Reason.CONFIGURATION}, ("Held back", "until the sender is put right")),
        (T.SUPPRESSED, {"reason": Reason.OPTED_OUT}, ("Not sent", "wants no texts")),
        (T.DROPPED, {"reason": Reason.QUOTE_SUPERSEDED}, ("Not sent", "answered or replaced")),
        (T.DROPPED, {"reason": Reason.NOBODY_KNOWS}, ("Nobody knows", "was not sent again")),
    ],
)
def test_each_text_of_the_thread_carries_its_mark(
    sqlite_shop: Shop, page: FlaskClient, state: SmsState, changed: dict[str, Any], says: tuple[str, ...]
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    a_text(sqlite_shop, state, ticket_id=ticket_id, settled_at=sqlite_shop.clock(), **changed)
    text = read(page, path(sqlite_shop, ticket_id))
    foot = text[text.index("bubble-foot") :].split("</p>")[0]
    for words in says:
        assert words in foot, foot


def test_the_thread_asks_the_database_as_often_for_one_message_as_for_many(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = own(sqlite_shop)
    asked: list[str] = []
    event.listen(sqlite_shop.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def queries() -> int:
        asked.clear()
        read(page, path(sqlite_shop, ticket_id))
        return len(asked)

    def one_of_each() -> None:
        a_message(sqlite_shop, ticket_id)
        a_reply(sqlite_shop, "승인", ticket_id=ticket_id, meaning="approve")
        a_text(sqlite_shop, T.SENT, ticket_id=ticket_id)
        sqlite_shop.clock.move_on(timedelta(seconds=1))

    one_of_each()
    few = queries()
    for _ in range(8):
        one_of_each()
    assert queries() == few


def test_who_wrote_how_stands_beside_each_message(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    a_message(sqlite_shop, ticket_id, "from the page")
    a_reply(sqlite_shop, "승인", ticket_id=ticket_id, meaning="approve")
    text = read(page, path(sqlite_shop, ticket_id))
    assert "on the web · Mon 23 Nov 10:00" in text
    assert text.count('tone-attention">Unread<') == 1
    assert '<span>김민지</span> <span class="muted">by SMS ·' in text
    assert colleague(sqlite_shop).name not in text
    with at(sqlite_shop, ticket_id) as (_, ticket):
        assert ticket.owner is None


def test_a_second_look_at_the_header_asks_nothing_more(sqlite_shop: Shop) -> None:
    asked: list[str] = []
    event.listen(sqlite_shop.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with sqlite_shop.app.test_request_context("/bench/inbox?lang=en"):
        assert entries(Role.DISPATCHER) == entries(Role.DISPATCHER)
    assert len([one for one in asked if "thread_messages" in one]) == 1
