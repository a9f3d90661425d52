"""Names for things: ticket codes people read aloud, secret link tokens, time-ordered row keys."""

import hashlib
import hmac
import os
import secrets
import time
import unicodedata
from base64 import urlsafe_b64encode
from threading import Lock
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
_CHECK = ALPHABET + "*~$=U"  # Crockford's check symbols, modulo 37
_PLAIN_LETTERS = str.maketrans("đðøłħŧı", "ddolhti")  # a stroke is no mark to Unicode
_PART_OF_A_LETTER = "\u3099\u309a"
_FOLD = str.maketrans({"I": "1", "L": "1", "O": "0"})
CODE_LENGTH = 12
_62_BITS = (1 << 62) - 1
_latest = 0
_one_at_a_time = Lock()


def new_row_id() -> UUID:
    """A UUIDv7: random, but sorted by time, so indexes grow at one end.

    Ids of one process rise strictly, also within a millisecond (RFC 9562 §6.2, method 2): rows written one
    after the other are read in that order.
    """
    global _latest
    millis, chance = time.time_ns() // 1_000_000, secrets.randbits(74)
    value = millis << 80 | 7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & _62_BITS
    with _one_at_a_time:
        _latest = max(value, _latest + 1)
        return UUID(int=_latest)


def _check_symbol(body: str) -> str:
    value = 0
    for char in body:
        value = value * 32 + ALPHABET.index(char)
    return _CHECK[value % 37]


def new_ticket_code() -> str:
    """Eleven random characters and a check letter, unformatted; drawn again until the check is plain.

    A plain *letter* also keeps the code from being read as a number by spreadsheets and carriers.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
        check = _check_symbol(body)
        if check in ALPHABET and check.isalpha():
            return body + check


def read_ticket_code(typed: str) -> str | None:
    """The code a person meant, or None where it cannot be one.

    Case, spaces, dashes and I/L/O are folded; the check letter must agree.
    """
    folded = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(c for c in folded if not _stands_between(c)).translate(_FOLD)
    if len(code) != CODE_LENGTH or any(c not in ALPHABET for c in code):
        return None
    return code if _check_symbol(code[:-1]) == code[-1] else None


def _stands_between(char: str) -> bool:
    """Whether people or their word processors put it between the groups of a code: dashes, spaces, nothing to see."""
    return char in "._·•−~\t\r\n" or unicodedata.category(char) in ("Pd", "Zs", "Cf")


def spell_code(code: str) -> str:
    """`ABCD-EFGH-JKMN`, as printed and read aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def plain_waybill(waybill: str) -> str:
    """A carrier's number as it is kept and compared, however it is grouped: narrow capitals, letters and digits only."""
    return "".join(char for char in unicodedata.normalize("NFKC", waybill).upper() if char.isalnum())


def plain_name(name: str) -> str:
    """A name as it is looked up: without case, marks, spaces and signs, Hangul put together.

    `José` is found as Jose, `Nguyễn` as Nguyen, `김 하늘` as 김하늘, `O'Brien` as obrien. Marks that are part of a
    letter in their script (Thai vowels, kana's voicing) stay.
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c) or c in _PART_OF_A_LETTER)
    whole = unicodedata.normalize("NFC", bare.casefold()).translate(_PLAIN_LETTERS)
    key = "".join(char for char in whole if char.isalnum() or unicodedata.category(char)[0] == "M")
    return key or "".join(whole.split())  # of a name that is nothing but signs


def new_token() -> str:
    """A fresh 128-bit secret as 22 URL-safe characters."""
    return urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()


def derive_token(secret: str, purpose: str, subject: str) -> str:
    """A 128-bit token that can be made again from the secret, so that no database holds it.

    HMAC-SHA-256 cut to 16 bytes (RFC 2104 §5 allows truncation to half or more of the output).
    """
    digest = hmac.digest(secret.encode(), f"{purpose}:{subject}".encode(), "sha256")
    return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def derive_digits(secret: str, purpose: str, subject: str, *, count: int) -> str:
    """So many decimal digits that can be made again from the secret; each sequence is as likely as any other.

    256 bits are folded into at most a few dozen, so what the fold prefers is far below anything to be seen.
    """
    digest = hmac.digest(secret.encode(), f"{purpose}:{subject}".encode(), "sha256")
    return f"{int.from_bytes(digest) % 10**count:0{count}}"


def hash_token(token: str) -> str:
    """What is stored of a secret link or session token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
