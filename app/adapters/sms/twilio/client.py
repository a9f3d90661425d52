"""Twilio's official client with what it lacks: time limits, our origin if one is set, and a look at headers."""

import logging
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from threading import local
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from app.adapters.sms.twilio.transport import EndingAdapter
from app.kernel.settings import Settings

# The client would log each request with its body: private links and phone codes stay out of logs.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)

CONNECT_TIMEOUT = 4.0  # seconds
READ_TIMEOUT = 15.0  # seconds without a byte


class OurHttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Twilio's own HTTP client with limits, no hidden retries, and another origin if one is set.

    Its session is requests' own, so HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE are honoured.
    """

    def __init__(
        self,
        *,
        origin: str = "",
        timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT),
    ) -> None:
        super().__init__()
        self._origin = urlsplit(origin) if origin else None
        self._last = local()  # threads share the client, each with its own last answer
        self.timeout = timeouts  # what the client uses where a call names none; requests takes the pair
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, EndingAdapter())

    @property
    def retry_after(self) -> float | None:
        """Seconds that the last answer on this thread asked us to wait."""
        return getattr(self._last, "retry_after", None)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """As the client asks, to our origin and with our limits."""
        self._last.retry_after = None
        if self._origin is not None:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        response = super().request(method, url, *args, **kwargs)
        self._last.retry_after = retry_after(response.headers or {})
        return response


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait a Retry-After header asks for, in seconds; a date counts from the answer's own (RFC 9110)."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        waited = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):  # no such header, not a date, or one with and one without a zone
        return None
    return max(0.0, waited.total_seconds())


def make_client(settings: Settings) -> Client:
    """The client of the account that the settings name."""
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        http_client=OurHttpClient(origin=settings.twilio_api_url),
    )
