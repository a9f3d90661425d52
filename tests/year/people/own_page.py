"""A customer on the private page: the one thing to do there, done as this person does things."""

from collections.abc import Callable
from datetime import timedelta

from tests.year.odds import happens, hours
from tests.year.pages import Page, say, words_of
from tests.year.people.owner import Repair
from tests.year.people.with_us import WhileWithUs
from tests.year.world import HOME


class OnTheirPage(WhileWithUs):
    """What a customer does on each page of the repair."""

    def visit(self, repair: Repair) -> Page | None:
        """Open the page and do the one thing it asks for, if this person does it now."""
        page = self.browser.open(repair.path)
        if not page.well:
            self.finds_nothing("open the link of my text", page, str(page.status), repair.code)
            return None
        button = self._main_button(page)
        act = next(
            (act for words, act in self._acts().items() if say(self.browser.language, words) == button), None
        )
        if act is not None:
            act(repair, page)
        else:
            self._nothing_asked(repair, page)
        return page

    def _main_button(self, page: Page) -> str:
        found = page.tree.xpath("//main//div[@class='actions']/a[contains(@class,'button')]")
        return words_of(found[0]) if found else ""

    def _acts(self) -> dict[str, Callable[[Repair, Page], None]]:
        return {
            "Answer the question": self._answer,
            "Read the terms": self._terms,
            "Choose a pickup time": self._pickup,
            "Open the label": self._label,
            "Read the quote": self._quote,
            "See how to pay": self._pay,
            "Choose the day": self._return,
            "Tell us whether it works": self._follow_up,
            "Open the new repair": self._again,
            "Write to your technician": self._part_cannot_be_had,
        }

    # -- before anything travels

    def _answer(self, repair: Repair, page: Page) -> None:
        asked = page.follow("Answer the question")
        said = (
            "네, 작년에 샀고 물에 젖은 적은 없습니다."
            if self.browser.language == "ko"
            else "Bought last year; it never got wet."
        )
        self.looks_well(asked.press("Send the answer", body=said))

    def _terms(self, repair: Repair, page: Page) -> None:
        rng = self.rng("terms")
        if "asked" not in repair.done and happens(rng, "a customer asks a question before deciding"):
            self._ask_first(repair)
            return
        terms = page.follow("Read the terms")
        if happens(rng, "a customer declines the terms"):
            self.looks_well(terms.press("Decline and close"))
            self._after_the_end(repair)
            return
        if self.looks_well(terms.press("Accept these terms")):
            later = self.browser.open(repair.path)
            if later.link("Choose a pickup time") is not None:
                self._pickup(repair, later)

    def _pickup(self, repair: Repair, page: Page) -> None:
        if happens(self.rng("no booking"), "a customer sends it without a booking"):
            self.year.world.boxes.setdefault(repair.code, self.packed(repair.code))
            self.put(self.year.now + hours(self.rng("post"), 10, 40), "post_it", repair.code)
            return
        self._choose(repair, page.follow("Choose a pickup time"), "Book this pickup", "pickup")

    def prepare(self, path: str) -> None:
        """Hours after booking: pack it; some have changed their mind by then."""
        repair, rng = self.repairs[path], self.rng("prepare")
        page = self.browser.open(path)
        if page.link("Move or cancel the pickup") is None:
            return
        if happens(rng, "a customer changes their mind and cancels before the pickup"):
            self.looks_well(page.follow("Move or cancel the pickup").press("Cancel the pickup"))
            repair.window = None
            ended = self.browser.open(path)
            if ended.link("Cancel the repair") is not None:
                self.looks_well(ended.follow("Cancel the repair").press("Cancel the repair"))
                self._after_the_end(repair)
            else:
                self.finds_nothing("cancel the repair", ended, self.stage(ended), repair.code)
        elif happens(rng, "a customer moves the pickup"):
            self._choose(repair, page.follow("Move or cancel the pickup"), "Move the pickup here", "pickup")
        elif happens(rng, "a customer stops the texts"):
            self.stop_texts(repair, page)
        elif page.link("Label and code") is not None:
            page.follow("Label and code")

    def _label(self, repair: Repair, page: Page) -> None:
        """The pickup is booked: nothing to do but to have the box ready."""

    def stop_texts(self, repair: Repair, page: Page) -> None:
        """Stop the texts, by STOP where that can be sent, else on the page; some have them again later."""
        if self.can_answer:
            self.year.phones.reply(self.year, self.phone, "STOP")
        else:
            self.looks_well(page.press("Stop the texts"))
        if happens(self.rng("again"), "a customer who stopped the texts has them again later"):
            self.put(
                self.awake(self.year.now + hours(self.rng("when"), 30, 90)), "text_me_again", repair.path
            )
        else:
            self.put(self.awake(self.year.now + timedelta(days=2)), "look", repair.path)

    def text_me_again(self, path: str) -> None:
        """The texts shall come again."""
        if self.can_answer:
            self.year.phones.reply(self.year, self.phone, "START")
            return
        page = self.browser.open(path)
        if page.button("Text me again") is not None:
            self.looks_well(page.press("Text me again"))

    # -- while it is with us

    def _nothing_asked(self, repair: Repair, page: Page) -> None:
        """Nothing to do: most close the page; some want something all the same."""
        rng = self.rng("nothing asked")
        box = self.year.world.boxes.get(repair.code)
        with_us = box is not None and box.where != HOME
        if (
            with_us
            and "give up" not in repair.done
            and happens(rng, "a customer wants to give it up while it is with us")
        ):
            repair.done.add("give up")
            if page.link("Cancel the repair") is None and page.link("Have it sent back unrepaired") is None:
                self.finds_nothing("have it back unrepaired", page, self.stage(page), repair.code)
        if (
            with_us
            and "address" not in repair.done
            and happens(rng, "a customer wants it brought to another address")
        ):
            repair.done.add("address")
            if page.link("Change the address") is None:
                self.finds_nothing("have it brought to another address", page, self.stage(page), repair.code)
        if "where" not in repair.done and happens(rng, "a customer asks where it is"):
            repair.done.add("where")
            if self.can_answer:
                self.year.phones.reply(self.year, self.phone, "STATUS")
            else:
                self.write(repair, "지금 어디까지 됐나요?", "How far is it?")
        elif "thanks" not in repair.done and happens(rng, "a customer writes to say thank you"):
            repair.done.add("thanks")
            if self.can_answer:
                self.year.phones.reply(self.year, self.phone, "❤️")
            else:
                self.write(repair, "감사합니다!", "Thank you!")
        move = page.link("Move the return")
        if move is not None and "moved" not in repair.done and happens(rng, "a customer moves the return"):
            repair.done.add("moved")
            self._choose(repair, page.follow("Move the return"), "Move the return here", "return")

    def _return(self, repair: Repair, page: Page) -> None:
        self._choose(repair, page.follow("Choose the day"), "Book this return", "return")

    def _after_the_end(self, repair: Repair) -> None:
        """Cancelled or run out: some send it all the same."""
        if happens(self.rng("all the same"), "a customer sends it after cancelling or after it ran out"):
            self.year.world.boxes.setdefault(repair.code, self.packed(repair.code))
            self.put(self.year.now + hours(self.rng("post"), 20, 60), "post_it", repair.code)
