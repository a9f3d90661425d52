"""The drawing is plain XML in the plan's own dots; how it looks is seen in a browser (tests/browser)."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.svg import label_svg
from app.documents.labels.content import Label
from tests.adapters.labels.samples import ALL, BIN, DEVICE, KOREAN

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("label", [*ALL.values(), DEVICE, BIN])
def test_it_is_well_formed_and_brings_nothing_along(label: Label) -> None:
    drawing = ElementTree.fromstring(label_svg(label))
    assert (drawing.get("width"), drawing.get("height"), drawing.get("viewBox")) == (
        "4in",
        "6in",
        "0 0 812 1218",
    )
    assert {one.tag for one in drawing.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "text")
    }
    assert not any("href" in name for one in drawing.iter() for name in one.attrib)


def test_what_people_are_called_stays_text() -> None:
    drawing = ElementTree.fromstring(label_svg(replace(KOREAN, to_name="A & B <Co>")))
    assert "A & B <Co>" in [one.text for one in drawing.iter(f"{SVG}text")]


def test_a_text_that_fits_nowhere_is_refused() -> None:
    with pytest.raises(TextTooLong):
        label_svg(replace(KOREAN, model="가" * 5000))
