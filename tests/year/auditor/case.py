"""Everything known of one repair, from look to look: its rows, its pages as read now, its texts, its promises."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.year.auditor.breaches import Breach
from tests.year.auditor.claims import Claim, Line
from tests.year.auditor.dates import NoSuchDay
from tests.year.auditor.heard import Heard
from tests.year.auditor.pages import Page
from tests.year.auditor.patterns import Reading
from tests.year.auditor.rows import Facts, Row, plain, surely
from tests.year.auditor.told import SOON, Ledger, Timed, done_already, times_in
from tests.year.seen import Received, Seen


@dataclass
class Case:
    """One repair before the auditor. `new` are the texts that arrived since the last look."""

    seen: Seen
    code: str
    path: str
    facts: Facts
    now: datetime
    zone: ZoneInfo
    texts: list[Heard] = field(default_factory=list)
    new: list[Heard] = field(default_factory=list)
    pages: dict[str, Page] = field(
        default_factory=dict
    )  # by the last part of the address, "" is the page itself
    ledger: Ledger = field(default_factory=Ledger)
    said: set[tuple[str, str]] = field(default_factory=set)  # what truths have remembered of this repair
    stood: list[tuple[datetime, datetime]] = field(default_factory=list)  # when nothing at all could be done
    number_talk: Sequence[Heard] = ()  # all texts to its number, also about other repairs
    number_said: Sequence[Received] = ()  # what that number said to us

    @property
    def home(self) -> Page | None:
        """The private page itself."""
        return self.pages.get("")

    def breach(self, truth: str, sentence: str, why: str) -> Breach:
        """A breach of this repair, now."""
        return Breach(self.code, truth, self.now, sentence, why)

    def once(self, truth: str, what: str) -> bool:
        """Whether this is the first time that a truth asks for this."""
        known = (truth, what) in self.said
        self.said.add((truth, what))
        return not known

    def stood_until(self, moment: datetime) -> datetime:
        """That moment, or the end of the standstill in which it lies."""
        return next((ends for starts, ends in self.stood if starts < moment < ends), moment)

    def claims(self, claim: Claim, about: str | None = None) -> Iterator[tuple[Page, Reading]]:
        """Each sentence on its pages that makes this claim."""
        for page in self.pages.values():
            for _, reading in page.read:
                if any(s.claim == claim and (about is None or s.about == about) for s in reading.says):
                    yield page, reading

    def times_on(self, page: Page) -> tuple[list[Timed], list[str]]:
        """The times a page shows as coming, and the sentences whose day cannot be."""
        following = next(
            (Line(s.about) for _, r in page.read for s in r.says if s.claim == Claim.NEXT_IS), None
        )
        booked = Line.RETURN if page.path.endswith("/return") else Line.PICKUP
        found: list[Timed] = []
        impossible = []
        for _, reading in page.read:
            try:
                found += times_in(reading, self.now, self.zone, line_next=following, booked=booked)
            except NoSuchDay:
                impossible.append(reading.text)
        return found, impossible

    def times_told(self, text: Heard) -> list[Timed]:
        """The times a text names as coming; none where its day cannot be."""
        try:
            return times_in(text.reading, text.at, self.zone) if text.reading else []
        except NoSuchDay:
            return []

    def row_of(self, text: Heard) -> Row | None:
        """The row of a text that arrived: of several with the same words the newest that was written before."""
        for row in reversed(self.facts.texts):
            if plain(row["body"]) == text.body and surely(row["created_at"]) <= text.at:
                return row
        return None

    def written_at(self, text: Heard) -> datetime:
        """When it was written; when it arrived, where no row says so."""
        row = self.row_of(text)
        return surely(row["created_at"]) if row is not None else text.at

    def left_at(self, text: Heard) -> datetime:
        """When it was handed to the network: what is slow after that is not the shop's doing."""
        row = self.row_of(text)
        return surely(row["left_at"]) if row is not None and row["left_at"] is not None else text.at

    def keep_ledger(self) -> None:
        """Write down what was told since the last look, then end what has ended."""
        replies = [surely(m["at"]) for m in self.facts.messages if not m["from_customer"]]
        for text in self.new:
            for timed in self.times_told(text):
                self._tell(timed, text.at, "text")
        if self.home is not None:
            for timed in self.times_on(self.home)[0]:
                self._tell(timed, self.now, "page")
        self.ledger.settle(self.facts.events, replies, self.now)

    def _tell(self, timed: Timed, at: datetime, via: str) -> None:
        line = timed.line
        if timed.says.claim != Claim.COMING_AT or line is Line.CUSTOMER:
            return
        if (
            line is Line.RETURN and not self._is_booked()
        ):  # "ready to go back" and no day chosen: the customer's time
            return
        done = done_already(line, at, self.facts.events)
        if timed.told.ends <= at and via == "page":
            return  # a passed time on a page is no new promise
        due = timed.told.ends + (SOON if line is Line.FOLLOW_UP else timedelta(0))  # "we ask on", not "by"
        self.ledger.tell(line, due, at=at, via=via, sentence=timed.sentence, shown=not done)

    def _is_booked(self) -> bool:
        return any(trip.leg == "outbound" for trip in self.facts.trips)


@dataclass
class Book:
    """All repairs, for what holds of the whole shop."""

    seen: Seen
    now: datetime
    zone: ZoneInfo
    cases: dict[str, Case] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)
