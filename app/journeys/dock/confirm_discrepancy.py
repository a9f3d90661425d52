"""A second person has looked into the box and seen the same: now the customer is told, with the photos."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.custody.evidence import Evidence
from app.custody.models import BizStep, CustodyEvent
from app.custody.service import record, take_in_hand
from app.dock import tasks
from app.dock.models import DockTask
from app.kernel.act import Act
from app.kernel.errors import WrongState
from app.kernel.i18n import text, translate
from app.messaging.sms.kinds import SmsKind
from app.photos.models import Photo, PhotoKind
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.service import tell
from app.tickets.states import State


def confirm_discrepancy(session: Session, task: DockTask, act: Act) -> CustodyEvent:
    """Confirm what a colleague found. The ticket stays on hold; its reason and photos now say what differs.

    Raises WrongState "same_person" for whoever found it, or where the repair is not on hold any more;
    Conflict where a colleague was faster.
    """
    task = tasks.by_id(session, task.id, lock=True)
    if task.ticket_id is None or task.differs is None:
        raise WrongState(text("Nothing in this task waits for a second look. Settle it with a note."))
    ticket = tickets.by_id(session, task.ticket_id)
    take_in_hand(session, ticket)
    if ticket.state is not State.ON_HOLD:
        raise WrongState(text("This repair is not on hold any more. Settle the task with a note."))
    tasks.confirm(task, act)
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.INSPECTING,
        evidence=Evidence(confirms=task.differs.number),
    )
    _name_photos(session, ticket, task.differs.number)
    reasons = translate(ticket.language, task.differs.reasons.text)
    _give_reason(session, ticket, reasons)
    if not act.quiet:
        tell(session, ticket, SmsKind.ON_HOLD, now=act.now, words={"note": reasons})
    return event


def _name_photos(session: Session, ticket: Ticket, number: int) -> None:
    """The pictures of the inspection, and those added to it, show what differed."""
    evidence = session.scalars(
        select(CustodyEvent.evidence).where(
            CustodyEvent.ticket_id == ticket.id,
            or_(CustodyEvent.number == number, CustodyEvent.adds_to == number),
        )
    )
    hashes = [sha for one in evidence for sha in one.photos]
    session.execute(
        update(Photo)
        .where(Photo.ticket_id == ticket.id, Photo.sha256.in_(hashes), Photo.kind == PhotoKind.DOCK_OPENED)
        .values(kind=PhotoKind.DISCREPANCY)
        .execution_options(synchronize_session=False)
    )


def _give_reason(session: Session, ticket: Ticket, reasons: str) -> None:
    """Say on the customer's page why it is held: no step, so past the ORM, which would count a new version."""
    session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(hold_reason=reasons[:200])
        .execution_options(synchronize_session=False)
    )
    set_committed_value(ticket, "hold_reason", reasons[:200])
