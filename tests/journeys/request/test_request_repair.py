"""What stands behind the last click: one ticket, one text, or nothing at all."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.courier.slots.models import Slot
from app.customers.models import Customer
from app.journeys.request.request_repair import choose_slot, submit_request
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import Conflict, NotFound, Refusal
from app.messaging.sms.models import Sms
from app.requests import drafts
from app.requests.answers import TermsAnswers
from app.staff.models import StaffAccount
from app.terms.models import Terms, TermsState
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import history
from app.tickets.states import Action, State
from tests.shop import Shop
from tests.web.customer.requesting import Requesting


def count(shop: Shop, table: type) -> int:
    """Rows there are."""
    with shop.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_ticket_tells_who_did_which_step(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.up_to_check()
    walk.confirm()
    with shop.database.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
        steps = [(event.action, event.actor) for event in history(session, ticket)]
    assert steps == [
        (None, "김하늘"),
        (Action.OFFER, SYSTEM.name),
        (Action.ACCEPT, "김하늘"),
        (Action.BOOK_PICKUP, "김하늘"),
    ]


def test_what_is_agreed_at_once_has_a_named_technician_and_the_work_is_spread(shop: Shop) -> None:
    for _ in range(2):
        walk = Requesting(shop)
        walk.up_to_check()
        walk.confirm()
    with shop.database.reading() as session:
        owners = [ticket.owner for ticket in session.scalars(select(Ticket))]
    assert {owner.role for owner in owners if owner} == {Role.TECHNICIAN}
    assert len({owner.id for owner in owners if owner}) == 2


def test_a_shop_without_technicians_takes_requests_all_the_same(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.execute(update(StaffAccount).values(active=False))
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    walk.confirm()
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(Ticket)).one().owner is None


def test_twenty_confirmations_at_once_make_one_ticket(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.up_to_check()
    draft_id, before = walk.draft().id, count(shop, Sms)
    codes: list[str] = []

    def confirm() -> None:
        with shop.database.transaction() as session:
            draft = drafts.by_token(session, walk.token, now=shop.clock(), to_change=True)
            assert draft.id == draft_id
            codes.append(submit_request(session, draft, now=shop.clock()).code)

    threads = [threading.Thread(target=confirm) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 20
    assert len(set(codes)) == 1
    assert (count(shop, Ticket), count(shop, Sms)) == (1, before + 1)


def test_a_refusal_at_the_end_leaves_no_trace(shop: Shop) -> None:
    walk = Requesting(shop)
    slot = walk.windows()[0].id
    walk.up_to_check()
    with shop.database.transaction() as session:
        session.execute(update(Slot).values(booked=Slot.capacity))
        drafts.answer(
            drafts.by_token(session, walk.token, now=shop.clock()),
            slot=walk_other(session, slot),
            now=shop.clock(),
        )
    with pytest.raises(Refusal) as no, shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=shop.clock(), to_change=True)
        submit_request(session, draft, now=shop.clock())
    assert no.value.field == "slot"
    assert [count(shop, table) for table in (Ticket, TicketEvent, Customer, Terms)] == [0, 0, 0, 0]


def walk_other(session: Session, slot_id: UUID) -> UUID:
    """Another window of the same area."""
    slot = session.get_one(Slot, slot_id)
    others = select(Slot.id).where(Slot.zone_id == slot.zone_id, Slot.leg == slot.leg, Slot.id != slot.id)
    return session.scalars(others.limit(1)).one()


def test_an_unfinished_request_is_no_ticket(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    with pytest.raises(Refusal) as no, sqlite_shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=sqlite_shop.clock())
        submit_request(session, draft, now=sqlite_shop.clock())
    assert no.value.code == "incomplete"


def test_terms_other_than_those_accepted_are_not_locked(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    with sqlite_shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=sqlite_shop.clock())
        drafts.answer(
            draft, terms=TermsAnswers(choice="accept", fingerprint="other"), now=sqlite_shop.clock()
        )
    with pytest.raises(Conflict) as no, sqlite_shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=sqlite_shop.clock())
        submit_request(session, draft, now=sqlite_shop.clock())
    assert no.value.code == "terms_changed"


def test_a_return_window_is_no_pickup(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_terms()
    with pytest.raises(Refusal) as no, sqlite_shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=sqlite_shop.clock())
        back = session.scalars(select(Slot.id).where(Slot.leg == "outbound")).first()
        assert back is not None
        choose_slot(session, draft, back, now=sqlite_shop.clock())
    assert no.value.code == "slot_elsewhere"


def test_the_terms_hold_for_a_week_and_are_locked_at_once(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    walk.confirm()
    with sqlite_shop.database.reading() as session:
        terms = session.scalars(select(Terms)).one()
    assert (terms.state, terms.decided_via) == (TermsState.LOCKED, "web")
    assert terms.valid_until == sqlite_shop.clock() + timedelta(days=7)
    assert walk.tickets()[0].state is State.INBOUND


def test_an_unknown_draft_is_not_found(sqlite_shop: Shop) -> None:
    with pytest.raises(NotFound), sqlite_shop.database.reading() as session:
        drafts.by_token(session, "nothing", now=sqlite_shop.clock())
