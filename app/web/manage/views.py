"""The manager's pages: the overview, and the lists its figures open."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards.inbox import counts_for_all
from app.boards.overview import open_by_state, promises_kept, waiting_for_customers
from app.boards.tickets import ticket_list
from app.edge.current import dialled, now, runtime, shown, staff_actor
from app.edge.entering import id_of
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.conversation.settle_text import resume_sending
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.kernel.i18n import text
from app.messaging.conversation import inbox
from app.messaging.sms.kept_back import at_a_limit
from app.messaging.sms.lifecycle import SEND_CODE, SEND_TEXT
from app.messaging.sms.reasons import REASON_SAYS
from app.messaging.sms.sender_stop import earlier_stops
from app.outbox.queries import count_given_up, given_up
from app.staff.permissions import Capability
from app.staff.queries import owners
from app.storage.bins import count_misplaced
from app.tickets.queries import codes_of
from app.tickets.states import State
from app.tickets.words import STAGE
from app.web.manage.cards import by_urgency
from app.web.pages import beside, page_asked
from app.web.previews import filled_link

bp = Blueprint("manage", __name__, url_prefix="/manage")


@bp.get("")
@open_to(Capability.SEE_OVERVIEW)
def overview() -> ResponseReturnValue:
    """What is open where, what is late, what was kept, what needs a person."""
    with runtime().database.reading() as session:
        states = open_by_state(session, now=now())
        kept = promises_kept(session, now=now())
        theirs = waiting_for_customers(session)
        waiting = counts_for_all(session)
        held = inbox.count_held(session)
        given = count_given_up(session)
        lost = count_misplaced(session)
    return render_template(
        "manage/overview.html",
        open_count=sum(row.count for row in states),
        late_count=sum(row.late for row in states),
        states=[(shown(text(STAGE[row.state])), row.count, row.late, row.state.value) for row in states],
        kept=kept,
        theirs=theirs,
        texts=_texts_waiting(waiting, held),
        given_up=given,
        misplaced=lost,
    )


@bp.get("/tickets")
@open_to(Capability.SEE_OVERVIEW)
def tickets() -> ResponseReturnValue:
    """Tickets by urgency; `state`, `late`, `owner` and `page` of the query string narrow the list."""
    state = _state(request.args.get("state"))
    late = request.args.get("late") == "1"
    owner_id = id_of(request.args.get("owner"))
    page = page_asked()
    with runtime().database.reading() as session:
        rows, total = ticket_list(session, now=now(), state=state, late=late, owner_id=owner_id, page=page)
        people = owners(session)
    return render_template(
        "manage/tickets.html",
        groups=by_urgency(rows, site=runtime().site, now=now()),
        total=total,
        states=[(one.value, shown(text(STAGE[one])), one is state) for one in State],
        owners=[(str(key), name, key == owner_id) for key, name in people],
        late=late,
        beside=beside(page, "/manage/tickets", more=page.ends_before(total)),
    )


@bp.get("/texts")
@open_to(Capability.SEE_OVERVIEW)
def texts() -> ResponseReturnValue:
    """Whether texts go out, what waits for it, what needs a person, and the standstills before."""
    return _texts()


@bp.post("/texts/resume")
@open_to(Capability.RUN_SENDER)
def resume() -> ResponseReturnValue:
    """Let texts go out again."""

    def work(session: Session) -> str:
        resume_sending(session, Act(staff_actor(), now()))
        return "/manage/texts?did=resumed"

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        return _texts(refused=shown(no.message)), status_of(no)


@bp.get("/owed")
@open_to(Capability.SEE_OVERVIEW)
def owed() -> ResponseReturnValue:
    """Calls to the outside that were given up, the newest first."""
    page = page_asked()
    with runtime().database.reading() as session:
        rows = [
            (
                row.topic,
                row.key,
                row.attempt,
                row.last_error or "",
                row.created_at,
                row.topic in (SEND_CODE, SEND_TEXT),
            )
            for row in given_up(session, page=page)
        ]
        more = page.ends_before(count_given_up(session))
    return render_template("manage/owed.html", rows=rows, beside=beside(page, "/manage/owed", more=more))


def _texts(refused: str = "") -> str:
    page = page_asked()
    with runtime().database.reading() as session:
        waiting = counts_for_all(session)
        held = inbox.held_texts(session, page=page)
        count = inbox.count_held(session)
        earlier = earlier_stops(session)
        codes = codes_of(session, {row.ticket_id for row in held if row.ticket_id})
        limits = at_a_limit(session, now=now())
    return render_template(
        "manage/texts.html",
        refused=refused,
        resumed=request.args.get("did") == "resumed",
        figures=_texts_waiting(waiting, count),
        held=[
            (
                codes.get(row.ticket_id) if row.ticket_id else None,
                dialled(row.to_phone),
                row.language.value,
                filled_link(row.body),
            )
            for row in held
        ],
        limits=[(dialled(row.phone), REASON_SAYS[row.reason], row.waiting, row.ended) for row in limits],
        most_a_day=runtime().send_policy.most_a_day,
        earlier=earlier,
        beside=beside(page, "/manage/texts", more=page.ends_before(count)),
    )


def _texts_waiting(waiting: inbox.Counts, held: int) -> list[tuple[str, int, str]]:
    """Label, count and the page that opens the rows, for the texts that need somebody."""
    return [
        (shown(text("Not arrived")), waiting.failed, "/bench/inbox?show=failed"),
        (shown(text("Uncertain")), waiting.uncertain, "/bench/inbox?show=uncertain"),
        (shown(text("Held back")), held, "/manage/texts"),
    ]


def _state(value: str | None) -> State | None:
    return State(value) if value in {state.value for state in State} else None
