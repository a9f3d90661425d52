"""What a customer's calendar says of the courier's visit: plain values, in the reader's language."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.courier.slots.queries import window_of
from app.courier.trips import queries as courier
from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE, JobState
from app.kernel.i18n import Language, text, translate
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.tickets.legs import Leg
from app.tickets.models import Ticket

STANDS = ACTIVE | {JobState.COLLECTED, JobState.DELIVERED}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: `uid` never changes for a leg of a ticket, `sequence` rises with every change to it."""

    uid: str
    sequence: int
    cancelled: bool
    window: Window
    summary: str
    description: str
    place: str


def visit_of(session: Session, ticket: Ticket, *, shop_name: str, language: Language) -> Visit | None:
    """The visit ahead, else the last one of the leg that was planned last; None where none ever was.

    It names no address of ours: calendars are shared, synchronised and read by programs, and the private link
    would be with all of them.
    """
    job = courier.last_job(session, ticket.id, Leg.OUTBOUND) or courier.last_job(
        session, ticket.id, Leg.INBOUND
    )
    return _visit(session, ticket, job, shop_name, language) if job else None


def _visit(session: Session, ticket: Ticket, job: CourierJob, shop_name: str, language: Language) -> Visit:
    device, code = ticket.model_name, spell_code(ticket.code)
    if job.leg is Leg.INBOUND:
        summary = text("%(shop)s collects: %(model)s", shop=shop_name, model=device)
        what = text("Write the code on the box: %(code)s", code=code)
    else:
        summary = text("%(shop)s brings back: %(model)s", shop=shop_name, model=device)
        what = text("Repair code: %(code)s", code=code)
    address = ticket.address
    return Visit(
        uid=f"{job.leg}-{ticket.code.lower()}@mendpost",
        sequence=courier.changes_of(session, ticket.id, job.leg),  # a newer file always wins
        cancelled=job.state not in STANDS,
        window=window_of(job.slot),
        summary=translate(language, summary),
        description=translate(language, what),
        place=f"{address.line1} {address.line2}".strip(),
    )
