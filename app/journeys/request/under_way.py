"""The same device asked for twice: the customer is told of the repair that runs, before there is a second one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.serials import same_device
from app.customers.models import Customer
from app.kernel.errors import Conflict
from app.kernel.i18n import text
from app.kernel.ids import spell_code
from app.kernel.serials import Names, read_serial
from app.tickets.models import Ticket
from app.tickets.states import FINAL, State


class UnderWay(Conflict):
    """A repair of this customer's device runs already; whoever sends the request again wants a second one."""

    code = "under_way"

    def __init__(self, repair: str) -> None:
        super().__init__(
            text(
                "This device has a repair already, %(code)s. You follow it with the link in our texts. If you want a "
                "second repair all the same, send this once more.",
                code=spell_code(repair),
            )
        )
        self.repair = repair


def refuse_second(session: Session, *, phone: str, serial: str, asked_about: str) -> None:
    """Raise UnderWay where this number has an open repair of the device, in any spelling, other than `asked_about`.

    A device that is back with its customer is none: what is wrong with it now is another story.
    """
    read = read_serial(serial)
    if read.names is not Names.DEVICE:
        return
    rows = session.scalars(
        select(Ticket)
        .join(Customer, Ticket.customer_id == Customer.id)
        .where(Customer.phone == phone, Ticket.state.not_in([*FINAL, State.DELIVERED]), Ticket.serial != "")
        .order_by(Ticket.opened_at.desc())
    )
    for ticket in rows:
        if ticket.code != asked_about and same_device(session, ticket.serial, serial):
            raise UnderWay(ticket.code)
