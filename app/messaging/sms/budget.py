"""The day's budget for texts: one row a day, counted before they leave, never past the cap."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.kernel.db import insert_new
from app.messaging.sms.models import SmsSpend
from app.sites.site import site_of


class Cost(NamedTuple):
    """What one text takes: SMS segments, and minor units of the shop's currency."""

    sms_id: UUID
    segments: int
    minor: int


def spend(session: Session, costs: Sequence[Cost], *, cap: int, now: datetime) -> set[UUID]:
    """Count these texts against today at the shop; returns the ones the cap leaves nothing for.

    `cap` is in minor units, 0 for none. Whoever comes first in `costs` is served first. Counted in the
    transaction in which the tries begin: two workers take turns at the day's row.
    """
    day = site_of(session).today(now)
    if not costs or _count(session, day, costs, cap=cap):
        return set()
    insert_new(session, SmsSpend, day=day, segments=0, cost_minor=0)  # the first of the day
    spent = session.execute(
        select(SmsSpend.cost_minor).where(SmsSpend.day == day).with_for_update()
    ).scalar_one()
    going, left = [], set()
    for cost in costs:
        if cap and cost.minor and spent + cost.minor > cap:
            left.add(cost.sms_id)
        else:
            going.append(cost)
            spent += cost.minor
    if going:
        _count(session, day, going)
    return left


def spent_today(session: Session, *, now: datetime) -> tuple[int, int]:
    """Segments, and minor units of the shop's currency, since midnight at the shop."""
    row = session.execute(
        select(SmsSpend.segments, SmsSpend.cost_minor).where(SmsSpend.day == site_of(session).today(now))
    ).one_or_none()
    return (row.segments, row.cost_minor) if row else (0, 0)


def _count(session: Session, day: date, costs: Sequence[Cost], *, cap: int = 0) -> bool:
    """Add them all up in one guarded statement; False where the day has no row yet, or the cap no room."""
    minor = sum(cost.minor for cost in costs)
    counted = (
        update(SmsSpend)
        .where(SmsSpend.day == day)
        .values(
            segments=SmsSpend.segments + sum(cost.segments for cost in costs),
            cost_minor=SmsSpend.cost_minor + minor,
        )
        .execution_options(synchronize_session=False)
    )
    if cap:
        counted = counted.where(SmsSpend.cost_minor + minor <= cap)
    result = session.execute(counted)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
