"""Typing commands at an application around any runtime."""

from collections.abc import Callable

from click.testing import Result

from app.cli import register_commands
from app.runtime import Runtime
from tests.shop import app_of

Typed = Callable[..., Result]


def prompt(runtime: Runtime) -> Typed:
    """What types `flask --app wsgi …` there, and gives back what was said."""
    app = app_of(runtime)
    register_commands(app)

    def typed(*words: str, stdin: str = "") -> Result:
        app.extensions["mendpost"] = runtime  # whoever else it served meanwhile
        return app.test_cli_runner().invoke(args=list(words), input=stdin)

    return typed
