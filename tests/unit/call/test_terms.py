"""Where a leg's sound is met, and what its description says of that."""

from __future__ import annotations

import pytest

from offhook.call.terms import Addresses, Place
from offhook.config import Settings
from offhook.errors import MisuseError
from offhook.listening import ListenAddress, ListenAddresses
from offhook.sip.address import Flow

ADDRESSES = Addresses(
    ListenAddresses(
        [ListenAddress(("10.0.0.5", 5060), ("203.0.113.7", 5060)), ListenAddress(("2001:db8::1", 5060))],
        {"127.0.0.1": "127.0.0.1"}.get,
    )
)
V4, V4_NEAR = (
    Place("10.0.0.5", "203.0.113.7", ("203.0.113.7", "10.0.0.5")),
    Place("10.0.0.5", "10.0.0.5", ("203.0.113.7", "10.0.0.5")),
)
V6 = Place("2001:db8::1", "2001:db8::1", ("2001:db8::1",))


def flow(transport: str, local: str, remote: str) -> Flow:
    return Flow(transport, (local, 5060), (remote, 5060))


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (flow("udp", "10.0.0.5", "8.8.8.8"), V4),
        (flow("udp", "203.0.113.7", "8.8.8.8"), V4),
        (flow("udp", "203.0.113.7", "203.0.113.99"), V4),  # documentation stands for the Internet
        (flow("udp", "10.0.0.5", "192.168.1.9"), V4_NEAR),
        (flow("tls", "203.0.113.7", "8.8.8.8"), V4),
        (flow("wss", "127.0.0.1", "127.0.0.1"), V4),  # a proxy hides where the browser is
        (flow("wss", "::1", "::1"), V4),
        (flow("wss", "10.0.0.5", "192.168.1.9"), V4),
        (flow("wss", "2001:db8::1", "2001:db8::2"), V6),
        (flow("tcp", "2001:db8::1", "2001:db8::2"), V6),
        (flow("udp", "192.0.2.200", "8.8.8.8"), V4),  # an address that was given up meanwhile
        (flow("udp", "2001:db8::200", "2001:db8::2"), V6),
        (None, Place("10.0.0.5", "10.0.0.5", ("10.0.0.5",))),
    ],
)
def test_where_a_party_meets_us(way, place):
    assert ADDRESSES.place(way) == place


@pytest.mark.parametrize(
    ("way", "offered", "place"),
    [
        (flow("udp", "203.0.113.7", "8.8.8.8"), "2001:db8::9", V6),
        (flow("udp", "2001:db8::1", "2001:db8::2"), "8.8.8.8", V4),
        (flow("udp", "2001:db8::1", "2001:db8::2"), "192.168.1.9", V4),
        (flow("udp", "fd00::1", "fd00::2"), "192.168.1.9", V4_NEAR),
        (flow("udp", "203.0.113.7", "8.8.8.8"), "192.168.1.9", V4),  # a phone that does not know of its NAT
        (flow("wss", "10.0.0.5", "8.8.8.8"), "2001:db8::9", V4),
    ],
)
def test_sound_by_the_other_ip_version(way, offered, place):
    assert ADDRESSES.place(way, offered) == place


def test_where_a_told_address_is_bound():
    assert ADDRESSES.bound("203.0.113.7") == "10.0.0.5"
    assert ADDRESSES.bound("192.0.2.200") == "192.0.2.200"


def test_public_addresses():
    assert Settings(sip="10.0.0.5:5060", public="203.0.113.7").public_addresses == {"10.0.0.5": "203.0.113.7"}
    two = Settings(public="10.0.0.5=203.0.113.7, 2001:db8::1=2001:db8::2").public_addresses
    assert two == {"10.0.0.5": "203.0.113.7", "2001:db8::1": "2001:db8::2"}
    assert Settings().public_addresses == {}
    with pytest.raises(MisuseError, match="OFFHOOK_PUBLIC"):
        Settings(public="pbx.example.com")
