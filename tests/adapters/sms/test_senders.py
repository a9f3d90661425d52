"""What every SMS provider must keep to, and how Twilio's failures are read; the server is asked what it saw."""

import socket
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from twilio.rest import Client

from app.adapters.sms.demo import DemoPhone
from app.adapters.sms.registry import make_sender
from app.adapters.sms.twilio.sender import OurHttpClient, TwilioSender, outcome_of_error
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.models import DemoPhoneText
from app.messaging.ports import Outcome, SmsSender, SmsToSend
from tests.fakes.loopback import ACCOUNT, LoopbackTwilio, loopback_twilio
from tests.fakes.sms import FakeSms

Out = Outcome


@pytest.fixture
def server() -> Iterator[LoopbackTwilio]:
    with loopback_twilio() as running:
        yield running


def twilio_at(origin: str, *, timeouts: tuple[float, float] = (2.0, 2.0)) -> TwilioSender:
    client = Client(ACCOUNT, "token", http_client=OurHttpClient(origin=origin, timeouts=timeouts))
    return TwilioSender(client, from_phone="+15005550006")


@pytest.fixture(params=["fake", "demo", "twilio"])
def sender(
    request: pytest.FixtureRequest, sqlite_database: Database, server: LoopbackTwilio
) -> tuple[SmsSender, Callable[[], list[str]]]:
    """A provider, and a look at what it has accepted."""
    if request.param == "fake":
        fake = FakeSms()
        return fake, lambda: [sms.body for sms in fake.sent]
    if request.param == "demo":

        def shown() -> list[str]:
            with sqlite_database.reading() as session:
                return [row.body for row in session.query(DemoPhoneText)]

        return DemoPhone(sqlite_database, system_clock), shown
    return twilio_at(server.origin), lambda: list(server.bodies().elements())


def a_text(body: str = "안녕하세요 OK") -> SmsToSend:
    return SmsToSend(attempt_id=str(uuid4()), to_phone="+821012345678", body=body)


class TestEverySender:
    def test_has_a_name_that_fits_the_column(self, sender: tuple[SmsSender, object]) -> None:
        assert 0 < len(sender[0].name) <= 30

    def test_hands_one_text_over_once_as_it_is(
        self, sender: tuple[SmsSender, Callable[[], list[str]]]
    ) -> None:
        result = sender[0].send(a_text())
        assert result.outcome is Out.ACCEPTED
        assert sender[1]() == ["안녕하세요 OK"]

    def test_gives_a_reference_that_fits_the_column(self, sender: tuple[SmsSender, object]) -> None:
        first, second = sender[0].send(a_text()).reference, sender[0].send(a_text()).reference
        assert first
        assert second
        assert first != second
        assert len(first) <= 64


def test_the_demo_phone_shows_an_attempt_once_however_often_it_is_handed_over(
    sqlite_database: Database,
) -> None:
    phone, text = DemoPhone(sqlite_database, system_clock), a_text()
    assert [phone.send(text).outcome, phone.send(text).outcome] == [Out.ACCEPTED, Out.ACCEPTED]
    with sqlite_database.reading() as session:
        assert session.query(DemoPhoneText).count() == 1


@pytest.mark.parametrize(
    ("fault", "outcome", "code"),
    [
        ("accept", Out.ACCEPTED, None),
        ("refuse", Out.REFUSED, "21211"),
        ("problem", Out.REFUSED, "21610"),
        ("too_many", Out.NOT_SENT, "20429"),
        ("plain_404", Out.UNCERTAIN, "404"),
        ("broken", Out.UNCERTAIN, "503"),
        ("not_json", Out.UNCERTAIN, None),
        ("nameless", Out.UNCERTAIN, None),
        ("truncated", Out.UNCERTAIN, None),
        ("reset", Out.UNCERTAIN, None),
    ],
)
def test_twilios_answers_are_told_apart(
    server: LoopbackTwilio, fault: str, outcome: Outcome, code: str | None
) -> None:
    server.plan = [fault]
    result = twilio_at(server.origin).send(a_text())
    assert (result.outcome, result.code) == (outcome, code)
    assert len(server.seen) == 1, "one POST, whatever the answer"


def test_an_answer_that_does_not_come_is_uncertain_and_not_asked_for_again(server: LoopbackTwilio) -> None:
    server.plan = ["hang"]
    result = twilio_at(server.origin, timeouts=(1.0, 0.2)).send(a_text())
    assert result.outcome is Out.UNCERTAIN
    assert len(server.seen) == 1


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


def test_a_proxy_that_fails_may_have_passed_it_on(
    server: LoopbackTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{probe.getsockname()[1]}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert twilio_at("https://api.twilio.example").send(a_text()).outcome is Out.UNCERTAIN
    assert server.seen == []


def test_whatever_nobody_thought_of_is_uncertain() -> None:
    assert outcome_of_error(RuntimeError("surprise")).outcome is Out.UNCERTAIN


def test_the_form_names_sender_recipient_and_where_to_report(server: LoopbackTwilio) -> None:
    sms = SmsToSend("a", "+821012345678", "hello", status_callback="https://fix.example/webhooks/x")
    twilio_at(server.origin).send(sms)
    (form,) = server.seen
    assert form["path"].endswith(f"/Accounts/{ACCOUNT}/Messages.json")
    assert (form["To"], form["From"], form["Body"]) == ("+821012345678", "+15005550006", "hello")
    assert form["StatusCallback"] == "https://fix.example/webhooks/x"


def test_the_settings_choose_the_sender(server: LoopbackTwilio, sqlite_database: Database) -> None:
    assert make_sender(Settings(), sqlite_database, system_clock).name == "demo"
    settings = Settings(
        twilio_account_sid=ACCOUNT, twilio_auth_token="t", twilio_messaging_service_sid="MG1",
        twilio_api_url=server.origin,
    )  # fmt: skip
    sender = make_sender(settings, sqlite_database, system_clock)
    assert sender.name == "twilio"
    assert sender.send(a_text()).outcome is Out.ACCEPTED
    assert server.seen[0]["MessagingServiceSid"] == "MG1"
