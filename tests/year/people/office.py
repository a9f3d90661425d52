"""Dispatchers and managers: who drives, what was paid, what is late, and what nobody else may end."""

from typing import TYPE_CHECKING, ClassVar

from tests.year.pages import Page, words_of
from tests.year.people.promised import say_how_it_stands
from tests.year.people.staff import Staff
from tests.year.world import DOCK, HOME, HOUSE, LOST

if TYPE_CHECKING:
    from tests.year.year import Year


class Dispatcher(Staff):
    """Gives the runs, goes through the bank's list, calls couriers about what nobody noted."""

    role: ClassVar[str] = "dispatcher"
    works_on = range(6)
    hours = (8.25, 12, 16.25)
    quiet_hours = (8.25, 16.25)

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, language, number)
        self.seen_paid: set[int] = set()

    def work(self) -> None:
        """Today and tomorrow, then the money, then what is late."""
        board = self.open("/dispatch")
        self._give_runs(board)
        late = [
            row
            for row in board.rows("//section[contains(@class,'tone-problem')]")
            if "/run/stops/" in row.href
        ]
        for row in sorted(late, key=lambda one: one.title):
            self._ask_the_courier(row.href, row.code)
        say_how_it_stands(self)
        self._bank()

    def _give_runs(self, board: Page) -> None:
        forms = board.tree.xpath("//form[.//select[@name='courier']]")
        for place, form in enumerate(
            sorted(forms, key=lambda one: words_of(one.getparent().xpath("./h3")[0]))
        ):
            chosen = form.xpath(".//option[@selected]/@value")
            people = sorted((words_of(o), o.get("value")) for o in form.xpath(".//option[@value!='']"))
            if people and not (chosen and chosen[0]):
                self.looks_well(
                    board.press(form.xpath(".//button")[0], courier=people[place % len(people)][1])
                )

    def _ask_the_courier(self, address: str, code: str) -> None:
        """Nothing was noted: the courier says on the phone how it went."""
        page = self.open(address)
        box = self.year.world.boxes.get(code)
        if box is None:
            return
        if page.button("Collected") is not None and box.where not in (HOME, LOST):
            self.looks_well(page.press("Collected", code=code))
        elif page.button("Delivered") is not None and box.where == HOME:
            self.looks_well(page.press("Delivered", handed_to=box.owner))
        elif page.button("Note it and tell the customer") is not None:
            back = box.where in (DOCK, HOUSE) or box.where == HOME
            if not back:
                return
            answer = page.press("Note it and tell the customer", reason="no_time")
            if not self.looks_well(answer):
                self.finds_nothing("note that a return was not driven", answer, "", code)
                self._move_it(code)
        else:
            self.finds_nothing("note what the courier told me of a stop", page, "", code)

    def _move_it(self, code: str) -> None:
        """At least the trip can be moved."""
        trips = self.open(f"/dispatch/trips/{code.replace('-', '')}")
        slots = trips.slots()
        if slots and trips.button("Move the trip") is not None:
            self.looks_well(trips.press("Move the trip", slot=slots[min(2, len(slots) - 1)].value))

    def _bank(self) -> None:
        """Payments by the bank's list, each put to the repair its memo names."""
        bank = self.year.world.bank
        for place, paid in sorted(enumerate(bank), key=lambda one: (one[1].at, one[1].sender)):
            if place in self.seen_paid or paid.at > self.year.now:
                continue
            self.seen_paid.add(place)
            page = self.open(f"/bench/{paid.memo.replace('-', '')}")
            address = page.choice_link("Payment received")
            if address is None:
                self.finds_nothing("note a payment", page, "", paid.memo)
                continue
            form = self.open(address)
            self.looks_well(
                form.press("Payment received", amount=str(paid.amount), reference=paid.sender[:20])
            )


class Manager(Staff):
    """Looks at what is late each Monday, and at what nobody can end."""

    role: ClassVar[str] = "manager"
    works_on = range(1)
    hours = (10,)
    quiet_hours = (10,)

    def __init__(self, year: "Year", login: str, language: str, number: int) -> None:
        super().__init__(year, login, language, number)
        self.met: set[str] = set()

    def work(self) -> None:
        """The overview; texts that stand still; repairs that hang."""
        self.open("/manage")
        texts = self.open("/manage/texts")
        if texts.button("Send again from now") is not None:
            self.looks_well(texts.press("Send again from now"))
        for box in self.year.world.at(LOST):
            self._end(box.true_code, "compensate a device that is lost", "Lost: compensate the customer")
        for state in ("ready_to_return", "awaiting_payment"):
            listed = self.open(f"/manage/tickets?state={state}")
            let_pass = listed.rows("//section[contains(@class,'tone-waiting')]")
            for row in sorted(let_pass, key=lambda row: row.title):
                self._end(row.code, "end a repair nobody fetches or pays", "Unclaimed: next step")

    def _end(self, code: str, wanted: str, words: str) -> None:
        if code in self.met:
            return
        self.met.add(code)
        page = self.open(f"/bench/{code.replace('-', '')}")
        if page.choice_link(words) is None:
            self.finds_nothing(wanted, page, code=code)
