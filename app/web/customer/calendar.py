"""The courier's visit as a calendar file (RFC 5545): one event per leg, updated and cancelled under one UID."""

from datetime import datetime

from icalendar import Calendar, Event

from app.documents.visit import Visit
from app.kernel.clock import zone_named

PRODUCT = "-//Mendpost//Courier visits//EN"


def calendar_file(visit: Visit, *, now: datetime) -> bytes:
    """The file's bytes. A change is PUBLISHed again with a higher SEQUENCE, a call-off is METHOD:CANCEL."""
    zone = zone_named(visit.window.zone)
    event = Event()
    event.add("uid", visit.uid)
    event.add("sequence", visit.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", visit.window.starts_at.astimezone(zone))
    event.add("dtend", visit.window.ends_at.astimezone(zone))
    event.add("summary", visit.summary)
    event.add("description", visit.description)
    event.add("location", visit.place)
    event.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if visit.cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
