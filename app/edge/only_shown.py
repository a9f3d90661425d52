"""A page that answered a form, once more in the other language: the form is rehearsed for it, and nothing is done.

Such a page has no address that would open it, and a link away from it would lose what was typed. So its language is a
button that sends the same words again under `only_shown`: views run as ever, on a database that takes everything back.
Where this time nothing is refused, the words are given back to be sent.
"""

from dataclasses import replace
from typing import cast

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from app.edge.current import language
from app.edge.given_back import FORMS, given_back
from app.edge.sessions import MACHINES
from app.kernel.i18n import N_, translate
from app.runtime import Runtime

MARK = "only_shown"


def _rehearse() -> None:
    if request.method != "POST" or request.mimetype not in FORMS or request.path.startswith(MACHINES):
        return
    if not _is_marked():
        return
    request.files = ImmutableMultiDict()  # the good ones were kept the first time
    real = cast(Runtime, current_app.extensions["mendpost"])
    g.rehearsed = replace(real, database=real.database.rehearsing())


def _is_marked() -> bool:
    try:
        return request.form.get(MARK) == "yes"
    except HTTPException:  # too large to be read
        return False


def _show(response: Response) -> Response:
    """Instead of an answer that leads on or is a file: nothing was done, so there is nothing to lead to."""
    if "rehearsed" not in g or (response.mimetype == "text/html" and not 300 <= response.status_code < 400):
        return response
    page = render_template(
        "error.html",
        status=200,
        title=translate(language(), N_("Not sent yet")),
        message=translate(language(), N_("What you typed and chose is kept here. Send it when it is right.")),
        given=given_back(),
        signed_out=False,
        back=None,
    )
    return make_response(page)


def page_address() -> str:
    """The address that opens what is shown: an answer to a form may stand at one that only takes forms."""
    page, addresses = request.path, current_app.url_map.bind("")
    while page != "/" and request.url_rule is not None and not addresses.test(page, "GET"):
        page = page.rsplit("/", 1)[0] or "/"
    return page


def install(app: Flask) -> None:
    """Last of all: whoever may ask is known, and what the views answer is seen first."""
    app.before_request(_rehearse)
    app.after_request(_show)
