"""Before anything ships: asking, offering terms, and closing without a parcel."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.journeys.request.ask_customer import ask_customer
from app.journeys.request.close_without_shipping import WayOut, close_without_shipping
from app.journeys.request.offer_terms import offer_terms
from app.kernel.act import Act
from app.kernel.errors import Conflict, FieldRefused
from app.kernel.i18n import Language
from app.kernel.money import Money
from app.kernel.show import show
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.terms import queries as terms
from app.terms.models import TermsState
from app.terms.rules import Coverage, Payer
from app.tickets.states import Disposition, State
from tests.journeys.on_the_bench import (
    ask_for_repair,
    at,
    colleague,
    look,
    offered,
    state,
    technician,
    won,
)
from tests.shop import Shop


def test_a_question_reaches_the_thread_and_the_phone_and_finds_an_owner(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    me = technician(shop)
    with at(shop, ticket_id) as (session, ticket):
        ask_customer(session, ticket, " 어느 쪽인가요? ", Act(me, shop.clock(), seen_version=1))
    with at(shop, ticket_id) as (session, ticket):
        asked = session.scalars(select(ThreadMessage)).one()
        assert (asked.body, asked.author, asked.from_customer) == ("어느 쪽인가요?", me.name, False)
        assert (ticket.state, ticket.owner_id) == (State.NEEDS_INFO, me.staff_id)
        assert ticket.version == 2
    assert shop.texts()[-1].kind is SmsKind.INFO_ASKED


def test_an_empty_question_is_not_asked(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(FieldRefused) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        ask_customer(session, ticket, "  ", Act(technician(sqlite_shop), sqlite_shop.clock()))
    assert no.value.field == "question"


def test_an_offer_says_the_cap_owns_the_repair_and_notes_the_parts(shop: Shop) -> None:
    ticket_id = offered(shop, language=Language.EN, wanted=(WantedPart("Spring", PartState.RESERVED),))
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.owner_id) == (State.OFFERED, technician(shop).staff_id)
    assert ticket.due_at == shop.clock() + timedelta(days=7)
    with at(shop, ticket_id) as (session, _):
        found = terms.current(session, ticket_id)
        assert found is not None
        assert (found.inbound_payer, found.outbound_payer) == (Payer.CUSTOMER, Payer.SHOP)
        assert [part.name for part in parts.needs_of(session, ticket_id)] == ["Spring"]
    assert "55,000 KRW" in shop.texts()[-1].body


def test_a_paid_offer_without_a_price_is_refused_in_words_for_any_currency(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket), pytest.raises(FieldRefused) as no:
        offer_terms(
            session,
            ticket,
            Act(technician(sqlite_shop), sqlite_shop.clock()),
            coverage=Coverage.PAID,
            work=Money(0, "USD"),
            note="보증 기간이 지났습니다",
            valid_until=sqlite_shop.clock() + timedelta(days=7),
        )
    said = [show(no.value.message, language, "Asia/Seoul") for language in Language]
    assert no.value.field == "cap"
    assert [one for one in said if re.search(r"won\b|원", one)] == []


def test_a_better_offer_replaces_the_unanswered_one(shop: Shop) -> None:
    ticket_id = offered(shop)
    with at(shop, ticket_id) as (session, ticket):
        offer_terms(
            session,
            ticket,
            Act(colleague(shop), shop.clock(), quiet=True),
            coverage=Coverage.GOODWILL,
            work=won(0),
            note="단골",
            valid_until=shop.clock() + timedelta(days=7),
        )
        assert [row.state for row in terms.versions(session, ticket_id)] == [
            TermsState.SUPERSEDED,
            TermsState.OFFERED,
        ]
        assert ticket.owner_id == technician(shop).staff_id  # who promised first stays the contact


@pytest.mark.parametrize(
    ("coverage", "cap", "note", "days", "field"),
    [
        (Coverage.WARRANTY, 1_000, "보증", 7, "cap"),
        (Coverage.PAID, 0, "유상", 7, "cap"),
        (Coverage.PAID, 1_000, " ", 7, "note"),
        (Coverage.PAID, 1_000, "유상", 0, "valid_days"),
    ],
)
def test_an_offer_that_does_not_add_up_names_its_field(
    sqlite_shop: Shop, coverage: Coverage, cap: int, note: str, days: int, field: str
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(FieldRefused) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        offer_terms(
            session,
            ticket,
            Act(technician(sqlite_shop), sqlite_shop.clock()),
            coverage=coverage,
            work=won(cap),
            note=note,
            valid_until=sqlite_shop.clock() + timedelta(days=days),
        )
    assert no.value.field == field
    assert state(sqlite_shop, ticket_id) is State.REQUESTED


def test_a_colleagues_stale_page_offers_nothing(shop: Shop) -> None:
    ticket_id = offered(shop)
    with pytest.raises(Conflict), at(shop, ticket_id) as (session, ticket):
        offer_terms(
            session,
            ticket,
            Act(colleague(shop), shop.clock(), seen_version=1),
            coverage=Coverage.PAID,
            work=won(9),
            note="x",
            valid_until=shop.clock() + timedelta(days=7),
        )
    with at(shop, ticket_id) as (session, _):
        assert len(terms.versions(session, ticket_id)) == 1


def test_the_spring_is_posted_and_nothing_ships(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        close_without_shipping(
            session,
            ticket,
            Act(technician(shop), shop.clock(), seen_version=1),
            way=WayOut.PART_POSTED,
            note="스프링을 우편으로 보냅니다",
            part_names=["스프링", " "],
        )
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.CLOSED, Disposition.NO_SHIP_NEEDED)
    assert ticket.owner is not None
    with at(shop, ticket_id) as (session, _):
        assert [(p.name, p.state) for p in parts.needs_of(session, ticket_id)] == [("스프링", PartState.USED)]
    text = shop.texts()[-1]
    assert text.kind is SmsKind.NO_SHIP_NEEDED
    assert "스프링을 우편으로 보냅니다" in text.body


@pytest.mark.parametrize(
    ("way", "note", "field"),
    [
        (WayOut.PART_POSTED, "보냅니다", "parts"),
        (WayOut.SELF_FIX, "  ", "note"),
        (WayOut.SELF_FIX, "가" * 121, "note"),
        (WayOut.SELF_FIX, "누르세요 🙂", "note"),
    ],
)
def test_a_note_that_no_text_can_carry_is_refused(
    sqlite_shop: Shop, way: WayOut, note: str, field: str
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(FieldRefused) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        close_without_shipping(
            session, ticket, Act(technician(sqlite_shop), sqlite_shop.clock()), way=way, note=note
        )
    assert no.value.field == field


def test_a_hint_is_enough_and_quiet_sends_no_text(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        close_without_shipping(
            session,
            ticket,
            Act(technician(shop), shop.clock(), quiet=True),
            way=WayOut.SELF_FIX,
            note="전원을 10초 누르세요",
        )
    assert state(shop, ticket_id) is State.CLOSED
    assert shop.texts() == []
