"""From the customer's words to a ticket; with instant terms the pickup is booked in the same moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.models import Campaign
from app.catalogue.serials import spell_serial
from app.courier.slots import places as courier
from app.courier.slots import queries as slots
from app.courier.slots.models import SlotHold
from app.customers import service as customers
from app.customers.models import Customer
from app.journeys.request.assign_owner import least_busy_technician
from app.journeys.request.decide_terms import accept_terms
from app.journeys.request.under_way import refuse_second
from app.journeys.transport.book_pickup import book_pickup
from app.kernel import actor as actors
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import Conflict, Refusal
from app.kernel.i18n import Language, text
from app.kernel.ids import new_ticket_code
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.photos import queries as photo_queries
from app.photos import service as photos
from app.photos.models import PhotoKind
from app.requests import drafts
from app.requests.answers import ContactAnswers
from app.requests.models import Draft
from app.requests.progress import Progress, RequestPage, missing, progress_of
from app.sites.site import site_of
from app.staff.models import StaffAccount
from app.terms import service as terms
from app.terms.service import InstantOffer
from app.tickets import queries as ticket_queries
from app.tickets import service as tickets
from app.tickets.facts import EventFacts
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket
from app.tickets.states import Action


def offer_for(session: Session, draft: Draft, *, now: datetime) -> InstantOffer | None:
    """The terms that can be shown for what the draft tells so far, or None where a technician looks first."""
    progress = progress_of(draft)
    kinds = {photo.kind for photo in photo_queries.of_draft(session, draft.id)}
    return terms.instant_offer(
        session,
        model_id=progress.model_id,
        symptom_id=progress.symptom_id,
        serial=progress.serial,
        label_photo=progress.evidence is Evidence.LABEL_PHOTO and PhotoKind.SERIAL_LABEL in kinds,
        proof_photo=progress.evidence is Evidence.PROOF_OF_PURCHASE and PhotoKind.PROOF_OF_PURCHASE in kinds,
        now=now,
    )


def keep_contact(session: Session, draft: Draft, contact: ContactAnswers, *, now: datetime) -> None:
    """Note who asks and where; a slot chosen for another postcode is let go, as it was another courier's."""
    before = draft.answers.contact
    if before is not None and before.postcode != contact.postcode:
        courier.release_hold(session, draft.id)
        drafts.forget_slot(draft)
    draft.language = Language(contact.language)
    drafts.answer(draft, contact=contact, now=now)


def choose_slot(session: Session, draft: Draft, slot_id: UUID, *, now: datetime) -> SlotHold:
    """Hold a place for ten minutes. Raises what `courier.slots.places.hold` raises, each naming the next three."""
    slot = slots.slot_by_id(session, slot_id)
    postcode = progress_of(draft).postcode
    if slot.leg is not Leg.INBOUND or slot.zone_id != slots.zone_at(session, postcode):
        raise Refusal(
            text("That window is for another area. Choose one from the list on this page."),
            code="slot_elsewhere",
            field="slot",
        )
    held = courier.hold(session, slot_id=slot_id, draft_id=draft.id, now=now)
    drafts.answer(draft, slot=slot_id, now=now)
    return held


def submit_request(session: Session, draft: Draft, *, now: datetime, asked_about: str = "") -> Ticket:
    """Make the ticket: customer, address, photos, and for instant terms the yes and the pickup, or nothing.

    Sends one text. A draft that became a ticket before gives that ticket again; load it `to_change`, so
    that two confirmations wait for each other. Raises Refusal "incomplete", Conflict "terms_changed" where
    the terms shown are not those of today, UnderWay where the device has a repair, unless the customer was
    `asked_about` that one, and what `book_pickup` raises.
    """
    if draft.ticket_id is not None:
        return ticket_queries.by_id(session, draft.ticket_id)
    progress, offer = progress_of(draft), offer_for(session, draft, now=now)
    _must_be_complete(progress, offer)
    refuse_second(session, phone=progress.number, serial=progress.serial, asked_about=asked_about)
    customer = customers.get_or_create(
        session,
        verified_phone=progress.number,
        name=progress.contact.name,
        language=draft.language,
        now=now,
    )
    agreed = None if progress.asks_first else offer
    owner = least_busy_technician(session) if agreed else None  # else whoever answers the request
    ticket = _open(session, draft, progress, customer, owner, now)
    photos.hand_to_ticket(session, draft_id=draft.id, ticket_id=ticket.id)
    draft.ticket_id = ticket.id
    if agreed is None:
        courier.release_hold(session, draft.id)
        tickets.tell(session, ticket, SmsKind.REQUEST_RECEIVED, now=now, urgent=True)
    else:
        _agree_and_book(session, draft, ticket, agreed, now=now)
    session.flush()
    return ticket


def _must_be_complete(progress: Progress, offer: InstantOffer | None) -> None:
    page = missing(progress, offer.fingerprint if offer else None)
    if page is RequestPage.TERMS and progress.answers.terms is not None:
        raise Conflict(
            text("The terms are different from the ones you read. Read them again, then go on."),
            code="terms_changed",
        )
    if page is not RequestPage.CHECK:
        raise Refusal(
            text("One page is still open. Fill it in, then check your answers again."), code="incomplete"
        )


def _open(
    session: Session,
    draft: Draft,
    progress: Progress,
    customer: Customer,
    owner: StaffAccount | None,
    now: datetime,
) -> Ticket:
    contact = progress.contact
    address = customers.move_in(
        session,
        customer,
        recipient=contact.name,
        recipient_latin=contact.name_latin or None,
        postcode=contact.postcode,
        line1=contact.line1,
        line2=contact.line2,
        entry_note=contact.entry_note,
    )
    ticket = Ticket(
        code=new_ticket_code(),
        owner=owner,
        customer=customer,
        address=address,
        language=draft.language,
        customer_id=customer.id,
        address_id=address.id,
        model_id=progress.model_id,
        model_name=model_name(session, progress, draft.language),
        symptom_id=progress.symptom_id,
        story=progress.story,
        evidence=progress.evidence,
        serial=spell_serial(session, progress.serial),
        accessories=list(progress.answers.accessories or ()),
        prepared=[],
    )
    note = ", ".join(campaign.title_en for campaign in campaigns_for(session, progress))
    return tickets.open_ticket(session, ticket, Act(_actor(customer), now), note=note)


def _agree_and_book(
    session: Session, draft: Draft, ticket: Ticket, offer: InstantOffer, *, now: datetime
) -> None:
    """The customer has read and accepted all of it on the pages before: offer, yes and pickup at once."""
    customer = _actor(ticket.customer)
    valid_until = now + terms.INSTANT_VALID
    offered = terms.offer(
        session,
        ticket,
        coverage=offer.verdict.coverage,
        reason=offer.verdict.reason,
        work=offer.cap.work,
        note=", ".join(catalogue.campaign_title(row, draft.language) for row in offer.campaigns),
        promised_by=site_of(session).name,
        valid_until=valid_until,
        now=now,
    )
    for name in offer.parts:
        parts.need(session, ticket.id, name, state=PartState.RESERVED)
    tickets.advance(
        session,
        ticket,
        Action.OFFER,
        Act(SYSTEM, now, quiet=True),
        due=valid_until,
        facts=EventFacts(terms=offered.version),
    )
    accept_terms(session, ticket, Act(customer, now, quiet=True), terms_version=offered.version)
    slot_id = progress_of(draft).answers.slot
    assert slot_id is not None, "a complete request with instant terms has chosen its slot"
    book_pickup(session, ticket, Act(customer, now), slot_id=slot_id, draft_id=draft.id)


def model_name(session: Session, progress: Progress, language: Language) -> str:
    """What the device is called: brand and model, or the customer's own words for one we do not list."""
    model = catalogue.model(session, progress.model_id)
    if model is None:
        return progress.own_name
    return catalogue.full_name(model, language)


def campaigns_for(session: Session, progress: Progress) -> list[Campaign]:
    """Free work the maker owes the device that is told of."""
    return catalogue.matching_campaigns(session, model_id=progress.model_id, serial=progress.serial)


def _actor(customer: Customer) -> Actor:
    return actors.customer(customer.name)
