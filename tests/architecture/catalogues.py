"""Every sentence of the house has its Korean: found in code and templates, looked up in the .po files.

`python -m tests.architecture.catalogues [--area NAME]` prints what is missing as .po entries, ready to
fill in; NAME keeps the places whose path contains it, such as `customer` or `app/quotes`.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
I18N = "app.kernel.i18n"
MARKERS = {"_", "N_", "text", "gettext", "lazy_gettext", "lazy", "lazy_text"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
PARTICLE = re.compile(r"\{([^{}]*)\}")
PARTICLES = {"을/를", "이/가", "은/는", "과/와", "으로/로", "이/", "아/야", "이라/라", "이나/나", "이랑/랑"}
EITHER_OR = re.compile(r"[을은이과]\([를는가와]\)|[를는가와]\([을은이과]\)|\(으\)로")


@dataclass
class Words:
    """What the sources say and what the catalogues answer."""

    used: dict[str, list[str]] = field(default_factory=dict)  # msgid -> ["path:line", …]
    answers: dict[str, list[tuple[str, Message]]] = field(default_factory=dict)  # msgid -> [(po, message), …]
    faults: list[str] = field(default_factory=list)

    def missing(self, area: str = "") -> dict[str, list[str]]:
        """Sentences without Korean, with the places that say them."""
        return {
            msgid: places
            for msgid, places in self.used.items()
            if not any(message.string for _, message in self.answers.get(msgid, []))
            and any(area in place for place in places)
        }


def _markers(source: Path) -> set[str]:
    """The marking functions of one Python file: `text` only counts where it is ours, not SQLAlchemy's."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("app.")
        for alias in node.names
    }
    return MARKERS - foreign


def _sources(root: Path) -> Iterator[tuple[str, Path, set[str]]]:
    for folder in ("app", "jobs"):
        for path in sorted((root / folder).rglob("*.py")):
            yield "python", path, _markers(path)
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield "jinja2.ext:babel_extract", path, MARKERS


def _collect_used(root: Path, words: Words) -> None:
    for method, path, markers in _sources(root):
        options = {"extensions": "jinja2.ext.do", "silent": "false"} if "jinja2" in method else {}
        place = path.relative_to(root)
        if "jinja2" in method and re.search(r"\{%-?\s*trans\b", path.read_text(encoding="utf-8")):
            words.faults.append(f"{place}: write {{{{ _(…) }}}} instead of {{% trans %}}")
        for line, msgid, _comments, _context in extract_from_file(
            method, path, keywords=dict.fromkeys(markers), options=options
        ):
            if isinstance(msgid, str) and msgid:
                words.used.setdefault(msgid, []).append(f"{place}:{line}")


def _collect_answers(root: Path, words: Words) -> None:
    for path in sorted((root / "app" / "translations" / "ko").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale="ko", abort_invalid=True)
        for message in catalog:
            if isinstance(message.id, str) and message.id:
                words.answers.setdefault(message.id, []).append((path.name, message))
        words.faults += [f"{path.name}: remove the obsolete entry {msgid!r}" for msgid in catalog.obsolete]


def read_words(root: Path = ROOT) -> Words:
    """Everything said under `root`, everything answered, and the faults found while reading."""
    words = Words()
    _collect_used(root, words)
    _collect_answers(root, words)
    return words


def faults_of(words: Words) -> list[str]:
    """What is wrong with the Korean that is there; one line each."""
    found = list(words.faults)
    for msgid, answers in words.answers.items():
        names = ", ".join(po for po, _ in answers)
        korean = {str(message.string) for _, message in answers if message.string}
        if msgid not in words.used:
            found.append(f"{names}: nobody says {msgid!r} any more")
        if len(korean) > 1:
            found.append(f"{names}: {msgid!r} has more than one Korean: {sorted(korean)}")
        if any(message.fuzzy for _, message in answers):
            found.append(f"{names}: {msgid!r} is marked fuzzy")
        for said in korean:
            found += [f"{names}: {msgid!r} {fault}" for fault in _faults_of_one(msgid, said)]
    return found


def _faults_of_one(msgid: str, korean: str) -> Iterator[str]:
    here, there = set(PLACEHOLDER.findall(msgid)), set(PLACEHOLDER.findall(korean))
    if here != there:
        yield f"has the placeholders {sorted(here)}, its Korean {sorted(there)}"
    for pair in PARTICLE.findall(korean):
        if pair not in PARTICLES:
            yield f"has {{{pair}}} in its Korean; known pairs: {' '.join(sorted(PARTICLES))}"
    if EITHER_OR.search(korean):
        yield "spells both particles: write {을/를} and the right one is chosen"


def as_po(missing: dict[str, list[str]]) -> str:
    """The missing sentences as .po entries with their places, to be filled in."""
    catalog = Catalog(locale="ko")
    for msgid, places in missing.items():
        parts = [place.rpartition(":") for place in places]
        catalog.add(msgid, "", locations=[(path, int(line)) for path, _, line in parts])
    written = BytesIO()
    write_po(written, catalog, omit_header=True, sort_by_file=True, width=100)
    return written.getvalue().decode()


def main(arguments: list[str] | None = None) -> int:
    """Print what is missing; 0 only where all is answered and right."""
    parser = argparse.ArgumentParser(prog="python -m tests.architecture.catalogues", description=__doc__)
    parser.add_argument("--area", default="", help="only places whose path contains this")
    area = parser.parse_args(arguments).area
    words = read_words()
    missing, faults = words.missing(area), faults_of(words)
    sys.stdout.write(as_po(missing))
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stderr.write(f"{len(missing)} sentences without Korean, {len(faults)} faults\n")
    return 1 if missing or faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
