"""Private pages about the courier's coming: choose, move or cancel the pickup, choose the day of return."""

from datetime import timedelta
from itertools import groupby

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.courier.slots import queries as slots
from app.courier.slots.queries import SlotView
from app.courier.trips import queries as courier
from app.courier.trips.models import CourierJob
from app.edge.current import language, now, runtime
from app.edge.security import PUBLIC, open_to
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup, move_pickup, pickup_choices
from app.journeys.transport.book_return import book_return
from app.journeys.watch.watch_trips import answer_expected
from app.kernel.act import Act
from app.kernel.i18n import text
from app.kernel.show import show_day
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.customer.ticket_cards import slot_row, zone_note
from app.web.customer.ticket_door import (
    Refused,
    act,
    bp,
    chosen_slot,
    render,
    seen_version,
    show,
    shut,
    who,
)

FIRST_DAYS = timedelta(days=5)


@bp.get("/pickup")
@open_to(PUBLIC)
def pickup(token: str) -> str:
    """When the courier can come, or when he comes."""
    return show(token, _pickup)


@bp.post("/pickup")
@open_to(PUBLIC)
def choose_pickup(token: str) -> ResponseReturnValue:
    """Book, move or (by its own button) cancel the pickup."""

    def story(session: Session, ticket: Ticket) -> str:
        if request.form.get("decision") == "cancel":
            cancel_pickup(session, ticket, Act(who(ticket), now(), seen_version=seen_version()))
            return "step"
        before = ticket.version
        choose = move_pickup if ticket.state is State.INBOUND else book_pickup
        choose(
            session,
            ticket,
            Act(who(ticket), now(), seen_version=seen_version()),
            slot_id=chosen_slot(),
        )
        return "step" if ticket.version != before else "unchanged"

    return act(token, story, _pickup)


def _pickup(session: Session, ticket: Ticket, refused: Refused) -> str:
    job = courier.active_job(session, ticket.id, Leg.INBOUND)
    if ticket.state is not State.AUTHORISED and job is None:
        return shut(ticket, refused, text("No pickup can be chosen now"))
    return _slots(session, ticket, refused, "pickup", Leg.INBOUND, job)


@bp.get("/return")
@open_to(PUBLIC)
def way_back(token: str) -> str:
    """When the courier can bring it back."""
    return show(token, _return)


@bp.post("/return")
@open_to(PUBLIC)
def choose_return(token: str) -> ResponseReturnValue:
    """Book or move the return."""

    def story(session: Session, ticket: Ticket) -> str:
        book_return(
            session,
            ticket,
            Act(who(ticket), now(), seen_version=seen_version()),
            slot_id=chosen_slot(),
        )
        return "return"

    return act(token, story, _return)


def _return(session: Session, ticket: Ticket, refused: Refused) -> str:
    if ticket.state is not State.READY_TO_RETURN:
        return shut(ticket, refused, text("No day can be chosen now"))
    job = courier.active_job(session, ticket.id, Leg.OUTBOUND)
    return _slots(session, ticket, refused, "return", Leg.OUTBOUND, job)


def _slots(
    session: Session, ticket: Ticket, refused: Refused, name: str, leg: Leg, job: CourierJob | None
) -> str:
    """The first days are enough for most; all two weeks on request, or where the chosen window lies there."""
    address = ticket.address
    if leg is Leg.INBOUND:
        offered = pickup_choices(session, ticket, now=now())  # none before its parts are there
    else:
        offered = slots.offered_slots(session, leg=leg, postcode=address.postcode, now=now())
    selected = request.form.get("slot") or (str(job.slot_id) if job else None)
    soon = [slot for slot in offered if slot.day <= runtime().site.today(now()) + FIRST_DAYS]
    show_all = "later" in request.args or selected in {str(slot.id) for slot in offered if slot not in soon}
    listed = offered if show_all or not soon else soon
    return render(
        name,
        ticket,
        refused,
        groups=_days(listed),
        more=len(listed) < len(offered),
        zone_note=zone_note(),
        booked=slots.window_of(job.slot) if job else None,
        known_by=answer_expected(session, job) if job and job.slot.ends_at <= now() else None,
        cutoff=job.slot.cutoff_at if job else None,
        movable=job is not None and job.slot.cutoff_at > now(),
        selected=selected,
        place=f"{address.postcode} {address.line1} {address.line2}".strip(),
    )


def _days(offered: list[SlotView]) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    """Windows by day, each with places left and the time until which it can be booked."""
    return [
        (show_day(day, language()), [slot_row(slot) for slot in slots])
        for day, slots in groupby(offered, key=lambda slot: slot.day)
    ]
