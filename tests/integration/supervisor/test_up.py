"""`offhook up --demo` as a whole: ready, restarts, refusals, and nothing left behind. Everything on loopback."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from tests.clusters import discard
from tests.ports import free_port

from offhook.db import cluster
from offhook.media import binary

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.real_time

HOST = "127.0.0.1"
OFFHOOK = [sys.executable, "-m", "offhook"]
OPTIONS = (
    b"OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=z9hG4bK%d;rport\r\nMax-Forwards: 70\r\n"
    b"From: <sip:test@localhost>;tag=1\r\nTo: <sip:localhost>\r\nCall-ID: %d@localhost\r\nCSeq: 1 OPTIONS\r\n"
    b"Content-Length: 0\r\n\r\n"
)


class Installation:
    """A running `offhook up`, with what it printed so far."""

    def __init__(self, data: Path, sip: int, http: int) -> None:
        self.data, self.sip, self.http = data, sip, http
        self.printed: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Start it and return the seconds until it is ready."""
        started = time.monotonic()
        command = [*OFFHOOK, "up", "--demo", "--data", str(self.data), "--sip", f"{HOST}:{self.sip}"]
        self.process = subprocess.Popen(
            [*command, "--http", f"{HOST}:{self.http}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.read_until("offhook is ready")
        return time.monotonic() - started

    def read_until(self, pattern: str) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line.rstrip())
            if re.search(pattern, line):
                return line
        raise AssertionError(f"{pattern!r} was not printed, but:\n" + "\n".join(self.printed))

    def signal(self, number: signal.Signals) -> int:
        """Send a signal to the supervisor and return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        status = self.process.wait(timeout=15)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return status

    def processes(self) -> dict[str, int]:
        """Return all processes that belong to the data folder, by what they are."""
        found = {}
        place = cluster.cluster_of(self.data)
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                environment = (folder / "environ").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if state == "Z":
                continue
            if os.fsencode(self.data / "run" / "media.sock") in arguments:
                found["media"] = int(folder.name)
            elif (
                b"-m" in arguments
                and b"offhook" in arguments
                and b"OFFHOOK_DATA=%b" % os.fsencode(self.data) in environment
            ):
                found[arguments[arguments.index(b"offhook") + 1].decode()] = int(folder.name)
            elif place is not None and os.fsencode(place) in arguments:
                found["postgres"] = int(folder.name)
        return found

    def await_only(self, names: set[str]) -> dict[str, int]:
        """Wait until just these run, beside a switch in waiting, and return them."""
        deadline = time.monotonic() + 20
        while (found := self.processes()).keys() - {"spared"} != names and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found.keys() - {"spared"} == names
        return {name: pid for name, pid in found.items() if name in names}

    def answers(self) -> bool:
        """Tell whether the switch answers an OPTIONS request within ten seconds."""
        with socket.socket(type=socket.SOCK_DGRAM) as phone:
            phone.bind((HOST, 0))
            phone.settimeout(10)
            port, token = phone.getsockname()[1], time.monotonic_ns()
            phone.sendto(OPTIONS % (HOST.encode(), HOST.encode(), port, token, token), (HOST, self.sip))
            try:
                return phone.recv(65535).startswith(b"SIP/2.0 200")
            except TimeoutError:
                return False


class Visitors:
    """Clients that ask for the web server's health all the time, by a connection of its own each time."""

    def __init__(self, port: int) -> None:
        self.failures: list[tuple[float, Exception]] = []
        self._served: list[float] = []
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(4)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_until_served(self, since: float) -> None:
        """Wait until each of them was served, having come after this moment."""
        deadline = time.monotonic() + 30
        while sum(began > since for began in self._served) < 2 * len(self._threads) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert any(began > since for began in self._served)

    def _visit(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            connection = http.client.HTTPConnection(HOST, self._port, timeout=30)
            try:
                connection.request("GET", "/api/v1/health")
                connection.getresponse().read()
                self._served.append(began)
            except (OSError, http.client.HTTPException) as failure:
                self.failures.append((began, failure))
            finally:
                connection.close()
            time.sleep(0.02)


def await_end(pid: int) -> None:
    """Wait until a process that was killed has let go of what it had open."""
    stat = Path(f"/proc/{pid}/stat")
    while True:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.001)


@contextmanager
def until(seconds: float) -> Iterator[None]:
    """Fail when the block takes longer."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    binary.path()
    made = Installation(tmp_path / "data", free_port(), free_port())
    yield made
    if made.process is not None:
        made.signal(signal.SIGTERM)
    left = made.processes().values()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    for pid in left:
        await_end(pid)
    discard(made.data)


def test_the_life_of_an_installation(installation: Installation) -> None:
    """One long test, because a start costs seconds: ready, restart of parts, second start, stop."""
    installation.start()
    printed = "\n".join(installation.printed)
    demo = json.loads((installation.data / "demo.json").read_text())
    for fact in (demo["number"], demo["web"]["url"], *(phone["password"] for phone in demo["extensions"])):
        assert fact in printed
    assert installation.answers()
    everything = {"media", "postgres", "switch", "tls", "web", "worker"}
    first = installation.await_only(everything)
    with urllib.request.urlopen(f"http://{HOST}:{installation.http}/api/v1/health", timeout=3) as answer:
        assert answer.status == 200

    # a second supervisor is refused, with the reason
    second = subprocess.run(
        [*OFFHOOK, "up", "--demo", "--data", str(installation.data)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert second.returncode == 2
    assert "already" in second.stderr

    # a request sent while no switch runs is answered by the next one
    os.kill(first["switch"], signal.SIGKILL)
    started = time.monotonic()
    assert installation.answers()
    assert time.monotonic() - started < 4  # far less on a quiet machine
    installation.read_until("switch was killed")
    assert installation.await_only(everything)["switch"] != first["switch"]

    # nobody who comes while no web process runs is refused or cut off: the next one takes them
    with Visitors(installation.http) as visitors:
        os.kill(first["web"], signal.SIGKILL)
        await_end(first["web"])
        dead_at = time.monotonic()
        installation.read_until("web was killed")
        visitors.wait_until_served(dead_at)
    assert not [failure for began, failure in visitors.failures if began > dead_at]

    # media server and database are restarted too
    for name in ("media", "postgres"):
        os.kill(first[name], signal.SIGKILL)
        deadline = time.monotonic() + 20
        while installation.processes().get(name) in {None, first[name]} and time.monotonic() < deadline:
            time.sleep(0.05)
    now = installation.await_only(everything)
    assert now["web"] != first["web"]
    assert now["worker"] == first["worker"]

    # the supervisor is killed: children go, media and database stay and are adopted
    assert installation.signal(signal.SIGKILL) == -signal.SIGKILL
    left = installation.await_only({"media", "postgres"})
    installation.start()
    now = installation.await_only(everything)
    assert {name: now[name] for name in left} == left
    assert installation.answers()

    with until(10):
        assert installation.signal(signal.SIGINT) == 0
    assert installation.processes() == {}


def test_a_stop_during_the_start_leaves_nothing(installation: Installation) -> None:
    command = [*OFFHOOK, "up", "--demo", "--data", str(installation.data), "--sip", f"{HOST}:{installation.sip}"]
    process = subprocess.Popen([*command, "--http", f"{HOST}:{installation.http}"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "database" in process.stdout.readline()  # "Making the database"
    with until(12):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    process.stdout.close()
    assert installation.processes() == {}


def test_a_port_in_use_is_explained(tmp_path: Path) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        command = [
            *OFFHOOK,
            "up",
            "--data",
            str(tmp_path),
            "--sip",
            f"{HOST}:{port}",
            "--http",
            f"{HOST}:{free_port()}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert f"port {port} on {HOST} is in use" in done.stderr
    assert "--sip" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_demo_is_not_shown_to_others(tmp_path: Path) -> None:
    command = [*OFFHOOK, "up", "--demo", "--data", str(tmp_path / "data"), "--sip", "192.0.2.1:5060"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "loopback" in done.stderr
    assert not (tmp_path / "data").exists()
