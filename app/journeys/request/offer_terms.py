"""The technician says before anything ships what it will take and what it can cost at most."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.journeys.request.take_ticket import own_if_nobody_does
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.kernel.money import Money
from app.parts import service as parts
from app.parts.service import WantedPart
from app.terms import service as terms
from app.terms.models import Terms
from app.terms.rules import GIVEN, Coverage, Why, is_free
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action


def offer_terms(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    coverage: Coverage,
    work: Money,
    note: str,
    valid_until: datetime,
    reason: Why = Why.OWN_WORDS,
    wanted: Sequence[WantedPart] = (),
) -> Terms:
    """Offer verdict, cap and freight (by the matrix), and note which parts it takes; the actor owns it now.

    `work` is what parts and labour cost at most; the customer accepts one number, with the courier in it.
    A new offer replaces an unanswered one. Raises FieldRefused for a covered repair with a price, a paid
    one without, a date gone by, a decision of one's own without a word why, or a reason that is not the real one.
    """
    _check(coverage, work, note, reason, valid_until, act.now)
    _must_be_the_reason(session, ticket, coverage, reason, act.now)
    most = terms.most_of(session, coverage, work).total
    own_if_nobody_does(session, ticket, act.actor)
    advance(
        session,
        ticket,
        Action.OFFER,
        act,
        due=valid_until,
        facts=EventFacts(coverage=coverage.value, cap_minor=most.minor),
        says=Says(words={"amount": most}),
    )
    parts.name_all(session, ticket.id, wanted)
    return terms.offer(
        session,
        ticket,
        coverage=coverage,
        reason=reason,
        work=work,
        note=note.strip(),
        promised_by=act.actor.name,
        valid_until=valid_until,
        now=act.now,
    )


def _check(
    coverage: Coverage, work: Money, note: str, reason: Why, valid_until: datetime, now: datetime
) -> None:
    if is_free(coverage) and work.minor:
        raise FieldRefused(
            text("A covered repair costs the customer nothing: write 0, or choose “paid”."), field="cap"
        )
    if not is_free(coverage) and work.minor <= 0:
        raise FieldRefused(text("Write the most a paid repair can cost: an amount above 0."), field="cap")
    if reason is Why.OWN_WORDS and not note.strip():
        raise FieldRefused(
            text("Say why you decide so; the customer reads it beside the verdict."), field="note"
        )
    if valid_until <= now:
        raise FieldRefused(text("Choose a day from tomorrow on for the answer."), field="valid_days")


def _must_be_the_reason(
    session: Session, ticket: Ticket, coverage: Coverage, reason: Why, now: datetime
) -> None:
    """A reason that goes with the verdict, and that our own records do not contradict."""
    if coverage not in GIVEN.get(reason, frozenset()):
        raise FieldRefused(
            text("This reason does not go with that verdict. Choose the real one, or say it in your words."),
            field="reason",
        )
    if reason is not Why.WARRANTY_OVER:
        return
    known = terms.judge_device(
        session,
        model_id=ticket.model_id,
        serial=ticket.serial,
        label_photo=False,
        proof_photo=False,
        now=now,
    )
    if known.coverage is Coverage.WARRANTY:
        raise FieldRefused(
            text(
                "By our records the warranty of this device still runs. Choose the real reason, or say it in your words."
            ),
            field="reason",
        )
