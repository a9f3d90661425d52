"""Who does something: every change names an actor, and the state table names the role that may."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.kernel.i18n import N_


class Role(StrEnum):
    """The parts people play; an account has one, and managers may do what any of the staff may."""

    CUSTOMER = "customer"
    WAREHOUSE = "warehouse"
    TECHNICIAN = "technician"
    DISPATCHER = "dispatcher"
    COURIER = "courier"
    MANAGER = "manager"
    SYSTEM = "system"


ROLE_NAME: dict[Role, str] = {
    Role.CUSTOMER: N_("Customer"),
    Role.WAREHOUSE: N_("Warehouse"),
    Role.TECHNICIAN: N_("Technician"),
    Role.DISPATCHER: N_("Dispatcher"),
    Role.COURIER: N_("Courier"),
    Role.MANAGER: N_("Manager"),
    Role.SYSTEM: N_("System"),
}
STAFF_ROLES = (Role.WAREHOUSE, Role.TECHNICIAN, Role.DISPATCHER, Role.COURIER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person, or the system itself, acting in one role.

    `channel` says how the act reached us: web, sms, staff, job.
    """

    role: Role
    name: str
    staff_id: UUID | None = None
    channel: str = "web"


SYSTEM = Actor(role=Role.SYSTEM, name="Mendpost", channel="job")


def customer(name: str, *, channel: str = "web") -> Actor:
    """The customer of a ticket, by the name the ticket knows."""
    return Actor(role=Role.CUSTOMER, name=name, channel=channel)
