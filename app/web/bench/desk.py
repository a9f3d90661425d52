"""Which form belongs to which action, which story it starts, and what its text will say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.edge.current import now
from app.journeys.money.take_payment import take_payment, waive
from app.journeys.repair import diagnose, handle_parts, repair
from app.journeys.repair.due_dates import parts_due
from app.journeys.repair.follow_up import confirm_working, still_broken, warranty_until
from app.journeys.repair.hold_ticket import hold, release
from app.journeys.repair.quote_repair import send_quote
from app.journeys.request.answer_question import answer_question
from app.journeys.request.ask_customer import ask_customer
from app.journeys.request.cancel_repair import cancel_repair
from app.journeys.request.close_without_shipping import WayOut, close_without_shipping
from app.journeys.request.offer_terms import offer_terms
from app.kernel.act import Act
from app.kernel.clock import at_local
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.kernel.money import Money
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import Need
from app.quotes import rules as quote_rules
from app.sites.site import CLOSE_OF_BUSINESS, site_of
from app.terms.rules import Coverage
from app.tickets.models import Ticket
from app.tickets.service import due_moment
from app.tickets.states import BY_START_AND_ACTION, Action, Disposition, State
from app.web.bench import forms
from app.web.bench.fields import read_amount
from app.web.bench.forms import quote_lines, valid_until, wanted_parts
from app.web.previews import OPEN, Preview, preview_step

AFTER_ACCEPTING = BY_START_AND_ACTION[State.OFFERED, Action.ACCEPT].due
Doing = Callable[[Session, Ticket, Any, Act], object]
Look = Callable[[Session, Ticket, Any], Any]


def _no_words(_session: Session, _ticket: Ticket, _form: Any) -> Mapping[str, Any]:
    return {}


def _by_rule(_session: Session, _ticket: Ticket, _form: Any) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """One action's form, its story, and the words and due time of its text as far as they are typed.

    `tells` is False where the story knows no text to leave out; `kind` names it where the table does not;
    `step` is the row of the table it comes down to, where that depends on what is typed.
    """

    form: type[forms.BenchForm]
    act: Doing
    words: Look = _no_words
    due: Look = _by_rule
    tells: bool = True
    kind: Look = _by_rule
    step: Look = _by_rule


def preview_of(session: Session, ticket: Ticket, action: Action, form: Any) -> Preview | None:
    """The text this form would send as it is filled in now."""
    desk = DESKS[action]
    return preview_step(
        ticket,
        desk.step(session, ticket, form) or action,
        desk.words(session, ticket, form),
        kind=desk.kind(session, ticket, form),
        due=desk.due(session, ticket, form),
    )


def _offer(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    offer_terms(
        session,
        ticket,
        act,
        coverage=Coverage(form.coverage.data),
        cap=read_amount(form.cap.data, field="cap"),
        note=form.note.data or "",
        valid_until=valid_until(session, form),
        wanted=wanted_parts(form),
    )


def _close(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    close_without_shipping(
        session,
        ticket,
        act,
        way=WayOut(form.way.data),
        note=form.note.data or "",
        part_names=[part.name for part in wanted_parts(form)],
    )


def _start(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    price = read_amount(form.price.data, field="price")
    diagnose.start_repair(session, ticket, act, finding=form.finding.data, price=price)


def _wait(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    diagnose.wait_for_parts(
        session,
        ticket,
        act,
        finding=form.finding.data,
        price=read_amount(form.price.data, field="price"),
        wanted=wanted_parts(form),
    )


def _quote(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    send_quote(
        session,
        ticket,
        act,
        lines=quote_lines(form),
        finding=form.finding.data,
        valid_until=valid_until(session, form),
        wanted=wanted_parts(form),
    )


def _passed(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    typed = (form.amount.data or "").strip()
    amount = read_amount(typed, field="amount") if typed else None
    repair.test_passed(session, ticket, act, report=form.report.data, amount=amount)


def _pay(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    take_payment(
        session,
        ticket,
        act,
        amount=read_amount(form.amount.data, field="amount"),
        method=form.method.data or "",
        reference=form.reference.data or "",
    )


def _late(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    if form.expected_on.data is None:
        raise FieldRefused(text("Choose the new day the supplier names."), field="expected_on")
    handle_parts.part_late(
        session, ticket, act, expected_on=form.expected_on.data, reason=form.reason.data or ""
    )


def _settle(action: Action) -> Doing:
    def settle(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
        handle_parts.settle_without_part(session, ticket, action, act, note=form.note.data or "")

    return settle


def _amount_typed(field: str) -> Look:
    def look(_session: Session, _ticket: Ticket, form: Any) -> Mapping[str, Any]:
        try:
            return {"amount": read_amount(form[field].data, field=field)}
        except Refusal:
            return {"amount": OPEN}

    return look


def _quote_total(_session: Session, _ticket: Ticket, form: Any) -> Mapping[str, Any]:
    try:
        return {"amount": quote_rules.total_of(quote_lines(form))}
    except Refusal:
        return {"amount": OPEN}


def _typed(field: str) -> Look:
    return lambda _session, _ticket, form: {"note": " ".join((form[field].data or "").split())}


def _final_price(session: Session, ticket: Ticket, form: Any) -> Money | None:
    try:
        return read_amount(form.amount.data, field="amount")
    except Refusal:
        return repair.suggested_price(session, ticket)


def _passed_words(session: Session, ticket: Ticket, form: Any) -> Mapping[str, Any]:
    price = _final_price(session, ticket, form)
    return {"amount": price + repair.courier_with(session, ticket, price) if price else OPEN}


def _passed_step(session: Session, ticket: Ticket, form: Any) -> Action:
    price = _final_price(session, ticket, form)
    return Action.TEST_PASSED if price is not None and not price.minor else Action.TEST_PASSED_UNPAID


def _day_typed(session: Session, _ticket: Ticket, form: Any) -> datetime | None:
    day: date | None = form.expected_on.data
    return at_local(day, CLOSE_OF_BUSINESS, site_of(session).zone) if day else None


def _last_part(session: Session, ticket: Ticket, form: Any) -> datetime | None:
    """When the parts named here and before will be there; a dated one without a day promises nothing yet."""
    try:
        named = wanted_parts(form)
    except Refusal:
        named = []
    needs: list[Need] = [*parts.needs_of(session, ticket.id), *named]
    return parts_due(session, needs, now=now())


def _ready_kind(_session: Session, _ticket: Ticket, form: Any) -> SmsKind | None:
    return SmsKind.TERMS_ACCEPTED if form.expected_on.data else None


def _warranty(session: Session, ticket: Ticket, _form: Any) -> Mapping[str, Any]:
    return {"due": site_of(session).today(warranty_until(session, ticket) or now())}


def _new_code(_session: Session, _ticket: Ticket, _form: Any) -> Mapping[str, Any]:
    return {"code": OPEN}  # the new repair gets its own with the press of the button


def _pickup_chosen_by(session: Session, _ticket: Ticket, _form: Any) -> datetime | None:
    return due_moment(AFTER_ACCEPTING, now(), site_of(session))


A = Action
DESKS: dict[Action, Desk] = {
    A.OFFER: Desk(forms.OfferForm, _offer, _amount_typed("cap"), lambda s, _t, f: valid_until(s, f)),
    A.ASK: Desk(forms.AskForm, lambda s, t, f, act: ask_customer(s, t, f.question.data, act)),
    A.ANSWER: Desk(
        forms.AnswerForm, lambda s, t, f, act: answer_question(s, t, f.body.data, act), tells=False
    ),
    A.CLOSE_WITHOUT_SHIPPING: Desk(forms.CloseWithoutShippingForm, _close, _typed("note")),
    A.PARTS_READY: Desk(
        forms.PartsReadyForm,
        lambda s, t, f, act: handle_parts.parts_ready(s, t, act, expected_on=f.expected_on.data),
        kind=_ready_kind,
    ),
    A.PARTS_IN: Desk(forms.BenchForm, lambda s, t, _f, act: handle_parts.parts_in(s, t, act)),
    A.PARTS_LATE: Desk(forms.PartLateForm, _late, _typed("reason"), _day_typed),
    A.PARTS_UNOBTAINABLE: Desk(
        forms.HouseReasonForm,
        lambda s, t, f, act: handle_parts.part_unobtainable(s, t, act, note=f.reason.data),
    ),
    A.EXCHANGE: Desk(forms.NoteForm, _settle(A.EXCHANGE), _typed("note")),
    A.REFUND: Desk(forms.NoteForm, _settle(A.REFUND), _typed("note")),
    A.START_REPAIR: Desk(forms.StartRepairForm, _start),
    A.QUOTE: Desk(forms.QuoteForm, _quote, _quote_total, lambda s, _t, f: valid_until(s, f)),
    A.REQUOTE: Desk(forms.QuoteForm, _quote, _quote_total, lambda s, _t, f: valid_until(s, f)),
    A.WAIT_FOR_PARTS: Desk(forms.WaitForPartsForm, _wait, due=_last_part),
    A.NO_FAULT: Desk(
        forms.FindingForm,
        lambda s, t, f, act: diagnose.no_fault(s, t, act, finding=f.finding.data),
        tells=False,
    ),
    A.GIVE_UP: Desk(
        forms.GiveUpForm,
        lambda s, t, f, act: diagnose.give_up(s, t, act, finding=f.finding.data, why=Disposition(f.why.data)),
    ),
    A.FINISH: Desk(
        forms.FinishForm, lambda s, t, f, act: repair.finish(s, t, act, work=f.work.data), tells=False
    ),
    A.TEST_PASSED: Desk(forms.TestPassedForm, _passed, _passed_words, step=_passed_step),
    A.TEST_FAILED: Desk(
        forms.TestFailedForm,
        lambda s, t, f, act: repair.test_failed(s, t, act, report=f.report.data),
        tells=False,
    ),
    A.PAY: Desk(forms.PaymentForm, _pay),
    A.WAIVE: Desk(forms.HouseReasonForm, lambda s, t, f, act: waive(s, t, act, reason=f.reason.data)),
    A.HOLD: Desk(
        forms.ReasonForm, lambda s, t, f, act: hold(s, t, act, reason=f.reason.data or ""), _typed("reason")
    ),
    A.RELEASE: Desk(forms.HouseNoteForm, lambda s, t, f, act: release(s, t, act, note=f.note.data or "")),
    A.CONFIRM_WORKING: Desk(
        forms.BenchForm, lambda s, t, _f, act: confirm_working(s, t, act), words=_warranty
    ),
    A.STILL_BROKEN: Desk(
        forms.AnswerForm,
        lambda s, t, f, act: still_broken(s, t, act, body=f.body.data),
        words=_new_code,
        due=_pickup_chosen_by,
        kind=lambda _s, _t, _f: SmsKind.RE_REPAIR_OPENED,
    ),
    A.CANCEL: Desk(
        forms.HouseNoteForm, lambda s, t, f, act: cancel_repair(s, t, act, note=f.note.data or "")
    ),
}
