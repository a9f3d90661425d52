"""Proving that a phone belongs to whoever asks: a code is texted and typed back, and stands nowhere in the database."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.customers.codes import LENGTH, digits_of, fingerprint
from app.customers.models import PhoneCode
from app.journeys.conversation.reachable_number import must_be_texted_to
from app.journeys.request.code_limits import spend_code
from app.kernel.entering import narrow
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import Text, text
from app.kernel.ids import new_row_id
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.send_policy import CODE_HOLDS
from app.messaging.sms.service import send_sms
from app.messaging.sms.writing import CODE
from app.requests.models import Draft

TRIES = 5
PAUSE = timedelta(seconds=30)  # a double click is not a second code


def send_code(
    session: Session,
    draft: Draft,
    *,
    phone: str,
    address: str,
    shop_phone: str,
    secret: str,
    regions: Collection[str],
    now: datetime,
) -> bool:
    """Text a fresh six-digit code to `phone` (E.164); the ones before it stop working.

    `address` is where it is asked from, as limits count it; `shop_phone` is named to whoever is over one; `regions`
    are texted to (ISO 3166; empty: all). A second call within half a minute makes no new one, which is
    what False says. Raises FieldRefused for a number of another country, TooMany by `code_limits`.
    """
    must_be_texted_to(phone, regions)
    latest = newest_code(session, draft)
    if latest and latest.phone == phone and latest.used_at is None and now - latest.sent_at < PAUSE:
        return False
    spend_code(session, phone, address=address, shop_phone=shop_phone, now=now)
    code_id = new_row_id()
    session.add(
        PhoneCode(
            id=code_id,
            draft_id=draft.id,
            phone=phone,
            sent_at=now,
            expires_at=now + CODE_HOLDS,
            code_hash=fingerprint(secret, draft.id, digits_of(secret, code_id)),
            tries_left=TRIES,
        )
    )
    session.flush()
    send_sms(
        session,
        SmsKind.PHONE_CODE,
        to_phone=phone,
        language=draft.language,
        words={"number": CODE},
        now=now,
        about=About.code(code_id),
    )
    return True


def try_code(
    session: Session, draft: Draft, typed: str, *, phone: str, secret: str, now: datetime
) -> Refusal | None:
    """Compare what was typed with the newest code sent to `phone`; None means the number is verified now.

    A refusal is returned and not raised: the try it cost has to be committed.
    """
    digits = "".join(char for char in narrow(typed) if char.isdigit())
    if len(digits) != LENGTH:
        return _refused(text("Type the six digits from the text message."), "code_unreadable")
    code = newest_code(session, draft)
    if code is None or code.phone != phone or code.used_at is not None:
        return _refused(text("No code is waiting for this number. Send a new one."), "code_none")
    if code.expires_at <= now:
        return _refused(text("This code was good for 10 minutes. Send a new one."), "code_expired")
    spent = _refused(text("This code was tried too often. Send a new one."), "code_spent")
    if not _take_a_try(session, code):
        return spent
    if not compare_digest(code.code_hash, fingerprint(secret, draft.id, digits)):
        session.refresh(code)
        if not code.tries_left:
            return spent
        return _refused(
            text("This is not the code we sent last. Compare the six digits with the newest text."),
            "code_wrong",
        )
    code.used_at = now
    draft.verified_phone = phone
    session.flush()
    return None


def newest_code(session: Session, draft: Draft) -> PhoneCode | None:
    """The last code sent for this request."""
    return session.scalars(
        select(PhoneCode)
        .where(PhoneCode.draft_id == draft.id)
        .order_by(PhoneCode.sent_at.desc(), PhoneCode.id.desc())
        .limit(1)
    ).one_or_none()


def _take_a_try(session: Session, code: PhoneCode) -> bool:
    """Spend one of the tries; two guesses at once spend two."""
    taken = session.scalar(
        update(PhoneCode)
        .where(PhoneCode.id == code.id, PhoneCode.tries_left > 0, PhoneCode.used_at.is_(None))
        .values(tries_left=PhoneCode.tries_left - 1)
        .returning(PhoneCode.id)
    )
    return taken is not None


def _refused(message: Text, code: str) -> FieldRefused:
    return FieldRefused(message, code=code, field="code")
