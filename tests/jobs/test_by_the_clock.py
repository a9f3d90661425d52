"""What happens by itself when time passes: each thing once, however many jobs processes look."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.customers.models import PhoneCode
from app.kernel import idempotency as once
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.photos.models import Photo, PhotoKind
from app.quotes import service as quotes
from app.quotes.models import QuoteState
from app.requests import drafts
from app.requests.models import Draft
from app.runtime import Runtime
from app.terms import queries as terms
from app.terms.models import TermsState
from app.tickets.service import Says, advance
from app.tickets.states import Action, State
from jobs import (
    ask_follow_ups,
    expire_waiting,
    forget_drafts,
    read_replies,
    remind_quotes,
    turns,
    watch_promises,
)
from tests.jobs.time_passes import days_pass
from tests.journeys.on_the_bench import (
    at,
    diagnosing,
    offered,
    quoted,
    repairing,
    state,
    technician,
)
from tests.shop import Shop

Run = Callable[[Runtime], int]


def sent(shop: Shop, kind: SmsKind) -> int:
    return sum(text.kind is kind for text in shop.texts())


def twice_at_once(shop: Shop, run: Run) -> int:
    """Two jobs processes looking at the same moment; returns how much both did."""
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(run, [shop.runtime, shop.runtime]))


def test_an_offer_nobody_answered_ends_and_costs_nothing(shop: Shop) -> None:
    ticket_id = offered(shop)
    days_pass(shop, 7)
    shop.clock.move_on(timedelta(days=1))
    assert twice_at_once(shop, expire_waiting.run) == 1
    assert state(shop, ticket_id) is State.EXPIRED
    assert sent(shop, SmsKind.EXPIRED) == 1
    with shop.database.reading() as session:
        assert terms.versions(session, ticket_id)[-1].state is TermsState.EXPIRED


def test_a_quote_that_ran_out_sends_the_device_back_unrepaired(shop: Shop) -> None:
    ticket_id = quoted(shop, days=30)
    days_pass(shop, 29)
    assert state(shop, ticket_id) is State.QUOTED
    shop.clock.move_on(timedelta(days=2))
    assert twice_at_once(shop, expire_waiting.run) == 1
    assert state(shop, ticket_id) is State.READY_TO_RETURN
    with shop.database.reading() as session:
        quote = quotes.current(session, ticket_id)
    assert quote is not None
    assert quote.state is QuoteState.EXPIRED


def test_nobody_is_warned_while_it_is_the_customers_turn(shop: Shop) -> None:
    offered(shop)
    shop.clock.move_on(timedelta(days=4))
    assert watch_promises.run(shop.runtime) == 0


def test_a_device_whose_return_day_nobody_chose_is_not_called_late(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    with at(shop, ticket_id) as (session, ticket):
        advance(session, ticket, Action.GIVE_UP, Act(technician(shop), shop.clock()))
    shop.clock.move_on(timedelta(days=6))
    assert watch_promises.run(shop.runtime) == 0


def test_a_quote_is_reminded_of_three_times(shop: Shop) -> None:
    quoted(shop, days=30)
    for hours, expected in ((23, 0), (1, 1), (0, 1), (48, 2), (95, 2), (1, 3), (200, 3)):
        shop.clock.move_on(timedelta(hours=hours))
        twice_at_once(shop, remind_quotes.run)
        assert sent(shop, SmsKind.QUOTE_REMINDER) == expected
    reminder = next(text for text in shop.texts() if text.kind is SmsKind.QUOTE_REMINDER)
    assert reminder.about == About.quote(1), "an OK to the reminder is bound to this version"


def test_reminders_that_were_missed_come_as_one(shop: Shop) -> None:
    quoted(shop, days=30)
    shop.clock.move_on(timedelta(days=8))
    assert remind_quotes.run(shop.runtime) == 1
    assert remind_quotes.run(shop.runtime) == 0


def test_an_answered_quote_is_not_reminded_of(shop: Shop) -> None:
    ticket_id = quoted(shop, days=1)
    shop.clock.move_on(timedelta(days=1, hours=1))
    assert remind_quotes.run(shop.runtime) == 0, "it has run out"
    expire_waiting.run(shop.runtime)
    assert state(shop, ticket_id) is State.QUOTED, "nobody was reminded, so a person calls first"


def delivered(shop: Shop) -> UUID:
    """Repaired and given back."""
    ticket_id = repairing(shop)
    steps = (
        (Action.FINISH, technician(shop)),
        (Action.TEST_PASSED, technician(shop)),
        (Action.HAND_OUT, shop.staff(Role.WAREHOUSE)),
        (Action.DELIVER, shop.staff(Role.COURIER)),
    )
    with at(shop, ticket_id) as (session, ticket):
        for action, actor in steps:
            due = shop.clock() + timedelta(days=7) if action is Action.DELIVER else None
            words = {"window": "-"}
            advance(session, ticket, action, Act(actor, shop.clock()), due=due, says=Says(words=words))
    return ticket_id


def test_a_week_after_the_delivery_the_technician_asks_and_a_week_later_it_is_closed(shop: Shop) -> None:
    ticket_id = delivered(shop)
    shop.clock.move_on(timedelta(days=6))
    assert ask_follow_ups.run(shop.runtime) == 0
    shop.clock.move_on(timedelta(days=1))
    assert twice_at_once(shop, ask_follow_ups.run) == 1
    assert ask_follow_ups.run(shop.runtime) == 0
    assert sent(shop, SmsKind.FOLLOW_UP) == 1
    shop.clock.move_on(timedelta(days=7))
    assert twice_at_once(shop, ask_follow_ups.run) == 1
    assert state(shop, ticket_id) is State.CLOSED


def test_a_request_never_sent_is_forgotten_with_all_that_belongs_to_it(shop: Shop) -> None:
    now = shop.clock()
    with shop.database.transaction() as session:
        draft, _token = drafts.start(session, language=Language.KO, now=now)
        session.add(
            PhoneCode(
                draft_id=draft.id,
                phone="+821012345678",
                code_hash="x",
                sent_at=now,
                expires_at=now,
                tries_left=5,
            )
        )
        session.add(
            Photo(
                draft_id=draft.id,
                kind=PhotoKind.SYMPTOM,
                sha256="a" * 64,
                width=1,
                height=1,
                size=1,
                by_role=Role.CUSTOMER,
                by_name="",
                at=now,
            )
        )
        once.begin(session, "/request/1:abc", now=now)
        once.begin(session, "follow-up:1", now=now)
    assert forget_drafts.run(shop.runtime) == 0
    shop.clock.move_on(timedelta(days=31))
    twice_at_once(shop, forget_drafts.run)
    with shop.database.reading() as session:
        for table in (Draft, Photo, PhoneCode):
            assert session.scalars(select(table)).all() == []
        keys = set(session.scalars(select(once.Submission.key)))
    assert "follow-up:1" in keys
    assert "/request/1:abc" not in keys


def incoming(shop: Shop, body: str) -> None:
    with shop.database.transaction() as session:
        session.add(
            IncomingSms(
                provider="twilio",
                provider_id="SM1",
                from_phone="+821012345678",
                to_phone="+1",
                body=body,
                received_at=shop.clock(),
            )
        )


def test_a_reply_is_read_once_by_two_processes(shop: Shop) -> None:
    repairing(shop)
    incoming(shop, "상태")
    assert twice_at_once(shop, read_replies.run) == 1
    assert sent(shop, SmsKind.STATUS_REPLY) == 1


def test_a_reply_that_cannot_be_handled_goes_to_a_person_after_a_while(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming(shop, "상태")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("app.journeys.watch.read_replies.handle_reply", broken)
    assert read_replies.run(shop.runtime) == 0
    with shop.database.reading() as session:
        assert session.scalars(select(IncomingSms)).one().processed_at is None
    shop.clock.move_on(timedelta(minutes=11))
    read_replies.run(shop.runtime)
    with shop.database.reading() as session:
        row = session.scalars(select(IncomingSms)).one()
    assert (row.meaning, row.handled_by) == ("failed", None)


def test_one_ticket_that_breaks_holds_up_no_other(shop: Shop) -> None:
    broken, fine = offered(shop), offered(shop)
    with at(shop, broken) as (_session, ticket):
        ticket.due_at = shop.clock() + timedelta(hours=1)
    shop.clock.move_on(timedelta(days=20))

    def do(_session: object, item: UUID) -> bool:
        if item == broken:
            raise RuntimeError("a fault of ours")
        return True

    assert turns.each(shop.runtime, [broken, fine], do) == 1
