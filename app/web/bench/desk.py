"""Which form belongs to which action, and which story it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.journeys.money.take_payment import take_payment, waive
from app.journeys.repair import diagnose, handle_parts, repair
from app.journeys.repair.follow_up import confirm_working, still_broken
from app.journeys.repair.hold_ticket import hold, release
from app.journeys.repair.quote_repair import send_quote
from app.journeys.repair.settle_answer import settle_answer
from app.journeys.request.answer_question import answer_question
from app.journeys.request.ask_customer import ask_customer
from app.journeys.request.cancel_repair import cancel_repair
from app.journeys.request.close_without_shipping import WayOut, close_without_shipping
from app.journeys.request.offer_terms import offer_terms
from app.journeys.request.take_up import take_up
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.terms.rules import Coverage, Why
from app.tickets.models import Ticket
from app.tickets.states import Action, Disposition
from app.web.bench import forms
from app.web.bench.fields import amount_in
from app.web.bench.forms import quote_lines, valid_until, wanted_parts

Doing = Callable[[Session, Ticket, Any, Act], object]


@dataclass(frozen=True, slots=True)
class Desk:
    """One action's form and its story; `tells` is False where the story knows no text to leave out."""

    form: type[forms.BenchForm]
    act: Doing
    tells: bool = True


def _offer(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    offer_terms(
        session,
        ticket,
        act,
        coverage=Coverage(form.coverage.data),
        work=amount_in(form.cap.data, field="cap"),
        reason=Why(form.reason.data),
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
    price = amount_in(form.price.data, field="price")
    diagnose.start_repair(session, ticket, act, finding=form.finding.data, price=price)


def _wait(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    diagnose.wait_for_parts(
        session,
        ticket,
        act,
        finding=form.finding.data,
        price=amount_in(form.price.data, field="price"),
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
    amount = amount_in(form.amount.data, field="amount")
    repair.test_passed(session, ticket, act, report=form.report.data, amount=amount)


def _pay(session: Session, ticket: Ticket, form: Any, act: Act) -> None:
    take_payment(
        session,
        ticket,
        act,
        amount=amount_in(form.amount.data, field="amount"),
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


A = Action
DESKS: dict[Action, Desk] = {
    A.OFFER: Desk(forms.OfferForm, _offer),
    A.ASK: Desk(forms.AskForm, lambda s, t, f, act: ask_customer(s, t, f.question.data, act)),
    A.ANSWER: Desk(
        forms.AnswerForm, lambda s, t, f, act: answer_question(s, t, f.body.data, act), tells=False
    ),
    A.CLOSE_WITHOUT_SHIPPING: Desk(forms.CloseWithoutShippingForm, _close),
    A.PARTS_READY: Desk(
        forms.PartsReadyForm,
        lambda s, t, f, act: handle_parts.parts_ready(s, t, act, expected_on=f.expected_on.data),
    ),
    A.PARTS_IN: Desk(forms.BenchForm, lambda s, t, _f, act: handle_parts.parts_in(s, t, act)),
    A.PARTS_LATE: Desk(forms.PartLateForm, _late),
    A.PARTS_UNOBTAINABLE: Desk(
        forms.InternalReasonForm,
        lambda s, t, f, act: handle_parts.part_unobtainable(s, t, act, note=f.reason.data),
    ),
    A.EXCHANGE: Desk(forms.NoteForm, _settle(A.EXCHANGE)),
    A.REFUND: Desk(forms.NoteForm, _settle(A.REFUND)),
    A.START_REPAIR: Desk(forms.StartRepairForm, _start),
    A.QUOTE: Desk(forms.QuoteForm, _quote),
    A.REQUOTE: Desk(forms.QuoteForm, _quote),
    A.WAIT_FOR_PARTS: Desk(forms.WaitForPartsForm, _wait),
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
    A.TEST_PASSED: Desk(forms.TestPassedForm, _passed),
    A.TEST_FAILED: Desk(
        forms.TestFailedForm,
        lambda s, t, f, act: repair.test_failed(s, t, act, report=f.report.data),
        tells=False,
    ),
    A.PAY: Desk(forms.PaymentForm, _pay),
    A.WAIVE: Desk(forms.InternalReasonForm, lambda s, t, f, act: waive(s, t, act, reason=f.reason.data)),
    A.HOLD: Desk(forms.ReasonForm, lambda s, t, f, act: hold(s, t, act, reason=f.reason.data or "")),
    A.RELEASE: Desk(forms.InternalNoteForm, lambda s, t, f, act: release(s, t, act, note=f.note.data or "")),
    A.APPROVE: Desk(
        forms.SettleForm, lambda s, t, f, act: settle_answer(s, t, act, yes=True, how=f.how.data or "")
    ),
    A.DECLINE: Desk(
        forms.SettleForm, lambda s, t, f, act: settle_answer(s, t, act, yes=False, how=f.how.data or "")
    ),
    A.CONFIRM_WORKING: Desk(forms.BenchForm, lambda s, t, _f, act: confirm_working(s, t, act)),
    A.STILL_BROKEN: Desk(forms.AnswerForm, lambda s, t, f, act: still_broken(s, t, act, body=f.body.data)),
    A.TAKE_UP: Desk(forms.InternalNoteForm, lambda s, t, f, act: take_up(s, t, act, note=f.note.data or "")),
    A.CANCEL: Desk(
        forms.InternalNoteForm, lambda s, t, f, act: cancel_repair(s, t, act, note=f.note.data or "")
    ),
}
