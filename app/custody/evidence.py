"""What a hand-over carries along, typed and with a version: photos by their hashes, a trip, a bin, what was found.

No words of or about a person stand here: remarks and serial numbers are pseudonyms of rows that can be emptied.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.custody.parties import ParticularKind
from app.kernel.shapes import Shape

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Found(BaseModel):
    """What lay in the box when it was opened, by the keys of the dock's lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accessories: tuple[str, ...] = ()  # all of them, `extra` among them
    extra: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    parcel: str
    battery: str


class Evidence(Shape):
    """`photos` are SHA-256 of the pictures' larger files; `notes` pseudonyms of what was typed, by what it is."""

    version: Literal[1] = 1
    photos: tuple[Hash, ...] = ()
    notes: dict[ParticularKind, Hash] = Field(default={})
    found: Found | None = None
    accessories: tuple[str, ...] = ()  # what lies in the box that is closed
    job: str | None = None  # our reference of the courier's trip
    scanned: str | None = None  # what the courier read from the box
    bin: str | None = None  # the bin that was counted
    scan: UUID | None = None  # the scan that was a slip
    confirms: int | None = None  # the row that a second person has seen the same as
    pickup_was: str | None = None  # how the courier's pickup stood, where this scan closed it
    was_unknown: UUID | None = None  # the dock's task that it lay under while nobody knew whose it was

    def sealed(self) -> dict[str, Any]:
        """As it stands in its column, and is hashed: the version, and what has a value."""
        return {"version": self.version, **self.model_dump(mode="json", exclude_defaults=True)}
