"""Who works in the shop that is played: the demo's people and some more."""

from typing import TYPE_CHECKING

from tests.year.people.couriers import Courier
from tests.year.people.office import Dispatcher, Manager
from tests.year.people.staff import Staff
from tests.year.people.technicians import Technician
from tests.year.people.warehouse import Clerk

if TYPE_CHECKING:
    from tests.year.year import Year

HIRED: tuple[tuple[type[Staff], str, str], ...] = (
    (Clerk, "warehouse", "ko"),
    (Clerk, "warehouse2", "ko"),
    (Technician, "technician", "ko"),
    (Technician, "technician2", "en"),
    (Courier, "courier", "ko"),
    (Courier, "courier2", "ko"),
    (Courier, "courier3", "en"),
    (Dispatcher, "dispatcher", "ko"),
    (Manager, "manager", "ko"),
)

ONLY_WHEN_BUSY = ("courier2", "courier3")


def hire(year: "Year") -> None:
    """Everybody, at the door on the first morning."""
    for number, (kind, login, language) in enumerate(HIRED):
        if not (year.plan.is_quiet and login in ONLY_WHEN_BUSY):
            year.people[login] = kind(year, login, language, number)
