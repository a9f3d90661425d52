"""A request that was never sent leaves nothing behind: no row, and no file of its photos in the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.i18n import Language
from app.outbox.models import CallState, OwedCall
from app.photos.keeping import UNCLAIMED, keep, still_kept
from app.photos.models import KeptFile, Photo, PhotoKind
from app.photos.ports import FilesSilent, FileStore, PicturesAway
from app.photos.service import Encoded, attach
from app.relay.drain import drain
from app.requests import drafts
from jobs import forget_drafts
from tests.custody.devices import CUSTOMER, inbound
from tests.custody.walked import photographed
from tests.photos.taken import kept as taken_picture
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, jpeg

LONG_ENOUGH = timedelta(days=4)


def files_of(shop: Shop) -> list[str]:
    """What lies in the folder of photos."""
    folder: Path = shop.runtime.settings.data_dir / "photos"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def told(shop: Shop, colour: str = "red") -> Encoded:
    """A request being told with a photo; what the photo is."""
    picture = taken_picture(jpeg(colour=colour))
    keep(shop.database, shop.runtime.files, picture, now=shop.clock())
    with shop.database.transaction() as session:
        draft, _ = drafts.start(session, language=Language.KO, now=shop.clock())
        attach(session, picture, Act(CUSTOMER, shop.clock()), kind=PhotoKind.SYMPTOM, draft_id=draft.id)
    return picture


def forget(shop: Shop) -> None:
    """The job, and then the relay."""
    forget_drafts.run(shop.runtime)
    shop.drain()


def owed(shop: Shop) -> list[CallState]:
    with shop.database.reading() as session:
        return list(session.scalars(select(OwedCall.state).where(OwedCall.topic == "photo.delete")))


def known(shop: Shop) -> list[str]:
    with shop.database.reading() as session:
        return list(session.scalars(select(KeptFile.sha256)))


@contextmanager
def with_files(shop: Shop, files: FileStore) -> Iterator[None]:
    """The shop with another store."""
    usual = shop.runtime
    shop.runtime = replace(usual, files=files)
    yield
    shop.runtime = usual


class Silent:
    """A store that does not delete now, or dies right after it did."""

    def __init__(self, files: FileStore, *, dies: bool = False) -> None:
        self.files = files
        self.dies = dies
        self.asked = 0

    def put(self, name: str, content: bytes) -> None:
        """As usual."""
        self.files.put(name, content)

    def get(self, name: str) -> bytes:
        """As usual."""
        return self.files.get(name)

    def check(self) -> None:
        """As usual."""
        self.files.check()

    def delete(self, name: str) -> None:
        """Not now; or done, and the process is gone before it could say so."""
        self.asked += 1
        if not self.dies:
            raise FilesSilent("connection refused")
        self.files.delete(name)
        raise KeyboardInterrupt


def test_a_forgotten_requests_photos_are_gone_from_the_disk(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.start()
    assert walk.prove(photos=(BytesIO(jpeg()), "red.jpg")).status_code == 302
    assert len(files_of(shop)) == 2
    shop.clock.move_on(LONG_ENOUGH)
    forget_drafts.run(shop.runtime)
    assert len(files_of(shop)) == 2, "rows first: the store is asked after the commit"
    assert owed(shop) == [CallState.OWED]
    shop.drain()
    assert (files_of(shop), known(shop), owed(shop)) == ([], [], [])


def test_a_photo_that_a_repair_has_as_well_stays(shop: Shop) -> None:
    ticket_id = inbound(shop)
    photographed(shop, ticket_id, PhotoKind.SYMPTOM, "orange")
    with shop.database.transaction() as session:
        photo = session.scalars(select(Photo)).one()
        draft, _ = drafts.start(session, language=Language.KO, now=shop.clock())
        picture = taken_picture(jpeg(colour="orange"))
        same = replace(picture, sha256=photo.sha256)
        attach(session, same, Act(CUSTOMER, shop.clock()), kind=PhotoKind.SYMPTOM, draft_id=draft.id)
    shop.clock.move_on(LONG_ENOUGH)
    forget(shop)
    assert len(files_of(shop)) == 2
    with shop.database.reading() as session:
        assert [one.ticket_id for one in session.scalars(select(Photo))] == [ticket_id]


def test_a_photo_of_a_form_that_was_never_sent_again_goes_after_a_day(shop: Shop) -> None:
    keep(shop.database, shop.runtime.files, taken_picture(jpeg()), now=shop.clock())
    forget(shop)
    assert len(files_of(shop)) == 2, "its form may still come"
    shop.clock.move_on(UNCLAIMED + timedelta(minutes=1))
    forget(shop)
    assert (files_of(shop), known(shop)) == ([], [])


def test_a_form_that_is_sent_again_keeps_its_photos_for_another_day(shop: Shop) -> None:
    picture = taken_picture(jpeg())
    keep(shop.database, shop.runtime.files, picture, now=shop.clock())
    shop.clock.move_on(UNCLAIMED - timedelta(minutes=1))
    with shop.database.transaction() as session:
        assert still_kept(session, [picture], now=shop.clock()) == [picture]
    shop.clock.move_on(timedelta(hours=1))
    forget(shop)
    assert len(files_of(shop)) == 2
    shop.clock.move_on(UNCLAIMED)
    forget(shop)
    with shop.database.transaction() as session:
        assert still_kept(session, [picture], now=shop.clock()) == [], "not named without its file"


def test_the_same_photo_can_be_sent_again_once_it_is_gone_and_not_while_it_goes(shop: Shop) -> None:
    picture = told(shop)
    shop.clock.move_on(LONG_ENOUGH)
    forget_drafts.run(shop.runtime)
    with pytest.raises(PicturesAway, match="being deleted right now"):
        keep(shop.database, shop.runtime.files, picture, now=shop.clock())
    shop.drain()
    keep(shop.database, shop.runtime.files, picture, now=shop.clock())
    assert len(files_of(shop)) == 2


def test_a_process_that_dies_after_deleting_deletes_once_more(shop: Shop) -> None:
    told(shop)
    told(shop, "blue")
    shop.clock.move_on(LONG_ENOUGH)
    forget_drafts.run(shop.runtime)
    with with_files(shop, Silent(shop.runtime.files, dies=True)), pytest.raises(KeyboardInterrupt):
        drain(shop.runtime, owner="dies")
    assert len(files_of(shop)) == 3
    assert owed(shop) == [CallState.OWED] * 2
    shop.clock.move_on(timedelta(minutes=2))
    shop.drain()
    assert (files_of(shop), known(shop), owed(shop)) == ([], [], [])


def test_a_store_that_is_silent_is_asked_until_it_answers(shop: Shop) -> None:
    told(shop)
    shop.clock.move_on(LONG_ENOUGH)
    forget_drafts.run(shop.runtime)
    with with_files(shop, silent := Silent(shop.runtime.files)):
        for _ in range(100):
            shop.drain()
            shop.clock.move_on(timedelta(minutes=20))
        assert silent.asked > 90
        assert owed(shop) == [CallState.GIVEN_UP], "after a day a person sees it"
    forget(shop)
    assert (files_of(shop), known(shop)) == ([], []), "and it is let go anew"


def test_two_jobs_at_once_owe_it_once(shop: Shop) -> None:
    told(shop)
    shop.clock.move_on(LONG_ENOUGH)
    forget_drafts.run(shop.runtime)
    forget_drafts.run(shop.runtime)
    assert owed(shop) == [CallState.OWED]
