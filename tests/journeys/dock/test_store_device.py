"""Bins: where it lies is known, moving is a hand-over, and a second scan does no harm."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from app.courier.trips.queries import active_job
from app.courier.trips.states import FailureReason
from app.custody import queries as custody
from app.custody.chain import verify
from app.custody.models import BizStep, CustodyEvent
from app.journeys.dock.hand_out import hand_out
from app.journeys.dock.store_device import store_device
from app.journeys.transport.run_stop import fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.ids import spell_code
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.custody.devices import events, inbound, return_booked, the
from tests.journeys.dock_day import packed, received
from tests.shop import Shop


def _store(shop: Shop, ticket_id: UUID, bin_code: str) -> CustodyEvent | None:
    with shop.database.transaction() as session:
        return store_device(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            bin_code=bin_code,
        )


def test_it_lies_in_the_bin_and_the_repair_goes_on_as_it_was(shop: Shop) -> None:
    ticket_id = received(shop)
    with shop.database.reading() as session:
        before = the(session, ticket_id).version
    _store(shop, ticket_id, " ㅁ-01 ")
    _store(shop, ticket_id, "b-02")
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        rows = custody.of_ticket(session, ticket_id)[1:]
        assert (ticket.bin_code, ticket.state, ticket.version) == ("B-02", State.RECEIVED, before)
        assert [(row.giver_name, row.taker_name) for row in rows] == [("이수민", "A-01"), ("A-01", "B-02")]
        assert len(events(session, ticket_id)) == before


def test_scanning_the_same_bin_twice_writes_nothing(shop: Shop) -> None:
    ticket_id = received(shop)
    assert _store(shop, ticket_id, "A-01") is not None
    assert _store(shop, ticket_id, "A-01") is None
    with shop.database.reading() as session:
        assert len(custody.of_ticket(session, ticket_id)) == 2


@pytest.mark.parametrize("typed", ["Z-99", "", "7K2M4Q9TXB3H"])
def test_a_bin_we_do_not_have_is_named(shop: Shop, typed: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        _store(shop, received(shop), typed)
    assert (refused.value.field, refused.value.code) == ("bin", "unknown_bin")


def test_a_bin_for_one_takes_one_and_names_what_lies_there_and_where_there_is_room(shop: Shop) -> None:
    first, second = received(shop), received(shop)
    _store(shop, first, "B-07")
    with shop.database.reading() as session:
        there = spell_code(the(session, first).code)
    with pytest.raises(FieldRefused) as full:
        _store(shop, second, "B-07")
    assert (full.value.field, full.value.code) == ("bin", "bin_full")
    assert there in str(full.value.message)
    assert "B-08" in str(full.value.message)
    assert _store(shop, first, "B-07") is None
    _store(shop, first, "B-08")
    assert _store(shop, second, "B-07") is not None


def test_two_at_once_do_not_share_a_bin_for_one(shop: Shop) -> None:
    ids = [received(shop) for _ in range(3)]

    def store(ticket_id: UUID) -> str:
        try:
            _store(shop, ticket_id, "B-07")
        except FieldRefused as full:
            return full.code
        return "stored"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(store, ids)) == ["bin_full", "bin_full", "stored"]


def test_what_is_still_with_the_customer_has_no_bin(shop: Shop) -> None:
    with pytest.raises(WrongState):
        _store(shop, inbound(shop), "A-01")


def test_what_comes_back_undelivered_is_received_again_and_stays_packed(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    with shop.database.transaction() as session:
        hand_out(
            session, the(session, ticket_id), Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
        )
    with shop.database.transaction() as session:
        job = active_job(session, ticket_id, Leg.OUTBOUND)
        assert job is not None
        fail_stop(
            session, job, Act(shop.staff(Role.DISPATCHER), shop.clock()), reason=FailureReason.NOBODY_HOME
        )
    with shop.database.reading() as session:
        assert custody.where_is(session, the(session, ticket_id)).outside
    _store(shop, ticket_id, "C-03")
    with shop.database.reading() as session:
        where = custody.where_is(session, the(session, ticket_id))
        assert (where.outside, where.packed, where.bin_code) == (False, True, "C-03")
        assert [row.step for row in custody.of_ticket(session, ticket_id)][-3:] == [
            BizStep.SHIPPING,
            BizStep.RECEIVING,
            BizStep.STORING,
        ]
        assert verify(session, ticket_id) is None


def test_two_clerks_with_two_bins_leave_one_place_and_an_unbroken_chain(shop: Shop) -> None:
    ticket_id = received(shop)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda code: _store(shop, ticket_id, code), ["A-01", "A-02", "A-03", "A-04"]))
    with shop.database.reading() as session:
        rows = custody.of_ticket(session, ticket_id)
        assert [row.giver_name for row in rows[1:]] == [row.taker_name for row in rows[:-1]]
        assert the(session, ticket_id).bin_code == rows[-1].taker_bin
