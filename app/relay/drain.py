"""The worker's round: claim what is due, hand it over by topic, as much at a time as a second takes.

A call is claimed and its beginning committed before anybody outside is spoken to; no transaction is
open meanwhile; its end is written only while the claim still holds. So a process that dies in the
middle leaves either a call to be made, or a question to be looked into, never a second text.
"""

import logging
import time
from collections.abc import Callable, Sequence

from app.messaging.sms.sender_stop import standing_stop
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.relay.lanes import EVERYTHING, SENDING, Lane
from app.relay.topics import TOPICS
from app.runtime import Runtime

log = logging.getLogger("mendpost.relay")
# What a crash leaves in question is about as much as a second's work: slow providers get small batches.
A_ROUND = 1.0  # seconds
LARGEST = 500


def _never() -> bool:
    return False


def drain(
    runtime: Runtime,
    *,
    owner: str,
    lane: Lane = EVERYTHING,
    stop: Callable[[], bool] = _never,
    limit: int | None = None,
) -> int:
    """Make every call of the lane that is due now; returns how many were claimed.

    `owner` names this worker in the rows. When `stop` says so, the round at hand is finished and nothing
    more is claimed. `limit` fixes how many are claimed at a time.
    """
    least = lane.at_a_time(runtime.sms.capabilities)
    made, size = 0, limit or least
    while not stop():
        with runtime.database.transaction() as session:
            standing = SENDING if standing_stop(session) else ()
            claims = outbox.claim(
                session,
                owner=owner,
                now=runtime.clock(),
                limit=size,
                only=lane.topics,
                leave=(*lane.but_for, *standing),
            )
        if not claims:
            break
        started = time.monotonic()
        for topic in sorted({claim.topic for claim in claims}):
            _pay(runtime, topic, [claim for claim in claims if claim.topic == topic])
        made += len(claims)
        if limit is None and len(claims) == size:
            size = _next_size(size, time.monotonic() - started, least=least)
    return made


def _next_size(size: int, seconds: float, *, least: int) -> int:
    """Smaller while rounds are slow, but never so small that some of the calls allowed at a time stay unused."""
    if seconds < A_ROUND / 2:
        return min(size * 2, LARGEST)
    return max(size // 2, least) if seconds > A_ROUND * 2 else size


def _pay(runtime: Runtime, topic: str, claims: Sequence[Claim]) -> None:
    """The calls of one topic; whatever goes wrong with them stays with them."""
    try:
        TOPICS[topic].pay(runtime, claims)
    except Exception as error:
        log.exception("%s owed calls (%s) failed", len(claims), topic)
        for claim in claims:
            _postpone(runtime, claim, f"{type(error).__name__}: {error}")


def _postpone(runtime: Runtime, claim: Claim, error: str) -> None:
    now = runtime.clock()
    retry_at = outbox.next_try(claim, now=now)
    with runtime.database.transaction() as session:
        ours = outbox.settle(session, claim, now=now, error=error, retry_at=retry_at)
        if ours and retry_at is None and claim.topic in TOPICS:
            TOPICS[claim.topic].give_up(session, claim, error, now)
