"""Pictures that came with a text become photos of its repair: each is owed, fetched later, and never lost silently.

They are fetched with no transaction open; one that cannot be had or read leaves a line in the thread.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.actor import SYSTEM, customer
from app.kernel.i18n import Text, text, translate
from app.messaging.conversation.incoming import may_answer
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.service import add_to_thread
from app.messaging.sms.kinds import SmsKind
from app.outbox import service as outbox
from app.photos import service as photos
from app.photos.models import Photo, PhotoKind
from app.photos.service import Picture
from app.tickets.models import Ticket
from app.tickets.queries import by_id
from app.tickets.service import tell

FETCH_PICTURE = "media.fetch"
MOST_PICTURES = 10  # of one text; Twilio sends no more
MOST_PHOTOS = 60  # of one ticket, whoever took them


def enqueue_pictures(session: Session, incoming: IncomingSms, *, now: datetime) -> None:
    """Owe the fetching of each picture. The text must have its ticket by then."""
    for number in range(min(len(incoming.media), MOST_PICTURES)):
        outbox.enqueue(
            session,
            FETCH_PICTURE,
            key=f"media:{incoming.id}:{number}",
            payload={"incoming_id": str(incoming.id), "number": number},
            now=now,
        )


def picture_address(session: Session, incoming_id: UUID, number: int) -> str:
    """Where the provider has the picture of an owed call."""
    return str(session.get_one(IncomingSms, incoming_id).media[number]["url"])


def take_picture(session: Session, incoming_id: UUID, picture: Picture, *, now: datetime) -> Photo | None:
    """Make it a photo of the text's repair; its files must have been kept. None where no more fit: that is said."""
    incoming, ticket = _placed(session, incoming_id)
    if len(photos.of_ticket(session, ticket.id)) >= MOST_PHOTOS:
        miss_picture(session, incoming_id, too_many_photos(), now=now)
        return None
    return photos.attach(
        session,
        picture,
        Act(customer(ticket.customer.name, channel="sms"), incoming.received_at),
        kind=PhotoKind.SYMPTOM,
        ticket_id=ticket.id,
    )


def miss_picture(session: Session, incoming_id: UUID, why: Text, *, now: datetime) -> None:
    """Say in the thread that a picture is missing, and why; the message it came with is a task already.

    Whoever sent it by text does not look there: a text says so, once for all pictures that came with it.
    """
    session.get_one(IncomingSms, incoming_id, with_for_update=True)  # two may be missing at the same time
    incoming, ticket = _placed(session, incoming_id)
    if not _told(session, incoming) and may_answer(session, ticket.customer.phone, now=now):
        tell(session, ticket, SmsKind.PICTURE_MISSED, now=now, urgent=True)
    said = text("A picture could not be read: %(why)s", why=why)
    add_to_thread(
        session,
        ticket_id=ticket.id,
        body=translate(ticket.language, said),
        author=SYSTEM.name,
        from_customer=False,
        via="sms",
        now=now,
        incoming=incoming,
    )


def too_many_photos() -> Text:
    """Why a repair takes no more photos."""
    return text("A repair holds %(most)s photos. Tell your technician what is missing.", most=MOST_PHOTOS)


def _told(session: Session, incoming: IncomingSms) -> bool:
    """Whether the thread says of another picture of the same text that it is missing."""
    ours = select(ThreadMessage.id).where(
        ThreadMessage.incoming_id == incoming.id, ThreadMessage.from_customer.is_(False)
    )
    return session.scalars(ours.limit(1)).first() is not None


def _placed(session: Session, incoming_id: UUID) -> tuple[IncomingSms, Ticket]:
    incoming = session.get_one(IncomingSms, incoming_id)
    assert incoming.ticket_id is not None, "pictures are owed once their text has its repair"
    return incoming, by_id(session, incoming.ticket_id)
