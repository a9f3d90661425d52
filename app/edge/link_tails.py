"""A link of ours with something behind it that no link holds: the end of a sentence, a bracket, a particle, a slash.

Phones and messengers take along what stands behind an address. A private link's token has its length, a code its
letters, so that the tail can be told from the link; whoever taps it is sent to the page itself.
"""

import re
from urllib.parse import quote

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

_PATHS = (
    # A private link or a request: 22 characters (128 bits in URL-safe Base64), then perhaps a page of it.
    re.compile(r"/(?:t|request)/[A-Za-z0-9_-]{22}(?:/[A-Za-z0-9_./-]*[A-Za-z0-9_-])?"),
    # What a label's QR code holds: a repair's code, with or without its dashes.
    re.compile(r"/[Qq]/[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}"),
)


def without_tail(path: str) -> str:
    """The path of the page that was meant; the same one where nothing stands behind it, or it is no link of ours."""
    for link in _PATHS:
        found = link.match(path)
        if found:
            return found[0]
    return path


def _lead_to_the_page() -> Response | None:
    meant = without_tail(request.path)
    if meant == request.path or request.method not in ("GET", "HEAD"):
        return None
    asked = request.query_string.decode()
    return redirect(quote(meant) + (f"?{asked}" if asked else ""))


def install(app: Flask) -> None:
    """Ask before any view is looked for: an address with a tail may be nobody's."""
    app.before_request(_lead_to_the_page)
