"""One device has one verdict, whatever its serial looks like; two devices are never taken for each other."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.kernel.serials import (
    How,
    Names,
    answering,
    fold_serial,
    plain_serial,
    read_serial,
    same_serial,
    tidy_serial,
)
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.kernel.spellings import NONE, PHONE, STRUCTURED, VACUUM, WASHER

REGISTERED = ["NR5-0007", "NR5-2001", "TD21-K100", "BV9-0003", "BV9-5501", "HB7-1001"]
SPELLED = [
    *((one, "NR5-0007") for one in PHONE),
    *((one, "TD21-K100") for one in WASHER),
    *((one, "BV9-0003") for one in [*VACUUM, *STRUCTURED]),
]


def _wide(typed: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in typed)


@pytest.mark.parametrize(("typed", "device"), SPELLED)
def test_every_line_of_the_table_is_its_device(typed: str, device: str) -> None:
    read = read_serial(typed)
    assert (answering(read, REGISTERED), read.names) == ([device], Names.DEVICE)
    assert same_serial(device, typed)


@pytest.mark.parametrize(
    "typed",
    [
        *["S.N. NR5-0007", "SN NR5-0007", "SNNR5-0007", "Serial No.: NR5-0007", "serial number nr5 0007", "Serial#NR5-0007"],
        *["No. NR5-0007", "№ NR5-0007", "시리얼 번호: NR5-0007", "일련번호 NR5-0007", "제조번호:NR5-0007", "시리얼은 NR5-0007"],
        *["NR5-0007 입니다", "NR5-0007입니다.", "제 시리얼은 NR5-0007 이에요", "it says NR5-0007 on the back", "ㄴ/ㅜ ㅜㄱ5-0007"],
        *["NR5‑0007", "NR5—0007", "NR5﹣0007", "NR5·0007", "NR5/0007", "NR5\t0007", "NR5-0007\r\n", "«NR5-0007»", "#NR5-0007"],
        *["NR5-ооо7", "NR5-ΟΟΟ7", "NR5-٠٠٠٧", "NR5-ØØØ7", "ＮＲ５—ＯＯＯ７", "NR5-0\u00ad007", "\ufeffNR5-0007", "\u202aNR5-0007\u202c"],
        *["NR5-0007NR5-0007", "NR5-0007 NR5-0007", "S/N NR5-0007; MODEL NARI 5", "MODEL: NARI 5, S/N: NR5-0007"],
        *["21NR5-0007", "(01)08801234567893(21)NR5-0007", "(21)NR5-0007(10)LOT7", "]C1010880123456789321NR5-0007", "^]21NR5-0007"],
        *["0108801234567893<GS>21NR5-0007<GS>10L1", "0108801234567893␝21NR5-0007", "[)>0612PX SNR5-0007", "[)>061P123SNR5-0007"],
        *["[)>\x1e05\x1d0108801234567893\x1d21NR5-0007\x1e\x04", "[)>\x1e12\x1dMFR 12345\x1dSER NR5-0007\x1e\x04"],
        *['{"model":"nari 5","serialNumber":"NR5-0007","made":2024}', '{"device":{"s/n":"nr5-0007"}}', '[1] NR5-0007'],
        *["https://id.gs1.example/01/08801234567893/21/NR5-0007", "HTTPS://M.EXAMPLE/R?MODEL=N5&SERIAL=NR5-0007", "maker://nr5-0007"],
        *["ТК5-0007", "NR()àààè", "nr5ß0007", "νρ5-0007"],
    ],
)  # fmt: skip
def test_what_else_people_and_labels_write(typed: str) -> None:
    assert answering(read_serial(typed), REGISTERED) == ["NR5-0007"]


@pytest.mark.parametrize(
    "typed",
    [
        *NONE,
        *["", "   ", "-", "...", "없어요", "안 보여요", "잘 모르겠어요", "시리얼 번호 없음", "확인 안 됨", "지워졌어요", "라벨이 떨어졌어요"],
        *["No", "n.a.", "NONE", "don't know", "I don't know", "can't read it", "no serial number", "not available", "xxxx", "x"],
        *["ㅜㅐㅜㄷ", "djqtdma", "ahfma", "0", "0-0-0", "모름ㅠㅠ", "해당 사항 없음", "不明", "нет", "\u200b", "?!", "无"],
    ],
)  # fmt: skip
def test_words_for_none_are_no_serial(typed: str) -> None:
    assert read_serial(typed).names is Names.NOTHING
    assert tidy_serial(typed) == ""
    assert answering(read_serial(typed), [*REGISTERED, "0000", "NONE"]) == []


@pytest.mark.parametrize(
    "typed", ["NA1234567", "NONE-1", "XX-0001", "0001", "NO123456", "없음-1234", "UNKNOWN7"]
)
def test_a_serial_that_begins_like_one_is_a_serial(typed: str) -> None:
    assert read_serial(typed).names is Names.DEVICE


@pytest.mark.parametrize(
    "typed",
    [
        *["8801234567893", "8 801234 567893", "0108801234567893", "(01)08801234567893", "]E08801234567893", "012345678905"],
        *["EAN 1234", "GTIN: 08801234567893", "Model: Glide V9", "모델명 V9", "P/N 123-456", "품번: AX100", "M/N GLV9"],
    ],
)  # fmt: skip
def test_a_number_of_the_product_names_no_single_device(typed: str) -> None:
    assert read_serial(typed).names is Names.PRODUCT


UNCLEAR = (
    *["no serial, model 12345", "serial: ABC-1234 or RF8N300", "not the sticker, 12345678", "not 12345", "12345 (old device)"],
    *["ABC1234 (old one XYZ9876)", "I lost the box, was AB123456", "ABC1234 아니면 ABC1235", "RF8N300 / R58N30ABCDE"],
    *["ABC1234 or ABC1235", "maybe ABC1234", "I think ABC1234", "previous device ABC1234", "ABC1234, ABC1235", "without serial ABC1234"],
    *["예전 기기 ABC1234", "ABC1234 또는 ABC1235", "ABC1234 인지 ABC1235 인지", "ABC1234 아님", "시리얼 말고 모델 AX1000"],
    *["wrong label: ABC1234", "can't read it, ABC1234?", "S/N ABC1234 / ABC1235", "아마 ABC1234", "ABC1234 것 같아요"],
)  # fmt: skip


APART = (
    *["NR5-0007 NR5-0008", "앞 NR5-0001 뒤 NR5-0007", "NR5-0001 / NR5-0007", "NR5-0001/NR5-0007", "NR5-0007 & NR5-0008"],
    *["NR5-0007 and NR5-0008", "NR5-0007와 NR5-0008", "NR5-0007+NR5-0008", "NR5-0007\nNR5-0008", "NR5-0007~NR5-0009", "nr5–0007 nr5–0008"],
    *["NR5-0007 BV9-00031", "S/N NR5-0007, NR5-0008", "S/N NR5-0007 S/N NR5-0008", "ABC1234 ABC1235", "RF8N30ABCDE R58N30ABCDE"],
    *["351234567890123 351234567890131", "앞 12345 뒤 12346", "ㅜㄱ5-0007 ㅜㄱ5-0008", "front 12345 back 12346", "NR5-0001, NR5-0002, NR5-0003"],
)  # fmt: skip


@pytest.mark.parametrize("typed", APART)
def test_of_two_numbers_none_is_taken_silently(typed: str) -> None:
    read = read_serial(typed)
    assert read.names is Names.UNCLEAR
    assert len(read.apart) >= 2
    assert tidy_serial(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        *["RF8N 3000 ABCD", "AB12 34567", "12345 67890", "NR5 0007", "CN 0ABC12 12345 678 9ABC", "NR5-0007 NR5-0007", "NR5-0007 (nr50007)"],
        *["NR5-0007 / NR5-OOO7", "NR5-0007 220-240V 50HZ", "NR5-0007 2024-05-01", "S/N NR5-0007 P/N NR5-9000", "NR5-0007 8801234567893"],
        *["NR5/0007", "ABCDE/12345", "S/N: NR5-0007 IMEI 351234567890123", "S/N NR5-0007 MADE 2024.05 220V-240V", "6780 1234 5678"],
    ],
)  # fmt: skip
def test_groups_of_one_number_and_what_else_stands_on_its_label_are_not_two(typed: str) -> None:
    assert read_serial(typed).names is Names.DEVICE
    assert read_serial(typed).apart == ()


@given(st.from_regex(r"[A-Z]{2}[0-9]-[0-9]{4}", fullmatch=True), st.from_regex(r"[A-Z]{2}[0-9]-[0-9]{4}", fullmatch=True),
       st.sampled_from([" ", " / ", "/", ", ", "\n", " & ", " 그리고 ", " and "]))  # fmt: skip
def test_any_two_serials_side_by_side_are_asked_about(one: str, other: str, between: str) -> None:
    assume(fold_serial(one) != fold_serial(other))
    read = read_serial(one + between + other)
    assert (read.names, set(read.apart)) == (Names.UNCLEAR, {one, other})


@pytest.mark.parametrize("typed", UNCLEAR)
def test_words_that_deny_it_or_name_several_make_no_serial(typed: str) -> None:
    assert read_serial(typed).names is Names.UNCLEAR
    assert tidy_serial(typed) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("my serial is ABC1234 thanks", "ABC1234"),
        ("it says ABC1234 on the back", "ABC1234"),
        ("ABC1234 입니다", "ABC1234"),
        ("제 시리얼은 ABC-1234 이에요 감사합니다", "ABC-1234"),
        ("the serial number is zz9-1234, thank you", "ZZ9-1234"),
        ("hello, it is on the label", ""),
        ("MODEL: NARI 5, S/N: ZZ9-1234", "ZZ9-1234"),
        ("X-OLD-1234", "X-OLD-1234"),
        ("OR 12345", "OR12345"),
        ("IT 12345", "IT12345"),
        ("be 12345", "BE12345"),
    ],
)
def test_a_sentence_never_becomes_a_serial(typed: str, kept: str) -> None:
    assert read_serial(typed).names is Names.DEVICE
    assert tidy_serial(typed) == kept


@pytest.mark.parametrize(
    ("registered", "typed", "answers"),
    [
        (["SBV9-0003", "BV9-0003"], "SBV9-0003", ["SBV9-0003"]),  # a true serial may begin with S
        (["SBV9-0003", "BV9-0003"], "sbv9 0003", ["SBV9-0003"]),
        (["SBV9-0003", "BV9-0003"], "BV9-0003", ["BV9-0003"]),
        (["SNX1234", "X1234"], "S/N X1234", ["SNX1234", "X1234"]),  # both answer: ask
        (["SNX1234", "X1234"], "SNX1234", ["SNX1234"]),
        (["AO0-77", "A00-77", "AOO-77"], "AO0-77", ["AO0-77"]),  # … or hold both O and 0
        (["AO0-77", "A00-77", "AOO-77"], "ao077", ["AO0-77"]),
        (["AO0-77", "A00-77", "AOO-77"], "A0O-77", ["AO0-77", "A00-77", "AOO-77"]),
        (["AB1-0007", "ABI-0007"], "ABl-0007", ["AB1-0007", "ABI-0007"]),
        (["SBV0-1234", "BVO-1234"], "SBVO-1234", ["SBV0-1234", "BVO-1234"]),  # folded or stripped: ask
        (["A-B12", "AB-12"], "AB-12", ["AB-12"]),
        (["A-B12", "AB-12"], "AB12", ["A-B12", "AB-12"]),
        (["21-7754"], "217754", ["21-7754"]),
        (["7754"], "217754", []),  # digits alone are no application identifier
        (["AZ-1234"], "AY-1234", []),  # a German keyboard is not guessed from letters
        (["8801234567893"], "8801234567893", ["8801234567893"]),  # registered is registered
    ],
)
def test_the_plainest_reading_decides_and_two_answers_are_two(
    registered: list[str], typed: str, answers: list[str]
) -> None:
    assert answering(read_serial(typed), registered) == answers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ｈｂ7 - 1001 ", "HB7-1001"),
        ("S/N: zz9-1234", "ZZ9-1234"),
        ('"zz9-1234".', "ZZ9-1234"),
        ("]C1ZZ9-1234", "ZZ9-1234"),
        ('{"sn":"zz9-1234"}', "ZZ9-1234"),
        ("SZZ9-1234", "SZZ9-1234"),
        ("zz9–1234", "ZZ9-1234"),
    ],
)
def test_what_no_record_spells_is_kept_tidy(typed: str, kept: str) -> None:
    assert tidy_serial(typed) == kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AB-12", "ab 12", True),
        ("AB12", "AB13", False),
        ("SAB123", "AB123", True),
        ("S/N AB123", "(21)AB123", True),
        ("서울 12345", "부산 12345", False),
        ("7O12-AB", "7012-AB", True),
    ],
)
def test_two_texts_are_compared_by_what_they_can_mean(one: str, other: str, same: bool) -> None:
    assert same_serial(one, other) is same_serial(other, one) is same


ANY = st.text(max_size=80) | st.text(
    st.sampled_from(']C1S/N(21)[)>{}"\x1d\x1e: -?=&%#ABO0Il.ㅜ없é'), max_size=40
)


@given(ANY)
@example("ŉ")
@example("{" * 200)
@example("[" * 200)
@example("http://[")
@example("\ud800")
@example("(21)" * 50)
def test_folding_again_changes_nothing_and_nothing_raises(typed: str) -> None:
    assert fold_serial(fold_serial(typed)) == fold_serial(typed)
    assert plain_serial(plain_serial(typed)) == plain_serial(typed)
    read = read_serial(typed)
    assert (read.names is Names.NOTHING) == (not read.readings)
    assert read.readings[:1] == tuple(one for one in read.readings if one.how is How.TYPED)
    assert all(len(key) <= 60 for key in read.keys)
    assert tidy_serial(tidy_serial(typed)) == tidy_serial(typed) or read.marked
    answering(read, REGISTERED)


SERIALS = st.from_regex(r"[A-HJ-NP-RT-Z]{2,3}[0-9]{0,2}-?[A-Z0-9]{1,3}[0-9]{3,6}", fullmatch=True)
WRAPPED = st.sampled_from(
    [
        *["{}", "S/N {}", "S/N: {}", "SN:{}", "Serial No. {}", "일련번호 {}", "]C1{}", "(21){}", "*{}*", "({})", '"{}"', "{}."],
        *["0108801234567893\x1d21{}", "]d2010880123456789321{}\x1d", "[)>\x1e06\x1d1P123\x1dS{}\x1e\x04", '{{"sn":"{}"}}'],
        *["https://maker.example/reg?sn={}", "S{}", "{0}{0}", " {} ", "{}\u200b", "{} 입니다"],
    ]
)  # fmt: skip
SPELLINGS = st.sampled_from(
    [
        *[str, str.lower, _wide, lambda one: one.replace("-", ""), lambda one: one.replace("-", "–")],
        *[lambda one: one.replace("-", " "), lambda one: one.replace("0", "O"), lambda one: one.replace("1", "l")],
    ]
)  # fmt: skip


@given(SERIALS, WRAPPED, SPELLINGS, st.booleans())
def test_every_wrapping_of_a_registered_serial_is_found(
    serial: str, wrapped: str, spelled: object, hangul: bool
) -> None:
    typed = wrapped.format(spelled(serial))  # type: ignore[operator]
    if hangul and "입" not in typed and "일" not in typed and "http" not in typed:
        typed = type_in_hangul_mode(typed)
    assert serial in answering(read_serial(typed), [*REGISTERED, serial])


@given(SERIALS, st.data(), WRAPPED)
def test_two_registered_serials_are_never_taken_for_each_other(
    serial: str, data: st.DataObject, wrapped: str
) -> None:
    near = [serial.replace("0", "O"), serial.replace("O", "0"), serial.replace("1", "I"), f"S{serial}"]
    near += [
        f"SN{serial}",
        f"21{serial}",
        serial[1:],
        serial[:-1],
        serial.replace("-", ""),
        f"{serial}{serial}",
    ]
    other = data.draw(st.sampled_from(near) | SERIALS)
    assume(other != serial)
    read = read_serial(wrapped.format(serial))
    assume(plain_serial(other) != read.readings[0].plain)  # else this is exactly how the other one is spelled
    assert answering(read, [serial, other]) != [other]
    assert answering(read, [serial]) == [serial]
