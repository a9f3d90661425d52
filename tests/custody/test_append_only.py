"""What is written in custody stays written: the database itself refuses, whoever asks and however."""

from uuid import UUID

import pytest
from sqlalchemy import Executable, delete, text, update
from sqlalchemy.exc import DatabaseError

from app.custody import queries
from app.custody.chain import verify
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, ParticularKind, Party
from app.custody.service import record
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.db import Database
from tests.custody import intruder
from tests.custody.devices import authorised, the
from tests.shop import Shop


@pytest.fixture
def chain(shop: Shop) -> UUID:
    """Two hand-overs of one device."""
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        for taker in (Party(ParticularKind.STAFF, "이수민"), InBin("A-01")):
            record(
                session,
                Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
                ticket_id=ticket_id,
                step=BizStep.STORING,
                giver=InBin("X-01"),
                taker=taker,
            )
    return ticket_id


COLUMNS = CustodyEvent.__table__.columns.keys()
STATEMENTS: dict[str, Executable] = {
    "update": update(CustodyEvent).values(taker_bin="nobody"),
    "update of nothing": update(CustodyEvent).values(taker_bin=CustodyEvent.taker_bin),
    "delete": delete(CustodyEvent),
    "raw update": text("UPDATE custody_events SET evidence = '{}'"),
    "raw delete": text("DELETE FROM custody_events WHERE number = 2"),
    "an insert that turns into an update": text(
        "INSERT INTO custody_events SELECT * FROM custody_events WHERE true "
        "ON CONFLICT (id) DO UPDATE SET taker_bin = 'nobody'"
    ),
}
REPLACEMENTS = {
    "a row put in the place of another": text(
        "INSERT OR REPLACE INTO custody_events SELECT * FROM custody_events"
    ),
    "a row that takes another's number": text(
        f"INSERT OR REPLACE INTO custody_events ({', '.join(COLUMNS)}) "
        f"SELECT lower(hex(randomblob(16))), {', '.join(COLUMNS[1:])} FROM custody_events"
    ),
}


@pytest.mark.parametrize("how", STATEMENTS)
def test_no_row_is_changed_or_removed(shop: Shop, chain: UUID, how: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        session.execute(STATEMENTS[how])
    with shop.database.reading() as session:
        assert [row.taker_name for row in queries.of_ticket(session, chain)] == ["이수민", "A-01"]
        assert verify(session, chain) is None


@pytest.mark.parametrize("how", REPLACEMENTS)
def test_sqlite_puts_no_row_in_the_place_of_another(sqlite_shop: Shop, how: str) -> None:
    """REPLACE removes the row that stands in the way without a trigger on DELETE."""
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        record(
            session,
            Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock(), place="dock"),
            ticket_id=ticket_id,
            step=BizStep.STORING,
            giver=InBin("X-01"),
            taker=InBin("A-01"),
        )
    with pytest.raises(DatabaseError, match="append-only"), sqlite_shop.database.transaction() as session:
        session.execute(REPLACEMENTS[how])
    with sqlite_shop.database.reading() as session:
        assert [row.taker_name for row in queries.of_ticket(session, ticket_id)] == ["A-01"]


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_nor_by_way_of_an_object_and_all_that_went_with_it_is_rolled_back(
    shop: Shop, chain: UUID, how: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        record(
            session,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            ticket_id=chain,
            step=BizStep.PICKING,
            giver=InBin("A-01"),
            taker=Party(ParticularKind.STAFF, "y"),
        )
        the(session, chain).story = "rewritten"
        first = queries.of_ticket(session, chain)[0]
        if how == "changed":
            first.taker_bin = "nobody"
        else:
            session.delete(first)
        session.flush()
    with shop.database.reading() as session:
        assert len(queries.of_ticket(session, chain)) == 2
        assert the(session, chain).story != "rewritten"


@pytest.mark.parametrize("tables", ["custody_events", "tickets CASCADE"])
def test_emptying_the_table_is_refused_as_well(postgres_database: Database, tables: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), postgres_database.transaction() as session:
        session.execute(text(f"TRUNCATE {tables}"))


def test_whoever_owns_the_database_can_and_the_rule_is_back_afterwards(shop: Shop, chain: UUID) -> None:
    """What `tests.custody.intruder` does, on which the tests of the chain rely."""
    with shop.database.transaction() as session, intruder.at_work(session):
        session.execute(update(CustodyEvent).values(place="nowhere"))
    with shop.database.reading() as session:
        assert verify(session, chain) == 1
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        session.execute(STATEMENTS["update"])
