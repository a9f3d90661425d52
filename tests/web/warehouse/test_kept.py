"""Photos of a form that comes back: sent once, kept in the store, and not asked for again."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.kernel.actor import Role
from app.photos.keeping import UNCLAIMED
from jobs import forget_drafts
from tests.custody.devices import inbound
from tests.journeys.stations import code_of
from tests.shop import Shop
from tests.web.customer.requesting import jpeg
from tests.web.warehouse.test_dock import photos_of

MOST = 12


class Counting:
    """The shop's store, and what it was asked for."""

    def __init__(self, shop: Shop) -> None:
        self.files = shop.runtime.files
        self.got: list[str] = []
        self.put = self.files.put
        self.check = self.files.check
        self.delete = self.files.delete
        shop.runtime = replace(shop.runtime, files=self)

    def get(self, name: str) -> bytes:
        """As usual."""
        self.got.append(name)
        return self.files.get(name)


def refused(clerk: FlaskClient, address: str, **fields: object) -> dict[str, str]:
    """Send a form with a bin nobody has; what the page that comes back remembers of the photos."""
    answer: TestResponse = clerk.post(address, data={"bin": "Z-77", **fields})
    assert answer.status_code == 422
    kept = re.search(r'name="kept" type="hidden" value="([^"]+)"', answer.text)
    return {"kept": kept[1]} if kept else {}


def photos() -> list[tuple[BytesIO, str]]:
    return [(BytesIO(jpeg(colour=(20 * number, 0, 0))), f"{number}.jpg") for number in range(MOST)]


def test_the_store_is_asked_for_none_of_them(sqlite_shop: Shop) -> None:
    store = Counting(sqlite_shop)
    ticket_id, clerk = inbound(sqlite_shop), sqlite_shop.signed_in(Role.WAREHOUSE)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive"
    note = refused(clerk, address, photos=photos())
    again = refused(clerk, address, **note)
    assert clerk.post(address, data={"bin": "A-01", **again}).status_code == 303
    assert photos_of(sqlite_shop, ticket_id) == MOST
    assert store.got == [], "12 photos were 24 gets for each page that came back"


def test_what_is_gone_meanwhile_is_not_named(sqlite_shop: Shop) -> None:
    ticket_id, clerk = inbound(sqlite_shop), sqlite_shop.signed_in(Role.WAREHOUSE)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive"
    note = refused(clerk, address, photos=photos())
    sqlite_shop.clock.move_on(UNCLAIMED + timedelta(hours=1))
    forget_drafts.run(sqlite_shop.runtime)
    assert refused(clerk, address, **note) == {}
    assert clerk.post(address, data={"bin": "A-01", **note}).status_code == 303
    assert photos_of(sqlite_shop, ticket_id) == 0
