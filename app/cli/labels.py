"""`flask labels …`: the labels of repairs, of a courier's run, or of bins, as a file for any printer."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.adapters.labels.gaps import named
from app.adapters.labels.print_order import Wish, print_chosen
from app.adapters.labels.printing import Output
from app.adapters.labels.zpl import MOST_COPIES
from app.boards import dispatch
from app.cli.edge import refusals_in_words
from app.documents.labels.choice import Chosen, all_bins, by_codes, of_run
from app.edge.current import runtime
from app.kernel.i18n import Language


@click.group("labels")
def label_commands() -> None:
    """Labels to print: PDF for label printers and A4 sheets, ZPL for thermal printers, PNG or SVG of one."""


def how_to_print(command: Any) -> Any:
    """Give a command the options that every kind of label has."""
    options: tuple[Any, ...] = (
        click.option(
            "--output",
            "path",
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
            help="File to write; otherwise it goes to a pipe.",
        ),
        click.option("--copies", type=click.IntRange(1, MOST_COPIES), default=1, help="Of each label."),
        click.option("--start", default=1, help="First free place of a sheet, counted row by row."),
        click.option(
            "--format",
            "form",
            type=click.Choice([one.value for one in Output]),
            default=Output.FULL.value,
            show_default=True,
        ),
    )
    for option in options:
        command = option(command)
    return command


@label_commands.command("tickets")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@how_to_print
@with_appcontext
def tickets(codes: tuple[str, ...], form: str, start: int, copies: int, path: Path | None) -> None:
    """Print the labels of these repairs: to us while they have not arrived, back from then on.

    CODE - reads the codes from the input: one a line, or with commas or spaces between.
    """
    typed = (sys.stdin.read(),) if codes == ("-",) else codes
    _print(lambda session: by_codes(session, typed), Wish(Output(form), start, copies), path)


@label_commands.command("run")
@click.argument("run", nargs=-1, required=True, metavar="DAY ZONE | RUN-ID")
@how_to_print
@with_appcontext
def run(run: tuple[str, ...], form: str, start: int, copies: int, path: Path | None) -> None:
    """Print the labels of all stops of a run that are still to be driven, in driving order."""
    _print(lambda session: of_run(session, _run(session, run)), Wish(Output(form), start, copies), path)


@label_commands.command("bins")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@click.option("--all", "every", is_flag=True, help="Every bin there is.")
@how_to_print
@with_appcontext
def bins(codes: tuple[str, ...], every: bool, form: str, start: int, copies: int, path: Path | None) -> None:
    """Print the labels of these bins."""
    if every == bool(codes):
        raise click.UsageError("Name the bins, or give --all.")
    _print(
        lambda session: all_bins(session) if every else by_codes(session, codes),
        Wish(Output(form), start, copies),
        path,
    )


def _print(choose: Callable[[Session], Chosen], wish: Wish, path: Path | None) -> None:
    here = runtime()
    with refusals_in_words(), here.database.reading() as session:
        chosen = choose(session)
        if chosen.unknown:
            raise click.ClickException(
                f"Nothing was printed, as neither a repair nor a bin has: {', '.join(chosen.unknown)}"
            )
        printed = print_chosen(chosen, wish, language=Language.EN, settings=here.settings)
    if printed.gaps:
        lines = "\n".join(named(printed.gaps))
        click.echo(
            f"The labels' typeface lacks these letters; □ is printed for each of them:\n{lines}", err=True
        )
    if path is None:
        write_to(sys.stdout.buffer, printed.data, suffix=printed.suffix)
        return
    path.write_bytes(printed.data)
    click.echo(f"{len(chosen.things)} labels: {path}", err=True)


def write_to(stream: BinaryIO, data: bytes, *, suffix: str) -> None:
    """Write a file to a pipe; a terminal would only show rubbish, so that is refused."""
    if stream.isatty():
        raise click.ClickException(f"A terminal cannot show it. Add --output labels.{suffix}, or a pipe.")
    stream.write(data)
    stream.flush()


def _run(session: Session, words: tuple[str, ...]) -> UUID:
    """The run with that id, or of that day (YYYY-MM-DD) in that zone; the zone's name may be several words."""
    first, *rest = words
    if not rest:
        try:
            return UUID(first)
        except ValueError:
            raise click.UsageError("Name the day and the zone, or the id of the run.") from None
    try:
        day = date.fromisoformat(first)
    except ValueError:
        raise click.UsageError(f"Write the day as YYYY-MM-DD, not {first}.") from None
    runs = dispatch.runs_on(session, day)
    zone = " ".join(rest)
    for view in runs:
        if view.zone.casefold() == zone.casefold():
            return view.id
    there = ", ".join(view.zone for view in runs) or "none"
    raise click.ClickException(f"There is no run in {zone} on {day}. Runs of that day: {there}.")
