"""Devices on their way for tests of the dock: real tickets, walked there by the real stories."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import DeviceModel
from app.courier.slots.models import Slot
from app.courier.slots.places import open_slots
from app.courier.slots.queries import offered_slots
from app.customers.models import Address, Customer
from app.journeys.transport.book_pickup import book_pickup
from app.journeys.transport.book_return import book_return
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, Role, customer
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code
from app.kernel.money import Money
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket, TicketEvent
from app.tickets.service import Says, advance, open_ticket
from app.tickets.states import Action, State
from tests.shop import Shop

CUSTOMER = customer("김하늘")
TECHNICIAN = Actor(role=Role.TECHNICIAN, name="한지우", channel="staff")


def authorised(
    shop: Shop,
    *,
    accessories: tuple[str, ...] = ("charger",),
    serial: str = "",
    phone: str = "+821012345678",
    language: Language = Language.KO,
) -> UUID:
    """A ticket whose terms are accepted; returns its id."""
    now = shop.clock()
    with shop.database.transaction() as session:
        person = session.scalars(select(Customer).where(Customer.phone == phone)).one_or_none()
        person = person or Customer(phone=phone, name="김하늘", language=language, verified_at=now)
        session.add(person)
        session.flush()
        home = Address(customer_id=person.id, recipient="김하늘", postcode="04524", line1="세종대로 110")
        session.add(home)
        session.flush()
        model = session.scalars(select(DeviceModel).where(DeviceModel.kind == "vacuum")).first()
        assert model is not None
        ticket = Ticket(
            code=new_ticket_code(),
            customer_id=person.id,
            customer=person,
            address_id=home.id,
            address=home,
            language=language,
            model_id=model.id,
            model_name=model.name_ko,
            story="흡입이 약합니다.",
            evidence=Evidence.SERIAL if serial else Evidence.NONE,
            serial=serial,
            accessories=list(accessories),
            prepared=[],
        )
        open_ticket(session, ticket, Act(CUSTOMER, now))
        advance(
            session,
            ticket,
            Action.OFFER,
            Act(SYSTEM, now, quiet=True),
            says=Says(words={"amount": Money(30000)}),
        )
        advance(session, ticket, Action.ACCEPT, Act(CUSTOMER, now, quiet=True))
        return ticket.id


def inbound(shop: Shop, **wishes: object) -> UUID:
    """A ticket whose pickup is booked for the next window."""
    ticket_id = authorised(shop, **wishes)  # type: ignore[arg-type]
    with shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        book_pickup(
            session,
            ticket,
            Act(CUSTOMER, shop.clock(), quiet=True),
            slot_id=_next_slot(session, shop, Leg.INBOUND),
        )
    return ticket_id


def repaired(shop: Shop, ticket_id: UUID) -> None:
    """Take an inspected device over the bench: it is ready to go back."""
    with shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        for action in (Action.START_REPAIR, Action.FINISH, Action.TEST_PASSED):
            advance(session, ticket, action, Act(TECHNICIAN, shop.clock(), quiet=True))


def return_booked(shop: Shop, ticket_id: UUID) -> None:
    """The customer chooses the next window for the way back."""
    with shop.database.transaction() as session:
        book_return(
            session,
            the(session, ticket_id),
            Act(CUSTOMER, shop.clock(), quiet=True),
            slot_id=_next_slot(session, shop, Leg.OUTBOUND),
        )


def the(session: Session, ticket_id: UUID) -> Ticket:
    """The ticket, with its people."""
    return session.scalars(select(Ticket).where(Ticket.id == ticket_id)).one()


def events(session: Session, ticket_id: UUID) -> list[TicketEvent]:
    """What happened to it, the oldest first."""
    rows = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.version)
    return list(session.scalars(rows))


def state_of(shop: Shop, ticket_id: UUID) -> State:
    """Where it is now."""
    with shop.database.reading() as session:
        return the(session, ticket_id).state


def _next_slot(session: Session, shop: Shop, leg: Leg) -> UUID:
    if session.scalar(select(Slot.id).limit(1)) is None:
        open_slots(session, now=shop.clock(), days=7)
    return offered_slots(session, leg=leg, postcode="04524", now=shop.clock())[0].id


HOUR = timedelta(hours=1)
