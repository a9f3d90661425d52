"""A loopback server of one test, in a thread of its own, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread
from typing import TypeVar

LOOKS = (
    0.02  # seconds between its looks whether to close; half a second, its own habit, adds up over the tests
)

Server = TypeVar("Server", bound=BaseServer)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve until the block ends. One whose answers can hang has `let_go`, which sets them free first."""
    with server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": LOOKS}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            if let_go := getattr(server, "let_go", None):
                let_go.set()
            server.shutdown()
            thread.join()
