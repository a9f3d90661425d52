"""What the dock owes a device in every state, and where custody says that it is."""

import pytest

from app.catalogue.kinds import KIND_NAME
from app.custody.whereabouts import IN_HOUSE, HandOver, Whereabouts, whereabouts
from app.dock.rules import (
    CHECKS,
    WITHOUT_BATTERY,
    Battery,
    Check,
    Discrepancy,
    Inspection,
    ParcelCondition,
    checks_of,
    differences,
    has_battery,
    next_at_dock,
)
from app.dock.works import Work
from app.kernel.settings_read import DISCREPANCIES
from app.tickets.states import State
from tests.settings import demo_settings

HERE = Whereabouts()
BINNED = Whereabouts(bin_code="A-01")
PACKED = Whereabouts(packed=True)
PACKED_IN_BIN = Whereabouts(packed=True, bin_code="A-01")
OUTSIDE = Whereabouts(outside=True, packed=True)


@pytest.mark.parametrize(
    ("state", "where", "booked", "step"),
    [
        (State.INBOUND, HERE, False, Work.RECEIVE),
        (State.AUTHORISED, HERE, False, Work.RECEIVE),
        (State.RECEIVED, BINNED, False, Work.INSPECT),
        (State.REPAIRING, HERE, False, Work.STORE),
        (State.REPAIRING, BINNED, False, None),
        (State.ON_HOLD, HERE, False, Work.STORE),
        (State.READY_TO_RETURN, BINNED, True, Work.PACK),
        (State.READY_TO_RETURN, PACKED, False, Work.STORE),
        (State.READY_TO_RETURN, PACKED_IN_BIN, False, None),
        (State.READY_TO_RETURN, PACKED_IN_BIN, True, Work.HAND_OUT),
        (State.READY_TO_RETURN, OUTSIDE, True, Work.TAKE_BACK),
    ],
)
def test_the_next_step(state: State, where: Whereabouts, booked: bool, step: Work | None) -> None:
    assert next_at_dock(state, where, return_booked=booked) is step


@pytest.mark.parametrize("state", sorted(set(State) - IN_HOUSE - {State.INBOUND, State.AUTHORISED}))
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
    ("kind", "battery", "checks"),
    [
        ("phone", True, (Check.SIM_INSIDE, Check.LOCK_OFF)),
        ("laptop", True, (Check.LOCK_OFF,)),
        ("vacuum", True, (Check.EMPTIED,)),
        ("washer", False, (Check.WATER_DRAINED,)),
        ("headset", True, ()),
        ("a kind of tomorrow", True, ()),
    ],
)
def test_what_is_looked_at_follows_the_kind(kind: str, battery: bool, checks: tuple[Check, ...]) -> None:
    assert (has_battery(kind), checks_of(kind)) == (battery, checks)


def test_the_tables_speak_of_kinds_and_discrepancies_that_there_are() -> None:
    assert KIND_NAME.keys() >= CHECKS.keys() | WITHOUT_BATTERY
    assert frozenset(Discrepancy) == DISCREPANCIES


@pytest.mark.parametrize(
    ("written", "read"),
    [("none", set()), ("", {"empty", "wrong_device"}), (" Empty ,missing", {"empty", "missing"})],
)
def test_the_policy_names_discrepancies(
    written: str, read: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCK_SECOND_PERSON", written)
    assert demo_settings().second_look == read


def test_a_policy_with_a_typing_error_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="emtpy"):
        demo_settings(dock_second_person="emtpy")


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (Inspection(present=("charger",)), ()),
        (Inspection(), (Discrepancy.MISSING,)),
        (Inspection(parcel=ParcelCondition.EMPTY), (Discrepancy.EMPTY,)),
        (
            Inspection(battery=Battery.SWOLLEN, parcel=ParcelCondition.DAMAGED, serial="ZZ9"),
            (Discrepancy.BATTERY, Discrepancy.DAMAGED, Discrepancy.MISSING, Discrepancy.SERIAL),
        ),
        (Inspection(present=("charger",), parcel=ParcelCondition.WRONG_DEVICE), (Discrepancy.WRONG_DEVICE,)),
    ],
)
def test_what_differs_is_named_safety_first(found: Inspection, what: tuple[Discrepancy, ...]) -> None:
    assert differences(found, declared=("charger",), serial_differs=bool(found.serial)) == what


@pytest.mark.parametrize(
    ("rows", "outside", "packed"),
    [
        ([HandOver(1, "shipping"), HandOver(2, "receiving", adds_to=1)], True, False),
        ([HandOver(1, "packing"), HandOver(2, "inspecting", adds_to=1)], False, True),
        ([HandOver(1, "packing"), HandOver(2, "shipping"), HandOver(3, "shipping", undoes=2)], False, True),
        ([HandOver(1, "packing"), HandOver(2, "packing", undoes=1)], False, False),
    ],
)
def test_neither_photos_nor_slips_move_it(rows: list[HandOver], outside: bool, packed: bool) -> None:
    assert whereabouts(rows, None) == Whereabouts(outside, packed, None)
