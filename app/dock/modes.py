"""What a scan is for, and how one can end."""

from enum import StrEnum

from app.kernel.i18n import N_


class Mode(StrEnum):
    """The work a station does; `open` only looks and changes nothing."""

    OPEN = "open"
    RECEIVE = "receive"
    HAND_IN = "hand_in"
    STORE = "store"
    MOVE = "move"
    PICK = "pick"
    PACK = "pack"
    HAND_OUT = "hand_out"
    COUNT = "count"


MODE_NAME: dict[Mode, str] = {
    Mode.OPEN: N_("Look up"),
    Mode.RECEIVE: N_("Receive"),
    Mode.HAND_IN: N_("In from the courier"),
    Mode.STORE: N_("Put away"),
    Mode.MOVE: N_("Move"),
    Mode.PICK: N_("Take out"),
    Mode.PACK: N_("Pack"),
    Mode.HAND_OUT: N_("Hand out"),
    Mode.COUNT: N_("Count a bin"),
}
WANTS_BIN = frozenset({Mode.STORE, Mode.MOVE, Mode.COUNT})


class Outcome(StrEnum):
    """How a scan ended. Only `done` changed something."""

    DONE = "done"
    REPEAT = "repeat"  # the same scan again within moments: its effect was there already
    LOOK = "look"  # found and shown
    WANTS_BIN = "wants_bin"  # found, but where shall it go?
    SEVERAL = "several"  # more than one could be meant
    UNKNOWN = "unknown"  # nothing has that code
    REFUSED = "refused"  # not now, or not like this


NEEDS_A_PERSON = frozenset({Outcome.SEVERAL, Outcome.UNKNOWN, Outcome.REFUSED, Outcome.WANTS_BIN})
"""Outcomes that become a conflict on the list when the scan had waited on the device."""
