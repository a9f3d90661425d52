"""An answer to a quote is taken back on the page: by its own form, by an old tab, and only while something can be stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.show import show
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import TicketEvent
from app.tickets.states import Action, State
from tests.asked import asked
from tests.shop import Shop
from tests.web.customer.walk import a_repair

TAKE_BACK = "Take your answer to the quote back"


def test_a_yes_is_taken_back_and_a_person_finds_it(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    assert TAKE_BACK in walk.client.get(f"/t/{walk.token}").text
    page = walk.client.get(f"/t/{walk.token}/quote").text
    assert "You approved 93,000" in page
    assert "Take my yes back" in page
    form = {"decision": "decline", "quote_version": "1"}
    after = walk.client.post(f"/t/{walk.token}/quote", data=form, follow_redirects=True).text
    assert sqlite_shop.state(walk.ticket.code) is State.ON_HOLD
    assert "two answers to the quote of 93,000 KRW, first yes, then no" in after
    assert TAKE_BACK not in after
    with sqlite_shop.database.reading() as session:
        task = session.scalars(select(ThreadMessage).where(ThreadMessage.urgent)).one()
        held = session.scalars(
            select(TicketEvent).where(
                TicketEvent.ticket_id == walk.ticket_id, TicketEvent.action == Action.HOLD
            )
        ).one()
    assert task.body == "(Took back the yes to 93,000 KRW on the page.)"
    assert (held.facts.quote, held.facts.amount_minor) == (1, 93_000)
    again = walk.client.post(f"/t/{walk.token}/quote", data=form)
    assert again.status_code == 409, "it is stopped already"


def test_what_is_held_for_another_reason_gets_a_new_day_to_ask_and_the_text_names_that(
    sqlite_shop: Shop,
) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    walk.client.post(f"/t/{walk.token}/quote", data={"decision": "decline", "quote_version": "1"})
    walk.step(Action.HOLD, Role.WAREHOUSE, note="the box is wet")
    held_until = walk.ticket.due_at
    assert held_until is not None
    sqlite_shop.clock.move_on(held_until - sqlite_shop.clock() + timedelta(hours=1))
    walk.client.post(f"/t/{walk.token}/quote", data={"decision": "approve", "quote_version": "1"})
    told = sqlite_shop.texts(walk.phone)[-1]
    assert told.kind is SmsKind.ANSWERS_DIFFER
    assert "It stays with us, stopped" in told.body, "it lies packed in its bin, on no bench"
    due = walk.ticket.due_at
    assert due is not None
    assert due > sqlite_shop.clock()
    assert show(due, Language.EN, "Asia/Seoul") in told.body


def test_the_page_looks_for_an_answer_to_take_back_once(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    walk.post("/quote", decision="decline", quote_version="1")
    with asked(sqlite_shop.database.engine) as statements:
        assert "Take my no back" in walk.read("/quote")
    assert len([one for one in statements if "FROM quotes" in one]) == 1


@pytest.mark.parametrize("where", [State.TESTING, State.AWAITING_PAYMENT, State.OUTBOUND])
def test_what_cannot_be_stopped_any_more_is_not_offered(sqlite_shop: Shop, where: State) -> None:
    walk = a_repair(sqlite_shop, where)
    assert TAKE_BACK not in walk.client.get(f"/t/{walk.token}").text
    answer = walk.client.post(f"/t/{walk.token}/quote", data={"decision": "decline", "quote_version": "1"})
    assert answer.status_code == 409
    assert sqlite_shop.state(walk.ticket.code) is where


def test_settling_asks_how_the_customer_said_so_and_keeps_who_wrote_it(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    walk.client.post(f"/t/{walk.token}/quote", data={"decision": "decline", "quote_version": "1"})
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    code = walk.ticket.code
    page = bench.get(f"/bench/{code}").text
    assert "The no holds: send it back" in page
    assert "Release the hold" not in page
    version = {"version": str(sqlite_shop.ticket(code).version)}
    assert bench.post(f"/bench/{code}/decline", data=version).status_code == 422
    assert bench.post(f"/bench/{code}/release", data=version).status_code == 409
    told = {"how": "called at ten, does not want it"}
    assert bench.post(f"/bench/{code}/decline", data=version | told).status_code == 303
    assert sqlite_shop.state(code) is State.READY_TO_RETURN
    with sqlite_shop.database.reading() as session:
        settled = session.scalars(
            select(TicketEvent)
            .where(TicketEvent.action == Action.DECLINE)
            .order_by(TicketEvent.version.desc())
        ).first()
    assert settled is not None
    assert (settled.role, settled.channel, settled.note) == (Role.TECHNICIAN, "staff", told["how"])
