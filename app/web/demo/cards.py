"""The demo phone's screen: its list of numbers, and one talk in which our own links can be tapped."""

import re
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from app.demo.phone import PhoneRow, TalkRow
from app.edge.current import dialled, shown

LINK = re.compile(r"\s*https?://\S+")
LONGEST = 80  # characters of a number's last text


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text of the talk; `mine` is the phone's owner."""

    body: Markup
    at: datetime
    mine: bool


def number_card(row: PhoneRow) -> tuple[str, str, str]:
    """One number of the list: as people write it, its last text without the link, and where the talk opens."""
    last = LINK.sub("", row.last)[:LONGEST]
    return dialled(row.phone), f"{shown(row.at)}: {last}", f"/demo/phone/{row.phone}#body"


def bubble(row: TalkRow, *, origin: str) -> Bubble:
    """A text as it stands on the screen."""
    return Bubble(tappable(row.body, origin), row.at, row.mine)


def tappable(body: str, origin: str) -> Markup:
    """The text with our own addresses as links; anything else stays text."""
    parts = re.split(rf"({re.escape(origin)}(?:/(?:[A-Za-z0-9_/.-]*[A-Za-z0-9_-])?)?)", body)
    made = [
        Markup('<a href="{0}">{1}</a>').format(part.removeprefix(origin) or "/", part)
        if at % 2
        else escape(part)
        for at, part in enumerate(parts)
    ]
    return Markup("").join(made)
