"""One reader for each setting that is more than a number: what it may look like, and what to write instead.

Each takes what stands in the environment and returns it as the program keeps it; ValueError carries the rest of
a line that begins with the setting's name. A sentence never repeats what may be a secret.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from babel.core import get_global
from babel.numbers import get_territory_currencies
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.kernel.amounts import WHOLE, readings_of
from app.kernel.sms_limits import read_hours, read_prices, read_regions

HOME = Path(__file__).parents[2]  # relative paths count from here, wherever the program was started
DISCREPANCIES = frozenset({"battery", "damaged", "wrong_device", "empty", "missing", "serial"})
LONGEST = 200  # characters of a word of the shop's own; a label or a text has room for no more
_USUAL = {"UK": "GB", "EN": "GB", "KO": "KR", "JA": "JP", "JPN": "JP", "KOR": "KR", "USA": "US"}
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)
_KOREAN = re.compile(r"(\+82[1-9]\d{6,9}|0\d{7,11}|1\d{7})?", re.ASCII)
_POSTGRES = re.compile(r"postgres(ql)?(?=://)")


def read_words(written: str) -> frozenset[str]:
    """Words between commas; "none" is no word at all."""
    return frozenset(word.strip().lower() for word in written.split(",")) - {"", "none"}


def read_setting(name: str, written: str) -> str:
    """The setting `name` as the program keeps it. Raises ValueError with the rest of one line."""
    if not written.isprintable():
        raise ValueError("holds signs that cannot be seen, such as a line break: write it in one line")
    return (READERS.get(name) or SECRETS[name])(written)


def read_number(written: object) -> object:
    """A number as an operator writes it, `5,000` too; what is none comes back as it was, for others to refuse.

    Raises ValueError where it can be two numbers: `5.000` is five to a program and five thousand to a person.
    """
    if not isinstance(written, str):
        return written
    readings = readings_of(written, WHOLE)
    if len(readings) == 2:
        one, other = (f"{reading.normalize():f}" for reading in readings)
        raise ValueError(f"“{written.strip()}” can be {one} or {other}: write digits alone")
    return int(readings[0]) if readings else written


def _line(written: str) -> str:
    if len(written) > LONGEST:
        raise ValueError(f"has {len(written)} characters: write at most {LONGEST}")
    return written


def _word(written: str) -> str:
    if not re.fullmatch(r"[!-~]*", written):
        raise ValueError("must be the word alone as the provider shows it, without spaces")
    return written


def _phone(written: str) -> str:
    if not 3 <= sum(c.isdigit() for c in written) <= 20 or re.search(r"[^\d\s+()./-]", written):
        raise ValueError("must be a number people can call, such as 02-123-4567")
    return _line(written)


def _origin(written: str) -> str:
    parts = _split(written)
    if written and (parts is None or parts[2].strip("/") or "?" in written or "#" in written):
        raise ValueError("must be an origin such as https://fix.example, without a path")
    return f"{parts[0]}://{parts[1]}" if parts else ""


def _address(written: str) -> str:
    if written and _split(written) is None:
        raise ValueError("must be an address such as https://host.example")
    return written.rstrip("/")


def _split(written: str) -> tuple[str, str, str] | None:
    """Scheme, host and path of an http address without a name and password, or None."""
    if re.search(r"[\s@\\]", written) or not written.isprintable():
        return None
    try:
        parts = urlsplit(written)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, an open bracket
        return None
    return (parts.scheme, parts.netloc.lower(), parts.path) if known else None


def read_database_url(written: str) -> str:
    """The database's address with its driver; an SQLite file is named from the program's folder on."""
    try:
        url = make_url(_POSTGRES.sub("postgresql+psycopg", written))
    except (ArgumentError, ValueError):
        raise ValueError("must be an address such as postgresql+psycopg://user@host/mendpost") from None
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if url.get_backend_name() == "postgresql" and not url.database:
        raise ValueError(
            "must end with the name of the database, such as postgresql+psycopg://user@host/mendpost"
        )
    if url.get_backend_name() == "sqlite" and url.host:
        raise ValueError(
            "needs three strokes before a file, four before one from the root: sqlite:////var/x.db"
        )
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(HOME / Path(url.database).expanduser()))
    return url.render_as_string(hide_password=False)


def _bind(written: str) -> str:
    if written == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(written.strip("[]"))) if written else ""
    except ValueError:
        raise ValueError("must be an address of this machine, such as 127.0.0.1 or 0.0.0.0") from None


@cache
def _zones() -> frozenset[str]:
    # Python reads a whole tree of files for each asking.
    return frozenset(available_timezones())


def _zone(written: str) -> str:
    if written not in _zones():
        raise ValueError(f"“{written[:40]}” is no time zone of the IANA list: write one such as Asia/Seoul")
    return written


def _currency(written: str) -> str:
    code = written.upper()
    if code not in _currencies():
        raise ValueError(f"“{written[:40]}” is no currency of ISO 4217: write one such as KRW or USD")
    return code


@cache
def _currencies() -> frozenset[str]:
    """What somebody somewhere pays with today: ISO 4217 has codes for gold, for tests, for "none" and for the past."""
    return frozenset(
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory)
    )


def _region(written: str) -> str:
    code = written.upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(
            f"“{written[:40]}” is no country code of ISO 3166: write {_USUAL.get(code, 'KR or US')}"
        )
    return code


def _account(written: str) -> str:
    if written and not re.fullmatch(r"AC\w+", written, re.ASCII):
        raise ValueError("must be the account's SID, which begins with AC")
    return written


def _service(written: str) -> str:
    if written and not re.fullmatch(r"MG\w+", written, re.ASCII):
        raise ValueError("must be the messaging service's SID, which begins with MG")
    return written


def _sender(written: str) -> str:
    number = re.sub(r"[\s().-]", "", written) if written.startswith("+") else written
    if number and not _SENDER.fullmatch(number):
        raise ValueError("must be a sender such as +15005550006")
    return number


def _korean_sender(written: str) -> str:
    number = re.sub(r"[\s-]", "", written)
    if not _KOREAN.fullmatch(number):
        raise ValueError("must be a Korean number such as 02-000-0000 or 1588-0000")
    return number


def _provider(written: str) -> str:
    if written not in ("", "twilio", "solapi", "demo"):
        raise ValueError("must be one of twilio, solapi, demo, or empty")
    return written


def _bucket(written: str) -> str:
    if written and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,62}", written):
        raise ValueError("must be the bucket's name alone, such as mendpost-photos")
    return written


def _prefix(written: str) -> str:
    if not re.fullmatch(r"\w[\w-]*(/\w[\w-]*)*", written, re.ASCII):
        raise ValueError("must be words with / between them, such as photos or shop/photos")
    return written


def _discrepancies(written: str) -> str:
    unknown = read_words(written) - DISCREPANCIES
    if unknown:
        raise ValueError(
            f"“{min(unknown)}” is no discrepancy: write some of {', '.join(sorted(DISCREPANCIES))}, or none"
        )
    return written


def _readable(reader: Callable[[str], object]) -> Callable[[str], str]:
    def read(written: str) -> str:
        reader(written)
        return written

    return read


READERS: Mapping[str, Callable[[str], str]] = {
    "database_url": read_database_url,
    "bind": _bind,
    "public_url": _origin,
    "s3_bucket": _bucket,
    "s3_endpoint_url": _address,
    "s3_region": _word,
    "s3_access_key_id": _word,
    "s3_prefix": _prefix,
    "shop_name": _line,
    "shop_phone": _phone,
    "shop_address": _line,
    "shop_zone": _zone,
    "currency": _currency,
    "default_region": _region,
    "bank_account": _line,
    "sms_provider": _provider,
    "twilio_account_sid": _account,
    "twilio_from": _sender,
    "twilio_messaging_service_sid": _service,
    "twilio_api_url": _address,
    "solapi_api_key": _word,
    "solapi_from": _korean_sender,
    "solapi_api_url": _address,
    "sms_regions": _readable(read_regions),
    "sms_quiet_hours": _readable(read_hours),
    "sms_prices": _readable(read_prices),
    "dock_second_person": _discrepancies,
}
# The secrets, which no sentence may repeat: one word each, as the provider shows it.
SECRETS: Mapping[str, Callable[[str], str]] = {
    "secret_key": _line,
    "s3_secret_access_key": _word,
    "twilio_auth_token": _word,
    "twilio_auth_token_old": _word,
    "solapi_api_secret": _word,
}
