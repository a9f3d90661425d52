"""The inbox: five filters as plain addresses, and for each task the one thing to do about it."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards.calls import count_calls
from app.edge.current import now, runtime, shown, staff, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.conversation.settle_text import send_again, tick_off, trust_number
from app.journeys.conversation.talk import mark_handled, settle_unknown
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_, text
from app.messaging.conversation.queries import message_by_id, stranger_by_id
from app.messaging.sms.attention import Show
from app.staff.permissions import Capability
from app.tickets import queries
from app.web.bench.inbox import shown_inbox
from app.web.bench.views import bp
from app.web.pages import beside, page_asked
from app.web.times import ago

SHOWN: dict[Show, tuple[str, str, str]] = {  # its name, and what an empty one says
    Show.MINE: (
        N_("Mine"),
        N_("Nothing of yours waits"),
        N_("Messages and texts about your repairs will stand here."),
    ),
    Show.UNREAD: (
        N_("Unread"),
        N_("Nobody waits for an answer"),
        N_("Messages of customers will stand here until somebody answers or closes them."),
    ),
    Show.UNKNOWN: (
        N_("Unknown sender"),
        N_("Every text found its repair"),
        N_("Texts of numbers we do not know will stand here."),
    ),
    Show.FAILED: (
        N_("Not arrived"),
        N_("Every text arrived"),
        N_("Texts of ours that did not reach the customer will stand here."),
    ),
    Show.UNCERTAIN: (
        N_("Uncertain"),
        N_("No text is in doubt"),
        N_("Texts will stand here of which nobody knows whether they left."),
    ),
}
DID = {
    "handled": N_("Done, it needs nothing more."),
    "again": N_("It goes once more."),
    "works": N_("The number counts as good again. The text can go once more now."),
}


@bp.get("/bench/inbox")
@open_to(Capability.ANSWER_INBOX)
def inbox_page() -> ResponseReturnValue:
    """What waits for a person; `?show=` is one of the five filters."""
    return _page(_wanted())


@bp.post("/bench/inbox/<uuid:message_id>/handled")
@open_to(Capability.ANSWER_INBOX)
def handled(message_id: UUID) -> ResponseReturnValue:
    """A message needs nothing more."""
    return _do(
        lambda session: mark_handled(session, message_by_id(session, message_id), now=now()), "handled"
    )


@bp.post("/bench/inbox/texts/<uuid:sms_id>/again")
@open_to(Capability.ANSWER_INBOX)
def text_again(sms_id: UUID) -> ResponseReturnValue:
    """Send a text once more."""
    return _do(lambda session: send_again(session, sms_id, Act(staff_actor(), now())), "again")


@bp.post("/bench/inbox/texts/<uuid:sms_id>/done")
@open_to(Capability.ANSWER_INBOX)
def text_done(sms_id: UUID) -> ResponseReturnValue:
    """The customer was called, or need not be."""
    return _do(lambda session: tick_off(session, sms_id, actor=staff_actor()), "handled")


@bp.post("/bench/inbox/texts/<uuid:sms_id>/works")
@open_to(Capability.ANSWER_INBOX)
def number_works(sms_id: UUID) -> ResponseReturnValue:
    """The number of this text can receive texts after all."""
    return _do(lambda session: trust_number(session, sms_id, actor=staff_actor()), "works")


@bp.post("/bench/inbox/unknown/<uuid:sms_id>")
@open_to(Capability.ANSWER_INBOX)
def place_unknown(sms_id: UUID) -> ResponseReturnValue:
    """Put an unknown sender's text into a repair's thread, or say that it needs nothing more."""
    typed = request.form.get("code", "").strip()

    def work(session: Session) -> str:
        row = stranger_by_id(session, sms_id)
        if "place" in request.form and not typed:
            raise FieldRefused(text("Type the code of the repair it belongs to."), field="code")
        ticket = queries.by_code(session, typed) if "place" in request.form else None
        settle_unknown(session, row, Act(staff_actor(), now()), ticket=ticket)
        return f"/bench/{ticket.code}" if ticket else _address("handled")

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        field = f"code-{sms_id}" if no.field == "code" else ""
        return _page(Show.UNKNOWN, refused=(field, typed, shown(no.message)), status=status_of(no))


def _do(story: Callable[[Session], object], did: str) -> ResponseReturnValue:
    """Do it and come back to the same filter; where a colleague was faster, the fresh list says so."""

    def work(session: Session) -> str:
        story(session)
        return _address(did)

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        return _page(_wanted(), refused=("", "", shown(no.message)), status=status_of(no))


def _address(did: str) -> str:
    return f"/bench/inbox?show={_wanted()}&did={did}" if _wanted() else f"/bench/inbox?did={did}"


def _wanted() -> str:
    """The filter of the address, or of the page the form was sent from; '' where it is none of ours."""
    typed = request.form.get("show") or request.args.get("show", "")
    return typed if typed in set(Show) else ""


def _page(
    show: str, *, refused: tuple[str, str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    """`refused` is the field it stands beside ('' for none), what was typed, and the sentence."""
    page = page_asked()
    with runtime().database.reading() as session:
        inbox = shown_inbox(session, show, me=staff().id, page=page)
        to_call = count_calls(session)
    counts = inbox.counts
    tabs = [
        (name, f"/bench/inbox?show={show}", show is inbox.show, getattr(counts, show.value))
        for show, (name, _, _) in SHOWN.items()
    ]
    tabs.append((N_("To call"), "/bench/calls", False, to_call))
    return render_template(
        "bench/inbox.html",
        inbox=inbox,
        tabs=tabs,
        nothing=SHOWN[inbox.show][1:],
        refused=refused,
        ago=ago,
        beside=beside(page, "/bench/inbox", more=inbox.more),
        did=DID.get(request.args.get("did", ""), ""),
    ), status
