"""ACME with Pebble, the test server of Let's Encrypt's makers: a certificate is ordered, shown, and ordered again."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.integration.api.test_https import Web
from tests.ports import free_port

from offhook.certificates.acme import is_due, order
from offhook.certificates.authority import LocalAuthority
from offhook.certificates.files import is_for, read_certificate
from offhook.certificates.store import CertificateStore
from offhook.config import Settings
from offhook.errors import RemoteError, ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "127.0.54.4"
NAME = "pbx.offhook.test"

pytestmark = pytest.mark.skipif(shutil.which("pebble") is None, reason="pebble is not installed")


class Pebble:
    """An ACME server that finds every name at HOST and looks for proofs at `http_port` there."""

    def __init__(self, folder: Path, http_port: int) -> None:
        own = LocalAuthority(folder)
        own.provide([HOST])
        self.root = own.root
        listen, management, dns, other = (free_port(HOST) for _ in range(4))
        config = {
            "listenAddress": f"{HOST}:{listen}",
            "managementListenAddress": f"{HOST}:{management}",
            "certificate": str(own.pair.certificate),
            "privateKey": str(own.pair.key),
            "httpPort": http_port,
            "tlsPort": 1,
        }
        (folder / "pebble.json").write_text(json.dumps({"pebble": config}))
        self.directory = f"https://{HOST}:{listen}/dir"
        self._management = f"https://{HOST}:{management}"
        environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
        off = [f"-{name}=" for name in ("http01", "https01", "tlsalpn01")]
        names = [f"-defaultIPv4={HOST}", "-defaultIPv6=", f"-dns01={HOST}:{dns}", f"-management={HOST}:{other}"]
        quiet = subprocess.DEVNULL
        self._processes = [
            subprocess.Popen(["pebble-challtestsrv", *names, *off], stdout=quiet, stderr=quiet),
            subprocess.Popen(
                ["pebble", "-strict", "-config", str(folder / "pebble.json"), "-dnsserver", f"{HOST}:{dns}"],
                env=environment, stdout=quiet, stderr=quiet,
            ),
        ]  # fmt: skip
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx.get(self.directory, verify=ssl.create_default_context(cafile=str(self.root)))
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def trusting(self) -> ssl.SSLContext:
        """Return a context that trusts the certificates that this server gives."""
        pem = httpx.get(f"{self._management}/roots/0", verify=ssl.create_default_context(cafile=str(self.root))).text
        return ssl.create_default_context(cadata=pem)

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def http_port() -> int:
    return free_port(HOST)


@pytest.fixture
def pebble(tmp_path: Path, http_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pebble]:
    running = Pebble(tmp_path / "pebble", http_port)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.root))
    yield running
    running.stop()


def settings(tmp_path: Path, directory: str) -> Settings:
    return Settings(data=tmp_path, acme=directory, acme_email="admin@offhook.test", names=(NAME,), https=f"{HOST}:8443")


def shown_to(web: Web, context: ssl.SSLContext) -> bool:
    host, _, port = web.https.partition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=5) as sock:
            context.wrap_socket(sock, server_hostname=NAME).close()
    except (OSError, ssl.SSLError):
        return False
    return True


def test_the_web_process_orders_its_certificate_and_shows_it(tmp_path: Path, pebble: Pebble, http_port: int) -> None:
    data = tmp_path / "data"
    address = f"{HOST}:{http_port}"
    web = Web(
        data,
        OFFHOOK_HTTP=address,
        OFFHOOK_ACME=pebble.directory,
        OFFHOOK_ACME_EMAIL="admin@offhook.test",
        OFFHOOK_NAMES=NAME,
    )
    web.http = address
    try:
        web.wait()
        trusting = pebble.trusting()
        deadline = time.monotonic() + 60
        while not shown_to(web, trusting):
            assert time.monotonic() < deadline
            assert web.process.poll() is None
            time.sleep(0.2)
    finally:
        said = web.stop()
    store = CertificateStore(settings(data, pebble.directory))
    for path in (store.acme.certificate, store.acme_account):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "PRIVATE KEY" in path.read_text()
    assert "PRIVATE KEY" not in said
    assert not store.local
    assert not is_due(store.acme.certificate, [NAME])
    assert is_due(store.acme.certificate, [NAME, "more.offhook.test"])


async def test_a_second_order_uses_the_account_and_a_new_key(tmp_path: Path, pebble: Pebble, http_port: int) -> None:
    wanted, proofs = settings(tmp_path, pebble.directory), {}
    store = CertificateStore(wanted)

    async def show(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        token = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode().rpartition("/")[2]
        body = proofs.get(token, "")
        writer.write(f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()

    server = await asyncio.start_server(show, HOST, http_port)
    contents = []
    for _ in range(2):
        await asyncio.to_thread(order, wanted, store, proofs)
        contents.append((store.acme_account.read_bytes(), store.acme.certificate.read_bytes()))
        assert is_for(read_certificate(store.acme.certificate), NAME)
        assert not proofs
    server.close()
    (account, first), (same, second) = contents
    assert account == same
    assert first.partition(b"PRIVATE KEY")[2] != second.partition(b"PRIVATE KEY")[2]


def test_a_name_that_leads_elsewhere_is_explained(tmp_path: Path, pebble: Pebble) -> None:
    wanted = settings(tmp_path, pebble.directory)
    store, proofs = CertificateStore(wanted), {}
    with pytest.raises(RemoteError, match=NAME):  # nobody shows the proof
        order(wanted, store, proofs)
    assert not proofs
    assert not store.acme.certificate.exists()


def test_a_server_that_is_away_is_named(tmp_path: Path) -> None:
    wanted = settings(tmp_path, f"https://{HOST}:1/dir")
    with pytest.raises(ResourceError, match=r"127\.0\.54\.4:1/dir"):
        order(wanted, CertificateStore(wanted), {})
