"""A ticket's trips, for the dispatcher on the phone with its customer: book, move or call off."""

from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards import dispatch
from app.courier.slots import queries as slots
from app.courier.slots.queries import SlotView
from app.courier.trips import queries
from app.courier.trips.models import CourierJob
from app.edge.current import now, runtime, shown, staff_actor
from app.edge.entering import id_of, version_of
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup, move_pickup, pickup_choices
from app.journeys.transport.book_return import book_return
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.kernel.ids import spell_code
from app.staff.permissions import Capability
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import BY_START_AND_ACTION, Action, State
from app.tickets.status.timeline import stage_of
from app.web.dispatch.forms import TripForm
from app.web.dispatch.views import bp
from app.web.previews import Sent, rehearsed
from app.web.trip_cards import card

LEG_OF = {State.AUTHORISED: Leg.INBOUND, State.INBOUND: Leg.INBOUND, State.READY_TO_RETURN: Leg.OUTBOUND}


@bp.get("/dispatch/trips/<code>")
@open_to(Capability.PLAN_TRIPS)
def trips_of(code: str) -> ResponseReturnValue:
    """The ticket's trips so far, and the windows that can be booked for it now."""
    return _page(code)


@bp.post("/dispatch/trips/<code>")
@open_to(Capability.PLAN_TRIPS)
def book_for(code: str) -> ResponseReturnValue:
    """Book or move: which of the two, the ticket's state says."""

    def work(session: Session, ticket: Ticket) -> None:
        slot_id = id_of(request.form.get("slot"))
        if slot_id is None:
            raise FieldRefused(text("Choose a window from the list."), field="slot", code="no_slot")
        act = Act(staff_actor(), now(), seen_version=_seen(), quiet=_quiet())
        if LEG_OF.get(ticket.state) is Leg.OUTBOUND:
            book_return(session, ticket, act, slot_id=slot_id)
        elif ticket.state is State.INBOUND:
            move_pickup(session, ticket, act, slot_id=slot_id)
        else:
            book_pickup(session, ticket, act, slot_id=slot_id)

    return _act(code, work)


@bp.post("/dispatch/trips/<code>/cancel")
@open_to(Capability.PLAN_TRIPS)
def call_off(code: str) -> ResponseReturnValue:
    """Call the pickup off; the ticket stays authorised."""

    def work(session: Session, ticket: Ticket) -> None:
        cancel_pickup(session, ticket, Act(staff_actor(), now(), seen_version=_seen(), quiet=_quiet()))

    return _act(code, work)


def _act(code: str, work: Any) -> ResponseReturnValue:
    def story(session: Session) -> str:
        work(session, tickets.by_code(session, code))
        return url_for("dispatch.trips_of", code=code)

    try:
        if "look" in request.form:
            return _page(code, sent=rehearsed(story))
        return redirect(once_only(story), 303)
    except Refusal as no:
        form = TripForm()
        form.refuse(no)
        return _page(code, form=form, status=status_of(no))


def _page(
    code: str, *, form: TripForm | None = None, sent: Sent | None = None, status: int = 200
) -> ResponseReturnValue:
    with runtime().database.reading() as session:
        ticket = tickets.by_code(session, code)
        trips = dispatch.trips_of(session, ticket.id)
        stage = shown(text(stage_of(ticket.state, tickets.history(session, ticket))))
        leg = LEG_OF.get(ticket.state)
        job = queries.active_job(session, ticket.id, leg) if leg else None
        offered = [
            view for view in _offered(session, ticket, leg, job) if job is None or view.id != job.slot_id
        ]
    form = form or TripForm(formdata=None)
    return render_template(
        "dispatch/trips.html",
        code=ticket.code,
        spelled=spell_code(ticket.code),
        version=ticket.version,
        stage=stage,
        device=ticket.model_name,
        story=ticket.story,
        trips=[card(trip) for trip in trips],
        form=form,
        leg=leg,
        booked=job is not None,
        bookable=leg is not None and (job is not None or ticket.state is not State.INBOUND),
        window=shown(slots.window_of(job.slot)) if job else None,
        days=_days(offered),
        selected=request.form.get("slot"),
        sent=sent,
        may_call_off=job is not None and (ticket.state, Action.CANCEL_PICKUP) in BY_START_AND_ACTION,
    ), status


def _offered(session: Session, ticket: Ticket, leg: Leg | None, job: CourierJob | None) -> list[SlotView]:
    if leg is Leg.OUTBOUND:
        return slots.offered_slots(session, leg=leg, postcode=ticket.address.postcode, now=now())
    if ticket.state is State.AUTHORISED or job is not None:
        return pickup_choices(session, ticket, now=now())
    return []  # collected, and not at the dock yet


def _days(offered: list[SlotView]) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    return [
        (shown(day), [(str(view.id), *_hours(view), False) for view in views])
        for day, views in groupby(offered, key=lambda view: view.day)
    ]


def _hours(view: SlotView) -> tuple[str, str]:
    places = text("Places left: %(count)s, until %(cutoff)s", count=view.places_left, cutoff=view.cutoff_at)
    return shown(view.window).rpartition(" ")[2], shown(places)


def _seen() -> int | None:
    return version_of(request.form.get("version"))


def _quiet() -> bool:
    return request.form.get("no_text") == "1"
