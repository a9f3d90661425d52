"""Lays replies before a person whose answer ended before it got there."""

from app.journeys.conversation.unheard import lay_unheard, unheard
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every answer that nobody will read."""
    return each_due(runtime, unheard, lay_unheard)
