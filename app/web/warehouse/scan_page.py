"""The scan page: the work it is set to, one box to scan into, and the verdict on what was scanned."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from sqlalchemy.orm import Session

from app.custody.models import BizStep
from app.custody.whereabouts import IN_HOUSE
from app.dock import scan_log, tasks
from app.dock.models import Scan, TaskKind
from app.dock.results import NOTHING_CHANGED, QUOTED, ScanResult
from app.dock.scanning import read_scan
from app.dock.works import BY_ADDRESS, DOCK, MODES, WORKS, Outcome, Page, Work, name_of
from app.edge.current import now, runtime, shown, staff, staff_actor
from app.edge.entering import id_of
from app.edge.scanning import body_of
from app.journeys.dock.look_up import Found, look_up
from app.journeys.dock.scan_item import choices_of
from app.journeys.dock.take_scan import told_again
from app.journeys.dock.undo_scan import can_undo, told_since
from app.journeys.transport.own_stops import may_see, no_stop_of_yours, repairs_seen_by
from app.kernel.entering import LONGEST_SCAN, can_be_seen, nothing_came
from app.kernel.errors import NotFound, Refusal
from app.kernel.i18n import Text, text
from app.messaging.sms.recall import is_corrected
from app.staff.permissions import Capability, may
from app.storage import bins as store
from app.tickets import queries as tickets
from app.tickets.models import Ticket
from app.tickets.states import BY_START_AND_ACTION, State
from app.web.warehouse.cards import Card, card_of
from app.web.warehouse.forms import FORMS, StepForm

NO_CODE = "unknown_name"  # what was typed has no digit; hardly one of our codes has none
QUICK = frozenset({Work.RECEIVE, Work.STORE, Work.TAKE_BACK, Work.HAND_OUT})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands across the screen: tone, a word, and what happened and what to do."""

    tone: str
    word: str | Text
    sentences: tuple[str | Text, ...]


def find(session: Session, typed: str) -> Ticket:
    """The ticket that was scanned or typed, or raises NotFound that quotes what arrived."""
    return tickets.by_code(session, read_scan(typed) or typed[:LONGEST_SCAN])


def find_anything(session: Session, typed: str) -> Ticket | Found:
    """The one ticket that can be meant, by code, serial, waybill, number or name; else all that could be.

    Raises NotFound where nothing is, or nothing that this person may see.
    """
    site = runtime().site
    seen = repairs_seen_by(staff_actor(), site.today(now()))
    found = look_up(session, typed[:LONGEST_SCAN], region=site.region, seen=seen)
    if found.bin_code is not None:
        return found
    if not found.hits and seen is not None:
        raise no_stop_of_yours(typed)
    if not found.hits and not any(char.isdigit() for char in typed):
        raise NotFound(
            text("Nothing here has “%(typed)s”, and nobody is called so.", typed=typed.strip()[:QUOTED])
            if can_be_seen(typed)
            else nothing_came(),
            code=NO_CODE,
            field="code",
        )
    if not found.hits:
        return find(session, typed)  # says what arrived, and what to compare
    return tickets.by_id(session, found.hits[0].ticket_id) if len(found.hits) == 1 else found


def page_of(work: Work) -> Page:
    """The words of a step's page; only what has one is ever the dock's next step."""
    page = WORKS[work].page
    assert page is not None
    return page


def expected(card: Card) -> Verdict:
    """The verdict on a scan: green with the next step, or whose turn it is."""
    if card.step is not None:
        words = page_of(card.step)
        if card.state is State.ON_HOLD:  # a swollen battery is put away knowingly, never under plain green
            held = text("%(state)s: %(note)s", state=text(card.stage), note=card.hold_reason)
            return Verdict("attention", words.call, (held, words.what))
        return Verdict("good", words.call, (words.what,))
    if card.elsewhere is not None:
        return Verdict("good", card.stage, (card.turn,))
    if card.state is State.ON_HOLD:
        return Verdict("attention", card.stage, (card.hold_reason, card.turn))
    if card.state is State.READY_TO_RETURN:
        waits = text("Packed and put away. No return day is booked yet; the customer or dispatch chooses it.")
        return Verdict("attention", card.stage, (waits,))
    idle = text("Nothing to do for the dock.")
    if card.state in IN_HOUSE:
        return Verdict("attention", card.stage, (idle, card.turn))
    stray = text("Is the parcel here all the same? Put it aside and tell dispatch.")
    return Verdict("attention", card.stage, (idle, card.turn, stray))


def done(card: Card) -> Verdict | None:
    """The verdict after a step, read from custody and not from the address; None before the first, or once undone."""
    last = card.last_custody
    if last is None or last.undoes is not None:
        return None
    work = next((one for one in BY_ADDRESS.values() if WORKS[one].step is last.step), None)
    if work is None:
        return None
    who = text("%(who)s, %(when)s.", who=last.actor_name, when=shown(last.at))
    if last.step is BizStep.INSPECTING and card.state is State.ON_HOLD:
        return Verdict("attention", card.stage, (card.hold_reason, who))
    word: str | Text = WORKS[work].done
    if last.step is BizStep.STORING:
        word = text("Stored in %(bin)s", bin=last.taker_name)
    return Verdict("good", word, (who,))


def undone(session: Session, ticket: Ticket, card: Card) -> tuple[Text, Text] | None:
    """What was just taken back, and whether a text corrects it; the books say so, an address cannot claim it."""
    last = card.last_custody
    if "undone" not in request.args or last is None or last.undoes is None:
        return None
    scan = scan_log.last_undone(session, ticket.id)
    what = text("Undone: %(what)s.", what=text(name_of(scan.work))) if scan else text("The scan is undone.")
    if is_corrected(session, ticket.id, since=last.at):
        return what, text("The customer gets the text that corrects it.")
    return what, text("No text goes to the customer.")


def way_back(session: Session, ticket: Ticket) -> tuple[str, bool | None, str] | None:
    """What was done last can be taken back: its scan, whether a text of it has left, and what it is called."""
    last = (
        scan_log.newest_standing(session, ticket.id) if may(staff().role, Capability.WORK_AT_DOCK) else None
    )
    if last is None or not can_undo(session, last, now=now()):
        return None
    return str(last.id), _told(session, last), name_of(last.work)


def _told(session: Session, scan: Scan) -> bool | None:
    """Whether a text of that scan has left, or may have; None where its work sends none."""
    undo = WORKS[scan.work].undo
    return scan.id in told_since(session, [scan]) if undo and undo.corrects else None


def refused(card: Card, no: Refusal) -> Verdict:
    """The verdict on a step that somebody else took, or that does not start here."""
    last = (card.last_step,) if card.last_step else ()
    return Verdict("attention", NOTHING_CHANGED, (no.message, *last, card.turn))


def unknown(no: NotFound) -> Verdict:
    """The verdict on a code nobody has."""
    remedy = text(
        "Scan again, or type the 12 characters under the QR code. Still unknown? Put it aside for dispatch."
    )
    other = text("Try the last four digits of the phone number, the beginning of the name, or the label.")
    return Verdict("problem", text("Unknown"), (no.message, other if no.code == NO_CODE else remedy))


def tells(card: Card, work: Work | None) -> bool:
    """Whether that step has a text for the customer, by the table of states."""
    action = page_of(work).action if work else None
    row = BY_START_AND_ACTION.get((card.state, action)) if action else None
    return row is not None and row.tells is not None


def quick_form(card: Card) -> StepForm | None:
    """The form small enough to stand in the verdict; inspecting and packing have pages of their own."""
    if card.step in QUICK:
        return FORMS[card.step].of(card)
    return None


def show(session: Session, ticket: Ticket, *, just_done: bool = False, no: Refusal | None = None) -> str:
    """The page about one ticket."""
    card = card_of(session, ticket, staff().role)
    verdict = refused(card, no) if no else (done(card) if just_done else None) or expected(card)
    return render_template(
        "warehouse/scan.html",
        verdict=verdict,
        card=card,
        words=page_of(card.step) if card.step else None,
        form=quick_form(card),
        tells=tells(card, card.step),
        mover=FORMS[Work.STORE].of(card) if card.movable else None,
        bins=[shelf.code for shelf in store.bins(session)],
        is_answer=just_done or no is not None,
        undone=undone(session, ticket, card),
        undo=way_back(session, ticket),
        **station(Work.OPEN),
    )


def show_unknown(no: NotFound) -> str:
    """The page about a code nobody has."""
    return render_template(
        "warehouse/scan.html",
        verdict=unknown(no),
        card=None,
        is_answer=True,
        takes_in=may(staff().role, Capability.WORK_AT_DOCK),
        **station(Work.OPEN),
    )


def show_several(session: Session, found: Found, typed: str) -> str:
    """The page that lists what could be meant."""
    several = ScanResult(work=Work.OPEN, typed=typed, outcome=Outcome.SEVERAL, choices=choices_of(found))
    answer = body_of(several)
    if found.more:
        line = text("“%(typed)s” fits many; these are the newest. Add more of it.", typed=typed[:QUOTED])
        answer["line"] = shown(line)
    return _show_station(session, Work.OPEN, answer)


def show_station(session: Session, work: Work, scan: Scan | None = None) -> str:
    """The page before the next scan, with the answer to the last one where the form brought it here."""
    if scan is None:
        return _show_station(session, work, None)
    undo = {
        "undo": can_undo(session, scan, now=now()),
        "told": _told(session, scan),
    }
    return _show_station(session, work, body_of(told_again(session, scan)) | undo)


def _show_station(session: Session, work: Work, answer: dict[str, Any] | None) -> str:
    conflicts = (
        tasks.count_open(session, TaskKind.CONFLICT) if may(staff().role, Capability.WORK_AT_DOCK) else None
    )
    return render_template(
        "warehouse/scan.html",
        verdict=None,
        card=None,
        is_answer=False,
        **station(work) | {"answer": answer, "conflicts": conflicts},
    )


def station(work: Work) -> dict[str, Any]:
    """What every scan page says of itself: the work it is set to, and the bin chosen for it."""
    may_work = may(staff().role, Capability.WORK_AT_DOCK)
    bin_now = request.args.get("bin", "")[:20] if WORKS[work].wants_bin else ""
    modes = [one for one in MODES if may_work or one is Work.OPEN]
    return {
        "mode": work.value,
        "modes": [
            (
                one.value,
                WORKS[one].mode,
                f"/scan?{urlencode({'mode': one.value})}" if one is not Work.OPEN else "/scan",
                one is work,
            )
            for one in modes
        ],
        "place": DOCK,
        "bin_now": bin_now,
        "answer": None,
        "conflicts": None,
        "waits_for_bin": WORKS[work].wants_bin and not bin_now,
    }


def kept_scan(session: Session, typed: str) -> Scan | None:
    """The scan an address names, if there is one and this person may see its repair; a colleague's is as good."""
    scan_id = id_of(typed)
    scan = scan_log.find(session, scan_id) if scan_id else None
    today = runtime().site.today(now())
    return scan if scan and may_see(session, staff_actor(), scan.ticket_id, today) else None
