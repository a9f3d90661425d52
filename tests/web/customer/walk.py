"""A repair walked to any state the way people walk it, for pages and stories that start there."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing import queries as billing
from app.catalogue.models import DeviceModel
from app.courier.slots import places as courier_service
from app.courier.slots import queries as slots
from app.courier.slots.models import SlotPlan
from app.courier.trips import jobs
from app.courier.trips import queries as courier
from app.courier.trips.states import JobState
from app.customers.models import Address, Customer
from app.journeys.money.take_payment import take_payment
from app.journeys.repair.decide_quote import approve_quote
from app.journeys.repair.quote_repair import send_quote
from app.journeys.repair.repair import test_passed as pass_test
from app.journeys.request.ask_customer import ask_customer
from app.journeys.request.decide_terms import accept_terms
from app.journeys.request.offer_terms import offer_terms
from app.journeys.transport.book_pickup import book_pickup
from app.journeys.transport.book_return import book_return
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, Role, customer
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code
from app.kernel.money import Money
from app.quotes.rules import Line
from app.terms.rules import Coverage
from app.tickets.legs import Leg
from app.tickets.models import Evidence, Ticket
from app.tickets.service import Says, advance, open_ticket
from app.tickets.states import Action, Disposition, State
from tests.shop import Shop

S, A = State, Action
NAME, PHONE, STREET, STORY = "하늘 김", "+821055667788", "성미산로 29길 14", "화면이 꺼졌다 켜졌다 해요"
CAP = Money(60_000)
QUOTED = Money(88_000)

# How each state is reached from the one before it.
ROAD: dict[State, tuple[State, str]] = {
    S.NEEDS_INFO: (S.REQUESTED, "ask"),
    S.OFFERED: (S.REQUESTED, "offer"),
    S.PARTS_HOLD: (S.OFFERED, "accept_and_wait"),
    S.AUTHORISED: (S.OFFERED, "accept"),
    S.INBOUND: (S.AUTHORISED, "book"),
    S.RECEIVED: (S.INBOUND, "receive"),
    S.ON_HOLD: (S.RECEIVED, "hold"),
    S.DIAGNOSING: (S.RECEIVED, "inspect"),
    S.QUOTED: (S.DIAGNOSING, "quote"),
    S.AWAITING_PARTS: (S.DIAGNOSING, "wait"),
    S.REPAIRING: (S.QUOTED, "approve"),
    S.TESTING: (S.REPAIRING, "finish"),
    S.AWAITING_PAYMENT: (S.TESTING, "bill"),
    S.READY_TO_RETURN: (S.AWAITING_PAYMENT, "pay"),
    S.OUTBOUND: (S.READY_TO_RETURN, "hand_out"),
    S.DELIVERED: (S.OUTBOUND, "deliver"),
    S.CLOSED: (S.DELIVERED, "close"),
    S.CANCELLED: (S.REQUESTED, "cancel"),
    S.EXPIRED: (S.OFFERED, "expire"),
}


@dataclass
class Walk:
    """One ticket of a shop, its private page, and a browser that opens it."""

    shop: Shop
    ticket_id: UUID
    token: str
    phone: str = PHONE
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.shop.client()

    @property
    def url(self) -> str:
        """The private page."""
        return f"/t/{self.token}"

    @property
    def ticket(self) -> Ticket:
        """The ticket as the database has it now."""
        with self.shop.database.reading() as session:
            return ticket_of(session, self.ticket_id)

    def get(self, page: str = "", **query: str) -> Any:
        """Open a page below the private link."""
        return self.client.get(f"{self.url}{page}", query_string=query)

    def read(self, page: str = "", **query: str) -> str:
        """What such a page says; it must be there."""
        answer = self.get(page, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return str(answer.get_data(as_text=True))

    def post(self, page: str, **typed: Any) -> Any:
        """Send such a page's form, from a fresh page unless `version` says otherwise."""
        return self.client.post(f"{self.url}{page}", data={"version": self.ticket.version, **typed})

    def to(self, state: State) -> "Walk":
        """Walk on until the ticket is in `state`."""
        for step in _steps(self.ticket.state, state):
            with self.shop.database.transaction() as session:
                STEPS[step](self, session, ticket_of(session, self.ticket_id))
        return self

    def step(self, action: Action, role: Role, **more: Any) -> None:
        """One step of the table by somebody of that role."""
        with self.shop.database.transaction() as session:
            take(self, session, ticket_of(session, self.ticket_id), action, role, **more)

    def slots(self, leg: Leg = Leg.INBOUND) -> list[slots.SlotView]:
        """The windows on offer at the customer's address."""
        with self.shop.database.reading() as session:
            return slots.offered_slots(session, leg=leg, postcode="03991", now=self.shop.clock())


def a_repair(
    shop: Shop,
    state: State = S.REQUESTED,
    *,
    language: Language = Language.EN,
    phone: str = PHONE,
    model_en: str = "Nari 5 phone",
) -> Walk:
    """A phone's repair in that state; slots for three weeks are open."""
    now = shop.clock()
    with shop.database.transaction() as session:
        if session.scalar(select(SlotPlan.id).limit(1)) is not None:
            courier_service.open_slots(session, now=now)
        known = session.scalars(select(DeviceModel).where(DeviceModel.name_en == model_en)).one()
        person = session.scalars(select(Customer).where(Customer.phone == phone)).one_or_none()
        if person is None:
            person = Customer(phone=phone, name=NAME, language=language, verified_at=now)
            session.add(person)
            session.flush()
        address = Address(customer_id=person.id, recipient=NAME, postcode="03991", line1=STREET)
        session.add(address)
        session.flush()
        ticket = Ticket(
            code=new_ticket_code(),
            customer=person,
            address=address,
            customer_id=person.id,
            address_id=address.id,
            language=language,
            model_id=known.id,
            model_name=known.name_ko,
            story=STORY,
            evidence=Evidence.NONE,
        )
        open_ticket(session, ticket, Act(customer(NAME), now))
        token = shop.runtime.private_url(session, ticket, now=now).rpartition("/")[2]
    return Walk(shop, ticket.id, token, phone).to(state)


def ticket_of(session: Session, ticket_id: UUID) -> Ticket:
    """The ticket in this session."""
    return session.scalars(select(Ticket).where(Ticket.id == ticket_id)).one()


def take(walk: Walk, session: Session, ticket: Ticket, action: Action, role: Role, **more: Any) -> None:
    """One step by the demo account of that role, the customer, or the system."""
    actor: Actor = {Role.CUSTOMER: customer(NAME), Role.SYSTEM: SYSTEM}.get(role) or walk.shop.staff(role)
    advance(session, ticket, action, Act(actor, walk.shop.clock()), **more)


def _steps(start: State, goal: State) -> list[str]:
    steps: list[str] = []
    while goal is not start:
        goal, step = ROAD[goal]
        steps.insert(0, step)
    return steps


def _ask(walk: Walk, session: Session, ticket: Ticket) -> None:
    technician = walk.shop.staff(Role.TECHNICIAN)
    ask_customer(session, ticket, "충전할 때도 꺼지나요?", Act(technician, walk.shop.clock()))


def _offer(walk: Walk, session: Session, ticket: Ticket) -> None:
    offer_terms(
        session,
        ticket,
        Act(walk.shop.staff(Role.TECHNICIAN), walk.shop.clock()),
        coverage=Coverage.PAID,
        work=CAP,
        note="Screen cable, most likely.",
        valid_until=walk.shop.clock() + timedelta(days=7),
    )


def _accept(walk: Walk, session: Session, ticket: Ticket) -> None:
    accept_terms(session, ticket, Act(customer(NAME), walk.shop.clock()), terms_version=1)


def _accept_and_wait(walk: Walk, session: Session, ticket: Ticket) -> None:
    take(walk, session, ticket, A.ACCEPT_AND_WAIT, Role.CUSTOMER, due=walk.shop.clock() + timedelta(days=9))


def _first_slot(walk: Walk, session: Session, leg: Leg) -> UUID:
    return slots.offered_slots(session, leg=leg, postcode="03991", now=walk.shop.clock())[0].id


def _book(walk: Walk, session: Session, ticket: Ticket) -> None:
    book_pickup(
        session,
        ticket,
        Act(customer(NAME), walk.shop.clock()),
        slot_id=_first_slot(walk, session, Leg.INBOUND),
    )


def _receive(walk: Walk, session: Session, ticket: Ticket) -> None:
    collect(walk, session, ticket)
    take(walk, session, ticket, A.RECEIVE, Role.WAREHOUSE)


def collect(walk: Walk, session: Session, ticket: Ticket) -> None:
    """The courier takes it along."""
    job = courier.active_job(session, ticket.id, Leg.INBOUND)
    assert job is not None
    jobs.move(session, job, JobState.COLLECTED, now=walk.shop.clock())
    take(walk, session, ticket, A.COLLECT, Role.COURIER)


def _quote(walk: Walk, session: Session, ticket: Ticket) -> None:
    quote_again(walk, session, ticket, QUOTED)


def quote_again(walk: Walk, session: Session, ticket: Ticket, total: Money) -> None:
    """Another version of the quote."""
    lines = [Line("Display", Money(total.minor - 20_000)), Line("Work", Money(20_000))]
    send_quote(
        session,
        ticket,
        Act(walk.shop.staff(Role.TECHNICIAN), walk.shop.clock()),
        lines=lines,
        finding="The display is cracked inside.",
        valid_until=walk.shop.clock() + timedelta(days=30),
    )


def _approve(walk: Walk, session: Session, ticket: Ticket) -> None:
    approve_quote(session, ticket, Act(customer(NAME), walk.shop.clock()), quote_version=1)


def _bill(walk: Walk, session: Session, ticket: Ticket) -> None:
    pass_test(session, ticket, Act(walk.shop.staff(Role.TECHNICIAN), walk.shop.clock()), report="All well.")


def _pay(walk: Walk, session: Session, ticket: Ticket) -> None:
    bill = billing.open_one(session, ticket.id)
    assert bill is not None
    dispatcher = Act(walk.shop.staff(Role.DISPATCHER), walk.shop.clock())
    take_payment(session, ticket, dispatcher, amount=billing.total(bill), method="cash", reference="")


def _hand_out(walk: Walk, session: Session, ticket: Ticket) -> None:
    if courier.active_job(session, ticket.id, Leg.OUTBOUND) is None:
        book_return(
            session,
            ticket,
            Act(customer(NAME), walk.shop.clock()),
            slot_id=_first_slot(walk, session, Leg.OUTBOUND),
        )
    job = courier.active_job(session, ticket.id, Leg.OUTBOUND)
    assert job is not None
    window = slots.window_of(job.slot)
    take(
        walk,
        session,
        ticket,
        A.HAND_OUT,
        Role.WAREHOUSE,
        due=window.ends_at,
        says=Says(words={"window": window}),
    )


def _deliver(walk: Walk, session: Session, ticket: Ticket) -> None:
    job = courier.active_job(session, ticket.id, Leg.OUTBOUND)
    assert job is not None
    jobs.move(session, job, JobState.DELIVERED, now=walk.shop.clock())
    due = walk.shop.clock() + timedelta(days=7)
    take(walk, session, ticket, A.DELIVER, Role.COURIER, due=due, note="이웃")


def _simply(action: Action, role: Role, **more: Any) -> Any:
    def step(walk: Walk, session: Session, ticket: Ticket) -> None:
        take(walk, session, ticket, action, role, **more)

    return step


STEPS: dict[str, Any] = {
    "ask": _ask,
    "offer": _offer,
    "accept": _accept,
    "accept_and_wait": _accept_and_wait,
    "book": _book,
    "receive": _receive,
    "quote": _quote,
    "approve": _approve,
    "bill": _bill,
    "hand_out": _hand_out,
    "deliver": _deliver,
    "hold": _simply(A.HOLD, Role.WAREHOUSE, note="상자가 젖었습니다"),
    "inspect": _simply(A.INSPECT, Role.WAREHOUSE),
    "wait": _simply(A.WAIT_FOR_PARTS, Role.TECHNICIAN),
    "finish": _simply(A.FINISH, Role.TECHNICIAN),
    "pay": _pay,
    "close": _simply(A.CLOSE, Role.SYSTEM, disposition=Disposition.REPAIRED),
    "cancel": _simply(A.CANCEL, Role.CUSTOMER),
    "expire": _simply(A.EXPIRE, Role.SYSTEM),
}
