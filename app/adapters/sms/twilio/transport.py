"""HTTP that ends with the call it is made for, and a way of it that only meets the public: an adapter of requests.

A read timeout alone starts again with every byte, so a server that sends one a second would hold the connection
for hours after nobody waits for it. Here each step gets what is left of the call at hand.
"""

from collections.abc import Callable
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from ipaddress import IPv6Address, ip_address
from socket import socket
from typing import Any, cast

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.adapters.calls import call_at_hand

KEPT_OPEN = 32  # connections to one host
SOON = 0.001  # seconds; no time at all would be a mistake to requests


class NotPublic(Exception):
    """The name led to an address inside somebody's network; nothing was sent there."""


class _Clocked(RawIOBase):
    """The bytes of one answer, each read limited by what is left of its call."""

    def __init__(self, raw: RawIOBase, connection: socket, left: Callable[[], float]) -> None:
        self._raw = raw
        self._connection = connection
        self._each = connection.gettimeout()
        self._left = left

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        """As much as has come; TimeoutError when the time is up."""
        left = self._left()
        if left <= 0:
            raise TimeoutError("the answer took too long as a whole")
        self._connection.settimeout(left if self._each is None else min(left, self._each))
        return cast("int | None", self._raw.readinto(buffer))

    def close(self) -> None:
        """Let go of the connection."""
        self._raw.close()
        super().close()


def is_inside(host: str) -> bool:
    """Whether a host is plainly not a public one by what it is called; names are not looked up."""
    try:
        return not _is_public(host.strip("[]"))
    except ValueError:  # a name, not an address; one without a dot is known only inside
        name = host.rstrip(".").lower()
        return "." not in name or name.endswith((".localhost", ".local", ".internal"))


def _is_public(address: str) -> bool:
    """Whether anybody may be met at that IP address; one wrapped in IPv6 is looked at inside."""
    ip = ip_address(address.split("%")[0])
    inner = (ip.ipv4_mapped or ip.sixtofour) if isinstance(ip, IPv6Address) else None
    return (inner or ip).is_global and not (inner or ip).is_multicast


def _pools(*, public_only: bool) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools by scheme, with those two habits."""

    class Answer(HTTPResponse):
        def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp: BufferedReader = BufferedReader(_Clocked(self.fp.detach(), sock, call_at_hand().left))

    class Meeting:
        response_class: type[HTTPResponse] = Answer

        def _new_conn(self) -> socket:
            # Asked of the connection itself, not of a look-up before it: a name cannot change in between.
            made = cast(socket, super()._new_conn())  # type: ignore[misc]  # of urllib3's connection beside it
            if public_only and not _is_public(made.getpeername()[0]):
                made.close()
                raise NotPublic
            return made

    class Plain(Meeting, HTTPConnection):
        pass

    class Secure(Meeting, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class EndingAdapter(HTTPAdapter):
    """No answer outlives the call it is for, whatever comes. With `public_only` no inside address is spoken to.

    Through a proxy it is the proxy that looks names up, so what it reaches is its own guard's affair.
    """

    def __init__(self, *, public_only: bool = False) -> None:
        self._direct = _pools(public_only=public_only)
        self._proxied = _pools(public_only=False)
        super().__init__(pool_maxsize=KEPT_OPEN, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As requests does, with our connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """As requests does; neither connecting nor a silence may take longer than the call has left.

        `timeout` is the pair of both, by name, as a session of requests hands it on.
        """
        left = call_at_hand().left() or SOON
        connect, read = kwargs["timeout"]
        kwargs["timeout"] = min(connect, left), min(read, left)
        return super().send(request, *args, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """As requests does, with our connections."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._proxied
        return manager
