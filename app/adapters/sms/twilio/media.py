"""A guarded download of one picture that came by MMS: from our account, small, in time, a picture, or not at all.

The address came in a signed webhook, but it is still an address somebody else chose: it is followed only to
Twilio, with credentials only there, and on from there only to public hosts. Source: Twilio, Media resource;
"Protect media access with HTTP basic authentication" (the answer redirects to a storage host for some hours).
"""

import re
from enum import StrEnum
from functools import partial
from urllib.parse import SplitResult, urljoin, urlsplit

from requests import PreparedRequest, RequestException, Response, Session
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import HTTPError

from app.adapters.calls import Calls
from app.adapters.counters import Ended
from app.adapters.sms.twilio.transport import EndingAdapter, NotPublic, is_inside
from app.kernel.settings import Settings

MOST_BYTES = 5_000_000  # Twilio's own limit for one message
WHOLE_DOWNLOAD = 30.0  # seconds, redirects included
CONNECT, READ = 4.0, 10.0  # seconds
MOST_REDIRECTS = 3
PICTURES = frozenset({"image/jpeg", "image/png", "image/heic", "image/webp", "image/gif", "application/pdf"})
# api.twilio.com, and the same of a region or an edge: api.ie1.twilio.com, api.dublin.ie1.twilio.com
TWILIO = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
MEDIA = re.compile(
    r"/2010-04-01/Accounts/(?P<account>AC\w{32})/Messages/[MS]M\w{32}/Media/ME\w{32}", re.ASCII
)


class Why(StrEnum):
    """Why a picture is not taken."""

    FOREIGN = "not an address of Twilio's media"
    NOT_OURS = "not of our account"
    NOT_HTTPS = "not https"
    INSIDE = "leads to an address that is not public"
    TOO_MANY_REDIRECTS = "redirected too often"
    GONE = "no such picture"
    NOT_ALLOWED = "the provider refuses to show it"
    TOO_LARGE = "too large"
    NOT_A_PICTURE = "not a picture"


class MediaRefused(Exception):
    """The picture is not taken, now or later; `reason` says why."""

    def __init__(self, reason: Why) -> None:
        super().__init__(reason.value)
        self.reason = reason


class MediaSilent(Exception):
    """The picture could not be had now; another time it may."""


CALLS = Calls("twilio", {MediaRefused: Ended.REFUSED, MediaSilent: Ended.FAILED})


class _NoCredentials(AuthBase):
    """Nothing, not even what a .netrc of the machine would add for that host."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        return r


class _OneStep(Session):
    """Requests by default reads the whole body of a redirect to prepare the next step; the next step is ours."""

    def get_redirect_target(self, resp: Response) -> None:
        """None, ever."""


def fetch_media(
    settings: Settings, url: str, *, most_bytes: int = MOST_BYTES, seconds: float = WHOLE_DOWNLOAD
) -> bytes:
    """The bytes of the picture at `url`, as sent. Raises MediaRefused, or MediaSilent where it may be retried.

    HTTPS_PROXY and REQUESTS_CA_BUNDLE are honoured. A proxy looks names up itself, so behind one only
    addresses that are plainly inside are refused here; closing the rest is the proxy's part.
    """
    here = _checked(url, settings.twilio_account_sid, _relay(settings))
    with CALLS.measured("fetch_media", within=seconds) as call:
        try:
            return call.run(partial(_followed, settings, here, most_bytes))
        except NotPublic:
            raise MediaRefused(Why.INSIDE) from None
        except (RequestException, HTTPError, OSError) as error:
            raise MediaSilent(f"{type(error).__name__}: {error}") from error


def _followed(settings: Settings, here: str, most_bytes: int) -> bytes:
    """From redirect to redirect, all within the time of one call."""
    relay = _relay(settings)
    auth: AuthBase = HTTPBasicAuth(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
    for _step in range(MOST_REDIRECTS + 1):
        with _OneStep() as session:
            # The relay is the operator's own word; every other host must be a public one.
            adapter = EndingAdapter(public_only=_origin(here) != relay)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            with _asked(session, here, auth) as answer:
                if not answer.is_redirect:
                    return _picture(answer, most_bytes)
                here, auth = _next(here, answer.headers["Location"], relay), _NoCredentials()
    raise MediaRefused(Why.TOO_MANY_REDIRECTS)


def _relay(settings: Settings) -> str:
    """Where the operator leads our calls to Twilio, if not there."""
    return settings.twilio_api_url.rstrip("/")


def _asked(session: Session, url: str, auth: AuthBase) -> Response:
    return session.get(
        url,
        auth=auth,
        timeout=(CONNECT, READ),
        allow_redirects=False,
        stream=True,
        headers={"Accept-Encoding": "identity"},  # nothing to unpack, nothing that grows when unpacked
    )


def _checked(url: str, account_sid: str, relay: str) -> str:
    """Where to ask for the picture: the address if it is one of our account's, at the relay if there is one."""
    parts = _split(url)
    twilios = parts.scheme == "https" and parts.port in (None, 443) and TWILIO.fullmatch(parts.hostname or "")
    named = MEDIA.fullmatch(parts.path)
    if "@" in parts.netloc or not (twilios or (relay and _origin(url) == relay)):
        raise MediaRefused(Why.FOREIGN)
    if named is None or parts.query:
        raise MediaRefused(Why.FOREIGN)
    if named["account"] != account_sid:
        raise MediaRefused(Why.NOT_OURS)
    return f"{relay}{parts.path}" if relay else f"https://{parts.hostname}{parts.path}"


def _next(here: str, location: str, relay: str) -> str:
    """Where a redirect leads, if it is somewhere we go."""
    _split(location)  # joining stumbles over nonsense
    there = urljoin(here, location)
    parts = _split(there)
    if relay and _origin(there) == relay:
        return there
    if parts.scheme != "https":
        raise MediaRefused(Why.NOT_HTTPS)
    if "@" in parts.netloc or not parts.hostname:
        raise MediaRefused(Why.FOREIGN)
    if is_inside(parts.hostname):
        raise MediaRefused(Why.INSIDE)
    return there


def _picture(answer: Response, most_bytes: int) -> bytes:
    """The body, if the answer is what it should be."""
    _check_status(answer.status_code)
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind not in PICTURES or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise MediaRefused(Why.NOT_A_PICTURE)
    said = answer.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > most_bytes:
        raise MediaRefused(Why.TOO_LARGE)
    body = bytearray()
    for chunk in answer.iter_content(64 * 1024):  # raises where the connection ends before the said length
        body += chunk
        if len(body) > most_bytes:
            raise MediaRefused(Why.TOO_LARGE)
    return bytes(body)


def _check_status(status: int) -> None:
    if status == 429 or status >= 500:
        raise MediaSilent(f"HTTP {status}")
    if status in (404, 410):
        raise MediaRefused(Why.GONE)
    if status != 200:
        raise MediaRefused(Why.NOT_ALLOWED)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname  # both are read only now, and may be nonsense
    except ValueError:
        raise MediaRefused(Why.FOREIGN) from None
    return parts


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
