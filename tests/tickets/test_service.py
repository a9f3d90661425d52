"""Walking the table: state, event, text and owed call together or not at all; two clerks, one conflict."""

import ast
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.customers.models import Address, Customer
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, Role, customer
from app.kernel.db import Database
from app.kernel.errors import Conflict, NotAllowed, Refusal, WrongState
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code
from app.messaging.sms.models import OptOut, Sms
from app.messaging.sms.states import SmsState
from app.outbox.models import OwedCall
from app.tickets import service
from app.tickets.facts import NO_FACTS, EventFacts
from app.tickets.links import by_token, private_token
from app.tickets.models import Evidence, Ticket, TicketEvent
from app.tickets.queries import by_code, history
from app.tickets.service import Says
from app.tickets.states import BY_START_AND_ACTION, Action, Disposition, State

FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 17:00 in Seoul
TECHNICIAN = Actor(role=Role.TECHNICIAN, name="한지민", channel="staff")
WAREHOUSE = Actor(role=Role.WAREHOUSE, name="오세훈", channel="staff")
CUSTOMER = customer("김하늘")


@pytest.fixture
def ticket(database: Database) -> Ticket:
    """A fresh request of a customer in Seoul."""
    with database.transaction() as session:
        person = Customer(phone="+821012345678", name="김하늘", language=Language.KO, verified_at=FRIDAY)
        session.add(person)
        session.flush()
        address = Address(customer_id=person.id, recipient="김하늘", postcode="04524", line1="세종대로 110")
        session.add(address)
        session.flush()
        made = Ticket(
            code=new_ticket_code(),
            customer=person,
            address=address,
            language=Language.KO,
            model_name="Lumen H2",
            evidence=Evidence.NONE,
        )
        return service.open_ticket(session, made, Act(CUSTOMER, FRIDAY))


def fresh(database: Database, ticket: Ticket) -> Ticket:
    with database.reading() as session:
        return by_code(session, ticket.code)


def counts(database: Database, ticket: Ticket) -> tuple[int, int, int, int]:
    """Version, events, texts, owed calls."""
    with database.reading() as session:
        events = session.scalar(select(func.count()).where(TicketEvent.ticket_id == ticket.id))
        texts = session.scalar(select(func.count()).where(Sms.ticket_id == ticket.id))
        owed = session.scalar(select(func.count(OwedCall.id)))
        return by_code(session, ticket.code).version, events or 0, texts or 0, owed or 0


def test_a_new_request_promises_an_answer_on_the_next_business_day(
    database: Database, ticket: Ticket
) -> None:
    assert ticket.state is State.REQUESTED
    assert ticket.due_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday 18:00 in Seoul
    assert counts(database, ticket) == (1, 1, 0, 0)


def test_a_step_writes_state_event_text_and_owed_call_together(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(session, row, Action.ASK, Act(TECHNICIAN, FRIDAY), note="색상이 무엇인가요?")
    assert fresh(database, ticket).state is State.NEEDS_INFO
    assert counts(database, ticket) == (2, 2, 1, 1)
    with database.reading() as session:
        event = history(session, ticket)[-1]
        assert (event.action, event.from_state, event.to_state) == (
            Action.ASK,
            State.REQUESTED,
            State.NEEDS_INFO,
        )
        assert (event.actor, event.note) == ("한지민", "색상이 무엇인가요?")


def test_nothing_of_a_step_stays_when_the_rest_fails(database: Database, ticket: Ticket) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        service.advance(session, by_code(session, ticket.code), Action.ASK, Act(TECHNICIAN, FRIDAY))
        _ = 1 / 0
    assert counts(database, ticket) == (1, 1, 0, 0)


def test_a_step_that_does_not_start_here_is_refused_in_words(database: Database, ticket: Ticket) -> None:
    with pytest.raises(WrongState, match="does not start from") as refused, database.transaction() as session:
        service.advance(session, by_code(session, ticket.code), Action.HAND_OUT, Act(WAREHOUSE, FRIDAY))
    assert refused.value.code == "wrong_state"
    assert counts(database, ticket) == (1, 1, 0, 0)


def test_a_role_does_only_what_the_table_allows(database: Database, ticket: Ticket) -> None:
    with pytest.raises(NotAllowed), database.transaction() as session:
        service.advance(session, by_code(session, ticket.code), Action.ASK, Act(WAREHOUSE, FRIDAY))
    assert counts(database, ticket) == (1, 1, 0, 0)


def test_a_page_opened_before_a_change_changes_nothing(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(session, row, Action.ASK, Act(TECHNICIAN, FRIDAY, seen_version=1))
    with pytest.raises(Conflict) as refused, database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(session, row, Action.ANSWER, Act(CUSTOMER, FRIDAY, seen_version=1))
    assert refused.value.code == "stale"


def test_a_quiet_step_sends_nothing(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        service.advance(
            session, by_code(session, ticket.code), Action.ASK, Act(TECHNICIAN, FRIDAY, quiet=True)
        )
    assert counts(database, ticket) == (2, 2, 0, 0)


def test_a_hold_remembers_where_it_was(database: Database, ticket: Ticket) -> None:
    _walk(database, ticket, Action.OFFER, Action.ACCEPT, Action.BOOK_PICKUP, Action.RECEIVE)
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(session, row, Action.HOLD, Act(WAREHOUSE, FRIDAY), note="상자가 젖음")
        assert (row.state, row.held_from, row.hold_reason) == (State.ON_HOLD, State.RECEIVED, "상자가 젖음")
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(session, row, Action.RELEASE, Act(WAREHOUSE, FRIDAY))
        assert (row.state, row.held_from, row.hold_reason) == (State.RECEIVED, None, "")


def test_closing_notes_when_and_how(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        service.advance(
            session,
            row,
            Action.CLOSE_WITHOUT_SHIPPING,
            Act(TECHNICIAN, FRIDAY),
            disposition=Disposition.NO_SHIP_NEEDED,
        )
    closed = fresh(database, ticket)
    assert (closed.state, closed.closed_at, closed.due_at) == (State.CLOSED, FRIDAY, None)
    assert closed.disposition is Disposition.NO_SHIP_NEEDED


def test_a_step_to_the_same_state_is_a_step_too(database: Database, ticket: Ticket) -> None:
    _walk(database, ticket, Action.OFFER)
    before = fresh(database, ticket).version
    _walk(database, ticket, Action.OFFER)
    assert fresh(database, ticket).version == before + 1


def test_two_clerks_at_once_one_wins_the_other_is_told(database: Database, ticket: Ticket) -> None:
    ready = threading.Barrier(6)
    outcomes: list[str] = []

    def clerk() -> None:
        ready.wait()
        try:
            with database.transaction() as session:
                row = by_code(session, ticket.code)
                service.advance(session, row, Action.ASK, Act(TECHNICIAN, FRIDAY, seen_version=1))
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=clerk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["stale"] * 5]
    assert counts(database, ticket) == (2, 2, 1, 1)


def test_a_text_to_somebody_who_opted_out_is_kept_but_not_sent(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        session.add(OptOut(phone="+821012345678", at=FRIDAY, word="수신거부"))
        service.advance(session, by_code(session, ticket.code), Action.ASK, Act(TECHNICIAN, FRIDAY))
    with database.reading() as session:
        assert session.scalars(select(Sms.state)).all() == [SmsState.SUPPRESSED]
        assert session.scalar(select(func.count(OwedCall.id))) == 0


def test_a_private_link_opens_its_own_ticket_and_only_its_hash_is_kept(
    database: Database, ticket: Ticket
) -> None:
    with database.transaction() as session:
        token = private_token(session, by_code(session, ticket.code), secret="s" * 32, now=FRIDAY)
        again = private_token(session, by_code(session, ticket.code), secret="s" * 32, now=FRIDAY)
    assert token == again
    assert len(token) == 22
    with database.reading() as session:
        assert by_token(session, token).id == ticket.id
        with pytest.raises(Refusal) as refused:
            by_token(session, token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert refused.value.code == "unknown_link"


def test_a_retired_link_opens_nothing(database: Database, ticket: Ticket) -> None:
    with database.transaction() as session:
        row = by_code(session, ticket.code)
        first = private_token(session, row, secret="s" * 32, now=FRIDAY)
        row.link_number += 1
        second = private_token(session, row, secret="s" * 32, now=FRIDAY + timedelta(days=1))
    assert first != second


@pytest.mark.parametrize("typed", ["", "hello", "0000-0000-0000", "김하늘"])
def test_a_code_nobody_has_is_answered_with_what_was_typed(database: Database, typed: str) -> None:
    with database.reading() as session, pytest.raises(Refusal) as refused:
        by_code(session, typed)
    assert (refused.value.code, refused.value.field) == ("unknown_code", "code")


def test_only_one_function_sets_a_tickets_state() -> None:
    writers = []
    for path in sorted(Path("app").rglob("*.py")) + sorted(Path("jobs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    name = target.value.id if isinstance(target.value, ast.Name) else ""
                    if name == "ticket":
                        writers.append(str(path))
    assert set(writers) == {"app/tickets/service.py"}


def _walk(database: Database, ticket: Ticket, *actions: Action) -> None:
    """Take steps by whoever may, with enough words for any text."""
    for action in actions:
        with database.transaction() as session:
            row = by_code(session, ticket.code)
            step = BY_START_AND_ACTION[row.state, action]
            role = sorted(step.who - {Role.MANAGER})[0] if step.who != {Role.MANAGER} else Role.MANAGER
            actor = SYSTEM if role is Role.SYSTEM else Actor(role=role, name="x", channel="staff")
            words = {"amount": "50,000원", "window": "내일", "slots": "내일"}
            service.advance(session, row, action, Act(actor, FRIDAY), says=Says(words=words))


def test_a_step_keeps_whether_it_was_quiet_and_what_it_was_about(database: Database, ticket: Ticket) -> None:
    late = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    with database.transaction() as session:
        about = EventFacts(coverage="paid", cap_minor=50_000)
        service.advance(
            session,
            by_code(session, ticket.code),
            Action.OFFER,
            Act(TECHNICIAN, late, quiet=True),
            facts=about,
        )
    with database.reading() as session:
        opened, offered = history(session, ticket)
    assert (opened.quiet, opened.facts) == (False, NO_FACTS)
    assert (offered.quiet, offered.facts) == (True, about)
