"""Sending texts: decide and note that tries begin, post them with no transaction open, note how they ended."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.journeys.still_relevant import outdated
from app.messaging import delivery
from app.messaging.delivery import Begun
from app.messaging.dispatch import OwedText, Step, Verdict, against
from app.messaging.ports import Outcome, SendResult, SmsToSend
from app.messaging.states import TextState, Trouble
from app.messaging.writing import LINK
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.runtime import Runtime
from app.tickets.links import private_tokens

log = logging.getLogger("mendpost.relay")
# A post may take its connect and read limits: none begins when the lease could run out meanwhile.
LAST_START = timedelta(seconds=25)
NOT_BEGUN = SendResult(Outcome.NOT_SENT, detail="not begun in this round")


@dataclass(frozen=True, slots=True)
class Round:
    """The tries of one claim that are on record and may be posted."""

    claims: dict[UUID, Claim]  # by text
    begun: Sequence[Begun]
    bodies: dict[UUID, SmsToSend]  # by attempt
    ends_at: datetime


def send_texts(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """One round: nothing of it is posted twice, whatever happens in between."""
    now = runtime.clock()
    with runtime.database.transaction() as session:
        this = _begin(runtime, session, claims, now=now)
    results = _post(runtime, this)
    now = runtime.clock()
    with runtime.database.transaction() as session:
        _finish(session, this, results, now=now)


def end_text(session: Session, claim: Claim, error: str, now: datetime) -> None:
    """A text that could not be sent for a day has failed."""
    delivery.give_up(session, _text_id(claim), error, now=now)


def _begin(runtime: Runtime, session: Session, claims: Sequence[Claim], *, now: datetime) -> Round:
    by_text = {_text_id(claim): claim for claim in claims}
    texts = delivery.owed_texts(session, by_text)
    lost = [text.id for text in texts if text.state is TextState.POSTING]
    delivery.lose_tries(session, lost, now=now)
    ready = [text for text in texts if text.state in delivery.MAY_BEGIN]
    verdicts = outdated(session, ready, now=now)
    verdicts |= against(
        session, [text for text in ready if text.id not in verdicts],
        rules=runtime.text_rules, able=runtime.sms.capabilities, now=now,
    )  # fmt: skip
    delivery.note_verdicts(session, verdicts, now=now)
    waiting = {one for one, verdict in verdicts.items() if verdict.step is Step.WAIT}
    _give_back(session, by_text, verdicts)
    going = [text for text in ready if text.id not in verdicts]
    begun = delivery.begin_tries(session, [text.id for text in going], provider=runtime.sms.name, now=now)
    outbox.finish(
        session, [claim for one, claim in by_text.items() if one not in begun and one not in waiting], now=now
    )
    return Round(
        {one: claim for one, claim in by_text.items() if one in begun},
        list(begun.values()),
        _written(runtime, session, [text for text in going if text.id in begun], begun, now=now),
        claims[0].lease_until - LAST_START,
    )


def _give_back(session: Session, by_text: dict[UUID, Claim], verdicts: dict[UUID, Verdict]) -> None:
    for moment in {verdict.until for verdict in verdicts.values() if verdict.until is not None}:
        waiting = [by_text[one] for one, verdict in verdicts.items() if verdict.until == moment]
        outbox.give_back(session, waiting, due_at=moment)


def _written(runtime: Runtime, session: Session, texts: Sequence[OwedText], begun: dict[UUID, Begun], *,
             now: datetime) -> dict[UUID, SmsToSend]:  # fmt: skip
    """The bodies as they leave: private links are made here, and only their hashes are stored."""
    linked = {text.ticket_id for text in texts if text.ticket_id is not None and LINK in text.body}
    secret, origin = runtime.settings.secret_key.get_secret_value(), runtime.settings.public_url
    tokens = private_tokens(session, linked, secret=secret, now=now)
    addresses = {ticket_id: f"{origin}/t/{token}" for ticket_id, token in tokens.items()}
    written = {}
    for text in texts:
        attempt = begun[text.id].attempt_id
        body = text.body.replace(LINK, addresses.get(text.ticket_id, origin))
        written[attempt] = SmsToSend(str(attempt), text.to_phone, body, runtime.report_url(attempt))
    return written


def _post(runtime: Runtime, this: Round) -> dict[UUID, SendResult]:
    """Hand everything over, several at a time where the provider takes that; no transaction is open.

    Once the provider refuses our account, or the lease nears its end, the rest is not begun.
    """
    results: dict[UUID, SendResult] = {}
    halted = False

    def post(attempt_id: UUID) -> None:
        nonlocal halted
        if halted or runtime.clock() > this.ends_at:
            results[attempt_id] = NOT_BEGUN
            return
        results[attempt_id] = result = _send(runtime, this.bodies[attempt_id])
        halted = halted or result.trouble is Trouble.CONFIGURATION

    _each(post, list(this.bodies), at_once=runtime.sms.capabilities.parallel)
    return results


def _each(do: Callable[[UUID], None], items: Sequence[UUID], *, at_once: int) -> None:
    if min(at_once, len(items)) <= 1:
        for item in items:
            do(item)
        return
    with ThreadPoolExecutor(min(at_once, len(items))) as pool:
        for _ in pool.map(do, items):
            pass


def _send(runtime: Runtime, sms: SmsToSend) -> SendResult:
    try:
        return runtime.sms.send(sms)
    except Exception as error:  # a sender does not raise; if one does, the text may have left
        log.exception("the sender raised on attempt %s", sms.attempt_id)
        return SendResult(Outcome.UNCERTAIN, detail=f"{type(error).__name__}: {error}")


def _finish(session: Session, this: Round, results: dict[UUID, SendResult], *, now: datetime) -> None:
    done, back, again = [], [], []
    for one in this.begun:
        result, claim = results[one.attempt_id], this.claims[one.text_id]
        if result is NOT_BEGUN or result.trouble is Trouble.CONFIGURATION:
            back.append(claim)
        elif result.outcome is Outcome.NOT_SENT:
            again.append((one, claim, result))
        else:
            done.append(claim)
    outbox.finish(session, done, now=now)
    outbox.give_back(session, back, due_at=now)
    delivery.finish_tries(session, results, this.begun, now=now)
    _later(session, again, now=now)


def _later(session: Session, again: Iterable[tuple[Begun, Claim, SendResult]], *, now: datetime) -> None:
    for one, claim, result in again:
        error = f"{result.outcome}: {result.code or ''} {result.detail or ''}".strip()
        retry_at = outbox.next_try(claim, now=now, at_least=result.retry_after or 0)
        ours = outbox.settle(session, claim, now=now, error=error, retry_at=retry_at)
        if ours and retry_at is None:
            delivery.give_up(session, one.text_id, error, now=now)


def _text_id(claim: Claim) -> UUID:
    return UUID(claim.payload["text_id"])
