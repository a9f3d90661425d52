"""A stand-in for a provider's API on this machine: answers as told, and remembers what it was sent."""

import json
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Lock, Thread
from typing import Any, cast
from urllib.parse import parse_qs

ACCOUNT = "AC" + "0" * 32
PLAN_ONE = "accept"


class LoopbackTwilio(ThreadingHTTPServer):
    """Speaks enough of Twilio's create-message call; `plan` says how the next answers look."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.seen: list[dict[str, str]] = []  # the form of every POST that came in whole
        self.plan: list[str] = []
        self.let_go = Event()  # ends a hanging answer
        self.lock = Lock()
        self.arrived = Condition(self.lock)

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def bodies(self) -> Counter[str]:
        """How often each text came in."""
        return Counter(form["Body"] for form in self.seen)

    def wait_for(self, count: int) -> None:
        """Until that many POSTs have come in."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.seen) >= count, timeout=30), "too few came in"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients are killed on purpose here; that is no news."""


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Take the message in, then answer by plan."""
        twilio = cast(LoopbackTwilio, self.server)
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        with twilio.lock:
            twilio.seen.append(form | {"path": self.path})
            sid = f"SM{len(twilio.seen):032d}"
            how = twilio.plan.pop(0) if twilio.plan else PLAN_ONE
            twilio.arrived.notify_all()
        getattr(self, how)(sid)

    def accept(self, sid: str) -> None:
        """201, as it should be."""
        self._say(201, json.dumps({"sid": sid, "status": "queued"}))

    def refuse(self, _sid: str) -> None:
        """400: a number that does not exist."""
        self._say(400, json.dumps({"code": 21211, "message": "not a phone number", "status": 400}))

    def problem(self, _sid: str) -> None:
        """400 in the shape of RFC 9457."""
        told = {"type": "about:blank", "title": "no", "status": 400, "code": 21610}
        self._say(400, json.dumps(told))

    def too_many(self, _sid: str) -> None:
        """429, with Twilio's code."""
        self._say(
            429, json.dumps({"code": 20429, "message": "slow down", "status": 429}), ("Retry-After", "1")
        )

    def plain_404(self, _sid: str) -> None:
        """A 404 that some machine in between wrote."""
        self._say(404, "<html>nothing here</html>")

    def broken(self, _sid: str) -> None:
        """503 in HTML, perhaps after the message was taken."""
        self._say(503, "<html>Service Unavailable</html>")

    def not_json(self, _sid: str) -> None:
        """201 with something else in it."""
        self._say(201, "<html>welcome</html>")

    def nameless(self, _sid: str) -> None:
        """201 that names no message."""
        self._say(201, "{}")

    def truncated(self, sid: str) -> None:
        """201 that stops in the middle."""
        self.send_response(201)
        self.send_header("Content-Length", "500")
        self.end_headers()
        self.wfile.write(f'{{"sid": "{sid}"'.encode())
        self.close_connection = True

    def reset(self, _sid: str) -> None:
        """The connection torn down after the POST was read."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def hang(self, _sid: str) -> None:
        """No answer at all."""
        cast(LoopbackTwilio, self.server).let_go.wait(20)
        self.close_connection = True

    def _say(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def loopback_twilio() -> Iterator[LoopbackTwilio]:
    """A server of this test's own, gone afterwards."""
    server = LoopbackTwilio()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
