"""The evidence file on paper: nothing long is cut, nothing much is lost, and it is the same each time."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from app.adapters.evidence.pdf import evidence_pdf
from app.documents.evidence.content import Block, Cell, Gallery, Heading, Paper, Picture, Prose, Table

KOREAN = "모서리가 눌려 있었고 상자 안쪽까지 젖어 있었습니다. "
ENGLISH = "The corner was dented and the inside of the box was wet. "


def paper(*blocks: Block, language: str = "ko") -> Paper:
    return Paper("인수인계 기록", "ABCD-EFGH-JKMN", language, blocks)


def pages(*blocks: Block) -> list[str]:
    """The words of each page, spaces between them as one."""
    document = pypdfium2.PdfDocument(evidence_pdf(paper(*blocks)))
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def unbroken(texts: list[str]) -> str:
    return "".join("".join(texts).split())


def jpeg(colour: str, size: tuple[int, int] = (60, 40)) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, colour).save(output, "JPEG")
    return output.getvalue()


def test_pages_are_a4_and_number_themselves() -> None:
    written = evidence_pdf(paper(*[Prose(ENGLISH * 9) for _ in range(40)]))
    document = pypdfium2.PdfDocument(written)
    count = len(document)
    assert count > 1
    for number, page in enumerate(document, start=1):
        assert [round(side) for side in page.get_size()] == [595, 842]
        words = page.get_textpage().get_text_range()
        assert f"{number} / {count}" in words
        assert "ABCD-EFGH-JKMN" in words
    document.close()


def test_the_same_content_is_the_same_file() -> None:
    def blocks() -> list[Block]:
        return [Heading("사진"), Gallery(((Picture(jpeg("red"), "1"), Picture(jpeg("blue"), "2")),))]

    assert evidence_pdf(paper(*blocks())) == evidence_pdf(paper(*blocks()))
    assert evidence_pdf(paper(*blocks())) != evidence_pdf(paper(*blocks(), Prose("3")))


@pytest.mark.parametrize(
    "words", [KOREAN * 30, ENGLISH * 30, "a1" * 900, "가" * 900], ids=["ko", "en", "hash", "한글"]
)
def test_what_is_long_wraps_within_its_field_and_loses_nothing(words: str) -> None:
    blocks = Table((1, 3), ((Cell("1"), Cell(words, words)),), ("번호", "내용"))
    assert unbroken(pages(blocks)).count(unbroken([words])) == 2
    document = pypdfium2.PdfDocument(evidence_pdf(paper(blocks)))
    for page in document:
        text = page.get_textpage()
        rights = [text.get_charbox(at)[2] for at in range(text.count_chars())]
        assert max(rights) <= 595 - 40  # nothing runs into the margin
        text.close()
    document.close()


def test_a_field_taller_than_a_page_goes_on_on_the_next() -> None:
    texts = pages(Table((1, 1), ((Cell("1"), Cell(KOREAN * 200)), (Cell("2"), Cell("끝"))), ("번호", "내용")))
    assert len(texts) > 2
    assert unbroken(["".join(text.replace("번호 내용", "") for text in texts)]).count("젖어있었습니다") == 200
    assert all("번호" in text for text in texts)
    assert "끝" in texts[-1]


def test_many_pictures_go_on_page_after_page_with_their_words_beside_them() -> None:
    columns = tuple(
        tuple(Picture(jpeg(c, (40, 90)), f"{c} {n}", "ab" * 32) for n in range(9)) for c in ("red", "green")
    )
    texts = pages(Heading("포장"), Gallery(columns, ("고객", "입고장")))
    assert len(texts) == 3
    assert all("고객" in text for text in texts)
    for number in range(9):
        (text,) = (text for text in texts if f"red {number}" in text)
        assert f"green {number}" in text  # what is compared stays side by side


def test_columns_of_different_length_and_a_picture_that_is_not_there() -> None:
    gallery = Gallery(
        (
            (Picture(None, "파일이 없습니다.", "cd" * 32),),
            (Picture(jpeg("red"), "a"), Picture(jpeg("blue"), "b")),
        )
    )
    (text,) = pages(gallery)
    assert "파일이 없습니다." in text
    assert "cd" * 32 in text
    assert {"a", "b"} <= set(text.split())


def test_a_gallery_without_pictures_takes_no_room() -> None:
    assert pages(Prose("전"), Gallery(((), ())), Prose("후")) == pages(Prose("전"), Prose("후"))


def test_what_looks_like_markup_is_only_text() -> None:
    (text,) = pages(
        Prose("<b>bold</b> & <font size=40>large"), Heading("a < b"), Table((1,), ((Cell("<i>"),),))
    )
    assert "<b>bold</b> & <font size=40>large" in text
    assert "<i>" in text


def test_letters_the_typeface_lacks_are_seen_to_be_missing() -> None:
    (text,) = pages(Prose("상자 \N{PACKAGE}", strong=True), Heading("漢字"))
    assert "상자 □" in text
    assert "漢字" in text


def test_a_heading_does_not_stay_alone_at_the_end_of_a_page() -> None:
    for lines in range(50, 58):
        texts = pages(*[Prose(str(n)) for n in range(lines)], Heading("제목"), Prose("다음"))
        assert [text for text in texts if "제목" in text] == [text for text in texts if "다음" in text]


@pytest.mark.parametrize("head", [(), ("번호", "내용")], ids=["no head", "head"])
def test_a_row_stays_on_one_page_and_its_heading_with_it(head: tuple[str, ...]) -> None:
    rows = tuple((Cell(f"begin{n}", "ab" * 32), Cell(KOREAN * 9 + f"end{n}", "{} " * 90)) for n in range(5))
    for lines in range(38, 54):
        above = [Prose(str(n)) for n in range(lines)]
        texts = pages(*above, Heading("제목"), Table((1, 3), rows, head))
        for n in range(5):
            assert [text for text in texts if f"begin{n}" in text] == [
                text for text in texts if f"end{n}" in text
            ]
        assert [text for text in texts if "제목" in text] == [text for text in texts if "begin0" in text]


def test_after_a_few_words_a_row_taller_than_a_page_begins_at_once() -> None:
    texts = pages(Prose("전"), Heading("제목"), Table((1, 1), ((Cell("1"), Cell(KOREAN * 200)),)))
    assert "제목" in texts[0]
    assert texts[0].count("젖어") > 20
