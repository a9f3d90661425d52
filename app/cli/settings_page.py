"""`flask settings`: every setting with default and meaning, as the page `docs/settings.md`."""

from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app.kernel.settings import DEMO_SECRET, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
_HEAD = """\
# Settings

Set them in the environment; each can also be read from a file named by `<NAME>_FILE`, such as
`SECRET_KEY_FILE=/run/secrets/key`. An empty variable means the default. An unsafe combination is refused at
start, in one line. Written by `flask --app wsgi settings --write` from `app/kernel/settings.py`.

| Name | Default | Meaning | Secret |
|---|---|---|---|
"""
_SOMETIMES_SECRET = {"database_url": "if it holds a password"}


def settings_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_row(name, info) for name, info in Settings.model_fields.items())


def _row(name: str, info: FieldInfo) -> str:
    secret = "yes" if info.annotation is SecretStr else _SOMETIMES_SECRET.get(name, "no")
    return f"| `{name.upper()}` | {_default(info)} | {info.description} | {secret} |\n"


def _default(info: FieldInfo) -> str:
    default = info.default
    if isinstance(default, SecretStr):
        return "for the demo only" if default.get_secret_value() == DEMO_SECRET else "empty"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if str(default) else "empty"


@click.command("settings")
@click.option("--write", is_flag=True, help="Write docs/settings.md instead of printing it.")
def settings_command(write: bool) -> None:
    """Print every setting: name, default, meaning, secret or not."""
    if write:
        PAGE.write_text(settings_page(), encoding="utf-8")
        click.echo("docs/settings.md is written.")
    else:
        click.echo(settings_page(), nl=False)
