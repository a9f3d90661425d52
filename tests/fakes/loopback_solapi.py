"""A stand-in for SOLAPI's API on this machine: answers as told, and remembers what it was sent."""

import hashlib
import hmac
import json
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Lock
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from tests.fakes.serving import serving
from tests.fakes.solapi_answers import Said, an_answer, an_item
from tests.patience import HANGS

KEY, SECRET = "NCSKEYOFATEST000", "secret-of-a-test"
SIGNED = re.compile(r"HMAC-SHA256 ApiKey=(\S+), Date=(\S+), salt=(\S+), signature=(\S+)")


class LoopbackSolapi(ThreadingHTTPServer):
    """Speaks the two calls that are used; `plan` and `list_plan` say how the next answers look."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.seen: list[Said] = []  # the message of every POST that came in whole
        self.asked: list[dict[str, str]] = []  # the query of every listing
        self.kept: dict[str, Said] = {}  # what a listing shows, the newest first
        self.plan: list[str] = []
        self.list_plan: list[str] = []
        self.connections = 0
        self.signatures: set[str] = set()
        self.let_go = Event()  # ends a hanging answer
        self.lock = Lock()
        self.arrived = Condition(self.lock)

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def wait_for(self, count: int) -> None:
        """Until that many messages have come in."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.seen) >= count, timeout=HANGS), "too few came in"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count who calls."""
        self.connections += 1
        super().process_request(request, client_address)

    def keep(self, message: Said, code: str = "2000", *, at: datetime | None = None) -> str:
        """Take a message in; its id is returned."""
        name = f"M4V{len(self.kept):029d}"
        when = (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z")
        extra = {"messageId": name, "statusCode": code, "dateCreated": when, "dateUpdated": when}
        shown: Said = {
            "type": "SMS",
            "kakaoOptions": {"pfId": None, "buttons": []},
            "log": [],
            "reason": None,
        }
        self.kept = {name: {**shown, **message, **extra}, **self.kept}
        return name

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients go away on purpose here; that is no news."""


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def solapi(self) -> LoopbackSolapi:
        return cast(LoopbackSolapi, self.server)

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Take one message in, then answer by plan."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        (message,) = told["messages"]
        with self.solapi.lock:
            self.solapi.seen.append(
                {**message, "path": self.path, "showMessageList": told["showMessageList"]}
            )
            how = self.solapi.plan.pop(0) if self.solapi.plan else "accept"
            self.solapi.arrived.notify_all()
        if (stranger := self._stranger()) is not None:
            self._error(403, stranger)
            return
        getattr(self, how)(message)

    def do_GET(self) -> None:
        """List what was taken in, by plan."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        with self.solapi.lock:
            self.solapi.asked.append({**query, "path": urlsplit(self.path).path})
            how = self.solapi.list_plan.pop(0) if self.solapi.list_plan else "a_page"
        if (stranger := self._stranger()) is not None:
            self._error(403, stranger)
            return
        getattr(self, how)(query)

    def a_page(self, query: dict[str, str], **changes: Any) -> None:
        """The messages that fit, `limit` of them from `startKey` on."""
        fitting = {
            name: one
            for name, one in self.solapi.kept.items()
            if query.get("messageId", name) == name
            and query.get("to", one["to"]) == one["to"]
            and datetime.fromisoformat(query.get("startDate", "2000-01-01T00:00:00+00:00"))
            <= datetime.fromisoformat(one["dateCreated"])
        }
        names, limit = list(fitting), int(query["limit"])
        start = names.index(query["startKey"]) if "startKey" in query else 0
        shown, after = names[start : start + limit], names[start + limit : start + limit + 1]
        page = {"startKey": query.get("startKey"), "nextKey": after[0] if after else None, "limit": limit}
        page |= {"messageList": {name: fitting[name] for name in shown}} | changes
        self._say(200, json.dumps({key: value for key, value in page.items() if value != "left out"}))

    def without_next_key(self, query: dict[str, str]) -> None:
        """A page that does not say whether it is the last one."""
        self.a_page(query, nextKey="left out")

    def never_ending(self, query: dict[str, str]) -> None:
        """A page that always promises another."""
        self.a_page(query, nextKey=next(iter(self.solapi.kept)))

    def unfiltered(self, query: dict[str, str]) -> None:
        """Everything, whatever was asked."""
        self.a_page({"limit": query["limit"]})

    def nothing_listed(self, query: dict[str, str]) -> None:
        """An empty list, though messages were taken in."""
        self.a_page(query, messageList={}, nextKey=None)

    def accept(self, message: Said) -> None:
        """200, as it should be."""
        self._say(200, an_answer(listed=[an_item(self.solapi.keep(message), "2000")]))

    def accept_unlisted(self, message: Said) -> None:
        """200 that names the group only."""
        self.solapi.keep(message)
        self._say(200, an_answer(listed=None))

    def accept_with_priceless_price(self, message: Said) -> None:
        """200 as SOLAPI's own documents show it, with a list where the client wants a table."""
        self.solapi.keep(message)
        self._say(200, an_answer(listed=[]).replace('"price": {}', '"price": {"82": []}'))

    def listed_as_failed(self, message: Said) -> None:
        """200 that lists the message, as one that cannot be sent."""
        self._say(200, an_answer(listed=[an_item(self.solapi.keep(message, "1029"), "1029")]))

    def not_registered(self, message: Said, code: str = "1062") -> None:
        """200 in which the only message was not taken; SOLAPI keeps it, but does not send it."""
        failed = {
            "to": message["to"],
            "from": message["from"],
            "type": "SMS",
            "country": "82",
            "accountId": "1",
            "messageId": self.solapi.keep(message, code),
            "statusCode": code,
            "statusMessage": "not taken",
        }
        self._say(200, an_answer(listed=[], failed=[failed]))

    def opted_out(self, message: Said) -> None:
        """The same for somebody who refuses texts."""
        self.not_registered(message, "1061")

    def new_code(self, message: Said) -> None:
        """The same with a code of tomorrow."""
        self.not_registered(message, "1999")

    def no_money(self, _message: Said) -> None:
        """402, with SOLAPI's word."""
        self._error(402, "NotEnoughBalance")

    def wrong_field(self, _message: Said) -> None:
        """400, with SOLAPI's word."""
        self._error(400, "ValidationError")

    def repeated(self, message: Said) -> None:
        """403 to the second of two equal requests: something on the way made two of one."""
        self.solapi.keep(message)
        self._error(403, "DuplicatedSignature")

    def too_many(self, _message: Said) -> None:
        """429, with a word."""
        self._error(429, "TooManyRequests")

    def too_many_nameless(self, _message: Said) -> None:
        """429 of a gateway, in JSON without SOLAPI's word."""
        self._say(429, json.dumps({"message": "Too Many Requests"}), ("Retry-After", "1"))

    def html_404(self, _asked: Said) -> None:
        """A 404 that some machine in between wrote."""
        self._say(404, "<html>nothing here</html>")

    def list_404(self, _asked: Said) -> None:
        """A 404 in JSON that is no table."""
        self._say(404, "[]")

    def broken(self, asked: Said) -> None:
        """503 in HTML, after the message was taken."""
        self._keep_if_new(asked)
        self._say(503, "<html>Service Unavailable</html>")

    def moved(self, _asked: Said) -> None:
        """A redirect, as a portal would answer."""
        self._say(302, "", ("Location", "http://127.0.0.1:1/"))

    def not_json(self, asked: Said) -> None:
        """200 with something else in it."""
        self._keep_if_new(asked)
        self._say(200, "<html>welcome</html>")

    def another_shape(self, asked: Said) -> None:
        """200 in JSON that says nothing."""
        self._keep_if_new(asked)
        self._say(200, "{}")

    def truncated(self, asked: Said) -> None:
        """200 that stops in the middle."""
        self._keep_if_new(asked)
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b'{"groupInfo": {')
        self.close_connection = True

    def reset(self, asked: Said) -> None:
        """The connection torn down after the POST was read."""
        self._keep_if_new(asked)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def hang(self, asked: Said) -> None:
        """No answer at all."""
        self._keep_if_new(asked)
        self.solapi.let_go.wait(HANGS)
        self.close_connection = True

    def drip(self, asked: Said) -> None:
        """An answer that comes in byte by byte, and never ends by itself."""
        self._keep_if_new(asked)
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        while not self.solapi.let_go.wait(0.02):
            self.wfile.write(b" ")
        self.close_connection = True

    def _keep_if_new(self, asked: Said) -> None:
        if "text" in asked:
            self.solapi.keep(asked)

    def _stranger(self) -> str | None:
        """SOLAPI's word for a signature that is wrong or was seen before."""
        signed = SIGNED.fullmatch(self.headers["Authorization"])
        if signed is None or signed[1] != KEY:
            return "InvalidAPIKey"
        right = hmac.new(SECRET.encode(), (signed[2] + signed[3]).encode(), hashlib.sha256).hexdigest()
        if signed[4] != right:
            return "SignatureDoesNotMatch"
        if right in self.solapi.signatures:
            return "DuplicatedSignature"
        self.solapi.signatures.add(right)
        return None

    def _error(self, status: int, word: str) -> None:
        self._say(status, json.dumps({"errorCode": word, "errorMessage": "said so"}))

    def _say(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def loopback_solapi() -> Iterator[LoopbackSolapi]:
    """A server of this test's own, gone afterwards."""
    with serving(LoopbackSolapi()) as server:
        yield server
