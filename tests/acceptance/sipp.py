"""SIPp as an operator or a phone that does exactly what a scenario file says."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.ports import family_of, free_port

SCENARIOS = Path(__file__).with_name("scenarios")
BIND_SECONDS = 20.0
_ENTRY = re.compile(r"(?:UDP|TCP) message (received|sent)[^\n]*\n\n(.*?)(?=\n-{30,} \d{4}-|\Z)", re.DOTALL)


def has_port(pid: int, port: int) -> bool:
    """Tell whether a process has a socket on this UDP port, in its own network."""
    place, own = Path(f"/proc/{pid}"), set()
    try:
        tables = [(place / "net" / kind).read_text() for kind in ("udp", "udp6")]
        for descriptor in (place / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                own.add(str(descriptor.readlink()))
    except OSError:  # it has ended
        return False
    sockets = [line.split() for table in tables for line in table.splitlines()]
    return any(one[1].endswith(f":{port:04X}") and f"socket:[{one[9]}]" in own for one in sockets)


@dataclass(frozen=True)
class Seen:
    """One message that SIPp sent or received."""

    sent: bool
    text: str

    @property
    def start(self) -> str:
        return self.text.partition("\n")[0].strip()

    def header(self, name: str) -> str | None:
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.text, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else None

    @property
    def media(self) -> tuple[str, int] | None:
        """Where the SDP in it wants sound."""
        address = re.search(r"^c=IN IP[46] (\S+)", self.text, re.MULTILINE)
        port = re.search(r"^m=audio (\d+)", self.text, re.MULTILINE)
        return (address[1], int(port[1])) if address and port else None


class Sipp:
    """One SIPp that runs `scenario` with these `keys`; `calls` is after how many it ends, `pause_ms` its `<pause />`,
    `status` is what stands for `@status@` in the file, `login` user and password, `transport` as SIPp's -t has it."""

    def __init__(
        self,
        folder: Path,
        scenario: str,
        target: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        calls: int = 1,
        pause_ms: int = 0,
        seconds: int = 60,
        status: str = "",
        login: tuple[str, str] | None = None,
        transport: str = "u1",
        **keys: str | int,
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        text = (SCENARIOS / f"{scenario}.xml").read_text().replace("@status@", status)
        self._scenario = folder / f"{scenario}.xml"
        self._scenario.write_text(text)
        self.messages = folder / "messages"
        self.errors = folder / "errors"
        self.output = folder / "output"
        self._called = port != 0
        self.host, self.port = host, port or free_port(host)
        command = [shutil.which("sipp") or "sipp", target, "-sf", str(self._scenario)]
        command += [
            "-i",
            host,
            "-mi",
            host,
            "-p",
            str(self.port),
            "-m",
            str(calls),
            "-nostdin",
            "-timeout",
            f"{seconds}s",
        ]
        command += ["-timeout_error", "-trace_msg", "-message_file", str(self.messages)]
        command += ["-trace_err", "-error_file", str(self.errors)]
        command += ["-d", str(pause_ms), "-t", transport]
        if login is not None:
            command += ["-au", login[0], "-ap", login[1]]
        for name, value in keys.items():
            command += ["-key", name, str(value)]
        self._command = command
        self._target = target
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until it can be called; an address that somebody else has for a moment is waited for."""
        deadline = time.monotonic() + BIND_SECONDS
        while True:
            with self.output.open("wb") as output:
                process = subprocess.Popen(self._command, cwd=self.folder, stdout=output, stderr=subprocess.STDOUT)
            while self._called and process.poll() is None and not has_port(process.pid, self.port):
                assert time.monotonic() < deadline, self.output.read_text(errors="replace")
                time.sleep(0.02)
            busy = process.poll() is not None and "bind" in self.output.read_text(errors="replace").lower()
            if not busy or time.monotonic() > deadline:
                return process
            time.sleep(0.3)

    def seen(self) -> list[Seen]:
        """Return all messages so far, in order."""
        text = self.messages.read_text(errors="replace") if self.messages.exists() else ""
        return [Seen(kind == "sent", body) for kind, body in _ENTRY.findall(text)]

    def received(self, start: str) -> list[Seen]:
        """Return what came and begins so."""
        return [one for one in self.seen() if not one.sent and one.start.startswith(start)]

    def wait_for(self, start: str, seconds: float = 15.0, *, count: int = 1) -> Seen:
        """Wait for the message number `count` that begins so, e.g. `INVITE` or `SIP/2.0 183`."""
        deadline = time.monotonic() + seconds
        while len(found := self.received(start)) < count:
            if time.monotonic() > deadline or (self.process.poll() is not None and len(self.received(start)) < count):
                raise AssertionError(f"no {start!r} within {seconds} s: {self.story()}")
            time.sleep(0.03)
        return found[count - 1]

    def media(self, start: str = "SIP/2.0 200", seconds: float = 15.0) -> tuple[str, int]:
        """Wait for a message that begins so and return where its SDP wants sound."""
        found = self.wait_for(start, seconds).media
        assert found is not None, self.story()
        return found

    def finish(self, seconds: float = 30.0) -> None:
        """Wait until all calls went as the scenario says."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"SIPp goes on: {self.story()}") from None
        assert status == 0, self.story()

    def story(self) -> str:
        """Return what helps to understand a failure."""
        lines = [f"{'→' if one.sent else '←'} {one.start}" for one in self.seen()]
        errors = self.errors.read_text(errors="replace")[-1500:] if self.errors.exists() else ""
        output = self.output.read_text(errors="replace")[-600:] if not lines else ""
        return "\n".join([self._command[3], *lines, errors, output])

    def close(self) -> None:
        """End it; a call that it made and that goes on is hung up, lest it rings the phones of the next test."""
        goes_on = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        acknowledged = [one.text for one in self.seen() if one.sent and one.start.startswith("ACK")]
        if goes_on and acknowledged:
            self._hang_up(acknowledged[-1])

    def _hang_up(self, ack: str) -> None:
        bye = re.sub(r"^ACK", "BYE", ack.strip()).replace("branch=", "branch=z9hG4bK-end-", 1)
        bye = re.sub(r"^CSeq:.*$", "CSeq: 99 BYE", bye, flags=re.MULTILINE)
        host, _, port = self._target.rpartition(":")
        with socket.socket(family_of(self.host), socket.SOCK_DGRAM) as sock:
            sock.bind((self.host, self.port))
            sock.settimeout(2)
            sock.sendto("\r\n".join([*bye.splitlines(), "", ""]).encode(), (host.strip("[]"), int(port)))
            with contextlib.suppress(TimeoutError):
                sock.recv(65536)
