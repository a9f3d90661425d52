"""The schema of the standard as a judge: it also looks at the formats of addresses and times."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

FOLDER = Path(__file__).parents[1] / "epcis_schema"
SCHEMA = FOLDER / "EPCISDocument.schema.json"
# RFC 3986.
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339

_formats = FormatChecker(formats=())


@_formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or URI.fullmatch(value) is not None


@_formats.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or (
        TIME.fullmatch(value) is not None and datetime.fromisoformat(value).tzinfo is not None
    )


_judge = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=_formats)


def faults(document: Any) -> list[str]:
    """What the schema finds wrong with a document, once it has been through JSON."""
    arrived = json.loads(json.dumps(document))
    return [f"{error.json_path}: {error.message[:200]}" for error in _judge.iter_errors(arrived)]
