"""Judging, offering and locking terms: what a repair costs at most, and who pays which way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.models import Campaign
from app.catalogue.serials import devices_answering
from app.kernel.money import Money
from app.kernel.serials import Names
from app.sites.site import site_of
from app.terms import queries
from app.terms.models import Terms, TermsState
from app.terms.rules import Coverage, Payer, Verdict, Why, at_most, freight_payer, is_free, judge, ways_to_pay
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.sums import Sum, contained

INSTANT_VALID = timedelta(days=7)  # how long terms shown within the request can be accepted

current = queries.current


@dataclass(frozen=True, slots=True)
class InstantOffer:
    """Terms that can be shown at once. `cap` is everything, and zero where the verdict covers the repair.

    `standard_cap` is what it costs at most if the benefit of the doubt should not hold and the customer
    then says yes to that; `parts` are the names of what is put aside for it.
    """

    verdict: Verdict
    cap: Sum
    standard_cap: Sum
    inbound_payer: Payer
    outbound_payer: Payer
    parts: tuple[str, ...]
    campaigns: tuple[Campaign, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when anything a customer says yes to changes."""
        return ":".join(
            (
                self.verdict.coverage,
                self.verdict.reason,
                str(self.cap.work.minor),
                self.cap.work.currency,
                self.inbound_payer,
                self.outbound_payer,
                str(self.cap.courier.minor),
            )
        )


def judge_device(
    session: Session,
    *,
    model_id: UUID | None,
    serial: str,
    label_photo: bool,
    proof_photo: bool,
    now: datetime,
) -> Verdict:
    """The verdict of the evidence ladder. A serial known for another model counts as not known."""
    answer = devices_answering(session, serial)
    known = answer.device
    if known is not None and model_id not in (None, known.model_id):
        known = None
    model = catalogue.model(session, known.model_id if known else model_id)
    return judge(
        today=site_of(session).today(now),
        warranty_months=model.warranty_months if model else 0,
        serial_given=answer.read.names is Names.DEVICE,
        made_on=known.made_on if known else None,
        sold_on=known.sold_on if known else None,
        label_photo=label_photo,
        proof_photo=proof_photo,
    )


def instant_offer(
    session: Session,
    *,
    model_id: UUID | None,
    symptom_id: UUID | None,
    serial: str,
    label_photo: bool,
    proof_photo: bool,
    now: datetime,
) -> InstantOffer | None:
    """Terms for model x symptom, or None where a technician has to look first.

    Only a pair with standing terms qualifies, covered or not: without them nobody knows which part to put
    aside, and the device could travel in vain.
    """
    standard = catalogue.standard_terms(session, model_id, symptom_id)
    if standard is None:
        return None
    verdict = judge_device(
        session, model_id=model_id, serial=serial, label_photo=label_photo, proof_photo=proof_photo, now=now
    )
    work = Money(standard.cap_minor, standard.currency)
    free = is_free(verdict.coverage)
    return InstantOffer(
        verdict=verdict,
        cap=most_of(session, verdict.coverage, Money(0, work.currency) if free else work),
        standard_cap=most_of(session, Coverage.PAID, work),
        inbound_payer=freight_payer(verdict.coverage, Leg.INBOUND),
        outbound_payer=freight_payer(verdict.coverage, Leg.OUTBOUND),
        parts=tuple(standard.parts),
        campaigns=tuple(catalogue.matching_campaigns(session, model_id=model_id, serial=serial)),
    )


def most_of(session: Session, coverage: Coverage, work: Money) -> Sum:
    """The one number of an offer made now: work of that price, and the ways of that coverage at today's fee."""
    return at_most(coverage, work, fee=Money(site_of(session).courier_fee, work.currency))


def offer(
    session: Session,
    ticket: Ticket,
    *,
    coverage: Coverage,
    reason: Why,
    work: Money,
    note: str,
    promised_by: str,
    valid_until: datetime,
    now: datetime,
) -> Terms:
    """Write the next version; one offered before and not decided is superseded, a locked one stays.

    `work` is what parts and labour cost at most. Freight follows from the coverage, the courier's fee is today's and
    stays with this version; both make the one number that is said. `reason` is a key of `rules.REASONS`.
    """
    earlier = queries.versions(session, ticket.id)
    for row in earlier:
        if row.state is TermsState.OFFERED:
            row.state = TermsState.SUPERSEDED
    terms = Terms(
        ticket_id=ticket.id,
        version=max((row.version for row in earlier), default=0) + 1,
        state=TermsState.OFFERED,
        coverage=coverage,
        reason=reason,
        note=note,
        cap_minor=most_of(session, coverage, work).total.minor,
        currency=work.currency,
        inbound_payer=freight_payer(coverage, Leg.INBOUND),
        outbound_payer=freight_payer(coverage, Leg.OUTBOUND),
        courier_fee_minor=site_of(session).courier_fee,
        promised_by=promised_by,
        offered_at=now,
        valid_until=valid_until,
    )
    session.add(terms)
    session.flush()
    return terms


def courier_by_leg(terms: Terms) -> dict[Leg, Money]:
    """What each way costs under these terms: only those the customer pays and that cost something."""
    payers = {Leg.INBOUND: terms.inbound_payer, Leg.OUTBOUND: terms.outbound_payer}
    return ways_to_pay(payers, Money(terms.courier_fee_minor, terms.currency))


def sum_of(terms: Terms) -> Sum:
    """The number these terms name, and what it is made of."""
    return contained(Money(terms.cap_minor, terms.currency), courier_by_leg(terms))


def lock(session: Session, terms: Terms, *, via: str, now: datetime) -> None:
    """The customer's yes: from now on this version holds, and what was locked before it does not."""
    for row in queries.versions(session, terms.ticket_id):
        if row.state is TermsState.LOCKED:
            row.state = TermsState.SUPERSEDED
    _decide(session, terms, TermsState.LOCKED, via=via, now=now)


def decline(session: Session, terms: Terms, *, via: str, now: datetime) -> None:
    """The customer's no; a version locked before goes on holding."""
    _decide(session, terms, TermsState.DECLINED, via=via, now=now)


def _decide(session: Session, terms: Terms, state: TermsState, *, via: str, now: datetime) -> None:
    terms.state, terms.decided_via, terms.decided_at = state, via, now
    session.flush()
