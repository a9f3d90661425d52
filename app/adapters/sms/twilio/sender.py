"""Sending through Twilio's official client, and telling "certainly not sent" from "nobody knows".

Twilio has no idempotency key for new messages and its client no timeout of its own, so both are our
care: every try has connect and read limits, nothing is repeated here, and only what cannot have reached
Twilio is called not sent.
"""

import logging
from ssl import SSLCertVerificationError
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, InvalidURL, ProxyError, SSLError
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.ports import Outcome, SendResult, SmsToSend

# The client would log each request with its body: private links and phone codes stay out of logs.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)

CONNECT_TIMEOUT = 4.0  # seconds
READ_TIMEOUT = 15.0  # seconds; well within the outbox lease of 60
SENDERS = 32  # connections kept open to the API
# Raised by urllib3 before a single byte of the request could leave.
NEVER_LEFT = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class OurHttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Twilio's own HTTP client with both timeouts, no hidden retries, and another origin if one is set."""

    def __init__(self, *, origin: str = "", timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT)):
        super().__init__()
        self._origin = urlsplit(origin) if origin else None
        self.timeout = timeouts  # what the client uses where a call names none; requests takes the pair
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=SENDERS, max_retries=0))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """As the client asks, to our origin and with our limits."""
        if self._origin is not None:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        return super().request(method, url, *args, **kwargs)


class TwilioSender:
    """One account, sending from a number or from a messaging service."""

    name = "twilio"

    def __init__(self, client: Client, *, from_phone: str = "", messaging_service: str = "") -> None:
        self._client = client
        self._sender = (
            {"messaging_service_sid": messaging_service} if messaging_service else {"from_": from_phone}
        )

    def send(self, sms: SmsToSend) -> SendResult:
        """One POST, at most; see `outcome_of_error` for how it can end."""
        report = {"status_callback": sms.status_callback} if sms.status_callback else {}
        try:
            message = self._client.messages.create(
                to=sms.to_phone, body=sms.body, **self._sender, **report
            )  # fmt: skip
        except Exception as error:  # the client lets pass whatever its layers raise, JSON errors included
            return outcome_of_error(error)
        if not message.sid:
            return SendResult(Outcome.UNCERTAIN, detail="the answer names no message")
        return SendResult(Outcome.ACCEPTED, str(message.sid))


def outcome_of_error(error: Exception) -> SendResult:
    """What a failed try means for the text. Everything not known to be certain is uncertain."""
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, TwilioRestException):
        return _outcome_of_status(error.status, error.code, error.msg)
    if isinstance(error, ProxyError):
        return SendResult(Outcome.UNCERTAIN, detail=detail)  # the proxy may have passed it on
    if isinstance(error, (ConnectTimeout, InvalidURL)) or _never_left(error):
        return SendResult(Outcome.NOT_SENT, detail=detail)
    status = getattr(error, "status", None)
    if isinstance(status, int):  # the client's newer exception for RFC 9457 answers
        return _outcome_of_status(status, getattr(error, "code", None), detail)
    return SendResult(Outcome.UNCERTAIN, detail=detail)


def _outcome_of_status(status: int, code: object, detail: str) -> SendResult:
    known = str(code) if isinstance(code, int) and code != status else None
    if status == 429:
        return SendResult(Outcome.NOT_SENT, code=known or "429", detail=detail)
    if 400 <= status < 500 and known:
        return SendResult(Outcome.REFUSED, code=known, detail=detail)
    # A 4xx without Twilio's code was written by somebody in between; a 5xx may come after acceptance.
    return SendResult(Outcome.UNCERTAIN, code=str(status), detail=detail)


def _never_left(error: Exception) -> bool:
    """Whether the connection was never made: refused, unreachable, a name nobody knows, a foreign certificate."""
    if not isinstance(error, NoConnection):
        return False
    inner = error.args[0] if error.args else None
    reason = getattr(inner, "reason", inner)
    stranger = reason.args[0] if isinstance(error, SSLError) and reason and reason.args else None
    return isinstance(reason, NEVER_LEFT) or isinstance(stranger, SSLCertVerificationError)


def make(settings: Settings, _database: Database, _clock: Clock) -> TwilioSender:
    """The sender that the settings describe."""
    client = Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        http_client=OurHttpClient(origin=settings.twilio_api_url),
    )
    return TwilioSender(
        client,
        from_phone=settings.twilio_from,
        messaging_service=settings.twilio_messaging_service_sid,
    )
