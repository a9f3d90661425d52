"""What wears a label down on its way, and how much of it still reads; docs/decisions/0017 states the rates."""

from dataclasses import replace
from random import Random

import pytest
from PIL import Image

from app.adapters.labels.pdf import labels_pdf
from app.adapters.labels.qr import qr_svg
from app.documents.labels.content import BoxLabel
from tests.adapters.labels.damage import (
    Damage,
    all_of_it,
    covered,
    drawn_code,
    photographed,
    turned,
    turned_by,
)
from tests.adapters.labels.samples import KOREAN, paper, rasterised, symbols

LABELS = 20
SYMBOLS = 60
QUIET = 4 * 7


def link(code: str) -> str:
    return "HTTPS://MENDPOST.TEST/Q/" + code.replace("-", "")


@pytest.fixture(scope="module")
def labels() -> list[tuple[BoxLabel, Image.Image]]:
    """Labels as a 203-dpi printer puts them on paper."""
    codes = [drawn_code(Random(number)) for number in range(LABELS)]
    contents = [replace(KOREAN, code=code, qr_text=link(code)) for code in codes]
    pdf = labels_pdf(contents)
    return [(content, paper(pdf, page=page)) for page, content in enumerate(contents)]


@pytest.mark.parametrize(
    ("damage", "either", "both"),
    [
        (lambda picture, _: picture, 1.0, 1.0),
        (covered, 1.0, 0.5),
        (turned, 1.0, 1.0),
        (photographed, 1.0, 1.0),
        (all_of_it, 0.95, 0.5),
    ],
    ids=["fresh", "a tenth covered", "at any angle", "photographed in the dark", "all of it"],
)
def test_a_worn_label_still_says_which_repair_it_is(
    labels: list[tuple[BoxLabel, Image.Image]], damage: Damage, either: float, both: float
) -> None:
    read = []
    for number, (content, picture) in enumerate(labels):
        found = [one.text for one in symbols(damage(picture, Random(1000 + number)))]
        assert set(found) <= {content.qr_text}  # never another repair
        read.append(len(found))
    assert sum(count >= 1 for count in read) >= either * LABELS
    assert sum(count == 2 for count in read) >= both * LABELS


@pytest.mark.parametrize("degrees", [1, 5, 30, 45, 90, 137, 180, 271])
def test_it_reads_at_every_angle(labels: list[tuple[BoxLabel, Image.Image]], degrees: int) -> None:
    content, picture = labels[degrees % LABELS]
    found = symbols(turned_by(picture, degrees))
    assert [one.text for one in found] == [content.qr_text] * 2


@pytest.mark.parametrize(
    ("wear", "least"),
    [
        ((), 1.0),
        ((covered,), 0.75),
        ((turned,), 1.0),
        ((photographed,), 0.9),
        ((covered, turned, photographed), 0.7),
    ],
    ids=["fresh", "a tenth covered", "at any angle", "photographed", "all of it"],
)
def test_one_symbol_alone_survives_much(wear: tuple[Damage, ...], least: float) -> None:
    """The stain may lie over a corner mark, which no error correction helps: then the second symbol does."""
    read = 0
    for number in range(SYMBOLS):
        wanted = link(drawn_code(Random(number)))
        chance = Random(5000 + number)
        symbol = rasterised(qr_svg(wanted, aria_label="QR"), 7)
        inner = symbol.crop((QUIET, QUIET, symbol.width - QUIET, symbol.height - QUIET))
        if covered in wear:
            symbol.paste(covered(inner, chance), (QUIET, QUIET))
        for damage in wear:
            symbol = symbol if damage is covered else damage(symbol, chance)
        read += [found.text for found in symbols(symbol)] == [wanted]
    assert read >= least * SYMBOLS
