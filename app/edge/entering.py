"""The gate of both edges: whatever a view reads of a request came through `app.kernel.entering`, nobody can forget it.

Forms, query strings, parts of addresses and file names are what they should be before any view runs. JSON and headers
are asked for here. What a scanner sent is read by `scanned_in`, which leaves the characters between its readings.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any, NoReturn
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Flask, Request, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import PathConverter, UnicodeConverter, ValidationError

from app.edge.sessions import MACHINES
from app.kernel.entering import entered, entered_line, read_whole, scanned
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text

LONGEST_FIELD = 110_000  # characters: the longest thing anybody pastes is a list of 500 codes
MOST_VERSIONS = 10**9
MOST_FIELDS = 1000  # of one form
LONGEST_HEADER = 400
LONGEST_JSON = 64 * 1024  # bytes
MAX_UPLOAD = 120 * 1024 * 1024  # bytes of one form with its photos; its pages name it
MOST_READ = 256 * 1024 * 1024  # bytes of a form that is too large, whose words are given back


class Fields(ImmutableMultiDict[str, Any]):
    """Fields of a form or a query, taken as the house takes text; `as_sent` keeps them as they came, for scans."""

    def __init__(self, sent: Any = None) -> None:
        self.as_sent: MultiDict[str, Any] = MultiDict(sent)
        super().__init__(
            [(entered_line(name), _taken(value)) for name, value in self.as_sent.items(multi=True)]
        )


def _taken(value: Any) -> Any:
    if isinstance(value, FileStorage):
        value.filename = entered_line(value.filename or "")
        return value
    return entered(value)


class _Form(FormDataParser):
    """Reads a posted form; what is no UTF-8 in it is shown as such, where Werkzeug drops the whole form."""

    def _parse_urlencoded(self, stream: IO[bytes], *_how: Any) -> tuple[IO[bytes], Fields, Fields]:
        pairs = parse_qsl(
            stream.read().decode(errors="replace"), keep_blank_values=True, errors="werkzeug.url_quote"
        )
        if len(pairs) > MOST_FIELDS:
            raise RequestEntityTooLarge
        return stream, Fields(pairs), Fields()


class _Nowhere(BytesIO):
    """Takes a file and keeps nothing of it."""

    def write(self, piece: Any) -> int:
        """Let go of it."""
        return len(piece)


class Entering(Request):
    """Flask's request behind the gate."""

    parameter_storage_class = Fields
    form_data_parser_class = _Form

    def __init__(self, environ: Any, *args: Any, **how: Any) -> None:
        super().__init__(environ, *args, **how)
        # Werkzeug gives up on other bytes.
        self.query_string = self.query_string.decode(errors="replace").encode()
        self._keeps_files = True

    def read_without_files(self) -> bool:
        """Read the words of a form whose files are too large together, and drop the files; whether that could be."""
        if self.mimetype != "multipart/form-data" or (self.content_length or MOST_READ) >= MOST_READ:
            return False
        self._keeps_files, self.max_content_length = False, MOST_READ
        try:
            self._load_form_data()
        except HTTPException:  # not only its files
            return False
        return True

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        return super()._get_file_stream(*about, **more) if self._keeps_files else _Nowhere()


class EnteredPart(UnicodeConverter):
    """One part of an address."""

    def to_python(self, value: str) -> str:
        """As text; an address with an invisible part leads nowhere."""
        part = entered_line(value)
        if not part:
            raise ValidationError
        return part


class EnteredPath(PathConverter):
    """The rest of an address."""

    def to_python(self, value: str) -> str:
        """As text; a path with something unseen in it leads nowhere."""
        if entered_line(value) != value:
            raise ValidationError
        return value


def scanned_in(fields: Mapping[str, str], name: str) -> str:
    """A field of `request.form` or `request.args` as a scanner sent it; '' where there is none."""
    assert isinstance(fields, Fields)
    return scanned(str(fields.as_sent.get(name, "")))


def header(name: str) -> str:
    """A header that a view may ask for, on one line and not endless; '' where it did not come."""
    return entered_line(request.headers.get(name, ""))[:LONGEST_HEADER]


def key_in(name: str) -> str:
    """A header that is a key or a signature: as it was sent, or '' where that is not what `header` reads."""
    sent = request.headers.get(name, "")
    return sent if sent == header(name) else ""


def version_of(typed: str | None) -> int | None:
    """The version of a ticket that a page showed, None where the page named none.

    What is no version counts as seen long ago: the story then asks to look again.
    """
    return (read_whole(typed, most=MOST_VERSIONS) or 0) if typed else None


def id_of(typed: str | None) -> UUID | None:
    """The id that a form or an address names, None where it names none."""
    try:
        return UUID(typed or "")
    except ValueError:
        return None


def sent_json() -> Any:
    """The body as JSON. Raises FieldRefused where it is none, or larger or deeper than anything we are sent."""
    try:
        raw = request.get_data(cache=False) if (request.content_length or 0) <= LONGEST_JSON else b""
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise FieldRefused(
            text("Send a JSON object of at most %(most)s kB, not nested deeper than asked for.", most=64),
            code="unreadable",
            field="body",
        ) from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _bound_the_fields() -> None:
    if request.path.startswith(MACHINES):
        return  # their bodies are signed: read raw, once, and bounded there
    for fields in (request.args, request.form):
        for name, value in fields.items(multi=True):
            if isinstance(value, str) and len(value) > LONGEST_FIELD:
                raise FieldRefused(
                    text(
                        "“%(field)s” is longer than anything that fits here: %(count)s characters. Shorten it.",
                        field=name,
                        count=len(value),
                    ),
                    code="too_long",
                    field=name,
                )


def install(app: Flask) -> None:
    """Put the gate in place, before any address is registered."""
    app.request_class = Entering
    app.url_map.converters.update(default=EnteredPart, string=EnteredPart, path=EnteredPath)
    app.before_request(_bound_the_fields)
