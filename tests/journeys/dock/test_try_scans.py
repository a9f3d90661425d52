"""A long list is tried in pieces, each in a transaction of its own: what filled up in one is full in the next."""

from app.dock.works import Work
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.try_scans import Trial, try_scans
from app.kernel.act import Act
from app.kernel.actor import Role
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.shop import Shop


def test_what_earlier_pieces_put_into_a_bin_lies_there(sqlite_shop: Shop) -> None:
    codes = [code_of(sqlite_shop, received(sqlite_shop)) for _ in range(2)]
    orders = [ScanOrder(typed=code, work=Work.STORE, key=f"k{code}", bin_code="B-07") for code in codes]
    act, trials = Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock()), list[Trial]()
    for order in orders:
        with sqlite_shop.database.transaction() as session:
            trials += try_scans(session, iter([order]), act, after=trials)
    assert [trial.works for trial in trials] == [True, False]
    assert trials[1].no is not None
    assert trials[1].no.code == "bin_full"
    assert [sqlite_shop.ticket(code).bin_code for code in codes] == [None, None]
