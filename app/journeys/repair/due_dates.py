"""Promises the bench makes on many pages: until when parts are waited for, and what a text may say."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.clock import at_local
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.messaging.sms.carrying import passes_korean_networks
from app.parts.rules import Need, last_arrival
from app.sites.site import CLOSE_OF_BUSINESS, site_of

# Characters of a note that travels within a text: with it, Korean texts keep to three segments.
LONGEST_NOTE = 60
ASK_SUPPLIER = 3  # business days to find a date for a part that has none


def parts_due(session: Session, needs: Sequence[Need], *, now: datetime) -> datetime:
    """Close of business on the day the last part arrives; without a date, the day we must know one."""
    site = site_of(session)
    day = last_arrival(needs)
    if day is None or day < site.today(now):
        return site.after_business_days(now, ASK_SUPPLIER)
    return at_local(day, CLOSE_OF_BUSINESS, site.zone)


def end_of_business(session: Session, now: datetime, *, days: int) -> datetime:
    """Close of business, so many calendar days from today."""
    site = site_of(session)
    return at_local(site.today(now) + timedelta(days=days), CLOSE_OF_BUSINESS, site.zone)


def note_for_text(note: str, *, field: str = "note") -> str:
    """A note as it may stand in an SMS. Raises FieldRefused: empty, too long, or not what networks carry."""
    trimmed = " ".join(note.split())
    if not trimmed:
        raise FieldRefused(text("Say in a few words why; the customer reads it."), field=field)
    if len(trimmed) > LONGEST_NOTE:
        raise FieldRefused(
            text("Shorten this to %(most)s characters; it travels in a text.", most=LONGEST_NOTE), field=field
        )
    strange = next((char for char in trimmed if not passes_korean_networks(char)), None)
    if strange is not None:
        raise FieldRefused(
            text("Write it without “%(char)s”; phones in Korea cannot show it.", char=strange), field=field
        )
    return trimmed
