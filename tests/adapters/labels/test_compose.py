"""Whatever people are called and wherever they live: their words stay in the box, all of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.labels import typeface
from app.adapters.labels.compose import SMALLEST, Paragraph, TextTooLong, compose, fit_line, size_for_words

typeface.ready()
LETTERS = st.sampled_from("가힣뷁김하늘 수리센터 101동 WiM.-é金 ")
TEXTS = st.lists(st.text(LETTERS, max_size=120), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.floats(40, 300), st.floats(20, 200), st.floats(SMALLEST, 30))
def test_every_word_is_set_inside_its_box_or_the_text_is_refused(
    texts: list[str], width: float, height: float, size: float
) -> None:
    paragraphs = [Paragraph(text, size, bold=number % 2 == 0) for number, text in enumerate(texts)]
    try:
        lines = compose(paragraphs, box_width=width, box_height=height)
    except TextTooLong:
        return
    assert "".join(line.text for line in lines).replace(" ", "") == "".join(texts).replace(" ", "")
    for line in lines:
        assert SMALLEST <= line.size <= size
        assert typeface.width(line.text, line.face, line.size) <= width + 1e-6
        assert line.baseline <= height
    assert [line.baseline for line in lines] == sorted(line.baseline for line in lines)


def test_text_is_as_large_as_it_was_asked_where_there_is_room() -> None:
    lines = compose([Paragraph("김하늘", 18), Paragraph("", 30)], box_width=300, box_height=100)
    assert [(line.text, line.size) for line in lines] == [("김하늘", 18)]


def test_a_word_wider_than_its_box_is_broken_and_not_cut() -> None:
    lines = compose([Paragraph("W" * 60, 10)], box_width=60, box_height=200)
    assert "".join(line.text for line in lines) == "W" * 60
    assert len(lines) > 1


def test_a_line_shrinks_until_it_fits_and_no_further_than_can_be_read() -> None:
    line = fit_line("8K3M-Q2VP-7HDX", size=24, box_width=80)
    assert typeface.width(line.text, line.face, line.size) == pytest.approx(80)
    with pytest.raises(TextTooLong):
        fit_line("8K3M-Q2VP-7HDX" * 10, size=24, box_width=80)


@pytest.mark.parametrize(("text", "size"), [("김 하늘", 9), ("", 9), ("W" * 40, 6)])
def test_words_stay_whole_down_to_the_size_that_can_be_read(text: str, size: float) -> None:
    assert size_for_words(text, size=9, least=6, box_width=40) == size
