"""Where a leg's sound is met, and what its description says of that."""

from __future__ import annotations

import pytest

from offhook.call.terms import Addresses, Place
from offhook.config import Settings
from offhook.errors import MisuseError
from offhook.sip.address import Flow

ADDRESSES = Addresses("10.0.0.5", {"10.0.0.5": "203.0.113.7"})


def flow(transport: str, local: str, remote: str) -> Flow:
    return Flow(transport, (local, 5060), (remote, 5060))


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (flow("udp", "10.0.0.5", "8.8.8.8"), Place("10.0.0.5", "203.0.113.7", ("203.0.113.7", "10.0.0.5"))),
        (flow("udp", "10.0.0.5", "192.168.1.9"), Place("10.0.0.5", "10.0.0.5", ("203.0.113.7", "10.0.0.5"))),
        (flow("wss", "127.0.0.1", "127.0.0.1"), Place("10.0.0.5", "203.0.113.7", ("203.0.113.7", "10.0.0.5"))),
        (flow("udp", "0.0.0.0", "8.8.8.8"), Place("10.0.0.5", "203.0.113.7", ("203.0.113.7", "10.0.0.5"))),  # noqa: S104
        (flow("tcp", "2001:db8::1", "2001:db8::2"), Place("2001:db8::1", "2001:db8::1", ("2001:db8::1",))),
        (None, Place("10.0.0.5", "10.0.0.5", ("10.0.0.5",))),
    ],
)
def test_where_a_party_meets_us(way, place):
    assert ADDRESSES.place(way) == place


def test_public_addresses():
    assert Settings(sip="10.0.0.5:5060", public="203.0.113.7").public_addresses == {"10.0.0.5": "203.0.113.7"}
    two = Settings(public="10.0.0.5=203.0.113.7, 2001:db8::1=2001:db8::2").public_addresses
    assert two == {"10.0.0.5": "203.0.113.7", "2001:db8::1": "2001:db8::2"}
    assert Settings().public_addresses == {}
    with pytest.raises(MisuseError, match="OFFHOOK_PUBLIC"):
        Settings(public="pbx.example.com")
