"""The auditor of the honest year: reads what customers and staff can see, and raw rows, and holds both against the truths.

It shares no code with the product: no import of `app`, nothing of the tests but the seam `tests/year/seen.py`. Its table
of sentences (`sentences.py`) says what every sentence claims; one file a truth (`t01.py` …) says when a claim is a
breach; `told.py` keeps the ledger of promises as customers were told them.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from tests.year.auditor import (
    t01,
    t02,
    t03,
    t04,
    t05,
    t06,
    t07,
    t08,
    t09,
    t10,
    t11,
    t12,
    t15,
    t17,
    t18,
)
from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Book, Case
from tests.year.auditor.figures import figures
from tests.year.auditor.heard import Heard, hear
from tests.year.auditor.pages import Page, read_page
from tests.year.auditor.patterns import masked
from tests.year.auditor.rows import facts_of
from tests.year.auditor.told import SOON
from tests.year.seen import Received, Seen

TRUTHS = (t01, t02, t03, t04, t05, t06, t07, t08, t09, t10, t11, t12, t15, t17)
DAILY = (t03, t18)
READING = "reading"  # the truth of a sentence that no row of the table knows
MORNING = 9  # o'clock at the shop, from when a day's figures are looked at
STANDSTILL = timedelta(hours=5)  # without a single look: nothing of the shop's machine went
A_MOMENT = timedelta(seconds=61)
TIMELESS = frozenset({"messages", "photos", "prepare", "cancel", "texts"})  # read once in each state
NO_PAGES = (".pdf", ".ics", ".png", "/again")


class Auditor:
    """Called by the players after each moment at which something happened."""

    def __init__(self, seen: Seen) -> None:
        self.breaches: list[Breach] = []
        self.unknown: Counter[str] = Counter()
        self.figures: dict[str, object] = {}
        self.seen = seen
        self.book = Book(seen, seen.now, seen.zone)
        self._heard = 0
        self._talk: dict[str, list[Heard]] = defaultdict(list)
        self._agenda: list[tuple[datetime, str]] = []
        self._counted: set[tuple[str, str, str, str]] = set()
        self._day: date | None = None
        self._stood: list[tuple[datetime, datetime]] = []
        self._looked: datetime | None = None

    def look(self) -> None:
        """Read what changed since the last look, and what only time has made untrue."""
        now = self.book.now = self.seen.now
        if self._looked is not None and now - self._looked > STANDSTILL:
            self._stood.append((self._looked, now))
        self._looked = now
        fresh = self._new_texts()
        links = self.seen.links()
        due = self._due(now)
        codes = {*self.seen.touched(), *fresh, *due}
        for code in sorted(codes):
            if code in links:
                self._look_at(code, links[code], fresh.get(code, ()), timed=code in due)
        self._look_daily(now)

    def finish(self) -> None:
        """Once more at everything, then the figures."""
        now = self.book.now = self.seen.now
        fresh = self._new_texts()
        for code, path in sorted(self.seen.links().items()):
            self._look_at(code, path, fresh.get(code, ()), timed=True)
        for truth in DAILY:
            self._count(truth.look_daily(self.book))
        self._day = now.astimezone(self.book.zone).date()
        self.figures = figures(self.book, self.breaches)

    def _look_at(self, code: str, path: str, fresh: Iterable[Heard], *, timed: bool) -> None:
        facts = facts_of(self.seen, code)
        if facts is None:
            return
        now = self.book.now
        case = self.book.cases.get(code)
        moved = case is None or case.facts.version != facts.version
        if case is None:
            case = self.book.cases[code] = Case(self.seen, code, path, facts, now, self.book.zone)
        case.path, case.facts, case.now, case.stood = path, facts, now, self._stood
        case.new = list(fresh)
        case.texts += case.new
        case.number_talk = self._talk[facts.phone]
        case.number_said = self.seen.sent_in(facts.phone)
        self._read_pages(case, below=moved or timed)
        case.keep_ledger()
        for truth in TRUTHS:
            self._count(truth.look(case))
        self._remember(case, something=moved or bool(case.new))

    def _read_pages(self, case: Case, *, below: bool) -> None:
        case.pages.clear()  # what was read at another moment says nothing about this one
        home = self._read(case, "")
        if not below:
            return
        for link in dict.fromkeys(link.split("?")[0].split("#")[0] for link in home.links):
            name = link.removeprefix(f"{case.path}/")
            if name == link or "/" in name or link.endswith(NO_PAGES):
                continue
            if name in TIMELESS and not case.once(READING, f"{name} {case.facts.state}"):
                continue
            self._read(case, name)

    def _read(self, case: Case, name: str) -> Page:
        address = f"{case.path}/{name}" if name else case.path
        page = read_page(self.seen.page(address, case.facts.language), address, case.facts.language)
        case.pages[name] = page
        for block in page.unread:
            self._unread(case.code, block.text, f"{name or 'the page'}, as {block.place}")
        return page

    def _new_texts(self) -> dict[str, list[Heard]]:
        """The texts that arrived since the last look, by the repair that each names."""
        received = self.seen.received()
        fresh: dict[str, list[Heard]] = defaultdict(list)
        for text in received[self._heard :]:
            self._take(text, fresh)
        self._heard = len(received)
        return fresh

    def _take(self, text: Received, fresh: dict[str, list[Heard]]) -> None:
        heard = hear(text)
        self._talk[heard.number].append(heard)
        if heard.reading is None:
            self._unread(heard.code, heard.body, "a text")
        if heard.code:
            fresh[heard.code].append(heard)

    def _unread(self, code: str, sentence: str, where: str) -> None:
        self.unknown[masked(sentence)] += 1
        self._count([Breach(code, READING, self.book.now, sentence, f"nobody knows this sentence ({where})")])

    def _count(self, found: Iterable[Breach]) -> None:
        """Keep each breach once for a repair, however often it is looked at."""
        for breach in found:
            key = (breach.ticket, breach.truth, masked(breach.why), masked(breach.sentence))
            if key not in self._counted:
                self._counted.add(key)
                self.breaches.append(breach)

    def _due(self, now: datetime) -> Collection[str]:
        codes = set()
        while self._agenda and self._agenda[0][0] <= now:
            codes.add(heapq.heappop(self._agenda)[1])
        return codes

    def _remember(self, case: Case, *, something: bool) -> None:
        """When to look at it again though nothing happens: as what was told passes, and a while after a step."""
        moments = {case.now + SOON + A_MOMENT} if something else set()
        for promise in case.ledger.open.values():
            moments |= {promise.due + A_MOMENT, promise.due + SOON + A_MOMENT}
        if case.home is not None:
            for timed in case.times_on(case.home)[0]:
                moments.add(timed.told.ends + A_MOMENT)
        for moment in moments:
            if moment > case.now and case.once("agenda", moment.isoformat()):
                heapq.heappush(self._agenda, (moment, case.code))

    def _look_daily(self, now: datetime) -> None:
        local = now.astimezone(self.book.zone)
        if local.hour < MORNING or self._day == local.date():
            return
        self._day = local.date()
        for truth in DAILY:
            self._count(truth.look_daily(self.book))


__all__ = ["Auditor", "Breach"]
