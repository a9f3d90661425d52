"""What many scans would do, found out by doing them and taking everything back before anybody could see it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.dock.results import Device, ScanResult, device_of
from app.dock.works import Outcome
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.scan_item import named_by
from app.journeys.dock.take_scan import take_scan
from app.journeys.rehearse import rehearse_in_turn, taken_back
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.messaging.sms.models import Sms
from app.tickets.models import Ticket


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


def try_scans(
    session: Session, orders: Iterator[ScanOrder], act: Act, *, after: Sequence[Trial] = ()
) -> list[Trial]:
    """Each in turn, so that a bin that fills up is seen; nothing of it stays.

    `after` are those of the same list that were tried before, in another transaction: they lie in their bins.
    """
    now_tried: list[ScanOrder] = []

    def stories() -> Iterator[Callable[[Session], ScanResult]]:
        for order in orders:
            now_tried.append(order)
            yield partial(take_scan, order=order, act=act)

    with taken_back(session):
        _lie_there(session, after)
        tried = rehearse_in_turn(session, stories())
    trials = []
    for order, one in zip(now_tried, tried, strict=True):
        device = one.result.device if one.result else _device_named(session, order, act)
        trials.append(Trial(order.typed, one.result, one.no, device, one.texts))
    return trials


def _lie_there(session: Session, trials: Sequence[Trial]) -> None:
    into: dict[str, list[str]] = {}
    for trial in trials:
        if trial.works and trial.device and trial.result and trial.result.in_bin:
            into.setdefault(trial.result.in_bin, []).append(trial.device.code)
    for bin_code, codes in into.items():
        session.execute(
            update(Ticket)
            .where(Ticket.code.in_(codes))
            .values(bin_code=bin_code)
            .execution_options(synchronize_session=False)
        )


def _device_named(session: Session, order: ScanOrder, act: Act) -> Device | None:
    ticket = named_by(session, order, act)
    return device_of(ticket) if ticket else None
