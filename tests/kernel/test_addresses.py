"""Whoever asks counts as one visitor, however a proxy writes the address, and however many IPv6 addresses a line has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.addresses import NOWHERE, counted, is_inside


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("203.0.113.7:", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ('"203.0.113.7:80"', "203.0.113.7"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("unknown", NOWHERE),
        ("_hidden", NOWHERE),
        ("203.0.113.7, 10.0.0.1", NOWHERE),
        ("999.1.1.1:80", NOWHERE),
        ("", NOWHERE),
        (None, NOWHERE),
        ("x" * 5000, NOWHERE),
    ],
)
def test_an_address_is_counted_as_who_it_stands_for(written: str | None, one: str) -> None:
    assert counted(written) == one


@given(st.text(max_size=400))
def test_whatever_is_written_it_counts_as_something_short(written: str) -> None:
    once = counted(written)
    assert 0 < len(once) <= 43
    assert once.isprintable()


@given(st.ip_addresses(), st.integers(0, 65535))
def test_a_port_makes_no_other_visitor(address: object, port: int) -> None:
    bare = str(address)
    assert counted(f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}") == counted(bare)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_line_with_many_addresses_is_one_visitor(address: object, host: int) -> None:
    network = int.from_bytes(address.packed) >> 64 << 64  # type: ignore[attr-defined]
    if network:  # within ::/64 lie the IPv4 addresses, each a line of its own
        sister = type(address)(network | host)  # type: ignore[call-arg]
        assert counted(str(sister)) == counted(str(address))


@pytest.mark.parametrize("host", ["localhost", "10.0.0.5", "::1", "shop", "shop.local", "a.internal"])
def test_a_host_of_ones_own_network_is_inside(host: str) -> None:
    assert is_inside(host)


@pytest.mark.parametrize("host", ["fix.example", "8.8.8.8", "2606:4700::1"])
def test_a_host_that_anybody_finds_is_not(host: str) -> None:
    assert not is_inside(host)
