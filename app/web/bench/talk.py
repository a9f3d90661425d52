"""The talk with a customer as the bench shows it: who, how, what, and what became of each text."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.customers.senders import masked_sender, sender_in_words
from app.edge.current import language, runtime, shown
from app.kernel.i18n import N_, text, translate
from app.messaging.conversation.thread import Channel, Said, SmsLifecycle, talk_of
from app.photos.models import Photo
from app.photos.queries import by_moment
from app.tickets.models import Ticket
from app.web.marks import Mark, mark_of
from app.web.photo_views import Tile, tile
from app.web.previews import filled_link

CHANNEL_SAYS: dict[Channel, str] = {
    Channel.WEB: N_("on the web"),
    Channel.SMS: N_("by SMS"),
    Channel.STAFF: N_("on the web"),
}
REACTED = N_("reaction, by SMS")
SEEN_TWICE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said; `mark` and `notes` for our texts only, `task` where nobody has handled it.

    `pictures` came with it.
    """

    id: UUID
    who: str
    how: str
    when: str
    body: str
    lang: str
    mine: bool
    task: bool
    mark: Mark | None
    notes: list[str]
    pictures: list[Tile]


def talk(session: Session, ticket: Ticket, photos: Sequence[Photo], *, sees_numbers: bool) -> list[Line]:
    """The whole talk, the oldest first; `photos` are all of the ticket."""
    came = by_moment(photos)
    return [
        _line(
            said,
            _who(said, ticket, sees_numbers),
            came.get(said.pictures_at, []) if said.pictures_at else [],
        )
        for said in talk_of(session, ticket.id)
    ]


def _line(said: Said, who: str, pictures: Sequence[Photo]) -> Line:
    lifecycle = said.lifecycle
    mark = None
    if lifecycle is not None:
        mark = mark_of(
            lifecycle.state, reason=lifecycle.reason, trouble=lifecycle.trouble, code=lifecycle.code
        )
    return Line(
        id=said.id,
        who=who,
        how=translate(language(), REACTED if said.reaction else CHANNEL_SAYS[said.channel]),
        when=shown(said.at),
        body=filled_link(said.body) if lifecycle else said.body,
        lang=said.language.value if said.language else "",
        mine=not said.from_customer,
        task=said.waits,
        mark=mark,
        notes=_notes(lifecycle) if lifecycle else [],
        pictures=[tile(photo) for photo in pictures],
    )


def _who(said: Said, ticket: Ticket, sees_numbers: bool) -> str:
    if said.lifecycle is not None:
        return runtime().site.name
    if said.stranger and said.stranger != ticket.customer.phone:
        number = (
            sender_in_words(said.stranger, runtime().site.region)
            if sees_numbers
            else masked_sender(said.stranger)
        )
        return shown(text("Another number: %(phone)s", phone=number))
    return ticket.customer.name if said.from_customer and said.channel is Channel.SMS else said.author


def _notes(lifecycle: SmsLifecycle) -> list[str]:
    """What else a colleague wants to know: that it was tried more than once, who settled it."""
    notes = []
    if lifecycle.sendings >= SEEN_TWICE:
        notes.append(shown(text("tries: %(count)s", count=lifecycle.sendings)))
    if lifecycle.handled_by:
        notes.append(shown(text("settled by %(who)s", who=lifecycle.handled_by)))
    return notes
