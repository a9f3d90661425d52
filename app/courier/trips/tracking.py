"""What carriers say about a parcel: every word is kept, the state is folded from them and from nothing else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob, Parcel, TrackingEvent
from app.courier.trips.rules import Happening, fold
from app.courier.trips.states import ParcelState
from app.kernel.entering import entered_line


def parcel_of(session: Session, job: CourierJob) -> Parcel:
    """The parcel that travels on a job, written down when first spoken of."""
    parcel = session.scalars(select(Parcel).where(Parcel.job_id == job.id).with_for_update()).one_or_none()
    if parcel is None:
        parcel = Parcel(job_id=job.id, ticket_id=job.ticket_id, state=ParcelState.PENDING)
        session.add(parcel)
        session.flush()
    return parcel


def record(
    session: Session,
    job: CourierJob,
    *,
    key: str,
    state: ParcelState | None,
    raw_code: str,
    at: datetime,
    now: datetime,
    raw_text: str = "",
) -> Parcel:
    """Note one thing a carrier said and fold the parcel's state anew; a repeat of `key` changes nothing.

    `state` is None for a word we do not know: it is kept and shown to the dispatcher, never guessed.
    """
    parcel = parcel_of(session, job)
    repeated = select(TrackingEvent.id).where(
        TrackingEvent.parcel_id == parcel.id, TrackingEvent.event_key == key
    )
    if session.scalar(repeated) is None:
        session.add(
            TrackingEvent(
                parcel_id=parcel.id,
                event_key=key,
                at=at,
                received_at=now,
                state=state,
                raw_code=raw_code,
                raw_text=entered_line(raw_text)[:200],
            )
        )
        session.flush()
        parcel.state = fold(_happenings(events_of(session, parcel)))
        session.flush()
    return parcel


def events_of(session: Session, parcel: Parcel) -> Sequence[TrackingEvent]:
    """All that was said about a parcel, in the order it happened."""
    return session.scalars(
        select(TrackingEvent)
        .where(TrackingEvent.parcel_id == parcel.id)
        .order_by(TrackingEvent.at, TrackingEvent.received_at, TrackingEvent.event_key)
    ).all()


def unknown_words(session: Session) -> Sequence[TrackingEvent]:
    """What carriers said that we could not understand, the newest first."""
    return session.scalars(
        select(TrackingEvent).where(TrackingEvent.state.is_(None)).order_by(TrackingEvent.received_at.desc())
    ).all()


def _happenings(events: Sequence[TrackingEvent]) -> list[Happening]:
    return [Happening(event.at, event.received_at, event.event_key, event.state) for event in events]
