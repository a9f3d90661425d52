"""A person at a real browser: reads what is rendered, clicks what is written, and minds every complaint."""

import re
from collections.abc import Callable
from typing import Self
from urllib.parse import urljoin

from playwright.sync_api import Browser, FilePayload, Locator, Page, Response, ViewportSize, expect

from app.kernel.i18n import translate
from tests.patience import ON_SCREEN

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=900)
LOCALE = {"ko": "ko-KR", "en": "en-US"}


class Person:
    """One person, one browser context; plays the scenes of `tests.stories.scenes`.

    Labels, links and buttons are given in English and looked for in the person's language. What the
    console, the content policy or the network complains about, and what `minds` finds wrong with each page they
    come to, is kept and fails the test at `close`.
    """

    def __init__(
        self,
        browser: Browser,
        origin: str,
        language: str = "en",
        *,
        scripts: bool = True,
        viewport: ViewportSize = PHONE,
        dark: bool = False,
        minds: Callable[[Page], list[str]] = lambda _page: [],
    ) -> None:
        self.origin, self.language, self.scripts, self.minds = origin, language, scripts, minds
        self.context = browser.new_context(
            viewport=viewport,
            locale=LOCALE[language],
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            has_touch=viewport["width"] < 600,
        )
        self.context.set_default_timeout(ON_SCREEN)
        self.page: Page = self.context.new_page()
        self.address = origin
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._mind(request.url))

    def close(self) -> None:
        """Close the browser; there must have been nothing to complain about."""
        self.context.close()
        assert self.complaints == [], "\n".join(self.complaints)

    def say(self, words: str) -> str:
        """A sentence of ours as this person reads it."""
        return translate(self.language, words)

    # -- looking

    @property
    def text(self) -> str:
        """What is rendered on the page, white space folded: nothing folded away, nothing hidden."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, *words: str) -> None:
        """Assert that all of it can be read here."""
        shown = self.text
        for word in map(self.say, words):
            assert word in shown, f"“{word}” is not on {self.address}:\n{shown[:3000]}"

    def does_not_see(self, *words: str) -> None:
        """Assert that none of it can be read here."""
        shown = self.text
        for word in words:
            assert word not in shown, f"“{word}” is on {self.address}"

    # -- going

    def open(self, address: str, status: int = 200) -> Self:
        """Go to an address, absolute or on this site."""
        # Scripts are deferred, so they have run when the content is there.
        answer = self.page.goto(urljoin(self.address, address), wait_until="domcontentloaded")
        return self._took(answer, status)

    def follow(self, words: str) -> Self:
        """Click the link that says so."""
        return self._click_through(self._saying("a[href]", words), 200)

    def press(self, words: str, status: int = 200) -> Self:
        """Click the button that says so and see where it leads."""
        return self._click_through(self._saying("button", words), status)

    def press_twice(self, words: str) -> Self:
        """The impatient double click; the second one may cut the first one's way short, so only the end counts."""
        before, answers = self.page.url, list[Response]()
        self.page.on(
            "response", lambda it: answers.append(it) if it.request.is_navigation_request() else None
        )
        self._saying("button", words).dblclick(no_wait_after=True)
        expect(self.page).not_to_have_url(before)
        self.page.wait_for_load_state("domcontentloaded")
        return self._took(answers[-1], 200)

    def unfold(self, words: str) -> Self:
        """Open a folded part by its words."""
        summary = self._saying("summary", words)
        if summary.locator("xpath=parent::details[@open]").count() == 0:
            summary.click()
        return self

    # -- filling in

    def type(self, label: str, value: str) -> Self:
        """Type into, or choose in, the field with that label."""
        field = self.labelled(label)
        if field.evaluate("field => field.tagName") == "SELECT":
            wanted = field.locator("option").filter(has_text=_spoken(self.say(value))).first
            field.select_option(value=wanted.get_attribute("value"))
        else:
            field.fill(value)
        return self

    def tick(self, label: str) -> Self:
        """Click the label of a box or card."""
        field = self.labelled(label)
        assert field.get_attribute("type") in ("radio", "checkbox"), f"“{label}” is no choice"
        self._label_of(label).click()
        assert field.is_checked(), f"a click on “{label}” did not choose it"
        return self

    def attach(self, label: str, *photos: bytes) -> Self:
        """Choose photo files for the field with that label."""
        files = [
            FilePayload(name=f"photo{n}.jpg", mimeType="image/jpeg", buffer=it) for n, it in enumerate(photos)
        ]
        self.labelled(label).set_input_files(files)
        return self

    def labelled(self, label: str) -> Locator:
        """The field that carries this label, its folded surroundings opened."""
        found = self._label_of(label)
        target = found.get_attribute("for")
        return self.page.locator(f"[id='{target}']") if target else found.locator("input")

    # -- inside

    def _label_of(self, label: str) -> Locator:
        """The label that says exactly this, else the first that contains it."""
        words = self.say(label)
        exact = self.page.locator("main label").filter(has_text=re.compile(rf"^\s*{_pattern(words)}\s*$"))
        return self._unfolded(exact.first) if exact.count() else self._saying("label", label)

    def _saying(self, what: str, label: str) -> Locator:
        """The first link, button or label with these words, in the page's own part before its frame."""
        words = _spoken(self.say(label))
        for place in (f"main {what}", what):
            found = self.page.locator(place).filter(has_text=words)
            if found.count():
                return self._unfolded(found.first)
        raise AssertionError(f"no {what} says “{words.pattern}” on {self.address}:\n{self.text[:2000]}")

    def _unfolded(self, wanted: Locator) -> Locator:
        """Open every closed part around it by a click on its summary, the outermost first."""
        inside = "xpath=ancestor::details[not(@open)]"
        if wanted.evaluate("e => e.tagName") == "SUMMARY":
            inside = "xpath=parent::details/ancestor::details[not(@open)]"
        while (closed := wanted.locator(inside)).count():
            closed.first.locator("> summary").click()
        return wanted

    def _click_through(self, target: Locator, status: int) -> Self:
        with self.page.expect_navigation(wait_until="domcontentloaded") as arrived:
            target.click()
        return self._took(arrived.value, status)

    def _took(self, answer: Response | None, status: int) -> Self:
        assert answer is not None
        self.address = self.page.url
        assert answer.status == status, f"{answer.status} from {answer.url}:\n{self.text[:3000]}"
        # Not by a locator: that would load Playwright's own machinery into every page that is only looked at.
        assert self.page.evaluate("document.documentElement.lang") == self.language
        self.complaints += (f"{self.address}: {it}" for it in self.minds(self.page))
        return self

    def _note(self, kind: str, words: str) -> None:
        refused = "status of 4" in words  # a refusal is an answer, not a complaint
        if kind in ("error", "warning") and not refused:
            self.complaints.append(words)

    def _mind(self, url: str) -> None:
        if not url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"asked a stranger: {url}")


def _pattern(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def _spoken(words: str) -> re.Pattern[str]:
    """These words with their letters as they are, over any white space."""
    return re.compile(_pattern(words))
