"""A scan station for tests of the stories behind it."""

from datetime import datetime
from uuid import UUID, uuid4

from app.dock import scan_log
from app.dock.models import Scan
from app.dock.modes import Mode
from app.journeys.dock.scan_item import Order, ScanAnswer, scan_item
from app.journeys.dock.undo_scan import undo_scan
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.ids import new_row_id
from tests.custody.devices import the
from tests.shop import Shop


def code_of(shop: Shop, ticket_id: UUID) -> str:
    """The code on the box."""
    with shop.database.reading() as session:
        return the(session, ticket_id).code


def scan(
    shop: Shop,
    typed: str,
    mode: Mode,
    *,
    bin_code: str = "",
    device_at: datetime | None = None,
    quiet: bool = True,
) -> ScanAnswer:
    """Scan something at the dock."""
    return scan_kept(shop, typed, mode, bin_code=bin_code, device_at=device_at, quiet=quiet)[0]


def scan_kept(
    shop: Shop,
    typed: str,
    mode: Mode,
    *,
    bin_code: str = "",
    device_at: datetime | None = None,
    quiet: bool = True,
) -> tuple[ScanAnswer, UUID]:
    """The same, and the row it left."""
    order = Order(typed=typed, mode=mode, place="dock", bin_code=bin_code, device_at=device_at, quiet=quiet)
    clerk = shop.staff(Role.WAREHOUSE)
    with shop.database.transaction() as session:
        answer = scan_item(session, order, Act(clerk, shop.clock()))
        scan_id = new_row_id()
        scan_log.keep(
            session,
            scan_id=scan_id,
            key=str(uuid4()),
            typed=typed,
            mode=mode,
            place="dock",
            bin_code=bin_code,
            batch_id=None,
            device_at=device_at,
            now=shop.clock(),
            actor=clerk,
            queued=False,
            outcome=answer.outcome,
            answer={"was_bin": answer.was_bin},
            ticket_id=answer.ticket.id if answer.ticket else None,
            custody_number=answer.event.number if answer.event else None,
            version=answer.ticket.version if answer.ticket else None,
        )
    return answer, scan_id


def undo(shop: Shop, scan_id: UUID) -> Scan:
    """Take a scan back."""
    with shop.database.transaction() as session:
        row = scan_log.by_id(session, scan_id)
        undo_scan(session, row, Act(shop.staff(Role.WAREHOUSE), shop.clock()))
        return row
