"""Places in windows: taken by one guarded UPDATE, held ten minutes for a draft, given back when let go.

A slot's `booked` counts its jobs that were not cancelled and its live holds, exactly, on both databases.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.courier.slots import queries as slots
from app.courier.slots.calendar import open_slots
from app.courier.slots.models import Slot, SlotHold
from app.courier.slots.rules import HOLD_TIME, NEXT_WINDOWS
from app.kernel.errors import Refusal, page_moved_on
from app.kernel.i18n import Text, text
from app.kernel.show import Window
from app.tickets.legs import Leg

__all__ = [
    "free_place",
    "hold",
    "next_windows",
    "open_slots",
    "release_expired_holds",
    "release_hold",
    "swap_place",
    "take_held_place",
    "take_place",
]


def take_place(session: Session, slot_id: UUID, *, now: datetime) -> Slot:
    """Take one place of a window, for good until `free_place`.

    Raises Refusal "slot_full", "past_cutoff" or "slot_closed" on field "slot", naming the next windows;
    NotFound for a strange id. One UPDATE decides, so a hundred at once cannot overbook it.
    """
    if _take(session, slot_id, now):
        return slots.slot_by_id(session, slot_id)
    if _sweep(session, now, SlotHold.slot_id == slot_id) and _take(session, slot_id, now):
        return slots.slot_by_id(session, slot_id)
    raise _gone(session, slots.slot_by_id(session, slot_id), now)


def free_place(session: Session, slot_id: UUID) -> None:
    """Give one place back."""
    session.execute(
        update(Slot)
        .where(Slot.id == slot_id)
        .values(booked=Slot.booked - 1)
        .execution_options(synchronize_session=False)
    )


def swap_place(session: Session, *, old: UUID, new: UUID, now: datetime) -> Slot:
    """Take the new place first, then give the old one back; refused, the old one is kept.

    Both rows are locked in one order, as two people changing places with each other would otherwise wait
    for one another for ever.
    """
    session.execute(select(Slot.id).where(Slot.id.in_((old, new))).order_by(Slot.id).with_for_update())
    slot = take_place(session, new, now=now)
    free_place(session, old)
    return slot


def hold(session: Session, *, slot_id: UUID, draft_id: UUID, now: datetime) -> SlotHold:
    """Keep a place for a draft for ten minutes; a draft holds one place, a new choice replaces the old.

    Raises what `take_place` raises, and Conflict where the draft chose elsewhere at this very moment; the
    place held before is then kept.
    """
    until = now + HOLD_TIME
    held = session.scalars(
        select(SlotHold).where(SlotHold.draft_id == draft_id).with_for_update()
    ).one_or_none()
    if held is None:
        take_place(session, slot_id, now=now)
        held = SlotHold(slot_id=slot_id, draft_id=draft_id, expires_at=until)
        _keep(session, held)
    elif held.slot_id != slot_id:
        swap_place(session, old=held.slot_id, new=slot_id, now=now)
        held.slot_id = slot_id
    held.expires_at = until
    session.flush()
    return held


def release_hold(session: Session, draft_id: UUID) -> None:
    """Let a draft's place go, if it holds one."""
    _let_go(session, SlotHold.draft_id == draft_id)


def release_expired_holds(session: Session, now: datetime) -> int:
    """Give back the places whose ten minutes are over; returns how many."""
    return _sweep(session, now)


def take_held_place(session: Session, slot_id: UUID, *, draft_id: UUID | None, now: datetime) -> Slot:
    """The place for a booking: the draft's held one where it is this window, else a free one.

    Turning a hold into a booking does not change the count, and is good past the cut-off: the place was
    promised for ten minutes.
    """
    if draft_id is not None:
        kept = session.scalar(
            delete(SlotHold).where(SlotHold.draft_id == draft_id).returning(SlotHold.slot_id)
        )
        if kept == slot_id:
            return slots.slot_by_id(session, slot_id)
        if kept is not None:
            return swap_place(session, old=kept, new=slot_id, now=now)
    return take_place(session, slot_id, now=now)


def next_windows(
    session: Session, *, zone_id: UUID, leg: Leg, now: datetime, after: datetime | None = None
) -> tuple[Window, ...]:
    """The next three windows with places, those starting after `after` first."""
    found = slots.open_windows(session, zone_id=zone_id, leg=leg, now=now)
    later = [view for view in found if after is None or view.window.starts_at > after]
    return tuple(view.window for view in (later or found)[:NEXT_WINDOWS])


def _keep(session: Session, held: SlotHold) -> None:
    try:
        with session.begin_nested():
            session.add(held)
    except IntegrityError:  # the same draft chose in another tab at this very moment
        raise page_moved_on() from None


def _take(session: Session, slot_id: UUID, now: datetime) -> bool:
    taken = session.execute(
        update(Slot)
        .where(
            Slot.id == slot_id,
            Slot.booked < Slot.capacity,
            Slot.cutoff_at > now,
            Slot.day.not_in(slots.closed_days()),
        )
        .values(booked=Slot.booked + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(taken, CursorResult)
    return taken.rowcount == 1


def _sweep(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    """Give the places of expired holds back; a hold that somebody is just renewing is left to them."""
    expired = session.scalars(
        select(SlotHold.id).where(SlotHold.expires_at <= now, *which).with_for_update(skip_locked=True)
    ).all()
    return _let_go(session, SlotHold.id.in_(expired))


def _let_go(session: Session, which: ColumnElement[bool]) -> int:
    freed = session.scalars(delete(SlotHold).where(which).returning(SlotHold.slot_id)).all()
    counts = Counter(freed)
    for slot_id in sorted(counts):  # one order for everybody, see swap_place
        session.execute(
            update(Slot)
            .where(Slot.id == slot_id)
            .values(booked=Slot.booked - counts[slot_id])
            .execution_options(synchronize_session=False)
        )
    return counts.total()


def _gone(session: Session, slot: Slot, now: datetime) -> Refusal:
    code, what = _reason(slot, now)
    windows = next_windows(session, zone_id=slot.zone_id, leg=slot.leg, now=now, after=slot.starts_at)
    if not windows:
        remedy = text("No other window is open yet. Look again tomorrow, or write to us.")
    else:
        remedy = text("The next ones are: %(slots)s.", slots=windows)
    return Refusal(text("%(what)s %(remedy)s", what=what, remedy=remedy), code=code, field="slot")


def _reason(slot: Slot, now: datetime) -> tuple[str, Text]:
    window = slots.window_of(slot)
    if slot.cutoff_at <= now:
        return "past_cutoff", text("Booking for %(window)s has ended.", window=window)
    if slot.booked >= slot.capacity:
        return "slot_full", text("All places for %(window)s are taken.", window=window)
    return "slot_closed", text("Nobody drives on %(day)s.", day=slot.day)
