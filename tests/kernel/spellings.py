"""The readable table of serials: `serials.txt` beside this file, each line as the spellings it lists."""

from pathlib import Path

TABLE = Path(__file__).with_name("serials.txt")
SIGNS = {"<GS>": "\x1d", "<RS>": "\x1e", "<EOT>": "\x04", " + U+200B": "\u200b"}
NOTES = (" (U+2013)", " (U+2212)", " (U+2010)", " (campaign)")  # for the reader, no part of the spelling


def lines() -> list[list[str]]:
    """Every line that is no comment, as its spellings."""
    rows = [row for row in TABLE.read_text().splitlines() if row and not row.startswith("#")]
    return [[_meant(one) for one in row.split(" | ")] for row in rows]


def _meant(spelling: str) -> str:
    for note in NOTES:
        spelling = spelling.replace(note, "")
    for sign, char in SIGNS.items():
        spelling = spelling.replace(sign, char)
    return spelling.strip()


PHONE, WASHER, VACUUM, STRUCTURED, NONE, WAYBILL = lines()
