"""Labels at the keyboard: into a file or a pipe, all of them or none."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import click
import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from app.cli.labels import write_to
from app.courier.routes.models import Run
from app.courier.slots.models import Zone
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.ids import spell_code
from app.storage.models import Bin
from tests.adapters.labels.samples import png, read_text
from tests.adapters.labels.zpl_reader import read_zpl
from tests.cli.keyboard import Typed
from tests.custody.devices import authorised, inbound, the
from tests.shop import Shop


def codes(shop: Shop, count: int) -> list[str]:
    made = [authorised(shop) for _ in range(count)]
    with shop.database.reading() as session:
        return [the(session, ticket_id).code for ticket_id in made]


def pages(pdf: bytes) -> int:
    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def a_run(shop: Shop) -> tuple[UUID, str, str]:
    """A run of two stops: its id, day and zone."""
    inbound(shop)
    inbound(shop)
    with shop.database.transaction() as session:
        for zone in session.scalars(select(Zone.id)):
            prepare_run(session, zone, day=shop.runtime.site.today(shop.clock()), now=shop.clock())
    with shop.database.reading() as session:
        run, zone_name = session.execute(select(Run, Zone.name).join(Zone, Run.zone_id == Zone.id)).one()
        return run.id, run.day.isoformat(), zone_name


def test_labels_of_repairs_go_into_a_file(sqlite_shop: Shop, typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "labels.pdf"
    made = codes(sqlite_shop, 3)
    said = typed("labels", "tickets", *map(spell_code, made), "--output", str(file))
    assert said.exit_code == 0, said.output
    assert f"3 labels: {file}" in said.output
    assert pages(file.read_bytes()) == 3
    assert spell_code(made[2]) in read_text(file.read_bytes(), page=2)


def test_letters_that_a_label_lacks_are_named_at_the_keyboard(
    sqlite_shop: Shop, typed: Typed, tmp_path: Path
) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        the(session, ticket_id).address.recipient = "陈晓明"
        code = the(session, ticket_id).code
    said = typed("labels", "tickets", code, "--output", str(tmp_path / "labels.pdf"))
    assert said.exit_code == 0, said.output
    assert f"□ is printed for each of them:\n{spell_code(code)}: 陈 晓\n" in said.output
    assert (tmp_path / "labels.pdf").exists()


def test_codes_are_read_from_a_list_and_the_file_goes_into_a_pipe(sqlite_shop: Shop, typed: Typed) -> None:
    made = codes(sqlite_shop, 2)
    said = typed(
        "labels", "tickets", "-", "--format", "a4-24", "--start", "24", "--copies", "2", stdin="\n".join(made)
    )
    assert said.exit_code == 0, said.output
    assert pages(said.stdout_bytes) == 2
    assert read_text(said.stdout_bytes, page=1).count(spell_code(made[1])) == 2


@pytest.mark.parametrize("between", [" ", "，", "、", ", ", "；", "\u3000", "\t"])
def test_a_list_is_read_whatever_stands_between(sqlite_shop: Shop, typed: Typed, between: str) -> None:
    made = [spell_code(code) for code in codes(sqlite_shop, 2)]
    listed = between.join([*made, "A-01"])
    piped = typed("labels", "tickets", "-", "--format", "a4-24", stdin=listed)
    assert piped.exit_code == 0, piped.output
    said = typed("labels", "tickets", listed, "--format", "a4-24")
    assert said.exit_code == 0, said.output
    for pdf in (piped.stdout_bytes, said.stdout_bytes):
        assert all(code in read_text(pdf) for code in [*made, "A-01"])


def test_one_that_is_unknown_stops_the_print_and_is_named(
    sqlite_shop: Shop, typed: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "labels.pdf"
    said = typed("labels", "tickets", *codes(sqlite_shop, 1), "ZZZZ-ZZZZ-ZZZZ", "--output", str(file))
    assert said.exit_code == 1
    assert "Nothing was printed" in said.output
    assert "ZZZZ-ZZZZ-ZZZZ" in said.output
    assert not file.exists()


def test_a_run_is_named_by_day_and_zone_or_by_its_id(sqlite_shop: Shop, typed: Typed, tmp_path: Path) -> None:
    run_id, day, zone = a_run(sqlite_shop)
    file = tmp_path / "run.zpl"
    for words in ((day, *zone.split()), (str(run_id),)):
        said = typed("labels", "run", *words, "--format", "zpl", "--copies", "3", "--output", str(file))
        assert said.exit_code == 0, said.output
        assert [slip.copies for slip in read_zpl(file.read_bytes())] == [3, 3]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("today",), "Name the day and the zone, or the id of the run."),
        (("25.11.", "Seoul"), "Write the day as YYYY-MM-DD"),
        ((str(UUID(int=7)),), "There is no such run."),
    ],
)
def test_a_run_that_is_not_named_rightly_says_how(typed: Typed, words: tuple[str, ...], says: str) -> None:
    said = typed("labels", "run", *words)
    assert said.exit_code != 0
    assert says in said.output


def test_a_zone_without_a_run_is_told_with_those_that_have_one(sqlite_shop: Shop, typed: Typed) -> None:
    _, day, zone = a_run(sqlite_shop)
    assert f"Runs of that day: {zone}." in typed("labels", "run", day, "Atlantis").output
    assert "Runs of that day: none." in typed("labels", "run", "2020-01-01", "Atlantis").output


def test_bins_are_printed_all_or_by_name(sqlite_shop: Shop, typed: Typed, tmp_path: Path) -> None:
    with sqlite_shop.database.reading() as session:
        there = sorted(session.scalars(select(Bin.code)))
    said = typed("labels", "bins", "--all", "--format", "a4-8")
    assert said.exit_code == 0, said.output
    text = "".join(read_text(said.stdout_bytes, page=page) for page in range(pages(said.stdout_bytes)))
    assert all(code in text for code in there)
    file = tmp_path / "bin.png"
    assert typed("labels", "bins", there[0], "--format", "png", "--output", str(file)).exit_code == 0
    assert png(file.read_bytes()).size == (812, 1218)
    for words in ((), (there[0], "--all")):
        said = typed("labels", "bins", *words)
        assert said.exit_code == 2
        assert "Name the bins, or give --all." in said.output


def test_a_refusal_is_one_line_with_its_field(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed("labels", "tickets", *codes(sqlite_shop, 1), "--format", "a4-8", "--start", "9")
    assert said.exit_code == 1
    assert "start: This sheet has 8 places. Write 1 to 8." in said.output
    assert "Traceback" not in said.output


class Terminal(BytesIO):
    """Where somebody reads."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_spared_a_file() -> None:
    with pytest.raises(click.ClickException, match=r"--output labels\.zpl"):
        write_to(Terminal(), b"^XA^XZ", suffix="zpl")
    pipe = BytesIO()
    write_to(pipe, b"^XA^XZ", suffix="zpl")
    assert pipe.getvalue() == b"^XA^XZ"
