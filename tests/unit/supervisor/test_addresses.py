"""Addresses in use, foreign and unreadable: each refusal names the option to use. Everything on loopback."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from tests.ports import free_port

from offhook.config import Settings
from offhook.listening import is_loopback
from offhook.supervisor.addresses import AllSockets, bind_http, bind_sip, require_loopback
from offhook.supervisor.errors import CannotStart
from offhook.supervisor.welcome import welcome
from offhook.transport.sockets import inherited


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


def test_lists_are_bound_entry_by_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    sip, tls, http = free_port(), free_port(), free_port()
    settings = Settings(
        data=Path("/nowhere"),
        sip=f"127.0.102.1:{sip}=203.0.113.7,[::1]:{sip}",
        sip_tls=f"127.0.102.1:{tls},[::1]:{tls}",
        http=f"127.0.102.1:{http}",
        https=f"[::1]:{http}",
    )
    sockets = AllSockets.bind(settings)
    wanted = [
        (sockets.sip, [("udp", "127.0.102.1"), ("tcp", "127.0.102.1"), ("udp", "::1"), ("tcp", "::1")]),
        (sockets.tls, [("tls", "127.0.102.1"), ("tls", "::1")]),
        (sockets.http, [("http", "127.0.102.1"), ("https", "::1")]),
    ]
    for held, places in wanted:
        ((name, told),) = held.environment().items()
        copies = [f"{kind}:{os.dup(int(number))}" for kind, number in (one.split(":") for one in told.split(","))]
        monkeypatch.setenv(name, ",".join(copies))
        found = inherited(name)  # as the child does
        assert [(kind, sock.getsockname()[0]) for kind, sock in found] == places
        for _, sock in found:
            sock.close()
    sockets.close()
    with socket.socket() as taken:
        taken.bind(("127.0.102.1", tls))
        with pytest.raises(CannotStart, match=r"OFFHOOK_SIP_TLS 127\.0\.102\.1:PORT"):
            AllSockets.bind(settings)
    AllSockets.bind(settings).close()  # nothing was kept


def test_a_public_address_without_a_local_one_is_said() -> None:
    with pytest.raises(CannotStart, match=r"OFFHOOK_PUBLIC: 10\.9\.9\.9"):
        bind_sip(Settings(data=Path("/nowhere"), sip="127.0.102.1:5999", public="10.9.9.9=203.0.113.7"))
    with pytest.raises(CannotStart, match="OFFHOOK_PUBLIC"):
        bind_sip(Settings(data=Path("/nowhere"), sip="127.0.102.1:5999", public="2001:db8::7"))


def test_all_addresses_are_shown() -> None:
    settings = Settings(
        data=Path("/data"), http="127.0.0.1,[::1]:8081", sip="10.0.0.5=203.0.113.7,[2001:db8::5]", sip_tls="10.0.0.5"
    )
    assert welcome(settings).splitlines() == [
        "Web    http://127.0.0.1:8080",
        "       http://[::1]:8081",
        "SIP    10.0.0.5:5060, 203.0.113.7:5060 from outside (UDP and TCP)",
        "       [2001:db8::5]:5060 (UDP and TCP)",
        "       10.0.0.5:5061 (TLS)",
        "Data   /data",
    ]


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
