"""How each failure of a try at Twilio is read; the server is asked what it saw and what it accepted."""

import socket
from contextlib import suppress
from threading import Event, Thread

import pytest

from app.adapters.sms.demo import DemoPhone
from app.adapters.sms.twilio.client import retry_after
from app.adapters.sms.twilio.errors import outcome_of_error
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.messaging.sms.models import DemoSms
from app.messaging.sms.ports import Outcome, SmsToSend
from app.messaging.sms.states import Trouble
from tests.adapters.sms.providers import a_text, twilio_at
from tests.fakes.loopback import ACCOUNT, LOST_ANSWER, LoopbackTwilio

Out = Outcome


@pytest.mark.parametrize(
    ("fault", "outcome", "code", "accepted"),
    [
        ("accept", Out.ACCEPTED, None, 1),
        ("refuse", Out.REFUSED, "21211", 0),
        ("problem", Out.REFUSED, "21610", 0),
        ("too_many", Out.NOT_SENT, "20429", 0),
        ("plain_429", Out.NOT_SENT, "429", 0),
        ("plain_404", Out.UNCERTAIN, "404", 0),
        ("broken", Out.UNCERTAIN, "503", 0),
        ("kept broken", Out.UNCERTAIN, "503", 1),
        ("not_json", Out.UNCERTAIN, None, 1),
        ("nameless", Out.UNCERTAIN, None, 1),
        ("truncated", Out.UNCERTAIN, None, 1),
        ("reset", Out.UNCERTAIN, None, 0),
        (LOST_ANSWER, Out.UNCERTAIN, None, 1),
    ],
)
def test_twilios_answers_are_told_apart(
    server: LoopbackTwilio, fault: str, outcome: Outcome, code: str | None, accepted: int
) -> None:
    server.plan = [fault]
    result = twilio_at(server.origin).send(a_text())
    assert (result.outcome, result.code) == (outcome, code)
    assert len(server.seen) == 1, "one POST, whatever the answer"
    assert server.accepted().total() == accepted
    if accepted:
        assert outcome in (Out.ACCEPTED, Out.UNCERTAIN), "what was accepted is never called not sent"


@pytest.mark.parametrize(
    ("planned", "outcome", "trouble"),
    [
        ("400 21211", Out.REFUSED, Trouble.BAD_NUMBER),
        ("400 21614", Out.REFUSED, Trouble.BAD_NUMBER),
        ("400 21635", Out.REFUSED, Trouble.BAD_NUMBER),
        ("400 21610", Out.REFUSED, Trouble.OPTED_OUT),
        ("401 20003", Out.REFUSED, Trouble.CONFIGURATION),
        ("403 20003", Out.REFUSED, Trouble.CONFIGURATION),
        ("400 21408", Out.REFUSED, Trouble.CONFIGURATION),
        ("400 21606", Out.REFUSED, Trouble.CONFIGURATION),
        ("400 21612", Out.REFUSED, Trouble.CONFIGURATION),
        ("400 30034", Out.REFUSED, Trouble.CONFIGURATION),
        ("400 30007", Out.REFUSED, Trouble.FILTERED),
        ("400 30008", Out.NOT_SENT, Trouble.LATER),
        ("400 21611", Out.NOT_SENT, Trouble.CAPACITY),
        ("400 30001", Out.NOT_SENT, Trouble.CAPACITY),
        ("429 20429", Out.NOT_SENT, Trouble.CAPACITY),
        ("400 99999", Out.REFUSED, Trouble.UNKNOWN),
    ],
)
def test_a_refusal_says_what_it_means_to_us(
    server: LoopbackTwilio, planned: str, outcome: Outcome, trouble: Trouble
) -> None:
    server.plan = [planned]
    result = twilio_at(server.origin).send(a_text())
    assert (result.outcome, result.trouble) == (outcome, trouble)
    assert result.code == planned.split()[1]
    assert (len(server.seen), server.accepted().total()) == (1, 0)


@pytest.mark.parametrize(("fault", "seconds"), [("too_many", 1.0), ("plain_429", 7.0), ("refuse", None)])
def test_the_wait_that_twilio_asks_for_is_handed_on(
    server: LoopbackTwilio, fault: str, seconds: float | None
) -> None:
    sender = twilio_at(server.origin)
    server.plan = ["too_many", fault]
    sender.send(a_text())
    assert sender.send(a_text()).retry_after == seconds, "each answer has its own"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "Sun, 22 Nov 2026 05:00:30 GMT"}, None),
        (
            {"Retry-After": "Sun, 22 Nov 2026 05:00:30 GMT", "Date": "Sun, 22 Nov 2026 05:00:00 GMT"},
            30.0,
        ),
        ({"Retry-After": "Sun, 22 Nov 2026 05:00:00 GMT", "Date": "Sun, 22 Nov 2026 05:00:09 GMT"}, 0.0),
    ],
)
def test_a_wait_is_read_in_both_spellings(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(("fault", "accepted"), [("hang", 0), ("kept hang", 1)])
def test_an_answer_that_does_not_come_is_uncertain_and_not_asked_for_again(
    server: LoopbackTwilio, fault: str, accepted: int
) -> None:
    server.plan = [fault]
    assert twilio_at(server.origin, timeouts=(1.0, 0.2)).send(a_text()).outcome is Out.UNCERTAIN
    assert (len(server.seen), server.accepted().total()) == (1, accepted)


@pytest.mark.parametrize("fault", ["trickle", "trickle_body"])
def test_an_answer_that_comes_byte_by_byte_ends_by_the_limit_for_all_of_it(
    server: LoopbackTwilio, fault: str
) -> None:
    """Each byte comes well within the read limit; without one for the whole it would be taken after 50 seconds."""
    server.plan, server.pause = [fault], 0.1
    result = twilio_at(server.origin, timeouts=(2.0, 2.0), whole=0.35).send(a_text())
    assert result.outcome is Out.UNCERTAIN
    assert (len(server.seen), server.accepted().total()) == (1, 1)


def test_a_handshake_that_comes_byte_by_byte_ends_by_the_limit_for_the_whole_call() -> None:
    """No answer has begun yet, so nothing that only limits answers would end it."""
    over = Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def drip() -> None:
            caller, _ = listening.accept()
            with caller, suppress(OSError):
                caller.sendall(b"\x16\x03\x03\x40\x00")  # of TLS: 16 KiB of handshake follow
                while not over.wait(0.05):
                    caller.sendall(b"\x02")

        server = Thread(target=drip)
        server.start()
        origin = f"https://127.0.0.1:{listening.getsockname()[1]}"
        result = twilio_at(origin, timeouts=(20.0, 20.0), whole=0.35).send(a_text())
        over.set()
        server.join()
    assert result.outcome is Out.UNCERTAIN


def test_one_bad_answer_does_not_spoil_the_next_try(server: LoopbackTwilio) -> None:
    sender = twilio_at(server.origin, timeouts=(1.0, 0.2))
    server.plan = ["truncated", "reset", "hang", "broken", "accept"]
    assert [sender.send(a_text(f"{n}")).outcome for n in range(6)] == [Out.UNCERTAIN] * 4 + [Out.ACCEPTED] * 2
    assert set(server.bodies().values()) == {1}


def test_a_port_nobody_listens_on_is_certainly_not_sent() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{probe.getsockname()[1]}"
    assert twilio_at(origin).send(a_text()).outcome is Out.NOT_SENT


def test_a_name_nobody_knows_is_certainly_not_sent() -> None:
    assert twilio_at("http://twilio.invalid").send(a_text()).outcome is Out.NOT_SENT


def test_a_server_that_does_not_take_the_call_is_certainly_not_sent() -> None:
    """A full backlog leaves the connection unmade: the connect limit ends it."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        sender = twilio_at(f"http://127.0.0.1:{deaf.getsockname()[1]}", timeouts=(0.2, 0.2))
        assert sender.send(a_text()).outcome is Out.NOT_SENT
        for caller in callers:
            caller.close()


def test_a_plain_server_behind_https_is_not_taken_for_certain(server: LoopbackTwilio) -> None:
    origin = server.origin.replace("http://", "https://")
    assert twilio_at(origin).send(a_text()).outcome is Out.UNCERTAIN
    assert server.accepted().total() == 0


def test_whatever_nobody_thought_of_is_uncertain() -> None:
    assert outcome_of_error(RuntimeError("surprise")).outcome is Out.UNCERTAIN


def test_the_form_names_sender_recipient_and_where_to_report(server: LoopbackTwilio) -> None:
    sms = SmsToSend("a", "+821012345678", "hello", status_callback="https://fix.example/webhooks/x")
    twilio_at(server.origin).send(sms)
    (form,) = server.seen
    assert form["path"].endswith(f"/Accounts/{ACCOUNT}/Messages.json")
    assert (form["To"], form["From"], form["Body"]) == ("+821012345678", "+15005550006", "hello")
    assert form["StatusCallback"] == "https://fix.example/webhooks/x"


def test_the_demo_phone_shows_an_attempt_once_however_often_it_is_handed_over(
    sqlite_database: Database,
) -> None:
    phone, text = DemoPhone(sqlite_database, system_clock), a_text()
    assert [phone.send(text).outcome, phone.send(text).outcome] == [Out.ACCEPTED, Out.ACCEPTED]
    with sqlite_database.reading() as session:
        assert session.query(DemoSms).count() == 1
