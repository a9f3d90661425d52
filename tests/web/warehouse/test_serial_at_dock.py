"""The serial read at the dock: told and read in different spellings are one device; a product's number is asked about."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.catalogue.models import Campaign
from app.dock import inspections
from app.kernel.actor import Role
from app.tickets.states import State
from tests.custody.devices import state_of, the
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.kernel.spellings import NONE, STRUCTURED, VACUUM
from tests.shop import Shop


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.get("/scan?lang=en")
    return client


def inspect(clerk: FlaskClient, shop: Shop, ticket_id: UUID, serial: str, **more: str) -> TestResponse:
    """Open the box and find all as declared."""
    sent = {"accessories": "charger", "parcel": "as_declared", "battery": "fine", "serial": serial, **more}
    return clerk.post(f"/dock/{code_of(shop, ticket_id)}/inspect", data=sent)


def kept(shop: Shop, ticket_id: UUID) -> tuple[str, str]:
    """The serial of the repair, and what was read."""
    with shop.database.reading() as session:
        row = inspections.latest(session, ticket_id)
        assert row is not None
        return the(session, ticket_id).serial, row.serial


@pytest.mark.parametrize("typed", [*VACUUM, *STRUCTURED])
def test_every_spelling_is_the_device_that_was_told(
    sqlite_shop: Shop, clerk: FlaskClient, typed: str
) -> None:
    ticket_id = received(sqlite_shop, serial="BV9-0003")
    assert inspect(clerk, sqlite_shop, ticket_id, typed).status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.DIAGNOSING
    assert kept(sqlite_shop, ticket_id) == ("BV9-0003", "BV9-0003")


@pytest.mark.parametrize("told", [*NONE, "8801234567893"])
def test_what_named_no_device_never_differs(sqlite_shop: Shop, clerk: FlaskClient, told: str) -> None:
    ticket_id = received(sqlite_shop, serial=told)
    assert inspect(clerk, sqlite_shop, ticket_id, "BV9-0003").status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.DIAGNOSING


@pytest.mark.parametrize("read", ["모름", "N/A", "0000"])
def test_none_is_no_reading(sqlite_shop: Shop, clerk: FlaskClient, read: str) -> None:
    ticket_id = received(sqlite_shop, serial="BV9-0003")
    assert inspect(clerk, sqlite_shop, ticket_id, read).status_code == 303
    assert kept(sqlite_shop, ticket_id) == ("BV9-0003", "")


def test_another_device_differs_in_any_spelling(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop, serial="BV9-0003")
    asked = inspect(clerk, sqlite_shop, ticket_id, "S/N BV9-55O1")
    assert asked.status_code == 422
    assert "the serial number differs" in asked.get_data(as_text=True)
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


def test_a_products_number_is_asked_about_once_and_stays_typed(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    asked = inspect(clerk, sqlite_shop, ticket_id, "8801234567893")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "all devices of the model share" in page
    page = page.split("<main")[1].split("</main>")[0]
    assert page.count('value="8801234567893"') == 2  # in its field, and as what was asked about
    assert (
        inspect(clerk, sqlite_shop, ticket_id, "8801234567893", asked_about="8801234567893").status_code
        == 303
    )
    assert kept(sqlite_shop, ticket_id) == ("", "8801234567893")  # written down, and no device's name


def test_a_recall_is_found_by_what_the_dock_reads(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        assert ticket.model_id is not None
        session.scalars(select(Campaign)).one().model_id = ticket.model_id
    assert inspect(clerk, sqlite_shop, ticket_id, "S/N td2l-k555").status_code == 303
    with sqlite_shop.database.reading() as session:
        row = inspections.latest(session, ticket_id)
        assert row is not None
        assert len(row.campaigns) == 1
