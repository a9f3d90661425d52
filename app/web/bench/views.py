"""Pages of the bench: the queue, one repair, and the talk about it."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards import bench
from app.edge.current import language, now, runtime, shown, staff, staff_actor
from app.edge.entering import version_of
from app.edge.errors import status_of
from app.edge.idempotency import new_key, once_only
from app.edge.security import open_to
from app.journeys.conversation.correct_number import correct_number, send_last_again
from app.journeys.conversation.reply_customer import reply_customer
from app.journeys.request.take_ticket import take_ticket
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_
from app.staff.permissions import Capability
from app.tickets import queries
from app.tickets.states import Action
from app.tickets.words import ACTION_NAME, STAGE
from app.web.bench import queue
from app.web.bench.cards import card, tone_of
from app.web.bench.forms import MessageForm
from app.web.bench.number import NumberForm, number_desk
from app.web.pages import beside, page_asked
from app.web.previews import Sent, rehearsed
from app.web.times import ago

bp = Blueprint("bench", __name__)
WHOSE_LABEL = (
    ("", N_("Mine and free ones")),
    ("mine", N_("Mine")),
    ("unowned", N_("Nobody's")),
    ("all", N_("Everybody's")),
)
OTHER_DONE = {
    "take": N_("It is yours now."),
    "message": N_("Your message is in the thread."),
    "part": N_("The part is noted."),
    "number": N_("The number is corrected."),
    "last": N_("The last text goes to the right number now."),
}


@bp.get("/bench")
@open_to(Capability.OPEN_QUEUE)
def queue_page() -> ResponseReturnValue:
    """The queue, grouped by urgency."""
    wanted = queue.read_wanted(request.args)
    page = page_asked(size=bench.QUEUE_PAGE.size)
    with runtime().database.reading() as session:
        rows = bench.repairs(session, wanted, me=staff().id, language=language(), now=now(), page=page)
        count = bench.count_repairs(session, wanted, me=staff().id)
    return render_template(
        "bench/queue.html",
        wanted=wanted,
        groups=queue.grouped(rows, site=runtime().site, now=now()),
        count=count,
        beside=beside(page, "/bench", more=page.ends_before(count)),
        whose=WHOSE_LABEL,
        states=bench.SHOWN_STATES,
        stage=STAGE,
        ago=ago,
        tone_of=tone_of,
        shown=shown,
        now=now(),
    )


@bp.get("/bench/<code>")
@open_to(Capability.WORK_ON_REPAIR)
def ticket_page(code: str) -> ResponseReturnValue:
    """One repair, with what can be done about it."""
    return _ticket_page(code, MessageForm())


@bp.post("/bench/<code>/take")
@open_to(Capability.OWN_REPAIRS)
def take(code: str) -> ResponseReturnValue:
    """Take the repair."""

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        seen = version_of(request.form.get("version"))
        take_ticket(session, ticket, Act(staff_actor(), now(), seen_version=seen))
        return f"/bench/{ticket.code}?did=take&at={ticket.version}"

    return redirect(once_only(work), 303)


@bp.post("/bench/<code>/message")
@open_to(Capability.WORK_ON_REPAIR)
def message(code: str) -> ResponseReturnValue:
    """Write to the customer, what they asked counts as answered; `look` shows the text that tells of it."""
    form = MessageForm()
    if not form.validate():
        return _ticket_page(code, form, status=422)

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        reply_customer(
            session,
            ticket,
            form.body.data or "",
            Act(staff_actor(), now(), quiet=request.form.get("no_text") == "1"),
        )
        return f"/bench/{ticket.code}?did=message"

    try:
        if "look" in request.form:
            return _ticket_page(code, form, sent=rehearsed(work))
        return redirect(once_only(work), 303)
    except FieldRefused as no:
        form.refuse(no)
        return _ticket_page(code, form, status=status_of(no))


@bp.get("/bench/<code>/number")
@open_to(Capability.CORRECT_NUMBER)
def number_page(code: str) -> ResponseReturnValue:
    """The same repair, with the form for its customer's number unfolded."""
    return _ticket_page(code, MessageForm(), number=NumberForm())


@bp.post("/bench/<code>/number")
@open_to(Capability.CORRECT_NUMBER)
def number(code: str) -> ResponseReturnValue:
    """Correct the customer's number; sends nothing."""
    form = NumberForm()
    if not form.validate():
        return _ticket_page(code, MessageForm(formdata=None), number=form, status=422)

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        correct_number(
            session,
            ticket,
            form.phone.data or "",
            Act(staff_actor(), now()),
            seen=form.seen.data or "",
            regions=runtime().send_policy.regions,
            secret=runtime().settings.secret_key.get_secret_value(),
        )
        return f"/bench/{ticket.code}?did=number"

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        return _ticket_page(code, MessageForm(formdata=None), number=form, status=status_of(no))


@bp.post("/bench/<code>/last-text")
@open_to(Capability.CORRECT_NUMBER)
def last_text(code: str) -> ResponseReturnValue:
    """Send the last text once more, to the corrected number."""

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        send_last_again(session, ticket, Act(staff_actor(), now()))
        return f"/bench/{ticket.code}?did=last"

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        form = MessageForm(formdata=None)
        form.refuse(no)
        return _ticket_page(code, form, status=status_of(no))


def _ticket_page(
    code: str,
    form: MessageForm,
    *,
    number: NumberForm | None = None,
    sent: Sent | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    with runtime().database.reading() as session:
        ticket = queries.by_code(session, code)
        it = card(session, ticket, role=staff().role, me=staff().id)
        desk = number_desk(session, ticket, number)
    return render_template(
        "bench/ticket.html",
        it=it,
        form=form,
        key=request.form.get("idempotency_key") or new_key(),
        did=_did(it.version),
        sent=sent,
        number=desk,
    ), status


def _did(version: int) -> str:
    """What was just done, as a sentence id; '' where the page was simply opened, or the repair has moved on since."""
    word = request.args.get("did", "")
    if version_of(request.args.get("at")) not in (None, version):
        return ""
    if word in OTHER_DONE:
        return OTHER_DONE[word]
    return ACTION_NAME[Action(word)] if word in {action.value for action in Action} else ""
