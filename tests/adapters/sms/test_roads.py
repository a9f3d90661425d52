"""An operator can route what we send: HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE count, as with any client."""

import socket
from collections.abc import Iterator

import pytest

from app.adapters.sms.twilio.media import MediaSilent, fetch_media
from app.messaging.sms.ports import Outcome, SmsSought
from tests.adapters.sms.providers import a_text, twilio_at, twilio_settings
from tests.adapters.sms.roads import CERTIFICATE, Proxy, proxy_to, server_tls
from tests.fakes.loopback import ACCOUNT, LOST_ANSWER, Answer, LoopbackTwilio, loopback_twilio
from tests.fakes.twilio_messages import ROOT

PICTURE = f"{ROOT}/MM{'1' * 32}/Media/ME{'2' * 32}"


@pytest.fixture
def secure() -> Iterator[LoopbackTwilio]:
    """A stand-in that calls itself api.twilio.com, with a certificate nobody trusts by itself."""
    with loopback_twilio(server_tls()) as running:
        yield running


@pytest.fixture
def proxy(secure: LoopbackTwilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The operator's way out of the house."""
    with proxy_to(secure.server_address[1]) as running:
        monkeypatch.setenv("HTTPS_PROXY", running.url)
        yield running


def trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))


def test_a_stranger_who_says_to_be_twilio_gets_nothing(secure: LoopbackTwilio) -> None:
    """The certificate is looked at before anything is said, so the text certainly was not sent."""
    assert twilio_at(secure.origin).send(a_text()).outcome is Outcome.NOT_SENT
    assert secure.seen == []


def test_a_certificate_of_the_operators_bundle_is_trusted(
    secure: LoopbackTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(monkeypatch)
    assert twilio_at(secure.origin).send(a_text()).outcome is Outcome.ACCEPTED
    assert secure.accepted().total() == 1


def test_texts_and_questions_take_the_operators_proxy(
    secure: LoopbackTwilio, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client and its address are Twilio's own here; only the environment leads it elsewhere."""
    trust(monkeypatch)
    sender, sms = twilio_at(), a_text()
    result = sender.send(sms)
    assert result.outcome is Outcome.ACCEPTED
    assert proxy.wanted == ["api.twilio.com:443"]
    assert secure.accepted() == {sms.body: 1}
    assert result.reference
    record = sender.look_up(result.reference)
    assert record
    assert list(sender.find(SmsSought("a", sms.to_phone, sms.body, record.created_at))) == [record]


def test_without_the_bundle_nothing_is_said_through_the_proxy(secure: LoopbackTwilio, proxy: Proxy) -> None:
    assert twilio_at().send(a_text()).outcome is Outcome.NOT_SENT
    assert (proxy.wanted, secure.seen) == (["api.twilio.com:443"], [])


def test_a_host_named_in_no_proxy_is_called_directly(
    secure: LoopbackTwilio, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(monkeypatch)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert twilio_at(secure.origin).send(a_text()).outcome is Outcome.ACCEPTED
    assert proxy.wanted == []


def test_a_proxy_that_takes_no_connection_has_certainly_passed_nothing_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{probe.getsockname()[1]}")
    assert twilio_at("https://api.twilio.example").send(a_text()).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize("says_no", ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_says_no_has_certainly_passed_nothing_on(
    secure: LoopbackTwilio, proxy: Proxy, says_no: str
) -> None:
    proxy.says_no = says_no
    assert twilio_at().send(a_text()).outcome is Outcome.NOT_SENT
    assert (proxy.wanted, secure.seen) == (["api.twilio.com:443"], [])


@pytest.mark.parametrize("lost", [LOST_ANSWER, "truncated"])
def test_an_answer_that_is_lost_behind_the_proxy_leaves_a_question(
    secure: LoopbackTwilio, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """The client's libraries call it an error of the proxy, too; the text may be with the customer."""
    trust(monkeypatch)
    secure.plan = [lost]
    assert twilio_at().send(a_text()).outcome is Outcome.UNCERTAIN
    assert secure.accepted().total() == 1


def test_an_answer_through_the_proxy_ends_in_time_as_well(
    secure: LoopbackTwilio, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(monkeypatch)
    secure.plan, secure.pause = ["trickle"], 0.1
    assert twilio_at(whole=0.3).send(a_text()).outcome is Outcome.UNCERTAIN
    assert secure.accepted().total() == 1


def test_a_picture_takes_the_proxy_and_the_storage_host_learns_no_credentials(
    secure: LoopbackTwilio, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(monkeypatch)
    secure.media[PICTURE] = Answer(307, b"", (("Location", "https://mms.twiliocdn.com/x?signed=1"),))
    secure.media["/x"] = Answer(200, b"jpeg", (("Content-Type", "image/jpeg"),))
    assert fetch_media(twilio_settings(), f"https://api.twilio.com{PICTURE}") == b"jpeg"
    assert proxy.wanted == ["api.twilio.com:443", "mms.twiliocdn.com:443"]
    first, second = secure.calls
    assert ("authorization" in first.headers, "authorization" in second.headers) == (True, False)
    assert ACCOUNT in first.target


def test_a_picture_of_a_host_nobody_vouches_for_is_not_taken(secure: LoopbackTwilio, proxy: Proxy) -> None:
    with pytest.raises(MediaSilent):
        fetch_media(twilio_settings(), f"https://api.twilio.com{PICTURE}")
    assert secure.calls == []
