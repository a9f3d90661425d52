"""Sending texts: decide and note that tries begin, post them with no transaction open, note how they ended."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from sqlalchemy.orm import Session

from app.customers.codes import digits_of
from app.journeys.conversation.still_relevant import outdated
from app.messaging.sms import attempts
from app.messaging.sms.about import Subject
from app.messaging.sms.attempts import Begun
from app.messaging.sms.awaited import holds_until
from app.messaging.sms.kept_back import ask_somebody
from app.messaging.sms.ports import Outcome, SendResult, SmsToSend
from app.messaging.sms.send_rules import QueuedSms, Verdict, verdicts_on
from app.messaging.sms.states import SmsState, Trouble
from app.messaging.sms.writing import CODE, LINK, filled
from app.outbox import service as outbox
from app.outbox.service import Claim
from app.runtime import Runtime
from app.tickets.links import private_tokens

log = logging.getLogger("mendpost.relay")
# A post may take its connect and read limits: none begins when the lease could run out meanwhile.
LAST_START = timedelta(seconds=35)
A_MOMENT = timedelta(seconds=1)
NOT_BEGUN = SendResult(Outcome.NOT_SENT, detail="not begun in this round")


@dataclass(frozen=True, slots=True)
class Going:
    """One text that may leave: its claim, its try on record, and what is handed over."""

    claim: Claim
    begun: Begun
    sms: SmsToSend


def send_texts(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """One round: nothing of it is posted twice, whatever happens in between."""
    _send_round(runtime, claims, at_once=runtime.sms.capabilities.parallel)


def send_codes(runtime: Runtime, claims: Sequence[Claim]) -> None:
    """The same for codes, which have calls of their own beside those of the texts."""
    _send_round(runtime, claims, at_once=runtime.sms.capabilities.parallel_codes)


def end_text(session: Session, claim: Claim, error: str, now: datetime) -> None:
    """A text that could not be sent for a day has failed."""
    attempts.give_up(session, _sms_id(claim), error, now=now)


def _send_round(runtime: Runtime, claims: Sequence[Claim], *, at_once: int) -> None:
    now = runtime.clock()
    with runtime.database.transaction() as session:
        going = _begin(runtime, session, claims, now=now)
    results = _post(runtime, going, at_once=at_once, ends_at=claims[0].lease_until - LAST_START)
    now = runtime.clock()
    with runtime.database.transaction() as session:
        _finish(session, list(zip(going, results, strict=True)), now=now)


def _begin(runtime: Runtime, session: Session, claims: Sequence[Claim], *, now: datetime) -> list[Going]:
    by_sms = {_sms_id(claim): claim for claim in claims}
    texts = attempts.queued_sms(session, by_sms)
    lost = [text.id for text in texts if text.state is SmsState.POSTING]
    attempts.lose_attempts(session, lost, now=now)
    ready = [text for text in texts if text.state in attempts.MAY_BEGIN]
    verdicts = _verdicts(runtime, session, ready, now=now)
    if verdicts:
        ready = [text for text in ready if text.id not in verdicts]
    begun = attempts.begin_attempts(session, ready, provider=runtime.sms.name, now=now)
    messages = _written(runtime, session, begun, now=now)
    going = [Going(by_sms.pop(one.text.id), one, sms) for one, sms in zip(begun, messages, strict=True)]
    for moment in {verdict.until for verdict in verdicts.values() if verdict.until is not None}:
        waiting = [by_sms.pop(one) for one, verdict in verdicts.items() if verdict.until == moment]
        outbox.release(session, waiting, due_at=moment)
    outbox.finish(session, list(by_sms.values()))  # what is left has ended
    return going


def _verdicts(
    runtime: Runtime, session: Session, texts: Sequence[QueuedSms], *, now: datetime
) -> dict[UUID, Verdict]:
    """What may not leave now, noted on the texts."""
    verdicts = outdated(session, texts, now=now)
    rest = [text for text in texts if text.id not in verdicts] if verdicts else texts
    verdicts |= verdicts_on(session, rest, rules=runtime.send_policy, able=runtime.sms.capabilities, now=now)
    attempts.note_verdicts(session, verdicts, now=now)
    ask_somebody(session, texts, verdicts, now=now)
    return verdicts


def _written(runtime: Runtime, session: Session, begun: Sequence[Begun], *, now: datetime) -> list[SmsToSend]:
    """The texts as they leave: private links and phone codes are made here, and only their hashes are stored."""
    linked = {one.text.ticket_id for one in begun if one.text.ticket_id is not None and LINK in one.text.body}
    secret, origin = runtime.settings.secret_key.get_secret_value(), runtime.settings.public_url
    tokens = private_tokens(session, linked, secret=secret, now=now)
    addresses = {whose: f"{origin}/t/{token}" for whose, token in tokens.items()}
    return [
        SmsToSend(
            str(one.attempt_id),
            one.text.to_phone,
            filled(
                one.text.body,
                link=addresses.get((one.text.ticket_id, one.text.to_phone), origin),
                code=_code_of(secret, one.text),
            ),
            runtime.report_url(one.attempt_id),
        )
        for one in begun
    ]


def _code_of(secret: str, text: QueuedSms) -> str:
    """The digits a text carries; the mark as it is where somebody's own words read like it."""
    return digits_of(secret, text.about_id) if text.about_subject is Subject.CODE else CODE


def _post(runtime: Runtime, going: Sequence[Going], *, at_once: int, ends_at: datetime) -> list[SendResult]:
    """Hand everything over, several at a time where the provider takes that; no transaction is open.

    Texts to one number go one after the other, as they were decided.
    Once the provider refuses our account, or the lease nears its end, the rest is not begun.
    """
    halted = Event()

    def post(one: Going) -> SendResult:
        if halted.is_set() or runtime.clock() > ends_at:
            return NOT_BEGUN
        result = _send(runtime, one.sms)
        if result.trouble is Trouble.CONFIGURATION:
            halted.set()
        return result

    at_once = min(at_once, len(going))
    if at_once <= 1:
        return [post(one) for one in going]
    numbers: dict[str, list[Going]] = {}
    for one in going:
        numbers.setdefault(one.sms.to_phone, []).append(one)

    def post_in_order(to_one_number: list[Going]) -> list[tuple[UUID, SendResult]]:
        return [(one.begun.attempt_id, post(one)) for one in to_one_number]

    with ThreadPoolExecutor(at_once) as pool:
        results = dict(result for each in pool.map(post_in_order, numbers.values()) for result in each)
    return [results[one.begun.attempt_id] for one in going]


def _send(runtime: Runtime, sms: SmsToSend) -> SendResult:
    try:
        return runtime.sms.send(sms)
    except Exception as error:  # a sender does not raise; if one does, the text may have left
        log.exception("the sender raised on attempt %s", sms.attempt_id)
        return SendResult(Outcome.UNCERTAIN, detail=f"{type(error).__name__}: {error}")


def _finish(session: Session, ended: Sequence[tuple[Going, SendResult]], *, now: datetime) -> None:
    done, back, again = [], [], []
    for one, result in ended:
        if result is NOT_BEGUN or result.trouble is Trouble.CONFIGURATION:
            back.append(one.claim)
        elif result.outcome is Outcome.NOT_SENT:
            again.append((one, result))
        else:
            done.append(one.claim)
    outbox.finish(session, done)
    outbox.release(session, back, due_at=now)
    attempts.finish_attempts(session, [(one.begun, result) for one, result in ended], now=now)
    for one, result in again:
        _later(session, one, result, now=now)


def _later(session: Session, one: Going, result: SendResult, *, now: datetime) -> None:
    error = f"{result.outcome}: {result.code or ''} {result.detail or ''}".strip()
    retry_at = outbox.next_try(one.claim, now=now, at_least=result.retry_after or 0)
    text = one.begun.text
    until = holds_until(text.kind, text.created_at, resends=text.resends)
    if retry_at is not None and until is not None:
        retry_at = min(retry_at, max(until, now) + A_MOMENT)  # then it ends, and a person answers
    ours = outbox.settle(session, one.claim, now=now, error=error, retry_at=retry_at)
    if ours and retry_at is None:
        attempts.give_up(session, one.begun.text.id, error, now=now)


def _sms_id(claim: Claim) -> UUID:
    return UUID(claim.payload["sms_id"])
