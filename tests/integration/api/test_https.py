"""The web process by TLS: the local authority, a renewed certificate, WebSockets inside; plain HTTP leads there."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.ports import free_port
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.certificates.authority import LocalAuthority
from offhook.config import Settings
from offhook.control import ask
from offhook.db.engine import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

PROGRAM = "from offhook.api.process import main; from offhook.config import Settings; main(Settings.from_environment())"
HOST = "127.0.54.4"


class Web:
    """The web process with HTTPS; database and switch are away."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.http, self.https = f"{HOST}:{free_port(HOST)}", f"{HOST}:{free_port(HOST)}"
        data.mkdir(exist_ok=True)
        self.edges = data / "run" / "edge.sock"
        self.log = data / "stderr"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "OFFHOOK_DATA": str(data),
                "OFFHOOK_HTTP": self.http,
                "OFFHOOK_HTTPS": self.https,
                **environment,
            },
            stderr=self.log.open("wb"),
        )

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://{self.http}/api/v1/health", timeout=30)
            except httpx.TransportError:
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def stop(self) -> str:
        self.process.terminate()
        self.process.wait(20)
        return self.log.read_text()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    running = Web(tmp_path_factory.mktemp("web"))
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def test_the_authoritys_root_can_be_had_and_opens_the_rest(web: Web) -> None:
    root = httpx.get(f"http://{web.http}/authority.crt")
    assert root.headers["content-type"] == "application/x-x509-ca-cert"
    trusting = ssl.create_default_context(cadata=root.text)
    answer = httpx.get(f"https://{web.https}/api/v1/health", verify=trusting)
    assert answer.status_code == 200
    assert "strict-transport-security" not in answer.headers  # the authority may cease to be trusted
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://{web.https}/")
    with connect(
        f"wss://{web.https}/sip", subprotocols=["sip"], ssl=trusting, legacy=True, origin=f"https://{web.https}"
    ) as phone:
        phone.send("\r\n\r\n")
        assert phone.recv(timeout=5) == "\r\n"


def test_old_tls_is_refused(web: Web) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    host, _, port = web.https.partition(":")
    with socket.create_connection((host, int(port))) as sock, pytest.raises(ssl.SSLError):
        context.wrap_socket(sock, server_hostname=host)


def test_a_renewed_certificate_is_shown_to_the_next_and_the_former_connection_goes_on(tmp_path: Path) -> None:
    def make(name: str) -> LocalAuthority:
        authority = LocalAuthority(tmp_path / name)
        authority.provide([name, HOST])
        return authority

    first, second = make("first"), make("second")
    mine = tmp_path / "mine.pem", tmp_path / "mine.key"

    def install(authority: LocalAuthority) -> None:
        shutil.copy(authority.pair.key, mine[1])
        shutil.copy(authority.pair.certificate, mine[0])

    install(first)
    web = Web(
        tmp_path / "data", OFFHOOK_TLS_CERTIFICATE=str(mine[0]), OFFHOOK_TLS_KEY=str(mine[1]), OFFHOOK_NAMES="pbx.test"
    )
    try:
        web.wait()
        url = f"https://{web.https}/api/v1/health"
        with httpx.Client(verify=ssl.create_default_context(cafile=str(first.root))) as client:
            assert client.get(url).status_code == 200
            time.sleep(1.1)
            mine[0].write_text("half a file")  # as if it were being copied
            assert httpx.get(url, verify=ssl.create_default_context(cafile=str(first.root))).status_code == 200
            install(second)
            time.sleep(1.1)
            assert httpx.get(url, verify=ssl.create_default_context(cafile=str(second.root))).status_code == 200
            assert client.get(url).status_code == 200  # on its connection of before
        assert httpx.get(f"http://{web.http}/authority.crt").status_code == 404  # there is nothing to trust
    finally:
        said = web.stop()
    assert "the former certificate stays in use" in said
    assert "a new certificate is in use" in said


def test_without_its_certificate_the_web_does_not_start_and_says_why(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.pem")
    web = Web(tmp_path, OFFHOOK_TLS_CERTIFICATE=gone, OFFHOOK_TLS_KEY=gone)
    assert web.process.wait(60)
    assert f"there is no file {gone}" in web.stop()


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[httpx.Response]]]:
    """A request by plain HTTP, to an outer address or to loopback."""
    context = Context(Settings(data=tmp_path, https="0.0.0.0:8443"), Database("postgresql://n@127.0.0.1:1/n"), ask)
    context.proofs["token"] = "token.thumbprint"
    transport = httpx.ASGITransport(create_app(context))

    async def get(path: str, to: str = "192.0.2.1", **options) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{to}:8080") as client:
            return await client.get(path, **options)

    yield get
    await context.database.close()


async def test_plain_http_from_outside_is_led_to_https(visit) -> None:
    answer = await visit("/calls?page=2", headers={"Host": "pbx.example.com:8080"})
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://pbx.example.com:8443/calls?page=2"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil/path", "a b", "user@evil", ""])
async def test_a_strange_host_is_led_nowhere(visit, host: str) -> None:
    assert (await visit("/", headers={"Host": host})).status_code == 400


async def test_acme_sees_its_proofs_by_plain_http(visit) -> None:
    assert (await visit("/.well-known/acme-challenge/token")).text == "token.thumbprint"
    assert (await visit("/.well-known/acme-challenge/other")).status_code == 404


async def test_loopback_stays_plain(visit) -> None:
    assert (await visit("/", to="127.0.0.1")).status_code == 200


def test_a_page_of_another_site_may_not_connect(web: Web) -> None:
    with pytest.raises(Exception, match="403"):
        connect(f"ws://{web.http}/sip", subprotocols=["sip"], legacy=True, origin="https://evil.example")


def test_another_subprotocol_is_refused(web: Web) -> None:
    with pytest.raises(Exception, match="400"):
        connect(f"ws://{web.http}/sip", subprotocols=["chat"], legacy=True)


def test_too_long_a_message_closes_the_connection(web: Web) -> None:
    with connect(f"ws://{web.http}/sip", subprotocols=["sip"], legacy=True) as phone:
        phone.send("x" * 70_000)
        with pytest.raises(ConnectionClosed) as closed:
            phone.recv(timeout=5)
        assert closed.value.rcvd.code == 1009
