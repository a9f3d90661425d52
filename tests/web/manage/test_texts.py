"""Nobody works on in the belief that customers are told while the sender stands still."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.reasons import Reason
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import SmsState
from tests.journeys.on_the_bench import ask_for_repair, look
from tests.messaging.conversation.test_inbox import PHONE, a_text
from tests.shop import Shop

T = SmsState


def _stopped(shop: Shop) -> None:
    with shop.database.transaction() as session:
        stop_sender(session, provider="twilio", code="20003", detail="Authenticate", now=shop.clock())


def _client(shop: Shop, role: Role) -> FlaskClient:
    client = shop.signed_in(role)
    client.get("/account?lang=en")
    return client


def _read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def _figure(page: str, label: str) -> str:
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(?:<a[^>]*>)?([^<]+)", page)
    assert found, f"no figure “{label}”"
    return found[1]


@pytest.mark.parametrize(
    ("role", "address", "told"),
    [
        (Role.MANAGER, "/manage", True),
        (Role.MANAGER, "/bench", True),
        (Role.DISPATCHER, "/dispatch", True),
        (Role.DISPATCHER, "/bench/inbox", True),
        (Role.TECHNICIAN, "/bench", False),
        (Role.COURIER, "/run", False),
        (Role.WAREHOUSE, "/dock", False),
    ],
)
def test_a_standstill_is_told_on_every_page_of_those_who_can_end_it(
    sqlite_shop: Shop, role: Role, address: str, told: bool
) -> None:
    client = _client(sqlite_shop, role)
    assert "Texts are not going out" not in _read(client, address)
    _stopped(sqlite_shop)
    a_text(sqlite_shop, T.HELD, attention_since=None, reason=Reason.CONFIGURATION)
    page = _read(client, address)
    sentences = (
        "Texts are not going out since Mon 23 Nov 10:00",
        "Twilio says: 20003 Authenticate",
        "Put the account or the settings right",
        "Texts that wait for it: 1.",
    )
    assert [sentence in page for sentence in sentences] == [told] * 4


def test_a_manager_lets_the_texts_go_and_the_page_remembers_who(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    a_text(sqlite_shop, T.HELD, ticket_id=ticket_id, attention_since=None, body="held {link}")
    _stopped(sqlite_shop)
    client = _client(sqlite_shop, Role.MANAGER)
    page = _read(client, "/manage/texts")
    assert "Send again from now" in page
    assert "held http" in page
    assert spell_code(look(sqlite_shop, ticket_id).code) in page
    assert _figure(page, "Held back") == "1"
    answers = [client.post("/manage/texts/resume", data={"idempotency_key": key}) for key in ("a", "a", "b")]
    assert [answer.status_code for answer in answers] == [303, 303, 409]
    assert "a colleague was faster" in answers[2].text
    page = _read(client, answers[0].location)
    assert "Texts are going out" in page
    assert "goes with the next round" in page
    assert "lifted by 김도현" in page
    assert "Twilio: 20003 Authenticate" in page


def test_what_a_limit_keeps_back_is_read_by_number(sqlite_shop: Shop) -> None:
    page = _read(_client(sqlite_shop, Role.MANAGER), "/manage/texts")
    assert "At a limit" not in page
    code = {"kind": SmsKind.PHONE_CODE, "attention_since": None}
    for _ in range(2):
        a_text(sqlite_shop, T.PENDING, reason=Reason.TOO_MANY, attention_since=None)
        a_text(sqlite_shop, T.DROPPED, reason=Reason.DAILY_CAP, **code)
    a_text(sqlite_shop, T.DROPPED, reason=Reason.TOO_MANY, **code)
    a_text(sqlite_shop, T.DROPPED, reason=Reason.ANSWERED, attention_since=None)
    sqlite_shop.clock.move_on(timedelta(hours=23))
    page = _read(_client(sqlite_shop, Role.MANAGER), "/manage/texts")
    assert "A number gets 40 texts in 24 hours at most (SMS_MOST_A_DAY)" in page
    assert "010-1234-5678 · Too many texts to this number today" in page
    assert "Texts that wait: 2. Codes and answers not sent in 24 hours: 1." in page
    assert "Texts that wait: 0. Codes and answers not sent in 24 hours: 2." in page
    sqlite_shop.clock.move_on(timedelta(hours=2))
    page = _read(_client(sqlite_shop, Role.MANAGER), "/manage/texts")
    assert "Texts that wait: 2. Codes and answers not sent in 24 hours: 0." in page, (
        "what waits is not forgotten"
    )
    assert page.count("Codes and answers not sent in 24 hours") == 1


def test_nobody_else_lets_them_go(sqlite_shop: Shop) -> None:
    _stopped(sqlite_shop)
    for role in (Role.DISPATCHER, Role.TECHNICIAN):
        assert sqlite_shop.signed_in(role).post("/manage/texts/resume").status_code == 403


def test_texts_that_need_a_person_are_counted_and_each_figure_opens_its_rows(sqlite_shop: Shop) -> None:
    a_text(sqlite_shop, T.FAILED)
    a_text(sqlite_shop, T.UNDELIVERED)
    a_text(sqlite_shop, T.FAILED, attention_since=None)  # settled
    a_text(sqlite_shop, T.UNCERTAIN)
    page = _read(_client(sqlite_shop, Role.MANAGER), "/manage")
    for label, count, url in (
        ("Texts: Not arrived", "2", "/bench/inbox?show=failed"),
        ("Texts: Uncertain", "1", "/bench/inbox?show=uncertain"),
        ("Texts: Held back", "0", "/manage/texts"),
    ):
        assert _figure(page, label) == count
        assert f'href="{url}"' in page
    assert PHONE not in page
