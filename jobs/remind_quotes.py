"""Reminds customers of a quote they have not answered."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.journeys.watch.remind_of_quote import remind_of_quote, unanswered
from app.runtime import Runtime
from jobs.turns import each


def run(runtime: Runtime) -> int:
    """Every quote for which a reminder is due."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        due = unanswered(session, now=now)

    def remind(session: Session, quote_id: UUID) -> bool:
        return remind_of_quote(session, quote_id, now=now)

    return each(runtime, due, remind)
