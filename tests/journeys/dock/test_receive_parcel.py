"""A parcel arrives: once, for good, and whatever the courier forgot."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import update

from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job, last_job
from app.courier.trips.states import JobState
from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.evidence import Evidence
from app.custody.models import BizStep
from app.journeys.dock.receive_parcel import PICKUP_NOT_MARKED, receive_parcel
from app.journeys.transport.run_stop import collect
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, NotAllowed, WrongState
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.custody.devices import HOUR, authorised, events, inbound, state_of, the
from tests.shop import Shop

PICTURE = Picture(sha256="ab" * 32, width=4, height=3, size=1)


def test_the_parcel_is_here_and_the_customer_knows(shop: Shop) -> None:
    ticket_id = inbound(shop)
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        receive_parcel(
            session, the(session, ticket_id), Act(clerk, shop.clock(), place="dock"), pictures=[PICTURE]
        )
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        (handed,) = custody.of_ticket(session, ticket_id)
        assert (ticket.state, ticket.due_at) == (State.RECEIVED, shop.clock() + 4 * HOUR)
        assert (handed.step, handed.giver_name, handed.taker_name) == (
            BizStep.RECEIVING,
            "김하늘",
            clerk.name,
        )
        assert handed.evidence == Evidence(photos=(PICTURE.sha256,), pickup_was="booked")
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_SEALED]
    assert [text.kind for text in shop.texts()] == [SmsKind.PARCEL_RECEIVED]


@pytest.mark.parametrize(
    "believed", [JobState.REQUESTED, JobState.BOOKING_UNKNOWN, JobState.BOOKED, JobState.EN_ROUTE]
)
def test_a_pickup_nobody_marked_is_collected_by_the_scan(shop: Shop, believed: JobState) -> None:
    ticket_id = inbound(shop)
    with shop.database.transaction() as session:
        session.execute(update(CourierJob).where(CourierJob.ticket_id == ticket_id).values(state=believed))
    with shop.database.transaction() as session:
        receive_parcel(
            session, the(session, ticket_id), Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
        )
    with shop.database.reading() as session:
        job = last_job(session, ticket_id, Leg.INBOUND)
        assert job is not None
        assert (job.state, job.finished_at) == (JobState.COLLECTED, shop.clock())
        assert active_job(session, ticket_id, Leg.INBOUND) is None
        assert events(session, ticket_id)[-1].note == PICKUP_NOT_MARKED


def test_what_the_courier_marked_needs_no_note(shop: Shop) -> None:
    ticket_id = inbound(shop)
    with shop.database.transaction() as session:
        session.execute(update(CourierJob).values(state=JobState.COLLECTED))
    with shop.database.transaction() as session:
        receive_parcel(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), quiet=True, place="dock"),
        )
    with shop.database.reading() as session:
        assert events(session, ticket_id)[-1].note == ""
    assert shop.texts() == []


def test_a_parcel_nobody_was_to_fetch_is_received_by_the_scan(shop: Shop) -> None:
    ticket_id = authorised(shop)
    with shop.database.transaction() as session:
        receive_parcel(session, the(session, ticket_id), Act(shop.staff(Role.WAREHOUSE), shop.clock()))
    assert state_of(shop, ticket_id) is State.RECEIVED
    assert [text.kind for text in shop.texts()] == [SmsKind.PARCEL_RECEIVED]


def test_a_page_that_is_older_than_the_ticket_changes_nothing(shop: Shop) -> None:
    ticket_id = inbound(shop)
    with pytest.raises(Conflict) as refused, shop.database.transaction() as session:
        receive_parcel(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), seen_version=1, place="dock"),
        )
    assert refused.value.code == "stale"
    assert state_of(shop, ticket_id) is State.INBOUND


def test_a_technician_does_not_receive(shop: Shop) -> None:
    ticket_id = inbound(shop)
    with pytest.raises(NotAllowed), shop.database.transaction() as session:
        receive_parcel(
            session, the(session, ticket_id), Act(shop.staff(Role.TECHNICIAN), shop.clock(), place="dock")
        )
    assert state_of(shop, ticket_id) is State.INBOUND


def test_two_clerks_with_the_same_parcel_one_wins_and_one_is_told(shop: Shop) -> None:
    ticket_id = inbound(shop)
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.reading() as session:
        seen = the(session, ticket_id).version
    together = Barrier(4)

    def scan(_turn: int) -> str:
        together.wait()
        try:
            with shop.database.transaction() as session:
                receive_parcel(
                    session,
                    the(session, ticket_id),
                    Act(clerk, shop.clock(), seen_version=seen, place="dock"),
                )
        except Conflict as no:
            return no.code
        return "received"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(scan, range(4)))
    assert answers == ["received", "stale", "stale", "stale"]
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert [event.version for event in events(session, ticket_id)] == list(range(1, ticket.version + 1))
        assert [row.number for row in custody.of_ticket(session, ticket_id)] == [1]
        assert verify(session, ticket_id) is None
    assert len(shop.texts()) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_door_and_dock_at_the_same_instant_do_not_wait_for_each_other_for_ever(
    shop: Shop, attempt: int
) -> None:
    ticket_id = inbound(shop)
    clerk, driver = shop.staff(Role.WAREHOUSE), shop.staff(Role.DISPATCHER)
    with shop.database.reading() as session:
        code = the(session, ticket_id).code
    together = Barrier(2)

    def at_the_door() -> str:
        together.wait()
        try:
            with shop.database.transaction() as session:
                job = last_job(session, ticket_id, Leg.INBOUND)
                assert job is not None
                collect(session, job, Act(driver, shop.clock()), code=code)
        except (Conflict, WrongState) as no:
            return no.code
        return "collected"

    def at_the_dock() -> str:
        together.wait()
        with shop.database.transaction() as session:
            receive_parcel(session, the(session, ticket_id), Act(clerk, shop.clock(), place="dock"))
        return "received"

    with ThreadPoolExecutor(2) as pool:
        door, dock = pool.submit(at_the_door), pool.submit(at_the_dock)
        answers = (door.result(), dock.result())
    assert answers in {("collected", "received"), ("stop_done", "received"), ("stale", "received")}
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert ticket.state is State.RECEIVED
        assert len(events(session, ticket_id)) == ticket.version
        assert verify(session, ticket_id) is None
