"""The forms of the bench: for each action exactly the fields it needs."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from app.billing.words import METHOD_NAME
from app.edge.current import now
from app.edge.entering import version_of
from app.journeys.conversation.talk import LONGEST_MESSAGE
from app.journeys.repair.due_dates import end_of_business
from app.journeys.request.close_without_shipping import WAY_OUT_LABEL, WayOut
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_, text
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.quotes.rules import LONGEST_LABEL, Line
from app.terms.rules import Coverage, Why
from app.tickets.states import Disposition
from app.web.bench.fields import Day, OneOf, Pick, amount_in
from app.web.bench.wording import PART_STATE_LABEL
from app.web.forms import AtMost, Form, Needed

QUOTE_ROWS = range(1, 6)
PART_ROWS = range(1, 4)

COVERAGE_LABEL: dict[Coverage, str] = {
    Coverage.WARRANTY: N_("Warranty: free"),
    Coverage.GOODWILL: N_("Goodwill: free"),
    Coverage.CAMPAIGN: N_("Campaign of the maker: free"),
    Coverage.TO_BE_CHECKED: N_("Covered until we know better: free"),
    Coverage.RE_REPAIR: N_("Re-repair: free"),
    Coverage.PAID: N_("Paid by the customer"),
}
WHY_LABEL: dict[Why, str] = {
    Why.OWN_WORDS: N_("In my own words, below"),
    Why.WARRANTY_OVER: N_("Paid: the warranty has ended"),
    Why.ACCIDENT: N_("Paid: a fall, liquid, damage from outside"),
    Why.WEAR: N_("Paid: worn with use"),
    Why.NEVER_COVERED: N_("Paid: no warranty that we could use"),
    Why.IN_WARRANTY: N_("Free: the warranty runs"),
    Why.CAMPAIGN: N_("Free: campaign of the maker"),
    Why.REPAIR_WARRANTY: N_("Free: same fault as repaired before"),
    Why.GOODWILL: N_("Free: goodwill"),
}
OFFERED_PART_STATES = (PartState.RESERVED, PartState.DATED, PartState.NEEDED)
VALID_FOR = [("3", N_("3 days")), ("7", N_("7 days")), ("14", N_("14 days")), ("30", N_("30 days"))]


class BenchForm(Form):
    """The base: the version of the ticket that the page showed."""

    version = HiddenField()

    def refuse(self, refusal: Refusal) -> None:
        """A refusal of all lines or parts stands beside the first of them."""
        first = {"lines": "line_1_label", "parts": "part_1_name"}.get(refusal.field or "")
        if first and first in self:
            refusal.field = first
        super().refuse(refusal)


class _PartRows:
    """Up to three parts: name, how far, and the supplier's day."""


class _QuoteRows:
    """Up to five lines: what is done, and its price with VAT."""


def _add_rows() -> None:
    states = [(s.value, PART_STATE_LABEL[s]) for s in OFFERED_PART_STATES]
    for row in PART_ROWS:
        setattr(_PartRows, f"part_{row}_name", StringField(N_("Part (optional)")))
        setattr(
            _PartRows, f"part_{row}_state", SelectField(N_("How far"), choices=states, validate_choice=False)
        )
        setattr(_PartRows, f"part_{row}_day", Day(N_("Arrives on")))
    for row in QUOTE_ROWS:
        setattr(_QuoteRows, f"line_{row}_label", StringField(N_("What is done"), [AtMost(LONGEST_LABEL)]))
        setattr(_QuoteRows, f"line_{row}_amount", StringField(N_("Price, VAT contained")))


_add_rows()


class AskForm(BenchForm):
    """A question to the customer."""

    question = TextAreaField(
        N_("Your question"), [Needed(N_("Write what you want to know.")), AtMost(LONGEST_MESSAGE)]
    )


class AnswerForm(BenchForm):
    """What the customer answered on another way."""

    body = TextAreaField(
        N_("What the customer said"), [Needed(N_("Write what the customer said.")), AtMost(LONGEST_MESSAGE)]
    )


class OfferForm(_PartRows, BenchForm):
    """Coverage, cap, reason in words, needed parts, validity."""

    coverage = OneOf(
        N_("Who carries the repair"), choices=[(c.value, label) for c, label in COVERAGE_LABEL.items()]
    )
    cap = StringField(N_("Parts and work at most, VAT contained"), default="0")
    reason = Pick(
        N_("The reason"),
        choices=[(why.value, label) for why, label in WHY_LABEL.items()],
        default=Why.OWN_WORDS.value,
    )
    note = TextAreaField(N_("Why, in words the customer reads"))
    valid_days = Pick(N_("Valid for"), choices=VALID_FOR, default="7")


class CloseWithoutShippingForm(_PartRows, BenchForm):
    """Self-fix or posted part, with the instruction that travels in the text."""

    way = OneOf(
        N_("How it is solved"),
        choices=[(w.value, label) for w, label in WAY_OUT_LABEL.items()],
        default=WayOut.SELF_FIX.value,
    )
    note = TextAreaField(N_("What the customer reads in the text"))


class FindingForm(BenchForm):
    """What the bench saw."""

    finding = TextAreaField(N_("What you found"), [Needed(N_("Write what you found."))])


class StartRepairForm(FindingForm):
    """Finding, and the price within the locked terms."""

    price = StringField(N_("Price of the repair, VAT contained"), default="0")


class WaitForPartsForm(_PartRows, StartRepairForm):
    """Finding, price within the terms, and what is missing."""


class GiveUpForm(FindingForm):
    """Finding, and why it goes back."""

    why = OneOf(
        N_("Why it goes back"),
        choices=[
            (Disposition.BEYOND_ECONOMICAL_REPAIR.value, N_("A repair would cost more than it is worth")),
            (Disposition.PART_UNAVAILABLE.value, N_("A part cannot be had")),
        ],
        default=Disposition.BEYOND_ECONOMICAL_REPAIR.value,
    )


class QuoteForm(_QuoteRows, _PartRows, FindingForm):
    """Finding, lines, parts, validity."""

    valid_days = Pick(N_("Valid for"), choices=VALID_FOR, default="7")


class FinishForm(BenchForm):
    """What was done."""

    work = TextAreaField(N_("What you did"), [Needed(N_("Write what you did."))])


class TestPassedForm(BenchForm):
    """What was tested, and the final price."""

    report = TextAreaField(N_("What you tested"), [Needed(N_("Write what you tested."))])
    amount = StringField(
        N_("Final price, VAT contained"),
        [Needed(N_("Write the final price, 0 where nothing is charged."))],
    )


class TestFailedForm(BenchForm):
    """What does not work yet."""

    report = TextAreaField(N_("What does not work yet"), [Needed(N_("Write what does not work yet."))])


class PaymentForm(BenchForm):
    """How much came in, how, and where to find it again."""

    amount = StringField(N_("Amount received"), [Needed(N_("Write the amount that came in."))])
    method = OneOf(
        N_("How it was paid"),
        choices=[(way.value, name) for way, name in METHOD_NAME.items()],
        default="transfer",
    )
    reference = StringField(N_("Reference of the bank or card slip"), [AtMost(80)])


class ReasonForm(BenchForm):
    """A reason the customer reads in the text."""

    reason = StringField(N_("Reason, as the customer reads it"))


class InternalReasonForm(BenchForm):
    """A reason only the shop reads."""

    reason = TextAreaField(N_("Reason, for the house only"), [Needed(N_("Write why."))])


class SettleForm(BenchForm):
    """How the customer said which answer holds."""

    how = TextAreaField(
        N_("How the customer told you, for the house only"), [Needed(N_("Write how and when they told you."))]
    )


class NoteForm(BenchForm):
    """A note the customer reads in the text."""

    note = TextAreaField(N_("What the customer reads in the text"))


class InternalNoteForm(BenchForm):
    """A note for the shop, if there is one."""

    note = TextAreaField(N_("Note for the house (optional)"))


class PartLateForm(ReasonForm):
    """The supplier's new day, and why."""

    expected_on = Day(N_("New day"))


class PartsReadyForm(BenchForm):
    """Nothing, or the supplier's day where the part is not on the shelf yet."""

    expected_on = Day(N_("Arrives on (leave empty if it is on the shelf)"))


class PartForm(BenchForm):
    """How far one part has come."""

    state = Pick(
        N_("How far"),
        choices=[
            (s.value, PART_STATE_LABEL[s]) for s in PartState if s not in (PartState.USED, PartState.RELEASED)
        ],
    )
    expected_on = Day(N_("Arrives on"))


class MessageForm(Form):
    """A message to the customer."""

    body = TextAreaField(
        N_("Message to the customer"), [Needed(N_("Write what you want to say.")), AtMost(LONGEST_MESSAGE)]
    )


def wanted_parts(form: Any) -> list[WantedPart]:
    """The parts named in the rows; empty rows count for nothing. Raises FieldRefused without a state."""
    found = []
    for row in PART_ROWS:
        name, state, day = (form[f"part_{row}_{what}"].data for what in ("name", "state", "day"))
        if not (name or "").strip():
            continue
        if state not in OFFERED_PART_STATES:
            raise FieldRefused(text("Choose how far this part is."), field=f"part_{row}_state")
        found.append(WantedPart(name, PartState(state), day))
    return found


def quote_lines(form: Any) -> list[Line]:
    """The lines of the quote; empty rows count for nothing."""
    return [
        Line((form[f"line_{row}_label"].data or "").strip(), amount_in(typed, field=f"line_{row}_amount"))
        for row in QUOTE_ROWS
        if (typed := (form[f"line_{row}_amount"].data or "").strip())
        or (form[f"line_{row}_label"].data or "").strip()
    ]


def seen_version(form: Any) -> int | None:
    """The version of the ticket that the page showed; None only where the page named none."""
    return version_of(form.version.data)


def valid_until(session: Session, form: Any) -> datetime:
    """Close of business on the last day of the chosen validity."""
    return end_of_business(session, now(), days=int(form.valid_days.data))
