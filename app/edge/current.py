"""What a view may ask for: the runtime, the time, the language, and who is acting."""

import re
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, request
from flask_login import current_user

from app.customers.phones import dialled_from
from app.kernel.actor import Actor, Role
from app.kernel.i18n import Language
from app.kernel.show import show
from app.runtime import Runtime

LANGUAGE_COOKIE = "language"
WINDOW = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def runtime() -> Runtime:
    """The runtime this application was built with; where a form is only rehearsed, one that keeps nothing."""
    return cast(Runtime, g.get("rehearsed") or current_app.extensions["mendpost"])


def now() -> datetime:
    """One instant per request, so that everything it writes agrees."""
    if "now" not in g:
        g.now = runtime().clock()
    return cast(datetime, g.now)


def staff() -> Any:
    """The signed-in account (`SignedIn`), or None; looked up once per request."""
    if "staff" not in g:
        g.staff = current_user if current_user.is_authenticated else None
    return g.staff


def forget_staff() -> None:
    """Go on as with a stranger: for the page that tells of a failure, which must not ask the database."""
    g.staff = None


def staff_actor() -> Actor:
    """The signed-in account as the actor of a story. Only for views that require staff."""
    person = staff()
    assert person is not None, "the view must declare who may open it"
    return Actor(role=Role(person.role), name=person.name, staff_id=person.id, channel="staff")


def language() -> Language:
    """The reader's choice, else the account's or the ticket's (`set_language`), else the browser's."""
    if "language" not in g:
        g.language = (
            _chosen() or _account() or Language(request.accept_languages.best_match(["ko", "en"]) or "ko")
        )
    return cast(Language, g.language)


def set_language(preferred: Language) -> None:
    """Speak the ticket's language on its own pages, unless the reader chose another."""
    g.language = _chosen() or preferred


def _chosen() -> Language | None:
    for value in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if value in ("ko", "en"):
            return Language(value)
    return None


def _account() -> Language | None:
    person = staff()
    return Language(person.language) if person else None


def dialled(e164: str) -> str:
    """A number as somebody at the shop dials it; what is no number stays as it is."""
    return dialled_from(e164, runtime().site.region)


def phone_in_words(e164: str) -> str:
    """The same within a sentence, where it stays on one line."""
    return dialled(e164).replace("-", "\N{NON-BREAKING HYPHEN}")


def shown(value: Any) -> str:
    """Any value as the reader writes it, in the shop's zone; a window's times stay on one line.

    Only pages get the hyphen that does not break: no text message or label font could carry it.
    """
    return WINDOW.sub("\\1\N{NON-BREAKING HYPHEN}\\2", show(value, language(), runtime().site.zone))
