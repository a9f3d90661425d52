"""Makes something of the replies that came in by SMS; one that keeps failing is left to staff."""

from app.journeys.watch.read_replies import Reading, unread
from app.messaging.conversation.incoming import leave_unpicked_to_staff
from app.runtime import Runtime
from jobs.turns import each


def run(runtime: Runtime) -> int:
    """Every reply that nobody has read yet."""
    reading = Reading(runtime.clock())
    with runtime.database.reading() as session:
        waiting = unread(session)
    done = each(runtime, waiting, reading.read)
    if done < len(reading.tried):
        each(runtime, list(reading.tried), reading.leave_to_staff)
    with runtime.database.transaction() as session:
        leave_unpicked_to_staff(session, now=reading.now)
    return done
