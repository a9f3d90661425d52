"""A password is kept so that nobody can read it, and a wrong one costs as much as a right one."""

import contextlib
import time
import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import FieldRefused
from app.staff.passwords import (
    DEMO,
    LONGEST,
    STRONG,
    Passwords,
    check_new_password,
    hash_of_new,
    read_password,
)

LIGHT = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1), 10, renews=True)
GOOD = "blue door at noon"
WEAK = (
    "1234567890",
    "qwertyuiop",
    "password123",
    "P@ssw0rd!!",
    "iloveyou123",
    "1q2w3e4r5t",
    "asdf1234!@",
    "qwer1234!!",
    "tkfkdgo1004",
    "aaaaaaaaaaab",
    "abcdefghijk",
    "30.11.2026 ",
    "비밀번호비밀번호비밀",
    "mendpost2026",
)


def test_the_stored_form_is_argon2id_and_opens_for_its_password_only() -> None:
    stored = STRONG.hash(GOOD)
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored
    assert STRONG.fits(stored, GOOD)
    assert not STRONG.fits(stored, "blue door at nine")


def test_an_unknown_account_opens_for_no_password() -> None:
    assert not LIGHT.fits(None, GOOD)
    assert not LIGHT.fits(None, "nobody has this password")


def test_a_broken_row_opens_for_nobody() -> None:
    assert not LIGHT.fits("not a hash", GOOD)


def test_the_demo_password_opens_nothing_in_a_real_shop() -> None:
    stored = DEMO.hash("mendpost")
    assert DEMO.fits(stored, "mendpost")
    assert not LIGHT.fits(stored, "mendpost")


def test_a_hash_of_older_parameters_is_made_anew() -> None:
    renewed = STRONG.renewed(LIGHT.hash(GOOD), GOOD)
    assert renewed is not None
    assert STRONG.renewed(renewed, GOOD) is None
    assert STRONG.fits(renewed, GOOD)


def test_a_demo_shop_never_weakens_a_strong_hash() -> None:
    assert DEMO.renewed(STRONG.hash(GOOD), GOOD) is None


@pytest.mark.parametrize(
    ("password", "code", "remedy"),
    [
        ("short", "short_password", "at least 10 characters"),
        ("x" * 201, "long_password", "at most 200 characters"),
        ("가" * 9, "short_password", "at least 10 characters"),
        (unicodedata.normalize("NFD", "가나다라마바"), "short_password", "at least 10 characters"),
        *((weak, "plain_password", "three or four words") for weak in WEAK),
    ],
)
def test_a_poor_password_is_refused_with_the_remedy(password: str, code: str, remedy: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_new_password(password, field="new")
    assert (refused.value.code, refused.value.field) == (code, "new")
    assert remedy in str(refused.value.message)


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery", "파란 문은 정오에 열린다", "q7#Lz!0vK2pw"]
)
def test_a_good_password_is_taken_as_typed(password: str) -> None:
    assert check_new_password(password) == password


KNOWN = ("technician", "Jiwoo Han", "한지우", "Bright Bench")


@pytest.mark.parametrize(
    "password",
    [
        "jiwoohan2026",
        "Jiwoohan-2026",
        "technician99",
        "Mendpost-2026",
        "brightbench2026",
        "BrightBench26",
        "한지우한지우2026",
        "gkswldn2026",  # 한지우 on the same keys in Latin mode
    ],
)
def test_what_a_guesser_of_this_account_tries_first_is_refused(password: str) -> None:
    with pytest.raises(FieldRefused, match="plain_password"):
        hash_of_new(password, known=KNOWN)


@pytest.mark.parametrize(
    ("set_as", "typed"),
    [
        ("파란 문은 정오에 열린다", unicodedata.normalize("NFD", "파란 문은 정오에 열린다")),
        (unicodedata.normalize("NFD", "café at midnight"), "café at midnight"),
        ("ｂｌｕｅ　ｄｏｏｒ　ａｔ　ｎｏｏｎ", GOOD),
    ],
    ids=["Hangul in pieces", "accents in pieces", "full width"],
)
def test_a_password_opens_however_its_letters_are_put_together(set_as: str, typed: str) -> None:
    assert LIGHT.fits(LIGHT.hash(set_as), typed)


@given(st.text(min_size=10, max_size=60))
def test_any_password_opens_for_each_spelling_of_it_and_no_other(password: str) -> None:
    stored = LIGHT.hash(password)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        spelled = unicodedata.normalize(form, password)
        assert LIGHT.fits(stored, spelled) is (10 <= len(read_password(password)) <= LONGEST)
    assert not LIGHT.fits(stored, f"{password}x")


def test_nothing_typed_costs_seconds_or_breaks() -> None:
    assert not LIGHT.fits(LIGHT.hash(GOOD), "x" * 1_000_000)
    assert not LIGHT.fits(LIGHT.hash("y" * 200), "y" * 201)
    assert LIGHT.fits(LIGHT.hash("half \ud83d of a pair"), "half \ud83d of a pair")
    began = time.process_time()
    with contextlib.suppress(FieldRefused):
        check_new_password(" .,?!'-/_:;+()@$\"#&*<>=[]\\~%^{}|1234567890" * 4)
    assert time.process_time() - began < 2
