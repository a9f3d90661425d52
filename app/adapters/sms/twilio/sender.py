"""Sending through Twilio's official client, and asking it afterwards what it has.

Twilio has no idempotency key for new messages, so nothing is repeated here: only what cannot have reached
Twilio is called not sent, and after a lost answer its list of messages is the proof.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.adapters.sms.measured import noted, sms_calls
from app.adapters.sms.twilio.client import make_client
from app.adapters.sms.twilio.errors import outcome_of_error
from app.adapters.sms.twilio.reach import capabilities_of
from app.adapters.sms.twilio.words import STATUS, trouble_of
from app.kernel.clock import Clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.ports import (
    CLOCKS_DIFFER,
    Capabilities,
    Outcome,
    SenderSilent,
    SendResult,
    SmsRecord,
    SmsSought,
    SmsToSend,
)

MOST_LISTED = 400  # messages to one number that are looked through
PAGE = 100
NOT_FOUND = 20404
WHOLE_ANSWER = 25.0  # seconds for a call as a whole; well within the outbox lease of 60
CALLS = sms_calls("twilio")


class TwilioSender:
    """One account, sending from a number or from a messaging service."""

    name = "twilio"

    def __init__(
        self,
        client: Client,
        *,
        capabilities: Capabilities,
        from_phone: str = "",
        messaging_service: str = "",
        whole: float = WHOLE_ANSWER,
    ) -> None:
        self.capabilities = capabilities
        self._whole = whole
        self._client = client
        self._sender = (
            {"messaging_service_sid": messaging_service} if messaging_service else {"from_": from_phone}
        )

    def send(self, sms: SmsToSend) -> SendResult:
        """One POST, at most; see `outcome_of_error` for how it can end."""
        with CALLS.measured("send", within=self._whole) as call:
            try:
                result = call.run(partial(self._sent, sms))
            except TimeoutError as late:
                result = outcome_of_error(late)
            return noted(call, result)

    def _sent(self, sms: SmsToSend) -> SendResult:
        report = {"status_callback": sms.status_callback} if sms.status_callback else {}
        try:
            message = self._client.messages.create(to=sms.to_phone, body=sms.body, **self._sender, **report)
        except Exception as error:  # the client lets pass whatever its layers raise, JSON errors included
            return outcome_of_error(error, retry_after=self._client.http_client.retry_after)
        if not message.sid:
            return SendResult(Outcome.UNCERTAIN, detail="the answer names no message")
        return SendResult(Outcome.ACCEPTED, str(message.sid))

    def look_up(self, reference: str) -> SmsRecord | None:
        """The message with that SID; None where Twilio itself says it has none. Raises SenderSilent."""
        with CALLS.measured("look_up", within=self._whole) as call:
            try:
                record = call.run(lambda: _record(self._client.messages(reference).fetch()))
            except TwilioRestException as error:
                if error.code == NOT_FOUND:  # a bare 404 may be some machine in between
                    return None
                raise SenderSilent(f"Twilio answered {error.status} {error.code}") from error
            except Exception as error:
                raise SenderSilent(f"{type(error).__name__}: {error}") from error
            if record.reference != reference:
                raise SenderSilent("Twilio answered with another message")
            return record

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """Every message to that number since then, the oldest first. Raises SenderSilent.

        DateSent is empty until a message leaves, so it is no filter here; what is too old is left out by us.
        """
        earliest = sought.since - CLOCKS_DIFFER
        listed = partial(self._client.messages.list, to=sought.to_phone, limit=MOST_LISTED, page_size=PAGE)
        with CALLS.measured("find", within=self._whole) as call:
            try:
                messages = call.run(listed)
                # They come with the newest first; the last one tells how far back the list reaches.
                reached = len(messages) < MOST_LISTED or _created(messages[-1]) < earliest
                records = [_record(one) for one in reversed(messages) if one.direction != "inbound"]
            except Exception as error:  # as in `send`
                raise SenderSilent(f"{type(error).__name__}: {error}") from error
            if not reached:
                raise SenderSilent(f"more than {MOST_LISTED} messages since then: not all could be seen")
        since_then = [record for record in records if record.created_at >= earliest]
        return sorted(since_then, key=lambda record: record.created_at)


def _record(message: Any) -> SmsRecord:
    code = str(message.error_code) if message.error_code else None
    if not (message.sid and message.to):
        raise ValueError("a message without a name or number")
    return SmsRecord(
        reference=str(message.sid),
        state=STATUS.get(str(message.status)),
        to_phone=str(message.to),
        created_at=_created(message),
        body=message.body or None,  # empty once it has been redacted
        code=code,
        trouble=trouble_of(code),
    )


def _created(message: Any) -> datetime:
    if not isinstance(message.date_created, datetime):
        raise ValueError("a message without a date")
    return message.date_created


def make(settings: Settings, _database: Database, _clock: Clock) -> TwilioSender:
    """The sender that the settings describe."""
    return TwilioSender(
        make_client(settings),
        capabilities=capabilities_of(settings),
        from_phone=settings.twilio_from,
        messaging_service=settings.twilio_messaging_service_sid,
    )
