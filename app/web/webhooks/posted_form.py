"""What a provider posted to us, read strictly: one value a field, real UTF-8, and names that can be its own."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from flask import request
from werkzeug.exceptions import HTTPException

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 64 * 1024
MOST_FIELDS = 200


class Odd(Exception):
    """Nothing our provider would send: answered with 403 and not looked at any further."""


def read_posted_form(lengths: Mapping[str, int]) -> dict[str, str]:
    """The fields of the form, all of them, as they are signed.

    Those in `lengths`, the provider's own names, may have at most so many characters and no NUL. What somebody wrote, and
    who, may be of any length: it is taken in as it comes, and shortened by whoever keeps it. Raises Odd.
    """
    if request.mimetype != FORM:
        raise Odd("no form")
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_data(cache=False).decode("ascii")
        fields = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (HTTPException, ValueError) as reason:  # too large, too many, not ASCII, not UTF-8
        raise Odd(str(reason)) from None
    letter = dict(fields)
    if len(letter) < len(fields):
        raise Odd("a field came twice")
    for name, most in lengths.items():
        value = letter.get(name, "")
        if len(value) > most or "\0" in value:
            raise Odd(f"{name} is none of the provider's")
    return letter


def raw_target() -> str:
    """Path and query as they stood in the request line; gunicorn keeps them in RAW_URI.

    Flask's own are decoded, and encoding them again does not always give what was signed.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw:
        return str(raw)
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{query}" if query else "")
