"""The one door to every act at the dock: a station, a form, a list of many, a page and the API all come through it.

Done once however often it is sent, kept with what came of it, whoever may not is told so, and a refusal is kept as
well. Who opens transactions calls `take_scan` in one; where that fails, `told_before` in another, else `keep_refusal`.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.dock import scan_log
from app.dock.models import Scan
from app.dock.results import ScanResult, device_of
from app.dock.scan_log import Particulars
from app.dock.works import WORKS, Outcome, Work
from app.journeys.dock.look_up import look_up
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.scan_item import Done, choices_of, named_by, scan_item
from app.kernel.act import Act
from app.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from app.kernel.i18n import text
from app.sites.site import site_of
from app.staff.permissions import may
from app.tickets.models import Ticket


class NotYourWork(NotAllowed):
    """The work is another role's: nothing of the scan is kept, as it was none of this person's."""

    def __init__(self) -> None:
        super().__init__(
            text("This work is the warehouse's. Look the device up instead, or ask a colleague.")
        )


class KeyReused(Conflict):
    """The key belongs to another scan: another code, work, bin or list. Which was meant, nobody can know."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(
            text(
                "This key was used for another scan (another code, work or bin), so nothing was done. Make a new key for "
                "each scan and send it again."
            )
        )


class TakenBack(Conflict):
    """What the page asked for was done once and undone: its second sending does nothing, and thanks for nothing."""

    code = "taken_back"


def take_scan(session: Session, order: ScanOrder, act: Act) -> ScanResult:
    """Do the scan and keep it, all or nothing; looking up leaves no trace.

    Raises NotYourWork for other roles, KeyTaken where the key took effect before, and whatever the work's own
    story refuses.
    """
    if not may(act.actor.role, WORKS[order.work].needs):
        raise NotYourWork
    done = scan_item(session, order, act)
    return done.result if order.work is Work.OPEN else _keep(session, order, act, done)


def told_before(session: Session, order: ScanOrder) -> ScanResult | None:
    """What the first sending of this key came to, None where there was none.

    Raises KeyReused where the key belongs to another scan.
    """
    scan = scan_log.earlier(session, order.key)
    if scan is None:
        return None
    sent = (order.typed, order.work, order.bin_code[: scan_log.BIN_ROOM], order.batch_id)
    if (scan.typed, scan.work, scan.bin_code, scan.batch_id) != sent:
        raise KeyReused
    return replace(told_again(session, scan), told_before=True)


def told_again(session: Session, scan: Scan) -> ScanResult:
    """What came of a scan that was kept; where several could be meant, those that can be now."""
    (result,) = scan_log.results(session, [scan])
    if result.outcome is not Outcome.SEVERAL:
        return result
    return replace(result, choices=choices_of(look_up(session, scan.typed, region=site_of(session).region)))


def keep_refusal(session: Session, order: ScanOrder, act: Act, no: Refusal) -> ScanResult:
    """Nothing was done: the same scan moments before explains it, else the refusal is kept, in no language yet.

    A page shows what it saw, so its second sending is a second decision and no echo.
    """
    ticket = named_by(session, order, act)
    first = scan_log.doubled(session, ticket.id, order.work, act) if ticket and not order.filled else None
    if first is not None:
        (of_first,) = scan_log.results(session, [first])
        echo = replace(of_first, outcome=Outcome.REPEAT, echo=True, queued=order.queued)
        return _keep(session, order, act, Done(echo, ticket), first)
    result = ScanResult(
        work=order.work,
        typed=order.typed,
        outcome=Outcome.UNKNOWN if isinstance(no, NotFound) else Outcome.REFUSED,
        device=device_of(ticket) if ticket else None,
        refusal_code=no.code,
        refusal=no.message,
        queued=order.queued,
    )
    return result if order.work is Work.OPEN else _keep(session, order, act, Done(result, ticket))


def _keep(session: Session, order: ScanOrder, act: Act, done: Done, echoed: Scan | None = None) -> ScanResult:
    ticket: Ticket | None = done.ticket
    beside = Particulars(
        key=order.key,
        bin_code=order.bin_code,
        batch_id=order.batch_id,
        by_form=order.filled is not None,
        ticket_id=ticket.id if ticket else None,
        custody_number=done.event.number if done.event else None,
        version=ticket.version if ticket else None,
        was_due=done.was_due,
        echoes=echoed.id if echoed else None,
    )
    result = replace(done.result, typed=order.typed, work=order.work)
    scan_log.keep(session, result, beside, act)
    return replace(result, scan_id=echoed.id if echoed else beside.scan_id)
