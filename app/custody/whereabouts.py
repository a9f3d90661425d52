"""Where a device is, told from its rows of custody; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.tickets.states import State

IN_HOUSE = frozenset(
    {
        State.RECEIVED,
        State.DIAGNOSING,
        State.QUOTED,
        State.AWAITING_PARTS,
        State.REPAIRING,
        State.TESTING,
        State.AWAITING_PAYMENT,
        State.READY_TO_RETURN,
        State.ON_HOLD,
    }
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What custody knows of a device: outside with a courier, packed for the way back, in which bin."""

    outside: bool = False
    packed: bool = False
    bin_code: str | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of custody as far as it says where a device is: `step` is a `BizStep` value."""

    number: int
    step: str
    undoes: int | None = None
    adds_to: int | None = None  # photos that were taken later of that row; nothing moved


def whereabouts(rows: Sequence[HandOver], bin_code: str | None) -> Whereabouts:
    """Read the custody rows, the oldest first. What was undone counts as little as the row that undid it.

    Packing counts until the device is inspected or worked on again; a failed delivery does not undo it. Counting
    a bin only looks, and so do photos that were added later.
    """
    undone = {row.undoes for row in rows} - {None}
    steps = [
        row.step
        for row in rows
        if row.undoes is None
        and row.adds_to is None
        and row.number not in undone
        and row.step != "stock_taking"
    ]
    touched = [s for s in steps if s in ("packing", "inspecting", "repairing", "collecting")]
    return Whereabouts(
        outside=bool(steps) and steps[-1] in ("collecting", "shipping", "accepting"),
        packed=bool(touched) and touched[-1] == "packing",
        bin_code=bin_code,
    )
