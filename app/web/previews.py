"""What will be sent? The exact text a button would send, before it is pressed."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.kernel.i18n import Language
from app.messaging.kinds import WORDINGS, TextKind
from app.messaging.writing import LINK, count_segments, write
from app.tickets.models import Ticket
from app.tickets.service import due_moment, standard_words
from app.tickets.states import BY_START_AND_ACTION, Action
from app.web.current import now, runtime, staff

_NAMES = re.compile(r"%\((\w+)\)s")
OPEN = "…"  # stands for what has not been typed yet
TOKEN_LENGTH = 22

Preview = tuple[str, str, int]


def preview(ticket: Ticket, kind: TextKind, words: Mapping[str, Any] | None = None) -> Preview:
    """The body as it would leave (the secret end of its link hidden), its language, its SMS segments.

    `words` are those the story would give; what is still unknown shows as an ellipsis.
    """
    language = Language(ticket.language)
    told = set(_NAMES.findall(WORDINGS[kind].en)) - {"shop", "link"}
    known: dict[str, Any] = dict.fromkeys(told, OPEN)
    known |= standard_words(ticket, now()) | dict(words or {})
    known["note"] = known.get("note") or OPEN
    body = write(kind, language, runtime().house, known)
    address = f"{runtime().settings.public_url}/t/"
    parts = count_segments(body.replace(OPEN, "..").replace(LINK, address + "x" * TOKEN_LENGTH))
    return body.replace(LINK, address + OPEN), language.value, parts


def preview_step(ticket: Ticket, action: Action, words: Mapping[str, Any] | None = None, *,
                 kind: TextKind | None = None, due: datetime | None = None) -> Preview | None:  # fmt: skip
    """The text of a step of the state table, with the due time and the technician as it will be then.

    None where the step tells the customer nothing.
    """
    row = BY_START_AND_ACTION.get((ticket.state, action))
    kind = kind or (row.tells if row else None)
    if kind is None:
        return None
    promised = due or (due_moment(row.due, now(), runtime().house) if row else None)
    coming: dict[str, Any] = {"due": promised or OPEN}
    person = staff()
    if ticket.owner is None and person is not None:
        coming["technician"] = person.name  # whoever acts first owns it
    return preview(ticket, kind, coming | dict(words or {}))
