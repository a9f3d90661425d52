"""What every template can say: sentences, values, static addresses, and the shell's own facts."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined

from app.edge.current import LANGUAGE_COOKIE, language, runtime, shown, staff
from app.edge.entering import MAX_UPLOAD
from app.edge.given_back import said_again
from app.edge.idempotency import new_key, sent_before
from app.edge.only_shown import page_address
from app.kernel.i18n import Text, translate
from app.kernel.ids import spell_code
from app.web.navigation import entries, home, standstill
from app.web.previews import why_no_texts

STATIC = Path(__file__).parent / "static"
OWN_NAMES = {"ko": "한국어", "en": "English"}


def _say(sentence: str | Text, **params: Any) -> str:
    if isinstance(sentence, Text):
        return shown(sentence)
    return translate(language(), sentence, **{name: shown(value) for name, value in params.items()})


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def _static(path: str) -> str:
    return url_for("static", filename=path, v=_fingerprint(path))


def _languages(page: str) -> list[tuple[str, str, str, bool]]:
    """Code, own name, address of this page in it, and whether it is the one being read."""
    rows = []
    for code, name in OWN_NAMES.items():
        args = request.args.to_dict() | {"lang": code}
        rows.append((code, name, f"{page}?{urlencode(args)}", code == language()))
    return rows


def _shell() -> dict[str, Any]:
    person, said = staff(), said_again()
    return {
        "lang": language().value,
        "languages": _languages(request.path if said else page_address()),
        "said": said,  # with the form that this page answers; its language is another form then
        "staff": person,
        "nav": entries(person.role) if person else [],
        "standstill": standstill(person.role) if person else None,
        "work": home(person.role) if person else "/login",  # where the role starts
        "demo": runtime().settings.demo,
        "shop_name": runtime().site.name,
        "request_id": g.get("request_id", ""),
        "new_key": new_key,
        "sent_before": sent_before(),
        "photos_together": MAX_UPLOAD // 1024**2,  # MB that one form takes
    }


def remember_language(response: Any, chosen: str) -> None:
    """Keep the reader's choice on this device for a year."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=365 * 86400,
        samesite="Lax",
        secure=runtime().settings.secure,
        httponly=True,
    )


def _keep_language(response: Any) -> Any:
    chosen = request.args.get("lang") if request.query_string else None
    if chosen in OWN_NAMES:
        remember_language(response, chosen)
    return response


def install(app: Flask) -> None:
    """Make the template environment strict and give it its words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=_say, static=_static, why_no_texts=why_no_texts)
    app.jinja_env.filters.update(show=shown, spell=spell_code)
    app.context_processor(_shell)
    app.after_request(_keep_language)
