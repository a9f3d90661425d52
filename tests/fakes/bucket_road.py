"""The road to a bucket, with what can happen on it: answers that are lost, late, cut, or another machine's."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from tests.fakes.serving import serving
from tests.patience import HANGS

BUSY = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
PAGE = b"<html>some machine on the way</html>"


class Answer(NamedTuple):
    """What the store said, ready for the wire."""

    head: bytes
    body: bytes


class Road(ThreadingHTTPServer):
    """Passes requests on to the store, changed in nothing, unless `plan` has another fate for the next one.

    A fate is a name of FAULTS, "busy", or a status that some machine on the way answers. `calls` has the
    method of each request, `headers` what the last one carried. `pause` is what a trickle waits between two bytes, in seconds.
    """

    daemon_threads = True

    def __init__(self, origin: str) -> None:
        super().__init__(("127.0.0.1", 0), _Traveller)
        self.store = urlsplit(origin).netloc
        self.calls: list[str] = []
        self.headers: dict[str, str] = {}
        self.plan: list[str] = []
        self.pause = 0.05
        self.let_go = Event()  # ends a hanging or trickling answer

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break on purpose here; that is no news."""


class _Traveller(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _go(self) -> None:
        road = cast(Road, self.server)
        road.calls.append(self.command)
        road.headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fate = road.plan.pop(0) if road.plan else "through"
        if fate == "busy":
            self.through(_answer(503, "Slow Down", BUSY))
        elif fate.isdigit():
            self.through(_answer(int(fate), "Said", PAGE))
        else:
            FAULTS[fate](self, self._ask(body) if fate not in BEFORE else Answer(b"", b""))

    do_GET = do_HEAD = do_PUT = do_DELETE = _go  # noqa: N815 - the names http.server looks for

    def _ask(self, body: bytes) -> Answer:
        with closing(HTTPConnection(cast(Road, self.server).store)) as store:
            store.request(self.command, self.path, body, dict(self.headers))
            told = store.getresponse()
            lines = [f"{name}: {value}" for name, value in told.getheaders() if name != "Connection"]
            head = "\r\n".join([f"HTTP/1.1 {told.status} {told.reason}", *lines, "", ""])
            return Answer(head.encode(), told.read())

    def through(self, answer: Answer) -> None:
        """As the store said it; a HEAD is answered without a body, whoever answers."""
        self.wfile.write(answer.head + (b"" if self.command == "HEAD" else answer.body))

    def truncated(self, answer: Answer) -> None:
        """An answer that stops in the middle."""
        self.wfile.write(answer.head + answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def reset(self, _answer: Answer) -> None:
        """The connection torn down after the request was read."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def hang(self, _answer: Answer) -> None:
        """No answer at all."""
        cast(Road, self.server).let_go.wait(HANGS)
        self.close_connection = True

    def trickle(self, answer: Answer) -> None:
        """A byte at a time, from the first on."""
        self._slowly(answer.head + answer.body)

    def trickle_body(self, answer: Answer) -> None:
        """The head at once, the rest a byte at a time."""
        self.wfile.write(answer.head)
        self._slowly(answer.body)

    def _slowly(self, raw: bytes) -> None:
        road = cast(Road, self.server)
        self.close_connection = True
        for byte in raw:
            self.wfile.write(bytes([byte]))
            if road.let_go.wait(road.pause):
                break

    def log_message(self, *_said: Any) -> None:
        """Nothing."""


def _answer(status: int, reason: str, body: bytes) -> Answer:
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Length: {len(body)}\r\n\r\n"
    return Answer(head.encode(), body)


BEFORE = {"reset", "hang"}  # the store hears nothing; "lost" is what it heard and answered in vain
FAULTS: dict[str, Callable[[_Traveller, Answer], None]] = {
    "through": _Traveller.through,
    "lost": _Traveller.reset,
    "reset": _Traveller.reset,
    "hang": _Traveller.hang,
    "truncated": _Traveller.truncated,
    "trickle": _Traveller.trickle,
    "trickle_body": _Traveller.trickle_body,
}


@contextmanager
def road_to(origin: str) -> Iterator[Road]:
    """A road of this test's own, gone afterwards."""
    with serving(Road(origin)) as road:
        yield road
