"""Letters that a label cannot show are named to whoever prints; what it can show in any spelling is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.labels import typeface
from app.adapters.labels.gaps import MOST_NAMED, Gap, gaps_of, named
from app.adapters.labels.printing import Output, print_labels
from tests.adapters.labels.samples import BIN, DEVICE, KOREAN

typeface.ready()
CODE = KOREAN.code


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("김하늘", ""),
        ("José Müller, Nguyễn Văn Đức", ""),  # without an accent it is the same letter
        ("王 金", ""),
        ("Ελένη Иван", ""),
        ("张伟", "张伟"),
        ("陈晓明", "陈晓"),
        ("髙橋", "髙"),
        ("สมชาย", "สมชาย"),
        ("محمد", "محد"),
        ("김하늘 😀😀", "😀"),
        ("김하늘 👩‍🔧", "👩🔧"),  # what joins them has no picture anyway
        ("□", ""),  # somebody wrote a box
    ],
)
def test_each_letter_that_a_label_lacks_is_named_once(name: str, letters: str) -> None:
    assert typeface.lacking(name) == letters
    assert gaps_of([replace(KOREAN, from_name=name)]) == ((Gap(CODE, letters),) if letters else ())


@given(st.text())
def test_letters_are_named_exactly_where_a_box_is_printed(name: str) -> None:
    boxes = typeface.printable(name.replace(typeface.MISSING, "")).count(typeface.MISSING)
    assert bool(typeface.lacking(name)) == (boxes > 0)


@pytest.mark.parametrize(
    "label",
    [
        replace(KOREAN, to_lines=("北京市朝阳区",)),
        replace(KOREAN, model="张"),
        replace(DEVICE, model="张"),
        replace(BIN, note="张"),
    ],
)
@pytest.mark.parametrize("output", [Output.FULL, Output.ZPL, Output.PNG, Output.SVG])
def test_they_are_named_wherever_they_stand_and_however_it_is_printed(label: object, output: Output) -> None:
    (gap,) = print_labels([label], output).gaps  # type: ignore[list-item]
    assert gap.code == label.code  # type: ignore[attr-defined]


def test_of_many_labels_the_first_are_named() -> None:
    gaps = gaps_of([replace(KOREAN, code=str(number), to_name="张伟") for number in range(50)])
    assert len(gaps) == 50
    assert named(gaps) == (*(f"{number}: 张 伟" for number in range(MOST_NAMED)), "…")
