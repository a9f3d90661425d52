"""The stand-in for Twilio, one for each test, and an environment that routes nothing anywhere else."""

from collections.abc import Iterator

import pytest

from tests.fakes.loopback import LoopbackTwilio, loopback_twilio


@pytest.fixture(autouse=True)
def unrouted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy and certificates of the machine that runs the tests are not theirs."""
    for name in (
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[LoopbackTwilio]:
    with loopback_twilio() as running:
        yield running
