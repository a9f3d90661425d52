"""A few tickets and drafts to send couriers to, without walking the whole request first."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.carriers.registry import profiles_of
from app.courier.slots.models import Slot, SlotHold
from app.courier.slots.queries import SlotView, offered_slots
from app.courier.trips.carriers import Carrier
from app.courier.trips.models import CarrierRule, CourierJob
from app.courier.trips.states import JobState
from app.customers.models import Address, Customer
from app.journeys.transport.book_pickup import book_pickup
from app.journeys.transport.book_return import book_return
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, customer
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code, new_token
from app.requests.models import Draft
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket
from app.tickets.service import advance, open_ticket
from app.tickets.states import Action, State
from tests.shop import Shop

SEOUL = "04524"
SUWON = "16489"
KIM = customer("김민지")
_numbers = count(1)


def new_ticket(
    session: Session,
    shop: Shop,
    *,
    postcode: str = SEOUL,
    phone: str | None = None,
    language: Language = Language.EN,
) -> Ticket:
    """A ticket whose terms are accepted, so that a pickup can be booked."""
    now, number = shop.clock(), next(_numbers)
    person = Customer(phone=phone or f"+8210{number:08}", name="김민지", language=language, verified_at=now)
    session.add(person)
    session.flush()
    address = Address(
        customer_id=person.id,
        recipient="김민지",
        postcode=postcode,
        line1="세종대로 110",
        line2="3층",
        entry_note="Ring twice",
    )
    session.add(address)
    session.flush()
    ticket = Ticket(
        code=new_ticket_code(),
        customer_id=person.id,
        address_id=address.id,
        language=language,
        model_name="Jet 90",
        evidence=Evidence.NONE,
        story="It whistles.",
        accessories=["charger"],
    )
    open_ticket(session, ticket, Act(KIM, now))
    advance(session, ticket, Action.OFFER, Act(SYSTEM, now, quiet=True))
    advance(session, ticket, Action.ACCEPT, Act(KIM, now, quiet=True))
    return ticket


def work_with(shop: Shop, carrier: Carrier) -> None:
    """From now on another carrier drives everything, and the shop's runtime can ask it."""
    carriers = {**shop.runtime.carriers, carrier.profile.name: carrier}
    database = Database(shop.database.engine, site=shop.runtime.site, carriers=profiles_of(carriers))
    shop.runtime = replace(shop.runtime, database=database, carriers=carriers)
    with database.transaction() as session:
        session.add(CarrierRule(carrier=carrier.profile.name))


def new_draft(session: Session, shop: Shop) -> UUID:
    """Somebody who is still filling in the request."""
    draft = Draft(
        token_hash=new_token(),
        language=Language.KO,
        created_at=shop.clock(),
        expires_at=shop.clock() + timedelta(hours=72),
    )
    session.add(draft)
    session.flush()
    return draft.id


def windows(session: Session, shop: Shop, leg: Leg = Leg.INBOUND, postcode: str = SEOUL) -> list[SlotView]:
    """What an address is offered now."""
    return offered_slots(session, leg=leg, postcode=postcode, now=shop.clock())


def booked_pickup(
    session: Session,
    shop: Shop,
    *,
    nth: int = 0,
    actor: Actor = KIM,
    postcode: str = SEOUL,
    language: Language = Language.EN,
) -> CourierJob:
    """A fresh ticket with its pickup booked in the n-th window."""
    ticket = new_ticket(session, shop, postcode=postcode, language=language)
    slot_id = windows(session, shop, postcode=postcode)[nth].id
    return book_pickup(session, ticket, Act(actor, shop.clock(), quiet=True), slot_id=slot_id)


def booked_return(session: Session, shop: Shop, *, nth: int = 0, state: State = State.OUTBOUND) -> CourierJob:
    """A repaired device with its return booked; by default it is already with the courier."""
    ticket = new_ticket(session, shop)
    ticket.state = State.READY_TO_RETURN
    session.flush()
    slot_id = windows(session, shop, Leg.OUTBOUND)[nth].id
    job = book_return(session, ticket, Act(KIM, shop.clock(), quiet=True), slot_id=slot_id)
    ticket.state = state
    session.flush()
    return job


def ticket_of(session: Session, job: CourierJob) -> Ticket:
    """The ticket a trip is for."""
    return tickets.by_id(session, job.ticket_id)


def count_is_exact(session: Session, slot_id: UUID) -> bool:
    """Whether a window's count is its jobs plus its holds."""
    jobs = session.scalar(
        select(func.count())
        .select_from(CourierJob)
        .where(CourierJob.slot_id == slot_id, CourierJob.state != JobState.CANCELLED)
    )
    holds = session.scalar(select(func.count()).select_from(SlotHold).where(SlotHold.slot_id == slot_id))
    booked = session.scalar(select(Slot.booked).where(Slot.id == slot_id))
    return booked == (jobs or 0) + (holds or 0)


def prepare_all(shop: Shop) -> set[date]:
    """Every booked trip stands in a run, the next one is for the first working day; the days of the runs."""
    with shop.database.transaction() as session:
        booked = session.scalars(select(CourierJob).where(CourierJob.state == JobState.BOOKED)).all()
        places = {(job.slot.zone_id, job.slot.day) for job in booked}
        for zone_id, day in places:
            prepare_run(session, zone_id, day=day, now=shop.clock())
    return {day for _, day in places}
