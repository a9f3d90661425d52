"""The year itself: people, phones, boxes and the shop, moved from one moment to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.year.agenda import Agenda, Due
from tests.year.looking import Looking
from tests.year.notes import Notes
from tests.year.pages import NothingToPress
from tests.year.people.everybody import Person
from tests.year.phones import Phones
from tests.year.shop import OPENS, ZONE, YearShop
from tests.year.world import World, at_hour

# The longest the clock jumps. Told times and what is owed have moments of their own.
ON_THE_ROAD, BY_DAY, BY_NIGHT = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3)
MORNING, EVENING = 7, 22


@dataclass(frozen=True)
class Plan:
    """What is asked for: so many repairs begun over so many days, by that seed."""

    repairs: int
    days: int
    seed: int

    @property
    def ends(self) -> datetime:
        """When the year is over."""
        return OPENS + timedelta(days=self.days)

    @property
    def last_request(self) -> float:
        """Days after which nobody asks for a repair any more, so that most come to their end."""
        return max(self.days * 0.4, self.days - 60)

    @property
    def is_quiet(self) -> bool:
        """Whether so few come that a small staff looks in now and then."""
        return self.repairs / self.last_request < 4


@dataclass
class Year:
    """Everything but the shop can be put away and taken up again."""

    plan: Plan
    agenda: Agenda = field(default_factory=Agenda)
    notes: Notes = field(default_factory=Notes)
    world: World = field(default_factory=World)
    people: dict[str, Person] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # whose phone it is
    standstill: tuple[datetime, datetime] | None = None
    ticked: datetime = OPENS
    phones: Phones = field(init=False)

    def __post_init__(self) -> None:
        self.phones = Phones(self.plan.seed)

    shop: YearShop = field(init=False, repr=False)
    seen: Looking = field(init=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("shop", "seen")}

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.shop.clock.time

    @property
    def local(self) -> datetime:
        """The same as the shop's clocks show it."""
        return self.now.astimezone(ZONE)

    def rng(self, *names: object) -> Random:
        """Chance that is the same for the same names, whatever else happened before."""
        return Random("/".join(map(str, (self.plan.seed, *names))))

    def rings(self, number: str) -> None:
        """A text has arrived there."""
        owner = self.numbers.get(number)
        if owner is not None:
            self.people[owner].rings()

    def hear_now(self) -> None:
        """Somebody waits at their screen for a text: the quick jobs run and the network brings it."""
        self.shop.at_once()
        self.phones.bring(self)
        self.shop.at_once()

    # -- one moment after the other

    def play(
        self, watch: Callable[[], None] = lambda: None, until: Callable[[], bool] = lambda: False
    ) -> None:
        """To the end of the plan, or until told to stop; `watch` is called after each moment with something in it."""
        while self.now < self.plan.ends and not until():
            ticks_at = self._tick()
            due = self.agenda.next_at()
            self.shop.clock.time = max(self.now, min(ticks_at, due or ticks_at))
            self._act()
            if self.now >= ticks_at:
                self.ticked = self.now
                if not self.stands_still:
                    self.shop.tick()
                    self.phones.bring(self)
                    self.seen.look_ahead()
            watch()

    @property
    def stands_still(self) -> bool:
        """Whether nothing of the shop's machine runs."""
        return self.standstill is not None and self.standstill[0] <= self.now < self.standstill[1]

    def _tick(self) -> datetime:
        """When the jobs look next: at the next step of the clock, or when a told time passes before that."""
        told = None if self.stands_still else self.seen.next_told(self.now)
        return min(self.plan.ends, self._grid(), told or self.plan.ends)

    def _grid(self) -> datetime:
        by_day = MORNING <= self.ticked.astimezone(ZONE).hour < EVENING
        step = (ON_THE_ROAD if self.seen.on_the_road else BY_DAY) if by_day else BY_NIGHT
        start = at_hour(self.ticked, 0)
        return start + ((self.ticked - start) // step + 1) * step

    def _act(self) -> None:
        while due := self.agenda.take(self.now):
            if self.stands_still and self.standstill and due.who != "network":
                self.agenda.put(
                    self.standstill[1] + timedelta(minutes=due.number % 240), *due[2:4], *due.about
                )
                continue
            self._do(due)
            self.shop.at_once()
            self.phones.bring(self)

    def _do(self, due: Due) -> None:
        if due.who == "network":
            self.phones.arrive(self, due.about[0])
            return
        self.notes.did(self.now, due.who, due.what)
        person = self.people[due.who]
        try:
            person.do(due.what, *due.about)
        except NothingToPress as no:
            person.finds_nothing(no.wanted, no.page)
