"""Asking Twilio afterwards: what it proves, and when it proves nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.sms.twilio.sender import MOST_LISTED, PAGE
from app.adapters.sms.twilio.words import STATUS, TROUBLE, trouble_of
from app.messaging.sms.ports import CLOCKS_DIFFER, SenderSilent, SmsSought
from app.messaging.sms.states import AttemptState, Trouble
from tests.adapters.sms.providers import PHONE, a_text, twilio_at
from tests.fakes.loopback import INSTEAD, Answer, LoopbackTwilio
from tests.fakes.twilio_messages import ROOT

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SOUGHT = SmsSought("a", PHONE, "hello", NOW)
SILENCES = [
    "broken",
    "reset",
    "truncated",
    "plain_404",
    "plain_429",
    "too_many",
    "401 20003",
    "hang",
    "trickle",
]


def put(server: LoopbackTwilio, body: str, at: datetime = NOW, **more: str) -> str:
    """A message Twilio has, and its SID."""
    return str(server.messages.add({"To": PHONE, "Body": body}, at=at, **more)["sid"])


def say(server: LoopbackTwilio, path: str, body: bytes, status: int = 200) -> None:
    server.media[path] = Answer(status, body)


@pytest.mark.parametrize("word", [*STATUS, "partially_delivered", "teleported", "", None])
def test_every_word_for_a_status_is_read_and_an_unknown_one_is_no_news(
    server: LoopbackTwilio, word: str | None
) -> None:
    sid = put(server, "hello")
    server.messages.tell(sid, status=word)
    record = twilio_at(server.origin).look_up(sid)
    assert record
    assert record.state is STATUS.get(word or "")


def test_a_failed_message_says_why(server: LoopbackTwilio) -> None:
    sid = put(server, "hello")
    server.messages.tell(sid, status="undelivered", error_code=30003)
    record = twilio_at(server.origin).look_up(sid)
    assert record
    assert (record.state, record.code, record.trouble) == (AttemptState.UNDELIVERED, "30003", Trouble.LATER)
    assert (record.created_at, record.body) == (NOW, "hello")


def test_a_message_twilio_never_had_is_none(server: LoopbackTwilio) -> None:
    assert twilio_at(server.origin).look_up("SM" + "0" * 32) is None


@pytest.mark.parametrize("fault", SILENCES)
def test_a_look_up_that_fails_proves_nothing(server: LoopbackTwilio, fault: str) -> None:
    sid = put(server, "hello")
    server.plan_get, server.pause = [fault], 0.1
    sender = twilio_at(server.origin, timeouts=(1.0, 0.2), whole=1.0 if fault == "trickle" else 30.0)
    with pytest.raises(SenderSilent):
        sender.look_up(sid)
    server.wait_for_calls(1)
    assert len(server.calls) == 1


@pytest.mark.parametrize("fault", SILENCES)
def test_a_list_that_fails_proves_nothing(server: LoopbackTwilio, fault: str) -> None:
    server.plan_get, server.pause = [fault], 0.1
    sender = twilio_at(server.origin, timeouts=(1.0, 0.2), whole=1.0 if fault == "trickle" else 30.0)
    with pytest.raises(SenderSilent):
        sender.find(SOUGHT)
    server.wait_for_calls(1)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b"null",
        b'"hello"',
        b"{",
        b'{"sid": null}',
        b'{"sid": "SM1", "to": "+8210"}',
        b'{"sid": "SM1", "to": "+8210", "date_created": 5}',
        b'{"sid": "SM1", "to": "+8210", "date_created": "yesterday"}',
        b'{"sid": "SMother", "to": "+8210", "date_created": "Mon, 23 Nov 2026 05:00:00 +0000"}',
    ],
)
def test_an_odd_answer_to_a_look_up_proves_nothing(server: LoopbackTwilio, body: bytes) -> None:
    say(server, f"{ROOT}/SM1.json", body)
    with pytest.raises(SenderSilent):
        twilio_at(server.origin).look_up("SM1")


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b"null",
        b'{"messages": null}',
        b'{"messages": [7]}',
        b'{"messages": [{}], "page": 0}',
        b'{"messages": [{"direction": "outbound-api", "sid": "SM1", "to": "+8210"}]}',
    ],
)
def test_an_odd_list_proves_nothing(server: LoopbackTwilio, body: bytes) -> None:
    say(server, f"{ROOT}.json", body)
    with pytest.raises(SenderSilent):
        twilio_at(server.origin).find(SOUGHT)


def test_a_list_is_asked_for_by_number_and_never_by_the_day_it_was_sent(server: LoopbackTwilio) -> None:
    """What still waits at Twilio has no DateSent; a filter on it would prove the wrong thing."""
    sid = put(server, "still queued")
    (record,) = twilio_at(server.origin).find(SOUGHT)
    assert (record.reference, record.state) == (sid, AttemptState.ACCEPTED)
    (call,) = server.calls
    assert "To=%2B821012345678" in call.target
    assert f"PageSize={PAGE}" in call.target
    assert "DateSent" not in call.target


def test_what_came_from_the_customer_and_what_is_older_is_left_out(server: LoopbackTwilio) -> None:
    put(server, "older", at=NOW - CLOCKS_DIFFER * 1.1)
    put(server, "their clock is behind ours", at=NOW - CLOCKS_DIFFER * 0.9)
    put(server, "from the customer", direction="inbound")
    put(server, "ours", at=NOW + timedelta(seconds=1))
    put(server, "a reply of ours", at=NOW + timedelta(seconds=1), direction="outbound-reply")
    found = twilio_at(server.origin).find(SOUGHT)
    assert [record.body for record in found] == ["their clock is behind ours", "ours", "a reply of ours"]


@pytest.mark.parametrize("body", ["", None])
def test_a_body_that_is_no_longer_shown_is_none(server: LoopbackTwilio, body: str | None) -> None:
    server.messages.tell(put(server, "hello"), body=body)
    (record,) = twilio_at(server.origin).find(SOUGHT)
    assert record.body is None


def test_a_long_list_is_read_to_its_end(server: LoopbackTwilio) -> None:
    sids = [put(server, f"no. {n}", at=NOW + timedelta(seconds=n)) for n in range(PAGE * 2 + 1)]
    found = twilio_at(server.origin).find(SOUGHT)
    assert [record.reference for record in found] == sids
    assert len(server.calls) == 3
    assert {call.headers["authorization"] for call in server.calls} != {""}


def test_a_list_that_breaks_on_a_later_page_proves_nothing(server: LoopbackTwilio) -> None:
    for number in range(PAGE + 1):
        put(server, f"no. {number}")
    server.plan_get = ["accept", "broken"]
    with pytest.raises(SenderSilent):
        twilio_at(server.origin).find(SOUGHT)


def test_a_list_too_long_to_see_its_end_proves_nothing(server: LoopbackTwilio) -> None:
    for _ in range(MOST_LISTED):
        put(server, "again")
    with pytest.raises(SenderSilent):
        twilio_at(server.origin).find(SOUGHT)


def test_years_of_older_messages_do_not_matter(server: LoopbackTwilio) -> None:
    for _ in range(MOST_LISTED):
        put(server, "long ago", at=NOW - timedelta(days=100))
    sid = put(server, "today")
    (found,) = twilio_at(server.origin).find(SOUGHT)
    assert found.reference == sid
    assert len(server.calls) == MOST_LISTED // PAGE


def test_codes_are_known_by_class() -> None:
    by_class = {
        Trouble.BAD_NUMBER: "21211 21614 21635 30005 30006",
        Trouble.OPTED_OUT: "21610",
        Trouble.CONFIGURATION: "20003 21408 21606 21612 30034",
        Trouble.FILTERED: "30007",
        Trouble.LATER: "30003 30008",
        Trouble.CAPACITY: "20429 21611 30001",
    }
    assert {code: trouble for trouble, codes in by_class.items() for code in codes.split()} == TROUBLE
    assert trouble_of("12345") is Trouble.UNKNOWN
    assert trouble_of(None) is None


def test_the_stand_in_knows_every_fault_by_one_name() -> None:
    assert "accept" not in INSTEAD


def test_a_text_sent_can_be_looked_up_through_the_same_client(server: LoopbackTwilio) -> None:
    sender = twilio_at(server.origin)
    reference = sender.send(a_text("hello")).reference
    assert reference
    server.messages.tell(reference, status="delivered")
    record = sender.look_up(reference)
    assert record
    assert record.state is AttemptState.DELIVERED
