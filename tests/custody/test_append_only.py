"""What is written in custody stays written: the database itself refuses, whoever asks and however."""

from uuid import UUID

import pytest
from sqlalchemy import Executable, delete, text, update
from sqlalchemy.exc import DatabaseError

from app.custody import queries
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record, verify
from app.kernel.actor import Role
from app.kernel.db import Database
from tests.custody.devices import authorised
from tests.shop import Shop


@pytest.fixture
def chain(shop: Shop) -> UUID:
    """Two hand-overs of one device."""
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        for taker in ("이수민", "A-01"):
            record(session, ticket_id=ticket_id, step=BizStep.STORING, place="dock", giver="x", taker=taker,
                   actor=shop.staff(Role.WAREHOUSE), now=shop.clock())  # fmt: skip
    return ticket_id


STATEMENTS: dict[str, Executable] = {
    "update": update(CustodyEvent).values(taker="nobody"),
    "update of nothing": update(CustodyEvent).values(taker=CustodyEvent.taker),
    "delete": delete(CustodyEvent),
    "raw update": text("UPDATE custody_events SET evidence = '{}'"),
    "raw delete": text("DELETE FROM custody_events WHERE number = 2"),
}


@pytest.mark.parametrize("how", STATEMENTS)
def test_no_row_is_changed_or_removed(shop: Shop, chain: UUID, how: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        session.execute(STATEMENTS[how])
    with shop.database.reading() as session:
        assert [row.taker for row in queries.of_ticket(session, chain)] == ["이수민", "A-01"]
        assert verify(session, chain) is None


def test_nor_by_way_of_an_object_and_all_that_went_with_it_is_rolled_back(shop: Shop, chain: UUID) -> None:
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        record(session, ticket_id=chain, step=BizStep.PICKING, place="dock", giver="A-01", taker="y",
               actor=shop.staff(Role.WAREHOUSE), now=shop.clock())  # fmt: skip
        queries.of_ticket(session, chain)[0].taker = "nobody"
        session.flush()
    with shop.database.reading() as session:
        assert len(queries.of_ticket(session, chain)) == 2


def test_emptying_the_table_is_refused_as_well(postgres_database: Database) -> None:
    with pytest.raises(DatabaseError, match="append-only"), postgres_database.transaction() as session:
        session.execute(text("TRUNCATE custody_events CASCADE"))
