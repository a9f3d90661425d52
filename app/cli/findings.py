"""What `flask doctor` says of one thing it looked at."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing looked at; `remedy` is empty where all is well."""

    subject: str
    said: str
    remedy: str = ""
