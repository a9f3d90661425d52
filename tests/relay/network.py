"""A shop whose only carrier has a network, and what its tests ask of a trip."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.courier.trips import queries
from app.courier.trips.models import CourierJob
from app.journeys.transport.book_pickup import cancel_pickup, move_pickup
from app.kernel.act import Act
from app.outbox.models import CallState, OwedCall
from app.relay.drain import drain
from tests.courier.road import KIM, booked_pickup, ticket_of, windows
from tests.shop import Shop

MINUTE = timedelta(minutes=1)


def ask_for_trip(shop: Shop) -> UUID:
    with shop.runtime.database.transaction() as session:
        return booked_pickup(session, shop, nth=1).id


def trip(shop: Shop, job_id: UUID) -> CourierJob:
    with shop.runtime.database.reading() as session:
        return queries.job_by_id(session, job_id)


def owed(shop: Shop, state: CallState = CallState.OWED) -> list[str]:
    with shop.runtime.database.reading() as session:
        owed = select(OwedCall.topic).where(OwedCall.state == state, OwedCall.topic.like("carrier.%"))
        return list(session.scalars(owed.order_by(OwedCall.topic)))


def drain_after(shop: Shop, minutes: float = 0) -> None:
    shop.clock.move_on(minutes * MINUTE)
    drain(shop.runtime, owner="test")


def call_off(shop: Shop, job_id: UUID) -> None:
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        cancel_pickup(session, ticket, Act(KIM, shop.clock(), quiet=True))


def move(shop: Shop, job_id: UUID) -> UUID:
    with shop.runtime.database.transaction() as session:
        ticket = ticket_of(session, queries.job_by_id(session, job_id))
        slot_id = windows(session, shop)[2].id
        return move_pickup(session, ticket, Act(KIM, shop.clock(), quiet=True), slot_id=slot_id).id
