"""Imports run one way: the contracts of [tool.importlinter] in pyproject.toml hold."""

import subprocess
import sys

from tests.architecture.sources import ROOT


def test_import_contracts_hold() -> None:
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
