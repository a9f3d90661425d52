"""Imports run one way: the contracts of [tool.importlinter] in pyproject.toml hold, and name every room there is."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.sources import ROOT

KEPT_FREE = {"promises", "privacy"}  # floors that are named already, for rooms still to come
TALKS_TO_NO_ONE = {"webhooks"}  # audiences that are programs: they read no page


def test_import_contracts_hold() -> None:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    told = subprocess.run(
        [*program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_room_stands_on_a_floor_and_every_floor_has_rooms() -> None:
    named = {room for floor in _floors() for room in floor}
    assert named - _modules(ROOT / "app") <= KEPT_FREE
    assert _modules(ROOT / "app") - named == set()


def test_nothing_of_the_business_is_left_out_when_vendors_are_kept_outside() -> None:
    floors = _floors()
    first = next(number for number, rooms in enumerate(floors) if "runtime" in rooms)
    business = {room for floor in floors[first + 1 :] for room in floor} & _modules(ROOT / "app")
    contract = _contract("Vendors and the web stay outside the business")
    assert {module.removeprefix("app.") for module in contract["source_modules"]} >= business


def test_each_audience_has_its_own_room_and_its_own_templates() -> None:
    audiences = {path.name for path in (ROOT / "app/web").iterdir() if (path / "__init__.py").is_file()}
    contract = _contract("Audiences leave each other alone")
    assert {module.removeprefix("app.web.") for module in contract["modules"]} == audiences
    folders = {
        path.parent.relative_to(ROOT / "templates").parts[0]
        for path in (ROOT / "templates").glob("*/**/*.html")
    }
    assert folders - {"_macros"} == audiences - TALKS_TO_NO_ONE


def _contract(name: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [found] = [one for one in settings["tool"]["importlinter"]["contracts"] if one["name"] == name]
    return dict(found)


def _floors() -> list[list[str]]:
    contract = _contract("Floors: the upper may use the lower, neighbours leave each other alone")
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def _modules(folder: Path) -> set[str]:
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    return files | {path.parent.name for path in folder.glob("*/__init__.py")}
