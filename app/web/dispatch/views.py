"""The board of a day: what came in vain, what nobody drives yet, runs, places, and closing or opening the day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boards import dispatch
from app.courier.slots import calendar
from app.courier.slots import queries as slots
from app.courier.trips.tracking import unknown_words
from app.dock.scanning import read_scan
from app.documents.labels.choice import offers_runs_of
from app.documents.run_sheet import run_sheet
from app.edge.current import now, runtime, staff_actor
from app.edge.entering import id_of
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.transport.prepare_runs import couriers, give_run, prepare_run, zones
from app.kernel.actor import Role
from app.kernel.errors import NotFound, Refusal
from app.kernel.i18n import text
from app.staff.permissions import Capability
from app.web.dispatch.cards import NOBODY, groups, window_choices, window_rows
from app.web.dispatch.forms import CourierForm, DayForm, PlacesForm
from app.web.pages import beside, page_asked
from app.web.times import read_day
from app.web.trip_cards import card

bp = Blueprint("dispatch", __name__)
DAYS_SHOWN = 7
NO_ROW = UUID(int=0)  # what is no id names no row, so the story says no


@bp.get("/dispatch")
@open_to(Capability.PLAN_TRIPS)
def board() -> ResponseReturnValue:
    """A day at a glance; `?day=`, `?show=` and `?leg=` are plain filters, `?code=` opens a ticket's trips."""
    code = read_scan(request.args.get("code", ""))
    if code is not None:
        return redirect(url_for("dispatch.trips_of", code=code))
    return _board()


@bp.post("/dispatch/days/<day>/prepare")
@open_to(Capability.PLAN_TRIPS)
def prepare(day: str) -> ResponseReturnValue:
    """Lay the day's runs out now, instead of waiting for the clock."""

    def work(session: Session, when: date) -> None:
        for zone_id in zones(session):
            prepare_run(session, zone_id, day=when, now=now())

    return _change(day, work)


@bp.post("/dispatch/runs/<uuid:run_id>/courier")
@open_to(Capability.PLAN_TRIPS)
def give(run_id: UUID) -> ResponseReturnValue:
    """Choose who drives a run."""
    form = CourierForm()
    chosen = (id_of(form.courier.data) or NO_ROW) if form.courier.data else None

    def work(session: Session, _day: date) -> None:
        give_run(session, run_id, courier_id=chosen)

    return _change(request.args.get("day", ""), work, form)


@bp.post("/dispatch/days/<day>/places")
@open_to(Capability.PLAN_TRIPS)
def more_places(day: str) -> ResponseReturnValue:
    """Let more stops into a window."""
    form = PlacesForm()
    if not form.validate():
        return _board(day=day, places=form, status=422)
    slot_id = id_of(form.window.data) or NO_ROW

    def work(session: Session, _day: date) -> None:
        calendar.add_places(session, slots.slot_by_id(session, slot_id), form.more.data or 0)

    return _change(day, work, form, name="places")


@bp.post("/dispatch/days/<day>/close")
@open_to(Capability.PLAN_TRIPS)
def close(day: str) -> ResponseReturnValue:
    """Nobody drives that day."""
    form = DayForm()
    if not form.validate():
        return _board(day=day, closing=form, status=422)
    note = form.note.data or ""
    return _change(day, lambda session, when: calendar.close_day(session, when, note=note), form)


@bp.post("/dispatch/days/<day>/open")
@open_to(Capability.PLAN_TRIPS)
def reopen(day: str) -> ResponseReturnValue:
    """We drive that day after all."""
    form = DayForm()
    if not form.validate():
        return _board(day=day, closing=form, status=422)
    note = form.note.data or ""

    def work(session: Session, when: date) -> None:
        calendar.reopen_day(session, when, note=note, now=now())

    return _change(day, work, form)


@bp.get("/dispatch/runs/<uuid:run_id>/sheet")
@open_to(Capability.READ_RUN_SHEET)
def sheet(run_id: UUID) -> ResponseReturnValue:
    """The run on paper, with room for a signature at each stop."""
    with runtime().database.reading() as session:
        paper = run_sheet(session, run_id, reader=staff_actor())
    stops = [card(trip) for trip in paper.stops]
    labels = staff_actor().role is not Role.COURIER and bool(stops) and _has_labels(paper.run.day)
    return render_template("dispatch/sheet.html", run=paper.run, stops=stops, labels=labels)


def _has_labels(day: date) -> bool:
    return offers_runs_of(day, today=runtime().site.today(now()))


def _strictly(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NotFound(text("There is no such day. Choose one on the board."), code="unknown_day") from None


def _change(
    day: str, work: Callable[[Session, date], None], form: Any = None, name: str = ""
) -> ResponseReturnValue:
    when = _strictly(day)

    def story(session: Session) -> str:
        work(session, when)
        return url_for("dispatch.board", day=when)

    try:
        return redirect(once_only(story), 303)
    except Refusal as no:
        if name:
            form.refuse(no)
            return _board(day=day, status=status_of(no), **{name: form})
        raise


def _board(
    *,
    day: str | None = None,
    status: int = 200,
    places: PlacesForm | None = None,
    closing: DayForm | None = None,
) -> ResponseReturnValue:
    today = runtime().site.today(now())
    when = read_day(day or request.args.get("day"), today)
    show, leg = request.args.get("show", "all"), request.args.get("leg", "")
    first = min(today, when)
    page = page_asked("late")
    with runtime().database.reading() as session:
        trips = [trip for trip in dispatch.trips_on(session, when) if leg in ("", trip.leg)]
        runs = dispatch.runs_on(session, when)
        windows = dispatch.windows_on(session, when)
        closure = calendar.closure_of(session, when)
        driving = calendar.is_driving_day(session, when)
        counts = dispatch.trips_per_day(session, first, first + timedelta(days=DAYS_SHOWN - 1))
        late = [card(trip) for trip in dispatch.late_trips(session, now=now(), page=page)]
        late_count = dispatch.count_late(session, now=now())
        words = [(event.raw_code, event.raw_text, event.received_at) for event in unknown_words(session)[:20]]
        people = [(str(person.id), person.name) for person in couriers(session)]
    places = places or PlacesForm(formdata=None)
    places.window.choices = window_choices(windows)
    return render_template(
        "dispatch/board.html",
        day=when,
        today=today,
        show=show,
        leg=leg,
        groups=groups(trips, show),
        total=len(trips),
        runs=runs,
        labels=_has_labels(when),
        couriers=[("", NOBODY), *people],
        windows=window_rows(windows),
        closure=closure,
        driving=driving,
        late=late,
        late_count=late_count,
        later=beside(page, "/dispatch", more=page.ends_before(late_count), name="late"),
        words=words,
        places=places,
        closing=closing or DayForm(formdata=None),
        days=[
            (first + timedelta(days=n), counts.get(first + timedelta(days=n), 0)) for n in range(DAYS_SHOWN)
        ],
    ), status
