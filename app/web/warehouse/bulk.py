"""A morning's parcels at once: many codes, one look at what will happen, one confirmation, undo for ten minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.dock import scan_log
from app.dock.code_lists import split_codes
from app.dock.models import Scan
from app.dock.results import Device, ScanResult, line_of, word_of
from app.dock.scanning import read_scan
from app.dock.works import DOCK, WORKS, Outcome, Work
from app.edge.current import now, runtime, shown, staff_actor
from app.edge.entering import id_of, scanned_in
from app.edge.pieces import in_pieces
from app.edge.scanning import body_of, choice, take
from app.edge.security import open_to
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.try_scans import Trial, try_scans
from app.journeys.dock.undo_scan import TextHasLeft, told_since, undo_scan
from app.kernel.act import Act
from app.kernel.entering import LONGEST_SCAN
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.kernel.ids import hash_token, spell_code
from app.messaging.sms.models import Sms
from app.staff.permissions import Capability
from app.storage import bins as store
from app.web.warehouse.corrections import corrections
from app.web.warehouse.texts_of_many import texts_of_many
from app.web.warehouse.work import mode_of

bp = Blueprint("bulk", __name__)
MOST = 500  # codes in one go
MANY = tuple(work for work, facts in WORKS.items() if facts.many)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the review or of the result; without a `title` nobody knows what the code is of.

    `choices` are the repairs it could be, as `edge.scanning.choice` lists them.
    """

    code: str
    title: str
    word: str
    line: str
    tone: str
    undone: bool = False
    url: str = ""
    choices: tuple[dict[str, str], ...] = ()


@bp.get("/dock/bulk")
@open_to(Capability.WORK_AT_DOCK)
def start() -> str:
    """The box for the codes."""
    return _form(mode_of(request.args.get("mode")), "", request.args.get("bin", ""))


@bp.post("/dock/bulk")
@open_to(Capability.WORK_AT_DOCK)
def review() -> ResponseReturnValue:
    """What each of them would do, and the text that would go; nothing is changed yet. `edit` goes back to the box."""
    work, typed, bin_code = _sent()
    if "edit" in request.form:
        return _form(work, typed, bin_code)
    try:
        orders = _orders(typed, work, bin_code, batch := uuid4())
        _bin_is_there(work, bin_code)
    except FieldRefused as no:
        return _form(work, typed, bin_code, no), 422
    act = Act(staff_actor(), now(), place=DOCK)
    trials = in_pieces(orders, lambda session, left, before: try_scans(session, left, act, after=before))
    works = [trial for trial in trials if trial.works]
    return render_template(
        "warehouse/bulk_review.html",
        mode=work.value,
        mode_name=WORKS[work].mode,
        bin_now=bin_code,
        typed=typed,
        batch=batch,
        good=[_of_trial(trial) for trial in works],
        bad=[_of_trial(trial) for trial in trials if not trial.works],
        texts=texts_of_many((trial.device, trial.texts) for trial in works),
    )


@bp.post("/dock/bulk/confirm")
@open_to(Capability.WORK_AT_DOCK)
def confirm() -> ResponseReturnValue:
    """Do them, each for itself: one that fails leaves the others. The same confirmation twice does them once."""
    work, typed, bin_code = _sent()
    batch_id = _batch(request.form.get("batch", ""))
    act = Act(staff_actor(), now(), quiet=bool(request.form.get("no_text")), place=DOCK)
    try:
        orders = _orders(typed, work, bin_code, batch_id)
    except FieldRefused as no:
        return _form(work, typed, bin_code, no), 422
    for order in orders:
        take(order, act)
    return redirect(url_for("bulk.result", batch=batch_id), 303)


@bp.get("/dock/bulk/<uuid:batch>")
@open_to(Capability.WORK_AT_DOCK)
def result(batch: UUID) -> str:
    """How each ended, whether it can still be undone, and whether texts would go then."""
    return _result(batch)


@bp.post("/dock/bulk/<uuid:batch>/undo")
@open_to(Capability.WORK_AT_DOCK)
def undo(batch: UUID) -> ResponseReturnValue:
    """Take back what can be, each by a counter-event of its own; what cannot is counted.

    What has been told is asked about first: nobody has seen the text that corrects it, so the page shows it.
    """
    with runtime().database.reading() as session:
        ids = [one.id for one in scan_log.of_batch(session, batch) if one.stands]
    quiet, seen = "no_text" in request.form, set(request.form.get("seen", "").split(","))
    if "look" in request.form:
        return _result(batch, corrections(ids, quiet=quiet))
    kept, told = 0, []
    for scan_id in reversed(ids):
        try:
            with runtime().database.transaction() as session:
                undo_scan(
                    session,
                    scan_log.by_id(session, scan_id),
                    Act(staff_actor(), now(), quiet=quiet),
                    seen=str(scan_id) in seen,
                )
        except TextHasLeft:
            told.append(scan_id)
        except Refusal:
            kept += 1
    if told:
        return _result(batch, corrections(told), kept=kept, asks=True), 409
    return redirect(url_for("bulk.result", batch=batch, kept=kept or None), 303)


def _result(batch: UUID, sent: dict[UUID, Sms] | None = None, *, kept: int = 0, asks: bool = False) -> str:
    """`sent` is what undoing would send, by scan, once it was asked for; `asks`: it was not, and must be looked at."""
    with runtime().database.reading() as session:
        scans = scan_log.of_batch(session, batch)
        came = scan_log.results(session, scans)
        work = scans[0].work if scans else Work.OPEN
        until = scans[0].at + scan_log.UNDO_WITHIN if scans else None
        standing = [scan for scan in scans if scan.stands]
        can_undo = bool(standing) and WORKS[work].undo is not None and until is not None and now() <= until
        told = len(told_since(session, standing)) if can_undo else 0
    return render_template(
        "warehouse/bulk_result.html",
        rows=[
            _of_scan(one, undone=scan.undone_at is not None) for one, scan in zip(came, scans, strict=True)
        ],
        batch=batch,
        mode_name=WORKS[work].mode,
        until=until,
        done=sum(scan.outcome is Outcome.DONE for scan in scans),
        can_undo=can_undo,
        told=told,
        sent=None if sent is None else texts_of_many(_told_of(scans, came, sent)),
        seen=",".join(map(str, sent or ())),
        asked=len(sent or ()),
        undone=[scan for scan in scans if scan.undone_at is not None],
        kept=kept or request.args.get("kept", ""),
        asks=asks,
    )


def _told_of(
    scans: Sequence[Scan], came: Sequence[ScanResult], sent: Mapping[UUID, Sms]
) -> Iterator[tuple[Device | None, Sequence[Sms]]]:
    return ((one.device, (sent[scan.id],)) for scan, one in zip(scans, came, strict=True) if scan.id in sent)


def _sent() -> tuple[Work, str, str]:
    work = mode_of(request.form.get("mode"))
    return work, scanned_in(request.form, "codes"), request.form.get("bin", "").strip()[:20]


def _orders(typed: str, work: Work, bin_code: str, batch_id: UUID) -> list[ScanOrder]:
    """One order for each different line or word. Raises FieldRefused naming the field."""
    words = split_codes(typed)
    codes = list({read_scan(word) or word: word for word in words}.values())
    if work not in MANY:
        raise FieldRefused(text("Choose what is done with them."), field="mode")
    if not codes:
        raise FieldRefused(text("Scan or paste at least one code, one a line."), field="codes")
    if len(codes) > MOST:
        raise FieldRefused(
            text(
                "%(count)d codes are more than the %(most)d that go at once. Take some out.",
                count=len(codes),
                most=MOST,
            ),
            field="codes",
        )
    long = next((code for code in codes if len(code) > LONGEST_SCAN), None)
    if long is not None:
        raise FieldRefused(
            text(
                "“%(code)s…” is no code we know of: it has %(count)d characters.",
                code=long[:40],
                count=len(long),
            ),
            field="codes",
        )
    if WORKS[work].wants_bin and not bin_code:
        raise FieldRefused(text("Scan the bin's label, or choose a bin."), field="bin")
    return [
        ScanOrder(
            typed=code,
            work=work,
            key=f"{batch_id}:{read_scan(code) or hash_token(code)[:40]}",
            bin_code=bin_code,
            batch_id=batch_id,
        )
        for code in codes
    ]


def _bin_is_there(work: Work, bin_code: str) -> None:
    """Raises FieldRefused at the bin's field: one slip there would be told hundreds of times otherwise."""
    if not WORKS[work].wants_bin:
        return
    with runtime().database.reading() as session:
        if store.find(session, bin_code) is None:
            raise FieldRefused(store.no_such_bin(bin_code), field="bin")


def _form(work: Work, typed: str, bin_code: str, no: FieldRefused | None = None) -> str:
    with runtime().database.reading() as session:
        bins = [shelf.code for shelf in store.bins(session)]
    return render_template(
        "warehouse/bulk.html",
        modes=[(one.value, WORKS[one].mode) for one in MANY],
        mode=work.value,
        typed=typed,
        bin_now=bin_code,
        bins=bins,
        errors=[(no.field, shown(no.message))] if no else [],
    )


def _batch(typed: str) -> UUID:
    batch = id_of(typed)
    if batch is None:
        raise FieldRefused(text("Go back to the list and confirm it again."), code="no_batch")
    return batch


def _of_trial(trial: Trial) -> Row:
    result, device = trial.result, trial.device
    word, line, tone = "", "", "good" if trial.works else "attention"
    if result is not None:
        word, line = shown(word_of(result)), "" if device else shown(line_of(result))
    elif trial.no is not None:
        line, tone = shown(trial.no.message), "problem"
    if device is not None:
        return Row(spell_code(device.code), device.title, word, line, tone)
    could_be = tuple(choice(one) for one in result.choices) if result else ()
    return Row(trial.typed, "", word, line, tone, choices=could_be)


def _of_scan(result: ScanResult, *, undone: bool) -> Row:
    told = body_of(result)
    return Row(
        told["code"] or result.typed,
        told["title"],
        told["word"],
        told["line"],
        told["tone"],
        undone=undone,
        url=told["url"],
        choices=tuple(told["choices"]),
    )
