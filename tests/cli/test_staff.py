"""Accounts made and changed at the keyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.kernel.actor import Role
from app.runtime import Runtime
from app.staff import service
from app.staff.models import StaffAccount
from tests.cli.keyboard import Typed, prompt
from tests.shop import Shop

GOOD = "blue door at noon"


def _recognised(shop: Shop, login: str, password: str) -> StaffAccount:
    with shop.database.reading() as session:
        return service.recognise(session, login=login, password=password)


def test_an_account_is_made_with_a_password_from_a_script(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed(
        "staff",
        "create",
        "anna",
        "--name",
        "Anna Kim",
        "--role",
        "manager",
        "--language",
        "en",
        "--password-stdin",
        stdin=f"{GOOD}\n",
    )
    assert said.exit_code == 0, said.output
    assert "Anna Kim can sign in as anna (manager)." in said.output
    assert GOOD not in said.output
    assert _recognised(sqlite_shop, "anna", GOOD).role is Role.MANAGER


@pytest.mark.parametrize("missing", ["name", "role"])
def test_what_a_script_leaves_out_is_never_read_from_its_password(typed: Typed, missing: str) -> None:
    given = {"name": "Anna Kim", "role": "courier"}
    options = [
        part for option, value in given.items() if option != missing for part in (f"--{option}", value)
    ]
    said = typed("staff", "create", "anna", *options, "--password-stdin", stdin=f"{GOOD}\n{GOOD}\n")
    assert said.exit_code == 2
    assert f"--{missing}" in said.output
    assert GOOD not in said.output
    assert "anna" not in typed("staff", "list").output


def test_an_account_is_made_by_answering_questions(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed("staff", "create", "anna", stdin=f"Anna Kim\ncourier\n{GOOD}\n{GOOD}\n")
    assert said.exit_code == 0, said.output
    assert GOOD not in said.output
    assert _recognised(sqlite_shop, "anna", GOOD).role is Role.COURIER


def test_a_short_password_is_refused_by_name_and_nobody_is_made(typed: Typed) -> None:
    said = typed(
        "staff", "create", "anna", "--name", "A", "--role", "courier", "--password-stdin", stdin="x\n"
    )
    assert said.exit_code == 1
    assert "password: Choose a password of at least 10 characters." in said.output
    assert "anna" not in typed("staff", "list").output


def test_a_login_that_is_taken_is_refused_by_name(typed: Typed) -> None:
    said = typed(
        "staff",
        "create",
        "Courier",
        "--name",
        "A",
        "--role",
        "courier",
        "--password-stdin",
        stdin=f"{GOOD}\n",
    )
    assert said.exit_code == 1
    assert "login: The login “courier” is taken." in said.output


def test_a_role_that_does_not_exist_is_refused_with_the_choices(typed: Typed) -> None:
    said = typed("staff", "create", "anna", "--name", "A", "--role", "boss", "--password-stdin")
    assert said.exit_code == 2
    assert "technician" in said.output


def test_the_list_shows_who_is_at_work_and_who_is_not(typed: Typed) -> None:
    typed("staff", "deactivate", "courier")
    lines = typed("staff", "list").output.splitlines()
    assert len(lines) == 6
    assert lines[-1].startswith("courier ")
    assert lines[-1].endswith("(switched off)")


def test_an_empty_list_says_how_to_begin(sqlite_url: str, opened: Callable[..., Runtime]) -> None:
    typed = prompt(opened(sqlite_url))
    assert "staff create LOGIN --role manager" in typed("staff", "list").output


def test_who_is_switched_off_is_out_at_once(sqlite_shop: Shop, typed: Typed) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    assert typed("staff", "deactivate", "courier").exit_code == 0
    assert client.get("/account").status_code == 302
    assert client.post("/login", data={"login": "courier", "password": "mendpost"}).status_code == 422


def test_a_forgotten_password_is_set_anew(sqlite_shop: Shop, typed: Typed) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    said = typed("staff", "reset-password", "courier", "--password-stdin", stdin=f"{GOOD}\n")
    assert "signed out everywhere" in said.output
    assert client.get("/account").status_code == 302
    assert _recognised(sqlite_shop, "courier", GOOD)


def test_a_password_close_to_the_shops_name_is_refused(sqlite_shop: Shop) -> None:
    site = replace(sqlite_shop.runtime.site, name="Yongsan Bench")
    typed = prompt(replace(sqlite_shop.runtime, site=site))
    said = typed("staff", "reset-password", "courier", "--password-stdin", stdin="yongsanbench26\n")
    assert said.exit_code == 1
    assert "password: This password is easy to guess" in said.output


@pytest.mark.parametrize("command", ["deactivate", "reset-password"])
def test_an_unknown_login_is_named_before_anything_is_asked(typed: Typed, command: str) -> None:
    said = typed("staff", command, "nobody")
    assert said.exit_code == 1
    assert "login: Nobody has the login “nobody”" in said.output


def test_no_command_takes_a_password_as_an_argument(typed: Typed) -> None:
    for command in ("create", "reset-password"):
        options = typed("staff", command, "--help").output
        assert "--password-stdin" in options
        assert "--password " not in options


def test_what_nobody_can_see_is_in_no_name(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed(
        *("staff", "create", "an\u200bna", "--name", "Jose\u0301\0 \u202eKim\n", "--role", "courier"),
        "--password-stdin",
        stdin=f"{GOOD}\u200b\n",
    )
    assert said.exit_code == 0, said.output
    assert "José Kim can sign in as anna (courier)." in said.output
    assert _recognised(sqlite_shop, "anna", GOOD).name == "José Kim"


def test_what_the_terminal_could_not_read_is_not_guessed(typed: Typed) -> None:
    said = typed("staff", "deactivate", "an\udcffna")
    assert said.exit_code == 2
    assert "This is no UTF-8." in said.output
