"""Texts customers the evening before and the morning of a trip."""

from app.journeys.watch.remind import remind, reminders_due
from app.runtime import Runtime


def run(runtime: Runtime) -> None:
    """One transaction per text."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        due = reminders_due(session, now=now)
    for reminder in due:
        with runtime.database.transaction() as session:
            remind(session, reminder, now=now)
