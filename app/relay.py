"""From owed call to outside world: claims what is due, and hands each topic to the one who can pay it.

A call is claimed and its beginning committed before anybody outside is spoken to; no transaction is
open meanwhile; its end is written only while the claim still holds. So a process that dies in the
middle leaves either a call to be made, or a question to be looked into, never a second text.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from app.messaging import delivery
from app.messaging.models import OutgoingText, TextState
from app.messaging.ports import Outcome, SendResult, SmsToSend
from app.messaging.service import SEND_TEXT
from app.messaging.writing import LINK, count_segments
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.runtime import Runtime
from app.tickets import queries as tickets

log = logging.getLogger("mendpost.relay")
AT_HOME = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Topic:
    """`pay` makes the call and settles the claim; `give_up` ends the row behind one tried too often."""

    pay: Callable[[Runtime, Claim], None]
    give_up: Callable[[Session, Claim, str, datetime], None]


def _never() -> bool:
    return False


def drain(
    runtime: Runtime, *, owner: str, limit: int = outbox.BATCH, stop: Callable[[], bool] = _never
) -> int:
    """Make every call that is due now, `limit` claimed at a time; returns how many were made.

    `owner` names this worker and must differ between workers alive at the same time. When `stop` says so,
    the call at hand is finished and the rest of the batch is given back.
    """
    made = 0
    while not stop():
        with runtime.database.transaction() as session:
            claims = list(outbox.claim(session, owner=owner, now=runtime.clock(), limit=limit))
        if not claims:
            break
        while claims and not stop():
            _make(runtime, claims.pop(0))
            made += 1
        _give_back(runtime, claims)
    return made


def _give_back(runtime: Runtime, claims: Sequence[Claim]) -> None:
    now = runtime.clock()
    for claim in claims:
        with runtime.database.transaction() as session:
            outbox.settle(session, claim, now=now, retry_at=now)


def _make(runtime: Runtime, claim: Claim) -> None:
    """One call; whatever goes wrong with it stays with it."""
    try:
        TOPICS[claim.topic].pay(runtime, claim)
    except Exception as error:
        log.exception("owed call %s (%s) failed", claim.id, claim.topic)
        _postpone(runtime, claim, f"{type(error).__name__}: {error}")


def _postpone(runtime: Runtime, claim: Claim, error: str) -> None:
    now = runtime.clock()
    retry_at = outbox.next_try(claim, now=now)
    with runtime.database.transaction() as session:
        ours = outbox.settle(session, claim, now=now, error=error, retry_at=retry_at)
        if ours and retry_at is None and claim.topic in TOPICS:
            TOPICS[claim.topic].give_up(session, claim, error, now)


def _send_text(runtime: Runtime, claim: Claim) -> None:
    sms = _begin_text(runtime, claim)
    if sms is None:
        return
    try:
        result = runtime.sms.send(sms)
    except Exception as error:  # a sender does not raise; if one does, the text may have left
        log.exception("the sender raised on attempt %s", sms.attempt_id)
        result = SendResult(Outcome.UNCERTAIN, detail=f"{type(error).__name__}: {error}")
    _finish_text(runtime, claim, result)


def _begin_text(runtime: Runtime, claim: Claim) -> SmsToSend | None:
    """Commit that an attempt begins; None where none shall."""
    now = runtime.clock()
    with runtime.database.transaction() as session:
        if not outbox.keep(session, claim, now=now):
            return None
        text = delivery.lock_text(session, _text_id(claim))
        attempt = delivery.begin_attempt(
            session, text, number=claim.attempt, provider=runtime.sms.name, now=now
        )
        if attempt is None:
            unknown = text.reason if text.state is TextState.UNCERTAIN else None
            outbox.settle(session, claim, now=now, error=unknown)
            return None
        body = _with_link(runtime, session, text, now=now)
        text.segments = count_segments(body)
        return SmsToSend(
            attempt_id=str(attempt.id),
            to_phone=text.to_phone,
            body=body,
            status_callback=_reports_to(runtime, attempt.id),
        )


def _finish_text(runtime: Runtime, claim: Claim, result: SendResult) -> None:
    now = runtime.clock()
    error = None
    if result.outcome is not Outcome.ACCEPTED:
        error = f"{result.outcome}: {result.code or ''} {result.detail or ''}".strip()
    retry_at = outbox.next_try(claim, now=now) if result.outcome is Outcome.NOT_SENT else None
    with runtime.database.transaction() as session:
        ours = outbox.settle(session, claim, now=now, error=error, retry_at=retry_at)
        text = delivery.lock_text(session, _text_id(claim))
        if not ours:
            delivery.finish_late(session, text, claim.attempt, result, now=now)
            return
        delivery.finish_attempt(session, text, claim.attempt, result, now=now)
        if error and retry_at is None:
            delivery.give_up(text, error, now=now)


def _give_up_text(session: Session, claim: Claim, error: str, now: datetime) -> None:
    delivery.give_up(delivery.lock_text(session, _text_id(claim)), error, now=now)


def _with_link(runtime: Runtime, session: Session, text: OutgoingText, *, now: datetime) -> str:
    """The body as it leaves: the private link is made here, and only its hash is stored."""
    if LINK not in text.body:
        return text.body
    if text.ticket_id is None:
        return text.body.replace(LINK, runtime.settings.public_url)
    ticket = tickets.by_id(session, text.ticket_id)
    return text.body.replace(LINK, runtime.private_url(session, ticket, now=now))


def _reports_to(runtime: Runtime, attempt_id: UUID) -> str | None:
    """Where the provider may report; none from a machine that only itself can reach."""
    origin = runtime.settings.public_url
    if urlsplit(origin).hostname in AT_HOME:
        return None
    return f"{origin}/webhooks/{runtime.sms.name}/status/{attempt_id}"


def _text_id(claim: Claim) -> UUID:
    return UUID(claim.payload["text_id"])


TOPICS: dict[str, Topic] = {
    SEND_TEXT: Topic(pay=_send_text, give_up=_give_up_text),
}
