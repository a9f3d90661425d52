"""The seam between those who play the year and whoever audits it: all an auditor may know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Received:
    """A text on a phone, as it was delivered: at which moment (aware UTC), from or to which number, its words."""

    at: datetime
    number: str
    body: str


class Seen(Protocol):
    """What can be seen of the shop from outside, and its raw rows."""

    @property
    def now(self) -> datetime:
        """The moment of this look, aware UTC."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone, in which its sentences speak."""
        ...

    def links(self) -> Mapping[str, str]:
        """Ticket code as the rows have it, to the path of its private page ("/t/…")."""
        ...

    def page(self, path: str, language: str) -> str:
        """HTML as the customer sees it now, by a client of its own; `language` is "en" or "ko"."""
        ...

    def staff_page(self, role: str, path: str, language: str) -> str:
        """HTML as somebody of that role sees it now ("technician", "dispatcher", "manager", …)."""
        ...

    def received(self) -> Sequence[Received]:
        """All texts that have arrived on customers' phones so far, the oldest first; it only grows."""
        ...

    def sent_in(self, number: str) -> Sequence[Received]:
        """What that number has said to us by text, the oldest first."""
        ...

    def rows(self, sql: str, **values: object) -> Sequence[Mapping[str, Any]]:
        """What raw SQL that only reads finds, with named binds (":code"); values as the driver gives them."""
        ...

    def touched(self) -> Collection[str]:
        """Codes on which something changed, or a told time passed, since the last look; asking forgets them."""
        ...
