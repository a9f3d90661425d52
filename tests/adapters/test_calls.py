"""A call to anybody outside ends in time, is never made in a transaction, and is counted by how it ended."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from app.adapters.calls import CalledInTransaction, Calls, call_at_hand
from app.adapters.carriers.measured import MEANING
from app.adapters.counters import BOUNDS, Counters, Ended
from app.courier.trips.carriers import CarrierError, OutcomeUnknown, Permanent, TooLateToCancel, Transient
from app.kernel.db import Database
from tests.patience import HANGS


class SaidNo(Exception):
    """Of an adapter."""


class Silent(Exception):
    """Of an adapter."""


@pytest.fixture
def counters() -> Counters:
    return Counters()


@pytest.fixture
def calls(counters: Counters) -> Calls:
    return Calls("somebody", {SaidNo: Ended.REFUSED, Silent: Ended.FAILED}, counters=counters)


def ended(counters: Counters) -> dict[str, int]:
    return {row.ended: row.count for row in counters.snapshot().rows}


def test_what_is_answered_in_time_comes_back(calls: Calls, counters: Counters) -> None:
    with calls.measured("ask", within=10) as call:
        assert call.run(lambda: "yes") == "yes"
    assert ended(counters) == {"ok": 1}


def test_what_takes_too_long_is_not_waited_for(calls: Calls, counters: Counters) -> None:
    for_ever = Event()
    with (
        pytest.raises(TimeoutError, match=r"not done within 0\.2 seconds"),
        calls.measured("ask", within=0.2) as call,
    ):
        call.run(lambda: for_ever.wait(HANGS))
    assert ended(counters) == {"unknown": 1}
    assert counters.snapshot().under_way == {"somebody": 1}, "whoever reads the counters sees what hangs"
    for_ever.set()


def test_several_steps_share_the_time_of_one_call(calls: Calls) -> None:
    with calls.measured("ask", within=0.3) as call:
        assert call.run(lambda: 1) == 1
        with pytest.raises(TimeoutError):
            call.run(lambda: Event().wait(30))
        assert call.left() == 0
        with pytest.raises(TimeoutError):
            call.run(lambda: Event().wait(30))


def test_a_time_out_of_the_work_itself_is_told_as_it_is(calls: Calls) -> None:
    def work() -> None:
        raise TimeoutError("said the socket")

    with pytest.raises(TimeoutError, match="said the socket"), calls.measured("ask", within=10) as call:
        call.run(work)


def test_the_work_knows_the_call_it_is_for(calls: Calls) -> None:
    """So a transport can cut its own connection in time."""
    with calls.measured("ask", within=10) as call:
        assert call.run(call_at_hand) is call
    with pytest.raises(LookupError):
        call_at_hand()


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (SaidNo(), "refused"),
        (Silent(), "failed"),
        (RuntimeError("odd"), "unknown"),
        (KeyboardInterrupt(), "unknown"),
    ],
)
def test_an_error_is_counted_by_what_the_adapter_means_by_it(
    calls: Calls, counters: Counters, error: BaseException, counted: str
) -> None:
    with pytest.raises(type(error)), calls.measured("ask", within=10):
        raise error
    assert ended(counters) == {counted: 1}


def test_an_adapter_whose_port_never_raises_says_how_it_ended(calls: Calls, counters: Counters) -> None:
    with calls.measured("ask", within=10) as call:
        call.ended = Ended.UNKNOWN
    assert ended(counters) == {"unknown": 1}


@pytest.mark.parametrize("way", ["transaction", "reading"])
def test_nobody_is_called_while_a_transaction_is_open(
    calls: Calls, counters: Counters, sqlite_database: Database, way: str
) -> None:
    with (
        getattr(sqlite_database, way)(),
        pytest.raises(CalledInTransaction),
        calls.measured("ask", within=10),
    ):
        pytest.fail("it went out")
    assert ended(counters) == {}
    with calls.measured("ask", within=10):
        pass  # afterwards it may


def test_a_line_in_the_log_names_nobody(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with calls.measured("ask", within=10):
        pass
    with pytest.raises(Silent), calls.measured("ask", within=10):
        raise Silent("+821012345678 said: my code is 1234")
    fine, wrong = caplog.records
    assert (fine.levelname, wrong.levelname) == ("INFO", "WARNING")
    assert fine.getMessage().startswith("call=somebody.ask ended=ok seconds=0.")
    assert wrong.getMessage().startswith("call=somebody.ask ended=failed seconds=0.")
    assert wrong.getMessage().endswith(" error=Silent")
    assert "1234" not in caplog.text


def test_what_is_at_home_is_told_only_when_it_goes_wrong(
    counters: Counters, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = Calls("folder", {}, at_home=True, counters=counters)
    with folder.measured("put", within=10):
        pass
    assert caplog.text == ""
    with pytest.raises(OSError), folder.measured("put", within=10):
        raise OSError("full")
    assert "call=folder.put ended=unknown" in caplog.text


def test_the_counters_are_a_histogram_by_party_act_and_outcome(counters: Counters) -> None:
    for seconds in (0.01, 0.05, 0.2, 500.0):
        counters.count("somebody", "ask", Ended.OK, seconds)
    counters.count("somebody", "ask", Ended.FAILED, 1.0)
    failed, fine = counters.snapshot().rows
    assert (fine.party, fine.act, fine.ended, fine.count) == ("somebody", "ask", "ok", 4)
    assert fine.seconds == pytest.approx(500.26)
    by_bound = dict(zip(BOUNDS, fine.buckets, strict=True))
    assert [by_bound[bound] for bound in (0.05, 0.1, 0.25, 60.0)] == [2, 2, 3, 3], (
        "the fourth took longer than all"
    )
    assert (failed.ended, failed.count) == ("failed", 1)


def test_counting_from_many_threads_loses_nothing(counters: Counters) -> None:
    calls = Calls("somebody", {}, counters=counters)

    def ask(_number: int) -> Any:
        with calls.measured("ask", within=30) as call:
            return call.run(lambda: 1)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(400))) == 400
    assert ended(counters) == {"ok": 400}


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (Transient(), "failed"),
        (Permanent(), "refused"),
        (TooLateToCancel(), "refused"),
        (OutcomeUnknown(), "unknown"),
        (CarrierError("no answer"), "unknown"),
    ],
)
def test_what_a_carriers_errors_mean(counters: Counters, error: CarrierError, counted: str) -> None:
    calls = Calls("parcels", MEANING, counters=counters)
    with pytest.raises(CarrierError), calls.measured("book", within=10):
        raise error
    assert ended(counters) == {counted: 1}
