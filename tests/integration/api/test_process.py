from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = "from offhook.api.process import main; from offhook.config import Settings; main(Settings.from_environment())"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, int]]:
    """The web process, its address, and the pipe whose end it waits for; the database and the switch are away."""
    address = f"127.0.0.1:{free_port()}"
    reading, writing = os.pipe()
    environment = {
        "PATH": os.environ["PATH"],
        "OFFHOOK_DATA": str(tmp_path),
        "OFFHOOK_HTTP": address,
        "OFFHOOK_PARENT_FD": str(reading),
    }
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, pass_fds=[reading])
    os.close(reading)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert httpx.get(f"http://{address}/api/v1/health", timeout=30).status_code == 200
                break
            except httpx.TransportError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield process, address, writing
    finally:
        process.kill()
        process.wait()


def test_serves_without_database_and_switch_and_ends_with_its_supervisor(
    web: tuple[subprocess.Popen[bytes], str, int],
) -> None:
    process, address, writing = web
    health = httpx.get(f"http://{address}/api/v1/health").json()
    assert health == {"status": "degraded", "database": "away", "switch": "away", "disk": "ok"}
    response = httpx.get(f"http://{address}/api/v1/calls", headers={"Authorization": "Bearer offhook_x"})
    assert response.status_code == 503
    assert "server" not in response.headers
    os.close(writing)
    assert process.wait(10) == 0


def test_ends_when_told_to(web: tuple[subprocess.Popen[bytes], str, int]) -> None:
    process, _, writing = web
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) in {0, -signal.SIGTERM}
    os.close(writing)
