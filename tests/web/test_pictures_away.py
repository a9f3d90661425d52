"""While the store of photos is away, people are told so, keep what they typed, and no repair moves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from sqlalchemy import select

from app.adapters.files.local import LocalFiles
from app.kernel.actor import Role
from app.photos.models import Photo
from app.photos.service import FULL, file_name
from app.tickets.states import State
from tests.custody.devices import inbound, state_of
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, jpeg
from tests.web.warehouse.test_dock import jpeg as sealed
from tests.web.warehouse.test_dock import photos_of, version_of
from tests.web.warehouse.test_scan import code_of

NOT_KEPT = "The photo was not kept, as our store of pictures does not answer."


@contextmanager
def away(shop: Shop) -> Iterator[None]:
    """Something else stands where the folder was, as after a disk that was not mounted."""
    root = folder(shop).root
    elsewhere = root.with_name("elsewhere")
    root.mkdir(parents=True, exist_ok=True)
    root.rename(elsewhere)
    root.write_bytes(b"")
    yield
    root.unlink()
    elsewhere.rename(root)


def folder(shop: Shop) -> LocalFiles:
    assert isinstance(shop.runtime.files, LocalFiles)
    return shop.runtime.files


@pytest.fixture
def walk(sqlite_shop: Shop) -> Requesting:
    asked = Requesting(sqlite_shop)
    asked.start()
    return asked


def photos(shop: Shop) -> list[Photo]:
    with shop.database.reading() as session:
        return list(session.scalars(select(Photo)))


def test_a_parcel_stays_where_it_is_until_its_photos_can_be_kept(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id = inbound(sqlite_shop)
    address = f"/dock/{code_of(sqlite_shop, ticket_id)}/receive?lang=en"
    typed = {"bin": "a-01", "version": version_of(sqlite_shop, ticket_id), "idempotency_key": "k"}
    with away(sqlite_shop):
        answer = clerk.post(address, data={**typed, "photos": [sealed()]})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert NOT_KEPT in page
        assert 'value="a-01"' in page
        assert state_of(sqlite_shop, ticket_id) is State.INBOUND
        assert photos_of(sqlite_shop, ticket_id) == 0
    assert clerk.post(address, data={**typed, "photos": [sealed()]}).status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED
    assert photos_of(sqlite_shop, ticket_id) == 1


def test_a_request_goes_on_where_it_was_and_waits_for_the_store_once(
    sqlite_shop: Shop, walk: Requesting, caplog: pytest.LogCaptureFixture
) -> None:
    with away(sqlite_shop):
        answer = walk.prove(photos=[(BytesIO(jpeg(colour=one)), f"{one}.jpg") for one in ("red", "blue")])
        assert answer.status_code == 503
        assert NOT_KEPT in answer.get_data(as_text=True)
        told = [record for record in caplog.records if record.name == "mendpost.photos"]
        assert len(told) == 1, "the second photo would only have waited as long again"
        assert photos(sqlite_shop) == []
        assert walk.prove().status_code == 302, "without photos it goes on"
    assert walk.prove(photos=(BytesIO(jpeg()), "red.jpg")).status_code == 302
    assert len(photos(sqlite_shop)) == 1


def test_a_photo_that_cannot_be_shown_now_is_not_called_missing(sqlite_shop: Shop, walk: Requesting) -> None:
    walk.prove(photos=(BytesIO(jpeg()), "red.jpg"))
    [photo] = photos(sqlite_shop)
    with away(sqlite_shop):
        answer = walk.get(f"photos/{photo.id}/thumb")
        assert answer.status_code == 503
        assert "Reload in a few minutes." in answer.get_data(as_text=True)
        assert "immutable" not in answer.headers.get("Cache-Control", "")
    assert walk.get(f"photos/{photo.id}/thumb").status_code == 200


def test_a_photo_somebody_changed_in_the_store_is_not_shown(sqlite_shop: Shop, walk: Requesting) -> None:
    walk.prove(photos=(BytesIO(jpeg()), "red.jpg"))
    [photo] = photos(sqlite_shop)
    name = file_name(photo.sha256, FULL)
    (folder(sqlite_shop).root / name[:2] / name).write_bytes(jpeg(colour="green"))
    answer = walk.get(f"photos/{photo.id}/full")
    assert answer.status_code == 500
    assert "changed after it was kept" in answer.get_data(as_text=True)
    assert answer.mimetype == "text/html"
