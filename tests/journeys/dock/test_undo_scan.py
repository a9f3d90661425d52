"""Undo: a counter-event puts everything back, for ten minutes, unless something has happened since."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.courier.trips import queries as courier
from app.courier.trips.states import FailureReason, JobState
from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.models import BizStep
from app.custody.whereabouts import Whereabouts
from app.dock import scan_log
from app.dock.scan_log import UNDO_WITHIN
from app.dock.works import Work
from app.journeys.dock.undo_scan import TextHasLeft, can_undo, told_since, undo_scan
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, WrongState
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import SmsState
from app.tickets.legs import DRIVEN, Leg
from app.tickets.queries import history
from app.tickets.states import State
from tests.custody.devices import authorised, inbound, return_booked, the
from tests.journeys.dock_day import packed, ready, received
from tests.journeys.stations import code_of, scan, scan_kept, undo
from tests.shop import Shop

Device = Callable[[Shop], UUID]


def stored(shop: Shop) -> UUID:
    ticket_id = received(shop)
    scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-01")
    return ticket_id


def ready_alone(shop: Shop) -> UUID:
    ticket_id = ready(shop, accessories=())
    scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-01")
    return ticket_id


def to_hand_out(shop: Shop) -> UUID:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-01")
    return ticket_id


CASES: dict[Work, tuple[Device, str]] = {
    Work.RECEIVE: (inbound, ""),
    Work.HAND_IN: (inbound, ""),
    Work.STORE: (received, "A-02"),
    Work.MOVE: (stored, "A-02"),
    Work.PICK: (stored, ""),
    Work.PACK: (ready_alone, ""),
    Work.HAND_OUT: (to_hand_out, ""),
}


def standing(shop: Shop, ticket_id: UUID) -> tuple[State, Whereabouts, object, str | None, list[JobState]]:
    """All that a scan can change, but for the books that only grow."""
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        jobs = [courier.last_job(session, ticket_id, leg) for leg in DRIVEN]
        return (
            ticket.state,
            custody.where_is(session, ticket),
            custody.holder(session, ticket),
            ticket.bin_code,
            [job.state for job in jobs if job],
        )


def take_back(shop: Shop, scan_id: UUID, *, quiet: bool = False, seen: bool) -> None:
    """Undo it as a person does who has, or has not, looked at the text that goes."""
    with shop.database.transaction() as session:
        undo_scan(
            session,
            scan_log.by_id(session, scan_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), quiet=quiet),
            seen=seen,
        )


def due(shop: Shop, scan_id: UUID) -> bool:
    """Whether undoing it would send a text that corrects one."""
    with shop.database.reading() as session:
        return scan_id in told_since(session, [scan_log.by_id(session, scan_id)])


def may_undo(shop: Shop, scan_id: UUID) -> bool:
    with shop.database.reading() as session:
        return can_undo(session, scan_log.by_id(session, scan_id), now=shop.clock())


@pytest.mark.parametrize("mode", CASES)
def test_everything_is_where_it_was_and_both_scans_stay_in_the_books(shop: Shop, mode: Work) -> None:
    device, bin_code = CASES[mode]
    ticket_id = device(shop)
    before = standing(shop, ticket_id)
    with shop.database.reading() as session:
        events = len(custody.of_ticket(session, ticket_id))
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), mode, bin_code=bin_code)
    assert standing(shop, ticket_id) != before
    undo(shop, scan_id)
    assert standing(shop, ticket_id) == before
    with shop.database.reading() as session:
        rows = custody.of_ticket(session, ticket_id)
        assert len(rows) == events + 2
        assert rows[-1].undoes == rows[-2].number
        assert (rows[-1].giver_name, rows[-1].taker_name) == (rows[-2].taker_name, rows[-2].giver_name)
        assert verify(session, ticket_id) is None
        assert len(history(session, the(session, ticket_id))) == the(session, ticket_id).version


@pytest.mark.parametrize("mode", CASES)
def test_what_was_undone_can_be_done_again(sqlite_shop: Shop, mode: Work) -> None:
    device, bin_code = CASES[mode]
    ticket_id = device(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    first, scan_id = scan_kept(sqlite_shop, code, mode, bin_code=bin_code)
    after = standing(sqlite_shop, ticket_id)
    undo(sqlite_shop, scan_id)
    sqlite_shop.clock.move_on(timedelta(seconds=5))
    again = scan(sqlite_shop, code, mode, bin_code=bin_code)
    assert again.outcome is first.outcome
    assert standing(sqlite_shop, ticket_id) == after


def test_after_ten_minutes_it_stays(sqlite_shop: Shop) -> None:
    _, scan_id = scan_kept(sqlite_shop, code_of(sqlite_shop, inbound(sqlite_shop)), Work.RECEIVE)
    sqlite_shop.clock.move_on(timedelta(minutes=10, seconds=1))
    with pytest.raises(WrongState, match="ten minutes"):
        undo(sqlite_shop, scan_id)


def test_what_has_moved_on_stays(sqlite_shop: Shop) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    _, scan_id = scan_kept(sqlite_shop, code, Work.RECEIVE)
    scan(sqlite_shop, code, Work.STORE, bin_code="A-01")
    with pytest.raises(Conflict, match="happened to it since"):
        undo(sqlite_shop, scan_id)


def test_a_second_undo_names_who_was_first(sqlite_shop: Shop) -> None:
    _, scan_id = scan_kept(
        sqlite_shop, code_of(sqlite_shop, received(sqlite_shop)), Work.STORE, bin_code="A-01"
    )
    undo(sqlite_shop, scan_id)
    with pytest.raises(Conflict, match="이수민 has undone it already"):
        undo(sqlite_shop, scan_id)


def test_looking_a_bin_up_cannot_be_undone(sqlite_shop: Shop) -> None:
    _, scan_id = scan_kept(sqlite_shop, "A-01", Work.STORE)
    with pytest.raises(WrongState, match="changed nothing"):
        undo(sqlite_shop, scan_id)


def test_a_text_that_still_waits_is_never_sent(shop: Shop) -> None:
    _, scan_id = scan_kept(shop, code_of(shop, inbound(shop)), Work.RECEIVE, quiet=False)
    undo(shop, scan_id)
    shop.drain()
    assert [(one.kind, one.state, one.reason) for one in shop.texts()] == [
        (SmsKind.PARCEL_RECEIVED, SmsState.DROPPED, Reason.TAKEN_BACK)
    ]
    shop.nothing_is_left_owed()


SLIPS: list[tuple[Work, Device]] = [
    (Work.RECEIVE, inbound),
    (Work.HAND_IN, inbound),
    (Work.HAND_OUT, to_hand_out),
]


@pytest.mark.parametrize(("mode", "device"), SLIPS)
def test_a_text_that_has_left_is_corrected(sqlite_shop: Shop, mode: Work, device: Device) -> None:
    ticket_id = device(sqlite_shop)
    _, scan_id = scan_kept(sqlite_shop, code_of(sqlite_shop, ticket_id), mode, quiet=False)
    sqlite_shop.drain()
    undo(sqlite_shop, scan_id)
    sqlite_shop.drain()
    assert "스캔 실수" in sqlite_shop.phone("+821012345678")[-1]
    sqlite_shop.nothing_is_left_owed()


@pytest.mark.parametrize(("mode", "device"), SLIPS)
def test_what_has_left_goes_uncorrected_where_that_is_held_back(
    sqlite_shop: Shop, mode: Work, device: Device
) -> None:
    ticket_id = device(sqlite_shop)
    before = standing(sqlite_shop, ticket_id)
    _, scan_id = scan_kept(sqlite_shop, code_of(sqlite_shop, ticket_id), mode, quiet=False)
    sqlite_shop.drain()
    told = len(sqlite_shop.texts())
    take_back(sqlite_shop, scan_id, quiet=True, seen=False)
    assert standing(sqlite_shop, ticket_id) == before
    assert len(sqlite_shop.texts()) == told
    with sqlite_shop.database.reading() as session:
        assert history(session, the(session, ticket_id))[-1].quiet


@pytest.mark.parametrize(("mode", "device"), SLIPS)
def test_no_text_goes_that_nobody_has_seen(shop: Shop, mode: Work, device: Device) -> None:
    ticket_id = device(shop)
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), mode, quiet=False)
    assert not due(shop, scan_id)
    shop.drain()
    assert due(shop, scan_id)
    told, after = shop.texts(), standing(shop, ticket_id)
    with pytest.raises(TextHasLeft):
        take_back(shop, scan_id, seen=False)
    assert standing(shop, ticket_id) == after
    assert len(shop.texts()) == len(told)
    take_back(shop, scan_id, seen=True)
    assert not due(shop, scan_id)
    assert [one.kind for one in shop.texts()[len(told) :]] == [SmsKind.SCAN_CORRECTED]


def test_what_still_waits_needs_no_look(shop: Shop) -> None:
    _, scan_id = scan_kept(shop, code_of(shop, inbound(shop)), Work.RECEIVE, quiet=False)
    take_back(shop, scan_id, seen=False)
    assert [one.state for one in shop.texts()] == [SmsState.DROPPED]


def test_what_has_moved_on_cannot_be_undone(sqlite_shop: Shop) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    _, scan_id = scan_kept(sqlite_shop, code, Work.RECEIVE, quiet=False)
    sqlite_shop.drain()
    assert may_undo(sqlite_shop, scan_id)
    scan(sqlite_shop, code, Work.STORE, bin_code="A-01")
    assert not may_undo(sqlite_shop, scan_id)


def test_the_way_back_closes_with_its_time_and_with_its_use(sqlite_shop: Shop) -> None:
    code = code_of(sqlite_shop, received(sqlite_shop))
    _, scan_id = scan_kept(sqlite_shop, code, Work.STORE, bin_code="A-01")
    sqlite_shop.clock.move_on(UNDO_WITHIN)
    assert may_undo(sqlite_shop, scan_id)
    sqlite_shop.clock.move_on(timedelta(seconds=1))
    assert not may_undo(sqlite_shop, scan_id)
    _, again = scan_kept(sqlite_shop, code, Work.STORE, bin_code="A-02")
    undo(sqlite_shop, again)
    assert not may_undo(sqlite_shop, again)
    _, looked = scan_kept(sqlite_shop, "A-01", Work.STORE)
    assert not may_undo(sqlite_shop, looked)


def test_an_arrival_nobody_was_to_fetch_goes_back_to_choosing_a_pickup(shop: Shop) -> None:
    ticket_id = authorised(shop)
    before = standing(shop, ticket_id)
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), Work.RECEIVE, quiet=False)
    shop.drain()
    take_back(shop, scan_id, seen=True)
    assert standing(shop, ticket_id) == before
    assert [text.kind for text in shop.texts()] == [SmsKind.PARCEL_RECEIVED, SmsKind.SCAN_CORRECTED]


def test_the_counter_event_is_of_the_same_step(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    _, scan_id = scan_kept(sqlite_shop, code_of(sqlite_shop, ticket_id), Work.STORE, bin_code="A-01")
    undo(sqlite_shop, scan_id)
    with sqlite_shop.database.reading() as session:
        assert [row.step for row in custody.of_ticket(session, ticket_id)][-2:] == [BizStep.STORING] * 2


def test_what_came_back_from_a_failed_return_is_with_its_courier_again(shop: Shop) -> None:
    ticket_id = to_hand_out(shop)
    scan(shop, code_of(shop, ticket_id), Work.HAND_OUT)
    with shop.database.transaction() as session:
        job = courier.active_job(session, ticket_id, Leg.OUTBOUND)
        assert job is not None
        fail_stop(
            session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), reason=FailureReason.NOBODY_HOME
        )
    before = standing(shop, ticket_id)
    _, scan_id = scan_kept(shop, code_of(shop, ticket_id), Work.HAND_IN)
    assert standing(shop, ticket_id) != before
    undo(shop, scan_id)
    assert standing(shop, ticket_id) == before
