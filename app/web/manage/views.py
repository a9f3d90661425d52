"""The manager's pages: the overview, and the lists its figures open."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.customers.phones import show_phone
from app.kernel.actor import Role
from app.kernel.i18n import text
from app.messaging.figures import TROUBLED, count_troubled, troubled
from app.messaging.states import TextState
from app.outbox.figures import count_given_up, given_up
from app.staff.queries import owners
from app.tickets.figures import PAGE_SIZE, codes_of, open_by_state, promises_kept, ticket_list
from app.tickets.labels import STAGE
from app.tickets.states import State
from app.web.current import now, runtime, shown
from app.web.manage.cards import TROUBLE_LABEL, by_urgency
from app.web.security import open_to

bp = Blueprint("manage", __name__, url_prefix="/manage")


@bp.get("")
@open_to(Role.MANAGER)
def overview() -> ResponseReturnValue:
    """What is open where, what is late, what was kept, what needs a person."""
    with runtime().database.reading() as session:
        states = open_by_state(session, now=now())
        kept = promises_kept(session, now=now())
        texts = count_troubled(session)
        given = count_given_up(session)
    return render_template(
        "manage/overview.html",
        open_count=sum(row.count for row in states),
        late_count=sum(row.late for row in states),
        states=[(shown(text(STAGE[row.state])), row.count, row.late, row.state.value) for row in states],
        kept=kept,
        texts=[(shown(text(TROUBLE_LABEL[state])), count, state.value) for state, count in texts.items()],
        given_up=given,
    )


@bp.get("/tickets")
@open_to(Role.MANAGER)
def tickets() -> ResponseReturnValue:
    """Tickets by urgency; `state`, `late`, `owner` and `page` of the query string narrow the list."""
    state = _state(request.args.get("state"))
    late = request.args.get("late") == "1"
    owner_id = _uuid(request.args.get("owner"))
    page = max(1, request.args.get("page", 1, type=int))
    with runtime().database.reading() as session:
        rows, total = ticket_list(session, now=now(), state=state, late=late, owner_id=owner_id, page=page)
        people = owners(session)
    return render_template(
        "manage/tickets.html",
        groups=by_urgency(rows, house=runtime().house, now=now()),
        total=total,
        states=[(one.value, shown(text(STAGE[one])), one is state) for one in State],
        owners=[(str(key), name, key == owner_id) for key, name in people],
        late=late,
        newer=_page_link(page - 1) if page > 1 else None,
        older=_page_link(page + 1) if page * PAGE_SIZE < total else None,
    )


@bp.get("/texts")
@open_to(Role.MANAGER)
def texts() -> ResponseReturnValue:
    """Texts that did not surely arrive, the newest first."""
    state = next((one for one in TROUBLED if one.value == request.args.get("state")), TextState.FAILED)
    with runtime().database.reading() as session:
        rows = troubled(session, state)
        counts = count_troubled(session)
        codes = codes_of(session, {row.ticket_id for row in rows if row.ticket_id})
    return render_template(
        "manage/texts.html",
        tabs=[
            (shown(text(TROUBLE_LABEL[one])), f"/manage/texts?state={one.value}", one is state, counts[one])
            for one in TROUBLED
        ],
        rows=[
            (
                codes.get(row.ticket_id) if row.ticket_id else None,
                show_phone(row.to_phone),
                row.body.replace("{link}", "…"),
                row.reason,
                row.at,
            )
            for row in rows
        ],
    )


@bp.get("/owed")
@open_to(Role.MANAGER)
def owed() -> ResponseReturnValue:
    """Calls to the outside that were given up, the newest first."""
    with runtime().database.reading() as session:
        rows = [
            (row.topic, row.key, row.attempt, row.last_error or "", row.created_at)
            for row in given_up(session)
        ]
    return render_template("manage/owed.html", rows=rows)


def _state(value: str | None) -> State | None:
    return State(value) if value in {state.value for state in State} else None


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None


def _page_link(page: int) -> str:
    return f"/manage/tickets?{urlencode(request.args.to_dict() | {'page': str(page)})}"
