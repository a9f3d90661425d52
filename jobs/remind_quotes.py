"""Reminds customers of a quote they have not answered."""

from app.journeys.watch.remind_quotes import remind_of_quote, unanswered
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every quote for which a reminder is due."""
    return each_due(runtime, unanswered, remind_of_quote)
