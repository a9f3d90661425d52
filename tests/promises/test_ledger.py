"""The ledger holds whatever is done in whatever order: one open promise of a kind, ended once, never edited."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict
from app.promises import ledger
from app.promises.kinds import Because, Ending, Fact, PromiseKind
from app.promises.ledger import Owed
from app.promises.models import Promise
from app.tickets.promising import whom
from app.tickets.queries import by_id
from tests.journeys.on_the_bench import ask_for_repair
from tests.shop import Shop

OWNER = Because(Fact.OWNER)
KINDS = (PromiseKind.ANSWER, PromiseKind.REPAIR, PromiseKind.REPLY)
ACTS = st.tuples(
    st.sampled_from(["make", "do", "replace", "withdraw", "break", "again", "correct", "wait"]),
    st.sampled_from(KINDS),
    st.integers(1, 60),  # hours
)


def rows(session: Session, ticket_id: UUID) -> Sequence[Promise]:
    asked = select(Promise).where(Promise.ticket_id == ticket_id).order_by(Promise.id)
    return session.scalars(asked, execution_options={"populate_existing": True}).all()


def snapshot(row: Promise) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in Promise.__table__.columns}


class Played:
    """One ledger and the hour it is there."""

    def __init__(self, session: Session, ticket_id: UUID, now: datetime) -> None:
        self.session, self.ticket, self.now = session, by_id(session, ticket_id), now

    def play(self, act: str, kind: PromiseKind, hours: int) -> None:
        if act == "wait":
            self.now += timedelta(hours=hours)
            return
        due = self.now + timedelta(hours=hours)
        row = next((r for r in ledger.open_of(self.session, self.ticket.id) if r.kind is kind), None)
        if act == "make":
            made = ledger.make_unless_made(
                self.session, whom(self.ticket), Owed(kind, due), OWNER, now=self.now
            )
            assert (made is None) == (row is not None), "one of a kind"
        elif act in ("again", "correct"):
            self._put_right(act, kind, stands=row is not None)
        elif row is not None:
            self._end(act, row, due)

    def _end(self, act: str, row: Promise, due: datetime) -> None:
        ending = {
            "do": ledger.keeping(row, at=self.now),
            "replace": ledger.giving_way(row, at=self.now),
            "withdraw": Ending.WITHDRAWN,
            "break": Ending.BROKEN,
        }[act]
        ledger.end(self.session, row, ending, OWNER, at=self.now, now=self.now)
        with pytest.raises(Conflict):
            ledger.end(self.session, row, Ending.KEPT, OWNER, at=self.now, now=self.now)
        if act == "replace":
            owed = Owed(row.kind, due, why="later")
            ledger.make(self.session, whom(self.ticket), owed, OWNER, now=self.now, replaces=row)

    def _put_right(self, act: str, kind: PromiseKind, *, stands: bool) -> None:
        found = rows(self.session, self.ticket.id)
        spoken_for = {row.corrects_id for row in found} | {row.replaces_id for row in found}
        ended = [row for row in found if row.kind is kind and row.ending and row.id not in spoken_for]
        if ended and act == "correct":
            ledger.correct(self.session, ended[-1], OWNER, at=self.now, now=self.now)
        elif ended and not stands:
            ledger.stand_again(self.session, ended[-1], OWNER)


@pytest.fixture
def ticket_id(sqlite_shop: Shop) -> UUID:
    return ask_for_repair(sqlite_shop)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=25))
def test_in_any_order_one_stands_and_what_ended_stays(
    sqlite_shop: Shop, ticket_id: UUID, acts: list[tuple[str, PromiseKind, int]]
) -> None:
    with sqlite_shop.database.rehearsing().transaction() as session:
        played = Played(session, ticket_id, sqlite_shop.clock())
        for act in acts:
            before = {row.id: snapshot(row) for row in rows(session, ticket_id)}
            played.play(*act)
            after = {row.id: snapshot(row) for row in rows(session, ticket_id)}
            for row_id, was in before.items():
                now = after[row_id]
                if was["ending"] is None and now["ending"] is not None:
                    edited = {key for key in was if was[key] != now[key]}
                    assert edited <= {"ending", "ended_at", "noted_at", "ended_by", "ended_by_id"}
                else:
                    assert now == was, "never edited"
            standing = [row["kind"] for row in after.values() if row["ending"] is None]
            assert len(standing) == len(set(standing))
            for row in after.values():
                in_time = row["ended_at"] is not None and row["ended_at"] <= row["due_at"]
                assert in_time or row["ending"] not in (Ending.KEPT, Ending.REPLACED)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE promises SET due_at = made_at WHERE ending IS NULL",
        "UPDATE promises SET why = 'somebody tidied up'",
        "DELETE FROM promises",
        "UPDATE promises SET ending = 'kept' WHERE ending IS NULL",
    ],
)
def test_the_database_itself_refuses_edits(shop: Shop, change: str) -> None:
    ask_for_repair(shop)
    with pytest.raises(DBAPIError), shop.database.transaction() as session:
        session.execute(text(change))


def test_an_ending_is_not_taken_back_by_hand(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with shop.database.transaction() as session:
        (row,) = ledger.open_of(session, ticket_id)
        ledger.end(session, row, Ending.KEPT, OWNER, at=shop.clock(), now=shop.clock())
    with pytest.raises(DBAPIError), shop.database.transaction() as session:
        session.execute(
            text("UPDATE promises SET ending = NULL, ended_at = NULL, noted_at = NULL, ended_by = NULL")
        )


def test_two_at_once_make_one_and_end_it_once(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    due = shop.clock() + timedelta(hours=5)

    def make(_: int) -> bool:
        with shop.database.transaction() as session:
            ticket = by_id(session, ticket_id)
            owed = Owed(PromiseKind.REPLY, due)
            made = ledger.make_unless_made(session, whom(ticket), owed, OWNER, now=shop.clock())
            return made is not None

    def keep(_: int) -> bool:
        try:
            with shop.database.transaction() as session:
                row = next(r for r in ledger.open_of(session, ticket_id) if r.kind is PromiseKind.REPLY)
                ledger.end(session, row, Ending.KEPT, OWNER, at=shop.clock(), now=shop.clock())
        except (Conflict, StopIteration):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(4))) == 1
        assert sum(pool.map(keep, range(4))) == 1
