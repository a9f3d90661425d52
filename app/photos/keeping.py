"""Which pictures' files lie in the store, and how they get there and out: rows first, files after.

The store may only be asked while no transaction is open, so a file can be put or deleted while rows change. One
row for each picture keeps both in order: it is written before the file is put, so none lies there unknown; and
while its file is being deleted, nobody can put the same picture and lose it a moment later.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from app.kernel.db import Database, insert_new
from app.kernel.i18n import text
from app.outbox.service import enqueue
from app.photos.models import KeptFile, Photo
from app.photos.ports import FilesSilent, FileStore, PicturesAway
from app.photos.service import FULL, THUMB, Encoded, Picture, file_name

log = logging.getLogger("mendpost.photos")
DELETE_FILES = "photo.delete"
UNCLAIMED = timedelta(days=1)  # a form that came back with its pictures is sent again within that
AT_ONCE = 500  # pictures let go in one transaction


def keep(database: Database, files: FileStore, picture: Encoded, *, now: datetime) -> None:
    """Put both sizes into the file store, or raise PicturesAway.

    Do it before the transaction that attaches them.
    """
    with database.transaction() as session:
        _note(session, picture.sha256, now=now)
    try:
        files.put(file_name(picture.sha256, FULL), picture.full)
        files.put(file_name(picture.sha256, THUMB), picture.thumb)
    except FilesSilent as silent:
        log.error("picture %s was not kept: %s", picture.sha256, silent)
        raise PicturesAway(
            text(
                "The photo was not kept, as our store of pictures does not answer. Send it again in a few minutes."
            )
        ) from silent


def still_kept(session: Session, pictures: Sequence[Picture], *, now: datetime) -> list[Picture]:
    """Those of pictures kept before whose files are there, and will be for another day; the store is not asked."""
    hashes = [picture.sha256 for picture in pictures]
    there = session.scalars(
        update(KeptFile)
        .where(KeptFile.sha256.in_(hashes), KeptFile.going_at.is_(None))
        .values(kept_at=now)
        .returning(KeptFile.sha256)
    )
    known = set(there)
    return [picture for picture in pictures if picture.sha256 in known]


def let_files_go(session: Session, *, now: datetime) -> int:
    """Owe the store the deletion of the pictures no row names any more; how many.

    A picture may have just been put, and its row not written yet: those of the last day stay.
    """
    named = exists().where(Photo.sha256 == KeptFile.sha256)
    unclaimed = select(KeptFile).where(
        KeptFile.going_at.is_(None), KeptFile.kept_at < now - UNCLAIMED, ~named
    )
    rows = session.scalars(unclaimed.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.going_at = now
        key = f"{DELETE_FILES}:{row.sha256}:{now.isoformat()}"
        enqueue(session, DELETE_FILES, key=key, payload={"sha256": row.sha256}, now=now)
    return len(rows)


def delete_files(files: FileStore, sha256: str) -> None:
    """Take both sizes out of the store; raises FilesSilent. Harmless when done before."""
    files.delete(file_name(sha256, FULL))  # first: a small one that is gone is made again of it
    files.delete(file_name(sha256, THUMB))


def note_gone(session: Session, sha256: str) -> None:
    """The files are deleted: the same picture may be put again."""
    session.execute(delete(KeptFile).where(KeptFile.sha256 == sha256, KeptFile.going_at.is_not(None)))


def note_not_gone(session: Session, sha256: str) -> None:
    """The store did not delete them for a day: they lie there still, and are let go anew."""
    session.execute(update(KeptFile).where(KeptFile.sha256 == sha256).values(going_at=None))


def _note(session: Session, sha256: str, *, now: datetime) -> None:
    if insert_new(session, KeptFile, sha256=sha256, kept_at=now):
        return
    row = session.get(KeptFile, sha256, with_for_update=True)
    if row is None or row.going_at is not None:
        raise PicturesAway(
            text(
                "The same photo is being deleted right now, so it was not kept. Send it again in a few minutes."
            )
        )
    row.kept_at = now
