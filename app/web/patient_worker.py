"""The web server's worker: one thread keeps all connections, the others only ever meet whole requests.

A connection that says nothing, a request that arrives by the letter, a reader as slow as that: each costs a socket and
a little memory, and none a thread. Waitress reads and writes, gunicorn starts, watches and replaces the processes.
"""

import logging
import os
import resource
import time
from io import BytesIO
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

log = logging.getLogger("mendpost.web")
MEGABYTE = 1024 * 1024
A_TURN = 1.0  # seconds between two looks at the clock
HEAD_TIME = 15.0  # seconds for the head of a request, from its first byte
BODY_TIME = 600.0  # seconds for a whole one: a dozen photos by a bad phone connection
SILENCE = 60  # seconds without a byte in either direction
LINGER = 1.0  # seconds in which a worker that stops still takes what a browser may be sending already
MOST_BODY = 256 * MEGABYTE  # twice what the application takes: it says no, and gives back the words
MOST_UNDER_WAY = 1024 * MEGABYTE  # of bodies that are not whole yet, on this worker's disk
MOST_CONNECTIONS = 1000
UNREAD = (
    "브라우저가 보낸 내용을 읽지 못했습니다. 이 사이트의 쿠키를 지우고 다시 열어 주세요.\n"
    "What your browser sent could not be read. Delete this site's cookies and open the page again.\n"
)


class _InOurWords(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A body the server does not take in, refused by the application, which gets the head alone."""

    def get_environment(self) -> dict[str, Any]:
        """Too long to be read, and nothing there to read."""
        told: dict[str, Any] = super().get_environment()
        return told | {"wsgi.input": BytesIO(), "CONTENT_LENGTH": str(MOST_BODY)}

    def execute(self) -> None:
        """Then close: what the browser still sends is not read."""
        self.set_close_on_finish()
        super().execute()


class _Unread(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """A head that cannot be read: nobody knows in which language, so it is said in both."""

    def execute(self) -> None:
        """As plain text."""
        body = UNREAD.encode()
        self.status = f"{self.request.error.code} {self.request.error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection."""

    def error_task_class(self, channel: HTTPChannel, request: Any) -> Any:
        """Who says what the server refuses."""
        too_large = isinstance(request.error, RequestEntityTooLarge)
        return (_InOurWords if too_large else _Unread)(channel, request)


class PatientWorker(Worker):  # type: ignore[misc]  # gunicorn has no types
    """Waitress under gunicorn's care."""

    def run(self) -> None:
        """Until asked to stop, or until whoever started us is gone; then what has begun is finished."""
        self._map: dict[int, Any] = {}
        self._begun: dict[int, float] = {}  # when requests that are not whole yet began, by their identity
        server = create_server(
            self.wsgi,
            map=self._map,
            sockets=[one.sock for one in self.sockets],
            threads=self.cfg.threads,
            backlog=self.cfg.backlog,
            asyncore_use_poll=True,
            channel_timeout=SILENCE,
            cleanup_interval=1,
            # Ours is kept by `_shed`: who came first may not lock out the next.
            connection_limit=2 * MOST_CONNECTIONS,
            max_request_body_size=MOST_BODY,
            clear_untrusted_proxy_headers=False,  # what to trust is the application's to say: TRUSTED_PROXIES
            log_socket_errors=False,  # people close their browsers
            ident=None,
        )
        for one in [one for one in self._map.values() if isinstance(one, BaseWSGIServer)]:
            one.channel_class = _Channel
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._room = min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._finish()
        server.task_dispatcher.shutdown(timeout=LINGER)

    def _turn(self, most: float = A_TURN) -> None:
        self.notify()
        wasyncore.loop(timeout=most, use_poll=True, map=self._map, count=1)
        self._tidy(time.time())

    def _channels(self) -> list[HTTPChannel]:
        return [one for one in list(self._map.values()) if isinstance(one, HTTPChannel)]

    def _tidy(self, now: float) -> None:
        """Let go of requests that take longer than anybody needs, and of the oldest where there is no more room."""
        arriving = [one for one in self._channels() if one.request is not None]
        self._begun = {id(one.request): self._begun.get(id(one.request), now) for one in arriving}
        for one in arriving:
            allowed = BODY_TIME if one.request.headers_finished else HEAD_TIME
            if now - self._begun[id(one.request)] > allowed:
                one.will_close = True
        self._shed(arriving)

    def _shed(self, arriving: list[HTTPChannel]) -> None:
        held = sum(one.request.body_bytes_received for one in arriving)
        for one in sorted(arriving, key=lambda one: -one.request.body_bytes_received):
            if held <= MOST_UNDER_WAY:
                break
            held -= one.request.body_bytes_received
            one.will_close = True
            log.warning("bodies under way take too much room: the largest is given up")
        if (surplus := len(self._map) - self._room) > 0:
            waiting = [one for one in self._channels() if not one.requests and not one.total_outbufs_len]
            for one in sorted(waiting, key=lambda one: one.last_activity)[:surplus]:
                one.will_close = True
            log.warning("more than %s connections: the quietest are closed", self._room)

    def _finish(self) -> None:
        """Take in what already waits at the door, shut it, and go when nothing is under way any more."""
        for server in [one for one in list(self._map.values()) if isinstance(one, BaseWSGIServer)]:
            before = -1
            while before != len(self._map):
                before = len(self._map)
                server.handle_accept()
            wasyncore.dispatcher.close(server)
        begun = time.time()
        while (channels := self._channels()) and time.time() - begun < self.cfg.graceful_timeout:
            for one in channels:
                if time.time() - begun > LINGER and not _is_under_way(one):
                    one.will_close = True
            self._turn(LINGER / 10)


def _is_under_way(channel: HTTPChannel) -> bool:
    """Whether somebody waits for an answer there, or sends a body."""
    arriving = channel.request is not None and channel.request.headers_finished
    return bool(channel.requests or channel.total_outbufs_len or arriving)
