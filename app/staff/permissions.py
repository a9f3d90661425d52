"""Who may do what at work, as one table: a capability and the roles that hold it; pure.

Views name the capability they need, the header and the stories ask the same table. What may be done to one repair in
its state is `tickets/states.py`. A manager may whatever any of the staff may.
"""

from enum import StrEnum

from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.i18n import N_


class Capability(StrEnum):
    """One thing a person may be allowed to do at work."""

    KEEP_ACCOUNT = "keep_account"
    LOOK_UP = "look_up"
    SEE_PHOTOS = "see_photos"
    SEE_NUMBERS = "see_numbers"
    WORK_AT_DOCK = "work_at_dock"
    PRINT_LABELS = "print_labels"
    READ_EVIDENCE = "read_evidence"
    OPEN_QUEUE = "open_queue"
    WORK_ON_REPAIR = "work_on_repair"
    OWN_REPAIRS = "own_repairs"
    CORRECT_NUMBER = "correct_number"
    ANSWER_INBOX = "answer_inbox"
    KEEP_PROMISES = "keep_promises"
    HEAR_OF_STANDSTILL = "hear_of_standstill"
    PLAN_TRIPS = "plan_trips"
    READ_RUN_SHEET = "read_run_sheet"
    DRIVE = "drive"
    NOTE_STOPS = "note_stops"
    SEE_OVERVIEW = "see_overview"
    RUN_SENDER = "run_sender"


C, R = Capability, Role
EVERYBODY = frozenset(STAFF_ROLES)


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset({*roles, R.MANAGER})


HELD_BY: dict[Capability, frozenset[Role]] = {
    C.KEEP_ACCOUNT: EVERYBODY,
    C.LOOK_UP: EVERYBODY,
    C.SEE_PHOTOS: EVERYBODY,
    C.SEE_NUMBERS: _of(R.TECHNICIAN, R.DISPATCHER),
    C.WORK_AT_DOCK: _of(R.WAREHOUSE),
    C.PRINT_LABELS: _of(R.WAREHOUSE, R.DISPATCHER),
    C.READ_EVIDENCE: _of(R.WAREHOUSE, R.DISPATCHER, R.TECHNICIAN),
    C.OPEN_QUEUE: _of(R.TECHNICIAN),
    C.WORK_ON_REPAIR: _of(R.TECHNICIAN, R.DISPATCHER, R.WAREHOUSE),
    C.OWN_REPAIRS: _of(R.TECHNICIAN),
    C.CORRECT_NUMBER: _of(R.TECHNICIAN, R.DISPATCHER),
    C.ANSWER_INBOX: _of(R.TECHNICIAN, R.DISPATCHER),
    C.KEEP_PROMISES: _of(R.TECHNICIAN, R.DISPATCHER, R.WAREHOUSE),
    C.HEAR_OF_STANDSTILL: _of(R.DISPATCHER),
    C.PLAN_TRIPS: _of(R.DISPATCHER),
    C.READ_RUN_SHEET: _of(R.DISPATCHER, R.COURIER),
    C.DRIVE: _of(R.COURIER),
    C.NOTE_STOPS: _of(R.COURIER, R.DISPATCHER),
    C.SEE_OVERVIEW: _of(),
    C.RUN_SENDER: _of(),
}

CAPABILITY_NAME: dict[Capability, str] = {
    C.KEEP_ACCOUNT: N_("Sign in, change one's own password and language"),
    C.LOOK_UP: N_("Scan or type a code and see where the repair is; couriers their own stops"),
    C.SEE_PHOTOS: N_("See the photos of a repair; couriers those of their own stops"),
    C.SEE_NUMBERS: N_("See a customer's phone number; couriers that of their own stops"),
    C.WORK_AT_DOCK: N_("Receive, check, store, count, pack and hand out"),
    C.PRINT_LABELS: N_("Print labels of repairs, runs and bins"),
    C.READ_EVIDENCE: N_("Read and download the evidence file of a repair"),
    C.OPEN_QUEUE: N_("Open the queue of the bench"),
    C.WORK_ON_REPAIR: N_("Open a repair and do what its state allows the role"),
    C.OWN_REPAIRS: N_("Be the named technician of a repair"),
    C.CORRECT_NUMBER: N_("Correct a customer's phone number"),
    C.ANSWER_INBOX: N_("Read and settle customers' messages and texts"),
    C.KEEP_PROMISES: N_("Say whether what is promised will be in time, and note calls about it"),
    C.HEAR_OF_STANDSTILL: N_("Hear that texts stand still"),
    C.PLAN_TRIPS: N_("Plan trips, runs, places and closed days"),
    C.READ_RUN_SHEET: N_("Read and print a run sheet; couriers their own"),
    C.DRIVE: N_("Open one's own run"),
    C.NOTE_STOPS: N_("Note how a stop went; couriers their own"),
    C.SEE_OVERVIEW: N_("See the figures and the rows behind them"),
    C.RUN_SENDER: N_("Let a stopped sender go again"),
}


def may(role: Role, capability: Capability) -> bool:
    """Whether that role holds the capability."""
    return role in HELD_BY[capability]
