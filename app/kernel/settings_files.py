"""`SECRET_KEY_FILE=/run/secrets/key` stands for `SECRET_KEY=<what it holds>`, the way container secrets arrive."""

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from app.kernel.settings_read import HOME


class Unreadable(ValueError):
    """Files named by `<NAME>_FILE` that cannot be read; the message has one line for each."""


class SecretFiles(PydanticBaseSettingsSource):
    """`NAME_FILE=/run/secrets/x` stands for `NAME=<its content>`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file holds, None where none is named. Raises Unreadable."""
        return read_file_of(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        found, lines = {}, []
        for name, info in self.settings_cls.model_fields.items():
            try:
                value, _, _ = self.get_field_value(info, name)
            except Unreadable as no:
                lines.append(str(no))
            else:
                found[name] = value
        if lines:
            raise Unreadable("\n".join(lines))
        return {name: value for name, value in found.items() if value is not None}


def read_file_of(name: str) -> str | None:
    """What the file named by `<NAME>_FILE` holds, None where none is named or `NAME` itself is set."""
    variable = f"{name.upper()}_FILE"
    path = os.environ.get(variable)
    if not path or os.environ.get(name.upper()):
        return None
    file = HOME / Path(path).expanduser()
    try:
        held = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, ValueError) as no:
        reason = (no.strerror if isinstance(no, OSError) else "") or "it holds no plain text"
        raise Unreadable(f"{variable}: {str(file)[:200]!r} cannot be read: {reason}") from None
    if not held:
        raise Unreadable(f"{variable}: {str(file)[:200]!r} is empty")
    return held
