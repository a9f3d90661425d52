"""The database and the page of settings, as an operator meets them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.cli.settings_page import PAGE, settings_page
from app.kernel.settings import Settings
from app.runtime import Runtime
from tests.cli.keyboard import Typed, prompt


def test_the_database_is_brought_up_to_date(empty_url: str, opened: Callable[..., Runtime]) -> None:
    typed = prompt(opened(empty_url))
    before = typed("doctor")
    assert before.exit_code == 1
    assert "flask --app wsgi db upgrade" in before.output
    assert typed("db", "upgrade").output == "The database is up to date.\n"
    assert typed("db", "upgrade").exit_code == 0
    assert "ok  Database: reachable" in typed("doctor").output


def test_a_missing_folder_for_sqlite_is_made(tmp_path: Path, opened: Callable[..., Runtime]) -> None:
    assert prompt(opened(f"sqlite:///{tmp_path}/new/shop.db"))("db", "upgrade").exit_code == 0
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
