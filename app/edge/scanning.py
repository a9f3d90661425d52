"""The edge of a scan: opens its transactions, and renders what came of it in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.dock.results import Device, ScanResult, line_of, word_of
from app.dock.scan_log import KeyTaken
from app.dock.works import NEEDS_A_PERSON, WORKS, Outcome
from app.edge.current import runtime, shown
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.take_scan import (
    KeyReused,
    NotYourWork,
    TakenBack,
    keep_refusal,
    take_scan,
    told_before,
)
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.kernel.ids import new_token, spell_code


class Shown(NamedTuple):
    """How an outcome is answered: the HTTP status, and the tone of its colour and sound."""

    status: int
    tone: str


SHOWN: dict[Outcome, Shown] = {
    Outcome.DONE: Shown(201, "good"),
    Outcome.REPEAT: Shown(200, "good"),
    Outcome.LOOK: Shown(200, "good"),
    Outcome.WANTS_BIN: Shown(200, "attention"),
    Outcome.SEVERAL: Shown(200, "attention"),
    Outcome.REFUSED: Shown(409, "problem"),
    Outcome.UNKNOWN: Shown(404, "problem"),
}
TAKEN_BACK = Shown(409, "attention")
NOT_KEPT = (NotYourWork, KeyReused, TakenBack)


def take(order: ScanOrder, act: Act) -> ScanResult:
    """Do the scan. A key that took effect before is told the same again; a refusal changes nothing but is kept.

    Raises KeyReused where the key belongs to another scan, NotYourWork for other roles.
    """
    try:
        return _once([order], act)
    except NOT_KEPT:
        raise
    except Refusal as no:
        return _keep(order, act, no)


def take_filled(orders: Sequence[ScanOrder], act: Act) -> ScanResult:
    """Do what a page asks for, one act after the other, all or nothing; a page sent twice takes effect once.

    A refusal is kept under a key of its own, and raised: the page comes back to be filled in otherwise. Raises
    TakenBack where the first sending was undone since.
    """
    try:
        result = _once(orders, act)
        if result.taken_back is not None:
            raise TakenBack(result.taken_back)
        return result
    except NOT_KEPT:
        raise
    except Refusal as no:
        _keep(replace(orders[0], key=new_token()), act, no)
        raise


def how(result: ScanResult) -> Shown:
    """Status and tone of this result."""
    return SHOWN[result.outcome] if result.taken_back is None else TAKEN_BACK


def body_of(result: ScanResult) -> dict[str, Any]:
    """What the sender is told, in the reader's language: JSON for a station, values for a page."""
    device, undo = result.device, WORKS[result.work].undo
    shot = WORKS[result.work].shot if result.did else None
    return {
        "outcome": result.outcome.value if result.taken_back is None else Outcome.REFUSED.value,
        "tone": "attention" if result.needs_ticks else how(result).tone,
        "word": shown(word_of(result)),
        "line": shown(line_of(result)),
        "code": spell_code(device.code) if device else "",
        "title": device.title if device else "",
        "url": _address(result, device) if device else "",
        "bin": {"code": result.in_bin, "count": result.bin_holds}
        if result.in_bin and result.taken_back is None
        else None,
        "choices": [choice(one) for one in result.choices],
        "photo_url": f"/dock/{device.code}/photos/{shot.address}" if device and shot else "",
        "scan": str(result.scan_id) if result.scan_id else "",
        "undo": result.outcome is Outcome.DONE and undo is not None and result.taken_back is None,
        "conflict": result.scan_id is not None and result.queued and result.outcome in NEEDS_A_PERSON,
    }


def choice(device: Device) -> dict[str, str]:
    """One of several that could be meant, as the sender lists it."""
    return {
        "code": spell_code(device.code),
        "title": device.title,
        "url": f"/scan?code={device.code}",
    }


def _address(result: ScanResult, device: Device) -> str:
    return f"/dock/{device.code}/pack" if result.needs_ticks else f"/scan?code={device.code}"


def _once(orders: Sequence[ScanOrder], act: Act) -> ScanResult:
    try:
        with runtime().database.transaction() as session:
            return take_in_turn(session, orders, act)
    except NOT_KEPT:
        raise
    except (KeyTaken, Refusal):
        before = _told_before(orders[0])
        if before is None:
            raise  # the database refused something else than the key, or the story did
        return before


def take_in_turn(session: Session, orders: Sequence[ScanOrder], act: Act) -> ScanResult:
    """One after the other within this transaction, and what the last came to."""
    for order in orders:
        result = take_scan(session, order, act)
        act = act.onward  # what the page showed was compared by the first
    return result


def unkeyed(orders: Sequence[ScanOrder]) -> list[ScanOrder]:
    """The same, for a rehearsal: it is none of the takings a key knows of."""
    return [replace(order, key=new_token()) for order in orders]


def _keep(order: ScanOrder, act: Act, no: Refusal) -> ScanResult:
    try:
        with runtime().database.transaction() as session:
            return keep_refusal(session, order, act, no)
    except KeyTaken:
        before = _told_before(order)
        if before is None:
            raise
        return before


def _told_before(order: ScanOrder) -> ScanResult | None:
    with runtime().database.reading() as session:
        return told_before(session, order)
