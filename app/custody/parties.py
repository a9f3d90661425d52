"""Who holds a device as a story names them, and what of a person lies beside the ledger; pure.

The ledger seals a person by a pseudonym only: the SHA-256 of an *opening* (kind, repair, words, and a salt that
nobody can guess). The opening lies beside in a row that can be emptied. While it is there, anybody can check that
the words are those that were sealed; once it is emptied, nobody can find them by trying names.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.kernel.actor import Actor, Role
from app.kernel.i18n import Text, text

ERASED = text("(erased)")


class ParticularKind(StrEnum):
    """What the words beside the ledger are: somebody, somebody's door, or something typed about the device."""

    CUSTOMER = "customer"  # or who stood at the door for them
    DOOR = "door"
    STAFF = "staff"
    CARRIER = "carrier"  # by its key; nobody's name
    SYSTEM = "system"
    REMARK = "remark"
    SERIAL = "serial"


NOTES = frozenset({ParticularKind.REMARK, ParticularKind.SERIAL})
OF_THE_CUSTOMER = frozenset({ParticularKind.CUSTOMER, ParticularKind.DOOR, *NOTES})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who gives or takes, by the name they have today; `staff_id` where it is an account of ours."""

    kind: ParticularKind
    name: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InBin:
    """A bin holds it. No person, so the ledger seals its code as it is."""

    code: str


def party_of(actor: Actor) -> Party:
    """Whoever acts."""
    match actor.role:
        case Role.CUSTOMER:
            return at_the_door(actor.name)
        case Role.SYSTEM:
            return Party(ParticularKind.SYSTEM, actor.name)
    return Party(ParticularKind.STAFF, actor.name, actor.staff_id)


def at_the_door(name: str) -> Party:
    """The customer, or who gave or took the device there for them."""
    return Party(ParticularKind.CUSTOMER, name)


def carrier(key: str) -> Party:
    """A carrier, where nobody can say yet which of its people it is."""
    return Party(ParticularKind.CARRIER, key)


def shown_words(words: str | None) -> str | Text:
    """The words, or that they were erased."""
    return ERASED if words is None else words


def opening(row: Mapping[str, Any]) -> str:
    """What a pseudonym is the hash of: JSON, names sorted, no spaces, letters as they are.

    `staff_id` is there only where it has a value.
    """
    plain = {name: str(row[name]) for name in ("kind", "salt", "ticket_id", "words")}
    if row["staff_id"] is not None:
        plain["staff_id"] = str(row["staff_id"])
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def pseudonym(row: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the opening as UTF-8."""
    return hashlib.sha256(opening(row).encode()).hexdigest()
