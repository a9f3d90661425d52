"""Reminds customers of a quote they have not answered."""

from app.journeys.watch.remind_quotes import (
    remind_for_the_last_time,
    remind_of_quote,
    running_out,
    unanswered,
)
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every quote for which a reminder is due."""
    return each_due(runtime, unanswered, remind_of_quote) + each_due(
        runtime, running_out, remind_for_the_last_time
    )
