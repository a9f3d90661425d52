"""A stand-in for Twilio's API on this machine: answers as told, and remembers what it was sent and took.

HTTP is read and written by hand here: it answers thousands of calls a second, so what a test of 2,000 texts
or a benchmark measures is ours.
"""

import json
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from socketserver import StreamRequestHandler, ThreadingTCPServer
from ssl import SSLContext
from threading import Condition, Event, Lock
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.serving import serving
from tests.fakes.twilio_messages import ACCOUNT, Messages
from tests.patience import HANGS

__all__ = ["ACCOUNT", "Answer", "Call", "LoopbackTwilio", "loopback_twilio"]

KEPT = "kept "  # before a fault: the message was accepted all the same
ALWAYS_KEPT = frozenset({"accept", "not_json", "nameless", "truncated", "trickle", "trickle_body"})
LOST_ANSWER = KEPT + "reset"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def raw(self, length: int | None = None) -> bytes:
        """As it goes over the wire, with a length of its own if one is to be lied about."""
        head = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        named = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        size = len(self.body) if length is None else length
        return f"{head}{named}Content-Length: {size}\r\n\r\n".encode() + self.body


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


class LoopbackTwilio(ThreadingTCPServer):
    """Speaks as much of Twilio's API as we use: create, list and fetch messages, fetch media.

    `plan` holds how the next POSTs end, `plan_get` the next GETs: a name of FAULTS, "accept" (as it should
    be), or "STATUS CODE", such as "400 21610". A POST that fails is not accepted, unless its entry begins
    with "kept " ("kept hang", or LOST_ANSWER: accepted, then the connection dies) or is one of ALWAYS_KEPT.
    `seen` has the form of every POST that came in whole; `messages` what was accepted, and answers GETs.
    `media` are answers by path. `pause` is what a trickle waits between two bytes, in seconds;
    `before_answer` is what it does before it says anything to a POST that came in.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, tls: SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Caller)
        self._tls = tls
        self.seen: list[dict[str, str]] = []
        self.calls: list[Call] = []
        self.messages = Messages()
        self.media: dict[str, Answer] = {}
        self.plan: list[str] = []
        self.plan_get: list[str] = []
        self.pause = 1.0
        self.before_answer: Callable[[], object] = lambda: None
        self.let_go = Event()  # ends a hanging or trickling answer
        self.lock = Lock()
        self.arrived = Condition(self.lock)

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.server_address[1]}"

    def bodies(self) -> Counter[str]:
        """How often each text came in."""
        return Counter(form["Body"] for form in self.seen)

    def accepted(self) -> Counter[str]:
        """How often each text was accepted: what customers would read."""
        return Counter(message["body"] for message in self.messages)

    def wait_for(self, count: int) -> None:
        """Until that many POSTs have come in."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.seen) >= count, timeout=HANGS), "too few came in"

    def wait_for_calls(self, count: int) -> None:
        """Until that many calls of any kind have come in, also of callers that are gone by then."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.calls) >= count, timeout=HANGS), "too few came in"

    def finish_request(self, request: Any, client_address: Any) -> None:
        """On the caller's own thread, TLS included."""
        if self._tls:
            with self._tls.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        else:
            super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients are killed on purpose here; that is no news."""


class _Caller(StreamRequestHandler):
    """One connection, kept alive."""

    disable_nagle_algorithm = True
    going_on = True

    def handle(self) -> None:
        """Call after call, until either side has enough."""
        while self.going_on and (line := self.rfile.readline()):
            method, target, _version = line.decode().split()
            headers = {}
            while header := self.rfile.readline().decode().strip():
                name, _, value = header.partition(": ")
                headers[name.lower()] = value
            body = self.rfile.read(int(headers.get("content-length", 0)))
            self._answer(Call(method, target, headers), body)

    def _answer(self, call: Call, body: bytes) -> None:
        twilio = cast(LoopbackTwilio, self.server)
        with twilio.lock:
            twilio.calls.append(call)
            how, answer = self._posted(call, body) if call.method == "POST" else self._got(call)
            twilio.arrived.notify_all()
        if call.method == "POST":
            twilio.before_answer()
        FAULTS[how](self, answer)

    def _posted(self, call: Call, body: bytes) -> tuple[str, Answer]:
        twilio = cast(LoopbackTwilio, self.server)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        twilio.seen.append(form | {"path": call.target})
        planned = twilio.plan.pop(0) if twilio.plan else "accept"
        how = planned.removeprefix(KEPT)
        if how != planned or how in ALWAYS_KEPT:
            return _named(how, _json(201, twilio.messages.add(form)))
        return _named(how, _json(201, {}))

    def _got(self, call: Call) -> tuple[str, Answer]:
        twilio = cast(LoopbackTwilio, self.server)
        how = twilio.plan_get.pop(0) if twilio.plan_get else "accept"
        path = urlsplit(call.target).path
        if path in twilio.media:
            return _named(how, twilio.media[path])
        status, told = twilio.messages.asked(call.target)
        return _named(how, _json(status, told))

    def whole(self, answer: Answer) -> None:
        """As it should be."""
        self.wfile.write(answer.raw())

    def truncated(self, answer: Answer) -> None:
        """An answer that stops in the middle."""
        half = Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
        self.wfile.write(half.raw(len(answer.body)))
        self.going_on = False

    def reset(self, _answer: Answer) -> None:
        """The connection torn down after the request was read."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.going_on = False

    def hang(self, _answer: Answer) -> None:
        """No answer at all."""
        cast(LoopbackTwilio, self.server).let_go.wait(HANGS)
        self.going_on = False

    def trickle(self, answer: Answer) -> None:
        """A byte at a time, from the first on."""
        self._slowly(answer.raw())

    def trickle_body(self, answer: Answer) -> None:
        """The headers at once, the rest a byte at a time."""
        raw = answer.raw()
        head = len(raw) - len(answer.body)
        self.wfile.write(raw[:head])
        self._slowly(raw[head:])

    def _slowly(self, raw: bytes) -> None:
        twilio = cast(LoopbackTwilio, self.server)
        for byte in raw:
            self.wfile.write(bytes([byte]))
            if twilio.let_go.wait(twilio.pause):
                break
        self.going_on = False


def _json(status: int, told: Mapping[str, object]) -> Answer:
    return Answer(status, json.dumps(told).encode(), (("Content-Type", "application/json"),))


def _refusal(status: int, code: int, *headers: tuple[str, str]) -> Answer:
    told = _json(status, {"code": code, "message": "said no", "more_info": "", "status": status})
    return Answer(status, told.body, told.headers + headers)


PAGE = b"<html>hello</html>"
# What is said instead, where a fault is only another answer.
INSTEAD = {
    "refuse": _refusal(400, 21211),
    "problem": _json(400, {"type": "about:blank", "title": "no", "status": 400, "code": 21610}),  # RFC 9457
    "too_many": _refusal(429, 20429, ("Retry-After", "1")),
    "plain_404": Answer(404, PAGE),  # some machine in between
    "plain_429": Answer(429, PAGE, (("Retry-After", "7"),)),
    "broken": Answer(503, b"<html>Service Unavailable</html>", (("Content-Type", "text/html"),)),
    "not_json": Answer(201, PAGE),
    "nameless": _json(201, {}),
}
FAULTS: dict[str, Callable[[_Caller, Answer], None]] = {
    "accept": _Caller.whole,
    "truncated": _Caller.truncated,
    "reset": _Caller.reset,
    "hang": _Caller.hang,
    "trickle": _Caller.trickle,
    "trickle_body": _Caller.trickle_body,
}


def _named(how: str, answer: Answer) -> tuple[str, Answer]:
    """The fault's name in FAULTS, and the answer it is about."""
    if how in FAULTS:
        return how, answer
    if how in INSTEAD:
        return "accept", INSTEAD[how]
    status, code = how.split()
    return "accept", _refusal(int(status), int(code))


@contextmanager
def loopback_twilio(tls: SSLContext | None = None) -> Iterator[LoopbackTwilio]:
    """A server of this test's own, gone afterwards."""
    with serving(LoopbackTwilio(tls)) as server:
        yield server
