"""What an auditor may see of the year that is played: `seen.Seen`, made of browsers of its own and raw rows."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.demo.seed import DEMO_STAFF
from tests.year.browser import Browser
from tests.year.phones import newest_link
from tests.year.seen import Received
from tests.year.shop import PASSWORD, ZONE

if TYPE_CHECKING:
    from tests.year.year import Year

CODE = re.compile(r"\b([0-9A-Z]{4})-([0-9A-Z]{4})-([0-9A-Z]{4})\b")
AUDITOR = "192.0.2.9"
TOLD = (
    "SELECT due_at AS at, code FROM tickets WHERE due_at > :after AND due_at <= :until "
    "AND state NOT IN ('closed', 'cancelled', 'expired')",
    "SELECT s.ends_at AS at, t.code AS code FROM courier_jobs j JOIN slots s ON s.id = j.slot_id "
    "JOIN tickets t ON t.id = j.ticket_id WHERE j.state IN ('booked', 'assigned', 'en_route') "
    "AND s.ends_at > :after AND s.ends_at <= :until",
)
OWED = (
    "SELECT min(due_at) AS at FROM outbox WHERE state = 'owed' AND due_at > :after",
    "SELECT min(check_at) AS at FROM sms_attempts WHERE check_at > :after",
)
OPEN = (
    "SELECT 1 FROM courier_jobs j JOIN slots s ON s.id = j.slot_id WHERE j.state IN ('booked', 'assigned', 'en_route') "
    "AND s.starts_at <= :now AND s.ends_at > :lately LIMIT 1"
)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
STILL_OUT = timedelta(hours=3)  # after a window, couriers may still come
A_LITTLE = timedelta(seconds=30)  # after a told time the jobs that look so often have looked


class Looking:
    """Fulfils `seen.Seen`."""

    def __init__(self, year: "Year") -> None:
        self._year = year
        self._customer = {language: Browser(language, AUDITOR) for language in ("en", "ko")}
        self._staff: dict[tuple[str, str], Browser] = {}
        self._links: dict[str, str] = {}
        self._read_texts = 0
        self._looked = year.now
        self._told: datetime | None = None
        self.on_the_road = False

    @property
    def now(self) -> datetime:
        """The moment of this look."""
        return self._year.now

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZONE

    def links(self) -> Mapping[str, str]:
        """By code, the link that a text about it carried last."""
        arrived = self._year.phones.arrived
        for one in arrived[self._read_texts :]:
            code, link = CODE.search(one.body), newest_link(one.body)
            if code and link:
                self._links["".join(code.groups())] = link
        self._read_texts = len(arrived)
        return self._links

    def page(self, path: str, language: str) -> str:
        """As the customer would see it."""
        return (
            self._customer[language].open(f"{path}{'&' if '?' in path else '?'}lang={language}").body.decode()
        )

    def staff_page(self, role: str, path: str, language: str) -> str:
        """As somebody of that role would see it."""
        browser = self._staff.setdefault((role, language), Browser(language, AUDITOR))
        page = browser.open(path)
        if page.button("Sign in") is not None:
            login = next(login for one, login, _ in DEMO_STAFF if one.value == role)
            browser.kept["language"] = language
            page.press("Sign in", login=login, password=PASSWORD)
            page = browser.open(path)
        return page.body.decode()

    def received(self) -> Sequence[Received]:
        """All texts that arrived."""
        return self._year.phones.arrived

    def sent_in(self, number: str) -> Sequence[Received]:
        """What that number said."""
        return self._year.phones.answered.get(number, [])

    def rows(self, sql: str, **values: object) -> Sequence[Mapping[str, Any]]:
        """Raw rows; moments and ids are bound as the database keeps them."""
        return self._year.shop.rows(sql, **values)

    def touched(self) -> Collection[str]:
        """What changed or came due since the last look."""
        ids, self._year.shop.touched = self._year.shop.touched, set()
        found = {
            str(row["code"])
            for one in ids
            for row in self.rows("SELECT code FROM tickets WHERE id = :id", id=one)
        }
        for sql in TOLD:
            found |= {str(row["code"]) for row in self.rows(sql, after=self._looked, until=self.now)}
        self._looked = self.now
        return found

    # -- for the year itself

    def look_ahead(self) -> None:
        """Find out when a told time passes next or something is owed, and whether a courier is on the road."""
        least = (*(f"SELECT min(at) AS at FROM ({one}) x" for one in TOLD), *OWED)
        found = [self.rows(sql, **_only(sql, after=self.now, until=FAR))[0]["at"] for sql in least]
        moments = [_moment(one) for one in found if one is not None]
        self._told = min(moments) + A_LITTLE if moments else None
        self.on_the_road = bool(self.rows(OPEN, now=self.now, lately=self.now - STILL_OUT))

    def next_told(self, now: datetime) -> datetime | None:
        """The next such moment, as found at the last look ahead."""
        return self._told if self._told is not None and self._told > now else None


def _only(sql: str, **values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in sql}


def _moment(stored: Any) -> datetime:
    if isinstance(stored, str):
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    assert isinstance(stored, datetime)
    return stored.astimezone(UTC) if stored.tzinfo else stored.replace(tzinfo=UTC)
