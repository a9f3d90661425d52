"""Technicians: they take the queue row by row, find what they find, and are ill, late or mistaken now and then."""

from datetime import datetime, timedelta
from random import Random
from typing import ClassVar

from tests.year.odds import happens
from tests.year.pages import Page, Row, say
from tests.year.people.bench import AtTheBench
from tests.year.people.promised import say_how_it_stands
from tests.year.world import at_hour

A_ROUND = 7  # repairs that are opened in one
AWAY = timedelta(days=7)


class Technician(AtTheBench):
    """One of those who repair."""

    role: ClassVar[str] = "technician"
    hours = (9, 10, 11, 13, 14, 15, 16, 17)

    def morning(self) -> None:
        """Some mornings one is ill, and stays so for a week."""
        if not self.is_away and happens(
            self.rng("ill", self.today()), "a technician falls ill on a working day"
        ):
            self.away_until = self.year.now + AWAY

    def work(self) -> None:
        """The inbox in the morning and after lunch, then the queue."""
        if self.year.local.hour in (9, 13):
            self.inbox()
        say_how_it_stands(self)
        colleagues = [
            one for one in self.year.people.values() if isinstance(one, Technician) and one is not self
        ]
        cover = any(one.is_away for one in colleagues) and self.year.local.hour in (11, 15)
        queue = self.open("/bench?whose=all" if cover else "/bench")
        done = 0
        for row in sorted(queue.rows(), key=self._order):
            if done >= A_ROUND:
                break
            done += self._take(row, queue)

    def _order(self, row: Row) -> tuple[bool, str, str]:
        return (
            self.year.now < self.ready.get(self.about(row), self.year.now),
            self.customer_of(row),
            row.title,
        )

    def _take(self, row: Row, queue: Page) -> bool:
        """Open one and do what it needs; False where nothing was to be done yet."""
        about = self.about(row)
        if self.year.now < self.ready.get(about, self.year.now):
            return False
        stage = say(self.browser.language, "Delivered")
        if row.stage == stage:
            return False  # the customer's turn
        rng = self.rng(about)
        if about not in self.ready and happens(rng, "a technician overlooks a repair for days"):
            self.ready[about] = self._in_days(rng)
            return False
        page = self.open(row.href)
        if (
            page.button("Take this repair") is not None
            and say(self.browser.language, "nobody's yet") in row.more
        ):
            page = page.press("Take this repair")
        elif page.button("Take this repair") is not None:
            page = page.press("Take this repair")  # a colleague who is away had it
        if not self.looks_well(page):
            return False
        return self.act(row, page, rng)

    def _in_days(self, rng: Random) -> datetime:
        return at_hour(self.year.now, 9, days=rng.randint(2, 6))

    # -- what customers wrote

    def inbox(self) -> None:
        """Answer what waits; some of it stays until tomorrow."""
        page = self.open("/bench/inbox")
        tasks = page.tree.xpath("//main//section[contains(@class,'card')][.//h2/a]")
        for task in sorted(tasks, key=lambda one: str(one.xpath(".//h2/a")[0].text_content())):
            rng = self.rng("inbox")
            if not happens(rng, "a technician answers a message on the same day"):
                continue
            link = task.xpath(".//h2/a")[0].get("href")
            self.reply(link, rng)

    def reply(self, link: str, rng: Random) -> None:
        """Write back from the repair's page."""
        page = self.open(link)
        if page.button("Send the message") is None:
            return
        korean, english = rng.choice(
            (
                (
                    "확인했습니다. 오늘 안에 살펴보고 알려드릴게요.",
                    "Seen. I look at it today and let you know.",
                ),
                ("네, 가격에 포함되어 있습니다.", "Yes, the price contains it."),
            )
        )
        said = korean if self.browser.language == "ko" else english
        self.looks_well(page.press("Send the message", body=said))
