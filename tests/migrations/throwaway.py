"""Migrations of a test's own, run by the house's own environment on a database that has no others, or after them.

`python -m tests.migrations.throwaway FOLDER URL AFTER` runs them in a process of its own.
"""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import indent

from alembic import command
from alembic.config import Config

from app.migrate import PYPROJECT, alembic_config

HOUSE = PYPROJECT.parent / "migrations" / "versions"
HEAD = '''"""{name}."""

import sqlalchemy as sa
from alembic import op

from migrations import changes

revision: str = "{name}"
down_revision: str | None = {before!r}
branch_labels: None = None
depends_on: None = None


def note(what: str) -> None:
    """Write down what holds now."""
    connection = op.get_bind()
    value = connection.scalar(sa.text(f"SHOW {{what}}"))
    connection.execute(sa.text("INSERT INTO noted VALUES (:what)"), {{"what": f"{{what}} {{value}}"}})


def upgrade() -> None:
    """Up."""
{up}


def downgrade() -> None:
    """Down."""
{down}
'''


class Steps:
    """A line of migrations in a folder; each is written as the body of its two functions."""

    def __init__(self, folder: Path, url: str, after: str | None = None) -> None:
        """`after` is the last of the house's own, where those have been run."""
        self._folder = folder
        self._after = self._last = after
        self.url = url

    def add(self, up: str, down: str = "pass") -> str:
        """One more at the end; its name."""
        name = f"{int(self._last or 0) + 1:04d}"
        body = HEAD.format(name=name, before=self._last, up=indent(up, "    "), down=indent(down, "    "))
        (self._folder / f"{name}.py").write_text(body)
        self._last = name
        return name

    def config(self) -> Config:
        """As the house's, for this line and database."""
        config = alembic_config(self.url)
        config.set_main_option("path_separator", "os")
        folders = [self._folder, *([HOUSE] if self._after else [])]
        config.set_main_option("version_locations", os.pathsep.join(map(str, folders)))
        return config

    def upgrade(self) -> None:
        """To the last one."""
        command.upgrade(self.config(), "head")

    def upgrade_beside(self) -> "subprocess.Popen[str]":
        """The same in another process, which is not waited for."""
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.migrations.throwaway",
                str(self._folder),
                self.url,
                self._after or "",
            ],
            cwd=PYPROJECT.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


if __name__ == "__main__":
    Steps(Path(sys.argv[1]), sys.argv[2], sys.argv[3] or None).upgrade()
