"""Two answers to one quote at the same moment, from a page and from a phone: neither is lost, and the work stands still."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.journeys.repair.decide_quote import answer_quote
from app.journeys.repair.quote_repair import send_quote
from app.journeys.repair.settle_answer import settle_answer
from app.kernel.act import Act
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.quotes import service as quotes
from app.tickets.models import TicketEvent
from app.tickets.states import Action, State
from jobs import read_replies
from tests.journeys.on_the_bench import KEYBOARD, KIM, PHONE, at, look, quoted, state, technician
from tests.journeys.repair.test_decide_quote import both_at_once
from tests.journeys.texting import text_us
from tests.shop import Shop

A_MINUTE = timedelta(minutes=1)


def by_phone(shop: Shop, words: str) -> Callable[[], None]:
    """The reply lies there, and the jobs process reads it."""
    text_us(shop, words)

    def read() -> None:
        assert read_replies.run(shop.runtime) == 1

    return read


def on_the_page(shop: Shop, ticket_id: UUID, *, yes: bool) -> Callable[[], None]:
    def press() -> None:
        with at(shop, ticket_id) as (session, ticket):
            answer_quote(session, ticket, Act(KIM, shop.clock()), yes=yes, quote_version=1)

    return press


def stopped_once(shop: Shop, ticket_id: UUID) -> bool:
    """Both answers are on record, and the repair was stopped once for them, with one text and one urgent task."""
    with shop.database.reading() as session:
        doubted = quotes.doubted_one(session, ticket_id) is not None
        steps = session.scalars(
            select(TicketEvent.action).where(
                TicketEvent.ticket_id == ticket_id, TicketEvent.action.is_not(None)
            )
        ).all()
        urgent = session.scalar(select(func.count(ThreadMessage.id)).where(ThreadMessage.urgent))
    told = [text.kind for text in shop.texts(PHONE)].count(SmsKind.ANSWERS_DIFFER)
    held = steps.count(Action.HOLD)
    return doubted and state(shop, ticket_id) is State.ON_HOLD and (held, told, urgent) == (1, 1, 1)


@pytest.mark.parametrize(("words", "yes"), [("거절", True), ("승인", False)])
def test_a_reply_and_a_button_that_differ_stop_the_work_whoever_was_first(
    shop: Shop, words: str, yes: bool
) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    shop.clock.move_on(A_MINUTE)  # the question was read
    refused = both_at_once(by_phone(shop, words), on_the_page(shop, ticket_id, yes=yes))
    assert refused == []
    assert stopped_once(shop, ticket_id)


def test_two_buttons_that_differ_stop_the_work(shop: Shop) -> None:
    ticket_id = quoted(shop)
    refused = both_at_once(on_the_page(shop, ticket_id, yes=True), on_the_page(shop, ticket_id, yes=False))
    assert refused == []
    assert stopped_once(shop, ticket_id)


def test_two_that_take_the_same_yes_back_stop_it_once(shop: Shop) -> None:
    ticket_id = quoted(shop)
    on_the_page(shop, ticket_id, yes=True)()
    shop.drain()
    read = by_phone(shop, "거절")
    refused = both_at_once(read, on_the_page(shop, ticket_id, yes=False))
    assert refused in ([], ["quote_changed"], ["quote_decided"], ["stale"])
    with shop.database.reading() as session:
        assert quotes.doubted_one(session, ticket_id) is not None
    assert state(shop, ticket_id) is State.ON_HOLD
    assert [text.kind for text in shop.texts(PHONE)].count(SmsKind.ANSWERS_DIFFER) == 1


def test_a_yes_and_a_new_quote_at_once_never_let_the_yes_slip_over(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    shop.clock.move_on(A_MINUTE)
    actor = technician(shop)

    def send_again() -> None:
        with at(shop, ticket_id) as (session, ticket):
            act = Act(actor, shop.clock())
            until = look(shop, ticket_id).due_at
            assert until is not None
            send_quote(session, ticket, act, lines=[KEYBOARD], finding="다시", valid_until=until)

    both_at_once(by_phone(shop, "승인"), send_again)
    with shop.database.reading() as session:
        approved = quotes.approved_one(session, ticket_id)
    assert approved is None or approved.version == 1


def test_settling_twice_at_once_settles_it_once(shop: Shop) -> None:
    ticket_id = quoted(shop)
    for yes in (True, False):
        on_the_page(shop, ticket_id, yes=yes)()
    actor, seen = technician(shop), look(shop, ticket_id).version

    def settle(yes: bool) -> Callable[[], None]:
        def done() -> None:
            with at(shop, ticket_id) as (session, ticket):
                act = Act(actor, shop.clock(), seen_version=seen)
                settle_answer(session, ticket, act, yes=yes, how="전화")

        return done

    refused = both_at_once(settle(True), settle(False))
    assert len(refused) == 1
    with shop.database.reading() as session:
        assert quotes.doubted_one(session, ticket_id) is None
    assert state(shop, ticket_id) in (State.REPAIRING, State.READY_TO_RETURN)
