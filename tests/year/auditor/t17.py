"""T17: "A text names the device, says where it is, what comes next and by when, in the customer's language and alphabet. Steps
that fall together are merged; beside codes, answers, decisions, delays, corrections and safety at most two a day per
ticket; none at night that can wait."

Seen: each text about a repair as it arrives. What answers the customer may come at night and at once; a device counts as
named if the words of its name that fit into a text stand there.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim
from tests.year.auditor.heard import Heard
from tests.year.auditor.rows import surely

TRUTH = "T17"
MOST_A_DAY = 2
NIGHT_FROM, NIGHT_UNTIL = 21, 8
JUST_NOW = timedelta(minutes=5)  # whoever did something so short ago is awake and waits for the answer
TOGETHER = timedelta(minutes=2)
SAY_WHERE = frozenset(  # names of stages that are a place, too
    {
        "On its way to us",
        "수리센터로 가는 중",
        "Arrived at the workshop",
        "수리센터 도착",
        "On its way home",
        "배송 중",
        "Delivered",
        "전달 완료",
    }
)
ROOM = {"en": 20, "ko": 11}  # characters of a device's name that a text can hold


def look(case: Case) -> Iterator[Breach]:
    """Each new text."""
    for text in case.new:
        if text.reading is None:
            continue
        if not _named(text.body, case.facts.device, str(text.language)):
            yield case.breach(TRUTH, text.body, "does not name the device")
        if text.language != case.facts.language:
            yield case.breach(TRUTH, text.body, f"is not in the customer's language ({case.facts.language})")
        if text.language == "ko" and not _fits_korean_networks(text.body):
            yield case.breach(TRUTH, text.body, "holds letters that Korean networks cannot carry")
        if _can_wait(case, text):
            yield from _when(case, text)
        if _of_a_step(text) and not _says_where(text):
            yield case.breach(TRUTH, text.body, "does not say where the device is")


def _says_where(text: Heard) -> bool:
    stage = text.reading.values.get("stage") if text.reading is not None else None
    return text.claims(Claim.IS_AT) or text.claims(Claim.ENDED) or stage in SAY_WHERE


def _named(body: str, device: str, language: str) -> bool:
    """Whether the words of its name that there is room for stand there; one long word counts by its beginning."""
    words = [word for word in device.split() if language == "ko" or word.isascii()]
    room = ROOM[language]
    name = " ".join(words[:1])[:room]
    for count in range(2, len(words) + 1):
        if len(" ".join(words[:count])) <= room:
            name = " ".join(words[:count])
    return name.casefold() in body.casefold()


def _fits_korean_networks(body: str) -> bool:
    try:
        body.encode("cp949")
    except UnicodeEncodeError:
        return False
    return not re.search(r"[\U00010000-\U0010ffff]", body)


def _can_wait(case: Case, text: Heard) -> bool:
    """Whether it is none of those that may come at any time, or beside two others."""
    if text.claims(Claim.CORRECTS) or text.claims(Claim.TAKES_LONGER):
        return False
    if any(text.claims(claim) for claim in (Claim.AT_MOST, Claim.TO_PAY)):
        return False
    if not _of_a_step(text):
        return False
    return not _customer_did_something(case, text)


def _of_a_step(text: Heard) -> bool:
    """Whether it tells a step, and is no answer to a message or to a word sent in."""
    return text.reading is not None and bool(text.reading.says) and "technician" not in text.reading.values


def _customer_did_something(case: Case, text: Heard) -> bool:
    acted = [event.at for event in case.facts.events if event.by_customer]
    acted += [surely(m["at"]) for m in case.facts.messages if m["from_customer"]]
    acted += [said.at for said in case.number_said]
    written = case.written_at(text)
    return any(at <= written <= at + JUST_NOW for at in acted)


def _when(case: Case, text: Heard) -> Iterator[Breach]:
    local = case.left_at(text).astimezone(case.zone)
    if local.hour >= NIGHT_FROM or local.hour < NIGHT_UNTIL:
        yield case.breach(TRUTH, text.body, f"arrives at {local:%H:%M}, and could wait")
    others = [t for t in case.texts[: case.texts.index(text)] if _can_wait(case, t)]
    today = [t for t in others if t.at.astimezone(case.zone).date() == local.date()]
    if len(today) >= MOST_A_DAY:
        yield case.breach(TRUTH, text.body, f"text number {len(today) + 1} of this day")
    if today and text.at - today[-1].at <= TOGETHER:
        yield case.breach(TRUTH, text.body, f"fell together with: {today[-1].body}")
