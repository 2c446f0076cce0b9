"""`offhook backup` while an installation runs, `offhook restore` elsewhere, and the telephones are at home there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from tests.clusters import discard
from tests.integration.supervisor.test_up import HOST, OFFHOOK, Installation
from tests.ports import free_port

from offhook.config import Settings
from offhook.control import ask
from offhook.sip.digest import Credentials, authorize
from offhook.sip.wire import Request, Response, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.real_time

REGISTER = (
    "REGISTER sip:{domain} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{branch};rport\r\n"
    "Max-Forwards: 70\r\nFrom: <sip:{user}@{domain}>;tag=1\r\nTo: <sip:{user}@{domain}>\r\nCall-ID: {branch}@phone\r\n"
    "CSeq: 1 REGISTER\r\nContact: <sip:{user}@{host}:{port}>\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
)


def register(sip: int, phone: dict[str, str], branch: str) -> int:
    """Register a telephone and return the last status."""
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind((HOST, 0))
        sock.settimeout(20)
        values = {"domain": phone["domain"], "user": phone["username"], "host": HOST, "port": sock.getsockname()[1]}
        request = parse(REGISTER.format(branch=branch, **values).encode())
        assert isinstance(request, Request)
        sock.sendto(request.encode(), (HOST, sip))
        response = parse(sock.recv(65535))
        assert isinstance(response, Response)
        if response.status != 401:
            return response.status
        header = authorize(request, response, Credentials(phone["username"], phone["password"]), "c0ffee", 1)
        again = parse(REGISTER.format(branch=f"{branch}b", **values).encode())
        assert isinstance(again, Request)
        again.add(*header)
        sock.sendto(again.encode(), (HOST, sip))
        answer = parse(sock.recv(65535))
        assert isinstance(answer, Response)
        return answer.status


def run(*arguments: str, passphrase: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"OFFHOOK_BACKUP_PASSPHRASE": passphrase}
    return subprocess.run(
        [*OFFHOOK, *arguments], capture_output=True, text=True, check=False, timeout=100, env=environment
    )


def registered(data: Path) -> dict[str, Any]:
    return dict(asyncio.run(ask(Settings(data=data), "registrations")))


@pytest.fixture
def installations(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    sip, http = free_port(), free_port()
    made = Installation(tmp_path / "here", sip, http), Installation(tmp_path / "there", sip, http)
    yield made
    for one in made:
        if one.process is not None:
            one.signal(signal.SIGTERM)
        discard(one.data)


@pytest.mark.timeout(240)
def test_an_installation_goes_on_elsewhere(installations: tuple[Installation, Installation], tmp_path: Path) -> None:
    here, there = installations
    here.start()
    phones = json.loads((here.data / "demo.json").read_text())["extensions"]
    assert register(here.sip, phones[0], "one") == 200
    with urllib.request.urlopen(f"http://{HOST}:{here.http}/api/v1/health/ready", timeout=20) as answer:
        assert json.load(answer)["status"] == "ready"
    with urllib.request.urlopen(f"http://{HOST}:{here.http}/metrics", timeout=20) as answer:
        text = answer.read().decode()
    assert 'offhook_registrations{transport="udp"} 1.0' in text
    assert all(f'offhook_memory_bytes{{process="{name}"}}' in text for name in ("switch", "web", "tls", "worker"))
    assert 'offhook_sip_requests_total{method="REGISTER",way="received"} 2.0' in text

    file = tmp_path / "b.backup"
    made = run("backup", str(file), "--data", str(here.data), passphrase="a long passphrase")
    assert made.returncode == 0, made.stderr
    here.signal(signal.SIGTERM)

    taken = run("restore", str(file), "--data", str(there.data), passphrase="a long passphrase")
    assert taken.returncode == 0, taken.stderr
    assert there.processes() == {}
    there.start()
    assert phones[0]["username"] in registered(there.data)
    assert register(there.sip, phones[1], "two") == 200
    assert register(there.sip, phones[2] | {"password": "another"}, "three") == 403
