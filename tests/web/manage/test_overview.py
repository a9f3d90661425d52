"""The manager's figures open the rows behind them, and tell the truth about promises."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.customers.models import Address, Customer
from app.kernel.act import Act
from app.kernel.actor import SYSTEM, Actor, Role, customer
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code, spell_code
from app.kernel.paging import PAGE_SIZE
from app.outbox.models import CallState, OwedCall
from app.staff.models import StaffAccount
from app.tickets.models import Evidence, Ticket
from app.tickets.service import advance, open_ticket
from app.tickets.states import Action
from tests.shop import Shop

DISPATCHER = Actor(Role.DISPATCHER, "최민서", channel="staff")
TECHNICIAN = Actor(Role.TECHNICIAN, "한지우", channel="staff")


@pytest.fixture
def shop(sqlite_shop: Shop) -> Shop:
    """A shop whose texts are read in English."""
    return sqlite_shop


def _ask_for_repair(shop: Shop, model: str = "Hush 7", *, owned: bool = False) -> Ticket:
    with shop.database.transaction() as session:
        person = session.scalars(select(Customer)).first()
        if person is None:
            person = Customer(
                phone="+821012345678", name="김하늘", language=Language.KO, verified_at=shop.clock()
            )
            session.add(person)
            session.flush()
        address = Address(customer_id=person.id, recipient="김하늘", postcode="04524", line1="세종대로 110")
        session.add(address)
        session.flush()
        owner = session.scalars(select(StaffAccount).where(StaffAccount.login == "technician")).one()
        ticket = Ticket(
            code=new_ticket_code(),
            customer=person,
            address=address,
            language=Language.KO,
            model_name=model,
            evidence=Evidence.NONE,
            owner=owner if owned else None,
        )
        return open_ticket(session, ticket, Act(SYSTEM, shop.clock()))


def _step(shop: Shop, ticket: Ticket, action: Action, actor: Actor) -> None:
    with shop.database.transaction() as session:
        fresh = session.scalars(select(Ticket).where(Ticket.id == ticket.id)).one()
        advance(session, fresh, action, Act(actor, shop.clock(), quiet=True))


def _manager(shop: Shop) -> FlaskClient:
    client = shop.signed_in(Role.MANAGER)
    client.get("/account?lang=en")
    return client


def _read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def _figure(page: str, label: str) -> str:
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(?:<a[^>]*>)?([^<]+)", page)
    assert found, f"no figure “{label}”"
    return found[1]


def test_an_empty_shop_says_so(shop: Shop) -> None:
    client = _manager(shop)
    page = _read(client, "/manage")
    assert "No repair is open" in page
    assert _figure(page, "Promises kept in 30 days") == "–"
    assert "No repair fits" in _read(client, "/manage/tickets")
    assert "Texts are going out" in _read(client, "/manage/texts")
    assert "Nothing was given up" in _read(client, "/manage/owed")


def test_open_repairs_are_counted_by_state_and_each_figure_opens_its_rows(shop: Shop) -> None:
    waiting = _ask_for_repair(shop, "Nari 5", owned=True)
    _step(shop, waiting, Action.OFFER, TECHNICIAN)
    late = _ask_for_repair(shop, "Hush 7")
    gone = _ask_for_repair(shop, "Tide 21")
    _step(shop, gone, Action.CANCEL, DISPATCHER)
    shop.clock.move_on(timedelta(days=2))
    fresh = _ask_for_repair(shop, "Pot 6")
    client = _manager(shop)

    page = _read(client, "/manage")
    assert (_figure(page, "Open repairs"), _figure(page, "Overdue")) == ("3", "1")
    assert 'href="/manage/tickets?state=requested&amp;late=1"' in page

    everything = _read(client, "/manage/tickets")
    for ticket, shown in ((waiting, True), (late, True), (fresh, True), (gone, False)):
        assert (spell_code(ticket.code) in everything) is shown
    assert (
        everything.index("Overdue <") < everything.index("Due tomorrow <") < everything.index("Due later <")
    )
    assert "no owner yet · changed 2 days ago" in everything
    assert "한지우 · changed 2 days ago" in everything
    assert "no owner yet · changed 0 min ago" in everything

    only_late = _read(client, "/manage/tickets?state=requested&late=1")
    assert spell_code(late.code) in only_late
    assert spell_code(fresh.code) not in only_late
    cancelled = _read(client, "/manage/tickets?state=cancelled")
    assert spell_code(gone.code) in cancelled
    assert "tone-neutral" in cancelled


def test_the_list_can_be_narrowed_to_one_technician(shop: Shop) -> None:
    hers, nobodys = _ask_for_repair(shop, owned=True), _ask_for_repair(shop)
    shop.clock.move_on(timedelta(hours=3))
    page = _read(_manager(shop), f"/manage/tickets?owner={hers.owner_id}")
    assert spell_code(hers.code) in page
    assert spell_code(nobodys.code) not in page
    assert f'<option value="{hers.owner_id}" selected>한지우' in page
    assert "changed 3 h ago" in page


def test_filters_nobody_knows_are_no_filters(shop: Shop) -> None:
    ticket = _ask_for_repair(shop)
    page = _read(_manager(shop), "/manage/tickets?state=nonsense&owner=nobody&page=x")
    assert spell_code(ticket.code) in page


def test_a_long_list_comes_in_pages(shop: Shop) -> None:
    codes = [spell_code(_ask_for_repair(shop).code) for _ in range(PAGE_SIZE + 1)]
    client = _manager(shop)
    first = _read(client, "/manage/tickets?state=requested")
    assert 'href="/manage/tickets?state=requested&amp;page=2"' in first
    second = _read(client, "/manage/tickets?state=requested&page=2")
    assert 'href="/manage/tickets?state=requested&amp;page=1"' in second
    assert sum(code in first for code in codes) == PAGE_SIZE
    assert sum(code in second for code in codes) == 1
    assert f"{PAGE_SIZE + 1}</span></h1>" in second


def test_only_our_own_steps_count_as_promises(shop: Shop) -> None:
    kept, broken = _ask_for_repair(shop), _ask_for_repair(shop)
    shop.clock.move_on(timedelta(hours=1))
    _step(shop, kept, Action.OFFER, TECHNICIAN)
    shop.clock.move_on(timedelta(days=3))
    _step(shop, broken, Action.OFFER, TECHNICIAN)
    shop.clock.move_on(timedelta(days=20))
    _step(shop, kept, Action.REFUSE_TERMS, customer("김하늘"))  # late, but the customer's to take
    page = _read(_manager(shop), "/manage")
    assert _figure(page, "Promises kept in 30 days") == "50%"
    assert "1 of 2 promises of ours were kept, 0 are overdue" in page
    shop.clock.move_on(timedelta(days=31))
    assert _figure(_read(_manager(shop), "/manage"), "Promises kept in 30 days") == "–"


def test_calls_given_up_are_listed_with_their_last_error(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(
            OwedCall(
                topic="text.send",
                key="text:1",
                payload={},
                state=CallState.GIVEN_UP,
                attempt=9,
                due_at=shop.clock(),
                created_at=shop.clock(),
                last_error="no route",
            )
        )
    client = _manager(shop)
    assert _figure(_read(client, "/manage"), "Calls given up") == "1"
    page = _read(client, "/manage/owed")
    assert "Tries: 9 · no route" in page
    assert 'href="/bench/inbox?show=failed"' in page
