"""A repair agreed before anybody looked at it gets its technician: the one with the least on the bench."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.staff.models import StaffAccount
from app.tickets.models import Ticket
from app.tickets.states import FINAL


def least_busy_technician(session: Session) -> StaffAccount | None:
    """The technician at work with the fewest open repairs, by name where equal; None in a shop without one."""
    at_hand = (
        select(func.count(Ticket.id))
        .where(Ticket.owner_id == StaffAccount.id, Ticket.state.not_in(FINAL))
        .scalar_subquery()
    )
    return session.scalars(
        select(StaffAccount)
        .where(StaffAccount.active, StaffAccount.role == Role.TECHNICIAN)
        .order_by(at_hand, StaffAccount.name, StaffAccount.id)
        .limit(1)
    ).one_or_none()
