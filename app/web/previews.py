"""What will be sent? The exact text a button would send, before it is pressed."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.edge.current import language as reading_in
from app.edge.current import runtime
from app.journeys.rehearse import rehearse
from app.kernel.i18n import translate
from app.kernel.ids import ALPHABET, read_ticket_code
from app.kernel.money import Money
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import REASON_SAYS, Reason
from app.messaging.sms.send_policy import price_class
from app.messaging.sms.service import why_not
from app.messaging.sms.writing import filled
from app.tickets.queries import codes_of, with_code

_SPELLED = re.compile(rf"\b(?:[{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}\b")
OPEN = "…"  # stands for what is secret, or another each time
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


def why_no_texts(code: str) -> str:
    """Why the customer of the repair with that code gets no texts just now, for the reader; '' where they do."""
    with runtime().database.reading() as session:
        ticket = with_code(session, read_ticket_code(code) or "")
        against = ticket and why_not(session, SmsKind.ON_HOLD, ticket.customer.phone)
    return translate(reading_in(), REASON_SAYS[against]) if against else ""


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
        preview_of(sms) if sms.ticket_id in known or sms.ticket_id is None else without_code(preview_of(sms))
        for sms in texts
    )


def without_code(sent: Preview) -> Preview:
    """The same with an ellipsis for the repair's code."""
    return sent._replace(body=_SPELLED.sub(OPEN, sent.body))


def filled_link(body: str) -> str:
    """A stored body as it reads on the phone; the secret end of its link, or its code, stays hidden."""
    return filled(body, link=f"{runtime().settings.public_url}/t/{OPEN}", code=HIDDEN_CODE)


def price_of(phone: str, segments: int) -> str:
    """What a text to that number (E.164) costs, written for the reader; '' where texts cost nothing here."""
    return _price(price_class(phone, runtime().send_policy, segments))


def price_of_all(texts: Iterable[Sms]) -> str:
    """What these texts cost together, the same way."""
    return _price(sum(price_class(sms.to_phone, runtime().send_policy, sms.segments) for sms in texts))


def _price(cost: int) -> str:
    return Money(cost, runtime().site.currency).show(reading_in().value) if cost else ""
