"""What will be sent? The exact text a button would send, before it is pressed."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.edge.current import language as reading_in
from app.edge.current import now, runtime
from app.journeys.rehearse import rehearse
from app.kernel.i18n import Language, text, translate
from app.kernel.ids import ALPHABET
from app.kernel.money import Money
from app.messaging.sms.kinds import WORDINGS, Category, SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import REASON_SAYS, Reason
from app.messaging.sms.send_policy import price_class
from app.messaging.sms.service import LINK_END, why_not
from app.messaging.sms.writing import ANY_CODE, count_segments, filled, write
from app.promises.due import due_moment
from app.tickets.models import Ticket
from app.tickets.queries import codes_of
from app.tickets.service import standard_words
from app.tickets.states import BY_START_AND_ACTION, Action
from app.tickets.words import STAGE

_NAMES = re.compile(r"%\((\w+)\)s")
_SPELLED = re.compile(rf"\b(?:[{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}\b")
OPEN = "…"  # stands for what has not been typed yet
HIDDEN_CODE = "••••••"


class Preview(NamedTuple):
    """The body as it would leave (the secret end of its link hidden), its language, its SMS segments.

    `price` is what they cost, written for the reader, '' where texts cost nothing here. `asks` says that
    the text asks for an answer, so that nobody answers where it is not sent. `against` is why the number
    gets none just now, '' where it does.
    """

    body: str
    language: str
    segments: int
    price: str
    asks: bool
    against: str


Sent = tuple[Preview, ...]  # what a button sends, in its order


def preview_of(sms: Sms) -> Preview:
    """A text that a rehearsal has written (`journeys/rehearse.py`), as it would leave."""
    return Preview(
        filled_link(sms.body),
        sms.language.value,
        sms.segments,
        price_of(sms.to_phone, sms.segments),
        asks=asks_for_answer(sms.kind),
        against=translate(reading_in(), REASON_SAYS[Reason(sms.reason)]) if sms.reason else "",
    )


def asks_for_answer(kind: SmsKind | None) -> bool:
    """Whether a text of that kind asks for an answer, which nobody gives where it is not sent."""
    return kind is not None and WORDINGS[kind].category is Category.DECISION


def rehearsed(story: Callable[[Session], object]) -> Sent:
    """The texts that this story would send now; takes the write lock for it. Raises what the story raises."""
    with runtime().database.transaction() as session:
        texts = rehearse(session, story)
        known = codes_of(session, {sms.ticket_id for sms in texts if sms.ticket_id})
    # A repair that only the rehearsal opened will have another code in earnest.
    return tuple(
        preview_of(sms) if sms.ticket_id in known or sms.ticket_id is None else _without_code(preview_of(sms))
        for sms in texts
    )


def _without_code(sent: Preview) -> Preview:
    return sent._replace(body=_SPELLED.sub(OPEN, sent.body))


def preview(ticket: Ticket, kind: SmsKind, words: Mapping[str, Any] | None = None) -> Preview:
    """The text of that kind; `words` are those the story would give, what is unknown shows as an ellipsis."""
    language = Language(ticket.language)
    told = set(_NAMES.findall(WORDINGS[kind].en)) - {"shop", "link"}
    known: dict[str, Any] = dict.fromkeys(told, OPEN)
    known |= standard_words(ticket, now()) | dict(words or {})
    known["note"] = known.get("note") or OPEN
    body = write(kind, language, runtime().site, known)
    address = runtime().settings.public_url + LINK_END
    parts = count_segments(filled(body.replace(OPEN, ".."), link=address, code=ANY_CODE))
    return Preview(
        filled_link(body),
        language.value,
        parts,
        price_of(ticket.customer.phone, parts),
        asks=WORDINGS[kind].category is Category.DECISION,
        against=_against(kind, ticket.customer.phone),
    )


def preview_step(
    ticket: Ticket,
    action: Action,
    words: Mapping[str, Any] | None = None,
    *,
    kind: SmsKind | None = None,
    due: datetime | None = None,
) -> Preview | None:
    """The text of a step of the state table, with the due time as it will be then.

    None where the step tells the customer nothing.
    """
    row = BY_START_AND_ACTION.get((ticket.state, action))
    kind = kind or (row.tells if row else None)
    if kind is None:
        return None
    promised = due or (due_moment(row.due, now(), runtime().site) if row else None)
    then = {"stage": text(STAGE[row.to])} if row and row.to else {}  # the text leaves once the step is taken
    return preview(ticket, kind, then | {"due": promised or OPEN} | dict(words or {}))


def filled_link(body: str) -> str:
    """A stored body as it reads on the phone; the secret end of its link, or its code, stays hidden."""
    return filled(body, link=f"{runtime().settings.public_url}/t/{OPEN}", code=HIDDEN_CODE)


def _against(kind: SmsKind, phone: str) -> str:
    with runtime().database.reading() as session:
        reason = why_not(session, kind, phone)
    return translate(reading_in(), REASON_SAYS[reason]) if reason else ""


def price_of(phone: str, segments: int) -> str:
    """What a text to that number (E.164) costs, written for the reader; '' where texts cost nothing here."""
    cost = price_class(phone, runtime().send_policy, segments)
    return Money(cost, runtime().site.currency).show(reading_in().value) if cost else ""
