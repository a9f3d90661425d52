"""What a technician does with one repair: which button, what is typed, and how long the work takes."""

from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from tests.year.odds import happens, hours, pick
from tests.year.pages import NothingToPress, Page, Row
from tests.year.people.staff import Staff
from tests.year.world import Part, money_in

if TYPE_CHECKING:
    from tests.year.year import Year

FOUND = {"ko": "부품이 마모되어 교체가 필요합니다.", "en": "A worn part has to be replaced."}
WORSE = {"ko": "메인보드도 손상되어 있습니다.", "en": "The main board is damaged, too."}
PART = {"ko": "교체 부품", "en": "Spare part"}


class AtTheBench(Staff):
    """One repair at a time, remembered by its owner's name and device."""

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, language, number)
        self.ready: dict[str, datetime] = {}  # until when the work at hand takes
        self.chose: dict[str, str] = {}

    @staticmethod
    def customer_of(row: Row) -> str:
        """Whose it is, by the line of the queue."""
        return row.more.removeprefix(row.code).strip().split(" · ")[0]

    def about(self, row: Row) -> str:
        """What one remembers it by."""
        return f"{self.customer_of(row)}/{row.title}"

    def act(self, row: Row, page: Page, rng: Random) -> bool:
        """Press what its stage asks for."""
        self.at_hand, self.code = row, row.code
        choices = {
            "Offer terms": self._offer,
            "Answer": self._wait_for_answer,
            "Start the repair": self._diagnose,
            "Repair done, test it": self._repair,
            "Test passed": self._test,
            "Part is reserved": self._part_before,
            "Part has arrived": self._part_at_the_bench,
            "Release the hold": self._held,
            "The yes holds: repair it": self._settle,
        }
        act = next((act for words, act in choices.items() if page.choice_link(words) is not None), None)
        return act is not None and act(page, rng)

    def do_action(self, page: Page, words: str, **values: Any) -> bool:
        """Open the form of that button, fill it in and send it."""
        form = page.browser.open(self._form(page, words))
        return self.looks_well(form.press(words, **values))

    @staticmethod
    def _form(page: Page, words: str) -> str:
        address = page.choice_link(words)
        if address is None:
            raise NothingToPress(words, page)
        return address

    def say(self, sentences: dict[str, str]) -> str:
        """In one's own language."""
        return sentences[self.browser.language]

    def busy(self, rng: Random, least: float, most: float) -> None:
        """Nothing more of this one for so many hours."""
        self.ready[self.about(self.at_hand)] = self.year.now + hours(rng, least, most)

    # -- before anything ships

    def _offer(self, page: Page, rng: Random) -> bool:
        if (
            happens(rng, "a technician asks something first")
            and self.chose.get(self.about(self.at_hand)) != "asked"
        ):
            self.chose[self.about(self.at_hand)] = "asked"
            asks = {
                "ko": "언제 구입하셨고 물에 젖은 적이 있나요?",
                "en": "When was it bought, and did it ever get wet?",
            }
            return self.do_action(page, "Ask the customer", question=self.say(asks))
        if happens(rng, "nothing has to be sent, a hint is enough"):
            hint = {
                "ko": "전원 버튼을 10초 누르면 초기화됩니다.",
                "en": "Hold the power button for ten seconds.",
            }
            return self.do_action(page, "Close: nothing needs shipping", way="self_fix", note=self.say(hint))
        free = rng.random() < 0.3
        values: dict[str, str] = {
            "coverage": "warranty" if free else "paid",
            "cap": "0" if free else str(rng.randrange(20, 200) * 1000),
            "note": self.say(
                {"ko": "사진과 설명으로 판단했습니다.", "en": "Judged by your words and photos."}
            ),
        }
        if happens(rng, "a part has to be ordered before anything ships"):
            values |= self.order(rng)
        return self.do_action(page, "Offer terms", **values)

    def order(self, rng: Random, state: str = "dated") -> dict[str, str]:
        """Order a part: the day the supplier names goes on the page, the day it really comes into the world."""
        named = self.today() + timedelta(days=rng.randint(4, 12))
        self.year.world.parts[self.at_hand.code] = Part(named, self._really(rng, named))
        return {"part_1_name": self.say(PART), "part_1_state": state, "part_1_day": named.isoformat()}

    def _really(self, rng: Random, named: date) -> date | None:
        if happens(rng, "a part never comes"):
            return None
        return named + timedelta(days=rng.randint(2, 9)) if happens(rng, "a part comes late") else named

    def _wait_for_answer(self, page: Page, rng: Random) -> bool:
        self.busy(rng, 20, 30)
        return False

    def _part_before(self, page: Page, rng: Random) -> bool:
        """Waiting for a part before anything travels."""
        return self._part(page, rng, "Part is reserved")

    def _part_at_the_bench(self, page: Page, rng: Random) -> bool:
        return self._part(page, rng, "Part has arrived")

    def _part(self, page: Page, rng: Random, here: str) -> bool:
        """It is here; or the supplier says that it slips or never comes; else one looks again tomorrow."""
        part = self.year.world.parts.setdefault(self.at_hand.code, Part(self.today(), self.today()))
        if part.comes is not None and part.comes <= self.today():
            return self.do_action(page, here)
        self.busy(rng, 18, 26)
        about = f"part/{self.about(self.at_hand)}"
        if self.chose.get(about) == "gone":
            return self._without_part(page, rng)
        slips = part.comes is None or part.comes > part.said
        soon = self.today() >= part.said - timedelta(days=1)
        if not (slips and soon and happens(rng, "a supplier says when a part is late")):
            return False
        if part.comes is None and self.chose.get(about) == "late":
            self.chose[about] = "gone"
            if page.choice_link("Part cannot be had") is None:
                return self.do_action(
                    page, "Return unrepaired", finding=self.say(FOUND), why="PART_UNAVAILABLE"
                )
            gone = {"ko": "단종된 부품입니다.", "en": "It is not made any more."}
            return self.do_action(page, "Part cannot be had", reason=self.say(gone))
        self.chose[about] = "late"
        part.said = part.comes or self.today() + timedelta(days=7)
        if part.comes and happens(rng, "a late part is late again"):
            part.comes += timedelta(days=rng.randint(2, 8))
        why = {"ko": "공급사 지연", "en": "the supplier is late"}
        return self.do_action(
            page, "Part comes later", expected_on=part.said.isoformat(), reason=self.say(why)
        )

    def _without_part(self, page: Page, rng: Random) -> bool:
        """The customer was asked which way: days later it is settled one way or the other."""
        self.ready[self.about(self.at_hand)] = self.year.now + timedelta(days=1)
        way = pick(rng, {"Refund": 3, "Exchange the device": 2, "Cancel the repair": 1, "": 4})
        if not way:
            return False
        note = self.say({"ko": "말씀하신 대로 처리했습니다.", "en": "Done as you asked."})
        return self.do_action(page, way, note=note)

    # -- at the bench

    def _diagnose(self, page: Page, rng: Random) -> bool:
        chance = rng.random()
        self.busy(rng, 1, 6)
        if happens(rng, "the bench finds no fault"):
            return self.do_action(
                page, "No fault found", finding=self.say({"ko": "이상이 없습니다.", "en": "No fault."})
            )
        if happens(rng, "it is not worth repairing"):
            return self.do_action(
                page, "Return unrepaired", finding=self.say(WORSE), why="BEYOND_ECONOMICAL_REPAIR"
            )
        if happens(rng, "the bench finds something worse"):
            return self._quote(page, rng)
        if happens(rng, "a technician breaks the device"):
            self._broken_by_us(page)
        if happens(rng, "the bench lacks a part"):
            return self._priced(page, "Wait for a part", chance, **self.order(rng))
        return self._priced(page, "Start the repair", chance)

    def _priced(self, page: Page, words: str, chance: float, **values: str) -> bool:
        """With a price within what the customer agreed to, as the form names it."""
        form = page.browser.open(self._form(page, words))
        hint = form.tree.xpath("//*[@id='price-hint']")
        limit = money_in(hint[0].text_content()) if hint else 0
        price = str(limit if chance < 0.7 else limit * 8 // 10 // 1000 * 1000)
        return self.looks_well(form.press(words, finding=self.say(FOUND), price=price, **values))

    def _quote(self, page: Page, rng: Random, words: str = "Send a quote") -> bool:
        price = str(rng.randrange(60, 320) * 1000)
        values = {
            "finding": self.say(WORSE),
            "line_1_label": self.say({"ko": "메인보드 교체", "en": "Main board replaced"}),
        }
        return self.do_action(page, words, line_1_amount=price, **values)

    def _broken_by_us(self, page: Page) -> None:
        """What the workshop broke, it has to tell and make good."""
        if page.choice_link("We broke it") is None:
            self.finds_nothing("note that we broke it, and compensate", page, self.at_hand.stage, self.code)

    def _repair(self, page: Page, rng: Random) -> bool:
        self.busy(rng, 1, 4)
        if happens(rng, "something else turns up during the repair"):
            return self._quote(page, rng)
        return self.do_action(
            page,
            "Repair done, test it",
            work=self.say({"ko": "부품을 교체했습니다.", "en": "Part replaced."}),
        )

    def _test(self, page: Page, rng: Random) -> bool:
        if happens(rng, "the test fails"):
            self.busy(rng, 1, 5)
            return self.do_action(
                page,
                "Test failed",
                report=self.say({"ko": "소리가 끊깁니다.", "en": "The sound breaks off."}),
            )
        form = page.browser.open(self._form(page, "Test passed"))
        values = {"report": self.say({"ko": "모든 기능을 확인했습니다.", "en": "All functions."})}
        filled = form.tree.xpath("//input[@name='amount']/@value")
        if not (filled and filled[0]):  # no price was named before: what the customer agreed to at most
            hint = form.tree.xpath("//*[@id='amount-hint']")
            values["amount"] = str(money_in(hint[0].text_content()) if hint else 0)
        return self.looks_well(form.press("Test passed", **values))

    def _held(self, page: Page, rng: Random) -> bool:
        """Held work goes on once it is cleared up, after a day or two."""
        about = f"held/{self.about(self.at_hand)}"
        if about not in self.chose:
            self.chose[about] = "seen"
            self.busy(rng, 20, 50)
            return False
        del self.chose[about]
        return self.do_action(page, "Release the hold")

    def _settle(self, page: Page, rng: Random) -> bool:
        """Two answers to a quote: one calls, and notes which holds."""
        words = "The yes holds: repair it" if rng.random() < 0.5 else "The no holds: send it back"
        return self.do_action(page, words, how=self.say({"ko": "오늘 전화로 확인함", "en": "By phone today"}))
