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
from app.terms.rules import Coverage, is_free
from app.tickets.facts import EventFacts
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action

BY_TECHNICIAN = "technician"  # the key in terms.rules.REASONS that points to the note


def offer_terms(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    coverage: Coverage,
    work: Money,
    note: str,
    valid_until: datetime,
    reason: str = BY_TECHNICIAN,
    wanted: Sequence[WantedPart] = (),
) -> Terms:
    """Offer verdict, cap and freight (by the matrix), and note which parts it takes; the actor owns it now.

    `work` is what parts and labour cost at most; the customer accepts one number, with the courier in it.
    A new offer replaces an unanswered one. Raises FieldRefused for a covered repair with a price, a paid
    one without, a date gone by, or a decision of one's own without a word why.
    """
    _check(coverage, work, note, reason, valid_until, act.now)
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
    coverage: Coverage, work: Money, note: str, reason: str, valid_until: datetime, now: datetime
) -> None:
    if is_free(coverage) and work.minor:
        raise FieldRefused(
            text("A covered repair costs the customer nothing: write 0, or choose “paid”."), field="cap"
        )
    if not is_free(coverage) and work.minor <= 0:
        raise FieldRefused(text("Write the most a paid repair can cost: an amount above 0."), field="cap")
    if reason == BY_TECHNICIAN and not note.strip():
        raise FieldRefused(
            text("Say why you decide so; the customer reads it beside the verdict."), field="note"
        )
    if valid_until <= now:
        raise FieldRefused(text("Choose a day from tomorrow on for the answer."), field="valid_days")
