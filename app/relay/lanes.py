"""Lanes of owed calls: who is slow or away outside holds up nobody else's calls, and no code waits behind other texts."""

from dataclasses import dataclass

from app.courier.trips.jobs import BOOK_TRIP, CANCEL_TRIP
from app.messaging.sms.lifecycle import SEND_CODE, SEND_TEXT
from app.messaging.sms.ports import Capabilities

SENDING = (SEND_CODE, SEND_TEXT)  # what stands still together with the sender


@dataclass(frozen=True, slots=True)
class Lane:
    """Some topics that are paid one after the other; `but_for` are the topics it leaves to others.

    A lane without `topics` takes whatever it does not leave.
    """

    topics: tuple[str, ...] = ()
    but_for: tuple[str, ...] = ()

    def at_a_time(self, able: Capabilities) -> int:
        """How many of its calls make a round at least: texts as many as their provider takes at the same time.

        Any other call is made after the one before it, so that a slow place outside holds no claimed rows of others.
        """
        if self == CODES:
            return able.parallel_codes
        return able.parallel if self in (TEXTS, EVERYTHING) else 1


CODES = Lane((SEND_CODE,))
TEXTS = Lane((SEND_TEXT,))
TRIPS = Lane((BOOK_TRIP, CANCEL_TRIP))
REST = Lane(but_for=(*SENDING, BOOK_TRIP, CANCEL_TRIP))  # files, pictures, and what no release knows yet
EVERYTHING = Lane()
