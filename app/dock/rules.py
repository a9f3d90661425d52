"""What the dock does next with a device, and what an inspection found; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.custody.whereabouts import IN_HOUSE, Whereabouts
from app.dock.works import Work
from app.kernel.i18n import N_, Text, text
from app.tickets.states import State


def next_at_dock(state: State, where: Whereabouts, *, return_booked: bool) -> Work | None:
    """The one step the dock owes this device now; None where it is somebody else's turn."""
    if state in (State.INBOUND, State.AUTHORISED):  # what lies here came, whoever noted what
        return Work.RECEIVE
    if state is State.RECEIVED:
        return Work.INSPECT
    if state is State.READY_TO_RETURN:
        return _next_on_the_way_back(where, return_booked)
    return Work.STORE if state in IN_HOUSE and where.bin_code is None else None


def _next_on_the_way_back(where: Whereabouts, return_booked: bool) -> Work | None:
    if where.outside:
        return Work.TAKE_BACK
    if not where.packed:
        return Work.PACK
    if return_booked:
        return Work.HAND_OUT
    return Work.STORE if where.bin_code is None else None


class Battery(StrEnum):
    """What the battery looks like from outside."""

    FINE = "fine"
    NONE = "none"
    SWOLLEN = "swollen"


class ParcelCondition(StrEnum):
    """What the clerk says of the parcel as a whole."""

    AS_DECLARED = "as_declared"
    DAMAGED = "damaged"
    WRONG_DEVICE = "wrong_device"
    EMPTY = "empty"


class Check(StrEnum):
    """What is looked at in some kinds of device only; ticked where it is so."""

    WATER_DRAINED = "water_drained"
    EMPTIED = "emptied"
    SIM_INSIDE = "sim_inside"
    LOCK_OFF = "lock_off"


CHECKS: dict[str, tuple[Check, ...]] = {
    "phone": (Check.SIM_INSIDE, Check.LOCK_OFF),
    "laptop": (Check.LOCK_OFF,),
    "vacuum": (Check.EMPTIED,),
    "rice_cooker": (Check.EMPTIED,),
    "washer": (Check.WATER_DRAINED,),
    "espresso": (Check.WATER_DRAINED,),
}
WITHOUT_BATTERY = frozenset({"washer", "rice_cooker", "espresso"})


def checks_of(kind: str) -> tuple[Check, ...]:
    """What to look at in a device of that kind; nothing more for kinds we do not know."""
    return CHECKS.get(kind, ())


def has_battery(kind: str) -> bool:
    """Whether to look at its battery; asked of kinds we do not know, as a swollen one is dangerous."""
    return kind not in WITHOUT_BATTERY


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen when the box was opened.

    `present` are the declared accessories that lie there, `extra` those nobody declared, `checks` what was
    ticked of the kind's own questions.
    """

    present: tuple[str, ...] = ()
    parcel: ParcelCondition = ParcelCondition.AS_DECLARED
    battery: Battery = Battery.FINE
    serial: str = ""
    remark: str = ""
    extra: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


class Discrepancy(StrEnum):
    """How what arrived can differ from what was told; operators name them in DOCK_SECOND_PERSON."""

    BATTERY = "battery"
    DAMAGED = "damaged"
    WRONG_DEVICE = "wrong_device"
    EMPTY = "empty"
    MISSING = "missing"
    SERIAL = "serial"


def missing(declared: Iterable[str], present: Iterable[str]) -> tuple[str, ...]:
    """Declared accessories that do not lie on the table, in the order they were declared."""
    there = set(present)
    return tuple(name for name in declared if name not in there)


def listed(phrases: Sequence[Text]) -> Text:
    """Several phrases as one, with commas, that still speaks either language."""
    phrase = phrases[0]
    for following in phrases[1:]:
        phrase = text("%(first)s, %(second)s", first=phrase, second=following)
    return phrase


def named(keys: Iterable[str], labels: Mapping[str, str]) -> tuple[Text, ...]:
    """Accessories by the names people call them."""
    return tuple(text(labels.get(key, key)) for key in keys)


def differences(
    inspection: Inspection, *, declared: Sequence[str], serial_differs: bool
) -> tuple[Discrepancy, ...]:
    """Everything that is not as it was told, safety first. An empty box lacks its accessories without saying.

    `serial_differs` is for whoever can ask the records (`catalogue.serials.serials_differ`).
    """
    lacking = missing(declared, inspection.present)
    met = {
        Discrepancy.BATTERY: inspection.battery is Battery.SWOLLEN,
        Discrepancy.DAMAGED: inspection.parcel is ParcelCondition.DAMAGED,
        Discrepancy.WRONG_DEVICE: inspection.parcel is ParcelCondition.WRONG_DEVICE,
        Discrepancy.EMPTY: inspection.parcel is ParcelCondition.EMPTY,
        Discrepancy.MISSING: bool(lacking) and inspection.parcel is not ParcelCondition.EMPTY,
        Discrepancy.SERIAL: serial_differs,
    }
    return tuple(what for what, is_so in met.items() if is_so)


SAYS: dict[Discrepancy, str] = {
    Discrepancy.BATTERY: N_("the battery is swollen and kept safe"),
    Discrepancy.DAMAGED: N_("damaged on the way"),
    Discrepancy.WRONG_DEVICE: N_("another device than expected"),
    Discrepancy.EMPTY: N_("the box was empty"),
    Discrepancy.MISSING: N_("not in the box: %(names)s"),
    Discrepancy.SERIAL: N_("the serial number differs"),
}


def discrepancies(
    what: Sequence[Discrepancy], *, lacking: Sequence[str], labels: Mapping[str, str]
) -> tuple[Text, ...]:
    """The same as sentences for the customer; short enough for a text message. `lacking` are the missing accessories."""
    by_name = named(lacking, labels)
    names = {"names": listed(by_name)} if by_name else {}
    return tuple(text(SAYS[one], **(names if one is Discrepancy.MISSING else {})) for one in what)
