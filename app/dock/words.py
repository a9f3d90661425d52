"""The dock's words for what it finds."""

from app.dock.models import TaskKind
from app.dock.rules import Battery, Check, ParcelCondition
from app.kernel.i18n import N_

PARCEL_NAME: dict[ParcelCondition, str] = {
    ParcelCondition.AS_DECLARED: N_("Whole, and the device we expected"),
    ParcelCondition.DAMAGED: N_("Damaged"),
    ParcelCondition.WRONG_DEVICE: N_("Another device"),
    ParcelCondition.EMPTY: N_("Empty box"),
}


BATTERY_NAME: dict[Battery, str] = {
    Battery.FINE: N_("Looks fine"),
    Battery.NONE: N_("No battery"),
    Battery.SWOLLEN: N_("Swollen, hot or leaking"),
}


CHECK_NAME: dict[Check, str] = {
    Check.WATER_DRAINED: N_("The water is drained"),
    Check.EMPTIED: N_("It is emptied"),
    Check.SIM_INSIDE: N_("A SIM card is still inside"),
    Check.LOCK_OFF: N_("The screen lock is off"),
}


TASK_NAME: dict[TaskKind, str] = {
    TaskKind.DISCREPANCY: N_("Not as declared"),
    TaskKind.UNKNOWN_PARCEL: N_("Unknown parcel"),
    TaskKind.CONFLICT: N_("Scan that could not be done"),
    TaskKind.MISSING: N_("Missing from its bin"),
}
