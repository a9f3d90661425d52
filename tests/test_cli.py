"""What an operator types, and what it answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pydantic import SecretStr
from sqlalchemy import select

from app.bootstrap import build_runtime
from app.cli import register_commands
from app.cli.settings_page import PAGE, settings_page
from app.kernel.actor import Role
from app.kernel.settings import Settings
from app.outbox.models import CallState, OwedCall
from app.runtime import Runtime
from app.staff import service
from app.staff.models import StaffAccount
from app.web.factory import create_app
from tests.shop import Shop
from tests.web.settings_of import with_settings

GOOD = "blue door at noon"
Typed = Callable[..., Result]


def _prompt(runtime: Runtime) -> Typed:
    app = create_app(runtime)
    register_commands(app)

    def typed(*words: str, stdin: str = "") -> Result:
        return app.test_cli_runner().invoke(args=list(words), input=stdin)

    return typed


@pytest.fixture
def typed(sqlite_shop: Shop) -> Typed:
    """Type a command in a seeded demo shop."""
    return _prompt(sqlite_shop.runtime)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Runtime]]:
    """Put a runtime around a database address, with settings of the test's own; closed afterwards."""
    runtimes: list[Runtime] = []

    def opened(url: str, **changed: Any) -> Runtime:
        built = build_runtime(Settings(database_url=url, data_dir=tmp_path))
        runtimes.append(built)
        return with_settings(built, **changed)

    yield opened
    for runtime in runtimes:
        runtime.database.close()


def _recognised(shop: Shop, login: str, password: str) -> StaffAccount:
    with shop.database.reading() as session:
        return service.recognise(session, login=login, password=password)


def test_an_account_is_made_with_a_password_from_a_script(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed(
        "staff", "create", "anna", "--name", "Anna Kim", "--role", "manager", "--language", "en",
        "--password-stdin", stdin=f"{GOOD}\n",
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert "Anna Kim can sign in as anna (manager)." in said.output
    assert GOOD not in said.output
    assert _recognised(sqlite_shop, "anna", GOOD).role is Role.MANAGER


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
    typed = _prompt(opened(sqlite_url))
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


def test_the_database_is_brought_up_to_date(empty_url: str, opened: Callable[..., Runtime]) -> None:
    typed = _prompt(opened(empty_url))
    before = typed("doctor")
    assert before.exit_code == 1
    assert "Run: flask --app wsgi db upgrade" in before.output
    assert typed("db", "upgrade").output == "The database is up to date.\n"
    assert typed("db", "upgrade").exit_code == 0
    assert "ok  Database: reachable" in typed("doctor").output


def test_a_missing_folder_for_sqlite_is_made(tmp_path: Path, opened: Callable[..., Runtime]) -> None:
    assert _prompt(opened(f"sqlite:///{tmp_path}/new/shop.db"))("db", "upgrade").exit_code == 0
    assert (tmp_path / "new" / "shop.db").exists()


def test_the_settings_page_of_the_docs_is_in_step_with_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run: flask --app wsgi settings --write"


def test_every_setting_is_on_the_page_and_secrets_are_marked(typed: Typed) -> None:
    page = typed("settings").output
    for name, info in Settings.model_fields.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name.upper()}` |"))
        assert str(info.description) in row
        assert row.endswith("| yes |") is (info.annotation is SecretStr)
    assert "demo-secret" not in page


def test_the_page_is_written_where_it_is_asked_for(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.settings_page.PAGE", tmp_path / "settings.md")
    assert typed("settings", "--write").exit_code == 0
    assert (tmp_path / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_a_healthy_demo_shop_passes_the_doctor(typed: Typed) -> None:
    said = typed("doctor")
    assert said.exit_code == 0, said.output
    assert "!!" not in said.output


def test_a_careless_real_shop_hears_each_remedy(sqlite_shop: Shop) -> None:
    careless = with_settings(
        sqlite_shop.runtime, demo=False, public_url="http://fix.example",
        secret_key=SecretStr("an-own-secret-of-thirty-two-bytes-or-more"),
        data_dir=Path("/proc/nowhere"), bank_account=Settings().bank_account,
    )  # fmt: skip
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "manager")).one().active = False
    said = _prompt(careless)("doctor")
    assert said.exit_code == 1
    for remedy in (
        "Set PUBLIC_URL to the https://", "Create the folder, or let DATA_DIR", "Set TWILIO_ACCOUNT_SID",
        "Set BANK_ACCOUNT", "staff create LOGIN --role manager", "staff deactivate LOGIN",
    ):  # fmt: skip
        assert remedy in said.output
    assert "SECRET_KEY is your own" in said.output


def test_a_well_kept_real_shop_passes_the_doctor(database_url: str, opened: Callable[..., Runtime]) -> None:
    runtime = opened(
        database_url, demo=False, public_url="https://fix.example", bank_account="Bank 1",
        secret_key=SecretStr("an-own-secret-of-thirty-two-bytes-or-more"), twilio_account_sid="AC1",
    )  # fmt: skip
    typed = _prompt(runtime)
    typed(
        "staff", "create", "anna", "--name", "A", "--role", "manager", "--password-stdin", stdin=f"{GOOD}\n"
    )
    said = typed("doctor")
    assert said.exit_code == 0, said.output
    assert "go out through Twilio" in said.output
    assert "Demo accounts: none" in said.output


def test_a_database_that_cannot_be_reached_is_said_in_one_line(
    tmp_path: Path, opened: Callable[..., Runtime]
) -> None:
    said = _prompt(opened(f"sqlite:///{tmp_path}/none/x.db"))("doctor")
    assert said.exit_code == 1
    assert "!!  Database: cannot be reached: unable to open database file" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("state", "remedy"), [(CallState.OWED, "Start: python -m jobs"), (CallState.GIVEN_UP, "Look at /manage")]
)
def test_calls_nobody_makes_point_at_the_jobs(
    sqlite_shop: Shop, typed: Typed, state: CallState, remedy: str
) -> None:
    with sqlite_shop.database.transaction() as session:
        session.add(
            OwedCall(
                topic="send_text", key="text:1", payload={}, state=state, created_at=sqlite_shop.clock(),
                due_at=sqlite_shop.clock() - timedelta(minutes=6),
            )
        )  # fmt: skip
    said = typed("doctor")
    assert said.exit_code == 1
    assert remedy in said.output
