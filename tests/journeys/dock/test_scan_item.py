"""What each mode of the station does with a scan, and what it refuses."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.custody import queries as custody
from app.custody.models import BizStep
from app.dock.results import word_of
from app.dock.works import Outcome, Work
from app.kernel.errors import Conflict, FieldRefused, NotFound, WrongState
from app.tickets.states import State
from tests.custody.devices import inbound, return_booked, state_of
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.journeys.dock_day import at_bench, packed, ready, received
from tests.journeys.stations import code_of, scan
from tests.shop import Shop


def last_of(shop: Shop, ticket_id: UUID) -> tuple[BizStep, object, object]:
    with shop.database.reading() as session:
        event = custody.last_event(session, ticket_id)
        assert event is not None
        return event.step, event.giver_name, event.taker_name


def test_receiving_takes_the_parcel_in_and_keeps_both_clocks(shop: Shop) -> None:
    ticket_id = inbound(shop)
    device_at = shop.clock() - timedelta(minutes=40)
    answer = scan(shop, type_in_hangul_mode(code_of(shop, ticket_id)), Work.RECEIVE, device_at=device_at)
    assert (answer.outcome, str(word_of(answer))) == (Outcome.DONE, "Received")
    assert state_of(shop, ticket_id) is State.RECEIVED
    with shop.database.reading() as session:
        event = custody.last_event(session, ticket_id)
        assert event is not None
        assert (event.at, event.device_at) == (shop.clock(), device_at)


def test_in_from_the_courier_takes_new_parcels_and_those_that_come_back(sqlite_shop: Shop) -> None:
    new = inbound(sqlite_shop)
    assert scan(sqlite_shop, code_of(sqlite_shop, new), Work.HAND_IN).outcome is Outcome.DONE
    assert state_of(sqlite_shop, new) is State.RECEIVED


def test_what_is_not_outside_is_not_brought_back(sqlite_shop: Shop) -> None:
    with pytest.raises(WrongState, match="No courier brings this one back"):
        scan(sqlite_shop, code_of(sqlite_shop, ready(sqlite_shop)), Work.HAND_IN)


def test_a_bin_chosen_first_takes_device_after_device(shop: Shop) -> None:
    first, second = received(shop), received(shop, phone="+821087654321")
    chosen = scan(shop, "HTTPS://FIX.EXAMPLE/B/A-02", Work.STORE)
    assert (chosen.outcome, chosen.in_bin, chosen.bin_holds) == (Outcome.LOOK, "A-02", 0)
    for ticket_id in (first, second):
        answer = scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-02")
        assert (answer.outcome, str(word_of(answer))) == (Outcome.DONE, "In A-02")
    assert scan(shop, "a-02", Work.STORE).bin_holds == 2


def test_a_device_scanned_before_its_bin_asks_for_it(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    assert scan(sqlite_shop, code_of(sqlite_shop, ticket_id), Work.MOVE).outcome is Outcome.WANTS_BIN
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


def test_the_same_bin_again_changes_nothing(sqlite_shop: Shop) -> None:
    code = code_of(sqlite_shop, received(sqlite_shop))
    scan(sqlite_shop, code, Work.STORE, bin_code="A-02")
    assert scan(sqlite_shop, code, Work.STORE, bin_code="A-02").outcome is Outcome.REPEAT


def test_taking_out_puts_it_into_the_clerks_hands(shop: Shop) -> None:
    ticket_id = received(shop)
    scan(shop, code_of(shop, ticket_id), Work.STORE, bin_code="A-02")
    assert scan(shop, code_of(shop, ticket_id), Work.PICK).outcome is Outcome.DONE
    assert last_of(shop, ticket_id) == (BizStep.PICKING, "A-02", "이수민")
    with pytest.raises(Conflict, match="이수민 has it"):
        scan(shop, code_of(shop, ticket_id), Work.PICK)


def test_packing_by_one_scan_is_for_what_came_alone(shop: Shop) -> None:
    alone, with_charger = ready(shop, accessories=()), ready(shop, phone="+821087654321")
    assert scan(shop, code_of(shop, alone), Work.PACK).outcome is Outcome.DONE
    with pytest.raises(FieldRefused) as refused:
        scan(shop, code_of(shop, with_charger), Work.PACK)
    assert refused.value.code == "needs_checklist"


def test_handing_out_sends_it_on_its_way(shop: Shop) -> None:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    assert scan(shop, code_of(shop, ticket_id), Work.HAND_OUT).outcome is Outcome.DONE
    assert state_of(shop, ticket_id) is State.OUTBOUND


def test_counting_sees_what_lies_there(shop: Shop) -> None:
    ticket_id = at_bench(shop)
    code = code_of(shop, ticket_id)
    scan(shop, code, Work.STORE, bin_code="A-02")
    with pytest.raises(Conflict, match="not being counted"):
        scan(shop, code, Work.COUNT, bin_code="A-02")
    started = scan(shop, "A-02", Work.COUNT)
    assert str(word_of(started)) == "Counting A-02"
    assert scan(shop, code, Work.COUNT, bin_code="A-02").outcome is Outcome.DONE
    assert last_of(shop, ticket_id)[0] is BizStep.STOCK_TAKING


def test_a_phone_number_is_never_acted_on(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop)
    answer = scan(sqlite_shop, "010-1234-5678", Work.RECEIVE)
    assert answer.outcome is Outcome.SEVERAL
    assert [hit.code for hit in answer.choices] == [code_of(sqlite_shop, ticket_id)]
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_a_serial_that_one_open_repair_has_is_as_good_as_its_code(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop, serial="BV9-0001")
    assert scan(sqlite_shop, "ㅠㅍ9-0001", Work.RECEIVE).outcome is Outcome.DONE
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


@pytest.mark.parametrize(
    "around", ["http://localhost/bench/{}", "http://localhost/dock/{}/inspect", '{{"code":"{}"}}', "[)>␞06␝S{}", "code: {}"]
)  # fmt: skip
def test_the_code_is_acted_on_whatever_names_it(sqlite_shop: Shop, around: str) -> None:
    ticket_id = inbound(sqlite_shop)
    typed = around.format(code_of(sqlite_shop, ticket_id))
    assert scan(sqlite_shop, typed, Work.RECEIVE).outcome is Outcome.DONE
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


@pytest.mark.parametrize("typed", [" ", "\x00", "\x1d\r"])
def test_a_scan_that_brought_nothing_is_not_quoted(sqlite_shop: Shop, typed: str) -> None:
    with pytest.raises(NotFound, match="Nothing readable came"):
        scan(sqlite_shop, typed, Work.RECEIVE)


def test_what_nothing_has_is_said_to_be_unknown(sqlite_shop: Shop) -> None:
    with pytest.raises(NotFound, match="Nothing here has “XXXX-1”"):
        scan(sqlite_shop, "XXXX-1", Work.RECEIVE)
