"""A whole Offhook with its demo company, started as a user starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.baresip import Baresip, free_port

OPERATOR = ("127.0.0.10", 5060)


class Pbx:
    """`offhook up --demo` in a folder of its own, on ports of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.sip = f"127.0.0.1:{free_port()}"
        self.http = f"127.0.0.1:{free_port()}"
        self.environment = environment
        self.lines: list[str] = []
        self.process = self._start()
        self.demo = json.loads((data / "demo.json").read_text())
        token = (data / "admin.token").read_text().strip()
        self.api = httpx.Client(
            base_url=f"http://{self.http}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=10
        )

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("offhook")), "up", "--demo"],
            env={
                **os.environ,
                "OFFHOOK_DATA": str(self.data),
                "OFFHOOK_SIP": self.sip,
                "OFFHOOK_HTTP": self.http,
                **self.environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        self.wait_until(lambda: "offhook is ready" in self.lines, 60, process)
        return process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_until(self, condition: Any, seconds: float, process: subprocess.Popen[str] | None = None) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or (process and process.poll() is not None):
                raise AssertionError("it did not happen; the output was:\n" + "\n".join(self.lines[-60:]))
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(15)
        self.api.close()

    @property
    def number(self) -> str:
        return str(self.demo["number"])

    def phone(self, folder: Path, extension: str, *, hertz: float, answer: bool = True, codecs: str = "pcma", transport: str = "udp") -> Baresip:
        """Return a registered phone of this extension."""
        facts = next(one for one in self.demo["extensions"] if one["number"] == extension)
        phone = Baresip(
            folder,
            f"<sip:{facts['username']}@{facts['domain']};transport={transport}>;auth_user={facts['username']};"
            f"auth_pass={facts['password']};regint=120",
            hertz=hertz,
            listen=("127.0.0.1", free_port()),
            answer=answer,
            codecs=codecs,
        )
        phone.wait_for_log("200 OK")
        return phone

    def operator(self, folder: Path, *, hertz: float, number: str = "+37255501234", answer: bool = True, codecs: str = "pcma") -> Baresip:
        """Return the operator's side: its calls come from the operator's address."""
        return Baresip(
            folder,
            f"<sip:{number}@{OPERATOR[0]}:{OPERATOR[1]}>;regint=0",
            hertz=hertz,
            listen=OPERATOR,
            answer=answer,
            codecs=codecs,
        )

    def calls(self) -> list[dict[str, Any]]:
        response = self.api.get("/calls")
        response.raise_for_status()
        return list(response.json()["items"])

    def ended_call(self, seconds: float = 10.0) -> dict[str, Any]:
        """Return the newest call with all details once it is over."""
        found: list[dict[str, Any]] = []

        def over() -> bool:
            found[:] = self.calls()
            return bool(found) and found[0]["state"] == "ended"

        self.wait_until(over, seconds)
        response = self.api.get(f"/calls/{found[0]['id']}")
        response.raise_for_status()
        return dict(response.json())
