"""A page as a person reads it: words, links, forms; filled in and pressed by what stands on it. CSRF is on.

People think in English here and look for the words of their own language.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin

from lxml import html

from app.kernel.i18n import translate

UNBROKEN = str.maketrans({"\N{NON-BREAKING HYPHEN}": "-", "\N{NO-BREAK SPACE}": " "})

say = cache(lambda language, words: str(translate(language, words)).translate(UNBROKEN))


class Reading(Protocol):
    """What a page has to know of whoever reads it: their language, and how they go on."""

    language: str

    def open(self, path: str) -> "Page":
        """Look at a page."""
        ...

    def post(
        self, path: str, sent: Mapping[str, Any], photos: Mapping[str, bytes], multipart: bool
    ) -> "Page":
        """Send a form and go where it leads."""
        ...


class NothingToPress(Exception):
    """What was looked for is not on the page: its words, and the address it was looked for at."""

    def __init__(self, wanted: str, page: "Page") -> None:
        super().__init__(f"“{wanted}” is not on {page.address}")
        self.wanted, self.page = wanted, page


@dataclass(frozen=True, slots=True)
class Slot:
    """A window on offer: the day and hours as written, and what choosing it sends."""

    day: str
    hours: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of work: title and address, the code as written, stage, what is due, and what else it says."""

    title: str
    href: str
    code: str
    stage: str
    due: str
    more: str


class Page:
    """One answer of the shop, read by somebody with that browser."""

    def __init__(self, browser: Reading, address: str, status: int, body: bytes) -> None:
        self.browser, self.address, self.status = browser, address, status
        self.body = body
        self._tree: Any = None

    @property
    def tree(self) -> Any:
        """The parsed page; parsed when somebody first looks."""
        if self._tree is None:
            self._tree = html.fromstring(
                self.body.decode("utf-8", "replace").translate(UNBROKEN) or "<html/>"
            )
        return self._tree

    @property
    def json(self) -> dict[str, Any]:
        """What a program was told; nothing where it was told a page."""
        return dict(json.loads(self.body)) if self.body[:1] == b"{" else {}

    @property
    def well(self) -> bool:
        """Whether it is the page that was wanted, and no refusal."""
        return self.status < 400

    @property
    def text(self) -> str:
        """What can be read, white space folded."""
        main = self.tree.xpath("//main")
        return words_of(main[0] if main else self.tree)

    def says(self, words: str) -> bool:
        """Whether these words of ours stand there."""
        return say(self.browser.language, words) in self.text

    @property
    def complaint(self) -> str:
        """What the page asks to be put right, '' where it is content."""
        summary = self.tree.xpath("//div[contains(@class,'error-summary')]//li")
        return " / ".join(words_of(one) for one in summary)

    # -- links

    def links(self, within: str = "//main") -> list[tuple[str, str]]:
        """Words and address of each link, in order."""
        return [(words_of(a), a.get("href")) for a in self.tree.xpath(f"{within}//a[@href]")]

    def link(self, words: str) -> str | None:
        """The address behind the link that says so; None where there is none."""
        wanted = say(self.browser.language, words)
        return next((href for said, href in self.links() if wanted in said), None)

    def choice_link(self, words: str) -> str | None:
        """The address behind the button-like link of a list of choices that says exactly so; None without it."""
        wanted = say(self.browser.language, words)
        return next(
            (href for said, href in self.links("//div[contains(@class,'choices')]") if said == wanted), None
        )

    def follow(self, words: str) -> "Page":
        """Go where the link leads. Raises NothingToPress."""
        address = self.link(words)
        if address is None:
            raise NothingToPress(words, self)
        return self.browser.open(urljoin(self.address, address))

    def rows(self, within: str = "//main") -> list[Row]:
        """The lines of the lists of work, in order."""
        found = []
        for line in self.tree.xpath(f"{within}//li[contains(@class,'ticket-row')]"):
            link = line.xpath(".//p[contains(@class,'ticket-row-title')]/a")[0]
            words = [
                " ".join(
                    words_of(one)
                    for one in line.xpath(f".//*[contains(concat(' ',@class,' '),' {name} ')]")[:1]
                )
                for name in ("code-small", "status", "due", "ticket-row-meta")
            ]
            found.append(Row(words_of(link), link.get("href"), *words))
        return found

    # -- forms

    def button(self, words: str) -> Any:
        """The button that says so, exactly or as part of more; None where there is none."""
        wanted = say(self.browser.language, words)
        said = [(words_of(one), one) for one in self.tree.xpath("//main//button")]
        exact = [one for name, one in said if name == wanted]
        return next(iter(exact + [one for name, one in said if wanted in name]), None)

    def button_like(self, words: str) -> Any:
        """The button whose words begin as ours do before their first value ("Approve %(total)s")."""
        before, _, after = say(self.browser.language, words).partition("%(")
        rest = after.partition(")s")[2]
        for one in self.tree.xpath("//main//button"):
            said = words_of(one)
            if said.startswith(before) and said.endswith(rest) and (before or rest):
                return one
        return None

    def slots(self) -> list[Slot]:
        """The windows that can be chosen, in order."""
        found = []
        for day in self.tree.xpath("//div[@class='slot-day']"):
            title = words_of(day.xpath("./p")[0])
            for option in day.xpath(".//input[@type='radio'][not(@disabled)]"):
                label = day.xpath(".//label[@for=$id]", id=option.get("id"))[0]
                found.append(Slot(title, words_of(label), option.get("value")))
        return found

    def options(self, name: str) -> list[tuple[str, str]]:
        """Words and value of each choice of that field, whether radios, boxes or a select."""
        picks = self.tree.xpath("//main//option[../@name=$n]", n=name)
        if picks:
            return [(words_of(one), one.get("value", "")) for one in picks]
        found = []
        for one in self.tree.xpath("//main//input[@name=$n][@type='radio' or @type='checkbox']", n=name):
            label = self.tree.xpath("//label[@for=$id]", id=one.get("id")) if one.get("id") else []
            found.append((words_of(label[0]) if label else "", one.get("value", "on")))
        return found

    def field(self, label: str) -> str:
        """The name of the field with that label. Raises NothingToPress."""
        wanted = say(self.browser.language, label)
        said = [(words_of(one), one) for one in self.tree.xpath("//main//label")]
        for words, one in said:
            if words == wanted and one.get("for"):
                there = self.tree.xpath("//*[@id=$id]", id=one.get("for"))
                if there and there[0].get("name"):
                    return str(there[0].get("name"))
        raise NothingToPress(label, self)

    def choice(self, name: str, words: str) -> str:
        """The value of the choice that says so. Raises NothingToPress."""
        wanted = say(self.browser.language, words)
        for said, value in self.options(name):
            if said == wanted:
                return value
        raise NothingToPress(words, self)

    def press(self, button: Any, **values: str | list[str]) -> "Page":
        """Press a button (by its words, or as found), the form filled with these values by field name."""
        return self.press_with({}, button, **values)

    def press_with(self, photos: Mapping[str, bytes], button: Any, **values: str | list[str]) -> "Page":
        """The same with a picture chosen for each of these fields."""
        found = self.button(button) if isinstance(button, str) else button
        if found is None:
            raise NothingToPress(str(button), self)
        form = next(one for one in found.iterancestors("form"))
        sent: dict[str, Any] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        sent |= values
        if found.get("name"):
            sent[found.get("name")] = found.get("value", "")
        target = urljoin(self.address, found.get("formaction") or form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            return self.browser.open(f"{target.split('?')[0]}?{urlencode(sent, doseq=True)}")
        return self.browser.post(target, sent, photos, "multipart" in (form.get("enctype") or ""))


def words_of(node: Any) -> str:
    """The text of a node, white space folded."""
    return " ".join(node.text_content().split())
