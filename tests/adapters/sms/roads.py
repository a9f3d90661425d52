"""Roads to the outside that a test can look at: a CONNECT proxy, and the certificate of the stand-in."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast

import tests.fakes
from tests.fakes.serving import serving

CERTIFICATE = Path(tests.fakes.__file__).with_name("loopback.pem")


def server_tls() -> ssl.SSLContext:
    """TLS of a server that calls itself api.twilio.com, mms.twiliocdn.com, localhost and 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class Proxy(ThreadingTCPServer):
    """Leads every CONNECT to one port of this machine; `wanted` is where the callers thought they went.

    With `says_no`, such as "407 Proxy Authentication Required", it leads nobody anywhere.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.port = port
        self.wanted: list[str] = []
        self.says_no = ""

    @property
    def url(self) -> str:
        """As HTTPS_PROXY has it."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Tunnel(StreamRequestHandler):
    def handle(self) -> None:
        """Open the way, then carry bytes both ways until one side ends."""
        proxy = cast(Proxy, self.server)
        _method, target, _version = self.rfile.readline().decode().split()
        while self.rfile.readline().strip():
            pass
        proxy.wanted.append(target)
        if proxy.says_no:
            self.wfile.write(f"HTTP/1.1 {proxy.says_no}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        with socket.create_connection(("127.0.0.1", proxy.port)) as inside:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = Thread(target=_carry, args=(inside, self.connection), daemon=True)
            back.start()
            _carry(self.connection, inside)
            back.join()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy of this test's own, gone afterwards."""
    with serving(Proxy(port)) as proxy:
        yield proxy
