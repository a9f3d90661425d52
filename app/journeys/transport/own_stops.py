"""Which repairs a person at work may look at: all of them, a courier only those of the own stops."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.courier.routes.models import Run
from app.courier.trips.models import CourierJob
from app.dock.results import QUOTED
from app.kernel.actor import Actor, Role
from app.kernel.entering import can_be_seen, nothing_came
from app.kernel.errors import NotFound
from app.kernel.i18n import text

STILL_IN_THE_VAN = timedelta(days=1)  # what was not brought yesterday is looked up today


def repairs_seen_by(actor: Actor, today: date) -> Select[UUID] | None:
    """The ids of the repairs; None where there is no limit. `today` is the shop's day."""
    if actor.role is not Role.COURIER:
        return None
    return (
        select(CourierJob.ticket_id)
        .join(Run, CourierJob.run_id == Run.id)
        .where(Run.courier_id == actor.staff_id, Run.day >= today - STILL_IN_THE_VAN)
    )


def may_see(session: Session, actor: Actor, ticket_id: UUID | None, today: date) -> bool:
    """Whether this one is among them; what belongs to no repair yet is nobody's stop."""
    seen = repairs_seen_by(actor, today)
    if seen is None:
        return True
    return ticket_id is not None and session.scalar(seen.where(CourierJob.ticket_id == ticket_id)) is not None


def no_stop_of_yours(typed: str) -> NotFound:
    """The refusal for whatever else a courier scans or types: it tells nothing of whose it is."""
    return NotFound(
        text(
            "“%(typed)s” is on none of your runs. Compare the number; ask dispatch before you take it along.",
            typed=typed.strip()[:QUOTED],
        )
        if can_be_seen(typed)
        else nothing_came(),
        code="not_your_stop",
        field="code",
    )
