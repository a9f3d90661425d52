"""`flask db upgrade` and the doctor before a database of another program."""

from collections.abc import Callable

import pytest

from app.runtime import Runtime
from tests.cli.keyboard import prompt
from tests.migrations.test_strange import CASES, NEWER, move_to


@pytest.mark.parametrize(("revision", "_said"), CASES)
def test_an_upgrade_ends_in_a_sentence(
    opened: Callable[..., Runtime], sqlite_url: str, revision: str, _said: str
) -> None:
    move_to(sqlite_url, revision)
    said = prompt(opened(sqlite_url))("db", "upgrade")
    assert said.exit_code == 1
    assert f"is at revision {revision}" in said.output
    assert "Traceback" not in said.output
    assert "up to date" not in said.output


def test_the_doctor_names_the_remedy(opened: Callable[..., Runtime], sqlite_url: str) -> None:
    move_to(sqlite_url, NEWER)
    said = prompt(opened(sqlite_url))("doctor")
    assert said.exit_code == 1
    assert "newer than this program" in said.output
    assert "Start the newer program, or restore a backup from before it." in said.output
    assert "db upgrade" not in said.output
