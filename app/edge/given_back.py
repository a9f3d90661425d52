"""What somebody typed into a form that was refused as a whole, given back on the refusal's page to be sent again.

A view that refuses shows its own form again. This is for what no view sees: a form without its token, or of somebody
who is signed out by now, and for refusals and faults that no view meets. What stood in the form's hidden fields goes
along, its idempotency key too, so that sending it again does nothing twice.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from app.edge.current import runtime
from app.edge.entering import Entering, header
from app.kernel.i18n import N_

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SECRET = frozenset({"password", "current"})  # asked for again, never written into a page
TYPED: dict[str, str] = {
    "amount": N_("Amount"),
    "bin": N_("Bin"),
    "body": N_("Message"),
    "cap": N_("Parts and work at most, VAT contained"),
    "capacity": N_("How many fit (optional)"),
    "code": N_("Code"),
    "codes": N_("Codes"),
    "copies": N_("Copies"),
    "current": N_("Password until now"),
    "entry_note": N_("How to get in (optional)"),
    "finding": N_("What you found"),
    "handed_to": N_("Who took it?"),
    "how": N_("How the customer told you, for the house only"),
    "line1": N_("Street address"),
    "line2": N_("Building, floor, door (optional)"),
    "line_amount": N_("Price, VAT contained"),
    "line_label": N_("What is done"),
    "login": N_("Login"),
    "model_name": N_("Brand and model, as far as you know"),
    "more": N_("Places to add"),
    "name": N_("Your name"),
    "name_latin": N_("Your name in Latin letters (optional)"),
    "note": N_("Note"),
    "part_name": N_("Part (optional)"),
    "password": N_("Password"),
    "phone": N_("Phone number"),
    "postcode": N_("Postcode"),
    "price": N_("Price of the repair, VAT contained"),
    "question": N_("Your question"),
    "reason": N_("Reason"),
    "reference": N_("Reference of the bank or card slip"),
    "remark": N_("Remark for the technician (optional)"),
    "report": N_("What you tested"),
    "sender": N_("Sender (optional)"),
    "serial": N_("Serial number"),
    "start": N_("First label"),
    "story": N_("In your own words"),
    "when": N_("When was it?"),
    "work": N_("What you did"),
    "written": N_("What is written on it (optional)"),
}
ONE_PAPER: dict[str, str] = {
    "label": N_("Photo of the label"),
    "proof": N_("Photo of the receipt or order"),
}
PHOTOS = N_("Photos: choose them again, if there were any")
LOOK = "look"  # of the button that shows a text and sends nothing: pressed again it shows, too
LEFT_OUT = frozenset({"csrf_token", "only_shown"})
NOT_CHOSEN = frozenset({"idempotency_key", "version", "fingerprint", "asked_about", "kind", LOOK})  # by pages
DECIDED = frozenset({"decision", "choice"})  # by a button, which is pressed where its words stand
LONG_LINE = 60  # characters, from which on a box of several lines is better


@dataclass(frozen=True, slots=True)
class Typed:
    """One field somebody filled in."""

    name: str
    label: str
    value: str
    lines: int
    secret: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """One field for files: no browser sends them back, so they are chosen again. `several` where it takes more than one."""

    name: str
    label: str
    several: bool


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The form as it was sent: where to, what was typed, what else went along, and which pictures it asked for.

    With nothing typed, `hidden` holds what was chosen.
    """

    action: str
    typed: tuple[Typed, ...]
    hidden: tuple[tuple[str, str], ...]
    pictures: tuple[Chosen, ...]

    @property
    def only_looks(self) -> bool:
        """Whether somebody wanted to see what would be sent."""
        return any(name == LOOK for name, _ in self.hidden)


def given_back(field: str | None = None) -> GivenBack | None:
    """The form of this request; None where nothing was told with it, or where another site sent it.

    Boxes that were left empty are not shown, except that of `field`, which was refused. A form of choices alone is
    given back on pages that are open to everybody.
    """
    if request.method != "POST" or request.mimetype not in FORMS or _from_elsewhere():
        return None
    fields, files = _sent()
    typed = tuple(_typed(name, value) for name, value in fields if _is_shown(name, value, field))
    hidden = tuple((name, value) for name, value in fields if not _is_shown(name, value, field))
    hidden = tuple(pair for pair in hidden if pair[0] not in LEFT_OUT)
    if not any(one.value or one.secret for one in typed) and not _has_chosen(hidden):
        return None
    pictures = (
        Chosen(name, ONE_PAPER.get(name, PHOTOS), name not in ONE_PAPER) for name in dict.fromkeys(files)
    )
    return GivenBack(_address(), typed, hidden, tuple(pictures))


def said_again() -> tuple[tuple[str, str], ...]:
    """What was sent with this form, for a page that shows it once more: no password, no picture."""
    if request.method != "POST" or request.mimetype not in FORMS or _from_elsewhere():
        return ()
    gone = SECRET | {"csrf_token", "only_shown"}
    return tuple((name, value) for name, value in _sent()[0] if name not in gone)


def stands_for(name: str, value: str) -> None:
    """From now on a field of this form has another value than was sent: pictures were kept, and a note says which."""
    g.stands_for = {**g.get("stands_for", {}), name: value}


def _sent() -> tuple[list[tuple[str, str]], list[str]]:
    """The fields of this form and the names of its pictures; both empty where it cannot be read."""
    try:
        fields, files = list(request.form.items(multi=True)), list(request.files)
    except HTTPException:  # too large: that is what is refused, and its words are read without its files
        if not isinstance(request, Entering) or not request.read_without_files():
            return [], []
        fields, files = list(request.form.items(multi=True)), list(request.files)
    now = g.get("stands_for", {})
    kept = [(name, now.get(name, value)) for name, value in fields]
    return kept + [pair for pair in now.items() if pair[0] not in dict(fields)], files


def _is_shown(name: str, value: str, field: str | None) -> bool:
    return bool(label_of(name)) and (bool(value) or name in SECRET or name == field)


def _has_chosen(hidden: tuple[tuple[str, str], ...]) -> bool:
    """Whether somebody chose something, on a page of everybody's: staff press a button again where it stands."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "needs", None) != "public" or any(name in DECIDED for name, _ in hidden):
        return False
    return any(value and name not in NOT_CHOSEN and not label_of(name) for name, value in hidden)


def label_of(name: str) -> str | None:
    """What stands before a field that people type into; `line_3_amount` reads as `line_amount`."""
    return TYPED.get(re.sub(r"_\d_", "_", name))


def _typed(name: str, value: str) -> Typed:
    secret = name in SECRET
    lines = value.count("\n") + 1 + len(value) // LONG_LINE
    return Typed(name, label_of(name) or "", "" if secret else value, min(lines, 12), secret)


def _from_elsewhere() -> bool:
    """Whether the browser says that a page of another site sent this: nobody of ours has typed it then."""
    if header("Sec-Fetch-Site") not in ("", "same-origin", "none"):
        return True
    origin = header("Origin")  # "null" of pages that tell nobody where they are, as ours
    ours = (request.host, urlsplit(runtime().settings.public_url).netloc)
    return origin not in ("", "null") and urlsplit(origin).netloc not in ours


def _address() -> str:
    query = request.query_string.decode()
    return quote(request.path) + (f"?{query}" if query else "")
