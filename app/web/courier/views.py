"""The courier's run of a day and the page of one stop; a courier sees the own runs only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards import dispatch
from app.courier.slots.queries import window_of
from app.courier.trips import queries
from app.courier.trips.models import CourierJob
from app.dock.scanning import read_scan
from app.edge.current import now, runtime, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.transport.own_stops import STILL_IN_THE_VAN
from app.journeys.transport.run_stop import (
    check_own,
    collect,
    deliver,
    fail_stop,
)
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Refusal
from app.staff.permissions import Capability
from app.web.courier.forms import CollectForm, DeliverForm, FailForm
from app.web.previews import Sent, rehearsed
from app.web.times import read_day
from app.web.trip_cards import card

bp = Blueprint("courier", __name__)


@bp.get("/run")
@open_to(Capability.DRIVE)
def run() -> ResponseReturnValue:
    """Today's stops in order; `?day=` another day, `?code=` straight to the stop of a scanned box."""
    actor, today = staff_actor(), runtime().site.today(now())
    day = read_day(request.args.get("day"), today)
    mine = actor.staff_id if actor.role is Role.COURIER else None
    with runtime().database.reading() as session:
        runs = [
            (view, [card(trip) for trip in dispatch.stops_of(session, view.id)])
            for view in dispatch.runs_on(session, day, courier_id=mine)
        ]
        left_over = [
            card(trip)
            for view in dispatch.runs_on(session, day - STILL_IN_THE_VAN, courier_id=mine)
            for trip in dispatch.stops_of(session, view.id)
        ]
    scanned = request.args.get("code", "")
    code = read_scan(scanned)
    stops = [stop for _, stops in runs for stop in stops]
    for stop in stops:
        if code is not None and stop.code == code:
            return redirect(url_for("courier.stop", job_id=stop.id, code=code))
    days = [(today + timedelta(days=n), today + timedelta(days=n) == day) for n in (0, 1)]
    return render_template(
        "courier/run.html",
        day=day,
        days=days,
        runs=runs,
        scanned=scanned,
        to_do=sum(stop.to_do for stop in stops),
        next_stop=next((s for s in stops if s.to_do and not s.over), None),
        asked=[s for s in [*left_over, *stops] if s.over or s.missed],
    )


@bp.get("/run/stops/<uuid:job_id>")
@open_to(Capability.NOTE_STOPS)
def stop(job_id: UUID) -> ResponseReturnValue:
    """One stop: who, where, what, and the buttons for how it went."""
    return _page(job_id)


@bp.post("/run/stops/<uuid:job_id>/collect")
@open_to(Capability.NOTE_STOPS)
def collected(job_id: UUID) -> ResponseReturnValue:
    """The parcel is in the courier's hands."""
    form = CollectForm()

    def story(session: Session, job: CourierJob) -> None:
        collect(
            session,
            job,
            Act(staff_actor(), now(), quiet=_quiet()),
            code=form.code.data or "",
            happened=form.moment(window_of(job.slot)),
        )

    return _done(job_id, story, collecting=form)


@bp.post("/run/stops/<uuid:job_id>/deliver")
@open_to(Capability.NOTE_STOPS)
def delivered(job_id: UUID) -> ResponseReturnValue:
    """Somebody with a name has the device."""
    form = DeliverForm()

    def story(session: Session, job: CourierJob) -> None:
        deliver(
            session,
            job,
            Act(staff_actor(), now(), quiet=_quiet()),
            handed_to=form.handed_to.data or "",
            happened=form.moment(window_of(job.slot)),
        )

    return _done(job_id, story, delivering=form)


@bp.post("/run/stops/<uuid:job_id>/fail")
@open_to(Capability.NOTE_STOPS)
def failed(job_id: UUID) -> ResponseReturnValue:
    """It was in vain, and why."""
    form = FailForm()

    def story(session: Session, job: CourierJob) -> None:
        fail_stop(session, job, Act(staff_actor(), now(), quiet=_quiet()), reason=form.chosen())

    return _done(job_id, story, failing=form)


def _done(job_id: UUID, story: Callable[[Session, CourierJob], None], **forms: Any) -> ResponseReturnValue:
    def work(session: Session) -> str:
        job = queries.job_by_id(session, job_id)
        story(session, job)
        if staff_actor().role is Role.DISPATCHER:
            return url_for("dispatch.board", day=job.slot.day)
        return url_for("courier.run", day=job.slot.day, _anchor="next")

    if not all(form.validate() for form in forms.values()):
        return _page(job_id, status=422, **forms)
    try:
        if "look" in request.form:
            return _page(job_id, sent=rehearsed(work), **forms)
        return redirect(once_only(work), 303)
    except Refusal as no:
        next(iter(forms.values())).refuse(no)
        return _page(job_id, status=status_of(no), **forms)


def _page(
    job_id: UUID,
    *,
    status: int = 200,
    sent: Sent | None = None,
    collecting: CollectForm | None = None,
    delivering: DeliverForm | None = None,
    failing: FailForm | None = None,
) -> ResponseReturnValue:
    with runtime().database.reading() as session:
        job = queries.job_by_id(session, job_id)
        check_own(session, job, staff_actor())
        trip = dispatch.trip(session, job_id)
        assert trip is not None
    typed = request.args.get("code", "")
    in_vain = failing or FailForm(formdata=None)
    in_vain.about(trip.leg)
    return render_template(
        "courier/stop.html",
        stop=card(trip),
        day=job.slot.day,
        sent=sent,
        collecting=collecting or CollectForm(formdata=None, code=typed),
        delivering=delivering or DeliverForm(formdata=None),
        failing=in_vain,
        wrong=next(
            (form for form in (collecting, delivering, failing) if form is not None and form.errors), None
        ),
    ), status


def _quiet() -> bool:
    return request.form.get("no_text") == "1"
