"""A wire to a PostgreSQL server that loses one answer: the one to a COMMIT, which the server has done."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast

from sqlalchemy import make_url

from tests.fakes.serving import serving


class Wire(ThreadingTCPServer):
    """Carries bytes both ways. With `lose_commit` the server takes the next COMMIT, and its answer never arrives."""

    daemon_threads = True
    lose_commit = False

    def __init__(self, server_socket: str) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.server_socket = server_socket


class _Carrier(BaseRequestHandler):
    losing = False

    def handle(self) -> None:
        wire = cast(Wire, self.server)
        with socket.socket(socket.AF_UNIX) as inside, suppress(OSError):
            inside.connect(wire.server_socket)
            back = Thread(target=self._carry_back, args=(inside,), daemon=True)
            back.start()
            while piece := self.request.recv(65536):
                if wire.lose_commit and b"COMMIT" in piece:
                    wire.lose_commit, self.losing = False, True
                inside.sendall(piece)
            inside.shutdown(socket.SHUT_WR)
            back.join()

    def _carry_back(self, inside: socket.socket) -> None:
        with suppress(OSError):
            while (piece := inside.recv(65536)) and not self.losing:  # what comes now says that it is done
                self.request.sendall(piece)
        self._hang_up()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(url: str) -> Iterator[tuple[Wire, str]]:
    """The wire to that database's server, and the URL that leads through it."""
    there = make_url(url)
    folder = str(there.query["host"])
    with serving(Wire(f"{folder}/.s.PGSQL.5432")) as wire:
        host, port = wire.server_address[:2]
        through = there.set(host=str(host), port=int(port)).difference_update_query(["host"])
        yield wire, through.render_as_string(hide_password=False)
