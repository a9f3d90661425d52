"""The whole timetable: what is looked after, and how often.

Only intervals, no wall-clock times: a job looks into the rows for what is due by the shop's own clock, so
one that was late, ran twice or ran beside another process's does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.runtime import Runtime
from jobs import (
    ask_follow_ups,
    book_trips,
    drain_outbox,
    expire_waiting,
    fill_ledger,
    forget_drafts,
    lay_unheard,
    look_into_texts,
    note_found,
    open_slots,
    prepare_runs,
    read_replies,
    release_holds,
    remind_quotes,
    remind_waiting,
    send_codes,
    send_reminders,
    send_texts,
    watch_promises,
    watch_trips,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One job: what runs, how many seconds apart. It may return how much it did.

    One that asks somebody `outside` has a thread of its own: whoever is slow there holds up no other job.
    """

    run: Callable[[Runtime], int | None]
    seconds: int
    outside: bool = False

    @property
    def name(self) -> str:
        """The job's module."""
        return self.run.__module__.removeprefix("jobs.")


TIMETABLE: tuple[Entry, ...] = (
    # job                      every … seconds
    Entry(read_replies.run, 1),
    Entry(lay_unheard.run, 1),
    Entry(send_codes.run, 1, outside=True),
    Entry(send_texts.run, 1, outside=True),
    Entry(book_trips.run, 1, outside=True),
    Entry(drain_outbox.run, 1, outside=True),
    Entry(look_into_texts.run, 2, outside=True),
    Entry(release_holds.run, 20),
    Entry(remind_quotes.run, 30),
    Entry(remind_waiting.run, 30),
    Entry(send_reminders.run, 30),
    Entry(ask_follow_ups.run, 30),
    Entry(watch_promises.run, 30),
    Entry(expire_waiting.run, 30),
    Entry(watch_trips.run, 30),
    Entry(open_slots.run, 60),
    Entry(prepare_runs.run, 60),
    Entry(fill_ledger.run, 60),
    Entry(note_found.run, 300),
    Entry(forget_drafts.run, 600),
)
