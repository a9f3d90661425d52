"""Fetching pictures that came with texts: no transaction is open while one is fetched and encoded again."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.journeys.conversation.take_pictures import miss_picture, picture_address, take_picture
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, Text, text
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.photos.intake import take_in
from app.photos.keeping import keep
from app.photos.ports import PictureRefused, PicturesAway, PictureSilent
from app.photos.service import Picture
from app.runtime import Runtime

log = logging.getLogger("mendpost.relay")
WHY = {
    "too_large": N_("it is too large"),
    "not_a_picture": N_("it is not a picture"),
    "gone": N_("it is not there any more"),
}
COULD_NOT = N_("it could not be fetched")
SENDER = "texts"  # they take turns with nobody but one another


def fetch_pictures(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """One after the other: each takes its time, so its lease is stretched right before."""
    for claim in claims:
        with runtime.database.transaction() as session:
            ours = outbox.extend(session, claim, now=runtime.clock())
            address = picture_address(session, *_named(claim))
        if ours:
            _fetch(runtime, claim, address)


def miss_for_good(session: Session, claim: Claim, _error: str, now: datetime) -> None:
    """A picture that could not be had for a day."""
    miss_picture(session, _named(claim)[0], text(COULD_NOT), now=now)


def _fetch(runtime: Runtime, claim: Claim, address: str) -> None:
    try:
        (taken,) = take_in([runtime.fetch_picture(address)], sender=SENDER)
        if isinstance(taken, Exception):
            raise taken
        for picture in taken:
            keep(runtime.database, runtime.files, picture, now=runtime.clock())
    except (PictureSilent, PicturesAway) as silent:
        _later(runtime, claim, str(silent))
    except PictureRefused as no:
        log.warning("a picture of text %s is not taken: %s", _named(claim)[0], no.code)
        _settle(runtime, claim, text(WHY.get(no.code, COULD_NOT)))
    except FieldRefused as no:
        _settle(runtime, claim, no.message)
    else:
        _settle(runtime, claim, taken)


def _settle(runtime: Runtime, claim: Claim, result: Sequence[Picture] | Text) -> None:
    now, incoming_id = runtime.clock(), _named(claim)[0]
    with runtime.database.transaction() as session:
        if not outbox.settle(session, claim, now=now):
            return  # somebody else has it now
        if isinstance(result, Text):
            miss_picture(session, incoming_id, result, now=now)
            return
        for picture in result:
            take_picture(session, incoming_id, picture, now=now)


def _later(runtime: Runtime, claim: Claim, error: str) -> None:
    now = runtime.clock()
    retry_at = outbox.next_try(claim, now=now)
    with runtime.database.transaction() as session:
        if outbox.settle(session, claim, now=now, error=error, retry_at=retry_at) and retry_at is None:
            miss_for_good(session, claim, error, now)


def _named(claim: Claim) -> tuple[UUID, int]:
    return UUID(claim.payload["incoming_id"]), claim.payload["number"]
