"""The form page of one action: what it needs, the text it sends, and what to do when somebody was faster."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.edge.current import now, runtime, staff, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import new_key, once_only
from app.edge.security import open_to
from app.journeys.repair.due_dates import LONGEST_NOTE
from app.journeys.repair.handle_parts import note_part
from app.kernel.act import Act
from app.kernel.errors import Conflict, NotFound, Refusal, WrongState
from app.kernel.i18n import text
from app.kernel.money import Money
from app.parts import service as parts
from app.parts.rules import PartState
from app.staff.permissions import Capability
from app.tickets import queries
from app.tickets.models import Ticket
from app.tickets.states import BY_START_AND_ACTION, Action
from app.web.bench.cards import (
    all_mine,
    card,
    changes_since,
    choices,
    name_of,
)
from app.web.bench.desk import DESKS, Desk
from app.web.bench.forms import PART_ROWS, QUOTE_ROWS, PartForm, seen_version
from app.web.bench.prefill import prefill
from app.web.bench.sums import courier_joining, left_for_work, limit_of
from app.web.bench.views import bp
from app.web.previews import Sent, asks_for_answer, rehearsed


@bp.get("/bench/<code>/<action>")
@open_to(Capability.WORK_ON_REPAIR)
def action_page(code: str, action: str) -> ResponseReturnValue:
    """The fields of one action."""
    wanted, desk = _desk_of(action)
    form = desk.form()
    with runtime().database.reading() as session:
        ticket = queries.by_code(session, code)
        form.version.data = str(ticket.version)
        prefill(session, ticket, wanted, form)
        return _page(session, ticket, wanted, form)


@bp.post("/bench/<code>/<action>")
@open_to(Capability.WORK_ON_REPAIR)
def do_action(code: str, action: str) -> ResponseReturnValue:
    """Do it; or, asked to `look`, rehearse it and show the text that would go."""
    wanted, desk = _desk_of(action)
    form = desk.form()
    if not form.validate():
        return _again(code, wanted, form, status=422)
    quiet = desk.tells and request.form.get("no_text") == "1"
    act = Act(staff_actor(), now(), seen_version=seen_version(form), quiet=quiet)

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        desk.act(session, ticket, form, act)
        return f"/bench/{ticket.code}?did={wanted.value}&at={ticket.version}"

    try:
        if "look" in request.form:
            return _again(code, wanted, form, sent=rehearsed(work))
        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        return _again(code, wanted, form, status=status_of(no), moved=isinstance(no, Conflict | WrongState))


@bp.get("/bench/<code>/parts/<uuid:part_id>")
@open_to(Capability.WORK_ON_REPAIR)
def part_page(code: str, part_id: UUID) -> ResponseReturnValue:
    """How far one part has come."""
    form = PartForm()
    with runtime().database.reading() as session:
        ticket = queries.by_code(session, code)
        part = parts.one_of(session, ticket.id, part_id)
        form.version.data = str(ticket.version)
        form.state.data, form.expected_on.data = part.state.value, part.expected_on
    return _part_page(code, part_id, form)


@bp.post("/bench/<code>/parts/<uuid:part_id>")
@open_to(Capability.WORK_ON_REPAIR)
def note_one_part(code: str, part_id: UUID) -> ResponseReturnValue:
    """Note it; the repair moves on by itself when nothing is missing any more, and `look` shows what goes then."""
    form = PartForm()
    if not form.validate():
        return _part_page(code, part_id, form, status=422)

    def work(session: Session) -> str:
        ticket = queries.by_code(session, code)
        note_part(
            session,
            ticket,
            parts.one_of(session, ticket.id, part_id),
            Act(
                staff_actor(),
                now(),
                seen_version=seen_version(form),
                quiet=request.form.get("no_text") == "1",
            ),
            state=PartState(form.state.data),
            expected_on=form.expected_on.data,
        )
        return f"/bench/{ticket.code}?did=part&at={ticket.version}"

    try:
        if "look" in request.form:
            return _part_page(code, part_id, form, sent=rehearsed(work))
        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        return _part_page(code, part_id, form, status=status_of(no))


def _desk_of(action: str) -> tuple[Action, Desk]:
    wanted = next((each for each in DESKS if each.value == action), None)
    if wanted is None:
        raise NotFound(text("There is no such action here. Go back to the repair and use its buttons."))
    return wanted, DESKS[wanted]


def _again(
    code: str,
    wanted: Action,
    form: Any,
    *,
    status: int = 200,
    moved: bool = False,
    sent: Sent | None = None,
) -> ResponseReturnValue:
    """The same page with what was typed; where somebody was faster, with who did what since."""
    with runtime().database.reading() as session:
        ticket = queries.by_code(session, code)
        since = changes_since(session, ticket, seen_version(form) or 0) if moved else []
        if moved:
            mine = all_mine(session, ticket, seen_version(form) or 0, staff().name)
            form.version.data = str(ticket.version)  # sending it again is now a decision with open eyes
        return _page(
            session, ticket, wanted, form, since=since, moved=moved, mine=moved and mine, sent=sent
        ), status


def _page(
    session: Session,
    ticket: Ticket,
    wanted: Action,
    form: Any,
    *,
    since: list[str] | None = None,
    moved: bool = False,
    mine: bool = False,
    sent: Sent | None = None,
) -> str:
    rows = {f"part_{row}_{part}" for row in PART_ROWS for part in ("name", "state", "day")}
    rows |= {f"line_{row}_{part}" for row in QUOTE_ROWS for part in ("label", "amount")}
    plain = [
        field
        for field in form
        if field.name not in rows and field.type not in ("HiddenField", "CSRFTokenField")
    ]
    row = BY_START_AND_ACTION.get((ticket.state, wanted))
    return render_template(
        "bench/action.html",
        it=card(session, ticket, role=staff().role, me=staff().id),
        act=wanted.value,
        title=name_of(wanted),
        form=form,
        fields=plain,
        part_rows=PART_ROWS if "part_1_name" in form else (),
        quote_rows=QUOTE_ROWS if "line_1_label" in form else (),
        tells=DESKS[wanted].tells,
        asks=row is not None and asks_for_answer(row.tells),
        sent=sent,
        longest_note=LONGEST_NOTE,
        limit=limit_of(session, ticket),
        left_for_work=left_for_work(session, ticket),
        courier_joins=courier_joining(session, ticket),
        courier_fee=Money(runtime().site.courier_fee, runtime().site.currency),
        since=since or [],
        moved=moved,
        mine=mine,
        still_open=any(
            choice.url.endswith(f"/{wanted.value}") for choice in choices(session, ticket, staff().role)
        ),
        key=request.form.get("idempotency_key") or new_key(),
    )


def _part_page(
    code: str, part_id: UUID, form: PartForm, status: int = 200, *, sent: Sent | None = None
) -> ResponseReturnValue:
    with runtime().database.reading() as session:
        ticket = queries.by_code(session, code)
        part = parts.one_of(session, ticket.id, part_id)
        it, name = card(session, ticket, role=staff().role, me=staff().id), part.name
    return render_template(
        "bench/part.html",
        it=it,
        name=name,
        form=form,
        sent=sent,
        key=request.form.get("idempotency_key") or new_key(),
    ), status
