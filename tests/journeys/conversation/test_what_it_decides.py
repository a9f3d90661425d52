"""What a yes or no decides, by what was said last: one table, and no order of talk that lets a yes slip."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.journeys.conversation.last_said import Said, Speaker, said_before
from app.journeys.conversation.what_it_decides import (
    Does,
    Standing,
    Verdict,
    verdict_on,
    verdict_on_named,
)
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.replies import read
from app.messaging.sms.kinds import SmsKind as T
from app.messaging.sms.models import SmsAttempt
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.reports import take_report
from app.messaging.sms.states import AttemptState
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import quoted
from tests.journeys.texting import text_us
from tests.shop import MONDAY, Shop

A, B = UUID(int=1), UUID(int=2)


def said(minutes: float, speaker: Speaker, ticket: UUID | None = A, **how: Any) -> Said:
    """Something said so many minutes before the reply."""
    when = MONDAY - timedelta(minutes=minutes)
    how.setdefault("read", "kind" in how)
    return Said(UUID(int=9), when, how.pop("left", when), speaker, ticket, **how)


def asks(minutes: float, ticket: UUID = A, version: int = 1, **how: Any) -> Said:
    return said(minutes, Speaker.SHOP, ticket, kind=T.QUOTE_SENT, version=version, **how)


def news(minutes: float, ticket: UUID = A, **how: Any) -> Said:
    return said(minutes, Speaker.SHOP, ticket, kind=T.DIAGNOSIS_STARTED, **how)


def words(minutes: float, ticket: UUID = A) -> Said:
    return said(minutes, Speaker.TECHNICIAN, ticket)


WAITS = Standing(waiting=[A])
BOTH_WAIT = Standing(waiting=[A, B])
STOPS = Standing(contradicts=[A])
TABLE: tuple[tuple[str, str, list[Said], Standing, Verdict], ...] = (
    ("asked last", "OK", [asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ("never asked", "OK", [], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ("news of the same repair since", "승인", [news(1), asks(9)], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    (
        "news that perhaps never left",
        "OK",
        [news(1, read=False), asks(9)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    ("words since", "OK", [words(1), asks(9)], WAITS, Verdict(Does.TALKS, A)),
    ("words since, and the decision named", "승인", [words(1), asks(9)], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ("words about another", "2", [words(1, B), asks(9)], WAITS, Verdict(Does.TALKS, B)),
    ("two wait", "OK", [asks(1, B), asks(9)], BOTH_WAIT, Verdict(Does.ASKS_WHICH)),
    # A text left while the reply was on its way: it answers what its sender can have read.
    (
        "just left, after news of its own repair",
        "OK",
        [asks(0.05, read=False), news(9)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    (
        "just left, and nothing was said before",
        "승인",
        [asks(0.05, read=False)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    (
        "the same price asked back, just left",
        "OK",
        [asks(0.05, read=False), said(1, Speaker.CUSTOMER), asks(9)],
        WAITS,
        Verdict(Does.DECIDES, A, 1),
    ),
    (
        "a new price and its question back, both just left",
        "OK",
        [
            asks(0.05, version=2, read=False),
            said(0.06, Speaker.CUSTOMER),
            asks(0.1, version=2, read=False),
            asks(9),
        ],
        WAITS,
        Verdict(Does.DECIDES, A, 1),
    ),
    (
        "asked back after one's own words, just left",
        "승인",
        [asks(0.05, read=False), said(1, Speaker.CUSTOMER_WORDS), asks(9)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    (
        "just left, after news of another",
        "OK",
        [asks(0.05, read=False), news(9, B)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    (
        "just left, after words",
        "OK",
        [asks(0.05, read=False), words(9)],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    (
        "a new version just left",
        "OK",
        [asks(0.05, version=2, read=False), asks(9)],
        WAITS,
        Verdict(Does.DECIDES, A, 1),  # can be decided no more: the new price is shown
    ),
    (
        "another round was still posting",
        "OK",
        [asks(2, left=MONDAY - timedelta(minutes=2)), news(3, B, left=MONDAY - timedelta(minutes=1))],
        WAITS,
        Verdict(Does.ASKS_AGAIN, A),
    ),
    # Answered before.
    ("a no after the yes", "거절", [news(1), said(2, Speaker.CUSTOMER)], STOPS, Verdict(Does.TAKES_BACK, A)),
    ("a no after words", "거절", [words(1), said(2, Speaker.CUSTOMER)], STOPS, Verdict(Does.TAKES_BACK, A)),
    ("two after words", "2", [words(1), said(2, Speaker.CUSTOMER)], STOPS, Verdict(Does.TALKS, A)),
    ("an OK long after the no", "OK", [news(19), said(20, Speaker.CUSTOMER)], STOPS, Verdict(Does.NOTHING)),
    (
        "an OK right after the no",
        "OK",
        [news(1), said(2, Speaker.CUSTOMER)],
        STOPS,
        Verdict(Does.TAKES_BACK, A),
    ),
    (
        "one asked last, another to stop",
        "거절",
        [asks(1, B)],
        Standing([B], [A]),
        Verdict(Does.DECIDES, B, 1),
    ),
    (
        "one waits, another to stop, and news",
        "거절",
        [news(1, B), asks(9)],
        Standing([A], [B]),
        Verdict(Does.TAKES_BACK, B),
    ),
    (
        "one waits, another to stop, and neither last",
        "거절",
        [],
        Standing([A], [B]),
        Verdict(Does.ASKS_WHICH),
    ),
    ("stopped already", "승인", [news(1)], Standing(doubted=[A]), Verdict(Does.TALKS, A)),
    ("stopped already, and OK", "OK", [news(1)], Standing(doubted=[A]), Verdict(Does.TALKS, A)),
    ("too late to stop", "거절", [news(1)], Standing(too_late=[A]), Verdict(Does.TALKS, A)),
    ("nothing at all", "OK", [news(1)], Standing(), Verdict(Does.NOTHING)),
)


@pytest.mark.parametrize(
    ("shows", "typed", "talk", "standing", "verdict"), TABLE, ids=[row[0] for row in TABLE]
)
def test_what_it_decides(
    shows: str, typed: str, talk: list[Said], standing: Standing, verdict: Verdict
) -> None:
    assert verdict_on(read(typed), talk, standing, at=MONDAY) == verdict


NAMED: tuple[tuple[list[Said], Standing, Verdict], ...] = (
    ([asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ([news(1, B), asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ([news(1), asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ([words(1), asks(9)], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ([words(1, B), asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ([], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ([asks(0.05, read=False), news(9)], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ([asks(0.05, read=False), words(1), asks(9)], WAITS, Verdict(Does.ASKS_AGAIN, A)),
    ([asks(0.05, B, read=False), asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    ([asks(0.05, version=2, read=False), asks(9)], WAITS, Verdict(Does.DECIDES, A, 1)),
    (
        [
            asks(0.05, version=2, read=False),
            said(0.06, Speaker.CUSTOMER),
            asks(0.1, version=2, read=False),
            asks(9),
        ],
        WAITS,
        Verdict(Does.DECIDES, A, 1),
    ),
    ([news(1)], STOPS, Verdict(Does.TAKES_BACK, A)),
    ([news(1)], Standing(too_late=[A]), Verdict(Does.TALKS, A)),
    ([news(1)], Standing(), Verdict(Does.NOTHING, A)),
)


@pytest.mark.parametrize(("talk", "standing", "verdict"), NAMED)
def test_what_it_decides_where_it_names_the_repair(
    talk: list[Said], standing: Standing, verdict: Verdict
) -> None:
    assert verdict_on_named(talk, standing, A) == verdict


ANYTHING = st.lists(
    st.builds(
        said,
        st.floats(0, 600),
        st.sampled_from(Speaker),
        st.sampled_from([A, B, None]),
        kind=st.sampled_from([None, T.QUOTE_SENT, T.QUOTE_REMINDER, T.MESSAGE_TAKEN, T.DIAGNOSIS_STARTED]),
        version=st.sampled_from([None, 1, 2]),
        read=st.booleans(),
    ),
    max_size=6,
).map(lambda talk: sorted(talk, key=lambda one: one.at, reverse=True))
SOME = st.sets(st.sampled_from([A, B])).map(list)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["OK", "승인", "거절", "1", "2", "ok thanks", "approve"]),
    ANYTHING,
    st.builds(Standing, SOME, SOME, SOME, SOME),
)
def test_nothing_is_decided_but_what_was_asked_last(typed: str, talk: list[Said], standing: Standing) -> None:
    verdict = verdict_on(read(typed), talk, standing, at=MONDAY)
    if verdict.does is Does.DECIDES:
        last = talk[0]
        assert list(standing.waiting) == [verdict.ticket_id] == [last.ticket_id]
        assert last.asks_about_quote
        assert verdict.version is not None
        assert last.version is not None
        seen = next((one for one in talk if one.read), None)
        assert verdict.version < last.version or (seen is not None and seen.version == verdict.version)
    if verdict.does is Does.TAKES_BACK:
        assert verdict.ticket_id in standing.contradicts


# -- what was said, from rows


def incoming(shop: Shop, body: str, *, at: datetime | None = None) -> IncomingSms:
    sid = text_us(shop, body, at=at)
    with shop.database.reading() as session:
        return session.query(IncomingSms).filter_by(provider_id=sid).one()


def what_was_said(shop: Shop, row: IncomingSms, *tickets: UUID) -> list[Said]:
    with shop.database.reading() as session:
        return list(said_before(session, row, set(tickets)))


def test_it_is_one_question_to_the_database(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    row = incoming(shop, "OK")
    asked: list[str] = []
    event.listen(shop.database.engine, "before_cursor_execute", lambda *how: asked.append(how[2]))
    talk = what_was_said(shop, row, ticket_id)
    assert len([one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]) == 1
    assert talk[0].asks_about_quote


@pytest.mark.parametrize(
    ("outcome", "counts", "read"),
    [
        (SendResult(Outcome.ACCEPTED), True, True),
        (SendResult(Outcome.UNCERTAIN), True, False),
        (SendResult(Outcome.NOT_SENT), False, False),
        (SendResult(Outcome.REFUSED, code="30003"), False, False),
    ],
)
def test_what_may_have_left_was_said_and_what_did_not_was_not(
    shop: Shop, outcome: SendResult, counts: bool, read: bool
) -> None:
    ticket_id = quoted(shop)
    sms = FakeSms(shop.clock)
    sms.plan = [outcome] * 20
    shop.runtime = replace(shop.runtime, sms=sms)
    shop.drain()
    shop.clock.move_on(timedelta(seconds=30))
    talk = what_was_said(shop, incoming(shop, "OK"), ticket_id)
    texts = [one for one in talk if one.kind is not None]
    assert bool(texts) is counts
    assert {one.read for one in texts} <= {read}


def test_what_waits_was_not_said_and_what_left_after_the_reply_neither(shop: Shop) -> None:
    ticket_id = quoted(shop)
    early = incoming(shop, "early")
    shop.clock.move_on(timedelta(seconds=1))
    assert [one for one in what_was_said(shop, early, ticket_id) if one.kind] == []
    shop.drain()
    assert [one for one in what_was_said(shop, early, ticket_id) if one.kind] == []
    shop.clock.move_on(timedelta(seconds=2))
    talk = what_was_said(shop, incoming(shop, "late"), ticket_id)
    assert [one.read for one in talk if one.asks_about_quote] == [False], "it left two seconds before"


@pytest.mark.parametrize(
    ("reported", "replied", "read"),
    [
        (None, 14, False),
        (None, 15, True),
        (2, 4, False),
        (2, 5, True),
        (20, 18, False),  # the reply is read after the report: the phone did not have it when it was sent
    ],
)
def test_a_text_was_read_a_moment_after_it_came(
    shop: Shop, reported: float | None, replied: float, read: bool
) -> None:
    """All in seconds since the provider took it."""
    ticket_id = quoted(shop)
    shop.runtime = replace(shop.runtime, sms=FakeSms(shop.clock))
    shop.drain()
    left = shop.clock()
    row = incoming(shop, "OK", at=left + timedelta(seconds=replied))
    with shop.database.transaction() as session:
        for attempt in session.scalars(select(SmsAttempt)) if reported else ():
            take_report(
                session,
                attempt.id,
                "delivered",
                AttemptState.DELIVERED,
                provider="fake",
                reference=str(attempt.id),
                now=left + timedelta(seconds=reported or 0),
            )
    talk = what_was_said(shop, row, ticket_id)
    assert {one.read for one in talk if one.kind is not None} == {read}
