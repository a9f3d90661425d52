"""Replies as they come in: kept before anything is made of them, each exactly once; and who wants no texts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.kernel.db import insert_new
from app.kernel.i18n import Language, text, translate
from app.messaging.conversation.models import IncomingSms
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import OptOut, Sms

LONGEST_SENDER = 40  # characters of a number or name, theirs and ours
REPLIES_AN_HOUR = 8  # automatic answers to one number; two machines answering each other stop there
ANSWERS = (
    *(kind for kind, wording in WORDINGS.items() if wording.category is Category.REPLY),
    SmsKind.QUOTE_CHANGED,
    SmsKind.QUOTE_ASKED,
)
CONFIRMATIONS = (SmsKind.OPTED_OUT, SmsKind.OPTED_IN)
AUTOMATIC, ASKED_BACK = "automatic", "asked back"  # `handled_by` of replies no person had to look at
PICK_PATIENCE = timedelta(hours=2)  # asked back and no answer for so long: a person looks at it


class Keyword(StrEnum):
    """What a provider took a reply for: it has changed its own list and answered by itself.

    Stands in `meaning` until the reply is processed.
    """

    STOP = "stop"
    START = "start"
    HELP = "help"


def keep_incoming(
    session: Session,
    *,
    provider: str,
    provider_id: str,
    from_phone: str,
    to_phone: str,
    body: str,
    now: datetime,
    media: Sequence[dict[str, str]] = (),
    keyword: Keyword | None = None,
) -> bool:
    """Store a reply, all of it; False where the provider delivered the same one before, or is doing so right now.

    `media` are its pictures, each {"url", "type"} as the provider gave them. A sender with a longer name than its column
    holds is none that could be answered: the name is shortened there, and stands whole before what was said.
    """
    if len(from_phone) > LONGEST_SENDER:
        body = "\n\n".join(filter(None, (_sent_by(from_phone, body), body)))
        from_phone = f"{from_phone[: LONGEST_SENDER - 1]}…"
    return insert_new(
        session,
        IncomingSms,
        provider=provider,
        provider_id=provider_id,
        from_phone=from_phone,
        to_phone=to_phone[:LONGEST_SENDER],
        body=body.replace("\0", ""),
        media=list(media),
        received_at=now,
        meaning=keyword.value if keyword else None,
    )


def _sent_by(sender: str, body: str) -> str:
    """The whole name, in the language of what was said: whoever reads the one reads the other."""
    language = Language.KO if any("가" <= char <= "힣" for char in body) else Language.EN
    return translate(language, text("Sent by %(sender)s.", sender=sender))


def opt_out(session: Session, phone: str, *, word: str, now: datetime) -> bool:
    """Note that the number wants no texts; False where it said so before. The latest time is kept."""
    if insert_new(session, OptOut, phone=phone, at=now, word=word[:40]):
        return True
    session.execute(update(OptOut).where(OptOut.phone == phone, OptOut.at < now).values(at=now))
    return False


def opt_in(session: Session, phone: str, *, now: datetime) -> bool:
    """Lift the number's opt-out; False where there is none, or where it was said after `now`."""
    row = session.get(OptOut, phone, with_for_update=True, populate_existing=True)
    if row is None or row.at > now:
        return False
    session.delete(row)
    session.flush()
    return True


def opted_out(session: Session, phone: str) -> OptOut | None:
    """The number's opt-out, if it wants no texts."""
    return session.get(OptOut, phone, populate_existing=True)


def waiting_for_a_pick(session: Session, phone: str) -> IncomingSms | None:
    """The last reply of the number we asked back about ("which repair?") and nobody has looked at since."""
    return session.scalars(
        select(IncomingSms)
        .where(IncomingSms.from_phone == phone, IncomingSms.handled_by == ASKED_BACK)
        .order_by(IncomingSms.received_at.desc(), IncomingSms.id.desc())
        .limit(1)
    ).one_or_none()


def leave_unpicked_to_staff(session: Session, *, now: datetime) -> int:
    """Replies whose sender never said which repair was meant become texts nobody could place."""
    left = session.execute(
        update(IncomingSms)
        .where(IncomingSms.handled_by == ASKED_BACK, IncomingSms.processed_at < now - PICK_PATIENCE)
        .values(handled_by=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(left, CursorResult)
    return left.rowcount


def may_answer(session: Session, phone: str, *, now: datetime) -> bool:
    """Whether another automatic answer may go to the number in this hour."""
    return _fewer_than_most(session, phone, ANSWERS, now)


def may_confirm(session: Session, phone: str, *, now: datetime) -> bool:
    """Whether another stop or start of the number is confirmed in this hour.

    Other answers take nothing from these: only two machines that stop and start each other by turns run out.
    """
    return _fewer_than_most(session, phone, CONFIRMATIONS, now)


def _fewer_than_most(session: Session, phone: str, kinds: Collection[SmsKind], now: datetime) -> bool:
    recent = session.scalars(
        select(Sms.id)
        .where(
            Sms.to_phone == phone,
            Sms.kind.in_(kinds),
            Sms.created_at > now - timedelta(hours=1),
        )
        .limit(REPLIES_AN_HOUR)
    ).all()
    return len(recent) < REPLIES_AN_HOUR
