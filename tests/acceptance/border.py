"""Kamailio as an operator's border, with rtpengine in the way of the sound."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.acceptance.pbx import OPERATOR
from tests.acceptance.sipp import has_port
from tests.ports import free_port, own_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONFIGURATION = Path(__file__).with_name("border.cfg")
EDGE = own_host(13)  # before telephones
INSIDE = own_host(12)  # the operator's own switch
PASSWORD = "border-secret"
DOMAIN = "operator.test"
READY_SECONDS = 15.0


class Border:
    """Both servers; `inside` is the port of the operator's own switch, `pbx` host and port of ours."""

    def __init__(self, folder: Path, pbx: str) -> None:
        folder.mkdir(parents=True)
        self.inside = (INSIDE, free_port(INSIDE))
        self.log = folder / "kamailio.log"
        ng = free_port(OPERATOR[0])
        self.media_log = folder / "rtpengine.log"
        self._processes = [
            self._run(
                self.media_log,
                *("rtpengine", "--foreground", "--log-stderr", "--table=-1", "--num-threads=1"),
                *(f"--interface={OPERATOR[0]}", f"--listen-ng={OPERATOR[0]}:{ng}"),
                *("--port-min=30000", "--port-max=30199", "--log-level=7"),
            )
        ]
        self._wait_until(lambda: has_port(self._processes[0].pid, ng))  # Kamailio asks it once
        values = {"PBX": pbx, "OPERATOR": OPERATOR[0], "EDGE": EDGE, "NG": str(ng)}
        values |= {"INSIDE": INSIDE, "INSIDE_PORT": str(self.inside[1])}
        configuration = folder / "kamailio.cfg"
        configuration.write_text(filled(CONFIGURATION.read_text(), values))
        command = ["kamailio", "-f", str(configuration), "-DD", "-E", "-m", "32", "-M", "4"]
        self._processes.append(self._run(self.log, *command, "-Y", str(folder)))
        self._wait_until(self._takes_connections)

    @staticmethod
    def _run(log: Path, name: str, *options: str) -> subprocess.Popen[bytes]:
        path = shutil.which(name, path="/usr/sbin:/usr/bin") or name
        with log.open("wb") as output:
            return subprocess.Popen([path, *options], stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def _wait_until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            ended = any(process.poll() is not None for process in self._processes)
            assert time.monotonic() < deadline and not ended, self.story()  # noqa: PT018  one condition
            time.sleep(0.05)

    @staticmethod
    def _takes_connections() -> bool:
        with socket.socket() as probe, suppress(OSError):
            probe.connect((EDGE, 5060))
            return True
        return False

    def story(self) -> str:
        """Return what helps to understand a failure."""
        logs = [path.read_text(errors="replace") for path in (self.log, self.media_log) if path.exists()]
        return "\n".join(log[-3000:] for log in logs)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in for the words between @."""
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
