"""Which topic is paid by whom: a new outside call after a change gets a line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.courier.trips.jobs import BOOK_TRIP, CANCEL_TRIP
from app.journeys.conversation.take_pictures import FETCH_PICTURE
from app.messaging.sms.lifecycle import SEND_CODE, SEND_TEXT
from app.outbox.service import Claim
from app.photos.keeping import DELETE_FILES
from app.relay.bookings import book_trips, cancel_trips, leave_to_dispatcher, stays_booked
from app.relay.files import delete_pictures, leave_lying
from app.relay.media import fetch_pictures, miss_for_good
from app.relay.texts import end_text, send_codes, send_texts
from app.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Topic:
    """`pay` makes the calls of one lease and settles them; `give_up` ends the row behind one tried too long."""

    pay: Callable[[Runtime, Sequence[Claim]], None]
    give_up: Callable[[Session, Claim, str, datetime], None]


TOPICS: dict[str, Topic] = {
    SEND_CODE: Topic(pay=send_codes, give_up=end_text),
    SEND_TEXT: Topic(pay=send_texts, give_up=end_text),
    DELETE_FILES: Topic(pay=delete_pictures, give_up=leave_lying),
    FETCH_PICTURE: Topic(pay=fetch_pictures, give_up=miss_for_good),
    BOOK_TRIP: Topic(pay=book_trips, give_up=leave_to_dispatcher),
    CANCEL_TRIP: Topic(pay=cancel_trips, give_up=stays_booked),
}
