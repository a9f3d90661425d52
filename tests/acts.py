"""Acts for tests that name only what differs."""

from dataclasses import fields
from typing import Any

from app.kernel.act import Act

PARTS = {part.name for part in fields(Act)}


def split_act(how: dict[str, Any]) -> tuple[Act, dict[str, Any]]:
    """The act that these keywords describe, and those that belong to the story."""
    act = Act(**{name: value for name, value in how.items() if name in PARTS})
    return act, {name: value for name, value in how.items() if name not in PARTS}
