"""One scan receives whatever lies there, from every state a repair can be in; what is here already is refused in words."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.trips.queries import last_job
from app.courier.trips.states import JobState
from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.models import BizStep
from app.dock.arrivals import ARRIVALS, Arrival
from app.dock.models import Scan
from app.dock.results import ScanResult
from app.dock.scan_log import newest
from app.dock.works import Outcome, Work
from app.edge.scanning import take
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.undo_scan import can_undo, undo_scan
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import WrongState
from app.kernel.ids import new_token
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import Disposition, State
from tests.shop import Shop
from tests.web.customer.walk import Walk, a_repair

T, S = SmsKind, State
TAKEN_IN: dict[State, tuple[State, SmsKind]] = {
    S.REQUESTED: (S.RECEIVED, T.ARRIVED_UNASKED),
    S.NEEDS_INFO: (S.RECEIVED, T.ARRIVED_UNASKED),
    S.OFFERED: (S.RECEIVED, T.ARRIVED_UNASKED),
    S.PARTS_HOLD: (S.RECEIVED, T.PARCEL_RECEIVED),
    S.AUTHORISED: (S.RECEIVED, T.PARCEL_RECEIVED),
    S.INBOUND: (S.RECEIVED, T.PARCEL_RECEIVED),
    S.CANCELLED: (S.RECEIVED, T.ARRIVED_UNASKED),
    S.EXPIRED: (S.RECEIVED, T.ARRIVED_UNASKED),
    S.OUTBOUND: (S.READY_TO_RETURN, T.CAME_BACK),
}


def scanned(walk: Walk, work: Work = Work.RECEIVE) -> ScanResult:
    """A scan of its label at the dock."""
    with walk.shop.app.test_request_context("/scan"):
        clerk = walk.shop.staff(Role.WAREHOUSE)
        order = ScanOrder(typed=walk.ticket.code, work=work, key=new_token())
        return take(order, Act(clerk, walk.shop.clock(), place="dock"))


def of(session: Session, walk: Walk) -> Scan:
    """The last scan of it."""
    scan = newest(session, walk.ticket_id)
    assert scan is not None
    return scan


def stands(walk: Walk) -> State:
    return walk.ticket.state


def told(walk: Walk) -> SmsKind:
    return walk.shop.texts(walk.phone)[-1].kind


def test_every_state_says_what_lies_there() -> None:
    assert set(ARRIVALS) == set(State)


@pytest.mark.parametrize("state", TAKEN_IN)
@pytest.mark.parametrize("work", [Work.RECEIVE, Work.HAND_IN])
def test_it_is_received_and_the_customer_reads_what_is_so(
    sqlite_shop: Shop, state: State, work: Work
) -> None:
    walk = a_repair(sqlite_shop, state)
    end, text = TAKEN_IN[state]
    result = scanned(walk, work)
    assert result.outcome is Outcome.DONE
    assert (stands(walk), told(walk)) == (end, text)
    with sqlite_shop.database.reading() as session:
        last = custody.last_event(session, walk.ticket_id)
        assert last is not None
        assert (last.step, last.role) == (BizStep.RECEIVING, Role.WAREHOUSE)
        assert verify(session, walk.ticket_id) is None
    assert walk.ticket.closed_at is None
    assert walk.ticket.disposition is None or state is S.OUTBOUND
    assert walk.get().status_code == 200


@pytest.mark.parametrize("state", [one for one, what in ARRIVALS.items() if what is Arrival.HERE])
def test_what_is_here_is_not_received_again(sqlite_shop: Shop, state: State) -> None:
    walk = a_repair(sqlite_shop, state)
    before = walk.ticket.version
    assert scanned(walk).outcome is Outcome.REFUSED
    assert walk.ticket.version == before


@pytest.mark.parametrize("state", [S.REQUESTED, S.OFFERED, S.PARTS_HOLD, S.CANCELLED, S.EXPIRED])
def test_a_slip_puts_it_back_to_where_it_stood(sqlite_shop: Shop, state: State) -> None:
    shop, walk = sqlite_shop, a_repair(sqlite_shop, state)
    scanned(walk)
    shop.drain()
    with shop.database.transaction() as session:
        scan = of(session, walk)
        assert can_undo(session, scan, now=shop.clock())
        undo_scan(session, scan, Act(shop.staff(Role.WAREHOUSE), shop.clock()))
    assert stands(walk) is state
    ended = state in (S.CANCELLED, S.EXPIRED)
    assert told(walk) is (T.SCAN_WITHDRAWN if ended else T.SCAN_CORRECTED)
    assert (walk.ticket.closed_at is not None, walk.ticket.disposition) == (
        ended,
        Disposition.CANCELLED if ended else None,
    )


def test_what_came_back_from_the_road_ends_its_trip_and_is_no_slip(sqlite_shop: Shop) -> None:
    shop, walk = sqlite_shop, a_repair(sqlite_shop, S.OUTBOUND)
    scanned(walk)
    with shop.database.reading() as session:
        job = last_job(session, walk.ticket_id, Leg.OUTBOUND)
        assert job is not None
        assert job.state is JobState.ATTEMPT_FAILED
        assert not can_undo(session, of(session, walk), now=shop.clock())
    with shop.database.transaction() as session, pytest.raises(WrongState) as no:
        undo_scan(session, of(session, walk), Act(shop.staff(Role.WAREHOUSE), shop.clock()))
    assert no.value.code == "not_undoable"
    assert walk.post("/return", slot=str(walk.slots(Leg.OUTBOUND)[0].id)).status_code == 303
    assert shop.signed_in(Role.DISPATCHER).get("/dispatch").status_code == 200


@pytest.mark.parametrize("state", [S.DELIVERED, S.CLOSED])
@pytest.mark.parametrize("days", [20, 100])
def test_what_the_customer_had_back_is_another_repair(sqlite_shop: Shop, state: State, days: int) -> None:
    shop, walk = sqlite_shop, a_repair(sqlite_shop, state)
    shop.clock.move_on(timedelta(days=days))
    assert scanned(walk).outcome is Outcome.DONE
    with shop.database.reading() as session:
        rows = session.scalars(select(Ticket).order_by(Ticket.opened_at)).unique().all()
        again = rows[-1]
        assert (again.state, again.re_repair_of_id) == (S.RECEIVED, walk.ticket_id if days < 90 else None)
        assert [verify(session, row.id) for row in rows] == [None, None]
    assert told(walk) is T.ARRIVED_UNASKED
    for old_or_new in (walk, Walk(shop, again.id, walk.token)):
        shop.clock.move_on(timedelta(hours=1))
        assert scanned(old_or_new).outcome is Outcome.REFUSED, "an old label begins no third one"


def test_after_the_end_parts_are_looked_for_again(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, S.CANCELLED)
    scanned(walk)
    with sqlite_shop.database.reading() as session:
        assert all(row.state != "released" for row in parts.needs_of(session, walk.ticket_id))


def test_one_parcel_scanned_twice_is_received_once(shop: Shop) -> None:
    walk = a_repair(shop, S.CANCELLED)
    outcomes = [scanned(walk).outcome, scanned(walk).outcome]
    assert outcomes[0] is Outcome.DONE
    assert outcomes[1] is not Outcome.DONE
    assert [text.kind for text in shop.texts(walk.phone)].count(T.ARRIVED_UNASKED) == 1
