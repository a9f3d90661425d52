"""What ended goes on where it stood: by the link for 30 days, by staff always, each no in its own words."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.journeys.request.cancel_repair import cancel_repair
from app.journeys.request.take_up import take_up, what_it_does, where_back
from app.kernel.act import Act
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotAllowed, Refusal, WrongState
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.promises.kinds import PromiseKind
from app.sites.site import HOME
from app.terms import queries as terms
from app.terms.models import TermsState
from app.tickets import promising
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.service import advance
from app.tickets.states import Action, Disposition, State
from tests.journeys.on_the_bench import (
    KIM,
    PHONE,
    accepted,
    ask_for_repair,
    asked,
    at,
    look,
    offered,
    repairing,
    state,
    technician,
)
from tests.shop import Shop

ROADS = {
    "a request": (ask_for_repair, State.REQUESTED, PromiseKind.ANSWER),
    "a question": (asked, State.NEEDS_INFO, PromiseKind.THEIR_ANSWER),
    "terms": (offered, State.OFFERED, PromiseKind.THEIR_TERMS),
    "a pickup": (accepted, State.AUTHORISED, PromiseKind.THEIR_PICKUP_DAY),
}


def cancelled(shop: Shop, ticket_id: UUID) -> UUID:
    with at(shop, ticket_id) as (session, ticket):
        action = Action.REFUSE_TERMS if ticket.state is State.OFFERED else Action.CANCEL
        if action is Action.CANCEL:
            cancel_repair(session, ticket, Act(KIM, shop.clock()))
        else:
            advance(session, ticket, action, Act(KIM, shop.clock()), disposition=Disposition.CANCELLED)
            offer = terms.open_offer(session, ticket.id)
            assert offer is not None
            offer.state = TermsState.DECLINED
    return ticket_id


def again(shop: Shop, ticket_id: UUID, who: object = KIM) -> None:
    with at(shop, ticket_id) as (session, ticket):
        take_up(session, ticket, Act(who, shop.clock()))  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ROADS)
def test_it_goes_on_where_it_stood_with_a_fresh_time(sqlite_shop: Shop, what: str) -> None:
    shop = sqlite_shop
    make, back, promise = ROADS[what]
    ticket_id = cancelled(shop, make(shop))
    shop.clock.move_on(timedelta(days=20))
    again(shop, ticket_id)
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition, ticket.closed_at) == (back, None, None)
    assert ticket.due_at is not None
    assert ticket.due_at > shop.clock()
    assert shop.texts(PHONE)[-1].kind is SmsKind.TAKEN_UP
    with shop.database.reading() as session:
        owed = promising.current(session, ticket)
        assert owed is not None
        assert (owed.kind, owed.due_at) == (promise, ticket.due_at)
        newest = terms.versions(session, ticket_id)[-1:]
    if what == "terms":
        assert newest[0].state is TermsState.OFFERED
        assert newest[0].version == 2
    if what == "a pickup":
        assert (newest[0].state, newest[0].version) == (TermsState.LOCKED, 1), "as it was accepted"


def test_parts_are_let_go_at_the_end_and_looked_for_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = accepted(shop, wanted=(WantedPart("스프링", PartState.RESERVED),))
    cancelled(shop, ticket_id)
    with shop.database.reading() as session:
        assert [row.state for row in parts.needs_of(session, ticket_id)] == [PartState.RELEASED]
    again(shop, ticket_id)
    assert state(shop, ticket_id) is State.PARTS_HOLD, "nothing ships before the part is certain"
    with shop.database.reading() as session:
        assert [row.state for row in parts.needs_of(session, ticket_id)] == [PartState.NEEDED]


def test_accepted_terms_hold_for_thirty_days_and_after_that_while_they_make_the_same_number(
    sqlite_shop: Shop,
) -> None:
    shop = sqlite_shop
    ticket_id = cancelled(shop, accepted(shop))
    shop.clock.move_on(timedelta(days=31))

    def back(session: Session, ticket: Ticket) -> State:
        return where_back(session, ticket, now=shop.clock()).to

    with at(shop, ticket_id) as (session, ticket):
        assert back(session, ticket) is State.AUTHORISED
        session.info["site"] = replace(HOME, courier_fee=9_000)
        assert back(session, ticket) is State.REQUESTED
        assert "changed" in what_it_does(session, ticket, now=shop.clock()).msgid
        shop.clock.move_on(timedelta(days=-2))
        assert back(session, ticket) is State.AUTHORISED, "what was accepted holds through the 30 days"


@pytest.mark.parametrize("days", [30, 31])
def test_the_customer_has_thirty_days_and_staff_any(sqlite_shop: Shop, days: int) -> None:
    shop = sqlite_shop
    ticket_id = cancelled(shop, asked(shop))
    shop.clock.move_on(timedelta(days=days))
    if days > 30:
        with pytest.raises(WrongState) as late:
            again(shop, ticket_id)
        assert late.value.code == "too_late"
        again(shop, ticket_id, technician(shop))
    else:
        again(shop, ticket_id)
    assert state(shop, ticket_id) is State.NEEDS_INFO


@pytest.mark.parametrize(
    ("disposition", "code"),
    [
        (Disposition.LOST_COMPENSATED, "for_good"),
        (Disposition.ABANDONED, "for_good"),
        (Disposition.REFUNDED, "for_good"),
        (Disposition.EXCHANGED, "for_good"),
        (Disposition.REPAIRED, "was_repaired"),
        (None, "was_repaired"),
    ],
)
def test_what_was_settled_or_repaired_does_not_go_on(
    sqlite_shop: Shop, disposition: Disposition | None, code: str
) -> None:
    shop = sqlite_shop
    ticket_id = asked(shop)
    with at(shop, ticket_id) as (_, ticket):
        ticket.state, ticket.disposition, ticket.closed_at = State.CLOSED, disposition, shop.clock()
    for who in (KIM, technician(shop)):
        with pytest.raises(WrongState) as no:
            again(shop, ticket_id, who)
        assert no.value.code == code


def test_one_that_needed_no_shipping_is_looked_at_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    ticket_id = asked(shop)
    with at(shop, ticket_id) as (session, ticket):
        advance(
            session,
            ticket,
            Action.CLOSE_WITHOUT_SHIPPING,
            Act(technician(shop), shop.clock()),
            note="버튼을 10초 누르세요",
            disposition=Disposition.NO_SHIP_NEEDED,
        )
    again(shop, ticket_id)
    assert state(shop, ticket_id) is State.REQUESTED


def test_of_two_at_once_one_takes_it_up(shop: Shop) -> None:
    ticket_id = cancelled(shop, accepted(shop))

    def one(_: int) -> str:
        try:
            again(shop, ticket_id)
        except Refusal as no:
            return no.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        how = sorted(pool.map(one, range(2)))
    assert how[0] == "done"
    assert how[1] in ("goes_on", "stale")
    assert [text.kind for text in shop.texts()].count(SmsKind.TAKEN_UP) == 1
    with at(shop, ticket_id) as (session, ticket):
        assert [event.action for event in history(session, ticket)].count(Action.TAKE_UP) == 1
        with pytest.raises(NotAllowed):
            advance(session, ticket, Action.CANCEL, Act(SYSTEM, shop.clock()))


def test_an_open_one_goes_on_already(sqlite_shop: Shop) -> None:
    ticket_id = repairing(sqlite_shop)
    with pytest.raises(WrongState) as no:
        again(sqlite_shop, ticket_id)
    assert no.value.code == "goes_on"
