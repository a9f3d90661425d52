"""From a dock form to its story; and the one question that is asked before a customer is told bad news."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.dock.rules import DockStep, listed
from app.edge.current import runtime
from app.journeys.dock.hand_out import hand_out
from app.journeys.dock.inspect_parcel import discrepancies_of, inspect_parcel, wants_second_look
from app.journeys.dock.pack_return import pack_return
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.dock.store_device import store_device
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.errors import Refusal
from app.kernel.i18n import Text, text
from app.photos.service import Picture
from app.tickets.models import Ticket
from app.tickets.states import Action
from app.web.previews import Preview, preview_step
from app.web.warehouse.forms import InspectForm

DOCK = "dock"  # the only place so far; stations get names of their own later


@dataclass(frozen=True, slots=True)
class Taken:
    """A filled form, the pictures that came with it, who sent it and when."""

    form: Any
    pictures: tuple[Picture, ...]
    actor: Actor
    now: datetime
    quiet: bool


class Confirm(Refusal):
    """What was filled in puts the repair on hold: is it so? `waits`: a colleague looks before anybody is told."""

    code = "confirm"

    def __init__(self, reasons: tuple[Text, ...], *, waits: bool) -> None:
        super().__init__(text("This puts the repair on hold. Look again: is it so?"))
        self.reasons = reasons
        self.waits = waits

    def preview(self, ticket: Ticket) -> Preview | None:
        """The text the customer would get; none while a colleague still has to look."""
        return None if self.waits else preview_step(ticket, Action.HOLD, {"note": listed(self.reasons)})


def question(ticket: Ticket, form: Any) -> None:
    """Raises Confirm unless the discrepancies are none, or exactly those the clerk confirmed."""
    if not isinstance(form, InspectForm):
        return
    inspection = form.inspection()
    reasons = discrepancies_of(ticket, inspection)
    asked = " | ".join(map(str, reasons))
    if reasons and form.confirmed.data != asked:
        form.confirmed.data = asked
        raise Confirm(reasons, waits=wants_second_look(ticket, inspection, runtime().settings.second_look))


def _receive(session: Session, ticket: Ticket, taken: Taken) -> None:
    receive_parcel(
        session,
        ticket,
        Act(taken.actor, taken.now, seen_version=taken.form.seen_version, quiet=taken.quiet, place=DOCK),
        pictures=taken.pictures,
    )
    _store_if_named(session, ticket, taken)


def _inspect(session: Session, ticket: Ticket, taken: Taken) -> None:
    inspect_parcel(
        session,
        ticket,
        taken.form.inspection(),
        Act(taken.actor, taken.now, seen_version=taken.form.seen_version, quiet=taken.quiet, place=DOCK),
        pictures=taken.pictures,
        second_look=runtime().settings.second_look,
    )
    _store_if_named(session, ticket, taken)


def _store_if_named(session: Session, ticket: Ticket, taken: Taken) -> None:
    if (taken.form.bin.data or "").strip():
        _store(session, ticket, taken)


def _store(session: Session, ticket: Ticket, taken: Taken) -> None:
    store_device(session, ticket, Act(taken.actor, taken.now, place=DOCK), bin_code=taken.form.bin.data)


def _pack(session: Session, ticket: Ticket, taken: Taken) -> None:
    pack_return(
        session,
        ticket,
        Act(taken.actor, taken.now, seen_version=taken.form.seen_version, place=DOCK),
        accessories=tuple(taken.form.accessories.data or ()),
        pictures=taken.pictures,
    )


def _hand_out(session: Session, ticket: Ticket, taken: Taken) -> None:
    hand_out(
        session,
        ticket,
        Act(taken.actor, taken.now, seen_version=taken.form.seen_version, quiet=taken.quiet, place=DOCK),
    )


TAKE: dict[DockStep, Callable[[Session, Ticket, Taken], None]] = {
    DockStep.RECEIVE: _receive,
    DockStep.INSPECT: _inspect,
    DockStep.STORE: _store,
    DockStep.TAKE_BACK: _store,
    DockStep.PACK: _pack,
    DockStep.HAND_OUT: _hand_out,
}
