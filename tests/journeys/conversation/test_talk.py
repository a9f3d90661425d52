"""One thread per repair, owners, and messages as tasks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.reply_customer import reply_customer
from app.journeys.conversation.talk import (
    mark_handled,
    settle_unknown,
    write_to_customer,
    write_to_technician,
)
from app.journeys.request.take_ticket import take_ticket
from app.kernel.act import Act
from app.kernel.actor import Actor, Role
from app.kernel.errors import Conflict, FieldRefused, NotAllowed, WrongState
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.thread import talk_of
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import Ticket
from app.tickets.queries import by_id
from tests.journeys.on_the_bench import KIM, ask_for_repair, at, colleague, look, technician
from tests.shop import Shop


def _waiting(session: Session, ticket: Ticket) -> list[str]:
    return [said.body for said in talk_of(session, ticket.id) if said.waits]


def test_a_customers_message_stays_open_until_it_is_answered(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        write_to_technician(session, ticket, " 언제 되나요? ", Act(KIM, shop.clock()), via="web")
        assert _waiting(session, ticket) == ["언제 되나요?"]
    with at(shop, ticket_id) as (session, ticket):
        reply_customer(session, ticket, "내일입니다", Act(technician(shop), shop.clock()))
        assert _waiting(session, ticket) == []
    text = shop.texts()[-1]
    assert text.kind is SmsKind.TECHNICIAN_WROTE
    assert technician(shop).name in text.body
    assert look(shop, ticket_id).version == 1  # talk is no step of the repair


def test_a_quiet_message_sends_no_text(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        write_to_customer(
            session, ticket, "확인했습니다", Act(technician(sqlite_shop), sqlite_shop.clock(), quiet=True)
        )
    assert sqlite_shop.texts() == []


@pytest.mark.parametrize("body", ["  ", "가" * 4001])
def test_nothing_and_a_novel_are_refused(sqlite_shop: Shop, body: str) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(FieldRefused) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        write_to_technician(session, ticket, body, Act(KIM, sqlite_shop.clock()), via="web")
    assert no.value.field == "body"


def test_a_message_is_closed_once(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        message = write_to_technician(session, ticket, "고맙습니다", Act(KIM, shop.clock()), via="sms")
        mark_handled(session, message, now=shop.clock())
        with pytest.raises(WrongState) as no:
            mark_handled(session, message, now=shop.clock())
    assert no.value.code == "handled"


def stranger(shop: Shop) -> None:
    """A text of a number nobody knows."""
    with shop.database.transaction() as session:
        session.add(
            IncomingSms(
                provider="demo",
                provider_id="1",
                from_phone="+821099998888",
                to_phone="+8215881234",
                body="청소기 언제 오나요",
                received_at=shop.clock(),
                processed_at=shop.clock(),
                meaning="message",
            )
        )


def test_an_unknown_senders_text_finds_its_repair(shop: Shop) -> None:
    stranger(shop)
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        row = session.scalars(select(IncomingSms)).one()
        settle_unknown(session, row, Act(technician(shop), shop.clock()), ticket=ticket)
        assert (row.ticket_id, row.handled_by) == (ticket.id, technician(shop).name)
        assert session.scalars(select(ThreadMessage)).one().body == "청소기 언제 오나요"
        with pytest.raises(WrongState):
            settle_unknown(session, row, Act(technician(shop), shop.clock()))


def test_of_two_colleagues_who_settle_a_text_at_once_one_is_told(shop: Shop) -> None:
    stranger(shop)
    ticket_id = ask_for_repair(shop)

    def settle(actor: Actor) -> str:
        try:
            with at(shop, ticket_id) as (session, ticket):
                row = session.scalars(select(IncomingSms)).one()
                settle_unknown(session, row, Act(actor, shop.clock()), ticket=ticket)
        except WrongState as no:
            return no.code
        return actor.name

    colleagues = [technician(shop), colleague(shop)]
    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(settle, colleagues * 2))
    (winner,) = {one for one in said if one != "handled"}
    assert said.count("handled") == 3
    with shop.database.reading() as session:
        assert session.scalars(select(IncomingSms)).one().handled_by == winner
        assert len(session.scalars(select(ThreadMessage)).all()) == 1


def test_a_text_the_machine_has_not_read_yet_is_nobodys_to_settle(sqlite_shop: Shop) -> None:
    stranger(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        row = session.scalars(select(IncomingSms)).one()
        row.processed_at = None
        session.flush()
        with pytest.raises(WrongState):
            settle_unknown(session, row, Act(technician(sqlite_shop), sqlite_shop.clock()))


def test_who_takes_a_repair_owns_it(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        take_ticket(session, ticket, Act(technician(shop), shop.clock(), seen_version=1))
        assert ticket.owner is not None
        assert ticket.owner.name == technician(shop).name
    assert look(shop, ticket_id).version == 1


def test_a_colleague_who_took_it_meanwhile_keeps_it(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with shop.database.reading() as session:
        opened_before = by_id(session, ticket_id)
    with at(shop, ticket_id) as (session, ticket):
        take_ticket(session, ticket, Act(colleague(shop), shop.clock()))
    with pytest.raises(Conflict) as no, shop.database.transaction() as session:
        take_ticket(session, opened_before, Act(technician(shop), shop.clock()))
    assert no.value.code == "taken"
    assert look(shop, ticket_id).owner_id == colleague(shop).staff_id


def test_an_old_page_takes_nothing(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(Conflict) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        take_ticket(session, ticket, Act(technician(sqlite_shop), sqlite_shop.clock(), seen_version=7))
    assert no.value.code == "stale"


def test_a_customer_takes_no_repair(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(NotAllowed), at(sqlite_shop, ticket_id) as (session, ticket):
        take_ticket(session, ticket, Act(KIM, sqlite_shop.clock()))
    assert KIM.role is Role.CUSTOMER


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.DISPATCHER])
def test_a_repair_gets_no_owner_who_may_own_none(sqlite_shop: Shop, role: Role) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(NotAllowed) as no, at(sqlite_shop, ticket_id) as (session, ticket):
        take_ticket(session, ticket, Act(sqlite_shop.staff(role), sqlite_shop.clock()))
    assert "A repair is a technician's." in str(no.value)
    assert look(sqlite_shop, ticket_id).owner_id is None
