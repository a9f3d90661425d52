"""From refusal to page: the one table of HTTP statuses, and an error page that says what to do."""

import logging
from enum import StrEnum

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.edge.current import forget_staff, language, shown
from app.edge.entering import MAX_UPLOAD
from app.edge.given_back import given_back
from app.edge.only_shown import page_address
from app.edge.security import WITH_FILES
from app.edge.sessions import MACHINES
from app.edge.told import keep_for_the_log
from app.kernel import errors
from app.kernel.db import commits_tried
from app.kernel.i18n import N_, Text, text, translate
from app.kernel.outages import code_of, is_outage
from app.photos.ports import PictureChanged, PicturesAway

log = logging.getLogger("mendpost.web")

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404,
    errors.WrongState: 409,
    errors.Conflict: 409,
    errors.SignInFirst: 401,
    errors.NotAllowed: 403,
    errors.TooMany: 429,
    errors.FieldRefused: 422,
    PictureChanged: 500,
    PicturesAway: 503,
    errors.Refusal: 422,
}

TITLES: dict[int, str] = {
    400: N_("That did not arrive whole"),
    401: N_("Sign in first"),
    403: N_("Not for this role"),
    404: N_("Nothing here"),
    405: N_("Not that way"),
    409: N_("It has moved on"),
    413: N_("Too large"),
    422: N_("One thing to change"),
    429: N_("A moment, then again"),
    500: N_("That was our fault"),
    503: N_("Not just now"),
}

EXPLAINED: dict[int, Text] = {
    400: text("The page did not reach us whole. Go back, reload it and send it again; nothing was changed."),
    404: text("There is no page at this address. Check the link, or start from the front page."),
    405: text("This page cannot be opened this way. Go back and use its buttons."),
    413: text("This is more than one form can hold. Shorten what you typed, or send it in parts."),
    500: text("Something broke on our side. Try again; if it stays, tell us the number below."),
}
TOO_MANY_PICTURES = text(
    "The photos are too large together: %(most)s MB fit at once, each at most 15 MB. Send fewer at a time.",
    most=MAX_UPLOAD // 1024**2,
)
RETRY_AFTER = 10  # seconds, with each 503


class Kept(StrEnum):
    """What is known of what was sent when something breaks on our side."""

    ASKED_ONLY = "asked_only"  # nothing was sent to be kept
    NOTHING = "nothing"  # no transaction came to its COMMIT
    IN_DOUBT = "in_doubt"  # one did, or its answer was lost


BROKEN: dict[Kept, Text] = {
    Kept.ASKED_ONLY: EXPLAINED[500],
    Kept.NOTHING: text(
        "Something broke on our side and nothing was changed. Try again; if it stays, tell us the number below."
    ),
    Kept.IN_DOUBT: text(
        "Something broke on our side, and we do not know whether this was taken. Open the page again and look before "
        "you send it once more; if it stays, tell us the number below."
    ),
}
AWAY: dict[Kept, Text] = {
    Kept.ASKED_ONLY: text(
        "Our records cannot be reached at the moment. Wait a little, then open this page again."
    ),
    Kept.NOTHING: text(
        "Our records cannot be reached at the moment, and nothing of this was taken. Wait a little, go back and send it "
        "again."
    ),
    Kept.IN_DOUBT: text(
        "Our records stopped answering while this was being kept, and we do not know whether it was taken. Wait a "
        "little, open the page again and look before you send it once more."
    ),
}


def status_of(refusal: errors.Refusal) -> int:
    """The HTTP status of a refusal, by its nearest class in the table."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def page(
    status: int,
    message: Text,
    code: str = "error",
    field: str | None = None,
    title: str | None = None,
) -> ResponseReturnValue:
    """The error page, or its JSON form for the API."""
    g.setdefault("refused", code)
    sentence = shown(message)
    if request.path.startswith("/api/"):
        named = {"field": field} if field else {}
        return {"code": code, "error": sentence, **named, "request_id": g.get("request_id", "")}, status
    return render_template(
        "error.html",
        status=status,
        title=translate(language(), title or TITLES.get(status, TITLES[_nearest(status)])),
        message=sentence,
        given=given_back(field),
        signed_out=code == "sign_in",
        back=_form_address(status),
    ), status


def _form_address(status: int) -> str | None:
    """Where the form stands that was too large to be read, None for the front door."""
    return page_address() if status == 413 and request.method == "POST" and page_address() != "/" else None


def _kept() -> Kept:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return Kept.ASKED_ONLY
    return Kept.IN_DOUBT if commits_tried() > g.get("commits_before", commits_tried()) else Kept.NOTHING


def _nearest(status: int) -> int:
    return 400 if status < 500 else 500


def _refused(refusal: errors.Refusal) -> ResponseReturnValue:
    keep_for_the_log(refusal)
    return page(status_of(refusal), refusal.message, refusal.code, refusal.field)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code == 413 and _is_all_too_large():
        return page(413, TOO_MANY_PICTURES)
    return page(error.code, EXPLAINED.get(error.code, EXPLAINED[_nearest(error.code)]))


def _is_all_too_large() -> bool:
    """Whether it is the pictures of a form: what people type fills no form with files, and has a limit of its own."""
    sent, most = request.content_length, request.max_content_length
    return request.mimetype == WITH_FILES and (sent is None or (most is not None and sent > most))


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    given = given_back()
    return page(
        400,
        text(
            "This page was open too long, or cookies are off. Nothing was changed; send what you typed again."
        )
        if given and given.typed
        else text(
            "This page was open too long, or cookies are off. Nothing was changed; what you chose is kept here: send it "
            "again."
        )
        if given
        else text(
            "This page was open too long, or cookies are off. Go back, reload it and send it again; nothing was changed."
        ),
        "csrf",
        title=N_("Not sent yet"),
    )


def _broken(error: Exception) -> ResponseReturnValue:
    forget_staff()
    if is_outage(error):
        log.error("request %s: the database is away: %s", g.get("request_id", "-"), code_of(error))
        return Response(status=503) if _for_machines() else page(503, AWAY[_kept()], "away")
    log.exception("request %s failed", g.get("request_id", "-"), exc_info=error)
    return Response(status=500) if _for_machines() else page(500, BROKEN[_kept()])


def _for_machines() -> bool:
    """Whether whoever called reads no page of ours; a provider asks again by itself."""
    return request.path.startswith(MACHINES)


def _say_when(response: Response) -> Response:
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response


def _count_commits() -> None:
    g.commits_before = commits_tried()


def install(app: Flask) -> None:
    """Answer every way a request can fail with a page in the reader's language."""
    app.before_request(_count_commits)
    app.after_request(_say_when)
    app.register_error_handler(errors.Refusal, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)
