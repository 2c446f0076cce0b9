"""A real nginx before the web process, configured as the how-to says."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.integration.api.test_https import Web
from tests.integration.api.test_sip_socket import OPTIONS, Switch
from websockets.asyncio.client import connect

from offhook.certificates.authority import LocalAuthority

if TYPE_CHECKING:
    from collections.abc import Iterator

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "addresses.md"
PROXY, BROWSER, CLAIMED = "127.0.102.7", "127.0.102.8", "203.0.113.66"
PORT = 8443
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin") or ""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """The web process, which trusts the proxy; in its folder there is the authority of the proxy's certificate."""
    (tmp_path / "run").mkdir()
    running = Web(tmp_path, OFFHOOK_TRUSTED_PROXIES=PROXY)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture
def authority(tmp_path: Path, web: Web) -> Iterator[ssl.SSLContext]:
    """An nginx is there; return who has signed for it."""
    if not NGINX:
        pytest.skip("nginx is not installed")
    made = LocalAuthority(tmp_path / "proxy")
    pair = made.provide([PROXY])
    (server,) = re.findall(r"```nginx\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    for said, here in (
        ("listen 443", f"listen {PROXY}:{PORT}"),
        ("/etc/ssl/pbx.pem", str(pair.certificate)),
        ("/etc/ssl/pbx.key", str(pair.key)),
        ("proxy_pass http://10.0.0.5:8080", f"proxy_bind {PROXY}; proxy_pass http://{web.http}"),
    ):
        assert said in server
        server = server.replace(said, here)
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log stderr;\nevents {{ }}\n"
        f"http {{ access_log off;\n{places}{server}}}\n"
    )
    process = subprocess.Popen([NGINX, "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    context = ssl.create_default_context(cafile=str(made.root))
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                answer = httpx.get(f"https://{PROXY}:{PORT}/api/v1/health", verify=context)
            except httpx.TransportError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                assert answer.status_code == 200
                break
        yield context
    finally:
        process.kill()
        process.wait()


async def test_a_browser_by_nginx_is_seen_as_what_it_is(authority: ssl.SSLContext, tmp_path: Path) -> None:
    """Its page may connect, its flow is secure and has its own address, not the one that it claims."""
    switch = Switch()
    await switch.edges.start(tmp_path / "run" / "edge.sock")
    try:
        page = connect(
            f"wss://{PROXY}:{PORT}/sip",
            subprotocols=["sip"],
            origin=f"https://{PROXY}:{PORT}",
            ssl=authority,
            local_addr=(BROWSER, 0),
            additional_headers={"X-Forwarded-For": CLAIMED, "X-Forwarded-Proto": "http"},
        )
        async with page as one:
            await one.send(OPTIONS % 1)
            assert await one.recv() == OPTIONS % 1
        ((_, flow),) = switch.got
        assert (flow.transport, flow.remote[0]) == ("wss", BROWSER)
    finally:
        switch.edges.close()
