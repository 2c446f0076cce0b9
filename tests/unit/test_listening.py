"""Lists of addresses: how they are read, what each peer is told, and by which we reach whom."""

from __future__ import annotations

import pytest

from offhook.config import Settings
from offhook.listening import ListenAddress, ListenAddresses, near, read_addresses

LAN, WAN, SIX = ("10.0.0.5", 5060), ("198.51.100.5", 5060), ("2001:db8::5", 5060)
PUBLIC = ("203.0.113.7", 5060)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("10.0.0.5", [ListenAddress(LAN)]),
        ("10.0.0.5:5070=203.0.113.7", [ListenAddress(("10.0.0.5", 5070), ("203.0.113.7", 5070))]),
        ("10.0.0.5 = 203.0.113.7:6000", [ListenAddress(LAN, ("203.0.113.7", 6000))]),
        ("10.0.0.5,[2001:db8::5]", [ListenAddress(LAN), ListenAddress(SIX)]),
        ("[2001:DB8:0::5]:5060", [ListenAddress(SIX)]),
        ("[fd00::5]:5070=[2001:db8::5]:5060", [ListenAddress(("fd00::5", 5070), SIX)]),
        ("localhost:5062", [ListenAddress(("127.0.0.1", 5062))]),
        ("10.0.0.5=10.0.0.5,", [ListenAddress(LAN)]),
        ("10.0.0.5:5060=203.0.113.7:1,10.0.0.5:5070=203.0.113.7:2",
         [ListenAddress(LAN, ("203.0.113.7", 1)), ListenAddress(("10.0.0.5", 5070), ("203.0.113.7", 2))]),
    ],
)  # fmt: skip
def test_lists_are_read(text: str, entries: list[ListenAddress]) -> None:
    assert list(read_addresses(text, 5060, {})) == entries


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no address"),
        (",", "no address"),
        ("pbx.example.com", "no IP address"),
        ("10.0.0.5:0", "port"),
        ("10.0.0.5:²", "port"),
        ("0.0.0.0:5060", "name the addresses"),
        ("[::]", "name the addresses"),
        ("224.0.0.1", "cannot be called"),
        ("[fe80::1]", "cannot be called"),
        ("10.0.0.5=2001:db8::5", "one IP version"),
        ("10.0.0.5=", "which address"),
        ("10.0.0.5=:5060", "which address"),
        ("10.0.0.5=pbx.example.com", "no IP address"),
        ("10.0.0.5,10.0.0.5:5060", "twice"),
        ("10.0.0.5=203.0.113.7,10.0.0.6=203.0.113.7", "twice"),
        ("10.0.0.5=203.0.113.7,203.0.113.7", "twice"),
    ],
)
def test_what_cannot_be_listened_on(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_addresses(text, 5060, {})


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("10.0.0.5", "192.168.7.7", True),
        ("10.0.0.5", "172.31.0.1", True),
        ("10.0.0.5", "172.32.0.1", False),
        ("127.0.0.1", "10.0.0.5", True),
        ("fd12::5", "fd34::1", True),
        ("10.0.0.5", "8.8.8.8", False),
        ("198.51.100.5", "10.0.0.5", False),
        ("10.0.0.5", "203.0.113.9", False),  # documentation: as good as outside
        ("10.0.0.5", "100.64.0.9", False),  # a carrier's translator is between
        ("100.64.0.5", "100.127.0.9", True),
        ("2001:db8::5", "2001:db8::6", False),
        ("10.0.0.5", "", False),
    ],
)
def test_who_is_near(ours: str, theirs: str, *, alike: bool) -> None:
    assert near(ours, theirs) is alike


def test_each_peer_is_told_its_own() -> None:
    entry = ListenAddress(LAN, PUBLIC)
    assert entry.told("192.168.1.9") == LAN
    assert entry.told("203.0.113.99") == PUBLIC
    assert ListenAddress(LAN).told("203.0.113.99") == LAN


def test_an_address_is_found_by_what_was_told() -> None:
    addresses = ListenAddresses([ListenAddress(LAN, PUBLIC), ListenAddress(SIX)])
    assert addresses.of(PUBLIC) == addresses.of(LAN) == addresses.of((LAN[0], 5061)) == addresses.first
    assert addresses.of(("192.0.2.99", 5060)) is None
    assert addresses.told(LAN, "8.8.8.8") == PUBLIC
    assert addresses.told(("192.0.2.99", 1), "8.8.8.8") == ("192.0.2.99", 1)


def test_the_way_to_a_peer() -> None:
    entries = [ListenAddress(LAN), ListenAddress(WAN), ListenAddress(SIX)]
    ways = {"10.9.9.9": LAN[0], "8.8.8.8": WAN[0], "9.9.9.9": "192.0.2.200"}
    addresses = ListenAddresses(entries, ways.get)
    assert [addresses.toward(remote) for remote in ("10.9.9.9", "8.8.8.8", "9.9.9.9", "2001:db8::9")] == [
        *entries[:2],
        entries[0],
        entries[2],
    ]
    assert ListenAddresses(entries[:2]).toward("2001:db8::9") is None


def test_one_public_address_belongs_to_the_first_of_its_kind() -> None:
    settings = Settings(sip="[fd00::5],10.0.0.5:5070", sip_tls="10.0.0.5", public="203.0.113.7")
    assert settings.sip_addresses == (
        ListenAddress(("fd00::5", 5060)),
        ListenAddress(("10.0.0.5", 5070), ("203.0.113.7", 5070)),
    )
    assert settings.sip_tls_addresses == (ListenAddress(("10.0.0.5", 5061), ("203.0.113.7", 5061)),)
    own = Settings(sip="10.0.0.5=203.0.113.8", public="203.0.113.7")
    assert own.sip_addresses == (ListenAddress(LAN, ("203.0.113.8", 5060)),)
    assert own.sip_tls_addresses == (ListenAddress(("10.0.0.5", 5061), ("203.0.113.8", 5061)),)


def test_the_web_server_has_lists_too() -> None:
    settings = Settings(http="127.0.0.1:80,[::]", https="[::1]:8443, 0.0.0.0:8444")
    assert settings.http_addresses == (("127.0.0.1", 80), ("::", 8080))
    assert settings.https_addresses == (("::1", 8443), ("0.0.0.0", 8444))  # noqa: S104  read, not bound
    assert Settings().https_address is None
