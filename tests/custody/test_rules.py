"""What the dock owes a device in every state, and where custody says that it is."""

import pytest

from app.custody.rules import (
    IN_HOUSE,
    DockStep,
    HandOver,
    Whereabouts,
    next_at_dock,
    serial_differs,
    whereabouts,
)
from app.tickets.states import State

HERE = Whereabouts()
BINNED = Whereabouts(bin_code="A-01")
PACKED = Whereabouts(packed=True)
PACKED_IN_BIN = Whereabouts(packed=True, bin_code="A-01")
OUTSIDE = Whereabouts(outside=True, packed=True)


@pytest.mark.parametrize(
    ("state", "where", "booked", "step"),
    [
        (State.INBOUND, HERE, False, DockStep.RECEIVE),
        (State.RECEIVED, BINNED, False, DockStep.INSPECT),
        (State.REPAIRING, HERE, False, DockStep.STORE),
        (State.REPAIRING, BINNED, False, None),
        (State.ON_HOLD, HERE, False, DockStep.STORE),
        (State.READY_TO_RETURN, BINNED, True, DockStep.PACK),
        (State.READY_TO_RETURN, PACKED, False, DockStep.STORE),
        (State.READY_TO_RETURN, PACKED_IN_BIN, False, None),
        (State.READY_TO_RETURN, PACKED_IN_BIN, True, DockStep.HAND_OUT),
        (State.READY_TO_RETURN, OUTSIDE, True, DockStep.TAKE_BACK),
    ],
)
def test_the_next_step(state: State, where: Whereabouts, booked: bool, step: DockStep | None) -> None:
    assert next_at_dock(state, where, return_booked=booked) is step


@pytest.mark.parametrize("state", sorted(set(State) - IN_HOUSE - {State.INBOUND}))
def test_the_dock_owes_nothing_to_what_is_not_here(state: State) -> None:
    assert next_at_dock(state, HERE, return_booked=True) is None


@pytest.mark.parametrize(
    ("steps", "outside", "packed"),
    [
        ([], False, False),
        (["collecting"], True, False),
        (["collecting", "receiving"], False, False),
        (["receiving", "inspecting", "storing", "packing", "storing"], False, True),
        (["packing", "shipping"], True, True),
        (["packing", "shipping", "receiving", "storing"], False, True),
        (["packing", "repairing"], False, False),
        (["packing", "shipping", "accepting"], True, True),
    ],
)
def test_custody_tells_where_it_is(steps: list[str], outside: bool, packed: bool) -> None:
    assert whereabouts([HandOver(number, step) for number, step in enumerate(steps, 1)], None) == Whereabouts(
        outside, packed, None
    )


@pytest.mark.parametrize(
    ("told", "read", "differs"),
    [("AB-12", "ab 12", False), ("", "AB12", False), ("AB12", "", False), ("AB12", "AB13", True)],
)
def test_serials_are_compared_by_what_matters(told: str, read: str, differs: bool) -> None:
    assert serial_differs(told, read) is differs
