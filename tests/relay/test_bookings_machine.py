"""Whatever order things happen in: no trip is booked twice, none is lost, and none is driven that was called off.

Hypothesis plays customers, killed workers and a carrier that loses answers against the real relay on both
databases; the carrier's own book is the judge.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from app.courier.slots.models import Slot
from app.courier.trips import queries
from app.courier.trips.carriers import OutcomeUnknown, Permanent, Transient
from app.courier.trips.models import CourierJob
from app.courier.trips.states import WAITING, BookingTrouble, JobState
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup, move_pickup
from app.kernel.act import Act
from app.kernel.errors import Conflict
from app.outbox.models import CallState, OwedCall
from app.relay.drain import drain
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from tests.courier.road import KIM, booked_pickup, windows, work_with
from tests.fakes.carriers import BookedThen, FakeCarrier
from tests.shop import Shop

ENDS: dict[str, BaseException | BookedThen | None] = {
    "well": None,
    "refused connection": Transient("away"),
    "refused": Permanent("no"),
    "no answer": OutcomeUnknown("timeout"),
    "lost answer": BookedThen(OutcomeUnknown("timeout")),
    "killed before": KeyboardInterrupt(),
    "killed after": BookedThen(KeyboardInterrupt()),
}
PERSON = {BookingTrouble.REFUSED, BookingTrouble.NO_ANSWER}
TICKETS = 3


class Road(RuleBasedStateMachine):
    """One shop, one carrier, a few repairs, and time."""

    shop: Shop  # set by the test
    carrier: FakeCarrier

    @initialize()
    def begin(self) -> None:
        self.carrier.trips.clear()
        self.carrier.posts.clear()
        self.carrier.plan.clear()
        self.worker = count()
        with self.shop.runtime.database.transaction() as session:
            session.execute(delete(OwedCall))
            session.execute(delete(CourierJob))
            session.execute(update(Slot).values(booked=0))
            here = self.shop
            self.tickets = [booked_pickup(session, here, nth=9).ticket_id for _ in range(TICKETS)]

    @rule(which=st.integers(0, TICKETS - 1), nth=st.sampled_from((8, 9, 10)), during=st.booleans())
    def move(self, which: int, nth: int, during: bool) -> None:
        """Move a trip; `during` the carrier's answer to whatever is posted next."""
        self._now_or(during, lambda: self._move(self.tickets[which], nth))

    @rule(which=st.integers(0, TICKETS - 1), during=st.booleans())
    def call_off(self, which: int, during: bool) -> None:
        self._now_or(during, lambda: self._call_off(self.tickets[which]))

    @rule(which=st.integers(0, TICKETS - 1), nth=st.sampled_from((8, 9, 10)))
    def book_anew(self, which: int, nth: int) -> None:
        """The customer wants it after all."""
        with suppress(Conflict), self.shop.runtime.database.transaction() as session:
            ticket = session.get_one(Ticket, self.tickets[which])
            if queries.active_job(session, ticket.id, Leg.INBOUND) is None:
                slot_id = windows(session, self.shop)[nth].id
                book_pickup(session, ticket, Act(KIM, self.shop.clock(), quiet=True), slot_id=slot_id)

    @rule(ends=st.lists(st.sampled_from(sorted(ENDS)), min_size=1, max_size=4))
    def ask_carriers(self, ends: list[str]) -> None:
        self.carrier.plan = [ENDS[end] for end in ends]
        with suppress(KeyboardInterrupt):
            drain(self.shop.runtime, owner=f"worker {next(self.worker)}")
        self.carrier.plan = []

    @rule(seconds=st.sampled_from((20, 61, 300, 900)), silent=st.booleans())
    def time_passes(self, seconds: int, silent: bool) -> None:
        self.shop.clock.move_on(timedelta(seconds=seconds))
        self.carrier.silent = silent

    @invariant()
    def no_trip_is_booked_twice(self) -> None:
        for job in self._jobs():
            trips = [trip for trip in self.carrier.trips if trip.our_reference == job.our_reference]
            assert len(trips) <= 1, f"{job.our_reference} was booked twice"

    @invariant()
    def what_is_booked_is_driven(self) -> None:
        for job in self._jobs():
            if job.state is JobState.BOOKED:
                (trip,) = self.carrier.standing(job.our_reference)
                assert trip.booked.carrier_reference == job.carrier_reference

    @invariant()
    def somebody_looks_after_every_trip(self) -> None:
        owed = self._owed()
        for job in self._jobs():
            if job.state in WAITING and job.trouble not in PERSON:
                assert f"carrier.book:{job.id}" in owed, (
                    f"nobody asks for the {job.state} {job.our_reference}"
                )
            if job.state is JobState.CANCELLED and self.carrier.standing(job.our_reference):
                told = {f"carrier.cancel:{job.id}", f"carrier.book:{job.id}"} & owed
                assert told, f"{job.our_reference} is driven for nobody"

    def teardown(self) -> None:
        """In the end, with a carrier that works, each trip is driven or not as its row says."""
        if not hasattr(self, "tickets"):
            return
        self.carrier.silent, self.carrier.meanwhile = False, lambda: None
        for _ in range(30):
            drain(self.shop.runtime, owner="last")
            self.shop.clock.move_on(timedelta(minutes=2))
        waiting = {job.ticket_id for job in self._jobs() if job.state in WAITING}
        for job in self._jobs():
            standing = self.carrier.standing(job.our_reference)
            if job.state in WAITING:
                assert job.trouble in PERSON, f"{job.state}, and no person knows"
            elif job.state is JobState.BOOKED:
                assert len(standing) == 1
            elif job.ticket_id not in waiting:  # else it is kept until a person has settled the new one
                assert not standing or f"carrier.cancel:{job.id}" in self._owed(CallState.GIVEN_UP)
        self.no_trip_is_booked_twice()

    def _now_or(self, during: bool, act: object) -> None:
        def once() -> None:
            self.carrier.meanwhile = lambda: None
            act()  # type: ignore[operator]

        if during:
            self.carrier.meanwhile = once
        else:
            once()

    def _move(self, ticket_id: UUID, nth: int) -> None:
        with suppress(Conflict), self.shop.runtime.database.transaction() as session:
            ticket = session.get_one(Ticket, ticket_id)
            slot_id = windows(session, self.shop)[nth].id
            move_pickup(session, ticket, Act(KIM, self.shop.clock(), quiet=True), slot_id=slot_id)

    def _call_off(self, ticket_id: UUID) -> None:
        with suppress(Conflict), self.shop.runtime.database.transaction() as session:
            ticket = session.get_one(Ticket, ticket_id)
            if queries.active_job(session, ticket_id, Leg.INBOUND):
                cancel_pickup(session, ticket, Act(KIM, self.shop.clock(), quiet=True))

    def _jobs(self) -> list[CourierJob]:
        with self.shop.runtime.database.reading() as session:
            return list(session.scalars(select(CourierJob).order_by(CourierJob.id)))

    def _owed(self, state: CallState = CallState.OWED) -> set[str]:
        with self.shop.runtime.database.reading() as session:
            return set(session.scalars(select(OwedCall.key).where(OwedCall.state == state)))


def test_trips_in_a_world_where_anything_happens(shop: Shop) -> None:
    carrier = FakeCarrier()
    work_with(shop, carrier)
    here = type("Here", (Road,), {"shop": shop, "carrier": carrier})
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=30 if shop.database.engine.dialect.name == "sqlite" else 15,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
