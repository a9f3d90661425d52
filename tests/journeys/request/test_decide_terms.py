"""Yes and no to terms on offer: the version that was read counts, and parts come before parcels."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.journeys.request.decide_terms import accept_terms, refuse_terms
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, customer
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.terms import queries
from app.terms import service as terms
from app.terms.models import TermsState
from app.terms.rules import Coverage, Why
from app.tickets.models import Ticket
from app.tickets.queries import by_code
from app.tickets.service import advance
from app.tickets.states import Action, Disposition, State
from tests.shop import Shop
from tests.web.customer.requesting import E164, Requesting


@pytest.fixture
def code(shop: Shop) -> str:
    """A ticket with terms on offer, as a technician made them."""
    walk = Requesting(shop)
    walk.start(model="Hush 7 headset", symptom="The hinge spring is missing")
    walk.prove()
    walk.contact()
    walk.type_code()
    walk.confirm()
    [ticket] = walk.tickets()
    with shop.database.transaction() as session:
        offer(session, shop, by_code(session, ticket.code))
    return ticket.code


def offer(session: Session, shop: Shop, ticket: Ticket, cap: int = 30_000) -> int:
    """Put terms on offer; the number of their version."""
    made = terms.offer(
        session,
        ticket,
        coverage=Coverage.PAID,
        reason=Why.OWN_WORDS,
        work=Money(cap),
        note="Spring",
        promised_by="한지우",
        valid_until=shop.clock() + timedelta(days=7),
        now=shop.clock(),
    )
    if ticket.state is State.REQUESTED:
        advance(session, ticket, Action.OFFER, Act(SYSTEM, shop.clock(), quiet=True))
    return made.version


def accept(shop: Shop, code: str, version: int = 1) -> Ticket:
    """The customer's yes, in a transaction of its own."""
    with shop.database.transaction() as session:
        ticket = by_code(session, code)
        accept_terms(session, ticket, Act(customer("김하늘"), shop.clock()), terms_version=version)
        return ticket


def state_of(shop: Shop, code: str) -> tuple[State, TermsState]:
    """Of the ticket, and of the terms that hold for it."""
    with shop.database.reading() as session:
        ticket = by_code(session, code)
        held = terms.current(session, ticket.id)
        assert held is not None
        return ticket.state, held.state


def test_a_yes_locks_the_terms_and_asks_for_the_pickup(shop: Shop, code: str) -> None:
    accept(shop, code)
    assert state_of(shop, code) == (State.AUTHORISED, TermsState.LOCKED)
    assert shop.texts(E164)[-1].kind is SmsKind.TERMS_ACCEPTED


def test_a_part_without_a_date_is_waited_for_first(shop: Shop, code: str) -> None:
    with shop.database.transaction() as session:
        parts.need(session, by_code(session, code).id, "Spring", state=PartState.NEEDED)
    ticket = accept(shop, code)
    assert ticket.state is State.PARTS_HOLD
    assert ticket.due_at == shop.runtime.site.after_business_days(shop.clock(), 7)
    assert shop.texts(E164)[-1].kind is SmsKind.PARTS_ORDERED


def test_a_part_dated_far_off_is_waited_for_until_then(shop: Shop, code: str) -> None:
    day = shop.runtime.site.today(shop.clock()) + timedelta(days=30)
    with shop.database.transaction() as session:
        parts.need(session, by_code(session, code).id, "Spring", state=PartState.DATED, expected_on=day)
    ticket = accept(shop, code)
    assert ticket.state is State.PARTS_HOLD
    assert ticket.due_at is not None
    assert shop.runtime.site.today(ticket.due_at) == day


def test_a_part_dated_soon_does_not_hold_up_the_pickup(shop: Shop, code: str) -> None:
    day = shop.runtime.site.today(shop.clock()) + timedelta(days=3)
    with shop.database.transaction() as session:
        parts.need(session, by_code(session, code).id, "Spring", state=PartState.DATED, expected_on=day)
    assert accept(shop, code).state is State.AUTHORISED


def test_an_old_button_cannot_accept_newer_terms(shop: Shop, code: str) -> None:
    with shop.database.transaction() as session:
        assert offer(session, shop, by_code(session, code), cap=50_000) == 2
    with pytest.raises(Conflict) as no:
        accept(shop, code, version=1)
    assert no.value.code == "terms_changed"
    assert state_of(shop, code) == (State.OFFERED, TermsState.OFFERED)
    accept(shop, code, version=2)
    with pytest.raises(Conflict):
        accept(shop, code, version=2)


def test_terms_past_their_date_cannot_be_accepted(shop: Shop, code: str) -> None:
    shop.clock.move_on(timedelta(days=7, seconds=1))
    with pytest.raises(Conflict) as no:
        accept(shop, code)
    assert no.value.code == "terms_expired"


def test_a_no_cancels_and_costs_nothing(shop: Shop, code: str) -> None:
    with shop.database.transaction() as session:
        ticket = by_code(session, code)
        refuse_terms(session, ticket, Act(customer("김하늘"), shop.clock()), terms_version=1)
        assert ticket.state is State.CANCELLED
        assert ticket.disposition is Disposition.CANCELLED
        assert terms.current(session, ticket.id) is None
    assert shop.texts(E164)[-1].kind is SmsKind.CANCELLED


def test_a_later_yes_takes_the_place_of_the_locked_terms_and_a_no_leaves_them(shop: Shop, code: str) -> None:
    accept(shop, code)
    with shop.database.transaction() as session:
        ticket = by_code(session, code)
        offer(session, shop, ticket, cap=90_000)
        held = terms.current(session, ticket.id)
        assert held is not None
        assert held.version == 1
        worse = queries.open_offer(session, ticket.id)
        assert worse is not None
        terms.decline(session, worse, via="web", now=shop.clock())
        held = terms.current(session, ticket.id)
        assert held is not None
        assert held.version == 1
        offer(session, shop, ticket, cap=60_000)
        third = queries.open_offer(session, ticket.id)
        assert third is not None
        terms.lock(session, third, via="sms", now=shop.clock())
        held = terms.current(session, ticket.id)
        assert held is not None
        assert (held.version, held.decided_via) == (3, "sms")
