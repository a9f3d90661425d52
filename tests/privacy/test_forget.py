"""What is forgotten is nowhere in custody any more; the ledger holds, and pages and papers say that it was erased."""

import json
from io import BytesIO
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.custody import queries
from app.custody.chain import Fault, check, verify
from app.custody.models import BizStep, CustodyEvent, Particular
from app.custody.parties import OF_THE_CUSTOMER, InBin, ParticularKind, at_the_door, opening, pseudonym
from app.custody.service import record
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.db import Database
from app.privacy.forget import forget_customer_in_custody, forget_staff_in_custody
from tests.adapters.evidence.standard import faults
from tests.custody.devices import authorised, the
from tests.custody.walked import walked
from tests.journeys.stations import code_of
from tests.shop import Shop

CUSTOMERS_WORDS = ("김하늘", "세종대로", "04524", "모서리", "SN-20250101")


@pytest.fixture
def told(shop: Shop) -> UUID:
    """A device that went the whole way, with a remark about it."""
    return walked(shop)


def forget(shop: Shop, ticket_id: UUID) -> int:
    with shop.database.transaction() as session:
        return forget_customer_in_custody(session, [ticket_id], now=shop.clock())


def everything_in_custody(database: Database) -> str:
    """All columns of all rows of all tables of custody, as text."""
    with database.reading() as session:
        tables = [table for table in CustodyEvent.metadata.tables if table.startswith("custody_")]
        assert len(tables) == 2
        found = [tuple(row) for name in tables for row in session.execute(text(f"SELECT * FROM {name}"))]
    return json.dumps(found, default=str, ensure_ascii=False)


def test_the_ledger_names_nobody_even_before(shop: Shop, told: UUID) -> None:
    with shop.database.reading() as session:
        rows = [tuple(row) for row in session.execute(text("SELECT * FROM custody_events"))]
        sealed = json.dumps(rows, default=str, ensure_ascii=False)
        people = session.scalars(
            select(Particular.words).where(Particular.kind != ParticularKind.SYSTEM)
        ).all()
    assert {"김하늘", "이수민", "정하윤"} <= set(people)
    assert [words for words in (*CUSTOMERS_WORDS, "이수민", "정하윤") if words in sealed] == []


def test_nothing_of_the_customer_is_left_and_every_chain_holds(shop: Shop, told: UUID) -> None:
    before = everything_in_custody(shop.database)
    assert [words for words in CUSTOMERS_WORDS if words not in before] == []
    assert forget(shop, told) > 0
    after = everything_in_custody(shop.database)
    assert [words for words in CUSTOMERS_WORDS if words in after] == []
    assert "이수민" in after  # a colleague is somebody else
    with shop.database.reading() as session:
        assert verify(session, told) is None
    assert forget(shop, told) == 0


def test_what_is_left_cannot_be_guessed(shop: Shop, told: UUID) -> None:
    """The salt goes with the words: no guess at a name can be told from a wrong one."""
    forget(shop, told)
    with shop.database.reading() as session:
        for row in session.scalars(select(Particular).where(Particular.kind.in_(OF_THE_CUSTOMER))):
            assert (row.words, row.salt, row.staff_id) == (None, None, None)
            guess = {"kind": row.kind, "ticket_id": row.ticket_id, "words": "김하늘", "staff_id": None}
            assert row.id not in {pseudonym(guess | {"salt": salt}) for salt in ("", "None", row.id)}


@pytest.mark.parametrize(("language", "erased"), [("en", "(erased)"), ("ko", "(삭제됨)")])
def test_pages_and_papers_still_open_and_say_that_it_was_erased(
    shop: Shop, told: UUID, language: str, erased: str
) -> None:
    forget(shop, told)
    code, client = code_of(shop, told), shop.signed_in(Role.WAREHOUSE)
    client.set_cookie("language", language)
    pdf = client.get(f"/dock/{code}/evidence.pdf?lang={language}")
    document = pypdfium2.PdfDocument(BytesIO(pdf.data))
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert erased in words
    assert "모서리" not in words
    events = json.loads(client.get(f"/dock/{code}/epcis.json").data)
    assert faults(events) == []
    first = events["epcisBody"]["eventList"][0]
    assert (first["mendpost:giver"], first["mendpost:place"]) == ("(erased)", "(erased)")
    assert [words for words in CUSTOMERS_WORDS if words in json.dumps(events, ensure_ascii=False)] == []
    page = client.get(f"/scan?code={code}")
    assert page.status_code == 200
    assert erased in page.text


def test_the_repair_goes_on_after_that(shop: Shop, told: UUID) -> None:
    forget(shop, told)
    with shop.database.transaction() as session:
        event = record(
            session,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            ticket_id=told,
            step=BizStep.RECEIVING,
        )
        assert event.giver_id == queries.of_ticket(session, told)[-2].taker_id
    with shop.database.reading() as session:
        assert verify(session, told) is None


def test_a_colleague_is_forgotten_on_every_repair_and_nobody_else(shop: Shop, told: UUID) -> None:
    other, clerk = walked(shop), shop.staff(Role.WAREHOUSE)
    assert clerk.staff_id is not None
    with shop.database.reading() as session:
        theirs = session.scalars(select(Particular.id).where(Particular.staff_id == clerk.staff_id)).all()
    assert len(theirs) == len(set(theirs)) == 2  # one for each repair: rows of two repairs share no pseudonym
    with shop.database.transaction() as session:
        assert forget_staff_in_custody(session, clerk.staff_id, now=shop.clock()) == 2
    after = everything_in_custody(shop.database)
    assert clerk.name not in after
    assert str(clerk.staff_id) not in after
    assert clerk.staff_id.hex not in after
    assert "김하늘" in after
    with shop.database.reading() as session:
        assert [verify(session, one) for one in (told, other)] == [None, None]


def test_the_ledger_itself_still_refuses(shop: Shop, told: UUID) -> None:
    forget(shop, told)
    with pytest.raises(DatabaseError, match="append-only"), shop.database.transaction() as session:
        session.execute(update(CustodyEvent).values(place=""))


def test_words_without_their_salt_are_neither_there_nor_erased(shop: Shop, told: UUID) -> None:
    with pytest.raises(IntegrityError), shop.database.transaction() as session:
        session.execute(update(Particular).values(salt=None))


@pytest.mark.parametrize(
    "change",
    [{"words": "박도윤"}, {"kind": ParticularKind.CARRIER}, {"staff_id": None}, {"salt": "00" * 32}],
)
def test_another_name_beside_the_ledger_is_found(shop: Shop, told: UUID, change: dict[str, object]) -> None:
    """Whoever may write to the database can erase, but not make somebody else of somebody."""
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        session.execute(update(Particular).where(Particular.staff_id == clerk.staff_id).values(change))
    with shop.database.reading() as session:
        (chain,) = check(session, [told])
    assert chain.flaw is not None
    assert (chain.flaw.number, chain.flaw.fault) == (2, Fault.OTHER_WORDS)


def test_a_name_that_was_removed_with_its_row_is_found(sqlite_shop: Shop) -> None:
    ticket_id = walked(sqlite_shop)
    with sqlite_shop.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM custody_particulars WHERE kind IN ('staff', 'remark')")
    sqlite_shop.database.close()
    with sqlite_shop.database.reading() as session:
        (chain,) = check(session, [ticket_id])
    assert chain.flaw is not None
    assert (chain.flaw.number, chain.flaw.fault) == (1, Fault.OTHER_WORDS)
    code, client = code_of(sqlite_shop, ticket_id), sqlite_shop.signed_in(Role.WAREHOUSE)
    for page in (f"/dock/{code}/evidence.pdf", f"/dock/{code}/epcis.json", f"/scan?code={code}"):
        assert client.get(page).status_code == 200


def test_a_name_on_a_repair_stays_as_it_was_then(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        act = Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
        record(session, act, ticket_id=ticket_id, step=BizStep.RECEIVING, taker=InBin("A-01"))
        the(session, ticket_id).customer.name = "김바다"
        session.flush()
        record(session, act, ticket_id=ticket_id, step=BizStep.ACCEPTING, taker=at_the_door("김바다"))
    with shop.database.reading() as session:
        rows = queries.of_ticket(session, ticket_id)
        assert (rows[0].giver_name, rows[1].taker_name) == ("김하늘", "김바다")


def test_the_text_behind_a_pseudonym_never_changes_its_form() -> None:
    row = {"kind": ParticularKind.STAFF, "salt": "ab" * 32, "staff_id": UUID(int=5), "ticket_id": UUID(int=2)}
    assert opening(row | {"words": "이수민"}) == (
        f'{{"kind":"staff","salt":"{"ab" * 32}","staff_id":"00000000-0000-0000-0000-000000000005",'
        '"ticket_id":"00000000-0000-0000-0000-000000000002","words":"이수민"}'
    )
    assert "staff_id" not in opening(row | {"words": "이수민", "staff_id": None})
