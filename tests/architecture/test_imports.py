"""Imports run one way: the contracts of [tool.importlinter] in pyproject.toml hold."""

import subprocess
import sys

from tests.architecture.sources import ROOT


def test_import_contracts_hold() -> None:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    told = subprocess.run(
        [*program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
