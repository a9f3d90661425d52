"""What staff say of promises that are close to their time: it will be in time, it needs more, or they call."""

from typing import Any

from tests.year.odds import happens
from tests.year.pages import NothingToPress, Page, say, words_of
from tests.year.people.staff import Staff

WHY = {"ko": "한 번 더 살펴봐야 합니다", "en": "it needs another look"}
SAID = {"ko": "통화함. 알겠다고 하심.", "en": "Called, fine with the customer."}


def say_how_it_stands(person: Staff) -> None:
    """The list of what may be late, each answered or left."""
    page = person.open("/promised")
    seen: set[str] = set()
    while (card := _next(page, seen)) is not None:
        rng = person.rng("promised")
        if not happens(rng, "somebody says how a promise stands"):
            continue
        words = person.browser.language
        call = _button(card, say(words, "Note the call"))
        keep, move = (_button(card, say(words, one)) for one in ("It will be in time", "Tell the customer"))
        try:
            if call is not None and (keep is None or happens(rng, "a promise needs more time")):
                answer = page.press(call, when=_when(call), note=SAID[words])
            elif keep is not None and not happens(rng, "a promise needs more time"):
                answer = page.press(keep)
            elif move is not None:
                answer = page.press(move, when=_when(move), why=WHY[words])
            else:
                person.finds_nothing("say how a promise stands", page)
                continue
        except NothingToPress:
            continue
        person.looks_well(answer)
        page = person.open("/promised")


def _next(page: Page, seen: set[str]) -> Any:
    for card in page.tree.xpath("//main//section[contains(@class,'card')]"):
        form = card.xpath(".//form/@action")
        key = form[0].split("/")[2] if form else words_of(card)
        if key not in seen:
            seen.add(key)
            return card
    return None


def _button(card: Any, words: str) -> Any:
    return next((one for one in card.xpath(".//button") if words_of(one) == words), None)


def _when(button: Any) -> str:
    """The second time that is offered: somebody leaves themselves room."""
    form = next(one for one in button.iterancestors("form"))
    offered = [str(value) for value in form.xpath(".//select[@name='when']/option[@value!='']/@value")]
    return offered[min(1, len(offered) - 1)]
