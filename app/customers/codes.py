"""Phone codes: made again from the house's secret when they leave; the database holds what they are known by.

Six digits are tried out in a second, so what is stored depends on the secret as well: who reads the rows, in a
backup for instance, learns no code from them.
"""

from uuid import UUID

from app.kernel.ids import derive_digits, derive_token, hash_token

LENGTH = 6
ABOUT = "code:"


def about_code(code_id: UUID) -> str:
    """What a text is bound to that carries the code of this row."""
    return f"{ABOUT}{code_id}"


def digits_of(secret: str, about: str) -> str:
    """The six digits of the code a text is bound to."""
    return derive_digits(secret, "phone-code", about, count=LENGTH)


def fill_in(secret: str, about: str | None, mark: str) -> str:
    """The digits for a text that carries a code; `mark` as it is where the text carries none."""
    return digits_of(secret, about) if about and about.startswith(ABOUT) else mark


def fingerprint(secret: str, draft_id: UUID, digits: str) -> str:
    """What is stored of a code: 64 hexadecimal digits, another one for every request."""
    return hash_token(derive_token(secret, "phone-code-typed", f"{draft_id}:{digits}"))
