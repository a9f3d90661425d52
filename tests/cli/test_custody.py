"""`flask custody …`: what is whole is said, what does not fit is named, and lists and files can be written."""

import json
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import Delete, Update, delete, text, update

from app.custody import queries
from app.custody.models import BizStep, CustodyEvent
from app.custody.parties import InBin, at_the_door
from app.custody.seal import SEALED, seal
from app.custody.service import record
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from tests.adapters.evidence.standard import faults
from tests.cli.keyboard import Typed, prompt
from tests.custody import intruder
from tests.custody.devices import authorised, inbound
from tests.custody.walked import walked
from tests.journeys.stations import code_of
from tests.shop import Shop

PHONES = ("+821012345678", "+821087654321")


def chain(shop: Shop, phone: str = PHONES[0], rows: int = 4) -> UUID:
    """A repair with so many hand-overs."""
    ticket_id = authorised(shop, phone=phone)
    with shop.database.transaction() as session:
        for number in range(rows):
            record(
                session,
                Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
                ticket_id=ticket_id,
                step=BizStep.STORING,
                giver=at_the_door("이수민"),
                taker=InBin(f"A-{number:02}"),
            )
    return ticket_id


def row(ticket_id: UUID, number: int) -> Update:
    return update(CustodyEvent).where(CustodyEvent.ticket_id == ticket_id, CustodyEvent.number == number)


def cut(ticket_id: UUID, number: int) -> Delete:
    return delete(CustodyEvent).where(CustodyEvent.ticket_id == ticket_id, CustodyEvent.number >= number)


def tamper(shop: Shop, *statements: Update | Delete) -> None:
    with shop.database.transaction() as session, intruder.at_work(session):
        for statement in statements:
            session.execute(statement)


def written_anew(shop: Shop, ticket_id: UUID, number: int) -> None:
    """Change a row and make all hashes from it on again, as whoever owns the database can."""
    with shop.database.transaction() as session, intruder.at_work(session):
        rows = queries.of_ticket(session, ticket_id)
        rows[number - 1].taker_bin = "nobody"
        for before, changed in zip([None, *rows], rows, strict=False):
            changed.previous_hash = before.hash if before else changed.previous_hash
            changed.hash = seal({name: getattr(changed, name) for name in SEALED})
        session.flush()


def test_whole_chains_are_counted(shop: Shop) -> None:
    chain(shop)
    chain(shop, PHONES[1], 3)
    authorised(shop)  # nobody has touched this one
    said = prompt(shop.runtime)("custody", "verify")
    assert (said.exit_code, said.output) == (0, "Whole: 7 rows of 2 repairs.\n")


def test_a_shop_without_hand_overs_is_whole(typed: Typed) -> None:
    assert typed("custody", "verify").output == "Whole: 0 rows of 0 repairs.\n"


def test_only_the_repairs_that_are_named_are_read(sqlite_shop: Shop, typed: Typed) -> None:
    good, bad = chain(sqlite_shop), chain(sqlite_shop, PHONES[1])
    tamper(sqlite_shop, row(bad, 2).values(taker_bin="x"))
    said = typed("custody", "verify", spell_code(code_of(sqlite_shop, good)).lower())
    assert (said.exit_code, said.output) == (0, "Whole: 4 rows of 1 repairs.\n")
    assert typed("custody", "verify", code_of(sqlite_shop, bad)).exit_code == 1


def test_the_first_bad_row_of_each_repair_is_named_with_what_does_not_fit(shop: Shop) -> None:
    ids = [chain(shop, phone) for phone in PHONES for _ in range(2)]
    whole, changed, missing, unlinked = ids
    tamper(
        shop,
        row(changed, 2).values(taker_bin="x"),
        row(changed, 3).values(taker_bin="y"),
        delete(CustodyEvent).where(CustodyEvent.ticket_id == missing, CustodyEvent.number == 1),
    )
    with shop.database.transaction() as session, intruder.at_work(session):
        second = queries.of_ticket(session, unlinked)[1]
        second.taker_bin = "nobody"
        second.hash = seal({name: getattr(second, name) for name in SEALED})
        session.flush()
    said = prompt(shop.runtime)("custody", "verify")
    assert said.exit_code == 1
    code = {ticket_id: spell_code(code_of(shop, ticket_id)) for ticket_id in ids}
    assert (
        f"{code[changed]} row 2: the row was changed: its content and its hash do not agree\n" in said.output
    )
    assert f"{code[missing]} row 1: the row is missing\n" in said.output
    assert f"{code[unlinked]} row 3: its hash of the row before is not that row's" in said.output
    assert code[whole] not in said.output
    assert "Does not fit: 3. Read were 15 rows of 4 repairs." in said.output


SPOILT = {
    "evidence": "{not json",
    "at": "yesterday",
    "device_at": "never",
    "step": "x'00ff'",
    "number": "two",
    "id": "nobody",
}


@pytest.mark.parametrize("column", SPOILT)
def test_even_what_cannot_be_read_any_more_is_named(sqlite_shop: Shop, typed: Typed, column: str) -> None:
    """SQLite keeps whatever is put into a column; the other repairs are checked all the same."""
    bad, _good = chain(sqlite_shop), chain(sqlite_shop, PHONES[1])
    value = "CAST(x'41' AS BLOB)" if column == "step" else ":value"
    with sqlite_shop.database.transaction() as session, intruder.at_work(session):
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(
            text(f"UPDATE custody_events SET {column} = {value} WHERE number = 2 AND ticket_id = :ticket"),
            {"ticket": bad.hex} | ({} if column == "step" else {"value": SPOILT[column]}),
        )
    said = typed("custody", "verify")
    assert said.exit_code == 1, said.output
    assert f"{spell_code(code_of(sqlite_shop, bad))} row 2: the row" in said.output
    assert "Does not fit: 1. Read were 8 rows of 2 repairs." in said.output


def test_when_much_is_bad_the_list_ends_and_the_count_goes_on(sqlite_shop: Shop, typed: Typed) -> None:
    for _ in range(22):
        tamper(sqlite_shop, row(chain(sqlite_shop, rows=1), 1).values(taker_bin="x"))
    said = typed("custody", "verify").output
    assert said.count(" row 1: ") == 20
    assert "Does not fit: 22. Read were 22 rows of 22 repairs." in said


@pytest.fixture
def kept(shop: Shop, tmp_path: Path) -> tuple[UUID, str]:
    """A repair of four rows, another of three, and the list of heads that was kept of them."""
    ticket_id, other = chain(shop), chain(shop, PHONES[1], 3)
    path = tmp_path / "heads.txt"
    said = prompt(shop.runtime)("custody", "heads", "--output", str(path))
    assert said.exit_code == 0, said.output
    with shop.database.reading() as session:
        lines = sorted(
            f"{code_of(shop, one)} {last.number} {last.hash}"
            for one in (ticket_id, other)
            if (last := queries.last_event(session, one))
        )
    assert path.read_text() == "".join(f"{line}\n" for line in lines)
    assert prompt(shop.runtime)("custody", "heads").output == path.read_text()
    return ticket_id, str(path)


def test_what_came_later_fits_a_list_of_before(shop: Shop, kept: tuple[UUID, str]) -> None:
    with shop.database.transaction() as session:
        record(
            session,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            ticket_id=kept[0],
            step=BizStep.PICKING,
            giver=InBin("A-03"),
            taker=at_the_door("이수민"),
        )
    said = prompt(shop.runtime)("custody", "verify", "--heads", kept[1])
    assert (said.exit_code, said.output) == (0, "Whole: 8 rows of 2 repairs.\n")


@pytest.mark.parametrize("from_row", [1, 4])
def test_a_tail_that_was_cut_off_is_found_by_the_list_only(
    shop: Shop, kept: tuple[UUID, str], from_row: int
) -> None:
    ticket_id, path = kept
    tamper(shop, cut(ticket_id, from_row))
    typed = prompt(shop.runtime)
    assert typed("custody", "verify").exit_code == 0
    said = typed("custody", "verify", "--heads", path)
    assert said.exit_code == 1
    assert f"{spell_code(code_of(shop, ticket_id))} row 4: the row was there when the list" in said.output


def test_a_chain_made_anew_is_found_by_the_list_only(shop: Shop, kept: tuple[UUID, str]) -> None:
    ticket_id, path = kept
    written_anew(shop, ticket_id, 2)
    typed = prompt(shop.runtime)
    assert typed("custody", "verify").exit_code == 0
    said = typed("custody", "verify", code_of(shop, ticket_id), "--heads", path)
    assert said.exit_code == 1
    assert f"{spell_code(code_of(shop, ticket_id))} row 4: the row has another hash" in said.output


def test_a_list_is_compared_for_the_named_repairs_only(shop: Shop, kept: tuple[UUID, str]) -> None:
    ticket_id, path = kept
    other = next(
        line.split()[0]
        for line in Path(path).read_text().splitlines()
        if not line.startswith(code_of(shop, ticket_id))
    )
    tamper(shop, cut(ticket_id, 2))
    said = prompt(shop.runtime)("custody", "verify", other, "--heads", path)
    assert (said.exit_code, said.output) == (0, "Whole: 3 rows of 1 repairs.\n")


@pytest.mark.parametrize("line", ["nonsense", "ABCD four " + "a" * 64, "ABCD 4 short", ""])
def test_a_list_that_is_none_ends_the_check(typed: Typed, tmp_path: Path, line: str) -> None:
    path = tmp_path / "heads.txt"
    path.write_text(f"ABCD 4 {'a' * 64}\n{line}\n")
    said = typed("custody", "verify", "--heads", str(path))
    assert said.exit_code == 1
    assert "line 2: not “code number hash”" in said.output


def test_a_list_longer_than_one_look_is_compared_to_its_end(
    sqlite_shop: Shop, typed: Typed, tmp_path: Path
) -> None:
    chain(sqlite_shop)
    path = tmp_path / "heads.txt"
    path.write_text(typed("custody", "heads").output * 450 + f"ABCD 4 {'a' * 64}\n")
    said = typed("custody", "verify", "--heads", str(path))
    assert "ABCD row 4: the row was there" in said.output
    assert "Does not fit: 1." in said.output


def test_the_events_of_a_repair_are_written_as_epcis(sqlite_shop: Shop, typed: Typed, tmp_path: Path) -> None:
    code = code_of(sqlite_shop, walked(sqlite_shop))
    shown = typed("custody", "export", code, "--format", "epcis")
    assert shown.exit_code == 0, shown.output
    assert faults(json.loads(shown.output)) == []
    path = tmp_path / "epcis.json"
    assert typed("custody", "export", code, "--output", str(path)).output == ""
    assert json.loads(path.read_text()) == json.loads(shown.output)


@pytest.mark.parametrize(
    ("words", "title"), [((), "제품 인수인계 기록"), (("--language", "en"), "Custody record")]
)
def test_the_evidence_file_is_written_in_either_language(
    sqlite_shop: Shop, typed: Typed, tmp_path: Path, words: tuple[str, ...], title: str
) -> None:
    code, path = code_of(sqlite_shop, inbound(sqlite_shop)), tmp_path / "claim.pdf"
    said = typed("custody", "evidence", code, "--output", str(path), *words)
    assert (said.exit_code, said.output) == (0, f"{spell_code(code)}: {path}\n")
    document = pypdfium2.PdfDocument(path)
    assert title in document[0].get_textpage().get_text_range()
    document.close()


@pytest.mark.parametrize(
    "words", [("verify", "7K2M"), ("export", "7K2M"), ("evidence", "7K2M", "--output", "never.pdf")]
)
def test_a_code_nobody_has_is_refused(typed: Typed, words: tuple[str, ...]) -> None:
    said = typed("custody", *words)
    assert said.exit_code == 1
    assert "code: No repair has the code “7K2M”" in said.output
    assert not Path("never.pdf").exists()
