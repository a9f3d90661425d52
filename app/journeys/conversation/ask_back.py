"""Asking back by text: which repair, by a letter of a list with device and amount; or which amount, where one quote waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.journeys.conversation.for_a_person import write
from app.journeys.conversation.reply import Reply
from app.journeys.conversation.what_it_decides import perhaps_read_last
from app.journeys.transport.promised import promised
from app.kernel.i18n import N_, text
from app.kernel.ids import spell_code
from app.kernel.show import show
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.vocabulary import LETTERS
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.sender_stop import standing_stop
from app.messaging.sms.service import send_sms, why_not
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.sites.site import site_of
from app.tickets.models import Ticket
from app.tickets.service import device_in, tell
from app.tickets.states import State

MOST_OFFERED = 4  # repairs listed when asking back; more would not fit the text
UNDECIDED = N_("Nothing is decided yet.")
LONGEST_NAME = 8  # characters of a device on the list


def answer(
    reply: Reply,
    ticket: Ticket,
    kind: SmsKind,
    *,
    words: Mapping[str, Any] | None = None,
    about: About | None = None,
) -> None:
    """Answer by text. Where no text goes there, nobody would ever hear of it: a person reads the reply instead."""
    if not text_back(reply, ticket, kind, words=words, about=about):
        write(reply, ticket)


def text_back(
    reply: Reply,
    ticket: Ticket,
    kind: SmsKind,
    *,
    words: Mapping[str, Any] | None = None,
    about: About | None = None,
) -> Sms | None:
    """The text back, if one may go there."""
    if not _goes(reply, kind):
        return None
    stands: dict[str, Any] = {}
    if (when := promised(reply.session, ticket, now=reply.now)) is not None:
        stands["due"] = when
    return tell(
        reply.session, ticket, kind, now=reply.now, words=stands | dict(words or {}), about=about, urgent=True
    )


def show_quote(reply: Reply, ticket: Ticket, kind: SmsKind) -> None:
    """Put the quote in force before the sender, with device and amount, or the reply before a person."""
    quote = quotes.open_one(reply.session, ticket.id)
    if quote is None:
        answer(reply, ticket, SmsKind.STATUS_REPLY)
        return
    words = {"amount": quotes.total(quote), "due": quote.valid_until}
    answer(reply, ticket, kind, words=words, about=About.quote(quote.version))


def list_repairs(reply: Reply, tickets: Sequence[Ticket]) -> bool:
    """Ask which of the repairs is meant, by letters; False where no text goes there: a person places the reply.

    Letters, as 1 and 2 mean yes and no. Where a quote waits, its amount stands there, so that who picks knows what for.
    """
    if not _goes(reply, SmsKind.WHICH_TICKET):
        return False
    offered = tickets[:MOST_OFFERED]
    lines = [_line(reply, place, one) for place, one in enumerate(offered)]
    if any(_shown(reply, one) is not None for one in offered):
        lines.append(show(text(UNDECIDED), reply.language, site_of(reply.session).zone))
    send_sms(
        reply.session,
        SmsKind.WHICH_TICKET,
        to_phone=reply.phone,
        language=reply.language,
        words={"note": " ".join(lines)},
        about=About.which(tuple(one.code for one in offered)),
        now=reply.now,
    )
    reply.row.handled_by = replies.AUTOMATIC
    return True


def list_sent_last(reply: Reply) -> Sms | None:
    """Our list of repairs, if it is the last thing said; a letter picks from that only."""
    last = reply.said[0] if reply.said else None
    if last is None or last.kind is not SmsKind.WHICH_TICKET:
        return None
    return reply.session.scalars(select(Sms).where(Sms.id == last.id)).one()


def surely_seen(reply: Reply, listed: Sms) -> bool:
    """Whether the sender had that list before the eyes, and no other: then a letter means one line of it."""
    texts = [one for one in perhaps_read_last(reply.said) if one.kind is not None]
    if not any(one.read for one in texts) or any(one.kind is not SmsKind.WHICH_TICKET for one in texts):
        return False
    bodies = reply.session.scalars(select(Sms.body).where(Sms.id.in_({one.id for one in texts})))
    return set(bodies) == {listed.body}


def version_listed(reply: Reply, ticket: Ticket, listed: Sms) -> int | None:
    """The version of the quote whose amount stood on that list."""
    sent = [
        quote
        for quote in quotes.versions(reply.session, ticket.id)
        if quote.sent_at is not None and quote.sent_at <= listed.created_at
    ]
    return sent[-1].version if sent else None


def _goes(reply: Reply, kind: SmsKind) -> bool:
    """Whether an answer leaves: not to a number that takes no texts, nor to one that got its fill this hour.

    Nor while the sender stands still: who has just written does not wait until somebody lets it go again.
    """
    if not replies.may_answer(reply.session, reply.phone, now=reply.now):
        return False
    return why_not(reply.session, kind, reply.phone) is None and standing_stop(reply.session) is None


def _line(reply: Reply, place: int, ticket: Ticket) -> str:
    latin, hangul = LETTERS[place]
    letter = hangul if reply.language == "ko" else latin.upper()
    amount = _amount(reply, _shown(reply, ticket))
    zone = site_of(reply.session).zone
    device = show(device_in(reply.session, ticket, most=LONGEST_NAME), reply.language, zone)
    return f"{letter}) {device} {amount}{spell_code(ticket.code)}"


def _shown(reply: Reply, ticket: Ticket) -> Quote | None:
    if ticket.state is State.QUOTED:
        return quotes.open_one(reply.session, ticket.id)
    return None


def _amount(reply: Reply, quote: Quote | None) -> str:
    zone = site_of(reply.session).zone
    return f"{show(quotes.total(quote), reply.language, zone)} " if quote else ""
