"""Forgets requests that were never sent, with their photos and phone codes, and keys of old forms."""

from functools import partial

from app.journeys.watch.forget_drafts import drafts_over, forget_draft, forget_leftovers
from app.runtime import Runtime
from jobs.turns import each


def run(runtime: Runtime) -> int:
    """Every draft whose time is over, then what lies about."""
    now = runtime.clock()
    with runtime.database.reading() as session:
        over = drafts_over(session, now=now)
    done = each(runtime, over, partial(forget_draft, now=now))
    with runtime.database.transaction() as session:
        return done + forget_leftovers(session, now=now)
