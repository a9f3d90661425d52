"""`flask custody …`: check every chain, keep the last hashes elsewhere, write what a dispute needs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
from flask.cli import with_appcontext

from app.cli.edge import refusals_in_words
from app.custody.chain import FAULT_LABEL, Flaw, Head, check, compare, heads
from app.edge.current import runtime
from app.kernel.i18n import Language
from app.kernel.ids import read_ticket_code, spell_code
from app.tickets.queries import by_code
from app.web.warehouse.evidence_files import epcis_file, evidence_file

MOST_NAMED = 20  # flaws; whoever has more needs no longer list
A_HASH = 64  # hexadecimal digits


@click.group("custody")
def custody_commands() -> None:
    """Who had the device: checked, and written down for others."""


@custody_commands.command("verify")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--heads",
    "kept",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="What `custody heads` wrote once: finds rows cut off at the end or written anew since.",
)
@with_appcontext
def verify(codes: tuple[str, ...], kept: TextIO | None) -> None:
    """Read every row of custody again, or those of some repairs; ends with 1 where one does not fit."""
    rows = repairs = bad = 0
    with refusals_in_words(), runtime().database.reading() as session:
        wanted = [by_code(session, code) for code in codes]
        for chain in check(session, [ticket.id for ticket in wanted] if codes else None):
            rows, repairs = rows + chain.rows, repairs + 1
            bad += _name(chain.flaw, bad)
        if kept is not None:
            only = {ticket.code for ticket in wanted}
            listed = (head for head in _read(kept) if not codes or head.code in only)
            for flaw in compare(session, listed):
                bad += _name(flaw, bad)
    if bad:
        raise click.ClickException(f"Does not fit: {bad}. Read were {rows} rows of {repairs} repairs.")
    click.echo(f"Whole: {rows} rows of {repairs} repairs.")


@custody_commands.command("heads")
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", metavar="FILE")
@with_appcontext
def write_heads(output: TextIO) -> None:
    """Write code, number and hash of each repair's last row, to be kept where nobody here can change it."""
    with runtime().database.reading() as session:
        for head in heads(session):
            output.write(f"{head.code} {head.number} {head.hash}\n")


@custody_commands.command("export")
@click.argument("code")
@click.option("--format", "_format", type=click.Choice(["epcis"]), default="epcis", show_default=True)
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", metavar="FILE")
@with_appcontext
def export(code: str, _format: str, output: TextIO) -> None:
    """Write the hand-overs of one repair as EPCIS 2.0 JSON."""
    with refusals_in_words():
        _, document = epcis_file(runtime(), code)
    json.dump(document, output, ensure_ascii=False, indent=2)
    output.write("\n")


@custody_commands.command("evidence")
@click.argument("code")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option(
    "--language", type=click.Choice([one.value for one in Language]), default="ko", show_default=True
)
@with_appcontext
def evidence(code: str, output: Path, language: str) -> None:
    """Write the evidence file of one repair as PDF."""
    with refusals_in_words():
        found, pdf = evidence_file(runtime(), code, language=Language(language))
    output.write_bytes(pdf)
    click.echo(f"{spell_code(found)}: {output}")


def _name(flaw: Flaw | None, before: int) -> bool:
    """Say what does not fit, unless so many were said that one more helps nobody; whether there was anything."""
    if flaw is not None and before < MOST_NAMED:
        code = spell_code(flaw.code) if read_ticket_code(flaw.code) else flaw.code
        click.echo(f"{code} row {flaw.number}: {FAULT_LABEL[flaw.fault]}")
    return flaw is not None


def _read(kept: TextIO) -> Iterator[Head]:
    """The lines of a list of heads; one that is none ends the command, as half a check must not pass for one."""
    for place, line in enumerate(kept, start=1):
        code, _, rest = line.strip().partition(" ")
        number, _, digest = rest.partition(" ")
        if not (code and number.isdecimal() and len(digest) == A_HASH):
            raise click.ClickException(
                f"{kept.name}, line {place}: not “code number hash” as heads writes it."
            )
        yield Head(code, int(number), digest)
