"""Serial numbers as the records spell them."""

from unicodedata import normalize


def read_serial(typed: str) -> str:
    """A serial number as records spell it: full-width letters folded, upper case, no spaces."""
    return "".join(normalize("NFKC", typed).upper().split())
