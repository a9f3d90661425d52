"""The SVG of a label as a browser draws it: the size of the label, both symbols readable, every word in its place."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from app.adapters.labels.svg import label_svg
from app.documents.labels.content import BinLabel, BoxLabel
from tests.adapters.labels.samples import BIN, ENGLISH, KOREAN, PRINTER_DPI, squeezed, symbols

pytestmark = pytest.mark.browser
INCH = 96  # pixels of a style sheet
# To the sides only: above and below a text's box has room for accents, which may reach over the edge.
OUTSIDE = """() => [...document.querySelectorAll('text')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth;
}).map(e => e.textContent)"""


@pytest.mark.parametrize("label", [KOREAN, ENGLISH, BIN], ids=["ko", "en", "bin"])
def test_it_is_the_label_at_its_size_in_print(chromium: Browser, label: BoxLabel | BinLabel) -> None:
    context = chromium.new_context(
        viewport=ViewportSize(width=4 * INCH, height=6 * INCH), device_scale_factor=PRINTER_DPI / INCH
    )
    page = context.new_page()
    page.set_content(f"<body style='margin:0'>{label_svg(label).decode()}")
    box = page.locator("svg").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (4 * INCH, 6 * INCH)
    assert page.evaluate(OUTSIDE) == []
    said = squeezed("".join(page.locator("text").all_text_contents()))
    seen = Image.open(BytesIO(page.screenshot())).convert("L")
    context.close()
    found = {symbol.text for symbol in symbols(seen)}
    assert found == {label.qr_text}
    if isinstance(label, BoxLabel):
        assert len(symbols(seen)) == 2
        for word in (label.code, label.to_name, label.model, label.from_phone, *label.to_lines):
            assert squeezed(word) in said
    else:
        assert [symbol.text for symbol in symbols(seen, "Code128")] == [label.code]
