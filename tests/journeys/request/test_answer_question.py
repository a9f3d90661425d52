"""The answer to the technician's question: kept in the thread, and the request goes on."""

import pytest
from sqlalchemy import select

from app.journeys.request.answer_question import answer_question
from app.kernel.act import Act
from app.kernel.actor import customer
from app.kernel.errors import Conflict, FieldRefused, Refusal, WrongState
from app.messaging.conversation.models import ThreadMessage
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.walk import NAME, Walk, a_repair, ticket_of


def answer(walk: Walk, body: str, seen_version: int | None = None) -> None:
    with walk.shop.database.transaction() as session:
        answer_question(
            session,
            ticket_of(session, walk.ticket_id),
            body,
            Act(customer(NAME), walk.shop.clock(), seen_version=seen_version),
        )


def test_the_technician_reads_the_answer_and_goes_on(shop: Shop) -> None:
    walk = a_repair(shop, State.NEEDS_INFO)
    answer(walk, "  네, 항상요.  ")
    assert walk.ticket.state is State.REQUESTED
    with shop.database.reading() as session:
        said = session.scalars(
            select(ThreadMessage)
            .where(ThreadMessage.ticket_id == walk.ticket_id)
            .order_by(ThreadMessage.at, ThreadMessage.id)
        ).all()[-1]
    assert (said.body, said.from_customer, said.handled_at) == ("네, 항상요.", True, None)


@pytest.mark.parametrize("body", ["", "   ", "가" * 4001])
def test_what_is_no_answer_is_sent_back(shop: Shop, body: str) -> None:
    walk = a_repair(shop, State.NEEDS_INFO)
    with pytest.raises(FieldRefused) as no:
        answer(walk, body)
    assert no.value.field == "body"
    assert walk.ticket.state is State.NEEDS_INFO


@pytest.mark.parametrize(
    ("state", "seen", "kind"), [(State.REQUESTED, None, WrongState), (State.NEEDS_INFO, 1, Conflict)]
)
def test_an_answer_to_nothing_is_refused(
    shop: Shop, state: State, seen: int | None, kind: type[Refusal]
) -> None:
    walk = a_repair(shop, state)
    with pytest.raises(kind):
        answer(walk, "네", seen)
    assert walk.ticket.state is state
