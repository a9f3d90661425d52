"""Repairs at any point of their life, for the tests of the bench: opened and walked there by real steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing import queries as billing
from app.catalogue.models import DeviceModel
from app.customers.models import Address, Customer
from app.journeys.money.take_payment import take_payment
from app.journeys.repair import repair
from app.journeys.repair.decide_quote import answer_quote
from app.journeys.repair.diagnose import start_repair, wait_for_parts
from app.journeys.repair.hold_ticket import hold
from app.journeys.repair.quote_repair import send_quote
from app.journeys.request.ask_customer import ask_customer
from app.journeys.request.decide_terms import accept_terms
from app.journeys.request.offer_terms import offer_terms
from app.kernel.act import Act
from app.kernel.actor import Actor, Role, customer
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code
from app.kernel.money import Money
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.quotes.rules import Line
from app.staff.models import StaffAccount
from app.terms.rules import Coverage
from app.tickets.models import Evidence, Ticket
from app.tickets.queries import by_id
from app.tickets.service import advance, open_ticket
from app.tickets.states import Action, State
from tests.shop import Shop

KIM = customer("김민지")
PHONE = "+821012345678"
KEYBOARD = Line("Keyboard", Money(80_000))


def won(amount: int) -> Money:
    """An amount in won."""
    return Money(amount, "KRW")


@contextmanager
def at(shop: Shop, ticket_id: UUID) -> Iterator[tuple[Session, Ticket]]:
    """One transaction with the ticket in hand."""
    with shop.database.transaction() as session:
        yield session, by_id(session, ticket_id)


def look(shop: Shop, ticket_id: UUID) -> Ticket:
    """The ticket as it is now."""
    with shop.database.reading() as session:
        return by_id(session, ticket_id)


def ask_for_repair(
    shop: Shop, *, language: Language = Language.KO, story: str = "스프링이 빠졌어요", **columns: Any
) -> UUID:
    """A new request, nobody's yet."""
    now = shop.clock()
    with shop.database.transaction() as session:
        person = session.scalars(select(Customer).where(Customer.phone == PHONE)).one_or_none()
        if person is None:
            person = Customer(phone=PHONE, name="김민지", language=language, verified_at=now)
            session.add(person)
            session.flush()
        address = Address(customer_id=person.id, recipient="김민지", postcode="04524", line1="세종대로 110")
        session.add(address)
        session.flush()
        model = session.scalars(select(DeviceModel).order_by(DeviceModel.id)).first()
        assert model is not None
        values: dict[str, Any] = {
            "customer_id": person.id,
            "address_id": address.id,
            "language": language,
            "model_id": model.id,
            "model_name": model.name_ko,
            "story": story,
            "evidence": Evidence.NONE,
            "accessories": ["충전기"],
        }
        ticket = Ticket(code=new_ticket_code(), **values | columns)
        open_ticket(session, ticket, Act(KIM, now))
        return ticket.id


def technician(shop: Shop) -> Actor:
    """The demo technician."""
    return shop.staff(Role.TECHNICIAN)


def colleague(shop: Shop) -> Actor:
    """Another technician."""
    with shop.database.reading() as session:
        row = session.scalars(
            select(StaffAccount).where(
                StaffAccount.role == Role.TECHNICIAN, StaffAccount.id != technician(shop).staff_id
            )
        ).one()
        return Actor(role=Role.TECHNICIAN, name=row.name, staff_id=row.id, channel="staff")


def offered(
    shop: Shop,
    *,
    coverage: Coverage = Coverage.PAID,
    cap: int = 50_000,
    wanted: tuple[WantedPart, ...] = (),
    **columns: Any,
) -> UUID:
    """A request with terms on offer."""
    ticket_id = ask_for_repair(shop, **columns)
    with at(shop, ticket_id) as (session, ticket):
        offer_terms(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            coverage=coverage,
            work=won(cap),
            note="보증 기간이 지났습니다",
            valid_until=shop.clock() + timedelta(days=7),
            wanted=wanted,
        )
    return ticket_id


def accepted(shop: Shop, **how: Any) -> UUID:
    """Terms accepted and locked."""
    ticket_id = offered(shop, **how)
    with at(shop, ticket_id) as (session, ticket):
        accept_terms(session, ticket, Act(KIM, shop.clock()), terms_version=1)
    return ticket_id


def diagnosing(shop: Shop, **how: Any) -> UUID:
    """At the bench, terms locked."""
    ticket_id = accepted(shop, **how)
    steps = (
        (Action.BOOK_PICKUP, KIM),
        (Action.RECEIVE, shop.staff(Role.WAREHOUSE)),
        (Action.INSPECT, shop.staff(Role.WAREHOUSE)),
    )
    with at(shop, ticket_id) as (session, ticket):
        for action, actor in steps:
            advance(session, ticket, action, Act(actor, shop.clock(), quiet=True))
    return ticket_id


def quoted(shop: Shop, *, lines: tuple[Line, ...] = (KEYBOARD,), days: int = 7, **how: Any) -> UUID:
    """A quote waits for the customer."""
    ticket_id = diagnosing(shop, **how)
    with at(shop, ticket_id) as (session, ticket):
        send_quote(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            lines=lines,
            finding="키보드가 침수됐습니다",
            valid_until=shop.clock() + timedelta(days=days),
        )
    return ticket_id


def doubted(shop: Shop, *, wanted: tuple[WantedPart, ...] = ()) -> UUID:
    """A quote was approved, then declined: the work is stopped until somebody has asked."""
    ticket_id = quoted(shop)
    for yes in (True, False):
        with at(shop, ticket_id) as (session, ticket):
            answer_quote(session, ticket, Act(KIM, shop.clock()), yes=yes, quote_version=1)
    with at(shop, ticket_id) as (session, ticket):
        for part in wanted:
            parts.need(session, ticket_id, part.name, state=part.state, expected_on=part.expected_on)
    return ticket_id


def repairing(shop: Shop, *, price: int = 0, **how: Any) -> UUID:
    """Being repaired within the locked terms."""
    ticket_id = diagnosing(shop, **how)
    with at(shop, ticket_id) as (session, ticket):
        start_repair(
            session, ticket, Act(technician(shop), shop.clock()), finding="접점 불량", price=won(price)
        )
    return ticket_id


def on_the_test_stand(shop: Shop, **how: Any) -> UUID:
    """Repaired, on the test stand."""
    ticket_id = repairing(shop, **how)
    with at(shop, ticket_id) as (session, ticket):
        repair.finish(session, ticket, Act(technician(shop), shop.clock()), work="접점을 갈았습니다")
    return ticket_id


def held_for_parts(shop: Shop) -> UUID:
    """Accepted, and waiting for its part before anything ships."""
    return accepted(shop, wanted=(WantedPart("Spring", PartState.NEEDED),))


def waiting_at_the_bench(shop: Shop) -> UUID:
    """At the bench, two parts are missing."""
    ticket_id = diagnosing(shop)
    with at(shop, ticket_id) as (session, ticket):
        wait_for_parts(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            finding="접점",
            price=won(0),
            wanted=[WantedPart("접점", PartState.NEEDED), WantedPart("나사", PartState.NEEDED)],
        )
    return ticket_id


def asked(shop: Shop) -> UUID:
    """The customer has been asked something."""
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        ask_customer(session, ticket, "어느 쪽인가요?", Act(technician(shop), shop.clock()))
    return ticket_id


def on_hold(shop: Shop) -> UUID:
    """Paused at the bench."""
    ticket_id = diagnosing(shop)
    with at(shop, ticket_id) as (session, ticket):
        hold(session, ticket, Act(technician(shop), shop.clock()), reason="확인 중")
    return ticket_id


def to_be_paid(shop: Shop) -> UUID:
    """Repaired, 40,000 won are asked for."""
    ticket_id = on_the_test_stand(shop)
    with at(shop, ticket_id) as (session, ticket):
        repair.test_passed(
            session, ticket, Act(technician(shop), shop.clock()), report="정상", amount=won(40_000)
        )
    return ticket_id


def delivered(shop: Shop) -> UUID:
    """Back with the customer."""
    ticket_id = to_be_paid(shop)
    with at(shop, ticket_id) as (session, ticket):
        pay = Act(technician(shop), shop.clock(), quiet=True)
        take_payment(session, ticket, pay, amount=won(45_000), method="cash", reference="")
    steps = (
        (Action.HAND_OUT, shop.staff(Role.WAREHOUSE)),
        (Action.DELIVER, shop.staff(Role.COURIER)),
    )
    with at(shop, ticket_id) as (session, ticket):
        for action, actor in steps:
            due = shop.clock() + timedelta(days=7)
            advance(session, ticket, action, Act(actor, shop.clock(), quiet=True), due=due)
    return ticket_id


def billed(shop: Shop, ticket_id: UUID) -> list[tuple[str, int]]:
    """The lines of the bill that holds; none before there is one."""
    with shop.database.reading() as session:
        bill = billing.current(session, ticket_id)
        return [(line.kind.value, line.amount.minor) for line in billing.lines(bill)] if bill else []


def state(shop: Shop, ticket_id: UUID) -> State:
    """Where the ticket is."""
    return look(shop, ticket_id).state
