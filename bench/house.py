"""The house in figures: how large, how evenly cut, what hides where. `python -m bench.house [FOLDER]`."""

import ast
import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

QUERIES = {"select", "func", "and_", "or_", "exists", "case", "insert", "update", "delete", "text"}
SKIP = "# fmt: " + "skip"


def measure(root: Path) -> list[tuple[str, str]]:
    """(what, how much) of the checkout in `root`."""
    files = {path: path.read_text(encoding="utf-8") for path in sorted(_python(root))}
    lines = {path: text.count("\n") for path, text in files.items()}
    web = sum(count for path, count in lines.items() if "web" in path.relative_to(root).parts)
    longest = max(lines, key=lambda path: lines[path])
    most, name = max(_signatures(files.values()))
    return [
        ("files in app and jobs", f"{len(files)}"),
        ("lines", f"{sum(lines.values()):,}"),
        ("median file, lines", f"{statistics.median(lines.values()):.0f}"),
        ("longest file, lines", f"{lines[longest]} ({longest.relative_to(root)})"),
        ("share of web", f"{web / sum(lines.values()):.0%}"),
        (SKIP, f"{sum(text.count(SKIP) for text in files.values())}"),
        ("parameters of the longest signature", f"{most} ({name})"),
        ("files of web and api that build queries", f"{len(_asking(root, files))}"),
    ]


def _python(root: Path) -> Iterator[Path]:
    for folder in ("app", "jobs"):
        yield from (root / folder).rglob("*.py")


def _signatures(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                given = node.args
                yield len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs), node.name


def _asking(root: Path, files: dict[Path, str]) -> list[Path]:
    return [
        path
        for path, text in files.items()
        if {"web", "api"} & set(path.relative_to(root).parts)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] == "sqlalchemy"
        and QUERIES & {alias.name for alias in node.names}
    ]


def main() -> None:
    """Print the figures of a folder, this one where none is named."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    for what, how_much in measure(root):
        print(f"{what:<42} {how_much}")


if __name__ == "__main__":
    main()
