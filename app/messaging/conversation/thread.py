"""One repair's whole talk in one list: messages on the web, replies by SMS, and every text of ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.i18n import N_, Language
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.replies import Command
from app.messaging.sms.models import Sms
from app.messaging.sms.states import SmsState, Trouble

ONLY_PICTURES = N_("(photos)")  # what the thread says of a text without words


class Channel(StrEnum):
    """How something was said."""

    WEB = "web"
    SMS = "sms"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SmsLifecycle:
    """What became of a text. `sendings` counts tries that began; `reason` as in `sms.reason`."""

    state: SmsState
    reason: str | None
    trouble: Trouble | None
    code: str | None
    sendings: int
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said; `lifecycle` for our own texts only, `author` '' where the shop itself speaks.

    `language` is the text's, None for what people wrote. `waits` marks a message nobody has handled.
    `pictures_at` is the time that pictures bear which came with it, None where none can have come.
    """

    id: UUID
    at: datetime
    author: str
    from_customer: bool
    channel: Channel
    body: str
    language: Language | None = None
    waits: bool = False
    lifecycle: SmsLifecycle | None = None
    pictures_at: datetime | None = None
    stranger: str = (
        ""  # the number it came from, as the provider named it, where a person put it into this repair
    )
    reaction: bool = False  # a phone wrote it when somebody tapped a heart on a text


def talk_of(session: Session, ticket_id: UUID) -> list[Said]:
    """Everything said about one ticket, the oldest first. Three queries, however long the talk is."""
    messages = session.scalars(select(ThreadMessage).where(ThreadMessage.ticket_id == ticket_id)).all()
    received = session.scalars(select(IncomingSms).where(IncomingSms.ticket_id == ticket_id)).all()
    strangers = _strangers(messages, received)
    replies = [row for row in received if row.meaning not in (None, Command.MESSAGE.value)]
    pictured = _pictured(messages, received)
    texts = session.scalars(select(Sms).where(Sms.ticket_id == ticket_id))
    # A command that was passed on to the technician stands in the thread already.
    passed_on = {message.incoming_id for message in messages if message.from_customer}
    said = [
        _message(message, pictured.get(message.id), strangers.get(message.id, "")) for message in messages
    ]
    said += [_reply(row) for row in replies if row.id not in passed_on]
    said += [_text(text) for text in texts]
    return sorted(said, key=lambda one: (one.at, one.lifecycle is not None, one.id))


def pictures_of(session: Session, ticket_id: UUID, messages: Sequence[ThreadMessage]) -> dict[UUID, datetime]:
    """The messages pictures may have come with, and the time that those bear.

    It is that of the request on the web, or when the text was received.
    """
    received = session.scalars(select(IncomingSms).where(IncomingSms.ticket_id == ticket_id))
    return _pictured(messages, received)


def strangers_of(session: Session, ticket_id: UUID, messages: Sequence[ThreadMessage]) -> dict[UUID, str]:
    """The messages that came from another number than a customer's of ours, and that number as the provider named it."""
    received = session.scalars(select(IncomingSms).where(IncomingSms.ticket_id == ticket_id))
    return _strangers(messages, received)


def _strangers(messages: Sequence[ThreadMessage], received: Iterable[IncomingSms]) -> dict[UUID, str]:
    """A text that a person put there has its number for an author; whoever we knew has a name."""
    numbers = {row.id: row.from_phone for row in received}
    return {
        message.id: message.author
        for message in messages
        if message.from_customer
        and message.incoming_id is not None
        and message.author == numbers.get(message.incoming_id)
    }


def _pictured(messages: Sequence[ThreadMessage], received: Iterable[IncomingSms]) -> dict[UUID, datetime]:
    with_pictures = {row.id: row.received_at for row in received if row.media}
    found = {}
    for message in messages:
        if message.from_customer and message.via == Channel.WEB:
            found[message.id] = message.at
        elif message.from_customer and message.incoming_id in with_pictures:
            found[message.id] = with_pictures[message.incoming_id]
    return found


def _message(row: ThreadMessage, pictures_at: datetime | None, stranger: str) -> Said:
    channel = Channel(row.via) if row.via in set(Channel) else Channel.WEB
    return Said(
        row.id,
        row.at,
        row.author,
        row.from_customer,
        channel,
        row.body,
        waits=row.from_customer and row.handled_at is None,
        pictures_at=pictures_at,
        stranger=stranger,
    )


def _reply(row: IncomingSms) -> Said:
    reaction = row.meaning == Command.REACTION.value
    return Said(row.id, row.received_at, row.from_phone, True, Channel.SMS, row.body, reaction=reaction)


def _text(row: Sms) -> Said:
    lifecycle = SmsLifecycle(row.state, row.reason, row.trouble, row.error_code, row.tries, row.handled_by)
    return Said(row.id, row.created_at, "", False, Channel.SMS, row.body, row.language, lifecycle=lifecycle)
