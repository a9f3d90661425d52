"""How a try can fail at Twilio: certainly not sent, refused for a reason, or nobody knows."""

from ssl import SSLCertVerificationError

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, InvalidURL, SSLError
from twilio.base.exceptions import TwilioRestException
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProxyError

from app.adapters.sms.twilio.words import trouble_of
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.states import Trouble

# Raised by urllib3 before a single byte of the request could leave.
NEVER_LEFT = (ConnectTimeoutError, NameResolutionError, NewConnectionError)
CLOSED_TO_US = "Tunnel connection failed"  # http.client's words for a proxy that says no to CONNECT
PASSES = frozenset({Trouble.CAPACITY, Trouble.LATER})


def outcome_of_error(error: Exception, *, retry_after: float | None = None) -> SendResult:
    """What a failed try means for the text. Everything not known to be certain is uncertain.

    `retry_after` are the seconds the answer asked for, if there was one.
    """
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, TwilioRestException):
        return _outcome_of_status(error.status, error.code, str(error.msg), retry_after)
    if isinstance(error, (ConnectTimeout, InvalidURL)) or _never_left(error):
        return SendResult(Outcome.NOT_SENT, detail=detail)
    status = getattr(error, "status", None)
    if isinstance(status, int):  # the client's newer exception for RFC 9457 answers
        return _outcome_of_status(status, getattr(error, "code", None), detail, retry_after)
    return SendResult(Outcome.UNCERTAIN, detail=detail)


def code_of(status: int, code: object) -> str | None:
    """Twilio's own code; None where the client only repeats the HTTP status, as it does without one."""
    return str(code) if isinstance(code, int) and code != status else None


def _outcome_of_status(status: int, code: object, detail: str, retry_after: float | None) -> SendResult:
    known = code_of(status, code)
    if status == 429:
        trouble = Trouble.CAPACITY
        return SendResult(
            Outcome.NOT_SENT, code=known or "429", detail=detail, trouble=trouble, retry_after=retry_after
        )
    if 400 <= status < 500 and known:
        reason = trouble_of(known)
        ended = Outcome.NOT_SENT if reason in PASSES else Outcome.REFUSED
        return SendResult(ended, code=known, detail=detail, trouble=reason, retry_after=retry_after)
    # A 4xx without Twilio's code was written by somebody in between; a 5xx may come after acceptance.
    return SendResult(Outcome.UNCERTAIN, code=str(status), detail=detail)


def _never_left(error: Exception) -> bool:
    """Whether the connection was never made: refused, unreachable, a name nobody knows, a foreign certificate.

    By the proxy as by Twilio itself. Not every ProxyError is one: urllib3 calls also an answer so that was lost
    behind an open proxy, as the connection is closed and forgotten by then.
    """
    if not isinstance(error, NoConnection):
        return False
    inner = error.args[0] if error.args else None
    reason = getattr(inner, "reason", inner)
    if isinstance(reason, ProxyError):
        reason = reason.original_error
        if str(reason).startswith(CLOSED_TO_US):
            return True
    stranger = reason.args[0] if isinstance(error, SSLError) and reason and reason.args else None
    return isinstance(reason, NEVER_LEFT) or isinstance(stranger, SSLCertVerificationError)
