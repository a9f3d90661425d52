"""The settings as a program takes them at its start: whole, or the process ends with one plain line for each."""

import os
import sys

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from sqlalchemy import make_url

from app.kernel.settings import Settings
from app.kernel.settings_files import Unreadable, read_file_of
from app.kernel.settings_read import read_database_url


def load_settings() -> Settings:
    """The settings of the environment; what cannot be used ends the process with one line each."""
    try:
        settings = Settings()
        _lasting(settings)
    except (ValidationError, Unreadable) as refused:
        sys.stderr.write(explain(refused))
        raise SystemExit(2) from None
    return settings


def _lasting(settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise Unreadable(
            "DATABASE_URL: names no file, so each process would have a shop of its own: sqlite:///x.db"
        )


def database_url_alone() -> str:
    """The database's address by itself, for tools that must work where the other settings are not made yet."""
    default = str(Settings.model_fields["database_url"].default)
    try:
        return read_database_url(os.environ.get("DATABASE_URL") or read_file_of("database_url") or default)
    except Unreadable as no:
        raise SystemExit(str(no)) from None
    except ValueError as no:
        raise SystemExit(f"DATABASE_URL: {no}") from None


def explain(refused: ValidationError | Unreadable) -> str:
    """One line for each setting that cannot be used, by the name it has in the environment."""
    if isinstance(refused, Unreadable):
        return f"{refused}\n"
    return "".join(_line(problem) for problem in refused.errors())


def _line(problem: ErrorDetails) -> str:
    if not problem["loc"]:
        return f"{problem['msg'].removeprefix('Value error, ')}\n"
    name = str(problem["loc"][0])
    return f"{name.upper()}: {_said(problem, Settings.model_fields[name])}\n"


def _said(problem: ErrorDetails, field: FieldInfo) -> str:
    """What pydantic found, as an operator would say it; a secret's own value is never in it."""
    match problem["type"]:
        case "value_error":
            return problem["msg"].removeprefix("Value error, ")
        case "greater_than_equal":
            return f"must be {problem['ctx']['ge']} or more"
        case "less_than_equal":
            return f"must be {problem['ctx']['le']} or less"
        case "bool_parsing" | "bool_type":
            return "must be true or false"
        case _:
            return f"must be a whole number such as {field.default}"
