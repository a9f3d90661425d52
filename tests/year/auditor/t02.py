"""T2: "A time shown as coming lies ahead. Once it has passed, page and boards say so within a minute (time passed, nothing
noted, we are asking; what you can do), a text within 15 minutes."

Seen: each time on the private page and its pages below, each window offered, "today" and "tomorrow", each time in a text
as it arrives, and the manager's list of what is overdue. The text within 15 minutes is held by T4, which knows what was
promised.
"""

from collections.abc import Iterator
from datetime import timedelta

from tests.year.auditor.breaches import Breach
from tests.year.auditor.case import Case
from tests.year.auditor.claims import Claim, Line
from tests.year.auditor.dates import NoSuchDay, read_told
from tests.year.auditor.staff import staff_page

TRUTH = "T2"
A_MINUTE = timedelta(minutes=1)


def look(case: Case) -> Iterator[Breach]:
    """Pages as they stand now, texts as they arrived."""
    yield from _pages(case)
    yield from _texts(case)
    yield from _board(case)


def _pages(case: Case) -> Iterator[Breach]:
    for name, page in case.pages.items():
        says_so = any(s.claim == Claim.PASSED_AT for _, r in page.read for s in r.says)
        times, impossible = case.times_on(page)
        for sentence in impossible:
            yield case.breach(TRUTH, sentence, "no such day")
        for timed in times:
            if timed.told.ends < case.now - A_MINUTE and not says_so:
                where = name or "the page"
                yield case.breach(TRUTH, timed.sentence, f"{where} shows a passed time as coming")
        for _, reading in page.read:
            if any(s.claim == Claim.OFFERS for s in reading.says) and _window_is_over(case, reading.values):
                yield case.breach(TRUTH, reading.text, "a window is offered that has begun")


def _window_is_over(case: Case, values: dict[str, str]) -> bool:
    try:
        told = read_told(f"{values['day']} {values['hours']}", case.now, case.zone)
    except NoSuchDay:
        return True
    return told.starts < case.now


def _dispatch_says(case: Case) -> bool:
    """Whether the dispatcher's board names it under what is over and not noted."""
    board = staff_page(case.seen, "dispatcher", "/dispatch")
    spelled = "-".join((case.code[:4], case.code[4:8], case.code[8:]))
    return any(
        spelled in one.text_content() for one in board.xpath("//section[contains(@class, 'tone-problem')]")
    )


def _texts(case: Case) -> Iterator[Breach]:
    for text in case.new:
        for timed in case.times_told(text):
            if timed.told.ends < case.left_at(text):
                yield case.breach(TRUTH, text.body, "a text leaves after the time it names as coming")
        if text.reading is None:
            continue
        for says in text.reading.says:
            if says.claim != Claim.DAY_IS or says.of not in text.reading.values:
                continue
            try:
                told = read_told(text.reading.values[says.of], text.at, case.zone)
            except NoSuchDay:
                yield case.breach(TRUTH, text.body, "no such day")
                continue
            left = case.left_at(text).astimezone(case.zone).date()
            days = (told.starts.astimezone(case.zone).date() - left).days
            if days != int(says.about):
                yield case.breach(TRUTH, text.body, "today or tomorrow, and it is another day")


def _board(case: Case) -> Iterator[Breach]:
    """A promise of ours has passed with nothing noted: somebody of the staff must see that."""
    for promise in case.ledger.all():
        if promise.ending != "broken" or promise.by != "time" or promise.noted_after is not None:
            continue
        if promise.line in (Line.REPLY, Line.NEXT, Line.FOLLOW_UP) or promise.due > case.now - A_MINUTE:
            continue
        if (
            promise.ended_at is None
            or case.facts.ended
            or not case.once(TRUTH, f"{promise.line}{promise.due}")
        ):
            continue
        listed = staff_page(case.seen, "manager", f"/manage/tickets?late=1&state={case.facts.state}")
        on_the_list = any(case.code in link for link in listed.xpath("//main//a/@href"))
        if not on_the_list and not _dispatch_says(case):
            yield case.breach(TRUTH, promise.sentence, "the time has passed and no board says overdue")
