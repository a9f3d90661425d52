"""An answer that a text named a time for is owed: kept by whoever writes back, told when it takes longer."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.journeys.conversation.reply_customer import reply_customer
from app.journeys.conversation.talk import mark_handled
from app.kernel.act import Act
from app.kernel.i18n import Language
from app.kernel.show import show
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.promises.kinds import Ending, Fact, PromiseKind, Said
from app.promises.models import Promise
from jobs import read_replies, watch_promises
from tests.journeys.on_the_bench import PHONE, at, diagnosing, look, technician
from tests.journeys.texting import text_us
from tests.shop import Shop


def owed(shop: Shop, ticket_id: UUID) -> list[Promise]:
    with shop.database.reading() as session:
        asked = select(Promise).where(Promise.ticket_id == ticket_id, Promise.kind == PromiseKind.REPLY)
        return list(session.scalars(asked.order_by(Promise.id)))


def text_in(shop: Shop, body: str) -> None:
    """The customer texts, and it is read."""
    text_us(shop, body)
    read_replies.run(shop.runtime)


def asked_something(shop: Shop) -> UUID:
    ticket_id = diagnosing(shop)
    text_in(shop, "언제 되나요?")
    return ticket_id


def test_the_text_that_takes_a_message_is_a_promise_and_the_answer_keeps_it(shop: Shop) -> None:
    ticket_id = asked_something(shop)
    step_due = look(shop, ticket_id).due_at
    (row,) = owed(shop, ticket_id)
    text = next(one for one in shop.texts() if one.kind is SmsKind.MESSAGE_TAKEN)
    assert (row.said, row.said_id, row.made_from) == (Said.TEXT, text.id, Fact.MESSAGE)
    assert show(row.due_at, Language.KO, "Asia/Seoul") in text.body
    shop.clock.move_on(timedelta(hours=2))
    text_in(shop, "내일도 괜찮아요?")
    assert [one.due_at for one in owed(shop, ticket_id)] == [row.due_at], "the earlier time goes on standing"
    with at(shop, ticket_id) as (session, ticket):
        reply_customer(session, ticket, "내일 됩니다.", Act(technician(shop), shop.clock()))
    (row,) = owed(shop, ticket_id)
    assert (row.ending, row.ended_at, row.ended_by) == (Ending.KEPT, shop.clock(), Fact.MESSAGE)
    assert look(shop, ticket_id).due_at == step_due, "the repair's own time is another"


def test_an_answer_that_takes_longer_is_told_before(shop: Shop) -> None:
    ticket_id = asked_something(shop)
    step_due = look(shop, ticket_id).due_at
    (row,) = owed(shop, ticket_id)
    shop.clock.time = row.due_at - timedelta(hours=5)
    watch_promises.run(shop.runtime)
    shop.clock.time = row.due_at - timedelta(hours=1)
    watch_promises.run(shop.runtime)
    late = [one for one in shop.texts() if one.kind is SmsKind.ANSWER_LATE]
    old, new = owed(shop, ticket_id)
    assert (old.ending, new.ending, new.said_id) == (Ending.REPLACED, None, late[0].id)
    assert show(new.due_at, Language.KO, "Asia/Seoul") in late[0].body
    assert look(shop, ticket_id).due_at == step_due


@pytest.mark.parametrize(("hours", "ending"), [(1, Ending.WITHDRAWN), (60, Ending.BROKEN)])
def test_what_needs_no_answer_is_withdrawn_in_time_and_broken_late(
    sqlite_shop: Shop, hours: int, ending: Ending
) -> None:
    ticket_id = asked_something(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(hours=hours))
    with sqlite_shop.database.transaction() as session:
        message = session.scalars(select(ThreadMessage).where(ThreadMessage.from_customer)).one()
        mark_handled(session, message, now=sqlite_shop.clock())
    assert [row.ending for row in owed(sqlite_shop, ticket_id)] == [ending]


def test_a_delay_that_waits_for_the_morning_is_not_sent_once_it_was_answered(shop: Shop) -> None:
    ticket_id = asked_something(shop)
    (row,) = owed(shop, ticket_id)
    shop.clock.time = row.due_at - timedelta(hours=5)
    watch_promises.run(shop.runtime)
    shop.clock.time = row.due_at - timedelta(hours=1)
    watch_promises.run(shop.runtime)
    with at(shop, ticket_id) as (session, ticket):
        reply_customer(session, ticket, "오늘 됩니다.", Act(technician(shop), shop.clock(), quiet=True))
    shop.drain()
    assert not any("답변이 늦어집니다" in body for body in shop.phone(PHONE))
