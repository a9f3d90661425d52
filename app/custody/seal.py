"""The seal of a row: its hash covers all its other columns and, through `previous_hash`, every row before it; pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.custody.evidence import Evidence

BEFORE_THE_FIRST = "0" * 64
SEALED = (
    "id",
    "ticket_id",
    "number",
    "step",
    "at",
    "place",
    "door_id",
    "giver_id",
    "giver_bin",
    "taker_id",
    "taker_bin",
    "role",
    "actor_id",
    "evidence",
    "previous_hash",
    "device_at",
    "undoes",
    "adds_to",
)


def sealed_text(row: Mapping[str, Any]) -> str:
    """What is hashed: the sealed columns that have a value, as JSON, names sorted, no spaces, letters as they are.

    Instants are UTC with microseconds. A column without a value is left out, so that one that comes later changes
    no hash. Nothing can hide there: names are part of what is hashed, so no two different rows have the same text.
    """
    plain = {name: _plain(row[name]) for name in SEALED if row[name] is not None}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(row: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the sealed text as UTF-8."""
    return hashlib.sha256(sealed_text(row).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Evidence):
        return value.sealed()
    return str(value) if isinstance(value, UUID) else value
