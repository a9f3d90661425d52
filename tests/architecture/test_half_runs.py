"""A run without a browser or without PostgreSQL: loud where a newcomer tries things out, a failure where it counts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import HANGS

ROOT = Path(__file__).parent.parent.parent
NOT_HERE = """
import sys, pytest, tests.postgres
from unittest.mock import patch
def lacking(*_): raise tests.postgres.NoPostgres("install it")
with patch("tests.postgres.find_binaries", lacking), patch("shutil.which", return_value=None):
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", sys.argv[1]]))
"""
HALVES = {
    "browser": (
        "tests/browser/test_label_drawing.py",
        "NO BROWSER WAS TESTED",
        "no Chromium on this machine",
    ),
    "postgresql": (
        "tests/kernel/test_db.py::test_no_time_stays_no_time",
        "POSTGRESQL WAS NOT TESTED",
        "PostgreSQL is not installed",
    ),
}


@pytest.mark.parametrize(
    ("half", "ci"),
    [
        pytest.param("browser", False, id="newcomer-browser"),
        pytest.param("postgresql", True, id="ci-postgresql"),
        pytest.param("browser", True, id="ci-browser", marks=pytest.mark.whole),
        pytest.param("postgresql", False, id="newcomer-postgresql", marks=pytest.mark.whole),
    ],
)
def test_half_a_run_is_never_taken_for_a_whole_one(half: str, ci: bool) -> None:
    what, headline, reason = HALVES[half]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ended = subprocess.run(
        [sys.executable, "-c", NOT_HERE, what],
        cwd=ROOT,
        env=environment | {"CI": "true" if ci else ""},
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    said = ended.stdout
    assert headline in said, said + ended.stderr
    if ci:
        assert ended.returncode == 1
        assert reason in said
        assert "skipped" not in said.splitlines()[-1]
    else:
        assert ended.returncode == 0
        assert "skipped" in said.splitlines()[-1]
