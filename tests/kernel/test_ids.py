"""A ticket code survives being read aloud and typed back; a slip of one character is noticed."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.kernel.ids import (
    ALPHABET,
    CODE_LENGTH,
    derive_digits,
    derive_token,
    hash_token,
    new_row_id,
    new_ticket_code,
    new_token,
    plain_name,
    read_ticket_code,
    spell_code,
)
from tests.tiers import examples


def complete(body: str) -> str | None:
    """The code of these eleven characters, or None where its check symbol is not a plain letter."""
    letters = (letter for letter in ALPHABET if letter.isalpha())
    return next((body + letter for letter in letters if read_ticket_code(body + letter)), None)


codes = (
    st.text(ALPHABET, min_size=CODE_LENGTH - 1, max_size=CODE_LENGTH - 1)
    .map(complete)
    .filter(lambda code: code is not None)
    .map(str)
)
LOOKALIKES = {"1": "1IiLl", "0": "0Oo"}


def test_a_new_code_is_twelve_plain_characters_ending_in_a_letter() -> None:
    drawn = [new_ticket_code() for _ in range(200)]
    assert len(set(drawn)) == 200
    for code in drawn:
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(ALPHABET)
        assert code[-1].isalpha()
        assert read_ticket_code(code) == code


@given(codes)
def test_a_spelled_code_is_read_back(code: str) -> None:
    assert spell_code(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert read_ticket_code(spell_code(code)) == code


@given(codes, st.data())
def test_any_way_of_typing_it_is_understood(code: str, data: st.DataObject) -> None:
    typed = ""
    for char in code:
        typed += data.draw(st.sampled_from(LOOKALIKES.get(char, char + char.lower())))
        typed += data.draw(st.sampled_from(["", "", "-", " ", ".", "—", "−", "‐", "_", "\u00a0", "\u200b"]))
    assert read_ticket_code(typed) == code
    fullwidth = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in typed)
    assert read_ticket_code(fullwidth) == code


@given(codes, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    assert read_ticket_code(code[:place] + other + code[place + 1 :]) is None


@given(codes, st.integers(0, CODE_LENGTH - 3))
def test_two_swapped_neighbours_never_pass(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_ticket_code(swapped) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    read = read_ticket_code(typed)
    assert read is None or (len(read) == CODE_LENGTH and set(read) <= set(ALPHABET))


def test_too_short_too_long_and_foreign_letters_are_nothing() -> None:
    code = new_ticket_code()
    assert [read_ticket_code(typed) for typed in ("", code[:-1], code + "A", "U" * 12, "수" * 12)] == [
        None
    ] * 5


def test_row_keys_are_uuid7_and_sort_by_time() -> None:
    keys = [new_row_id() for _ in range(50)]
    assert {(key.version, key.variant) for key in keys} == {(7, uuid.RFC_4122)}
    stamps = [key.int >> 80 for key in keys]
    assert stamps == sorted(stamps)
    assert len(set(keys)) == 50


def test_link_tokens_are_128_bits_and_are_stored_hashed() -> None:
    token = new_token()
    assert len(token) == 22
    assert token != new_token()
    assert len(hash_token(token)) == 64
    assert token not in hash_token(token)


def test_a_derived_token_depends_on_all_it_is_made_of() -> None:
    token = derive_token("secret", "ticket", "7")
    assert token == derive_token("secret", "ticket", "7")
    others = {
        derive_token("other", "ticket", "7"),
        derive_token("secret", "quote", "7"),
        derive_token("secret", "ticket", "8"),
    }
    assert len(others | {token}) == 4
    assert len(token) == 22


@given(st.text(), st.uuids())
def test_derived_digits_are_the_same_again_and_no_others(secret: str, subject: uuid.UUID) -> None:
    digits = derive_digits(secret, "phone-code", str(subject), count=6)
    assert len(digits) == 6
    assert digits.isdecimal()
    assert digits == derive_digits(secret, "phone-code", str(subject), count=6)
    assert derive_digits(secret, "phone-code", str(subject), count=40) != derive_digits(
        secret, "something else", str(subject), count=40
    )


def test_every_first_digit_is_about_as_likely_as_any_other() -> None:
    drawn = [derive_digits("secret", "phone-code", str(number), count=6)[0] for number in range(10_000)]
    shares = [drawn.count(str(digit)) for digit in range(10)]
    assert sum(shares) == 10_000
    assert all(880 < share < 1120 for share in shares), shares


def test_row_ids_rise_also_within_a_moment_and_across_threads() -> None:
    made = [new_row_id() for _ in range(2_000)]
    assert made == sorted(made)
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [new_row_id() for _ in range(500)], range(4)))
    assert all(batch == sorted(batch) for batch in batches)
    assert len({one for batch in batches for one in batch}) == 2_000
    assert {one.version for one in made} == {7}


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("José", "JOSE", "Jose\u0301", "jose", "Ｊｏｓé", "Jo sé"), "jose"),
        (
            ("Nguyễn Thị Đức", "nguyen thi duc", "NGUYEN-THI-DUC", "Nguye\u0302\u0303n Thi Duc"),
            "nguyenthiduc",
        ),
        (
            ("김 하늘", "김하늘", "\u1100\u1175\u11b7 \u1112\u1161\u1102\u1173\u11af", "김\u200b하늘"),
            "김하늘",
        ),
        (("O'Brien", "O’Brien", "Obrien", "O Brien"), "obrien"),
        (("Müller-Straße", "muller strasse"), "mullerstrasse"),
        (("Łukasz Ørsted", "lukasz orsted"), "lukaszorsted"),
        (("สมชาย", "สมชาย"), "สมชาย"),
        (("がく",), "がく"),
        (("張 偉", "張偉"), "張偉"),
        (("--",), "--"),
    ],
)
def test_a_name_is_one_key_with_and_without_its_marks_and_spaces(names: tuple[str, ...], key: str) -> None:
    assert {plain_name(name) for name in names} == {key}


@settings(max_examples=examples(50, 2000))
@given(st.text(max_size=40))
def test_the_key_of_a_name_is_its_own_key(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
    assert plain_name(f" {name} ") == plain_name(name)
