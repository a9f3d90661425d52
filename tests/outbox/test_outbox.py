"""What is owed is claimed by one worker at a time, and whoever lost the claim writes nothing more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kernel.db import Database
from app.kernel.ids import new_row_id
from app.outbox import service as outbox
from app.outbox.models import CallState, OwedCall
from app.outbox.service import Claim
from tests.shop import MONDAY

LATER = outbox.LEASE + timedelta(seconds=1)


def enqueue(database: Database, count: int = 1) -> None:
    with database.transaction() as session:
        for number in range(count):
            outbox.enqueue(session, "text.send", key=f"k{number}", payload={"n": number}, now=MONDAY)


def claim(
    database: Database, owner: str, *, after: timedelta = timedelta(0), limit: int = 100
) -> list[Claim]:
    with database.transaction() as session:
        return list(outbox.claim(session, owner=owner, now=MONDAY + after, limit=limit))


def settle(database: Database, mine: Claim, **how: object) -> bool:
    with database.transaction() as session:
        return outbox.settle(session, mine, now=MONDAY, **how)  # type: ignore[arg-type]


def row(database: Database) -> OwedCall:
    with database.reading() as session:
        return session.scalars(select(OwedCall)).one()


def test_the_same_thing_cannot_be_owed_twice(database: Database) -> None:
    enqueue(database)
    with pytest.raises(IntegrityError):
        enqueue(database)


def test_the_oldest_come_first_and_only_what_is_due(database: Database) -> None:
    with database.transaction() as session:
        for key, days in (("late", 1), ("second", -1), ("first", -2)):
            outbox.enqueue(
                session, "t", key=key, payload={"key": key}, now=MONDAY, due_at=MONDAY + timedelta(days=days)
            )
    assert [mine.payload["key"] for mine in claim(database, "a")] == ["first", "second"]


def test_a_claimed_call_is_nobody_elses_until_its_lease_ends(database: Database) -> None:
    enqueue(database)
    (first,) = claim(database, "a")
    assert claim(database, "b") == []
    (second,) = claim(database, "b", after=LATER)
    assert (first.attempt, second.attempt) == (1, 2)
    assert not settle(database, first), "the lease went to somebody else"
    assert settle(database, second)
    with database.reading() as session:
        assert session.scalars(select(OwedCall)).all() == [], "what is paid is not kept"


def test_a_lease_can_be_kept_while_it_is_ones_own(database: Database) -> None:
    enqueue(database)
    (first,) = claim(database, "a")
    with database.transaction() as session:
        assert outbox.extend(session, first, now=MONDAY + timedelta(seconds=50))
    assert claim(database, "b", after=LATER) == []
    claim(database, "b", after=LATER * 2)
    with database.transaction() as session:
        assert not outbox.extend(session, first, now=MONDAY + LATER * 2)


def test_it_ends_done_given_up_or_owed_again(database: Database) -> None:
    enqueue(database)
    (mine,) = claim(database, "a")
    assert settle(database, mine, error="away", retry_at=MONDAY + timedelta(minutes=1))
    assert (row(database).state, row(database).last_error, row(database).lease_owner) == (
        CallState.OWED,
        "away",
        None,
    )
    assert claim(database, "a") == []
    (again,) = claim(database, "a", after=timedelta(minutes=1))
    assert settle(database, again, error="x" * 900)
    assert row(database).state is CallState.GIVEN_UP
    assert len(row(database).last_error or "") == 500
    assert not settle(database, again), "an ended call stays ended"


def test_many_workers_share_the_calls_without_overlap(database: Database) -> None:
    enqueue(database, 60)
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda n: claim(database, f"w{n}", limit=20), range(4)))
    ids = [mine.id for batch in batches for mine in batch]
    assert len(ids) == len(set(ids))
    rest = claim(database, "last")
    assert len(ids) + len(rest) == 60


def test_a_lease_is_ended_together_by_whoever_holds_it(database: Database) -> None:
    enqueue(database, 3)
    first, second, third = claim(database, "a")
    settle(database, third, error="away", retry_at=MONDAY)
    (taken,) = claim(database, "b")
    with database.transaction() as session:
        outbox.finish(session, [first, second, third])
        outbox.finish(session, [])
    assert row(database).id == third.id, "that one is another's now"
    assert settle(database, taken)


def test_a_call_given_back_was_not_tried(database: Database) -> None:
    enqueue(database)
    mine = claim(database, "a")
    with database.transaction() as session:
        outbox.release(session, mine, due_at=MONDAY + timedelta(hours=9))
        outbox.release(session, [], due_at=MONDAY)
    assert claim(database, "a") == []
    (again,) = claim(database, "a", after=timedelta(hours=9))
    assert again.attempt == 1


def test_topics_that_stand_still_are_left_alone(database: Database) -> None:
    enqueue(database)
    with database.transaction() as session:
        assert outbox.claim(session, owner="a", now=MONDAY, leave=["text.send"]) == []
    assert len(claim(database, "a")) == 1


def a_claim(attempt: int) -> Claim:
    return Claim(new_row_id(), "t", {}, attempt, "lease", MONDAY)


def test_waiting_doubles_up_to_a_quarter_of_an_hour_and_ends_after_about_a_day() -> None:
    waits = [outbox.next_try(a_claim(attempt), now=MONDAY) for attempt in range(1, 40)]
    seconds = [(at - MONDAY).total_seconds() for at in waits if at]
    assert 5 <= seconds[0] <= 6.25
    assert all(later >= earlier for earlier, later in pairwise(seconds[:8]))
    assert max(seconds) <= outbox.LONGEST_WAIT.total_seconds() * 1.25
    assert 20 * 3600 < sum(seconds) + seconds[-1] * (outbox.MOST_ATTEMPTS - len(seconds)) < 30 * 3600
    assert outbox.next_try(a_claim(outbox.MOST_ATTEMPTS), now=MONDAY) is None


def test_who_asks_for_patience_gets_it() -> None:
    at = outbox.next_try(a_claim(1), now=MONDAY, at_least=90)
    assert at is not None
    assert at >= MONDAY + timedelta(seconds=90)


def test_calls_that_failed_together_do_not_come_back_together() -> None:
    waits = {outbox.next_try(a_claim(1), now=MONDAY) for _ in range(20)}
    assert len(waits) > 5
