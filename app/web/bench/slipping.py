"""What will be late: the question to whoever owes it, with its three answers, and the calls to make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards.slipping import SlipRow, slipping
from app.edge.current import dialled, now, runtime, shown, staff, staff_actor
from app.edge.entering import id_of
from app.edge.errors import status_of
from app.edge.idempotency import new_key, once_only
from app.edge.security import open_to
from app.journeys.repair.keep_promise import hand_over, name_new_time, note_call, will_make_it
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_, text
from app.promises.due import times_to_choose
from app.promises.kinds import PromiseKind
from app.promises.slips import SlipKind
from app.staff.permissions import Capability, may
from app.staff.queries import owners
from app.tickets.words import STAGE
from app.web.bench.views import bp

K = PromiseKind
PROMISED: dict[PromiseKind, str] = {
    K.ANSWER: N_("The first answer"),
    K.PART: N_("The part"),
    K.ARRIVAL: N_("Arrival at the workshop"),
    K.LOOK: N_("Unpacked and looked at"),
    K.RESULT: N_("The result of the diagnosis"),
    K.REPAIR: N_("Repaired"),
    K.TEST: N_("Tested"),
    K.WORD: N_("What stopped us is solved"),
    K.REPLY: N_("An answer to the customer's message"),
}
DID = {
    "kept": N_("It stays as promised."),
    "told": N_("The customer reads the new time."),
    "called": N_("The call is noted; the new time stands on the customer's page."),
    "handed": N_("Your colleague has it now."),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One row in the reader's words; `over`: the time has passed."""

    id: UUID
    call: bool
    by_call: bool
    code: str
    title: str
    stage: str
    promised: str
    due: str
    answer_by: str
    owner: str
    phone: str
    tel: str
    over: bool
    why: str
    times: list[tuple[str, str]]
    colleagues: list[tuple[str, str]]


@bp.get("/promised")
@open_to(Capability.KEEP_PROMISES)
def slipping_page() -> ResponseReturnValue:
    """What is close to its time, and who has to be called."""
    return _page()


@bp.post("/promised/<uuid:task_id>/kept")
@open_to(Capability.KEEP_PROMISES)
def promise_kept(task_id: UUID) -> ResponseReturnValue:
    """It will be in time."""
    return _do(task_id, lambda session, act: will_make_it(session, task_id, act), "kept")


@bp.post("/promised/<uuid:task_id>/time")
@open_to(Capability.KEEP_PROMISES)
def promise_moved(task_id: UUID) -> ResponseReturnValue:
    """Another time, with the reason that the customer reads."""
    typed = request.form.get("why", "")
    return _do(
        task_id,
        lambda session, act: name_new_time(session, task_id, act, due_at=_chosen(), why=typed),
        "told",
    )


@bp.post("/promised/<uuid:task_id>/called")
@open_to(Capability.KEEP_PROMISES)
def promise_called(task_id: UUID) -> ResponseReturnValue:
    """The customer was called."""
    typed = request.form.get("note", "")
    return _do(
        task_id,
        lambda session, act: note_call(session, task_id, act, due_at=_chosen(), note=typed),
        "called",
    )


@bp.post("/promised/<uuid:task_id>/over")
@open_to(Capability.KEEP_PROMISES)
def promise_handed(task_id: UUID) -> ResponseReturnValue:
    """A colleague takes the repair."""

    def work(session: Session, act: Act) -> object:
        to = id_of(request.form.get("to"))
        if to is None:
            raise FieldRefused(text("Choose the colleague who takes it."), field="to")
        return hand_over(session, task_id, act, to=to)

    return _do(task_id, work, "handed")


def _chosen() -> datetime:
    """The time chosen from the list, as its form field carries it. Raises FieldRefused "when"."""
    try:
        moment = datetime.fromisoformat(request.form.get("when", ""))
    except ValueError:
        raise FieldRefused(text("Choose a time from the list."), field="when") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _do(task_id: UUID, story: Callable[[Session, Act], object], did: str) -> ResponseReturnValue:
    def work(session: Session) -> str:
        story(session, Act(staff_actor(), now()))
        return f"/promised?did={did}"

    try:
        return redirect(once_only(work), 303)
    except Refusal as no:
        return _page(refused=(str(task_id), no.field or "", shown(no.message)), status=status_of(no))


def _page(*, refused: tuple[str, str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    me = staff()
    with runtime().database.reading() as session:
        rows = slipping(session, role=me.role, me=me.id, now=now())
        people = owners(session) if may(me.role, Capability.OWN_REPAIRS) else []
    return render_template(
        "bench/slipping.html",
        tasks=[_task(row, people) for row in rows],
        refused=refused,
        typed=request.form,
        did=DID.get(request.args.get("did", ""), ""),
        new_key=new_key,
    ), status


def _task(row: SlipRow, people: list[tuple[UUID, str]]) -> Task:
    sees = may(staff().role, Capability.SEE_NUMBERS)
    times = [moment for moment in times_to_choose(now(), runtime().site) if moment > row.due_at]
    return Task(
        id=row.id,
        call=row.kind is SlipKind.CALL,
        by_call=row.by_call,
        code=row.code,
        title=f"{row.customer}, {row.model}",
        stage=shown(text(STAGE[row.state])),
        promised=shown(text(PROMISED[row.promised])),
        due=shown(row.due_at),
        answer_by=shown(row.answer_by),
        owner=row.owner or "",
        phone=dialled(row.phone) if sees else "",
        tel=f"tel:{row.phone}" if sees else "",
        over=row.due_at <= now(),
        why=row.why,
        times=[(moment.isoformat(), shown(moment)) for moment in times],
        colleagues=[(str(key), name) for key, name in people if key != row.owner_id],
    )
