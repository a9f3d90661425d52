"""What waits for a person is counted and listed with as many questions for one row as for many."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel.i18n import Language
from app.messaging.conversation import inbox
from app.messaging.conversation.inbox import Counts
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.service import add_to_thread
from app.messaging.conversation.thread import Channel, talk_of
from app.messaging.sms.attention import Show
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, OptOut, Sms, SmsAttempt
from app.messaging.sms.reasons import Reason
from app.messaging.sms.states import AttemptState, SmsState, Trouble
from app.tickets.models import Ticket
from tests.asked import asked
from tests.journeys.on_the_bench import ask_for_repair, at, technician
from tests.shop import Shop

PHONE = "+821012345678"
T = SmsState


def is_looked_into(shop: Shop, sms_id: UUID) -> None:
    """The provider is being asked what became of it."""
    with shop.database.transaction() as session:
        session.add(
            SmsAttempt(
                sms_id=sms_id,
                number=1,
                provider="demo",
                state=AttemptState.UNCERTAIN,
                started_at=shop.clock(),
                check_at=shop.clock(),
            )
        )


def a_text(shop: Shop, state: SmsState, **changed: Any) -> UUID:
    """A text that stands like this, a person's task unless said otherwise."""
    values: dict[str, Any] = {
        "kind": SmsKind.QUOTE_SENT,
        "to_phone": PHONE,
        "language": Language.KO,
        "body": "견적 {link}",
        "state": state,
        "segments": 1,
        "created_at": shop.clock(),
        "attention_since": shop.clock(),
    }
    with shop.database.transaction() as session:
        row = Sms(**(values | changed))
        session.add(row)
        session.flush()
        return row.id


def a_message(shop: Shop, ticket_id: UUID, body: str = "언제 되나요?", **how: Any) -> None:
    with shop.database.transaction() as session:
        add_to_thread(
            session,
            ticket_id=ticket_id,
            body=body,
            author="김민지",
            from_customer=how.pop("theirs", True),
            via=how.pop("via", "web"),
            now=shop.clock(),
            incoming=how.pop("incoming", None),
        )


def a_reply(shop: Shop, body: str, **changed: Any) -> IncomingSms:
    values: dict[str, Any] = {
        "provider": "demo",
        "provider_id": f"{body}{shop.clock()}",
        "from_phone": PHONE,
        "to_phone": "1588",
        "body": body,
        "received_at": shop.clock(),
        "processed_at": shop.clock(),
        "meaning": "message",
    }
    with shop.database.transaction() as session:
        row = IncomingSms(**(values | changed))
        session.add(row)
    return row


def passed_on(shop: Shop, ticket_id: UUID, body: str, meaning: str) -> None:
    """A text and the message it became."""
    reply = a_reply(shop, body, ticket_id=ticket_id, meaning=meaning)
    a_message(shop, ticket_id, body, via="sms", incoming=reply)


def mine_of(shop: Shop) -> inbox.Mine:
    return select(Ticket.id).where(Ticket.owner_id == technician(shop).staff_id)


def own(shop: Shop) -> UUID:
    """A repair of the demo technician."""
    return ask_for_repair(shop, owner_id=technician(shop).staff_id)


def read(shop: Shop, show: Show) -> list[inbox.OpenText]:
    with shop.database.reading() as session:
        return inbox.open_texts(session, show, mine=mine_of(shop))


def test_each_task_is_counted_in_the_filters_it_belongs_to(shop: Shop) -> None:
    hers, nobodys = own(shop), ask_for_repair(shop)
    a_message(shop, hers)
    a_message(shop, nobodys)
    a_message(shop, hers, theirs=False)  # ours: no task
    a_reply(shop, "Where is it?")
    a_reply(shop, "승인", ticket_id=hers)
    a_text(shop, T.FAILED, ticket_id=hers)
    a_text(shop, T.UNDELIVERED)
    a_text(shop, T.FAILED, attention_since=None)  # settled
    a_text(shop, T.UNCERTAIN)
    a_text(shop, T.DROPPED, reason=Reason.NOBODY_KNOWS)
    a_text(shop, T.DELIVERED, attention_since=None)
    with shop.database.reading() as session:
        counts = inbox.counts(session, mine=mine_of(shop))
        assert inbox.count_open(session) == counts.open == 7
    assert counts == Counts(unread=2, mine=2, unknown=1, failed=2, uncertain=2)


def test_ones_own_come_first_then_the_oldest(shop: Shop) -> None:
    hers, nobodys = own(shop), ask_for_repair(shop)
    for at_first in (nobodys, hers, nobodys, hers):
        a_message(shop, at_first)
        a_text(shop, T.FAILED, ticket_id=at_first, attention_since=shop.clock())
        shop.clock.move_on(timedelta(minutes=1))
    with shop.database.reading() as session:
        messages = inbox.open_messages(session, mine=mine_of(shop))
        only = inbox.open_messages(session, mine=mine_of(shop), only_mine=True)
    assert [row.ticket_id for row in messages] == [hers, hers, nobodys, nobodys]
    assert [row.at for row in messages[:2]] == sorted(row.at for row in messages[:2])
    assert [row.ticket_id for row in only] == [hers, hers]
    assert [row.ticket_id for row in read(shop, Show.FAILED)] == [hers, hers, nobodys, nobodys]
    assert [row.ticket_id for row in read(shop, Show.MINE)] == [hers, hers]


@pytest.mark.parametrize(
    ("state", "more", "again"),
    [
        (T.FAILED, {"trouble": Trouble.UNKNOWN}, True),
        (T.UNDELIVERED, {"trouble": Trouble.LATER}, True),
        (T.UNCERTAIN, {}, True),
        (T.DROPPED, {"reason": Reason.NOBODY_KNOWS}, True),
        (T.DROPPED, {"reason": Reason.QUOTE_SUPERSEDED}, False),
        (T.HELD, {"reason": Reason.CONFIGURATION}, False),
        (T.FAILED, {"kind": SmsKind.PHONE_CODE}, False),
    ],
)
def test_sending_again_is_offered_only_where_it_can_help(
    sqlite_shop: Shop, state: SmsState, more: dict[str, Any], again: bool
) -> None:
    a_text(sqlite_shop, state, **more)
    [row] = read(sqlite_shop, Show.FAILED) + read(sqlite_shop, Show.UNCERTAIN)
    assert row.may_go_again is again


def test_a_number_that_takes_no_texts_is_known_as_of_now(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    a_text(shop, T.FAILED, trouble=Trouble.BAD_NUMBER)
    assert (read(shop, Show.FAILED)[0].number_is_bad, read(shop, Show.FAILED)[0].may_go_again) == (
        False,
        True,
    )
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=shop.clock()))
    row = read(shop, Show.FAILED)[0]
    assert (row.number_is_bad, row.opted_out, row.may_go_again) == (True, False, False)
    with shop.database.transaction() as session:
        session.add(OptOut(phone=PHONE, word="STOP", at=shop.clock()))
    assert read(shop, Show.FAILED)[0].opted_out is True


def test_a_text_still_looked_into_says_so(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    sms_id = a_text(shop, T.UNCERTAIN)
    assert read(shop, Show.UNCERTAIN)[0].looked_into is False
    is_looked_into(shop, sms_id)
    assert read(shop, Show.UNCERTAIN)[0].looked_into is True


def test_held_texts_are_counted_and_listed(sqlite_shop: Shop) -> None:
    a_text(sqlite_shop, T.HELD, attention_since=None, reason=Reason.CONFIGURATION)
    with sqlite_shop.database.reading() as session:
        assert inbox.count_held(session) == 1
        assert [row.reason for row in inbox.held_texts(session)] == [Reason.CONFIGURATION]


def _asked(shop: Shop, question: Callable[[], object]) -> int:
    """How often the database is asked."""
    with asked(shop.database.engine) as statements:
        question()
    return len([one for one in statements if not one.startswith("BEGIN")])


def test_the_database_is_asked_as_often_for_one_row_as_for_many(sqlite_shop: Shop) -> None:
    shop, ticket_id = sqlite_shop, own(sqlite_shop)

    def one_of_each() -> None:
        a_message(shop, ticket_id)
        a_reply(shop, "승인", ticket_id=ticket_id, meaning="approve")
        a_text(shop, T.FAILED, ticket_id=ticket_id)

    def everything() -> None:
        with shop.database.reading() as session:
            mine = mine_of_now
            inbox.counts(session, mine=mine)
            inbox.count_open(session)
            inbox.open_messages(session, mine=mine)
            inbox.open_texts(session, Show.MINE, mine=mine)
            inbox.held_texts(session)
            talk_of(session, ticket_id)

    mine_of_now = mine_of(shop)
    one_of_each()
    few = _asked(shop, everything)
    for _ in range(9):
        shop.clock.move_on(timedelta(seconds=1))
        one_of_each()
    assert _asked(shop, everything) == few == 8
    with shop.database.reading() as session:
        assert _asked(shop, lambda: inbox.count_open(session)) == 1


def test_the_talk_is_one_list_by_time_and_nothing_stands_in_it_twice(shop: Shop) -> None:
    ticket_id = own(shop)
    with at(shop, ticket_id) as (session, _):
        session.query(Sms).delete()
    for say in (
        lambda: a_message(shop, ticket_id, "On the web"),
        lambda: a_text(shop, T.DELIVERED, ticket_id=ticket_id, tries=2, handled_by="한지우"),
        lambda: a_reply(shop, "승인", ticket_id=ticket_id, meaning="approve"),
        lambda: passed_on(shop, ticket_id, "Where is it?", "message"),
        lambda: a_reply(shop, "변경", ticket_id=ticket_id, meaning="move"),
        lambda: passed_on(shop, ticket_id, "변경", "move"),  # the same words again, to the technician
        lambda: a_message(shop, ticket_id, "We look", theirs=False, via="staff"),
    ):
        say()
        shop.clock.move_on(timedelta(minutes=1))
    with shop.database.reading() as session:
        said = talk_of(session, ticket_id)
    assert [(one.body, one.channel, one.from_customer) for one in said] == [
        ("On the web", Channel.WEB, True),
        ("견적 {link}", Channel.SMS, False),
        ("승인", Channel.SMS, True),
        ("Where is it?", Channel.SMS, True),
        ("변경", Channel.SMS, True),
        ("변경", Channel.SMS, True),
        ("We look", Channel.STAFF, False),
    ]
    lifecycle = said[1].lifecycle
    assert lifecycle is not None
    assert (lifecycle.state, lifecycle.sendings, lifecycle.handled_by) == (T.DELIVERED, 2, "한지우")
    assert [one.waits for one in said] == [True, False, False, True, False, True, False]


def test_a_channel_nobody_knows_counts_as_the_web(sqlite_shop: Shop) -> None:
    ticket_id = own(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, _):
        session.add(
            ThreadMessage(
                ticket_id=ticket_id,
                at=sqlite_shop.clock(),
                from_customer=True,
                author="Kim",
                via="customer",
                body="Hello",
            )
        )
    with sqlite_shop.database.reading() as session:
        assert talk_of(session, ticket_id)[-1].channel is Channel.WEB
