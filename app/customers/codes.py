"""Phone codes: made again from the shop's secret when they leave; the database holds what they are known by.

Six digits are tried out in a second, so what is stored depends on the secret as well: who reads the rows, in a
backup for instance, learns no code from them.
"""

from uuid import UUID

from app.kernel.ids import derive_digits, derive_token, hash_token

LENGTH = 6


def digits_of(secret: str, code_id: UUID) -> str:
    """The six digits of the code of that row."""
    return derive_digits(secret, "phone-code", f"code:{code_id}", count=LENGTH)


def fingerprint(secret: str, draft_id: UUID, digits: str) -> str:
    """What is stored of a code: 64 hexadecimal digits, another one for every request."""
    return hash_token(derive_token(secret, "phone-code-typed", f"{draft_id}:{digits}"))
