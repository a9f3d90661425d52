"""A customer on the request's seven pages, from the front door to the code."""

import re
from datetime import timedelta

from tests.stories.scenes import in_catalogue
from tests.stories.visitor import photo
from tests.year.browser import local
from tests.year.looking import CODE
from tests.year.odds import happens, hours
from tests.year.pages import Page
from tests.year.people.owner import Owner, Window
from tests.year.world import window_in

PATIENCE = timedelta(minutes=3)
STORIES = {
    "ko": (
        "며칠 전부터 그래요. 떨어뜨린 적은 없습니다.",
        "갑자기 이렇게 됐어요.",
        "작년부터 조금씩 심해졌어요.",
    ),
    "en": (
        "Since some days ago; it never fell.",
        "All of a sudden.",
        "It has been getting worse since last year.",
    ),
}
DIGITS = re.compile(r"\b(\d{6})\b")


class Requesting(Owner):
    """The request, page by page."""

    def ask(self) -> None:
        """Pages 1 to 3, up to the code."""
        rng, trouble = self.rng("ask"), self.trouble
        page = self.browser.open("/").follow(trouble.kind)
        page = page.press(
            "Continue",
            model=self._named(page, "model", trouble.model),
            symptom=self._named(page, "symptom", trouble.symptom),
            story=rng.choice(STORIES[self.browser.language]),
        )
        if not self.looks_well(page):
            return
        if happens(rng, "a customer gives the request up on the way"):
            return
        page = self._proof(page)
        if not self.looks_well(page):
            return
        page = page.press(
            "Continue",
            name=self.name,
            phone=self.typed,
            postcode=self.postcode,
            line1=self.street,
            language=self.browser.language,
        )
        if self.looks_well(page):
            self.request = page.address
            self.type_code(page, "0")

    def _named(self, page: Page, field: str, english: str) -> str:
        words = in_catalogue(english, self.browser.language)
        return next(value for said, value in page.options(field) if words in said)

    def _proof(self, page: Page) -> Page:
        if self.trouble.serial:
            return page.press("Continue", evidence="serial", serial=self.trouble.serial)
        if happens(self.rng("proof"), "a customer sends a photo of the label instead"):
            return page.press_with({"label": photo()}, "Continue", evidence="label_photo")
        return page.press("Continue", evidence="none")

    # -- the code

    def code(self, tries: str) -> None:
        """Back at the page that waits for the code."""
        self.type_code(self.browser.open(self.request), tries)

    def type_code(self, page: Page, tries: str) -> None:
        """Type the code if it has come; else wait, then ask for another."""
        self.year.hear_now()
        codes = [found for one in self.year.phones.shown_on(self.phone) if (found := DIGITS.search(one.body))]
        fresh = [one for one in codes if one[1] not in self.used]
        if page.button("Continue") is None or not fresh:
            if int(tries) and page.button("Send a new code") is not None:
                again = page.press("Send a new code")
                if not self.looks_well(again):
                    self.finds_nothing("have a code that comes", again)
                    return
                self.year.hear_now()
            if int(tries) < 4:
                self.put(self.year.now + PATIENCE, "code", str(int(tries) + 1))
            else:
                self.finds_nothing("have a code that comes", page)
            return
        self.used.add(fresh[-1][1])
        page = page.press("Continue", code=fresh[-1][1])
        if self.looks_well(page):
            self.agree(page)
        elif int(tries) < 4:
            self.put(self.year.now + PATIENCE, "code", str(int(tries) + 1))

    # -- terms, pickup, check

    def agree(self, page: Page) -> None:
        """Pages 5 to 7."""
        rng = self.rng("agree")
        window: Window | None = None
        if page.button("Accept and choose a pickup") is not None:
            first = happens(rng, "a customer lets a technician look first though terms are on offer")
            page = page.press("Let a technician look first" if first else "Accept and choose a pickup")
            if not first:
                slots = page.slots()
                if not slots:
                    self.finds_nothing("choose a pickup at this address", page)
                    page = page.press("Let a technician look first")
                else:
                    slot = slots[min(int(rng.expovariate(0.4)), len(slots) - 1)]
                    window = window_in(f"{slot.day} {slot.hours}", self.year.now)
                    page = page.press("Continue", slot=slot.value)
        if not self.looks_well(page):
            return
        offered = [value for _, value in page.options("accessories")]
        along = offered[:1] if happens(rng, "a customer asks for accessories to go along") else []
        button = "Book this pickup" if page.button("Book this pickup") is not None else "Send the request"
        page = page.press(button, accessories=along)
        if not self.looks_well(page):
            if page.button(button) is None:
                return
            page = page.press(button, accessories=along)  # "a second one of this device?": yes
        self._done(page, window)

    def _done(self, page: Page, window: Window | None) -> None:
        link = page.link("Open your repair")
        found = CODE.search(page.text)
        if link is None or found is None:
            self.finds_nothing("see that my request arrived", page)
            return
        repair = self.knows(local(link), found[0])
        self.year.world.boxes[repair.code] = self.packed(repair.code)
        if window is not None:
            self.expects(repair, window, "pickup")
            self.put(self.awake(self.year.now + hours(self.rng("prepare"), 0.2, 5)), "prepare", repair.path)
