"""A password is kept so that nobody can read it, and a wrong one costs as much as a right one."""

import pytest
from argon2 import PasswordHasher

from app.kernel.errors import FieldRefused
from app.staff.passwords import DEMO, STRONG, Passwords, check_new_password

LIGHT = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1), 10, renews=True)
GOOD = "blue door at noon"


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
        ("aaaaaaaaaaab", "plain_password", "four different"),
    ],
)
def test_a_poor_password_is_refused_with_the_remedy(password: str, code: str, remedy: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_new_password(password, field="new")
    assert (refused.value.code, refused.value.field) == (code, "new")
    assert remedy in str(refused.value.message)


def test_a_good_password_is_taken_as_typed() -> None:
    assert check_new_password(GOOD) == GOOD
