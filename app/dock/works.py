"""What is done at the dock: one word for each act and one row of everything that is known of it.

A station's mode, a page's address, the words on both, what custody calls it, how it is undone: all of it stands here.
What carries an act out is bound to it in `journeys/dock/works.py`. Facts only: nothing here asks a database.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.custody.models import BizStep
from app.kernel.i18n import N_
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.staff.permissions import Capability
from app.tickets.states import Action


class Work(StrEnum):
    """One act at the dock; `open` only looks and changes nothing. The API calls these modes."""

    OPEN = "open"
    RECEIVE = "receive"
    HAND_IN = "hand_in"
    INSPECT = "inspect"
    STORE = "store"
    MOVE = "move"
    PICK = "pick"
    PACK = "pack"
    HAND_OUT = "hand_out"
    TAKE_BACK = "take_back"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Page:
    """Its page: the last word of the address, a word across the room, one sentence to do, the button.

    `action` is the ticket's step, if it is one: then the customer may be told.
    """

    address: str
    call: str
    what: str
    button: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """The photos that may be taken of it afterwards: the last word of their address, and what they show."""

    address: str
    kind: PhotoKind


@dataclass(frozen=True, slots=True)
class Undo:
    """How it is taken back: by a step of the ticket, whose text corrects those of these kinds; or by custody alone."""

    action: Action | None = None
    corrects: frozenset[SmsKind] = frozenset()


SEALED = Shot("receive", PhotoKind.DOCK_SEALED)
SHELVED = Shot("store", PhotoKind.AT_DOCK)
JUST_MOVES = Undo()
NOT_ARRIVED = Undo(
    Action.UNDO_RECEIVE,
    frozenset({SmsKind.PARCEL_RECEIVED, SmsKind.ARRIVED_AFTER_ALL, SmsKind.ARRIVED_UNASKED}),
)
NOT_LEFT = Undo(Action.UNDO_HAND_OUT, frozenset({SmsKind.ON_ITS_WAY}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One row. `needs` is what whoever does it must be allowed; `mode` its name at a station, '' where no
    scan alone does it; `many` can be done from a list.

    `done` is said across the room, `then` is what comes next.
    """

    mode: str = ""
    needs: Capability = Capability.WORK_AT_DOCK
    many: bool = False
    wants_bin: bool = False
    page: Page | None = None
    done: str = ""
    then: str = ""
    step: BizStep | None = None
    shot: Shot | None = None
    undo: Undo | None = None


WORKS: dict[Work, Facts] = {
    Work.OPEN: Facts(mode=N_("Look up"), needs=Capability.LOOK_UP),
    Work.RECEIVE: Facts(
        mode=N_("Receive"),
        many=True,
        page=Page(
            "receive",
            N_("Expected"),
            N_("Take it in as it is, sealed. A photo of the outside settles later disputes."),
            N_("Receive the parcel"),
            Action.RECEIVE,
        ),
        done=N_("Received"),
        then=N_("Next: open and check it, or put it away."),
        step=BizStep.RECEIVING,
        shot=SEALED,
        undo=NOT_ARRIVED,
    ),
    Work.HAND_IN: Facts(
        mode=N_("In from the courier"),
        many=True,
        done=N_("Taken in"),
        then=N_("Next: put it into a bin."),
        step=BizStep.RECEIVING,
        shot=SEALED,
        undo=NOT_ARRIVED,
    ),
    Work.INSPECT: Facts(
        page=Page(
            "inspect",
            N_("Open and check"),
            N_("Compare what lies in the box with what the customer declared."),
            N_("Inspect"),
            Action.INSPECT,
        ),
        done=N_("Checked in"),
        then=N_("Next: put it into a bin."),
        step=BizStep.INSPECTING,
        shot=Shot("inspect", PhotoKind.DOCK_OPENED),
    ),
    Work.STORE: Facts(
        mode=N_("Put away"),
        many=True,
        wants_bin=True,
        page=Page(
            "store",
            N_("Needs a bin"),
            N_("It lies in no bin yet. Scan the bin's label or choose one."),
            N_("Put into this bin"),
        ),
        done=N_("In %(bin)s"),
        then=N_("Scan the next device, or another bin."),
        step=BizStep.STORING,
        shot=SHELVED,
        undo=JUST_MOVES,
    ),
    Work.MOVE: Facts(
        mode=N_("Move"),
        wants_bin=True,
        done=N_("In %(bin)s"),
        then=N_("Scan the next device."),
        step=BizStep.STORING,
        shot=SHELVED,
        undo=JUST_MOVES,
    ),
    Work.PICK: Facts(
        mode=N_("Take out"),
        many=True,
        done=N_("Taken out"),
        then=N_("It is in your hands now."),
        step=BizStep.PICKING,
        shot=SHELVED,
        undo=JUST_MOVES,
    ),
    Work.PACK: Facts(
        mode=N_("Pack"),
        page=Page(
            "pack",
            N_("Pack it"),
            N_("Put in everything that came with it and photograph the open box."),
            N_("It is packed"),
        ),
        done=N_("Packed"),
        then=N_("Next: put it away, or hand it out."),
        step=BizStep.PACKING,
        shot=Shot("pack", PhotoKind.PACKED_FOR_RETURN),
        undo=JUST_MOVES,
    ),
    Work.HAND_OUT: Facts(
        mode=N_("Hand out"),
        many=True,
        page=Page(
            "hand-out",
            N_("Hand it out"),
            N_("It is packed and its return is booked. Give it to the courier."),
            N_("Hand to the courier"),
            Action.HAND_OUT,
        ),
        done=N_("Handed out"),
        then=N_("It is with the courier now."),
        step=BizStep.SHIPPING,
        shot=Shot("hand-out", PhotoKind.HANDED_OUT),
        undo=NOT_LEFT,
    ),
    Work.TAKE_BACK: Facts(
        wants_bin=True,
        page=Page(
            "take-back",
            N_("Take it back"),
            N_("The courier could not deliver it. Put it back into a bin, packed as it is."),
            N_("Put into this bin"),
        ),
        done=N_("In %(bin)s"),
        then=N_("Scan the next device."),
        step=BizStep.STORING,
        shot=SHELVED,
        undo=JUST_MOVES,
    ),
    Work.COUNT: Facts(
        mode=N_("Count a bin"),
        wants_bin=True,
        done=N_("Seen"),
        then=N_("Scan the next one."),
        step=BizStep.STOCK_TAKING,
        shot=SHELVED,
    ),
}


def name_of(work: Work) -> str:
    """What people call the act: its mode at a station, else the button of its page."""
    facts = WORKS[work]
    return facts.mode or (facts.page.button if facts.page else "")


DOCK = "dock"  # the place of a scan whose station has no name
MODES = tuple(work for work in Work if WORKS[work].mode)
BY_ADDRESS: dict[str, Work] = {facts.page.address: work for work, facts in WORKS.items() if facts.page}


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
