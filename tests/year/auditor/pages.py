"""A private page as its reader sees it: sentence by sentence, each with its place, and what can be pressed there.

What is no sentence of the shop's is known by where it stands, not by its words: the frame around the page, the code,
the device's name, what people wrote to each other, pictures, the choices of a form. Everything else has to be in the
table of sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html
from lxml.html import HtmlElement

from tests.year.auditor.patterns import Reading, Table
from tests.year.auditor.sentences import ANSWERS, HAPPENED, NOTES, ROWS, STAGES, WORDS

SKIPPED_TAGS = frozenset({"script", "style", "svg", "textarea", "select", "nav", "img", "input"})
# `told` and bubbles are people's own words, `photos` pictures, `tag` codes.
SKIPPED_CLASSES = frozenset(
    {"visually-hidden", "told", "thread", "photos", "tag", "code-small", "qr", "options"}
)
APART = frozenset(
    {"hint", "note", "muted", "link-card-title", "status"}
)  # a sentence of its own inside another
BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "dt",
        "dd",
        "th",
        "td",
        "caption",
        "legend",
        "label",
        "summary",
        "button",
        "a",
        "div",
        "section",
        "ol",
        "ul",
        "dl",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "form",
        "fieldset",
        "details",
        "figure",
    ]
)


@dataclass(frozen=True, slots=True)
class Block:
    """One sentence and where it stands: "answer 2", "note", "happened", "row", "line", "stage", "words"."""

    place: str
    text: str


@dataclass
class Page:
    """A page that was read: what each sentence claims, which sentences nobody knows, what can be pressed."""

    path: str
    language: str
    read: list[tuple[Block, Reading]] = field(default_factory=list)
    unread: list[Block] = field(default_factory=list)
    stage: str = ""
    device: str = ""
    links: list[str] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)  # "name=value" of each, or its words
    boxes: int = 0  # fields to write into

    def offers_something(self) -> bool:
        """Whether anything at all can be done on it beyond going elsewhere and choosing texts."""
        return bool(self.buttons)


_TABLE: dict[str, Table] = {"answer": ANSWERS, "note": NOTES, "happened": HAPPENED, "row": ROWS}


def read_page(source: str, path: str, language: str) -> Page:
    """Everything in the page's main part, in its order."""
    page = Page(path, language)
    root = html.fromstring(source)
    mains = root.xpath("//main")
    main = mains[0] if mains else root
    page.links = [str(href) for href in main.xpath(".//a/@href")]
    page.buttons = [_button(one) for one in main.xpath(".//form//button") if one.get("disabled") is None]
    page.boxes = len(main.xpath(".//textarea"))
    for block in _blocks(main, at_home=not main.xpath(".//p[@class='back']")):
        _note(page, block)
    return page


def _note(page: Page, block: Block) -> None:
    if block.place == "stage":
        page.stage = block.text
        if block.text not in STAGES:
            page.unread.append(block)
        return
    if block.place == "device":
        page.device = block.text
        return
    if block.place == "name":  # of the technician, or a sentence that there is none yet
        return
    known = _TABLE.get(block.place, WORDS).read(block.text, page.language)
    if known is None and block.place == "line":
        known = ROWS.read(block.text, page.language)
    if known is None:
        page.unread.append(block)
    else:
        page.read.append((block, known))


def _blocks(main: HtmlElement, *, at_home: bool) -> Iterator[Block]:
    headings = 0
    stack = [main]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or _skipped(element):
            continue
        classes = set((element.get("class") or "").split())
        if element.tag == "dl":
            yield from _list(element, "answers" in classes)
            continue
        if "timeline" in classes:
            yield from _timeline(element)
            continue
        if element.tag == "tr":
            if text := " | ".join(_words(cell) for cell in element if _words(cell)):
                yield Block("line", text)
            continue
        if "slot-day" in classes:
            yield from _windows(element)
            continue
        if "link-card-title" in classes or "status" in classes:
            yield Block("stage" if "status" in classes else "words", _words(element))
            continue
        if element.tag == "h1":
            headings += 1
            yield Block("device" if at_home and headings == 1 else "words", _words(element))
            continue
        if text := _words(element):
            yield Block("words", text)
        stack.extend(reversed(list(element)))


def _skipped(element: HtmlElement) -> bool:
    classes = set((element.get("class") or "").split())
    if element.tag in SKIPPED_TAGS or element.get("translate") == "no" or element.get("hidden") is not None:
        return True
    return bool(classes & SKIPPED_CLASSES) and "slots" not in classes


def _words(element: HtmlElement) -> str:
    """Its own words with those of what is inline; what is a block or stands apart comes for itself."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not _skipped(child) and not _is_apart(child):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return _plain("".join(parts))


def _is_apart(element: HtmlElement) -> bool:
    return element.tag in BLOCKS or bool(set((element.get("class") or "").split()) & APART)


def _plain(text: str) -> str:
    """As one line, with the hyphens and spaces that may break."""
    return " ".join(text.replace("\u2011", "-").replace("\u202f", " ").split())


def _list(element: HtmlElement, answers: bool) -> Iterator[Block]:
    for place, entry in enumerate(element.iterchildren("div"), start=1):
        labels = [_words(one) for one in entry.iterchildren("dt")]
        for value in entry.iterchildren("dd"):
            if "change" in (value.get("class") or ""):
                continue
            if not answers:
                yield Block("row", f"{' '.join(labels)} | {_all_words(value)}")
                continue
            said = _words(value)
            # The last of the five is a name, which is in no language.
            known = place == 5 and ANSWERS.read(said, "en") is None and ANSWERS.read(said, "ko") is None
            yield Block("name" if known else "answer", said)
            for note in value.iterchildren("span"):
                if "note" in (note.get("class") or ""):
                    yield Block("note", _words(note))


def _timeline(element: HtmlElement) -> Iterator[Block]:
    """Titles; the words below them are people's, save where the shop words a courier's reason."""
    for entry in element.iterchildren("li"):
        for line in entry.iterchildren("p"):
            if "timeline-title" in (line.get("class") or ""):
                yield Block("happened", _words(line))


def _windows(element: HtmlElement) -> Iterator[Block]:
    day = next((_words(one) for one in element.iter("p") if "slot-day-title" in (one.get("class") or "")), "")
    for option in element.xpath(".//div[@class='option']"):
        hours = " ".join(_words(one) for one in option.iterchildren("label"))
        note = " ".join(_words(one) for one in option.iterchildren("p"))
        yield Block("words", f"Window: {day} {hours} | {note or '-'}")


def _all_words(element: HtmlElement) -> str:
    return _plain(" ".join(element.itertext()))


def _button(element: HtmlElement) -> str:
    name = element.get("name")
    return f"{name}={element.get('value')}" if name else _words(element)
