"""What has to be settled at the dock: the list, one task with what is known of it, and parcels nobody can name."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.custody.models import BizStep
from app.dock import found_again, scan_log, tasks
from app.dock.models import DockTask, TaskKind
from app.dock.results import device_of
from app.dock.words import TASK_NAME
from app.dock.works import DOCK
from app.documents.evidence.words import STEP_LABEL
from app.edge.current import now, runtime, shown, staff, staff_actor
from app.edge.entering import scanned_in
from app.edge.errors import status_of
from app.edge.idempotency import form_key, once_only
from app.edge.scanning import take_filled, take_in_turn, unkeyed
from app.edge.security import open_to
from app.journeys.dock.confirm_discrepancy import confirm_discrepancy
from app.journeys.dock.look_up import Hit
from app.journeys.dock.orders import orders_of_match
from app.journeys.dock.take_scan import told_again
from app.journeys.dock.take_unknown_parcel import candidates, take_unknown_parcel
from app.kernel.act import Act
from app.kernel.errors import Refusal, WrongState
from app.kernel.i18n import N_, text
from app.kernel.ids import new_token, spell_code
from app.photos.queries import of_ticket as photos_of
from app.staff.permissions import Capability
from app.storage import bins as store
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.states import BY_START_AND_ACTION, Action, State
from app.tickets.words import STAGE
from app.web import kept
from app.web.photo_views import tile
from app.web.previews import Sent, rehearsed
from app.web.times import ago
from app.web.warehouse.board import to_settle
from app.web.warehouse.cards import Pictures, pictures
from app.web.warehouse.forms import NoteForm, UnknownForm
from app.web.warehouse.words import told_of

bp = Blueprint("dock_tasks", __name__)
NOBODYS_PARCEL = "unknown"  # what kept pictures are bound to while there is no ticket
TYPED_ROOM = 120


@bp.get("/dock/tasks")
@open_to(Capability.WORK_AT_DOCK)
def all_open() -> str:
    """All that waits, by kind."""
    with runtime().database.reading() as session:
        return render_template("warehouse/tasks.html", groups=to_settle(session))


@bp.get("/dock/tasks/<uuid:task_id>")
@open_to(Capability.WORK_AT_DOCK)
def one(task_id: UUID) -> str:
    """One task: what is known, what can be done, and the note that ends it."""
    with runtime().database.reading() as session:
        return _page(session, tasks.by_id(session, task_id), NoteForm())


@bp.post("/dock/tasks/<uuid:task_id>")
@open_to(Capability.WORK_AT_DOCK)
def settle(task_id: UUID) -> ResponseReturnValue:
    """End it with a note. What stopped a repair ends with the hold."""
    form = NoteForm()
    if not form.validate():
        return _again(task_id, form), 422

    def work(session: Session) -> str:
        task = tasks.by_id(session, task_id, lock=True)
        if _is_held(_ticket_of(session, task), task):
            raise WrongState(text("The repair is still on hold. Let it go on; that settles this task."))
        tasks.settle(session, task, Act(staff_actor(), now()), note=form.note.data or "")
        return url_for("dock_tasks.all_open", settled=1)

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        return _again(task_id, form), status_of(no)


@bp.post("/dock/tasks/<uuid:task_id>/confirm")
@open_to(Capability.WORK_AT_DOCK)
def confirm(task_id: UUID) -> ResponseReturnValue:
    """A second person has seen the same: tell the customer."""

    def work(session: Session) -> str:
        confirm_discrepancy(
            session,
            tasks.by_id(session, task_id),
            Act(staff_actor(), now(), quiet=bool(request.form.get("no_text")), place=DOCK),
        )
        return url_for("dock_tasks.one", task_id=task_id)

    return _do_or_look(task_id, work)


@bp.post("/dock/tasks/<uuid:task_id>/match")
@open_to(Capability.WORK_AT_DOCK)
def match(task_id: UUID) -> ResponseReturnValue:
    """The parcel belongs to this repair: receive it, where it lies; asked to `look`, the text that would be sent."""
    with runtime().database.reading() as session:
        task = tasks.by_id(session, task_id)
    try:
        with runtime().database.reading() as session:
            code = tickets.by_code(session, request.form.get("code", "")[:40]).code
        orders = orders_of_match(task, code, form_key() or new_token())
        act = Act(staff_actor(), now(), quiet=bool(request.form.get("no_text")), place=DOCK)
        if "look" in request.form:
            sent = rehearsed(lambda session: take_in_turn(session, unkeyed(orders), act))
            return _again(task_id, NoteForm(formdata=None), sent=sent)
        take_filled(orders, act)
        return redirect(url_for("warehouse.scan", code=code, done="receive"), 303)
    except Refusal as no:
        return _refused(task_id, no)


@bp.get("/dock/unknown")
@open_to(Capability.WORK_AT_DOCK)
def unknown() -> str:
    """Look for the repair by whatever can be read on the parcel; below, the form for what nobody can name."""
    return _unknown_page(UnknownForm())


@bp.post("/dock/unknown")
@open_to(Capability.WORK_AT_DOCK)
def put_aside() -> ResponseReturnValue:
    """Write the parcel down and put it aside; its page then shows which repairs it may belong to."""
    form = UnknownForm()
    sent = kept.gather(NOBODYS_PARCEL, form.kept.data)
    form.kept.data = sent.note
    if sent.refusals:
        for refusal in sent.refusals:
            form.refuse(refusal)
        return _unknown_page(form), status_of(sent.refusals[0])
    try:
        if not form.validate():
            return _unknown_page(form), 422

        def work(session: Session) -> str:
            task = take_unknown_parcel(
                session,
                form.clues(),
                Act(staff_actor(), now()),
                bin_code=(form.bin.data or "").strip(),
                pictures=sent.pictures,
            )
            return url_for("dock_tasks.one", task_id=task.id)

        return redirect(once_only(work), 303)
    except Refusal as no:
        form.refuse(no)
        return _unknown_page(form), status_of(no)


def _unknown_page(form: UnknownForm) -> str:
    typed = scanned_in(request.args, "q").strip()[:TYPED_ROOM]
    with runtime().database.reading() as session:
        return render_template(
            "warehouse/unknown.html",
            form=form,
            typed=typed,
            rows=_rows(candidates(session, [typed], region=runtime().site.region)),
            bins=[shelf.code for shelf in store.bins(session)],
            kept_count=kept.count(NOBODYS_PARCEL, form.kept.data),
        )


def _rows(hits: list[Hit]) -> list[tuple[str, str, str, str]]:
    """Code, the same spelled, what it is, and where it stands."""
    return [(hit.code, spell_code(hit.code), hit.device.title, shown(text(STAGE[hit.state]))) for hit in hits]


def _named(ticket: Ticket) -> tuple[str, str, str]:
    """Code, the same spelled, and what it is."""
    return ticket.code, spell_code(ticket.code), device_of(ticket).title


def _do_or_look(task_id: UUID, work: Callable[[Session], str]) -> ResponseReturnValue:
    """What the button says; asked to `look`, the text that it would send."""
    try:
        if "look" in request.form:
            return _again(task_id, NoteForm(formdata=None), sent=rehearsed(work))
        return redirect(once_only(work), 303)
    except Refusal as no:
        return _refused(task_id, no)


def _again(task_id: UUID, form: NoteForm, *, sent: Sent | None = None) -> str:
    with runtime().database.reading() as session:
        return _page(session, tasks.by_id(session, task_id), form, sent=sent)


def _refused(task_id: UUID, no: Refusal) -> ResponseReturnValue:
    """The task as it is now, with the reason on top."""
    form = NoteForm(formdata=None)
    form.refuse(no)
    return _again(task_id, form), status_of(no)


def _page(session: Session, task: DockTask, form: NoteForm, *, sent: Sent | None = None) -> str:
    ticket = _ticket_of(session, task)
    held = _is_held(ticket, task)
    waits = held and tasks.waits_for_second(task)
    seen = _seen_again(session, task)
    scan = scan_log.by_id(session, task.scan_id) if task.scan_id else None
    return render_template(
        "warehouse/task.html",
        task=task,
        label=TASK_NAME[task.kind],
        age=ago(task.opened_at),
        form=form,
        facts=told_of(task, scan, told_again(session, scan) if scan else None) + seen,
        scanned=scan.typed if scan else "",
        settled=bool(task.settled_at or seen),
        ticket=ticket and _named(ticket),
        photos=_pictures(session, task, ticket),
        waits=waits,
        found_it=waits and task.opened_by_id == staff().id,
        sent=sent,
        held=held,
        **_matching(session, task, looked=sent is not None),
    )


def _seen_again(session: Session, task: DockTask) -> list[tuple[str, str]]:
    """The scan by which a missing device turned up, which settles its task; nothing where a person had settled it."""
    found = None if task.note else found_again.sighting(session, task)
    if found is None:
        return []
    where = found.taker_name if found.step is BizStep.STORING else found.evidence.bin or found.place_name
    told = text(
        "%(what)s (%(where)s): %(who)s, %(when)s",
        what=text(STEP_LABEL[found.step]),
        where=where,
        who=found.actor_name,
        when=found.at,
    )
    return [(N_("Seen again"), shown(told))]


def _matching(session: Session, task: DockTask, *, looked: bool) -> dict[str, object]:
    """Which repairs an unknown parcel may belong to, and the one that was chosen with the text it sends."""
    if task.kind is not TaskKind.UNKNOWN_PARCEL or task.settled_at is not None:
        return {"rows": None, "chosen": None, "typed": "", "arrives": False}
    typed = scanned_in(request.args, "q").strip()[:TYPED_ROOM]
    clues = [typed] if typed or task.clues is None else list(task.clues.all)
    code = request.form.get("code", "")[:40] if looked else request.args.get("match", "")
    ticket = tickets.by_code(session, code) if code else None
    return {
        "rows": _rows(candidates(session, clues, region=runtime().site.region)),
        "typed": typed,
        "chosen": ticket and _named(ticket),
        "arrives": ticket is not None and (ticket.state, Action.RECEIVE) in BY_START_AND_ACTION,
    }


def _ticket_of(session: Session, task: DockTask) -> Ticket | None:
    return tickets.by_id(session, task.ticket_id) if task.ticket_id else None


def _is_held(ticket: Ticket | None, task: DockTask) -> bool:
    """Whether it stops a repair: then the task ends when the repair goes on."""
    return task.kind is TaskKind.DISCREPANCY and ticket is not None and ticket.state is State.ON_HOLD


def _pictures(session: Session, task: DockTask, ticket: Ticket | None) -> Pictures:
    if ticket is not None:
        return pictures(photos_of(session, ticket.id))
    return Pictures(others=tuple(tile(photo) for photo in tasks.pictures_of(session, task.id)))
