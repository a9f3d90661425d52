"""Typing commands at an application around any runtime."""

from collections.abc import Callable

from click.testing import Result

from app.application import create_app
from app.cli import register_commands
from app.runtime import Runtime

Typed = Callable[..., Result]


def prompt(runtime: Runtime) -> Typed:
    """What types `flask --app wsgi …` there, and gives back what was said."""
    app = create_app(runtime)
    register_commands(app)

    def typed(*words: str, stdin: str = "") -> Result:
        return app.test_cli_runner().invoke(args=list(words), input=stdin)

    return typed
