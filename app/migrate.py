"""The database brought to the newest schema, in-process, wherever the program was started from."""

from pathlib import Path

from alembic import command
from alembic.config import Config

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def alembic_config(url: str) -> Config:
    """Alembic's settings from pyproject.toml, aimed at one database."""
    config = Config(toml_file=PYPROJECT)
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run every migration the database at `url` has not seen; two starts at once do no harm."""
    command.upgrade(alembic_config(url), "head")
