"""A picture from a customer is fetched from our own account, small and in time, or not at all."""

import socket
from contextlib import suppress
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest

from app.adapters.sms.twilio.media import MediaRefused, MediaSilent, Why, fetch_media
from app.adapters.sms.twilio.transport import is_inside
from app.kernel.settings import Settings
from tests.adapters.sms.providers import twilio_settings
from tests.fakes.loopback import ACCOUNT, Answer, LoopbackTwilio
from tests.fakes.twilio_messages import ROOT

PATH = f"{ROOT}/MM{'1' * 32}/Media/ME{'2' * 32}"
URL = f"https://api.twilio.com{PATH}"
JPEG = (("Content-Type", "image/jpeg"),)


@pytest.fixture
def shop(server: LoopbackTwilio) -> Settings:
    """A shop whose way to Twilio is the stand-in."""
    return twilio_settings(server.origin)


def why(settings: Settings, url: str = URL, **limits: Any) -> Why:
    """The reason for which the picture is refused."""
    with pytest.raises(MediaRefused) as refused:
        fetch_media(settings, url, **limits)
    return refused.value.reason


def lead(server: LoopbackTwilio, path: str, to: str) -> None:
    server.media[path] = Answer(307, b"", (("Location", to),))


@pytest.mark.parametrize("host", ["", "api.twilio.com", "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"])
@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/heic", "image/webp", "IMAGE/GIF; x=1"])
def test_a_picture_of_our_account_comes_as_it_is(
    server: LoopbackTwilio, shop: Settings, host: str, kind: str
) -> None:
    server.media[PATH] = Answer(200, b"\xff\xd8picture", (("Content-Type", kind),))
    url = f"https://{host}{PATH}" if host else server.origin + PATH
    assert fetch_media(shop, url) == b"\xff\xd8picture"
    (call,) = server.calls
    assert call.headers["authorization"].startswith("Basic ")
    assert call.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "url",
    [
        f"http://api.twilio.com{PATH}",
        f"https://api.twilio.com:8443{PATH}",
        f"https://api.twilio.com.evil.example{PATH}",
        f"https://apixtwilio.com{PATH}",
        f"https://evil.example/api.twilio.com{PATH}",
        f"https://api.twilio.com@evil.example{PATH}",
        f"https://me:secret@api.twilio.com{PATH}",
        f"https://video.twilio.com{PATH}",
        f"https://127.0.0.1{PATH}",
        f"https://[::1{PATH}",
        f"https://api.twilio.com:x{PATH}",
        f"ftp://api.twilio.com{PATH}",
        f"https://api.twilio.com{PATH}?x=1",
        f"https://api.twilio.com{PATH}.json",
        f"https://api.twilio.com{PATH}/../../../Keys",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}.json",
        "",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_not_even_called(server: LoopbackTwilio, shop: Settings, url: str) -> None:
    assert why(shop, url) is Why.FOREIGN
    assert server.calls == []


def test_another_account_is_not_ours(server: LoopbackTwilio, shop: Settings) -> None:
    assert why(shop, URL.replace(ACCOUNT, "AC" + "9" * 32)) is Why.NOT_OURS
    assert server.calls == []


def test_the_relay_is_only_itself(server: LoopbackTwilio) -> None:
    assert why(twilio_settings(), server.origin + PATH) is Why.FOREIGN


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(200, b"<html>", (("Content-Type", "text/html"),)), Why.NOT_A_PICTURE),
        (Answer(200, b"<svg/>", (("Content-Type", "image/svg+xml"),)), Why.NOT_A_PICTURE),
        (Answer(200, b"bytes"), Why.NOT_A_PICTURE),
        (Answer(200, b"zip", (*JPEG, ("Content-Encoding", "gzip"))), Why.NOT_A_PICTURE),
        (Answer(404, b""), Why.GONE),
        (Answer(410, b""), Why.GONE),
        (Answer(401, b""), Why.NOT_ALLOWED),
        (Answer(304, b""), Why.NOT_ALLOWED),
        (Answer(200, b"x" * 101, JPEG), Why.TOO_LARGE),
    ],
)
def test_what_is_no_picture_for_us_is_refused_for_good(
    server: LoopbackTwilio, shop: Settings, answer: Answer, reason: Why
) -> None:
    server.media[PATH] = answer
    assert why(shop, most_bytes=100) is reason
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", Why.TOO_LARGE),
        (b"HTTP/1.1 307 There\r\nLocation: http://mms.twiliocdn.com/\r\n\r\n", Why.NOT_HTTPS),
        (b"HTTP/1.1 404 Gone\r\n\r\n", Why.GONE),
    ],
)
def test_a_body_without_end_is_not_read_to_its_end(head: bytes, reason: Why) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings = twilio_settings(f"http://127.0.0.1:{listening.getsockname()[1]}")
        poured: list[int] = []
        pouring = Thread(target=_pour, args=(listening, head, poured))
        pouring.start()
        assert why(settings, most_bytes=200_000, seconds=20) is reason
        pouring.join(10)
    assert sum(poured) < 50_000_000, "what lies in the buffers of the machine, and no more"


def _pour(listening: socket.socket, head: bytes, poured: list[int]) -> None:
    """Send a body without length or end to one caller, until it hangs up."""
    with listening.accept()[0] as caller, suppress(OSError):
        caller.recv(65536)
        caller.sendall(head)
        while True:
            caller.sendall(b"x" * 65536)
            poured.append(65536)


@pytest.mark.parametrize("fault", ["broken", "plain_429", "reset", "truncated"])
def test_trouble_on_the_way_may_pass(server: LoopbackTwilio, shop: Settings, fault: str) -> None:
    server.media[PATH] = Answer(200, b"a whole picture", JPEG)
    server.plan_get = [fault]
    with pytest.raises(MediaSilent):
        fetch_media(shop, URL)
    assert len(server.calls) == 1
    assert fetch_media(shop, URL) == b"a whole picture"


@pytest.mark.parametrize("fault", ["hang", "trickle", "trickle_body"])
def test_a_picture_that_does_not_end_in_time_may_be_asked_for_later(
    server: LoopbackTwilio, shop: Settings, fault: str
) -> None:
    server.media[PATH] = Answer(200, b"a picture of some length" * 4, JPEG)
    server.plan_get, server.pause = [fault], 0.1
    with pytest.raises(MediaSilent):
        fetch_media(shop, URL, seconds=0.3)


def test_redirects_share_one_time_limit(server: LoopbackTwilio, shop: Settings) -> None:
    lead(server, PATH, "/a")
    lead(server, "/a", "/b")
    server.media["/b"] = Answer(200, b"picture", JPEG)
    server.plan_get, server.pause = ["accept", "trickle", "trickle"], 0.05
    with pytest.raises(MediaSilent):
        fetch_media(shop, URL, seconds=0.4)


def test_credentials_do_not_follow_a_redirect(
    server: LoopbackTwilio, shop: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do those that a .netrc of the machine has for that host."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login operator password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    lead(server, PATH, "/stored/picture?signature=1")
    server.media["/stored/picture"] = Answer(200, b"picture", JPEG)
    assert fetch_media(shop, URL) == b"picture"
    first, second = server.calls
    assert "authorization" in first.headers
    assert "authorization" not in second.headers


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://mms.twiliocdn.com/x", Why.NOT_HTTPS),
        ("ftp://mms.twiliocdn.com/x", Why.NOT_HTTPS),
        ("file:///etc/passwd", Why.NOT_HTTPS),
        ("https://me@mms.twiliocdn.com/x", Why.FOREIGN),
        ("https:///x", Why.FOREIGN),
        ("https://[::1/x", Why.FOREIGN),
        ("https://127.0.0.1/x", Why.INSIDE),
        ("https://10.1.2.3/x", Why.INSIDE),
        ("https://169.254.169.254/latest/meta-data", Why.INSIDE),
        ("https://[::1]/x", Why.INSIDE),
        ("https://[::ffff:127.0.0.1]/x", Why.INSIDE),
        ("https://[fe80::1]/x", Why.INSIDE),
        ("https://localhost/x", Why.INSIDE),
        ("https://2130706433/x", Why.INSIDE),
        ("https://metadata.google.internal/x", Why.INSIDE),
    ],
)
def test_a_redirect_leads_only_to_public_https(
    server: LoopbackTwilio, shop: Settings, to: str, reason: Why
) -> None:
    lead(server, PATH, to)
    assert why(shop) is reason
    assert len(server.calls) == 1


def test_a_name_that_leads_inside_is_seen_on_the_connection_itself(
    server: LoopbackTwilio, shop: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the name is looked up, and whatever it says in between."""
    real = socket.getaddrinfo

    def rebinding(host: Any, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if host == "pictures.example.com" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)  # the name server is the attacker's here
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as inside:
        lead(server, PATH, f"https://pictures.example.com:{inside.getsockname()[1]}/x")
        assert why(shop) is Why.INSIDE
        caller, _ = inside.accept()
        with caller:
            heard.append(caller.recv(10))
    assert heard == [b""], "not one byte was said to it"


def test_three_redirects_are_enough(server: LoopbackTwilio, shop: Settings) -> None:
    paths = [PATH, "/1", "/2", "/3"]
    for here, there in pairwise(paths):
        lead(server, here, there)
    server.media["/3"] = Answer(200, b"picture", JPEG)
    assert fetch_media(shop, URL) == b"picture"
    lead(server, "/3", "/4")
    assert why(shop) is Why.TOO_MANY_REDIRECTS


@pytest.mark.parametrize("host", ["mms.twiliocdn.com", "1.1.1.1", "[2606:4700::1111]", "s3.amazonaws.com."])
def test_public_hosts_are_not_inside(host: str) -> None:
    assert not is_inside(host)


@pytest.mark.parametrize(
    "host", ["printer", "0.0.0.0", "224.0.0.1", "[2002:7f00:1::]", "shop.local", "fe80::1%eth0"]
)
def test_hosts_of_a_network_are_inside(host: str) -> None:
    assert is_inside(host)
