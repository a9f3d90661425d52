"""From a dock's page to its order; and the one question that is asked before a customer is told bad news."""

from dataclasses import dataclass
from typing import Any

from app.dock.works import Work
from app.edge.current import runtime
from app.edge.idempotency import form_key
from app.journeys.dock.inspect_parcel import discrepancies_of, wants_second_look
from app.journeys.dock.orders import Filled, ScanOrder, then_into_bin
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


def question(ticket: Ticket, form: Any) -> Question | None:
    """What to ask, unless the discrepancies are none, or exactly those the clerk confirmed."""
    if not isinstance(form, InspectForm):
        return None
    inspection = form.inspection()
    reasons = discrepancies_of(ticket, inspection)
    asked = " | ".join(map(str, reasons))
    if not reasons or form.confirmed.data == asked:
        return None
    form.confirmed.data = asked
    return Question(reasons, wants_second_look(ticket, inspection, runtime().settings.second_look))
