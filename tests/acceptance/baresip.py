"""A baresip as a real phone or operator: it plays a tone and keeps what it hears."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.acceptance.audio import read_channels, wait_until_heard, write_tone
from tests.ports import free_port

from offhook.sip.address import host_text

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

MODULES = Path("/usr/lib/baresip/modules")
FORMATS = {"g722": ("g722/16000/1", 16000), "opus": ("opus/48000/2", 48000)}


class Baresip:
    """One process; `hertz` is the tone that it sends."""

    def __init__(  # a phone has this many facts
        self,
        folder: Path,
        account: str,
        *,
        hertz: float,
        host: str,
        port: int = 0,
        answer: bool = True,
        codecs: str = "pcma",
        extra: str = "",
        contacts: str = "",
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        name, rate = FORMATS.get(codecs, (codecs, 8000))
        write_tone(folder / "tone.wav", hertz, rate=rate, channels=2 if codecs == "opus" else 1)
        self._control_port = free_port()
        port = port or free_port(host)
        config = f"""
poll_method epoll
sip_listen {host_text(host)}:{port}
audio_player aubridge,none
audio_source aufile,{folder}/tone.wav
audio_alert aubridge,none
net_interface {host}
module_path {MODULES}
{extra}
module g711.so
module g722.so
module opus.so
module aufile.so
module aubridge.so
module sndfile.so
snd_path {folder}
module account.so
module_tmp uuid.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{self._control_port}
rtp_stats yes
"""
        (folder / "config").write_text(config)
        mode = "auto" if answer else "manual"
        (folder / "accounts").write_text(f"{account};answermode={mode};audio_codecs={name}\n")
        (folder / "contacts").write_text(contacts)
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [shutil.which("baresip") or "baresip", "-f", str(folder), "-v", *(["-6"] if ":" in host else [])],
                cwd=folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.events: list[dict[str, Any]] = []
        self._buffer = b""
        self._control = self._connect()

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + 10
        while True:
            try:
                control = socket.create_connection(("127.0.0.1", self._control_port), timeout=1)
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError(f"baresip did not start: {self.log.read_text()}") from None
                time.sleep(0.05)
            else:
                control.settimeout(0.05)
                return control

    def command(self, name: str, parameters: str = "") -> None:
        message = json.dumps({"command": name, "params": parameters}).encode()
        self._control.sendall(b"%d:%s," % (len(message), message))

    def poll(self) -> list[dict[str, Any]]:
        """Read the events that came and return all so far."""
        with contextlib.suppress(TimeoutError):
            while data := self._control.recv(65536):
                self._buffer += data
        while b":" in self._buffer:
            length, _, rest = self._buffer.partition(b":")
            if len(rest) < int(length) + 1:
                break
            self.events.append(json.loads(rest[: int(length)]))
            self._buffer = rest[int(length) + 1 :]
        return self.events

    def wait_for(
        self, kind: str, seconds: float = 15.0, *, match: Callable[[dict[str, Any]], bool] | None = None
    ) -> dict[str, Any]:
        """Wait for an event of this type, e.g. `CALL_ESTABLISHED`, and take it out."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for event in self.poll():
                if event.get("type") == kind and (match is None or match(event)):
                    self.events.remove(event)
                    return event
        raise AssertionError(
            f"no {kind} within {seconds} s; events: {self.events}; log: {self.log.read_text()[-3000:]}"
        )

    def wait_for_log(self, text: str, seconds: float = 10.0) -> None:
        """Wait until this stands in the log: for what happened before the control connection was there."""
        deadline = time.monotonic() + seconds
        while text not in self.log.read_text(errors="replace"):
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"no {text!r} within {seconds} s; log: {self.log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.05)

    def saw(self, kind: str) -> bool:
        return any(event.get("type") == kind for event in self.poll())

    def dial(self, uri: str) -> None:
        self.command("dial", uri)

    def answer(self) -> None:
        self.command("accept")

    def hang_up(self) -> None:
        self.command("hangup")

    def press(self, keys: str) -> None:
        for key in keys:
            self.command("sndcode", key)
            time.sleep(0.2)
            self.command("sndcode", "\x04")
            time.sleep(0.1)

    def heard(self) -> tuple[int, np.ndarray]:
        """Return rate and samples of what came in during the latest call."""
        path = max(self.folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime_ns)
        rate, channels = read_channels(path)
        return rate, channels[0]

    def wait_until_heard(self, hertz: float | None = None, length: float = 0.3, seconds: float = 20.0) -> None:
        """Wait until the last `length` seconds of what came in have this tone, or any sound."""
        wait_until_heard(self.heard, self.log.read_text, hertz, length, seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self._control.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
