"""A PBX in a cloud that maps a public address onto its private one: who is outside is told the one, who is inside the
other, in Contact, Via and session description; IPv6 beside it needs no translator."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.baresip import Baresip
from tests.acceptance.nets import Namespaces, why_not
from tests.acceptance.pbx import PublicPbx
from tests.acceptance.sipp import Sipp
from tests.acceptance.sound import Sound
from tests.acceptance.webphone import SECURE_SDP, WebPhone
from tests.acceptance.wire import Wire
from tests.ports import free_port

from offhook.sip import sdp
from offhook.sip.address import host_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INNER, PUBLIC, SIX = "10.64.1.5", "198.51.100.7", "2001:db8:1::5"
STREET, STREET_SIX = "198.51.100.9", "2001:db8:2::9"
OFFICE = "10.64.2.9"
IP = 0x0800  # linux/if_ether.h
PROTOCOLS = {socket.IPPROTO_UDP: "UDP", socket.IPPROTO_TCP: "TCP"}
ANNA_HZ = 700
BORIS_HZ = 1000


class Town(Namespaces):
    """The cloud behind its translator, an office in the same private network, and the street outside."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "cloud", "router", "street", "office")
        for place, port in (("cloud", "inner"), ("street", "outer"), ("office", "side")):
            self.join(place, "uplink", "router", port)
        addresses = [
            ("cloud", "uplink", INNER, SIX),
            ("router", "inner", "10.64.1.1", "2001:db8:1::1"),
            ("street", "uplink", STREET, STREET_SIX),
            ("router", "outer", "198.51.100.1", "2001:db8:2::1"),
            ("office", "uplink", OFFICE, "2001:db8:3::9"),
            ("router", "side", "10.64.2.1", "2001:db8:3::1"),
        ]
        for where, device, four, six in addresses:
            self.ip(where, f"addr add {four}/24 dev {device}")
            self.ip(where, f"addr add {six}/64 dev {device} nodad")
        self.ip("router", f"addr add {PUBLIC}/24 dev outer")
        for place, gateway, six in (("cloud", "10.64.1.1", "2001:db8:1::1"), ("office", "10.64.2.1", "2001:db8:3::1")):
            self.ip(place, f"route add default via {gateway}")
            self.ip(place, f"route add default via {six}")
        self.ip("street", "route add default via 2001:db8:2::1")
        self.route("router")
        self.rules(f"""
table ip nat {{
    chain inward {{ type nat hook prerouting priority dstnat; iifname outer ip daddr {PUBLIC} dnat to {INNER}
    }}
    chain outward {{ type nat hook postrouting priority srcnat; oifname outer ip saddr {INNER} snat to {PUBLIC}
    }}
}}
table ip filter {{
    chain forward {{ type filter hook forward priority filter;
        ct status dnat accept
        iifname outer ct state new drop
    }}
}}
""")


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    if reason := why_not():
        pytest.skip(reason)
    made = Town(f"oht{os.getpid()}")
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def pbx(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicPbx]:
    """The PBX in the cloud; the test runs there."""
    with town.inside("cloud"):
        running = PublicPbx(
            tmp_path_factory.mktemp("cloud"),
            f"{INNER}:5060={PUBLIC},[{SIX}]:5060",
            OFFHOOK_DSCP_SIP="AF31",
            OFFHOOK_HTTP=f"{INNER}:8080",
        )
        yield running
        running.stop()


# where somebody is, as whom, and how the PBX is known there
WAYS = [("street", STREET, PUBLIC), ("office", OFFICE, INNER), ("street", STREET_SIX, SIX)]


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize(("where", "own", "told"), WAYS, ids=["outside", "inside", "ipv6"])
def test_what_a_telephone_is_told(town: Town, pbx: PublicPbx, where: str, own: str, told: str, *, tcp: bool) -> None:
    with town.inside(where):
        wire = Wire((told, 5060), tcp=tcp, address=(own, free_port(own)))
    with wire:
        ok = wire.call(pbx.facts("201"), "*43", 9, own)
        assert f"{host_text(told)}:5060" in ok.contact
        assert ok.media[0] == told
        assert f"IN IP{6 if ':' in told else 4} {told}" in ok.body.decode().partition("s=")[0]
        assert wire.hang_up(ok).status == 200  # sent to the Contact


@pytest.mark.parametrize(("where", "own", "told"), WAYS, ids=["outside", "inside", "ipv6"])
def test_what_an_operator_is_told(town: Town, pbx: PublicPbx, tmp_path: Path, where: str, own: str, told: str) -> None:
    """It answers a call of ours, and reaches us by the Contact that it got."""
    pbx.set_trunk(None, host=own, match=[own])
    with town.inside(where):
        folder, server = tmp_path / "operator", f"{host_text(told)}:5060"
        operator = Sipp(folder, "phone_answers", server, host=own, port=5060, sound=9)
    with closing(operator), town.inside("office"):
        with Wire((INNER, 5060), address=(OFFICE, free_port(OFFICE))) as wire:
            ok = wire.call(pbx.facts("202"), "+37255501234", 9, OFFICE)
            invite = operator.wait_for("INVITE")
            for name in ("Via", "Contact", "From"):
                assert host_text(told) in (invite.header(name) or ""), invite.text
                assert told == INNER or INNER not in (invite.header(name) or "")
            assert invite.media is not None
            assert invite.media[0] == told
            assert wire.hang_up(ok).status == 200
        operator.finish(10)


@pytest.mark.parametrize(("where", "server"), [("street", PUBLIC), ("office", INNER)], ids=["outside", "inside"])
def test_what_a_browser_is_told(town: Town, pbx: PublicPbx, where: str, server: str) -> None:
    """Both addresses: its checks find out which works."""
    facts = pbx.facts("203")
    with town.inside(where), closing(WebPhone(f"ws://{server}:8080/sip", facts["username"], facts["password"])) as page:
        request = page.build("INVITE", "sip:*43@offhook", "<sip:*43@offhook>", body=SECURE_SDP % 40000)
        request.add("Contact", f"<{page.contact}>")
        request.add("Content-Type", "application/sdp")
        answer = sdp.parse(page.proven(request, 20).body)
        assert answer.connection == PUBLIC
        found = [line.split()[4] for line in answer.media[0].attribute_values("candidate")]
        assert found == [PUBLIC, INNER]


@pytest.mark.parametrize("own", [STREET, STREET_SIX], ids=["ipv4", "ipv6"])
def test_inside_and_outside_hear_each_other(town: Town, pbx: PublicPbx, tmp_path: Path, own: str) -> None:
    with ExitStack() as stack:
        with town.inside("street"):
            server = PUBLIC if own == STREET else f"[{SIX}]"
            anna = stack.enter_context(closing(phone(pbx, tmp_path / "anna", "201", (own, server), ANNA_HZ)))
        with town.inside("office"):
            boris = stack.enter_context(closing(phone(pbx, tmp_path / "boris", "202", (OFFICE, INNER), BORIS_HZ)))
        boris.dial(f"sip:201@{INNER}")
        for one, hertz in ((anna, BORIS_HZ), (boris, ANNA_HZ)):
            one.wait_for("CALL_ESTABLISHED", 20)
            one.wait_until_heard(hertz, 0.5)
        if own == STREET:
            pbx.kill_switch()  # the next one knows by which address the party outside knows us
        boris.hang_up()
        anna.wait_for("CALL_CLOSED", 20)


def test_packets_are_marked(town: Town, pbx: PublicPbx) -> None:
    """As seen on the wire outside: signalling as it was set, sound for expedited forwarding."""
    with town.inside("street"):
        seen = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(IP))
        sound = Sound(STREET)
        wires = [Wire((PUBLIC, 5060), tcp=tcp, address=(STREET, free_port(STREET))) for tcp in (False, True)]
    with seen, closing(sound):
        for wire in wires:
            with wire:
                ok = wire.call(pbx.facts("203"), "*43", sound.port, STREET)
                sound.silence()
                sound.send_to(ok.media)
                sound.press("1")  # without what the echo says
                sound.tone(ANNA_HZ)
                sound.wait_for_tone(ANNA_HZ)
                assert wire.hang_up(ok).status == 200
        seen.settimeout(0.1)
        marks: dict[str, set[int]] = {}
        with suppress(TimeoutError):
            while packet := seen.recv(2048):
                if packet[12:16] == socket.inet_aton(PUBLIC) and packet[9] in PROTOCOLS:
                    rtp = packet[9] == socket.IPPROTO_UDP and int.from_bytes(packet[20:22]) != 5060
                    marks.setdefault("RTP" if rtp else PROTOCOLS[packet[9]], set()).add(packet[1] >> 2)
    assert marks == {"UDP": {26}, "TCP": {26}, "RTP": {46}}


def phone(pbx: PublicPbx, folder: Path, extension: str, ways: tuple[str, str], hertz: float) -> Baresip:
    """Return a registered phone at an address that knows the PBX by another; to be called inside its network."""
    facts, (own, server) = pbx.facts(extension), ways
    account = (
        f"<sip:{facts['username']}@{server}>;auth_user={facts['username']};auth_pass={facts['password']};regint=60"
    )
    made = Baresip(folder, account, hertz=hertz, host=own)
    made.wait_for_log("200 OK")
    return made
