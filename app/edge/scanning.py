"""The edge of a scan: done once however often it is sent, kept with its answer, told in the reader's language."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.dock import scan_log
from app.dock.models import Scan
from app.dock.modes import NEEDS_A_PERSON, Mode, Outcome
from app.edge.current import now, runtime, shown, staff_actor
from app.journeys.dock.look_up import Hit
from app.journeys.dock.scan_item import Order, ScanAnswer, by_label, scan_item
from app.journeys.dock.undo_scan import BACK
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.errors import FieldRefused, NotAllowed, NotFound, Refusal
from app.kernel.i18n import text
from app.kernel.ids import new_row_id, spell_code
from app.staff.permissions import Capability, may
from app.tickets.models import Ticket

STATUS: dict[Outcome, int] = {Outcome.DONE: 201, Outcome.UNKNOWN: 404, Outcome.REFUSED: 409}  # else 200
TONE: dict[Outcome, str] = {
    Outcome.DONE: "good",
    Outcome.REPEAT: "good",
    Outcome.LOOK: "good",
    Outcome.WANTS_BIN: "attention",
    Outcome.SEVERAL: "attention",
    Outcome.REFUSED: "problem",
    Outcome.UNKNOWN: "problem",
}
PHOTO_STEP: dict[Mode, str] = {
    Mode.RECEIVE: "receive",
    Mode.HAND_IN: "receive",
    Mode.STORE: "store",
    Mode.MOVE: "store",
    Mode.PICK: "store",
    Mode.PACK: "pack",
    Mode.HAND_OUT: "hand-out",
    Mode.COUNT: "store",
}
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan with what its sender adds: the key a repeat has too, whether it waited, and whose batch it is in."""

    order: Order
    key: str
    queued: bool = False
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the sender is told, the HTTP status that goes with it, and whether it was told before."""

    body: Body
    status: int
    replayed: bool = False


def take(sent: Sent) -> Told:
    """Do the scan. A key that took effect before answers the same again; a refusal changes nothing but is kept.

    Raises FieldRefused "key_reused" where the key belongs to another scan, NotAllowed for other roles.
    """
    actor = staff_actor()
    if sent.order.mode is not Mode.OPEN and not may(actor.role, Capability.WORK_AT_DOCK):
        raise NotAllowed(
            text("This work is the warehouse's. Look the device up instead, or ask a colleague.")
        )
    try:
        with runtime().database.transaction() as session:
            answer = scan_item(session, sent.order, Act(actor, now()))
            scan_id = new_row_id()
            body = _told(answer, sent, scan_id)
            if sent.order.mode is not Mode.OPEN:
                _keep(
                    session,
                    sent,
                    scan_id,
                    actor,
                    answer.outcome,
                    body,
                    ticket=answer.ticket,
                    custody_number=answer.event.number if answer.event else None,
                )
        return Told(body, STATUS.get(answer.outcome, 200))
    except IntegrityError:
        before = _told_before(sent)
        if before is None:
            raise  # the database refused something else than the key
        return before
    except Refusal as no:
        return _told_before(sent) or _refused(sent, no, actor)


def _told_before(sent: Sent) -> Told | None:
    with runtime().database.reading() as session:
        scan = scan_log.earlier(session, sent.key)
    if scan is None:
        return None
    if (scan.typed, scan.mode) != (sent.order.typed, sent.order.mode):
        raise FieldRefused(
            text("This key was used for another scan. Make a new one for each."), code="key_reused"
        )
    return Told(scan.answer, STATUS.get(scan.outcome, 200), replayed=True)


def _refused(sent: Sent, no: Refusal, actor: Actor) -> Told:
    """Nothing was done: the same scan moments before explains it, else the refusal is told and kept."""
    outcome = Outcome.UNKNOWN if isinstance(no, NotFound) else Outcome.REFUSED
    scan_id = new_row_id()
    with runtime().database.transaction() as session:
        ticket = by_label(session, sent.order.typed)
        first = _doubled(session, sent, ticket, actor)
        if first is not None:
            outcome, body = Outcome.REPEAT, first.answer | {"outcome": Outcome.REPEAT.value, "undo": False}
        else:
            body = _body(sent, outcome, shown(_word(no, outcome)), shown(no.message), scan_id, ticket)
            if no.code == "needs_checklist" and ticket is not None:
                body |= {"tone": "attention", "url": f"/dock/{ticket.code}/pack"}
        if sent.order.mode is not Mode.OPEN:
            _keep(session, sent, scan_id, actor, outcome, body, ticket=ticket)
    return Told(body, STATUS.get(outcome, 200))


def _word(no: Refusal, outcome: Outcome) -> Any:
    if outcome is Outcome.UNKNOWN:
        return text("Unknown")
    return text("Tick the list") if no.code == "needs_checklist" else text("Nothing was changed")


def _doubled(session: Session, sent: Sent, ticket: Ticket | None, actor: Actor) -> Scan | None:
    if ticket is None:
        return None
    return scan_log.doubled(
        session,
        ticket_id=ticket.id,
        mode=sent.order.mode,
        staff_id=actor.staff_id,
        now=now(),
        device_at=sent.order.device_at,
    )


def _keep(
    session: Session,
    sent: Sent,
    scan_id: UUID,
    actor: Actor,
    outcome: Outcome,
    body: Body,
    *,
    ticket: Ticket | None,
    custody_number: int | None = None,
) -> None:
    order = sent.order
    scan_log.keep(
        session,
        scan_id=scan_id,
        key=sent.key,
        typed=order.typed,
        mode=order.mode,
        place=order.place,
        bin_code=order.bin_code,
        batch_id=sent.batch_id,
        device_at=order.device_at,
        now=now(),
        actor=actor,
        queued=sent.queued,
        outcome=outcome,
        answer=body,
        ticket_id=ticket.id if ticket else None,
        custody_number=custody_number,
        version=ticket.version if ticket else None,
    )


def _told(answer: ScanAnswer, sent: Sent, scan_id: UUID) -> Body:
    body = _body(sent, answer.outcome, shown(answer.word), shown(answer.line), scan_id, answer.ticket)
    body["choices"] = [choice(hit) for hit in answer.choices]
    if answer.bin_code is not None:
        body["bin"] = {"code": answer.bin_code, "count": answer.bin_holds}
    if answer.outcome is Outcome.DONE:
        body["undo"] = sent.order.mode in BACK
        body["was_bin"] = answer.was_bin
        assert answer.ticket is not None
        body["photo_url"] = f"/dock/{answer.ticket.code}/photos/{PHOTO_STEP[sent.order.mode]}"
    return body


def _body(sent: Sent, outcome: Outcome, word: str, line: str, scan_id: UUID, ticket: Ticket | None) -> Body:
    kept = sent.order.mode is not Mode.OPEN
    return {
        "outcome": outcome.value,
        "tone": TONE[outcome],
        "word": word,
        "line": line,
        "code": spell_code(ticket.code) if ticket else "",
        "title": f"{ticket.model_name}, {ticket.customer.name}" if ticket else "",
        "url": f"/scan?code={ticket.code}" if ticket else "",
        "bin": None,
        "choices": [],
        "photo_url": "",
        "scan": str(scan_id) if kept else "",
        "undo": False,
        "conflict": kept and sent.queued and outcome in NEEDS_A_PERSON,
    }


def choice(hit: Hit) -> dict[str, str]:
    """One of several that could be meant, as the sender lists it."""
    return {
        "code": spell_code(hit.code),
        "title": f"{hit.model}, {hit.customer}",
        "url": f"/scan?code={hit.code}",
    }
