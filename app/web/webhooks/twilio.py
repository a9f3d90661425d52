"""Twilio's calls: a reply that came in, and how far a text of ours has got."""

from hmac import compare_digest
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.adapters.sms.twilio.signature import is_from_twilio
from app.adapters.sms.twilio.words import STATUS, trouble_of
from app.messaging.incoming import keep_incoming
from app.messaging.reports import take_report
from app.web.current import now, runtime
from app.web.security import PUBLIC, csrf, open_to

bp = Blueprint("twilio", __name__, url_prefix="/webhooks/twilio")
csrf.exempt(bp)  # no browser, no session: the signature is the proof
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@bp.post("/inbound")
@open_to(PUBLIC)
def inbound() -> Response:
    """Keep the reply and say nothing; the jobs process reads it, and answers through the outbox."""
    _must_be_twilio()
    form = request.form
    if not form.get("MessageSid") or not form.get("From"):
        abort(403)
    with runtime().database.transaction() as session:
        keep_incoming(
            session, provider="twilio", provider_id=form["MessageSid"][:64], from_phone=form["From"][:40],
            to_phone=form.get("To", "")[:40], body=form.get("Body", ""), now=now(),
        )  # fmt: skip
    return Response(NOTHING_TO_SAY, mimetype="text/xml")


@bp.post("/status/<uuid:attempt_id>/<key>")
@open_to(PUBLIC)
def status(attempt_id: UUID, key: str) -> Response:
    """Note how far the text of that try has got; the address names it even if its SID was never learnt."""
    _must_be_twilio()
    if not compare_digest(key.encode(), runtime().report_key(attempt_id).encode()):
        abort(403)
    word, code = request.form.get("MessageStatus", ""), request.form.get("ErrorCode", "")[:20] or None
    with runtime().database.transaction() as session:
        take_report(
            session, attempt_id, word, STATUS.get(word), provider="twilio",
            reference=request.form.get("MessageSid", ""), code=code, trouble=trouble_of(code),
            now=now(),
        )  # fmt: skip
    return Response(status=204)


def _must_be_twilio() -> None:
    """403 unless the call is signed with our token for our address, and is about our account."""
    settings = runtime().settings
    tokens = [
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_auth_token_old.get_secret_value(),
    ]
    signed = is_from_twilio(
        settings.public_url + _raw_target(),
        request.form.to_dict(flat=False),
        request.headers.get("X-Twilio-Signature"),
        tokens=tokens,
    )
    if not signed or request.form.get("AccountSid") != settings.twilio_account_sid:
        abort(403)


def _raw_target() -> str:
    """Path and query as they stood in the request line; gunicorn keeps them in RAW_URI.

    Flask's own are decoded, and encoding them again does not always give what was signed.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw:
        return str(raw)
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{query}" if query else "")
