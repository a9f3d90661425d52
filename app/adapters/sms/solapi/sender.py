"""Sending to Korean phones through SOLAPI's official client, and asking it afterwards what it has.

SOLAPI has no idempotency key, but keeps fields of ours with each message: the id of the try goes along and
comes back, so that after a lost answer its list tells exactly. Decision 13 says what the client lacks.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from solapi import SolapiMessageService
from solapi.model import RequestMessage, SendRequestConfig
from solapi.model.request.messages.get_messages import GetMessagesRequest

from app.adapters.calls import Call
from app.adapters.sms.measured import noted, sms_calls
from app.adapters.sms.solapi.errors import outcome_of_error, refused, words_of
from app.adapters.sms.solapi.words import state_of, trouble_of
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
from app.messaging.sms.states import AttemptState

# It would log each listing with the customer's number in the address.
logging.getLogger("httpx").setLevel(logging.WARNING)

CALLS = sms_calls("solapi")
KOREA = "82"
ATTEMPT = "attempt"  # our field of a message; SOLAPI allows names of 30 and values of 100 characters
# Seconds for one call as a whole. The client connects up to four times, 5 s each, with 1.5 s of pauses: a
# server that does not take calls is so still found out by the client itself, which is certain.
WHOLE_CALL = 30.0
PAGE = 100
MOST_PAGES = 4  # of messages to one number that are looked through
# Up to 90 bytes of EUC-KR go as SMS, more as LMS of up to 2,000; a Hangul syllable takes two of them.
CAPABILITIES = Capabilities(sender_type="registered number", most_units=1000, parallel=8, parallel_codes=4)


class SolapiSender:
    """One account, sending from one number that is registered there (발신번호 사전등록)."""

    name = "solapi"
    capabilities = CAPABILITIES

    def __init__(
        self, service: SolapiMessageService, *, from_phone: str, whole_call: float = WHOLE_CALL
    ) -> None:
        self._service = service
        self._from = from_phone
        self._whole_call = whole_call
        self._last_accepted: str | None = None

    def send(self, sms: SmsToSend) -> SendResult:
        """One POST, at most; see `outcome_of_error` for how it can end."""
        to = in_korea(sms.to_phone)
        if to is None:
            return refused("not_korean", "SOLAPI sends to Korean numbers only")
        message = RequestMessage(
            from_=self._from,
            to=to,
            country=KOREA,
            text=sms.body,
            auto_type_detect=True,
            custom_fields={ATTEMPT: sms.attempt_id},
        )
        posting = partial(self._service.send, message, SendRequestConfig(show_message_list=True))
        with CALLS.measured("send", within=self._whole_call) as call:
            try:
                answer = call.run(posting)
            except Exception as error:  # the client raises bare exceptions, JSON and model errors included
                return noted(call, outcome_of_error(error))
            result = noted(call, _outcome_of_answer(answer))
        self._last_accepted = result.reference or self._last_accepted
        return result

    def look_up(self, reference: str) -> SmsRecord | None:
        """The message with SOLAPI's id; None where a whole list has none. Raises SenderSilent."""
        with CALLS.measured("look_up", within=self._whole_call) as call:
            records = self._listed(call, message_id=reference)
            found = [record for record in records if record.reference == reference]
            if records and not found:
                raise SenderSilent("SOLAPI listed other messages than the one asked for")
            return found[0] if found else None

    def find(self, sought: SmsSought) -> Sequence[SmsRecord]:
        """Every message to that number since then, the oldest first. Raises SenderSilent."""
        earliest = sought.since - CLOCKS_DIFFER
        to = in_korea(sought.to_phone)
        if to is None:
            return []  # `send` never posts such a text
        # As text: the client writes a datetime into the address in a form that is not ISO 8601.
        with CALLS.measured("find", within=self._whole_call) as call:
            records = self._listed(call, to=to, start_date=earliest.isoformat())
        to_it = [one for one in records if one.to_phone == sought.to_phone and one.created_at >= earliest]
        if not to_it and self._last_accepted and self.look_up(self._last_accepted) is None:
            # SOLAPI's pages do not describe the list that the client reads, nor how far it may lag.
            raise SenderSilent("the list does not even show a message that was accepted")
        return sorted(to_it, key=lambda record: record.created_at)

    def _listed(self, call: Call, **asked: str) -> list[SmsRecord]:
        """All messages that fit, from all pages; a list without its end proves nothing."""
        found: dict[str, SmsRecord] = {}
        key: str | None = None
        for _page in range(MOST_PAGES):
            try:
                query = GetMessagesRequest(limit=PAGE, start_key=key, **asked)
                page = call.run(partial(self._service.get_messages, query))
                found |= {name: _record(name, message) for name, message in page.message_list.items()}
            except Exception as error:  # as in `send`
                raise SenderSilent(words_of(error)) from error
            if not page.next_key:
                said_last = "next_key" in page.model_fields_set or len(page.message_list) < page.limit
                if not said_last:
                    raise SenderSilent("a full page, and no word whether it is the last one")
                return list(found.values())
            key = page.next_key
        raise SenderSilent(f"more than {MOST_PAGES * PAGE} messages: not all could be seen")


def in_korea(phone: str) -> str | None:
    """A Korean E.164 number as it is dialled in Korea; None for any other."""
    return f"0{phone.removeprefix('+82')}" if phone.startswith("+82") else None


def _outcome_of_answer(answer: Any) -> SendResult:
    items = answer.message_list or []
    if len(items) != 1 or not items[0].message_id:
        return SendResult(Outcome.UNCERTAIN, detail="the answer names no message")
    (item,) = items
    if state_of(item.status_code) is AttemptState.FAILED:
        return refused(item.status_code, item.status_message)
    return SendResult(Outcome.ACCEPTED, item.message_id)


def _record(name: str, message: Any) -> SmsRecord:
    created = message.date_created
    if not isinstance(created, datetime) or created.tzinfo is None or not isinstance(message.to, str):
        raise ValueError(f"message {name} has no date or no number")
    trouble = trouble_of(message.status_code)
    return SmsRecord(
        reference=name,
        state=state_of(message.status_code),
        to_phone=f"+{message.country}{message.to.removeprefix('0')}",
        created_at=created,
        body=message.text,
        code=message.status_code if trouble else None,
        trouble=trouble,
        attempt_id=(message.custom_fields or {}).get(ATTEMPT),
    )


def make(settings: Settings, _database: Database, _clock: Clock) -> SolapiSender:
    """The sender that the settings describe."""
    service = SolapiMessageService(settings.solapi_api_key, settings.solapi_api_secret.get_secret_value())
    if settings.solapi_api_url:
        service.base_url = settings.solapi_api_url
    return SolapiSender(service, from_phone=in_korea(settings.solapi_from) or settings.solapi_from)
