"""Targets: contacts of devices, and numbers behind trunks."""

from __future__ import annotations

import pytest
from tests.pair.company import ANNA, MAIN, OUTSIDE, company

from offhook.configuration import Trunk
from offhook.listening import ListenAddress, ListenAddresses
from offhook.routing.installation import Office
from offhook.routing.reach import Reach, Shown, caller_id_for, credentials_of, party_of
from offhook.routing.way import OurAddresses
from offhook.sip.address import Flow
from offhook.sip.locating import Hop, Place
from offhook.sip.register import Registrar
from offhook.sip.wire import Request

HERE = ("192.0.2.1", 5060)
OURS = OurAddresses(ListenAddresses([ListenAddress(HERE)]))
SHOWN = Shown(OUTSIDE, "Main line")


def register(registrar: Registrar, username: str, host: str, *, q: str = "1.0", path: str | None = None) -> None:
    request = Request(
        "REGISTER",
        "sip:example.test",
        [
            ("Via", f"SIP/2.0/UDP {host}:5060;branch=z9hG4bK1"),
            ("From", f"<sip:{username}@example.test>;tag=a"),
            ("To", f"<sip:{username}@example.test>"),
            ("Call-ID", host),
            ("CSeq", "1 REGISTER"),
            ("Contact", f"<sip:{username}@{host}:5060>;q={q}"),
            *([("Path", path), ("Supported", "path")] if path else []),
        ],
    )
    assert registrar.register(request, username, Flow("udp", HERE, (host, 5060)), 0.0).status == 200


def reach(registrar: Registrar | None = None, addresses: dict[str, str] | None = None) -> Reach:
    known = {"198.51.100.1": "198.51.100.1"} | (addresses or {})

    def hops_of(place: Place) -> list[Hop]:
        host = known.get(place.host)
        return [Hop(place.transport or "udp", host, place.port or 5060)] if host else []

    return Reach(registrar or Registrar(), OURS, hops_of)


def test_nobody_is_registered():
    assert reach().extension(Office.of(company()), ANNA, SHOWN) == []


def test_each_contact_of_each_device():
    registrar = Registrar()
    register(registrar, "anna", "203.0.113.11", q="0.5")
    register(registrar, "anna", "203.0.113.12")
    register(registrar, "boris", "203.0.113.13")
    found = reach(registrar).extension(Office.of(company()), ANNA, SHOWN)
    assert [target.uri for target in found] == ["sip:anna@203.0.113.12:5060", "sip:anna@203.0.113.11:5060"]
    assert found[0].flow == Flow("udp", HERE, ("203.0.113.12", 5060))
    assert (found[0].from_.display, found[0].from_.uri) == ("Main line", f"sip:{OUTSIDE}@example.test")
    assert found[0].to.uri == "sip:201@example.test"
    assert found[0].party == party_of(ANNA, company().devices[0])
    assert (found[0].silence_limit_s, found[0].credentials) == (None, None)


def test_path_becomes_the_route():
    registrar = Registrar()
    register(registrar, "anna", "203.0.113.11", path="<sip:edge.test;lr>")
    (target,) = reach(registrar).extension(Office.of(company()), ANNA, SHOWN)
    assert target.route == ("<sip:edge.test;lr>",)
    assert target.invite(b"offer").route == ["<sip:edge.test;lr>"]


def test_outside():
    (target,) = reach().outside(Trunk("k", "K", "198.51.100.1"), OUTSIDE, Shown(MAIN, "Example"))
    assert target.uri == f"sip:{OUTSIDE}@198.51.100.1"
    assert target.flow == Flow("udp", HERE, ("198.51.100.1", 5060))
    assert str(target.from_) == f"Example <sip:{MAIN}@192.0.2.1:5060>" or target.from_.display == "Example"
    assert target.party.trunk_id == "k"
    assert target.silence_limit_s == 4


@pytest.mark.parametrize(
    ("trunk", "uri", "own"),
    [
        (Trunk("k", "K", "sip.op.test", port=5070), f"sip:{OUTSIDE}@sip.op.test:5070", "192.0.2.1:5060"),
        (
            Trunk("k", "K", "sip.op.test", transport="tcp"),
            f"sip:{OUTSIDE}@sip.op.test;transport=tcp",
            "192.0.2.1:5060",
        ),
        (Trunk("k", "K", "sip.op.test", domain="op.test"), f"sip:{OUTSIDE}@sip.op.test", "op.test"),
        (Trunk("k", "K", "sip.op.test", port=0), f"sip:{OUTSIDE}@sip.op.test", "192.0.2.1:5060"),
        (Trunk("k", "K", "sip.op.test", port=0, transport="auto"), f"sip:{OUTSIDE}@sip.op.test", "192.0.2.1:5060"),
    ],
)
def test_outside_by_settings(trunk, uri, own):
    known = {"sip.op.test": "192.0.2.80"}
    (target,) = reach(addresses=known).outside(trunk, OUTSIDE, Shown(MAIN, ""))
    assert target.uri == uri
    assert target.from_.uri == f"sip:{MAIN}@{own}"
    assert target.flow.remote == (known[trunk.host], trunk.port or 5060)
    assert target.flow.transport == ("tcp" if trunk.transport == "tcp" else "udp")


def test_outside_by_the_other_family():
    trunk = Trunk("k", "K", "2001:db8::1")
    known = {"2001:db8::1": "2001:db8::1"}
    assert reach(addresses=known).outside(trunk, OUTSIDE, SHOWN) == []


def test_outside_without_address():
    assert reach().outside(Trunk("k", "K", "sip.unknown.test"), OUTSIDE, SHOWN) == []


def test_credentials_want_both_parts():
    assert credentials_of(Trunk("k", "K", "h", username="u")) is None
    assert credentials_of(Trunk("k", "K", "h", secret="s")) is None
    found = credentials_of(Trunk("k", "K", "h", username="u", secret="s"))
    assert (found.username, found.password) == ("u", "s")


def test_number_shown():
    office = Office.of(company())
    numbers = company().numbers
    assert caller_id_for(office, Trunk("k-op", "K", "h", caller_id="+3721")) == "+3721"
    assert caller_id_for(office, Trunk("k-op", "K", "h")) == MAIN
    assert caller_id_for(office, Trunk("k-other", "K", "h")) == MAIN
    other = numbers[0].__class__("n-3", "+3726000300", "", "k-other", None)
    assert caller_id_for(Office.of(company(numbers=(*numbers, other))), Trunk("k-other", "K", "h")) == "+3726000300"
    assert caller_id_for(Office.of(company(numbers=())), Trunk("k-op", "K", "h")) is None
