"""SOLAPI through its unmodified official client against a server of our own; the server is asked what it saw."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpcore
import httpx
import pytest

from app.adapters.sms.solapi.errors import outcome_of_error
from app.adapters.sms.solapi.sender import CAPABILITIES, WHOLE_CALL, in_korea
from app.messaging.sms.ports import Outcome, SenderSilent, SmsSought, SmsToSend
from app.messaging.sms.states import Trouble
from tests.adapters.sms.providers import a_text, solapi_at
from tests.fakes.loopback_solapi import LoopbackSolapi, loopback_solapi

Out = Outcome
BODY = "안녕하세요 OK"


@pytest.fixture
def server() -> Iterator[LoopbackSolapi]:
    with loopback_solapi() as running:
        yield running


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The client pauses for 1.5 s in all between its four tries to connect: noted here, not waited for."""
    noted: list[float] = []
    monkeypatch.setattr(httpcore.SyncBackend, "sleep", lambda _self, seconds: noted.append(seconds))
    return noted


def sought(text: SmsToSend, *, since: datetime | None = None) -> SmsSought:
    return SmsSought(text.attempt_id, text.to_phone, text.body, since or datetime.now(UTC))


def test_the_phone_is_dialled_as_in_korea_and_our_name_for_the_try_goes_along(server: LoopbackSolapi) -> None:
    text = a_text()
    solapi_at(server.origin).send(text)
    (message,) = server.seen
    assert message["path"] == "/messages/v4/send-many/detail"
    assert (message["to"], message["country"], message["from"]) == ("01012345678", "82", "029302266")
    assert message["customFields"] == {"attempt": text.attempt_id}
    assert message["autoTypeDetect"] is True
    assert "type" not in message, "SOLAPI itself chooses SMS up to 90 bytes and LMS above"


def test_a_phone_in_another_country_is_not_dialled_as_a_korean_one(server: LoopbackSolapi) -> None:
    result = solapi_at(server.origin).send(a_text(to="+12025550100"))
    assert (result.outcome, result.trouble) == (Out.REFUSED, Trouble.UNKNOWN)
    assert server.connections == 0
    assert list(solapi_at(server.origin).find(sought(a_text(to="+12025550100")))) == []


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("+821012345678", "01012345678"), ("+8225551234", "025551234"), ("+818012345678", None)],
)
def test_numbers_as_they_are_dialled_in_korea(phone: str, dialled: str | None) -> None:
    assert in_korea(phone) == dialled


@pytest.mark.parametrize(
    ("fault", "outcome", "code", "trouble"),
    [
        ("accept", Out.ACCEPTED, None, None),
        ("not_registered", Out.REFUSED, "1062", Trouble.CONFIGURATION),
        ("opted_out", Out.REFUSED, "1061", Trouble.OPTED_OUT),
        ("new_code", Out.REFUSED, "1999", Trouble.UNKNOWN),
        ("listed_as_failed", Out.REFUSED, "1029", Trouble.UNKNOWN),
        ("no_money", Out.REFUSED, "NotEnoughBalance", Trouble.CONFIGURATION),
        ("wrong_field", Out.REFUSED, "ValidationError", Trouble.UNKNOWN),
        ("too_many", Out.NOT_SENT, "TooManyRequests", Trouble.CAPACITY),
        ("too_many_nameless", Out.UNCERTAIN, None, None),
        ("repeated", Out.UNCERTAIN, "DuplicatedSignature", None),
        ("html_404", Out.UNCERTAIN, None, None),
        ("list_404", Out.UNCERTAIN, None, None),
        ("broken", Out.UNCERTAIN, None, None),
        ("moved", Out.UNCERTAIN, None, None),
        ("not_json", Out.UNCERTAIN, None, None),
        ("another_shape", Out.UNCERTAIN, None, None),
        ("accept_unlisted", Out.UNCERTAIN, None, None),
        ("accept_with_priceless_price", Out.UNCERTAIN, None, None),
        ("truncated", Out.UNCERTAIN, None, None),
        ("reset", Out.UNCERTAIN, None, None),
    ],
)
def test_solapis_answers_are_told_apart(
    server: LoopbackSolapi, fault: str, outcome: Outcome, code: str | None, trouble: Trouble | None
) -> None:
    server.plan = [fault]
    result = solapi_at(server.origin).send(a_text())
    assert (result.outcome, result.code, result.trouble) == (outcome, code, trouble)
    assert (result.reference is not None) == (outcome is Out.ACCEPTED)
    assert server.connections == len(server.seen) == 1, "one POST, whatever the answer"
    assert len(result.detail or "") <= 300
    assert "\n" not in (result.detail or "")


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_an_answer_that_does_not_come_in_time_is_uncertain_and_not_asked_for_again(
    server: LoopbackSolapi, fault: str
) -> None:
    server.plan = [fault]
    result = solapi_at(server.origin, whole=0.2).send(a_text())
    assert result.outcome is Out.UNCERTAIN
    server.wait_for(1)
    assert server.connections == len(server.seen) == 1


@pytest.mark.parametrize(
    "fault",
    [
        "broken",
        "not_json",
        "another_shape",
        "truncated",
        "reset",
        "accept_unlisted",
        "accept_with_priceless_price",
        "repeated",
    ],
)
def test_a_text_whose_answer_was_lost_is_found_by_our_own_name_for_the_try(
    server: LoopbackSolapi, fault: str
) -> None:
    sender, lost, other = solapi_at(server.origin), a_text(), a_text()
    began = datetime.now(UTC)
    server.plan = [fault]
    assert sender.send(lost).outcome is Out.UNCERTAIN
    sender.send(other)  # the same words to the same phone
    found = {one.attempt_id for one in sender.find(sought(lost, since=began))}
    assert found == {lost.attempt_id, other.attempt_id}


def test_a_port_nobody_listens_on_is_certainly_not_sent(pauses: list[float]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{probe.getsockname()[1]}"
    assert solapi_at(origin).send(a_text()).outcome is Out.NOT_SENT
    assert pauses == [0, 0.5, 1.0]


def test_a_name_nobody_knows_is_certainly_not_sent(pauses: list[float]) -> None:
    sender, text = solapi_at("http://solapi.invalid"), a_text()
    assert sender.send(text).outcome is Out.NOT_SENT
    assert len(pauses) == 3
    with pytest.raises(SenderSilent):
        sender.find(sought(text))


def test_a_server_that_speaks_no_tls_never_sees_the_text(server: LoopbackSolapi, pauses: list[float]) -> None:
    result = solapi_at(server.origin.replace("http://", "https://")).send(a_text())
    assert result.outcome is Out.NOT_SENT
    assert server.seen == []
    assert len(pauses) == 3, "connecting is tried again, posting is not"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (httpx.ConnectTimeout("no answer to SYN"), Out.NOT_SENT),
        (httpx.UnsupportedProtocol("gopher"), Out.NOT_SENT),
        (httpx.ReadTimeout("5 s"), Out.UNCERTAIN),
        (httpx.WriteTimeout("5 s"), Out.UNCERTAIN),
        (httpx.WriteError("gone"), Out.UNCERTAIN),
        (RuntimeError("TooManyRequests", "not SOLAPI's"), Out.UNCERTAIN),
        (Exception(429, "a number for a word"), Out.UNCERTAIN),
        (Exception({"odd": "word"}, "x"), Out.UNCERTAIN),
        (Exception(), Out.UNCERTAIN),
    ],
)
def test_whatever_is_not_known_to_be_certain_is_uncertain(error: Exception, outcome: Outcome) -> None:
    assert outcome_of_error(error).outcome is outcome


def test_a_long_error_word_fits_the_column(server: LoopbackSolapi) -> None:
    result = solapi_at(server.origin, secret="not-ours").send(a_text())
    assert (result.outcome, result.trouble) == (Out.REFUSED, Trouble.CONFIGURATION)
    assert result.code == "SignatureDoesNotMatc"


def test_each_request_is_signed_afresh(server: LoopbackSolapi) -> None:
    sender = solapi_at(server.origin)
    assert [sender.send(a_text()).outcome for _ in range(3)] == [Out.ACCEPTED] * 3
    assert len(server.signatures) == 3


def test_the_limits_of_a_single_step_are_those_of_the_client() -> None:
    """The client names none and so relies upon httpx: an httpx without them would hang for ever."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=3)) as client:
        assert client.timeout == httpx.Timeout(5.0)
    assert WHOLE_CALL > 4 * 5.0 + 1.5, "a server that takes no calls is found out by the client itself"


def test_a_proxy_of_the_environment_is_not_used(
    server: LoopbackSolapi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client brings its own transport, so httpx leaves proxies alone; SOLAPI_API_URL names a relay."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert solapi_at(server.origin).send(a_text()).outcome is Out.ACCEPTED


def test_no_number_of_a_customer_comes_into_the_log(
    server: LoopbackSolapi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    sender = solapi_at(server.origin)
    sender.send(text := a_text())
    sender.find(sought(text))
    assert "01012345678" not in caplog.text


def test_what_it_can_is_what_solapi_says() -> None:
    assert not CAPABILITIES.answers_from("KR"), "a registered number takes no replies: the link is the reply"
    longest = "가" * CAPABILITIES.most_units
    assert len(longest.encode("euc_kr")) <= 2000
    assert CAPABILITIES.can_list
