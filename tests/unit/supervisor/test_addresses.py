"""Addresses in use, foreign and unreadable: each refusal names the option to use. Everything on loopback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from offhook.config import Settings
from offhook.listening import is_loopback
from offhook.supervisor.addresses import bind_http, bind_sip, require_loopback
from offhook.supervisor.errors import CannotStart


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_sip_sockets_are_bound_and_told() -> None:
    port = free_port()
    settings = Settings(data=Path("/nowhere"), sip=f"127.0.0.1:{port}")
    sockets = bind_sip(settings)
    udp, tcp = sockets.descriptors()
    assert sockets.environment() == {"OFFHOOK_SIP_FDS": f"udp:{udp},tcp:{tcp}"}
    with pytest.raises(CannotStart, match=f"port {port} on 127.0.0.1 is in use"):
        bind_sip(settings)
    sockets.close()
    bind_sip(settings).close()


def test_a_taken_tcp_port_frees_the_udp_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match="SIP over TCP"):
            bind_sip(Settings(data=Path("/nowhere"), sip=f"127.0.0.1:{port}"))
        with socket.socket(type=socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", port))


def test_a_taken_http_port_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match="in use") as caught:
            bind_http(Settings(data=Path("/nowhere"), http=f"127.0.0.1:{port}"))
    assert f"sport = :{port}" in str(caught.value)
    assert "--http" in str(caught.value)


@pytest.mark.parametrize("sip", ["192.0.2.1:5060", "no.such.host.invalid:5060", "127.0.0.1:sip", "127.0.0.1:70000"])
def test_addresses_that_cannot_be(sip: str) -> None:
    with pytest.raises(CannotStart, match="--sip"):
        bind_sip(Settings(data=Path("/nowhere"), sip=sip))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("192.0.2.1", False),
        ("pbx", False),
    ],
)
def test_loopback(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("sip", "http"), [("127.0.0.1:5060,192.0.2.7", "127.0.0.1:80"), ("127.0.0.1:5060", "192.0.2.7:80")]
)
def test_a_demo_stays_on_loopback(sip: str, http: str) -> None:
    require_loopback(Settings(data=Path("/nowhere")), "because")
    with pytest.raises(CannotStart, match="because"):
        require_loopback(Settings(data=Path("/nowhere"), sip=sip, http=http), "because")
