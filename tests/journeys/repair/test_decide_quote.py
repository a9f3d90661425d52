"""The customer's yes or no to a quote, also when two things happen at once."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest

from app.journeys.money.agreed import agreed
from app.journeys.repair import decide_quote, quote_repair
from app.journeys.repair.decide_quote import approve_quote, decline_quote, expire_quote
from app.kernel.act import Act
from app.kernel.actor import customer
from app.kernel.errors import Conflict, Refusal, WrongState
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.quotes import service as quotes
from app.quotes.rules import QuoteState
from app.terms.rules import Coverage
from app.tickets.states import Disposition, State
from tests.journeys.on_the_bench import (
    KEYBOARD,
    KIM,
    at,
    colleague,
    diagnosing,
    look,
    quoted,
    state,
    technician,
    won,
)
from tests.shop import Shop


def states(shop: Shop, ticket_id: UUID) -> list[QuoteState]:
    """How every version stands, the oldest first."""
    with shop.database.reading() as session:
        return [quote.state for quote in quotes.versions(session, ticket_id)]


def send_again(shop: Shop, ticket_id: UUID, *, seen_version: int | None = None) -> None:
    """The technician sends a new version."""
    with at(shop, ticket_id) as (session, ticket):
        quote_repair.send_quote(
            session,
            ticket,
            Act(technician(shop), shop.clock(), seen_version=seen_version),
            lines=[KEYBOARD],
            finding="다시 봤습니다",
            valid_until=shop.clock() + timedelta(days=7),
        )


def say_yes(shop: Shop, ticket_id: UUID, version: int = 1) -> None:
    """The customer approves a version."""
    with at(shop, ticket_id) as (session, ticket):
        approve_quote(session, ticket, Act(KIM, shop.clock()), quote_version=version)


def test_a_yes_starts_the_repair_and_is_recorded_with_its_message(shop: Shop) -> None:
    ticket_id = quoted(shop)
    with at(shop, ticket_id) as (session, ticket):
        by_text = customer("김민지", channel="sms")
        approve_quote(session, ticket, Act(by_text, shop.clock()), quote_version=1, message_id="SM1")
    with at(shop, ticket_id) as (session, ticket):
        quote = quotes.current(session, ticket_id)
        assert quote is not None
        assert (quote.state, quote.decided_via, quote.decided_message) == (QuoteState.APPROVED, "sms", "SM1")
        assert quote.decided_at == shop.clock()
        assert ticket.state is State.REPAIRING
        assert agreed(session, ticket).sum.total == won(85_000)  # the cap of 55,000 rose by this yes
    assert shop.texts()[-1].kind is SmsKind.REPAIR_STARTED


def test_a_yes_waits_for_the_part_until_the_suppliers_day(shop: Shop) -> None:
    ticket_id = quoted(shop)
    with at(shop, ticket_id) as (session, _):
        parts.need(session, ticket_id, "키보드", state=PartState.DATED, expected_on=date(2026, 12, 4))
    say_yes(shop, ticket_id)
    ticket = look(shop, ticket_id)
    assert ticket.state is State.AWAITING_PARTS
    assert ticket.due_at is not None
    assert shop.runtime.site.today(ticket.due_at) == date(2026, 12, 4)


def test_a_no_sends_the_device_back_unrepaired(shop: Shop) -> None:
    ticket_id = quoted(shop)
    with at(shop, ticket_id) as (session, ticket):
        decline_quote(session, ticket, Act(KIM, shop.clock(), quiet=True), quote_version=1)
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.READY_TO_RETURN, Disposition.DECLINED)
    assert shop.texts()[-1].kind is not SmsKind.RETURN_UNREPAIRED  # quiet
    with at(shop, ticket_id) as (session, ticket):
        assert agreed(session, ticket).sum.total == won(55_000)


@pytest.mark.parametrize("answer", [approve_quote, decline_quote])
def test_an_old_link_cannot_decide_the_new_quote(shop: Shop, answer: Callable[..., object]) -> None:
    ticket_id = quoted(shop)
    send_again(shop, ticket_id)
    with pytest.raises(Conflict) as no, at(shop, ticket_id) as (session, ticket):
        answer(session, ticket, Act(KIM, shop.clock()), quote_version=1)
    assert no.value.code == "quote_changed"
    assert states(shop, ticket_id) == [QuoteState.SUPERSEDED, QuoteState.SENT]
    assert state(shop, ticket_id) is State.QUOTED


def test_a_late_yes_changes_nothing(shop: Shop) -> None:
    ticket_id = quoted(shop, days=2)
    shop.clock.move_on(timedelta(days=3))
    with pytest.raises(Conflict) as no:
        say_yes(shop, ticket_id)
    assert no.value.code == "quote_expired"
    assert state(shop, ticket_id) is State.QUOTED


def test_a_second_yes_is_told_that_it_is_done(shop: Shop) -> None:
    ticket_id = quoted(shop)
    say_yes(shop, ticket_id)
    with pytest.raises(WrongState) as no:
        say_yes(shop, ticket_id)
    assert no.value.code == "quote_decided"


def test_a_page_that_is_older_than_the_repair_cannot_decide(shop: Shop) -> None:
    ticket_id = quoted(shop)
    with pytest.raises(Conflict) as no, at(shop, ticket_id) as (session, ticket):
        approve_quote(session, ticket, Act(KIM, shop.clock(), seen_version=1), quote_version=1)
    assert no.value.code == "quote_changed"
    assert states(shop, ticket_id) == [QuoteState.SENT]


def test_a_worse_find_during_the_repair_asks_again_and_the_newer_yes_counts(shop: Shop) -> None:
    ticket_id = quoted(shop)
    say_yes(shop, ticket_id)
    send_again(shop, ticket_id)
    say_yes(shop, ticket_id, 2)
    assert states(shop, ticket_id) == [QuoteState.SUPERSEDED, QuoteState.APPROVED]


def test_silence_ends_the_quote_once_and_sends_the_device_back(shop: Shop) -> None:
    ticket_id = quoted(shop, days=2)
    for days, happened in ((1, False), (2, True), (1, False)):
        shop.clock.move_on(timedelta(days=days))
        with at(shop, ticket_id) as (session, ticket):
            assert (expire_quote(session, ticket, now=shop.clock()) is not None) is happened
    assert states(shop, ticket_id) == [QuoteState.EXPIRED]
    assert look(shop, ticket_id).disposition is Disposition.DECLINED


def test_a_covered_repair_costs_nothing_however_high_the_cap_was_written(shop: Shop) -> None:
    ticket_id = diagnosing(shop, coverage=Coverage.WARRANTY, cap=0)
    with at(shop, ticket_id) as (session, ticket):
        held = agreed(session, ticket)
        assert (held.sum.total, held.covered) == (won(0), True)


def both_at_once(*acts: Callable[[], None]) -> list[str]:
    """Start all at the same moment; the codes of those that were refused."""
    gate, refused = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        try:
            act()
        except Refusal as no:
            refused.append(no.code)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_approving_and_replacing_at_once_has_one_winner(shop: Shop) -> None:
    ticket_id = quoted(shop)
    seen = look(shop, ticket_id).version
    refused = both_at_once(
        lambda: say_yes(shop, ticket_id), lambda: send_again(shop, ticket_id, seen_version=seen)
    )
    now = states(shop, ticket_id)
    if now == [QuoteState.APPROVED]:
        assert state(shop, ticket_id) is State.REPAIRING
        assert refused in (["stale"], ["quote_changed"])
    else:
        assert now == [QuoteState.SUPERSEDED, QuoteState.SENT]
        assert state(shop, ticket_id) is State.QUOTED
        assert refused == ["quote_changed"]


def test_yes_and_no_at_once_has_one_winner(shop: Shop) -> None:
    ticket_id = quoted(shop)

    def say_no() -> None:
        with at(shop, ticket_id) as (session, ticket):
            decide_quote.decline_quote(session, ticket, Act(KIM, shop.clock()), quote_version=1)

    refused = both_at_once(lambda: say_yes(shop, ticket_id), say_no)
    assert len(refused) == 1
    assert refused[0] in ("quote_changed", "quote_decided")
    assert states(shop, ticket_id) in ([QuoteState.APPROVED], [QuoteState.DECLINED])


def test_two_technicians_at_once_send_one_quote(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    seen = look(shop, ticket_id).version
    people = (technician(shop), colleague(shop))

    def send(person: int) -> Callable[[], None]:
        def act() -> None:
            with at(shop, ticket_id) as (session, ticket):
                quote_repair.send_quote(
                    session,
                    ticket,
                    Act(people[person], shop.clock(), seen_version=seen),
                    lines=[KEYBOARD],
                    finding="침수",
                    valid_until=shop.clock() + timedelta(days=7),
                )

        return act

    refused = both_at_once(send(0), send(1))
    assert len(refused) == 1
    assert refused[0] in ("stale", "quote_changed")
    assert states(shop, ticket_id) == [QuoteState.SENT]
    sent = [text for text in shop.texts() if text.kind is SmsKind.QUOTE_SENT]
    assert [text.about for text in sent] == [About.quote(1)]
    with at(shop, ticket_id) as (_session, ticket):
        assert ticket.version == seen + 1  # the loser left no step behind
