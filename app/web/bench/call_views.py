"""Calls to make: whom, why, and a note of what was said, which counts as a reminder."""

from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards.calls import calls_to_make
from app.edge.current import dialled, now, runtime, shown, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_, text
from app.messaging.conversation.calls import note_call
from app.messaging.conversation.models import CallReason
from app.staff.permissions import Capability
from app.tickets.words import STAGE
from app.web.bench.views import bp
from app.web.pages import beside, page_asked
from app.web.times import ago

WHY: dict[CallReason, str] = {
    CallReason.NOT_HEARD: N_(
        "Their time is up, and our reminders did not surely arrive. Say what we wait for. Without an answer it ends two business days after the call."
    ),
    CallReason.OUR_FAULT: N_(
        "Their time is up, but what went wrong last was our doing: nothing ends by itself. Ask what they wish."
    ),
    CallReason.RE_REPAIR: N_("We owe this repair, so it never ends by itself. Ask when we may come."),
    CallReason.ANSWERS_DIFFER: N_(
        "Two answers to the quote, and no text gets there. The work stands still. Ask which answer holds and write it on the repair."
    ),
}


@bp.get("/bench/calls")
@open_to(Capability.ANSWER_INBOX)
def calls() -> ResponseReturnValue:
    """Whom to call, the longest waiting first."""
    return _page()


@bp.post("/bench/calls/<uuid:call_id>")
@open_to(Capability.ANSWER_INBOX)
def note_one(call_id: UUID) -> ResponseReturnValue:
    """What came of it."""
    typed = request.form.get("note", "")

    def work(session: Session) -> str:
        if not {"reached", "missed"} & request.form.keys():
            raise FieldRefused(text("Press one of the buttons: reached, or nobody answered."), field="note")
        note_call(session, call_id, Act(staff_actor(), now()), reached="reached" in request.form, note=typed)
        return "/bench/calls?done=1"

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        field = f"note-{call_id}" if no.field == "note" else ""
        return _page(refused=(field, typed, shown(no.message)), status=status_of(no))


def _page(*, refused: tuple[str, str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = page_asked()
    with runtime().database.reading() as session:
        rows, total = calls_to_make(session, page=page)
    return render_template(
        "bench/calls.html",
        rows=[
            (row, dialled(row.phone), shown(text(STAGE[row.state])), shown(text(WHY[row.reason])))
            for row in rows
        ],
        refused=refused,
        ago=ago,
        done=request.args.get("done") == "1",
        beside=beside(page, "/bench/calls", more=page.ends_before(total)),
    ), status
