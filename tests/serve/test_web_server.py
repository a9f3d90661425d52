"""The web server beside people who are slow, silent or killed: real processes, real sockets, the order of events."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped]
import pytest

from app.edge.entering import MAX_UPLOAD, MOST_READ
from app.web.patient_worker import MOST_BODY
from app.web.uploads import MAX_PHOTO, MAX_PHOTOS
from tests.serve.test_serve import free_port, read_until, running

HEAD = b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = b"name=value&padding=" + b"x" * 1000


@contextmanager
def shop(folder: Path) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    """A demo shop under `make run`, its port, and the process at the terminal."""
    port = free_port()
    with running(folder, port) as server:
        read_until(server, "ready to answer", "jobs are ticking")
        assert login(port) == 200
        yield port, server


def login(port: int) -> int:
    """What another visitor gets; the time limit is that of a person who gives up, not a measurement."""
    with urlopen(f"http://127.0.0.1:{port}/login", timeout=30) as page:
        page.read()
        return int(page.status)


def connected(port: int, stack: ExitStack) -> socket.socket:
    return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))


def post(path: str = "/login") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(FORM)}\r\n\r\n"
    ).encode()


def answer(connection: socket.socket) -> bytes:
    """The whole answer; b'' where the connection was closed without one."""
    told = b""
    while piece := connection.recv(65536):
        told += piece
    return told


def is_refused_in_the_visitors_language(port: int) -> None:
    """Twelve photos of a camera: more than the server takes in, and a head too long to be read."""
    with ExitStack() as stack:
        large = connected(port, stack)
        large.sendall(
            b"POST /request HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ko\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n"
            + f"Content-Length: {MOST_BODY + 1}\r\n\r\n".encode()
        )
        told = answer(large).decode()
        assert told.startswith("HTTP/1.1 413")
        assert "모두 합쳐 120MB" in told
        unread = connected(port, stack)
        unread.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ".ljust(256 * 1024, b"x"))
        told = answer(unread).decode()
        assert told.startswith("HTTP/1.0 431")
        assert "쿠키를 지우고" in told


def test_too_much_is_refused_silent_half_sent_and_slow_ones_wait_alone_and_asked_to_stop_it_finishes_what_is_open(
    tmp_path: Path,
) -> None:
    """None of them is answered or closed before the visitor is: had they a thread each, the visitor would be last."""
    with shop(tmp_path) as (port, server), ExitStack() as stack:
        is_refused_in_the_visitors_language(port)
        silent = [connected(port, stack) for _ in range(100)]
        half = [connected(port, stack) for _ in range(40)]
        for one in half:
            one.sendall(HEAD)
        slow = [connected(port, stack) for _ in range(40)]
        for one in slow:
            one.sendall(post() + FORM[:10])
        assert [login(port) for _ in range(5)] == [200] * 5
        for one in (silent[0], half[0], slow[0], slow[1]):
            one.setblocking(False)
            with pytest.raises(BlockingIOError):
                one.recv(1)
            one.settimeout(60)
        half[0].sendall(b"\r\n")
        assert answer(half[0]).startswith(b"HTTP/1.1 200")
        slow[0].sendall(FORM[10:])
        assert answer(slow[0]).startswith(b"HTTP/1.1 400"), "no CSRF token: the form came in whole"
        silent[0].sendall(HEAD + b"\r\n")
        assert answer(silent[0]).startswith(b"HTTP/1.1 200")

        server.send_signal(signal.SIGTERM)
        assert silent[1].recv(1) == b"", "who says nothing is let go"
        with pytest.raises(OSError):
            connected(port, stack)
        for one in slow[1:]:
            one.sendall(FORM[10:])
        assert all(answer(one).startswith(b"HTTP/1.1 400") for one in slow[1:])
        server.communicate(timeout=60)
    assert server.returncode == 0


def test_what_is_killed_is_started_again_and_the_rest_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, port := free_port()) as server:
        said = read_until(server, "ready to answer", "jobs are ticking")
        web, jobs = (int(pid) for pid in re.findall(r"started \(pid=(\d+)\)", said))
        for worker in psutil.Process(web).children():
            worker.kill()
        until_answered(port)
        os.kill(jobs, signal.SIGKILL)
        assert "jobs stopped (rc=-9)" in read_until(server, "jobs started", "jobs are ticking")
        assert psutil.pid_exists(web)
        os.kill(web, signal.SIGKILL)
        assert "web stopped (rc=-9)" in read_until(server, "web started", "ready to answer")
        until_answered(port)


def until_answered(port: int) -> None:
    """A visitor who tries again, as browsers do while nobody listens."""
    deadline = time.monotonic() + 60
    while True:
        try:
            assert login(port) == 200
        except OSError:
            assert time.monotonic() < deadline, "nobody answers any more"
            time.sleep(0.1)
        else:
            return


def test_the_server_leaves_too_large_bodies_to_the_application_which_refuses_in_words() -> None:
    assert MOST_BODY >= MOST_READ > MAX_UPLOAD
    assert MOST_READ > (MAX_PHOTOS + 2) * MAX_PHOTO, "all a page asks for, each as large as it may be"
