"""A label printer for tests: reads ZPL II by its programming guide and puts the dots on paper.

It shares nothing with what writes our ZPL, and knows only the commands a graphic label needs; anything else is
an error, as a real printer would print it as text or not at all.
"""

import re
from dataclasses import dataclass

from PIL import Image

COMMAND = re.compile(r"\^([A-Z]{2})([^^]*)")
HEX = "0123456789ABCDEF"


@dataclass
class Slip:
    """One printed format: what came out, and how many times."""

    picture: Image.Image
    copies: int


def read_zpl(stream: bytes) -> list[Slip]:
    """Print every format of a stream."""
    text = stream.decode("ascii").replace("\n", "")
    assert re.fullmatch(r"(\^XA(?:(?!\^X[AZ]).)*\^XZ)+", text)
    return [_print(body) for body in re.findall(r"\^XA(.*?)\^XZ", text)]


def _print(body: str) -> Slip:
    width = length = left = top = 0
    copies = 1
    paper = None
    for name, values in COMMAND.findall(body):
        match name:
            case "PW":
                width = int(values)
            case "LL":
                length = int(values)
            case "LH" | "LS":
                assert set(values) <= {"0", ","}
            case "FO":
                left, top = map(int, values.split(","))
            case "GF":
                paper = paper or Image.new("1", (width, length), 1)
                graphic = _graphic(values)
                paper.paste(0, (left, top), graphic)
            case "PQ":
                copies = int(values)
            case "FS":
                assert not values
            case _:
                raise AssertionError(f"a command this printer does not know: ^{name}")
    assert paper is not None
    return Slip(paper, copies)


def _graphic(values: str) -> Image.Image:
    kind, sent, total, stride, data = values.split(",", 4)
    assert kind == "A"
    assert sent == total
    across = 2 * int(stride)
    rows: list[str] = []
    row, count = "", 0
    for letter in data:
        if "G" <= letter <= "Y":
            count += ord(letter) - ord("G") + 1
            continue
        if "g" <= letter <= "z":
            count += 20 * (ord(letter) - ord("g") + 1)
            continue
        if letter == ":":
            row = rows[-1]
        elif letter in ",!":
            row = row.ljust(across, "0" if letter == "," else "F")
        else:
            assert letter in HEX
            row += letter * max(1, count)
        assert len(row) <= across
        if len(row) == across:
            rows.append(row)
            row = ""
        count = 0
    assert not row
    dots = bytes.fromhex("".join(rows))
    assert len(dots) == int(total)
    return Image.frombytes("1", (8 * int(stride), len(rows)), dots)
