"""A person with a browser without JavaScript: opens pages, fills in labelled fields, presses buttons.

What is written on labels, links and buttons is given in English and looked for in the person's language.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from app.kernel.i18n import translate
from tests.patience import HANGS


class Visitor:
    """One person, one cookie jar; every page opened must answer well unless told otherwise."""

    def __init__(self, origin: str, language: str = "en") -> None:
        self.origin = origin
        self.language = language
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.address = origin
        self.status = 0
        self._page: Any = None
        self._filled: dict[str, dict[str, Any]] = {}
        self._files: list[tuple[str, tuple[str, bytes, str]]] = []

    def close(self) -> None:
        """Close the browser."""
        self.session.close()

    def say(self, words: str) -> str:
        """A sentence of ours as this person reads it."""
        return translate(self.language, words)

    # -- looking

    @property
    def text(self) -> str:
        """What can be read on the page, white space folded."""
        main = self._page.xpath("//main")
        return " ".join((main[0] if main else self._page).text_content().split())

    @property
    def page_language(self) -> str:
        """The page's declared language."""
        return str(self._page.get("lang"))

    def sees(self, *words: str) -> None:
        """Assert that all of it can be read here."""
        for word in map(self.say, words):
            assert word in self.text, f"“{word}” is not on {self.address}:\n{self.text[:3000]}"

    def does_not_see(self, *words: str) -> None:
        """Assert that none of it can be read here."""
        for word in words:
            assert word not in self.text, f"“{word}” is on {self.address}"

    # -- going

    def open(self, address: str, status: int = 200) -> "Visitor":
        """Go to an address, absolute or on this site."""
        return self._took(self.session.get(urljoin(self.address, address), timeout=HANGS), status)

    def follow(self, words: str) -> "Visitor":
        """Follow the link that says so."""
        words = self.say(words)
        links = [a for a in self._page.xpath("//a[@href]") if words in " ".join(a.text_content().split())]
        assert links, f"no link says “{words}” on {self.address}:\n{self.text[:2000]}"
        return self.open(links[0].get("href"))

    def type(self, label: str, value: str) -> "Visitor":
        """Type into, or choose in, the field with that label."""
        field = self._labelled(label)
        if field.tag == "select":
            value = self.say(value)
            wanted = [o for o in field.xpath(".//option") if value in " ".join(o.text_content().split())]
            assert wanted, f"“{label}” offers no “{value}”: {[o.text for o in field.xpath('.//option')]}"
            value = wanted[0].get("value")
        self._fill(field, value)
        return self

    def tick(self, label: str) -> "Visitor":
        """Tick a box or pick a card by its words."""
        field = self._labelled(label)
        name = field.get("name")
        values = self._fields(field)
        if field.get("type") == "checkbox" and name in values:
            earlier = values[name] if isinstance(values[name], list) else [values[name]]
            values[name] = [*earlier, field.get("value", "on")]
        else:
            values[name] = field.get("value", "on")
        return self

    def unfold(self, words: str) -> "Visitor":
        """Open a folded part; without JavaScript its content is in the page all along."""
        assert self.say(words) in self.text
        return self

    def attach(self, label: str, *photos: bytes) -> "Visitor":
        """Choose photo files for the field with that label."""
        name = self._labelled(label).get("name")
        self._files += [(name, (f"photo{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
        return self

    def press(self, words: str, status: int = 200) -> "Visitor":
        """Press the button that says so and go where it leads."""
        return self._took(self._send(words), status)

    def press_twice(self, words: str) -> "Visitor":
        """The impatient double click: the same form is sent twice, the second answer is looked at."""
        kept = dict(self._filled), list(self._files)
        self._send(words)
        self._filled, self._files = kept
        return self._took(self._send(words), 200)

    # -- inside

    def _send(self, words: str) -> requests.Response:
        words = self.say(words)
        buttons = [b for b in self._page.xpath("//button") if words in " ".join(b.text_content().split())]
        assert buttons, f"no button says “{words}” on {self.address}:\n{self.text[:2000]}"
        button = buttons[0]
        form = next(a for a in button.iterancestors("form"))
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        values |= self._filled.get(_place(form), {})
        if button.get("name"):
            values[button.get("name")] = button.get("value", "")
        target = urljoin(self.address, form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            return self.session.get(target, params=values, timeout=HANGS)
        files = self._files or (
            [("nothing", ("", b"", ""))] if "multipart" in form.get("enctype", "") else None
        )
        return self.session.post(target, data=values, files=files, timeout=HANGS)

    def _labelled(self, label: str) -> Any:
        label = self.say(label)
        labels = self._page.xpath("//main//label") + self._page.xpath("//label")
        said = [(" ".join(found.text_content().split()), found) for found in labels]
        exact = [found for words, found in said if words == label]
        for found in exact + [found for words, found in said if label in words]:
            target = found.get("for")
            fields = self._page.xpath("//*[@id=$id]", id=target) if target else found.xpath(".//input")
            if fields:
                return fields[0]
        raise AssertionError(f"no field is labelled “{label}” on {self.address}:\n{self.text[:2000]}")

    def _fields(self, field: Any) -> dict[str, Any]:
        form = next(a for a in field.iterancestors("form"))
        return self._filled.setdefault(_place(form), {})

    def _fill(self, field: Any, value: Any) -> None:
        self._fields(field)[field.get("name")] = value

    def _took(self, answer: requests.Response, status: int) -> "Visitor":
        self.address, self.status = answer.url, answer.status_code
        self._filled, self._files = {}, []
        page = answer.content.decode("utf-8", "replace").replace("\N{NON-BREAKING HYPHEN}", "-")
        self._page = html.fromstring(page)
        assert answer.status_code == status, f"{answer.status_code} from {answer.url}:\n{self.text[:3000]}"
        return self


def _place(form: Any) -> str:
    return str(form.getroottree().getpath(form))


def photo(name: str = "device") -> bytes:
    """A real JPEG with GPS and orientation in its EXIF, as phones make them."""
    return (Path(__file__).parent / f"{name}.jpg").read_bytes()
