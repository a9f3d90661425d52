"""A pickup nobody scanned by two hours after its window is our lateness, and the customer hears of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.courier.trips.queries import job_by_id, unscanned, vain_pickups
from app.courier.trips.states import FailureReason, JobState
from app.journeys.transport.run_stop import collect
from app.kernel.act import Act
from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.tickets.legs import Leg
from jobs.watch_pickups import run
from tests.courier.road import booked_pickup, booked_return, ticket_of
from tests.shop import Shop


def test_two_hours_after_the_window_it_counts_as_missed_once(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job_id = booked_pickup(session, shop).id
        ends_at = job_by_id(session, job_id).slot.ends_at
    shop.clock.time = ends_at + timedelta(hours=2, seconds=-1)
    run(shop.runtime)
    assert shop.texts() == []
    shop.clock.move_on(timedelta(seconds=1))
    with ThreadPoolExecutor(max_workers=3) as pool:
        list(pool.map(lambda _: run(shop.runtime), range(3)))
    assert [told.kind for told in shop.texts()] == [SmsKind.PICKUP_FAILED]
    with shop.database.reading() as session:
        job = job_by_id(session, job_id)
        assert (job.state, job.failure) == (JobState.ATTEMPT_FAILED, FailureReason.NO_TIME)
        assert vain_pickups(session, job.ticket_id) == 0


def test_what_was_collected_or_goes_back_is_left_alone(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        collect(
            session,
            job,
            Act(shop.staff(Role.DISPATCHER), shop.clock(), quiet=True),
            code=ticket_of(session, job).code,
        )
        back = booked_return(session, shop)
        shop.clock.time = back.slot.ends_at + timedelta(hours=3)
        assert unscanned(session, Leg.OUTBOUND, now=shop.clock()) == [back]
    run(shop.runtime)
    assert shop.texts() == []
