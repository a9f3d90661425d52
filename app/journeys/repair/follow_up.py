"""After the delivery: ask once whether it works, close on yes, repair again for nothing on no."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.talk import checked_message
from app.journeys.request.nothing_left_open import nothing_left_open
from app.kernel import idempotency as once
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Role, customer
from app.kernel.errors import WrongState
from app.kernel.i18n import text
from app.kernel.ids import new_ticket_code, spell_code
from app.kernel.money import Money
from app.messaging.conversation.service import add_to_thread
from app.messaging.sms.kinds import SmsKind
from app.photos.models import Photo, PhotoKind
from app.sites.site import site_of
from app.terms import service as terms_service
from app.terms.rules import Coverage, Why
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import history
from app.tickets.service import Says, advance, open_ticket, tell
from app.tickets.states import Action, State
from app.tickets.status.timeline import sent_back_unrepaired

REPAIR_WARRANTY = timedelta(days=90)
FRONT_OF_THE_QUEUE = 10
OFFER_HOLDS = timedelta(days=30)
TOLD_ONCE = (PhotoKind.SYMPTOM, PhotoKind.SERIAL_LABEL, PhotoKind.PROOF_OF_PURCHASE)


def delivered_at(session: Session, ticket: Ticket) -> datetime | None:
    """When the device was last handed over, None if it never was."""
    return session.scalar(
        select(TicketEvent.at)
        .where(TicketEvent.ticket_id == ticket.id, TicketEvent.action == Action.DELIVER)
        .order_by(TicketEvent.version.desc())
        .limit(1)
    )


def warranty_until(session: Session, ticket: Ticket) -> datetime | None:
    """The last moment of the repair's own warranty; None where nothing was repaired and given back."""
    handed_over = delivered_at(session, ticket)
    if handed_over is None or sent_back_unrepaired(history(session, ticket), ticket.disposition):
        return None
    return handed_over + REPAIR_WARRANTY


def repaired_again_as(session: Session, ticket: Ticket) -> Ticket | None:
    """The newest repair that continues this one."""
    return session.scalars(
        select(Ticket).where(Ticket.re_repair_of_id == ticket.id).order_by(Ticket.opened_at.desc()).limit(1)
    ).one_or_none()


def can_say_broken(session: Session, ticket: Ticket, *, now: datetime) -> bool:
    """Whether "still broken" opens a free repair now: back with the customer, in warranty, not yet said."""
    until = warranty_until(session, ticket)
    again = repaired_again_as(session, ticket)
    return (
        ticket.state in (State.DELIVERED, State.CLOSED)
        and until is not None
        and now <= until
        and (again is None or again.state in (State.CANCELLED, State.EXPIRED))
    )


def confirm_working(session: Session, ticket: Ticket, act: Act) -> None:
    """Close the ticket as well done; the text names the day the repair's warranty ends."""
    until = warranty_until(session, ticket) or act.now
    advance(
        session, ticket, Action.CONFIRM_WORKING, act, says=Says(words={"due": site_of(session).today(until)})
    )
    nothing_left_open(session, ticket, act)


def still_broken(session: Session, ticket: Ticket, act: Act, *, body: str) -> Ticket:
    """Open the linked, free repair in front of the queue and text its link (unless `quiet`); close the old.

    Also from a ticket that time has closed, as long as the repair's warranty runs. Raises FieldRefused
    (field "body") without words, WrongState with code "warranty_over", "not_repaired" or "already_open".
    """
    body = checked_message(body)
    _refuse_unless_ours(session, ticket, now=act.now)
    if ticket.state is not State.CLOSED:
        advance(
            session,
            ticket,
            Action.STILL_BROKEN,
            act,
            note=body,
            says=Says(apart=True),
        )
        nothing_left_open(session, ticket, act)
    again = tell_the_story_again(session, ticket, act, body=body)
    promise_it_free(session, again, act)
    if not act.quiet:
        theirs = act.actor.role is Role.CUSTOMER
        tell(session, again, SmsKind.RE_REPAIR_OPENED, now=act.now, urgent=theirs)
    return again


def _refuse_unless_ours(session: Session, ticket: Ticket, *, now: datetime) -> None:
    until = warranty_until(session, ticket)
    if until is None:
        raise WrongState(
            text("Nothing was repaired under this code. Open a new request and a technician looks at it."),
            code="not_repaired",
        )
    if now > until:
        raise WrongState(
            text(
                "The repair's warranty of %(days)s days has ended. Open a new request; the technician sees "
                "this repair, too.",
                days=REPAIR_WARRANTY.days,
            ),
            code="warranty_over",
        )
    earlier = repaired_again_as(session, ticket)
    said_before = earlier is not None and earlier.state not in (State.CANCELLED, State.EXPIRED)
    key = f"re-repair:{ticket.id}:{earlier.id if earlier else 'first'}"
    if said_before or not once.begin(session, key, now=now):
        raise WrongState(
            text("This is being repaired again already. Follow it under its new code."), code="already_open"
        )


def tell_the_story_again(
    session: Session, ticket: Ticket, act: Act, *, body: str, free: bool = True
) -> Ticket:
    """A new ticket for the same device: story, evidence and photos come along, so nobody asks twice.

    `body` is what the customer said now, '' where nothing was; one that is not `free` continues no earlier repair.
    """
    again = Ticket(
        code=new_ticket_code(),
        customer=ticket.customer,
        address=ticket.address,
        owner=ticket.owner,
        customer_id=ticket.customer_id,
        address_id=ticket.address_id,
        owner_id=ticket.owner_id,
        language=ticket.language,
        model_id=ticket.model_id,
        model_name=ticket.model_name,
        symptom_id=ticket.symptom_id,
        story="\n\n".join(part for part in (ticket.story, body) if part),
        evidence=ticket.evidence,
        serial=ticket.serial,
        accessories=list(ticket.accessories),
        priority=FRONT_OF_THE_QUEUE if free else 0,
        re_repair_of_id=ticket.id if free else None,
    )
    open_ticket(session, again, act, note=spell_code(ticket.code))
    pictures = select(Photo).where(Photo.ticket_id == ticket.id, Photo.kind.in_(TOLD_ONCE)).order_by(Photo.at)
    for photo in session.scalars(pictures).all():
        session.add(
            Photo(
                ticket_id=again.id,
                kind=photo.kind,
                sha256=photo.sha256,
                width=photo.width,
                height=photo.height,
                size=photo.size,
                by_role=photo.by_role,
                by_name=photo.by_name,
                at=photo.at,
            )
        )
    if body:
        add_to_thread(
            session,
            ticket_id=again.id,
            body=body,
            author=ticket.customer.name,
            from_customer=True,
            via=act.actor.channel,
            now=act.now,
        )
    return again


def promise_it_free(session: Session, again: Ticket, act: Act) -> None:
    """Terms locked at once: no price and both ways paid by us need no further yes."""
    site = site_of(session)
    promised = terms_service.offer(
        session,
        again,
        coverage=Coverage.RE_REPAIR,
        reason=Why.REPAIR_WARRANTY,
        work=Money(0, site.currency),
        note="",
        promised_by=again.owner.name if again.owner else site.name,
        valid_until=act.now + OFFER_HOLDS,
        now=act.now,
    )
    advance(session, again, Action.OFFER, Act(SYSTEM, act.now, quiet=True))
    terms_service.lock(session, promised, via=act.actor.channel, now=act.now)
    theirs = customer(again.customer.name, channel=act.actor.channel)
    advance(session, again, Action.ACCEPT, Act(theirs, act.now, quiet=True))
