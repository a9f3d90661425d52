"""Which days we drive: plans times days, minus Sundays, holidays and closures; and changing that by hand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.courier.slots.models import Closure, Slot, SlotPlan
from app.courier.slots.rules import plans_on
from app.kernel.clock import at_local
from app.kernel.entering import short_enough
from app.kernel.ids import new_row_id
from app.sites.site import Site, site_of


def open_slots(session: Session, *, now: datetime, days: int = 21) -> int:
    """Open what the plans promise for today and the `days` after it; returns how many windows are new.

    May run as often and in as many processes as it likes: a window that is there stays as it is.
    """
    today = site_of(session).today(now)
    return _open(session, [today + timedelta(days=n) for n in range(days + 1)], now=now)


def close_day(session: Session, day: date, *, note: str) -> None:
    """Nobody drives on `day`: its windows are offered no more; what is booked on it stays to be moved."""
    session.merge(Closure(day=day, note=short_enough(note, most=120, field="note"), open=False))
    session.flush()


def reopen_day(session: Session, day: date, *, note: str, now: datetime) -> int:
    """We drive on `day` after all, holiday or not; returns how many windows are new."""
    session.merge(Closure(day=day, note=short_enough(note, most=120, field="note"), open=True))
    session.flush()
    return _open(session, [day], now=now)


def closure_of(session: Session, day: date) -> Closure | None:
    """What the dispatcher said about `day`, if anything."""
    return session.get(Closure, day)


def is_driving_day(session: Session, day: date) -> bool:
    """Whether the calendar lets any plan of ours drive on `day`."""
    plans = session.scalars(select(SlotPlan)).all()
    closure = closure_of(session, day)
    holiday = site_of(session).is_public_holiday(day)
    return bool(plans_on(day, plans, holiday=holiday, override=closure.open if closure else None))


def _open(session: Session, days: Iterable[date], *, now: datetime) -> int:
    site = site_of(session)
    wanted = list(days)
    plans = session.scalars(select(SlotPlan).order_by(SlotPlan.zone_id, SlotPlan.starts)).all()
    overrides = {c.day: c.open for c in session.scalars(select(Closure).where(Closure.day.in_(wanted)))}
    there = {
        (slot.zone_id, slot.leg, slot.starts_at)
        for slot in session.execute(
            select(Slot.zone_id, Slot.leg, Slot.starts_at).where(Slot.day.in_(wanted))
        )
    }
    fresh: list[dict[str, Any]] = []
    for day in wanted:
        holiday = site.is_public_holiday(day)
        for plan in plans_on(day, plans, holiday=holiday, override=overrides.get(day)):
            starts_at = at_local(day, plan.starts, site.zone)
            closes = starts_at - timedelta(minutes=plan.cutoff_minutes)
            if closes > now and (plan.zone_id, plan.leg, starts_at) not in there:
                fresh.append(_slot(plan, day, site, starts_at, closes))
    return _insert_all(session, fresh)


def _slot(plan: SlotPlan, day: date, site: Site, starts_at: datetime, closes: datetime) -> dict[str, Any]:
    return {
        "id": new_row_id(),
        "zone_id": plan.zone_id,
        "leg": plan.leg,
        "day": day,
        "starts_at": starts_at,
        "ends_at": at_local(day, plan.ends, site.zone),
        "time_zone": site.zone,
        "cutoff_at": closes,
        "capacity": plan.capacity,
        "booked": 0,
    }


def _insert_all(session: Session, slots: list[dict[str, Any]]) -> int:
    """All in one go; one by one only where another process opened some of them meanwhile."""
    if not slots or _insert(session, slots):
        return len(slots)
    return sum(_insert(session, [slot]) for slot in slots)


def _insert(session: Session, slots: list[dict[str, Any]]) -> bool:
    try:
        with session.begin_nested():
            session.execute(insert(Slot), slots)
    except IntegrityError:
        return False
    return True


def add_places(session: Session, slot: Slot, count: int) -> None:
    """Let `count` more stops into a window (never below what is booked; the column's CHECK keeps that)."""
    session.execute(
        update(Slot)
        .where(Slot.id == slot.id)
        .values(capacity=Slot.capacity + count)
        .execution_options(synchronize_session=False)
    )
    session.refresh(slot)
