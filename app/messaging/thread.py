"""One repair's whole talk in one list: messages on the web, replies by SMS, and every text of ours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.i18n import Language
from app.messaging.inbound import Command
from app.messaging.inbox import readable
from app.messaging.models import IncomingText, OutgoingText, ThreadMessage
from app.messaging.states import TextState, Trouble


class Channel(StrEnum):
    """How something was said."""

    WEB = "web"
    SMS = "sms"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a text. `sendings` counts tries that began; `reason` as in `texts.reason`."""

    state: TextState
    reason: str | None
    trouble: Trouble | None
    code: str | None
    sendings: int
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said; `fate` for our own texts only, `author` '' where the shop itself speaks.

    `language` is the text's, None for what people wrote. `waits` marks a message nobody has handled.
    """

    id: UUID
    at: datetime
    author: str
    from_customer: bool
    channel: Channel
    body: str
    language: Language | None = None
    waits: bool = False
    fate: Fate | None = None


def talk_of(session: Session, ticket_id: UUID) -> list[Said]:
    """Everything said about one ticket, the oldest first. Three queries, however long the talk is."""
    messages = session.scalars(select(ThreadMessage).where(ThreadMessage.ticket_id == ticket_id)).all()
    replies = session.scalars(
        select(IncomingText).where(
            IncomingText.ticket_id == ticket_id, IncomingText.meaning != Command.MESSAGE.value
        )
    )
    texts = session.scalars(select(OutgoingText).where(OutgoingText.ticket_id == ticket_id))
    # A command that was passed on to the technician stands in the thread already.
    passed_on = {message.body.strip(): message.at for message in messages if message.via == Channel.SMS}
    said = [_message(message) for message in messages]
    said += [
        _reply(row) for row in replies if not _was_passed_on(row, passed_on.get(row.body.strip()))
    ]  # fmt: skip
    said += [_text(text) for text in texts]
    return sorted(said, key=lambda one: (one.at, one.fate is not None, one.id))


def _was_passed_on(row: IncomingText, at: datetime | None) -> bool:
    return at is not None and at >= row.received_at


def _message(row: ThreadMessage) -> Said:
    channel = Channel(row.via) if row.via in set(Channel) else Channel.WEB
    return Said(
        row.id, row.at, row.author, row.from_customer, channel, row.body,
        waits=row.from_customer and row.handled_at is None,
    )  # fmt: skip


def _reply(row: IncomingText) -> Said:
    return Said(row.id, row.received_at, row.from_phone, True, Channel.SMS, row.body)


def _text(row: OutgoingText) -> Said:
    fate = Fate(row.state, row.reason, row.trouble, row.error_code, row.tries, row.handled_by)
    return Said(row.id, row.created_at, "", False, Channel.SMS, readable(row), row.language, fate=fate)
