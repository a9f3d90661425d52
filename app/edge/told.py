"""What was refused is one line of the log, with the number the visitor may read to us; no link or name stands in it."""

import logging

from flask import Flask, Response, g, request

from app.edge.visitors import visitor
from app.kernel.errors import Refusal, TooMany

log = logging.getLogger("mendpost.web")


def keep_for_the_log(refusal: Refusal) -> None:
    """Remember what this request was refused for, until its answer is written."""
    g.refused = refusal.code
    if isinstance(refusal, TooMany):
        g.refused, g.wait = f"{refusal.code} {refusal.limit}", refusal.wait


def _tell(response: Response) -> Response:
    if response.status_code < 400:
        return response
    if response.status_code == 429 and "wait" in g:
        response.headers["Retry-After"] = str(max(1, round(g.wait.total_seconds())))
    limited = response.status_code in (401, 403, 429)
    log.log(
        logging.WARNING if limited or response.status_code >= 500 else logging.INFO,
        "request %s: %s %s answered %s%s%s",
        g.get("request_id", "-"),
        request.method if request.method.isalpha() else "?",
        _place(),
        response.status_code,
        f" {g.refused}" if "refused" in g else "",
        f" to {visitor()}" if limited else "",
    )
    return response


def _place() -> str:
    """The address with its variable parts by name: a private link is as good as a password."""
    if request.url_rule is not None:
        return str(request.url_rule.rule)
    first = request.path.strip("/").split("/")[0]
    return f"/{first}/…" if first.isascii() and first.isalnum() and len(first) < 12 else "/…"


def install(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_tell)
