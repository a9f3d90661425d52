"""A customer who decides about a quote, pays, asks, and says at the end whether it works."""

import re
from datetime import timedelta

from tests.year.odds import happens, hours, pick
from tests.year.pages import Page, words_of
from tests.year.people.owner import Owner, Repair
from tests.year.world import Transfer, money_in, window_in

QUESTIONS = (
    ("이 가격에 부품이 포함되나요?", "Does the price contain the part?"),
    ("얼마나 걸리나요?", "How long will it take?"),
    ("데이터가 지워지나요?", "Will my data be lost?"),
)
YES = ("OK", "ok", "Approve")
OTHER_YES = ("yes please do it", "go ahead", "sounds good, please repair")


class WhileWithUs(Owner):
    """What a customer does once the device has travelled."""

    def _ask_first(self, repair: Repair) -> None:
        repair.done.add("asked")
        self.write(repair, *self.rng("which question").choice(QUESTIONS))
        self.put(self.awake(self.year.now + hours(self.rng("again"), 20, 50)), "look", repair.path)

    def _choose(self, repair: Repair, page: Page, button: str, leg: str) -> None:
        slots = page.slots()
        if not slots:
            self.finds_nothing(f"choose a time for the {leg}", page, code=repair.code)
            self.put(self.awake(self.year.now + timedelta(hours=24)), "look", repair.path)
            return
        slot = slots[min(int(self.rng("slot", leg).expovariate(0.35)), len(slots) - 1)]
        window = window_in(f"{slot.day} {slot.hours}", self.year.now)
        if self.looks_well(page.press(button, slot=slot.value)):
            if leg == "pickup":
                self.year.world.boxes.setdefault(repair.code, self.packed(repair.code))
                self.put(
                    self.awake(self.year.now + hours(self.rng("prepare"), 0.2, 5)), "prepare", repair.path
                )
            self.expects(repair, window, leg)

    def _quote(self, repair: Repair, page: Page) -> None:
        rng = self.rng("quote")
        if "asked quote" not in repair.done and happens(rng, "a customer asks a question before deciding"):
            repair.done.add("asked quote")
            self._ask_first(repair)
            return
        no = happens(rng, "a customer declines the quote")
        if self.can_answer and happens(rng, "a customer decides a quote by text, where that can be done"):
            if happens(rng, "a texted decision is an emoji"):
                said = "👍" if not no else "👎"
            elif not no and happens(rng, "a texted decision is a yes in other words"):
                said = rng.choice(OTHER_YES)
            else:
                said = "DECLINE" if no else rng.choice(YES)
            self.year.phones.reply(self.year, self.phone, said)
            self.put(self.awake(self.year.now + hours(rng, 20, 30)), "look", repair.path)
            return
        quote = page.follow("Read the quote")
        button = quote.button("Decline the quote") if no else quote.button_like("Approve %(total)s")
        if button is None:
            self.finds_nothing("decide about the quote", quote, self.stage(page), repair.code)
        elif self.looks_well(quote.press(button)) and happens(
            rng, "a customer takes an answer to a quote back"
        ):
            self.put(self.awake(self.year.now + hours(rng, 0.1, 3)), "regret", repair.path)

    def regret(self, path: str) -> None:
        """Take the answer to the quote back."""
        page = self.browser.open(path)
        if page.link("Take your answer to the quote back") is None:
            self.finds_nothing(
                "take my answer to the quote back", page, self.stage(page), self.repairs[path].code
            )
            return
        answered = page.follow("Take your answer to the quote back")
        button = (
            answered.button("Take my yes back")
            if answered.button("Take my yes back") is not None
            else answered.button("Take my no back")
        )
        if button is not None:
            self.looks_well(answered.press(button))

    def _part_cannot_be_had(self, repair: Repair, page: Page) -> None:
        if "wish" not in repair.done:
            repair.done.add("wish")
            wish = pick(
                self.rng("wish"),
                {
                    "환불해 주세요./A refund, please.": 3,
                    "교환해 주세요./An exchange, please.": 2,
                    "취소할게요./Cancel it, please.": 1,
                },
            )
            self.write(repair, *wish.split("/"))

    def _pay(self, repair: Repair, page: Page) -> None:
        if "paid" in repair.done:
            bill = page.follow("See how to pay")
            if bill.button("I have paid") is None and "said paid" not in repair.done:
                repair.done.add("said paid")
                self.finds_nothing("say that I have paid", bill, self.stage(page), repair.code)
            return
        rng = self.rng("pay")
        if happens(rng, "a customer never pays"):
            repair.done.add("paid")
            return
        bill = page.follow("See how to pay")
        amount = money_in(words_of(bill.tree.xpath("//main//h1")[0]))
        repair.done.add("paid")
        wait = hours(rng, 30, 160) if happens(rng, "a customer pays late") else hours(rng, 0.05, 8)
        self.year.world.bank.append(Transfer(self.year.now + wait, amount, repair.code, self.name))

    def _follow_up(self, repair: Repair, page: Page) -> None:
        if repair.window is not None and self.year.now < repair.window[1] + timedelta(days=3):
            return  # it has only just come back
        rng = self.rng("follow-up")
        asked = page.follow("Tell us whether it works")
        if happens(rng, "it is broken again") and asked.button("Repair it again") is not None:
            said = "또 같은 증상이에요." if self.browser.language == "ko" else "The same again."
            if self.looks_well(asked.press("Repair it again", body=said)):
                self.visit(repair)
        elif happens(rng, "a customer says that it works"):
            self.looks_well(asked.press("Yes, it works"))

    def _again(self, repair: Repair, page: Page) -> None:
        if "again" in repair.done:
            return
        repair.done.add("again")
        new = page.follow("Open the new repair")
        found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", new.text)
        self.visit(self.knows(new.address.split("?")[0], found[0] if found else ""))
