"""From a dock's page to its order; and the one question that is asked before a customer is told bad news."""

from dataclasses import dataclass
from typing import Any

from app.catalogue.serial_doubts import doubt_about
from app.catalogue.serials import same_device
from app.dock.works import Work
from app.edge.current import runtime
from app.edge.idempotency import form_key
from app.journeys.dock.inspect_parcel import differences_of, discrepancies_of, wants_second_look
from app.journeys.dock.orders import Filled, ScanOrder, then_into_bin
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text
from app.kernel.ids import new_token
from app.photos.service import Picture
from app.tickets.models import Ticket
from app.web.warehouse.forms import InspectForm, PackForm


def orders_of(work: Work, code: str, form: Any, pictures: list[Picture]) -> list[ScanOrder]:
    """What a filled page asks for: its act, then the bin where one was named along with it."""
    key = form_key() or new_token()
    bin_code = (form.bin.data or "").strip() if "bin" in form else ""
    filled = Filled(
        pictures=tuple(pictures),
        accessories=tuple(form.accessories.data or ()) if isinstance(form, PackForm) else (),
        inspection=form.inspection() if isinstance(form, InspectForm) else None,
        second_look=runtime().settings.second_look,
    )
    orders = [ScanOrder(typed=code, work=work, key=key, bin_code=bin_code, filled=filled)]
    if bin_code and work in (Work.RECEIVE, Work.INSPECT):
        orders += then_into_bin(code, bin_code, key, Filled())
    return orders


@dataclass(frozen=True, slots=True)
class Question:
    """What was filled in puts the repair on hold: is it so? `waits`: a colleague looks before anybody is told."""

    reasons: tuple[Text, ...]
    waits: bool


def ask_about_serial(ticket: Ticket, form: Any) -> None:
    """Ask once whether a serial is one that may name no single device; raises FieldRefused.

    Not where the repair tells which of the devices is meant.
    """
    typed = form.inspection().serial if isinstance(form, InspectForm) else ""
    if not typed or form.asked_about.data == typed:
        return
    with runtime().database.reading() as session:
        doubt = None if same_device(session, ticket.serial, typed) else doubt_about(session, typed)
    if doubt is not None:
        form.asked_about.data = typed
        raise FieldRefused(doubt, code="unsure_serial", field="serial")


def question(ticket: Ticket, form: Any) -> Question | None:
    """What to ask, unless the discrepancies are none, or exactly those the clerk confirmed."""
    if not isinstance(form, InspectForm):
        return None
    inspection = form.inspection()
    with runtime().database.reading() as session:
        what = differences_of(session, ticket, inspection)
    reasons = discrepancies_of(ticket, inspection, what)
    waits = wants_second_look(what, runtime().settings.second_look)
    asked = " | ".join(map(str, reasons))
    if not reasons or form.confirmed.data == asked:
        return None
    form.confirmed.data = asked
    return Question(reasons, waits)
