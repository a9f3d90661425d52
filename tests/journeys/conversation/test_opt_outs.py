"""Opting out by signed SMS: nothing is sent any more but one confirmation where that is asked of us; in again by a word."""

import itertools
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.actor import Role
from app.messaging.conversation.incoming import REPLIES_AN_HOUR
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.opting_out import lifts
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut
from app.messaging.sms.regions import CONFIRM_OPT_OUTS, region_of
from app.messaging.sms.states import SmsState
from app.tickets.service import tell
from app.tickets.states import State
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import PHONE, at, look, quoted, state
from tests.shop import Shop, app_of
from tests.web.webhooks.test_twilio import ACCOUNT, INBOUND, call, caller

# Read as messages once, and answered by one more text (faults of use, November 2026).
MISSED = [
    "don't text me again",
    "do not text me",
    "no more texts",
    "no more messages please",
    "quit texting me",
    "do not contact me again",
    "I want to stop receiving texts",
    "cancel my texts",
    "I revoke my consent",
    "그만",
    "그만 보내세요",
    "그만보내",
    "더 이상 연락 주지 마세요",
    "문자 받기 싫어요",
    "문자 원하지 않습니다",
    "문자 중단해주세요",
    "스팸 그만",
    "중지",
    "ARRET",
    "arrêt",
    "arrêter",
    "désabonner",
    "no más mensajes",
    "parar",
]
NONE_AT_ALL = (
    "don't stop",
    "stop the repair",
    "그만큼 비싼가요",
    "수리 중지해 주세요",
    "전화 연락하지 마시고 문자로 부탁드려요",
    "밤에는 문자 보내지 마세요",
    "please don't contact me by phone, just text",
    "Please stop sending me texts in English",
    "do not send texts to my old number",
)
KOREAN, AMERICAN, FRENCH = "+8210555500{:02}", "+1212555{:04}", "+3361234{:04}"
_sid = itertools.count(1)


def shop_and_client(shop: Shop) -> FlaskClient:
    caller(shop)
    shop.runtime = replace(shop.runtime, sms=FakeSms(shop.clock))
    return app_of(shop.runtime).test_client()


def say(shop: Shop, client: FlaskClient, phone: str, words: str) -> None:
    form = {"AccountSid": ACCOUNT, "MessageSid": f"SMO{next(_sid)}", "From": phone, "To": "+15005550006"}
    assert call(client, INBOUND, form | {"Body": words}).status_code == 200
    read_replies.run(shop.runtime)
    shop.drain()


def opted_out(shop: Shop, phone: str) -> bool:
    with shop.database.reading() as session:
        return session.get(OptOut, phone) is not None


@pytest.mark.parametrize(("numbers", "confirmed"), [(KOREAN, 1), (AMERICAN, 1), (FRENCH, 0)])
def test_who_wants_no_texts_is_heard_in_any_words(sqlite_shop: Shop, numbers: str, confirmed: int) -> None:
    client = shop_and_client(sqlite_shop)
    for place, words in enumerate(MISSED):
        phone = numbers.format(place)
        say(sqlite_shop, client, phone, words)
        say(sqlite_shop, client, phone, words)
        assert opted_out(sqlite_shop, phone), words
        sent = [text.kind for text in sqlite_shop.texts(phone)]
        assert sent == [SmsKind.OPTED_OUT] * confirmed, words


def test_the_countries_that_ask_for_a_confirmation() -> None:
    asked = {
        region_of(number.format(0)): region_of(number.format(0)) in CONFIRM_OPT_OUTS
        for number in (KOREAN, AMERICAN, FRENCH)
    }
    assert asked == {"KR": True, "US": True, "FR": False}


def test_what_only_sounds_like_it_is_read_by_a_person(sqlite_shop: Shop) -> None:
    ticket_id = quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    for words in NONE_AT_ALL:
        say(sqlite_shop, client, PHONE, words)
    assert not opted_out(sqlite_shop, PHONE)
    assert state(sqlite_shop, ticket_id) is State.QUOTED
    with sqlite_shop.database.reading() as session:
        kept = session.scalars(select(ThreadMessage.body).where(ThreadMessage.from_customer)).all()
    assert sorted(kept) == sorted(NONE_AT_ALL)


@pytest.mark.parametrize(
    "words",
    [
        "수신거부 해제해 주세요",
        "text me again",
        "START",
        "시작",
        "다시 시작해 주세요",
        "재개",
        "Démarrer",
        "reanudar",
    ],
)
def test_whoever_wants_them_again_gets_them_again(sqlite_shop: Shop, words: str) -> None:
    ticket_id = quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    say(sqlite_shop, client, PHONE, "더 이상 연락 주지 마세요")
    with at(sqlite_shop, ticket_id) as (session, ticket):
        tell(session, ticket, SmsKind.STATUS_REPLY, now=sqlite_shop.clock())
    assert sqlite_shop.texts(PHONE)[-1].state is SmsState.SUPPRESSED
    say(sqlite_shop, client, PHONE, words)
    assert not opted_out(sqlite_shop, PHONE)
    assert sqlite_shop.texts(PHONE)[-1].kind is SmsKind.OPTED_IN


def test_a_stop_and_a_start_are_confirmed_however_much_was_answered_before(sqlite_shop: Shop) -> None:
    quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    for number in range(REPLIES_AN_HOUR + 2):
        say(sqlite_shop, client, PHONE, f"언제 되나요 {number}")
    for words, kind in (("그만", SmsKind.OPTED_OUT), ("시작", SmsKind.OPTED_IN)):
        for turn in range(2):
            before = len(sqlite_shop.texts(PHONE))
            say(sqlite_shop, client, PHONE, words)
            kinds = [text.kind for text in sqlite_shop.texts(PHONE)[before:]]
            assert kinds == ([kind] if turn == 0 else []), words
        assert sqlite_shop.texts(PHONE)[-1].state is SmsState.ACCEPTED


def test_the_confirmation_tells_the_word_that_lifts_it(sqlite_shop: Shop) -> None:
    quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    say(sqlite_shop, client, PHONE, "그만")
    assert "시작이라고" in sqlite_shop.texts(PHONE)[-1].body
    assert lifts("시작")


def test_what_was_said_beside_an_opt_out_is_read_by_a_person_and_not_answered(sqlite_shop: Shop) -> None:
    quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    say(sqlite_shop, client, PHONE, "문자 보내지 말고 전화 주세요")
    with sqlite_shop.database.reading() as session:
        (task,) = session.scalars(select(ThreadMessage).where(ThreadMessage.from_customer)).all()
        assert (task.body, task.handled_at) == ("문자 보내지 말고 전화 주세요", None)
    assert [t.kind for t in sqlite_shop.texts(PHONE) if t.state is not SmsState.SUPPRESSED][
        -1
    ] is SmsKind.OPTED_OUT


def test_a_tap_of_an_unknown_number_is_nobodys_work(sqlite_shop: Shop) -> None:
    client = shop_and_client(sqlite_shop)
    say(sqlite_shop, client, "+821033334444", "Liked “Mendpost code: 123456”")
    with sqlite_shop.database.reading() as session:
        row = session.scalars(select(IncomingSms)).one()
    assert (row.meaning, row.handled_by) == ("reaction", "automatic")
    assert sqlite_shop.texts("+821033334444") == []


def test_a_tap_stands_in_the_thread_of_the_repair_whose_text_it_quotes(sqlite_shop: Shop) -> None:
    first = quoted(sqlite_shop)
    sqlite_shop.drain()
    quoted(sqlite_shop)
    client = shop_and_client(sqlite_shop)
    sqlite_shop.drain()
    body = next(
        t.body for t in sqlite_shop.texts(PHONE) if t.ticket_id == first and t.kind is SmsKind.QUOTE_SENT
    )
    say(sqlite_shop, client, PHONE, f"Liked “{body[:60]}…”")
    with sqlite_shop.database.reading() as session:
        row = session.scalars(select(IncomingSms)).one()
    assert row.ticket_id == first
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    page = bench.get(f"/bench/{look(sqlite_shop, first).code}").text
    assert "reaction, by SMS" in page


@pytest.mark.parametrize("words", ["수신거부", "그만", "no more texts"])
def test_who_has_no_repair_is_told_of_none(sqlite_shop: Shop, words: str) -> None:
    client = shop_and_client(sqlite_shop)
    for number in (KOREAN.format(77), AMERICAN.format(77)):
        say(sqlite_shop, client, number, words)
        (told,) = sqlite_shop.texts(number)
        assert not re.search("수리|repair|  ", told.body), told.body
