"""Lays out the couriers' work of today and tomorrow; later bookings are sorted in."""

from datetime import timedelta

from app.journeys.transport.prepare_runs import prepare_run, zones
from app.runtime import Runtime


def run(runtime: Runtime) -> None:
    """One transaction per run, so that one that fails holds no other up."""
    now = runtime.clock()
    today = runtime.site.today(now)
    with runtime.database.reading() as session:
        areas = zones(session)
    for day in (today, today + timedelta(days=1)):
        for zone_id in areas:
            with runtime.database.transaction() as session:
                prepare_run(session, zone_id, day=day, now=now)
