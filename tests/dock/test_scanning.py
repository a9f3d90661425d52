"""Scans as they really arrive: Hangul mode, full-width, whole addresses, any case, twice, with things around."""

import json
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.dock.scanning import bin_meant, bins_alike, read_anything, read_bin, read_bins, read_scan
from app.dock.waybills import Waybill
from app.kernel.hangul_keyboard import as_keys
from app.kernel.ids import plain_name, read_ticket_code, spell_code
from app.kernel.key_places import by_place
from app.kernel.serials import fold_serial
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.ticket_codes import CODES

CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
SPELLINGS = st.sampled_from(
    [
        str,
        spell_code,
        lambda code: f"HTTPS://FIX.EXAMPLE/Q/{code}",
        lambda code: f"http://10.0.0.5:8000/q/{spell_code(code).lower()}?lang=ko",
    ]
)
BEFORE = st.sampled_from(["", " ", "\x02", "]Q1", "]C0", "~", "~]d2", "\x02]Q3", "\ufeff", "\u200b"])
AFTER = st.sampled_from(["", " ", "\r", "\n", "\r\n", "\t", "\x03", "~", "\x03\r\n"])


def _wide(typed: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in typed)


def plain_readings(typed: str) -> list[str]:
    """What a serial can be, by its letters and digits."""
    return [reading.plain for reading in read_anything(typed).serial.readings]


MODES = st.sampled_from([str, type_in_hangul_mode, _wide])


@given(CODES, SPELLINGS, CASES, BEFORE, AFTER, st.integers(1, 2), MODES)
def test_every_code_is_read_whatever_happens_to_it(
    code: str,
    spelled: Callable[[str], str],
    case: Callable[[str], str],
    before: str,
    after: str,
    times: int,
    mode: Callable[[str], str],
) -> None:
    assert read_scan(mode(case(before + spelled(code) + after) * times)) == code


@given(CODES, MODES)
def test_a_prefix_that_comes_once_for_two_readings(code: str, mode: Callable[[str], str]) -> None:
    assert read_scan(mode(f"]Q1{code}{code}\r")) == code
    assert read_scan(mode(f"~{code} {code}")) == code
    assert read_scan(mode(code * 3)) == code


@given(CODES)
def test_dashes_of_any_kind_and_the_marks_of_a_bar_code(code: str) -> None:
    spelled = spell_code(code)
    for typed in (spelled.replace("-", " "), spelled.replace("-", "—"), f"*{code}*", f"({spelled})."):
        assert read_scan(typed) == code


@pytest.mark.parametrize(
    "around",
    [
        *["https://fix.example/bench/{}", "http://localhost:5000/bench/{}?lang=ko", "https://fix.example/dock/{}/inspect", "/dock/{}/inspect"],
        *["https://fix.example/bench/{}/offer#price", "https://fix.example/dispatch/trips/{}", "https://fix.example/dock/{}/evidence.pdf"],
        *['{{"code":"{}"}}', '{{"repair": {{"code": "{}"}}, "kind": "mendpost"}}', '[)>\x1e06\x1dS{}\x1e\x04', "[)>␞06␝S{}", "[)><RS>06<GS>S{}<RS><EOT>"],
        *["(21){}", "]C121{}", "code: {}", "Code={}", "CODE {}", "repair code: {}", "코드: {}", "수리 코드 {}", "접수번호: {}", "Repair {}", "수리번호:{}"],
    ],
)  # fmt: skip
@given(CODES, st.sampled_from([str, spell_code, str.lower]))
def test_a_code_is_read_out_of_what_names_it(around: str, code: str, spelled: Callable[[str], str]) -> None:
    assert read_scan(around.format(spelled(code))) == code


@given(CODES, CODES)
def test_two_codes_in_one_symbol_are_neither(one: str, other: str) -> None:
    assume(one != other)
    assert read_scan(json.dumps({"code": one, "next": other})) is None
    assert read_scan(f"[)>\x1e06\x1dS{one}\x1dS{other}\x1e\x04") is None


@given(CODES, CODES, SPELLINGS, st.sampled_from(["", " ", "\r\n", "\t", "]Q1"]))
@example("2EWJ8C0HB93G", "HA1T96517J3C", str, "")  # its letters alone are a third code
def test_two_labels_in_one_burst_are_neither(
    one: str, other: str, spelled: Callable[[str], str], between: str
) -> None:
    assume(one != other)
    assert read_scan(spelled(one) + between + spelled(other)) is None


@given(st.text())
@example("0" * 12)
@example("/Q/")
@example("HTTPS://FIX.EXAMPLE/Q/0123")
def test_nothing_else_is_read_as_a_code_unless_its_check_letter_agrees(typed: str) -> None:
    code = read_scan(typed)
    assert code is None or read_ticket_code(code) == code


@given(CODES, st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_found_out(code: str, place: int, letter: str) -> None:
    assume(code[place] != letter)
    wrong = code[:place] + letter + code[place + 1 :]
    read = read_scan(wrong)
    # One in 37 of those with a Y or Z may be what a German keyboard made of a code; the books say that nobody has it.
    assert read is None or read in map(read_ticket_code, by_place(wrong))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "A-01", "hello", "https://fix.example/t/abc", "김하늘", "0" * 11 + "1", "😀", "]Q1", "~\r"],
)
def test_what_is_no_code_is_not_guessed(typed: str) -> None:
    assert read_scan(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "A-01",
        " a-01 ",
        "ㅁ-01",
        "Ａ－０１",
        "A-01A-01",
        "A-01\r\nA-01\r\n",
        "]C0A-01",
        "\x02A-01\x03",
        "HTTPS://FIX.EXAMPLE/B/A-01",
        "https://fix.example/b/a-01?x=1",
        "ㅗ쎼ㄴ://ㄹㅑㅌ.ㄷㅌ믶ㅣㄷ/ㅠ/ㅁ-01",
        "HTTPS://FIX.EXAMPLE/B/A-01HTTPS://FIX.EXAMPLE/B/A-01",
        "HTTPS://FIX.EXAMPLE/B/A%2D01",
    ],
)
def test_a_bin_label_is_read_the_same_way(typed: str) -> None:
    assert read_bin(typed) == read_anything(typed).bin_codes[0] == "A-01"


@pytest.mark.parametrize(
    ("typed", "up", "meant"),
    [
        *((typed, {"A-01", "B-01", "A-02"}, "A-01") for typed in ("A01", "A 01", "A-1", "a1", "보관함 A-01", "ㅁ01", "Ａ０１")),
        *((typed, {"A-01", "B-01"}, "A-01") for typed in ("bin A-01", "Shelf: A01", "칸 A-1", "선반 번호: A-01", "A_01", "A.01", "A–01")),
        ("A-1", {"A-1", "A-01"}, "A-1"),  # by its very code
        ("A1", {"A-1", "A-01"}, None),  # either: somebody is asked
        ("A01", {"B-01"}, None),
        ("A-001", {"A-01"}, "A-01"),
        ("A-10", {"A-1", "A-100"}, None),
        ("보관함 101", {"101"}, "101"),
        ("보관함 101", {"1-01"}, None),
        ("BOX-1", {"BOX-1", "1"}, "BOX-1"),
        ("A-01 B-01", {"A-01", "B-01"}, None),
    ],
)  # fmt: skip
def test_a_bin_is_the_only_one_that_is_called_alike(typed: str, up: set[str], meant: str | None) -> None:
    assert bin_meant(read_bins(typed), bins_alike(typed), up) == meant


@given(st.text(max_size=40))
def test_whatever_is_typed_has_few_bins_it_can_mean(typed: str) -> None:
    every = (*read_bins(typed), *bins_alike(typed))
    assert len(every) < 60
    assert all(0 < len(code) <= 20 for code in every)


@pytest.mark.parametrize("code", ["101101", "A1A1", "AAAA", "A-11", "11"])
def test_a_bin_may_repeat_itself(code: str) -> None:
    assert read_bin(code) == code


@given(st.from_regex(r"[A-Z0-9]{3}-?[A-Z0-9]{5,12}", fullmatch=True), CASES, BEFORE, AFTER, MODES)
def test_serials_are_read_from_the_keys(
    serial: str, case: Callable[[str], str], before: str, after: str, mode: Callable[[str], str]
) -> None:
    bare = serial.replace("-", "")
    # One that repeats itself within, nobody can tell from one read twice.
    assume(bare not in (bare + bare)[1:-1])
    once = mode(before + case(serial) + after)
    assert bare in plain_readings(once)
    assert bare in plain_readings(once * 2)


@pytest.mark.parametrize(
    "typed",
    [
        "678012345678",
        "6780-1234-5678",
        " 6780 1234 5678 ",
        "]C1678012345678\r",
        "６７８０１２３４５６７８",
        "678012345678678012345678",
        "678012345678\t678012345678\t",
    ],
)
def test_a_waybill_is_digits_however_it_is_grouped(typed: str) -> None:
    assert Waybill("678012345678", sure=True) in read_anything(typed).waybills


def test_a_waybill_may_have_letters() -> None:
    assert read_anything("1z 999 aa1 0123456784").waybills[0].number == "1Z999AA10123456784"


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=4))
def test_a_korean_name_stays_a_name_and_its_keys_are_a_candidate_beside_it(name: str) -> None:
    scanned = read_anything(f" {name[0]} {name[1:]}\r\n")
    assert scanned.name_key == plain_name(name)
    assert scanned.serial.key == fold_serial(as_keys(name))


@pytest.mark.parametrize(
    ("typed", "key"), [("Maria Santos", "mariasantos"), ("ＭＡＲＩＡ", "maria"), ("한 지우", "한지우")]
)
def test_names_are_compared_without_case_and_spaces(typed: str, key: str) -> None:
    assert read_anything(typed).name_key == key


@pytest.mark.parametrize(
    "typed",
    ["010-1234-5678", " 010-1234-5678\r\n", "０１０－１２３４－５６７８", "\u202d010-1234-5678\u202c"],
)
def test_a_phone_number_is_handed_on_as_typed_but_narrow(typed: str) -> None:
    assert read_anything(typed).number == "010-1234-5678"


def test_a_novel_is_not_read_to_its_end() -> None:
    scanned = read_anything("A1" * 100_000)
    assert len(scanned.number) == 200
    assert len(scanned.serial.key) <= 60
