"""Network addresses: as limits count them, and as hosts can be reached by others."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})
NOWHERE = "unknown"
SUBSCRIBER = 64  # bits of an IPv6 address that one line or one phone holds alone (RFC 6177, RFC 7934)
_BRACKETED = re.compile(r"\[([^\]]*)\](?::\d*)?")
_WITH_PORT = re.compile(r"([\d.]+):\d*")


def counted(address: str | None) -> str:
    """What a limit counts as one visitor: an IPv4 address, the /64 of an IPv6 one, else "unknown".

    Ports, brackets and zones that proxies write beside it are dropped, for each call has another port. Never
    longer than 43 characters, whatever was sent.
    """
    written = (address or "")[:100].strip().strip('"')
    bare = _BRACKETED.fullmatch(written) or _WITH_PORT.fullmatch(written)
    try:
        read = ip_address((bare[1] if bare else written).partition("%")[0])
    except ValueError:
        return NOWHERE
    mapped = _v4_within(read)
    return str(mapped) if mapped else str(ip_network((read.packed, SUBSCRIBER), strict=False))


def _v4_within(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address itself, also where it is written as ::ffff:192.0.2.1."""
    return address if isinstance(address, IPv4Address) else address.ipv4_mapped


def is_inside(host: str) -> bool:
    """Whether only machines of one's own network find that host."""
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name; one without a dot is known only inside
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))
