"""A scan station for tests of the stories behind it."""

from datetime import datetime
from uuid import UUID, uuid4

from app.dock import scan_log
from app.dock.models import Scan
from app.dock.results import ScanResult
from app.dock.works import Work
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.take_scan import take_scan
from app.journeys.dock.undo_scan import undo_scan
from app.kernel.act import Act
from app.kernel.actor import Role
from tests.custody.devices import the
from tests.shop import Shop


def code_of(shop: Shop, ticket_id: UUID) -> str:
    """The code on the box."""
    with shop.database.reading() as session:
        return the(session, ticket_id).code


def scan(
    shop: Shop,
    typed: str,
    work: Work,
    *,
    bin_code: str = "",
    device_at: datetime | None = None,
    quiet: bool = True,
) -> ScanResult:
    """Scan something at the dock."""
    order = ScanOrder(typed=typed, work=work, key=str(uuid4()), bin_code=bin_code)
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        return take_scan(
            session, order, Act(clerk, shop.clock(), quiet=quiet, place="dock", device_at=device_at)
        )


def scan_kept(
    shop: Shop,
    typed: str,
    work: Work,
    *,
    bin_code: str = "",
    device_at: datetime | None = None,
    quiet: bool = True,
) -> tuple[ScanResult, UUID]:
    """The same, and the row it left."""
    result = scan(shop, typed, work, bin_code=bin_code, device_at=device_at, quiet=quiet)
    assert result.scan_id is not None
    return result, result.scan_id


def undo(shop: Shop, scan_id: UUID) -> Scan:
    """Take a scan back."""
    with shop.database.transaction() as session:
        row = scan_log.by_id(session, scan_id)
        undo_scan(session, row, Act(shop.staff(Role.WAREHOUSE), shop.clock()))
        return row
