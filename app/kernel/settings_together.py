"""What must go together: credentials whole or not at all, a secret of one's own, no demo beside a real shop."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.kernel.addresses import AT_HOME, is_inside
from app.kernel.sms_limits import read_prices

if TYPE_CHECKING:
    from app.kernel.settings import Settings

DEMO_SECRET = "demo-secret-that-protects-nothing"  # noqa: S105 - named for what it is
SHORTEST_SECRET = 32  # characters
A_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105 - how one is made


def quarrels(settings: "Settings") -> Iterator[str]:
    """One line for each thing that cannot stand beside another, by the settings' names."""
    yield from _secret(settings)
    yield from _twilio(settings)
    yield from _solapi(settings)
    yield from _provider(settings)
    yield from _bucket(settings)
    if settings.sms_daily_cap and not read_prices(settings.sms_prices):
        yield "SMS_DAILY_CAP needs SMS_PRICES, such as KR=20,*=150, to count what texts cost"
    if settings.session_idle_hours > settings.session_days * 24:
        yield "SESSION_IDLE_HOURS must be less than SESSION_DAYS are together"


def signs_of_a_real_shop(settings: "Settings") -> list[str]:
    """The names of settings nobody makes who only looks at a demo: there it would open a shop to everybody."""
    address = urlsplit(settings.public_url)
    # Credentials for a stand-in of a provider on this very machine open nobody's account.
    twilio, solapi, bucket = (
        urlsplit(url).hostname not in AT_HOME
        for url in (settings.twilio_api_url, settings.solapi_api_url, settings.s3_endpoint_url)
    )
    signs = {
        "PUBLIC_URL": address.scheme == "https" or not is_inside(address.hostname or ""),
        "SECRET_KEY": settings.secret_key.get_secret_value() != DEMO_SECRET,
        "SMS_PROVIDER": {"twilio": twilio, "solapi": solapi}.get(settings.sms_provider),
        "TWILIO_ACCOUNT_SID": twilio and settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": twilio and settings.twilio_auth_token.get_secret_value(),
        "SOLAPI_API_KEY": solapi and settings.solapi_api_key,
        "SOLAPI_API_SECRET": solapi and settings.solapi_api_secret.get_secret_value(),
        "S3_BUCKET": bucket and settings.s3_bucket,
        "TRUSTED_PROXIES": settings.trusted_proxies,
    }
    return [name for name, there in signs.items() if there]


def _secret(settings: "Settings") -> Iterator[str]:
    if settings.demo:
        signs = signs_of_a_real_shop(settings)
        if signs:
            yield (
                f"DEMO is true beside signs of a real shop ({', '.join(signs)}), where everybody would know the "
                "passwords: set DEMO=false, or take these away to look at the demo"
            )
        return
    secret = settings.secret_key.get_secret_value()
    if secret == DEMO_SECRET:
        yield f"SECRET_KEY must be your own when DEMO is false, made by {A_SECRET}; DEMO=true opens the demo shop"
    elif len(secret) < SHORTEST_SECRET:
        yield f"SECRET_KEY must have {SHORTEST_SECRET} characters or more when DEMO is false"
    elif len(set(secret)) < SHORTEST_SECRET // 4:
        yield f"SECRET_KEY must be random: make one by {A_SECRET}"


def _twilio(settings: "Settings") -> Iterator[str]:
    if bool(settings.twilio_account_sid) != bool(settings.twilio_auth_token.get_secret_value()):
        yield "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or none"
    elif settings.twilio_account_sid and not (settings.twilio_from or settings.twilio_messaging_service_sid):
        yield "TWILIO_ACCOUNT_SID needs TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID to send from"


def _solapi(settings: "Settings") -> Iterator[str]:
    if bool(settings.solapi_api_key) != bool(settings.solapi_api_secret.get_secret_value()):
        yield "SOLAPI_API_KEY and SOLAPI_API_SECRET go together: set both or none"
    elif settings.solapi_api_key and not settings.solapi_from:
        yield "SOLAPI_API_KEY needs SOLAPI_FROM, the number registered there, to send from"


def _provider(settings: "Settings") -> Iterator[str]:
    ready = {"twilio": settings.twilio_account_sid, "solapi": settings.solapi_api_key}
    chosen = settings.sms_provider
    if chosen in ready and not ready[chosen]:
        yield f"SMS_PROVIDER={chosen} needs the credentials of {chosen}"
    if settings.solapi_api_key and settings.texts_go_by == "demo" and not chosen:
        yield "SOLAPI_API_KEY is set: say SMS_PROVIDER=solapi to send by it, or demo not to"


def _bucket(settings: "Settings") -> Iterator[str]:
    secret = settings.s3_secret_access_key.get_secret_value()
    if not settings.s3_bucket:
        if settings.s3_endpoint_url or settings.s3_region or settings.s3_access_key_id or secret:
            yield "S3_BUCKET must name a bucket, or leave S3_ENDPOINT_URL, S3_REGION and keys empty"
        return
    if bool(settings.s3_access_key_id) != bool(secret):
        yield "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set both or none"
    elif settings.s3_endpoint_url and not settings.s3_access_key_id:
        yield "S3_ENDPOINT_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"
    if not (settings.s3_endpoint_url or settings.s3_region):
        yield "S3_BUCKET needs S3_REGION, such as ap-northeast-2, or another store's S3_ENDPOINT_URL"
    if find_spec("boto3") is None:
        yield "S3_BUCKET needs Amazon's client, which is not installed: pip install '.[s3]'"
