"""A person's browser: cookies, an address on the net, and the way into the application. It keeps nothing else, so that a
person can be put away between two moments of the year and taken out again.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.http import parse_cookie
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.year.pages import Page

ORIGIN = "https://mendpost.example"
MOST_REDIRECTS = 5
FORM = "application/x-www-form-urlencoded"

Visit = Callable[["Browser", str, str, int, float], None]


@dataclass
class Browser:
    """One person's browser. `language` is theirs, `address` where it stands on the net; `kept` are its cookies."""

    language: str
    address: str
    kept: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Page:
        """Look at a page."""
        return self._go("GET", path)

    def post(self, path: str, sent: Mapping[str, Any], photos: Mapping[str, bytes], multipart: bool) -> Page:
        """Send a form and go where it leads."""
        data: dict[str, Any] = dict(sent)
        for name, picture in photos.items():
            data[name] = FileStorage(BytesIO(picture), f"{name}.jpg", name, "image/jpeg")
        return self._go("POST", path, data=data, multipart=multipart)

    def call(self, path: str, body: Any, headers: Mapping[str, str]) -> Page:
        """A program's call with JSON, as the station's scripts make it."""
        return self._go("POST", path, json=body, headers=headers)

    def call_form(self, path: str, body: str, headers: Mapping[str, str]) -> Page:
        """A machine's call with a form as it is signed."""
        status, _, answer = self._ask("POST", path, body, None, headers, False)
        return Page(self, path, status, answer)

    def _go(
        self,
        method: str,
        path: str,
        *,
        data: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        multipart: bool = False,
    ) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, fresh, body = self._ask(method, path, data, json, headers, multipart)
            if status not in (301, 302, 303, 307):
                return Page(self, path, status, body)
            method, data, json, headers = "GET", None, None, None
            path = urljoin(path, local(fresh))
        raise RuntimeError(f"{path} leads in a circle")

    def _ask(
        self,
        method: str,
        path: str,
        data: Mapping[str, Any] | str | None,
        json: Any,
        headers: Mapping[str, str] | None,
        multipart: bool,
    ) -> tuple[int, str, bytes]:
        builder = EnvironBuilder(
            path=path.partition("#")[0],
            base_url=ORIGIN,
            method=method,
            data=data if json is None else None,
            json=json,
            headers=dict(headers or {}) | {"Accept-Language": self.language},  # type: ignore[arg-type]
            content_type="multipart/form-data" if multipart else FORM if isinstance(data, str) else None,
            environ_base={"REMOTE_ADDR": self.address},
        )
        environ = builder.get_environ()
        builder.close()
        if self.kept:
            environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.kept.items())
        started = time.thread_time()
        chunks, line, answered = run_wsgi_app(Web.app, environ, buffered=True)
        took = time.thread_time() - started
        body = b"".join(chunks)
        for cookie in answered.getlist("Set-Cookie"):
            self._keep(cookie)
        status = int(line.split()[0])
        Web.seen(self, method, path, status, took)
        return status, answered.get("Location", ""), body

    def _keep(self, cookie: str) -> None:
        first, *rest = cookie.split(";")
        for name, value in parse_cookie(first).items():
            if value and not any("max-age=0" in one.lower() for one in rest):
                self.kept[name] = value
            else:
                self.kept.pop(name, None)


class Web:
    """The one application all browsers of this process reach, and who is told of each answer."""

    app: Any = None
    seen: Visit = staticmethod(lambda *_: None)


def local(address: str) -> str:
    """An address of the shop's own without its origin, as a link in a text has it."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
