"""Twilio's calls: a reply that came in, and how far a text of ours has got."""

import logging
from hmac import compare_digest
from uuid import UUID

from flask import Blueprint, Response, request

from app.adapters.sms.twilio.keywords import keyword_of
from app.adapters.sms.twilio.signature import is_from_twilio
from app.adapters.sms.twilio.words import STATUS, trouble_of
from app.edge.current import now, runtime
from app.edge.entering import key_in
from app.edge.security import PUBLIC, csrf, open_to
from app.kernel.db import MACHINES_WAIT
from app.kernel.entering import entered, read_whole
from app.messaging.conversation.incoming import keep_incoming
from app.messaging.sms.reports import take_report
from app.web.webhooks.posted_form import Odd, raw_target, read_posted_form

log = logging.getLogger("mendpost.webhooks")
bp = Blueprint("twilio", __name__, url_prefix="/webhooks/twilio")
csrf.exempt(bp)  # no browser, no session: the signature is the proof
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MOST_PICTURES = 10  # Twilio's limit for one message
ANY = 10**6
NOBODY = "unknown"  # who sent it, where Twilio does not say
NAMES = {"AccountSid": 64, "MessageSid": 64}  # Twilio's have 34 characters


@bp.post("/inbound")
@open_to(PUBLIC)
def inbound() -> Response:
    """Keep the reply and say nothing; the jobs process reads it, and answers through the outbox."""
    posted = _from_twilio()
    sid, body = posted.get("MessageSid"), posted.get("Body", "")
    if not sid:
        raise Odd("no message")
    with runtime().database.transaction(wait=MACHINES_WAIT) as session:
        keep_incoming(
            session,
            provider="twilio",
            provider_id=sid,
            from_phone=posted.get("From") or NOBODY,
            to_phone=posted.get("To", ""),
            body=body,
            media=_pictures(posted),
            keyword=keyword_of(body, posted.get("OptOutType")),
            now=now(),
        )
    return Response(NOTHING_TO_SAY, mimetype="text/xml")


@bp.post("/status/<uuid:attempt_id>/<key>")
@open_to(PUBLIC)
def status(attempt_id: UUID, key: str) -> Response:
    """Note how far the text of that try has got; the address names it even if its SID was never learnt."""
    posted = _from_twilio()
    sid, word, code = posted.get("MessageSid"), posted.get("MessageStatus"), posted.get("ErrorCode") or None
    if not compare_digest(key.encode(), runtime().report_key(attempt_id).encode()):
        raise Odd("a key nobody gave away")
    if not sid or not word:
        raise Odd("no report")
    with runtime().database.transaction(wait=MACHINES_WAIT) as session:
        take_report(
            session,
            attempt_id,
            word,
            STATUS.get(word),
            provider="twilio",
            reference=sid,
            code=code,
            trouble=trouble_of(code),
            now=now(),
        )
    return Response(status=204)


@bp.errorhandler(Odd)
def _refuse(reason: Odd) -> Response:
    """Plain and cheap: whoever sends this reads no page of ours."""
    log.warning("a call to %s was refused: %s", request.endpoint, reason)
    return Response(status=403)


def _from_twilio() -> dict[str, str]:
    """The form, if the call is signed with our token for our address, and is about our account.

    It is signed as it was sent, and believed as the house takes text: a NUL in a reply does not lose the reply.
    """
    signature = key_in("X-Twilio-Signature")
    if not signature:
        raise Odd("no signature")
    posted = read_posted_form(NAMES)
    settings = runtime().settings
    signed = is_from_twilio(
        settings.public_url + raw_target(),
        {name: [value] for name, value in posted.items()},
        signature,
        tokens=[
            settings.twilio_auth_token.get_secret_value(),
            settings.twilio_auth_token_old.get_secret_value(),
        ],
    )
    if not signed or posted.get("AccountSid") != settings.twilio_account_sid:
        raise Odd("not signed for us")
    return {name: entered(value) for name, value in posted.items()}


def _pictures(posted: dict[str, str]) -> list[dict[str, str]]:
    count = posted.get("NumMedia", "")
    addresses = [
        (posted.get(f"MediaUrl{number}", ""), posted.get(f"MediaContentType{number}", ""))
        for number in range(min(read_whole(count, most=ANY) or 0, MOST_PICTURES))
    ]
    return [{"url": address, "type": kind[:80]} for address, kind in addresses if address]
