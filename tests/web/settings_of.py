"""A runtime like another one, but with some settings changed: a real shop, one behind HTTPS or a proxy."""

from dataclasses import replace
from typing import Any

from app.runtime import Runtime


def with_settings(runtime: Runtime, **changed: Any) -> Runtime:
    """The same database, clock and files under other settings."""
    return replace(runtime, settings=runtime.settings.model_copy(update=changed))
