"""As whom operators know us: by the IP version and the transport of the way to them, and by where they are."""

from __future__ import annotations

import pytest

from offhook.configuration import Trunk
from offhook.listening import ListenAddresses, read_addresses
from offhook.routing.way import OurAddresses
from offhook.sip.locating import Hop

OURS = OurAddresses(
    ListenAddresses(read_addresses("10.0.0.5:5070=203.0.113.7,[2001:db8::5]:5070", 5060, {})),
    ListenAddresses(read_addresses("10.0.0.5=203.0.113.7:6061,[2001:db8::5]", 5061, {})),
)


@pytest.mark.parametrize(
    ("hop", "local"),
    [
        (Hop("udp", "198.51.100.1", 5060), ("203.0.113.7", 5070)),
        (Hop("tcp", "192.168.1.9", 5060), ("10.0.0.5", 5070)),
        (Hop("tls", "198.51.100.1", 5061), ("203.0.113.7", 6061)),
        (Hop("tls", "192.168.1.9", 5061), ("10.0.0.5", 5061)),
        (Hop("udp", "2001:db8:9::9", 5060), ("2001:db8::5", 5070)),
        (Hop("tls", "2001:db8:9::9", 5061), ("2001:db8::5", 5061)),
    ],
)
def test_what_an_operator_is_told(hop: Hop, local: tuple[str, int]) -> None:
    assert OURS.reaches(hop)
    assert OURS.of(hop) == local
    flow = OURS.flow(Trunk("k", "Operator", hop.address), hop)
    assert (flow.transport, flow.local, flow.remote) == (hop.transport, local, (hop.address, hop.port))


def test_who_cannot_be_reached() -> None:
    four = OurAddresses(ListenAddresses(read_addresses("10.0.0.5", 5060, {})))
    assert not four.reaches(Hop("udp", "2001:db8:9::9", 5060))
    assert four.reaches(Hop("udp", "198.51.100.1", 5060))
