"""The dock's words: what each step is called before, while and after it is done."""

from dataclasses import dataclass
from datetime import datetime

from app.custody.models import BizStep
from app.dock.models import DockTask, TaskKind
from app.dock.modes import MODE_NAME, Mode
from app.dock.rules import DockStep
from app.edge.current import language, shown
from app.kernel.i18n import N_, text
from app.tickets.states import Action


@dataclass(frozen=True, slots=True)
class StepWords:
    """`call`: across the room; `what`: one sentence to do; `button`; `action`: the ticket's step, if it is one."""

    call: str
    what: str
    button: str
    action: Action | None = None


STEP_WORDS: dict[DockStep, StepWords] = {
    DockStep.RECEIVE: StepWords(
        N_("Expected"),
        N_("Take it in as it is, sealed. A photo of the outside settles later disputes."),
        N_("Receive the parcel"),
        Action.RECEIVE,
    ),
    DockStep.INSPECT: StepWords(
        N_("Open and check"),
        N_("Compare what lies in the box with what the customer declared."),
        N_("Inspect"),
        Action.INSPECT,
    ),
    DockStep.STORE: StepWords(
        N_("Needs a bin"),
        N_("It lies in no bin yet. Scan the bin's label or choose one."),
        N_("Put into this bin"),
    ),
    DockStep.PACK: StepWords(
        N_("Pack it"),
        N_("Put in everything that came with it and photograph the open box."),
        N_("It is packed"),
    ),
    DockStep.HAND_OUT: StepWords(
        N_("Hand it out"),
        N_("It is packed and its return is booked. Give it to the courier."),
        N_("Hand to the courier"),
        Action.HAND_OUT,
    ),
    DockStep.TAKE_BACK: StepWords(
        N_("Take it back"),
        N_("The courier could not deliver it. Put it back into a bin, packed as it is."),
        N_("Put into this bin"),
    ),
}

DONE_CALL: dict[BizStep, str] = {
    BizStep.RECEIVING: N_("Received"),
    BizStep.INSPECTING: N_("Checked in"),
    BizStep.STORING: N_("Stored"),
    BizStep.PACKING: N_("Packed"),
    BizStep.SHIPPING: N_("Handed out"),
}


def told_of(task: DockTask) -> list[tuple[str, str]]:
    """What is known of a task, as labels (message ids) and values for the reader; what is empty is left out."""
    known = task.data
    match task.kind:
        case TaskKind.DISCREPANCY:
            rows = [
                (N_("What was found"), known["reasons"][language().value]),
                (N_("Remark"), known["remark"]),
            ]
        case TaskKind.UNKNOWN_PARCEL:
            rows = [
                (N_("Written on it"), known["written"]),
                (N_("Sender"), known["sender"]),
                (N_("Phone number"), known["phone"]),
                (N_("Serial number"), known["serial"]),
                (N_("Put aside in"), known["bin"]),
            ]
        case TaskKind.CONFLICT:
            scanned_at = known["device_at"]
            rows = [
                (N_("Scanned"), known["code"]),
                (N_("Work"), shown(text(MODE_NAME[Mode(known["mode"])]))),
                (N_("Bin"), known["bin"]),
                (N_("Why it could not be done"), known["why"]),
                (N_("Scanned at"), shown(datetime.fromisoformat(scanned_at)) if scanned_at else ""),
            ]
        case TaskKind.MISSING:
            rows = [(N_("Not seen in"), known["bin"])]
    ended = [
        (N_("Looked at again by"), task.confirmed_by or ""),
        (N_("Settled by"), task.settled_by or ""),
        (N_("How it ended"), task.note),
    ]
    return [(label, value) for label, value in rows + ended if value]
