"""What many scans would do, found out by doing them and taking everything back before anybody could see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from app.dock.results import Device, ScanResult, device_of
from app.dock.works import Outcome
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.scan_item import named_by
from app.journeys.dock.take_scan import take_scan
from app.journeys.rehearse import rehearse_in_turn
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.messaging.sms.models import Sms


@dataclass(frozen=True, slots=True)
class Trial:
    """One scan of the list: what would come of it, or why not; and the texts that would go with it."""

    typed: str
    result: ScanResult | None
    no: Refusal | None
    device: Device | None
    texts: tuple[Sms, ...]

    @property
    def works(self) -> bool:
        """Whether it would change something."""
        return self.result is not None and self.result.outcome is Outcome.DONE


def try_scans(session: Session, orders: Sequence[ScanOrder], act: Act) -> list[Trial]:
    """Each in turn, so that a bin that fills up is seen; nothing of it stays."""
    tried = rehearse_in_turn(session, [partial(take_scan, order=order, act=act) for order in orders])
    trials = []
    for order, one in zip(orders, tried, strict=True):
        device = one.result.device if one.result else _device_named(session, order, act)
        trials.append(Trial(order.typed, one.result, one.no, device, one.texts))
    return trials


def _device_named(session: Session, order: ScanOrder, act: Act) -> Device | None:
    ticket = named_by(session, order, act)
    return device_of(ticket) if ticket else None
