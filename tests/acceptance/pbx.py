"""A whole Offhook with its demo company, started as a user starts it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import psycopg
from sqlalchemy import update
from tests.acceptance.baresip import Baresip
from tests.clusters import discard
from tests.ports import RTP_PORTS, free_port, own_host

from offhook.config import Settings
from offhook.control import ask
from offhook.db.engine import Database
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.demo import seed_demo
from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.tenancy.loading import CHANNEL
from offhook.trunks.model import TrunkRow, trunk_context

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATOR = (own_host(10), 5060)


class Pbx:
    """`offhook up --demo` in a folder of its own, on ports of its own; `environment` is added to its variables."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.sip = environment.get("OFFHOOK_SIP", f"127.0.0.1:{free_port()}").partition(",")[0]
        self.sip_port = int(self.sip.rpartition(":")[2])
        self.http = environment.get("OFFHOOK_HTTP", f"127.0.0.1:{free_port()}").partition(",")[0]
        self.environment = {
            **os.environ,
            "OFFHOOK_DATA": str(data),
            "OFFHOOK_SIP": self.sip,
            "OFFHOOK_HTTP": self.http,
            "OFFHOOK_RTP_PORTS": RTP_PORTS,
            "OFFHOOK_NEVER_BAN": "127.0.0.1",  # good and bad devices of many tests share it
            **environment,
        }
        self.lines: list[str] = []
        self._done: set[str] = set()
        self.process = self._start()
        self.demo = json.loads((data / "demo.json").read_text())
        token = (data / "admin.token").read_text().strip()
        self.api = httpx.Client(
            base_url=f"http://{self.http}", headers={"Authorization": f"Bearer {token}"}, timeout=10
        )
        if OPERATOR[0] not in self.demo["operator"]["address"]:
            self._meet_operator()

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*offhook(), "up", "--demo"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        self.wait_until(lambda: "offhook is ready" in self.lines, 90, process)
        return process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_until(
        self, condition: Callable[[], Any], seconds: float, process: subprocess.Popen[str] | None = None
    ) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or (process and process.poll() is not None):
                raise AssertionError(f"it did not happen within {seconds} s; {self.state()}")
            time.sleep(0.05)

    def state(self) -> str:
        """Return what helps to understand a failure."""
        log = self.data / "log" / "switch.log"
        switch = log.read_text(errors="replace").splitlines()[-40:] if log.exists() else []
        return "\n".join(["supervisor:", *self.lines[-20:], "switch:", *switch])

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        self.api.close()
        discard(self.data)

    @property
    def number(self) -> str:
        return str(self.demo["number"])

    def _meet_operator(self) -> None:
        """Expect the demo's operator at the address of this lane; returns when the switch does."""
        (trunk,) = self.get("/trunks")["items"]
        change = {"host": OPERATOR[0], "match": [OPERATOR[0]]}
        self.api.patch(f"/api/v1/trunks/{trunk['id']}", json=change).raise_for_status()
        self.settle()

    def set_trunk(self, secret: str | None, **values: Any) -> None:
        """Change the demo's trunk: its secret and columns of its row."""

        async def change() -> None:
            trunk, tenant = self.get("/trunks")["items"][0]["id"], TenantId(self.get("/me")["tenant_id"])
            sealed = Sealer.of(self.data).seal(secret.encode(), trunk_context(tenant, trunk)) if secret else None
            database = Database(database_urls(Settings(data=self.data)).app_url, connections=1)
            try:
                async with database.tenant(tenant) as session:
                    await session.execute(update(TrunkRow).values(secret_sealed=sealed, **values))
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:  # the test may have a loop of its own
            thread.submit(asyncio.run, change()).result(20)
        self.settle()

    def settle(self) -> None:
        """Wait until the switch works by all that was changed until now: it is told to read once more."""
        since = time.time_ns() // 1000
        with psycopg.connect(database_urls(Settings(data=self.data)).app_url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
        self.wait_until(lambda: self.figures().get("configured_at", 0) >= since, 20)

    def figures(self) -> dict[str, Any]:
        """Return the switch's figures, none while it is away."""
        with ThreadPoolExecutor(1) as thread, contextlib.suppress(ResourceError):  # the test may have a loop of its own
            return dict(thread.submit(asyncio.run, ask(Settings(data=self.data), "figures")).result(20))
        return {}

    # -- processes

    def children(self, name: str) -> list[psutil.Process]:
        """Return the supervisor's processes of this kind: `switch`, `web`, `worker`, `offhook-media`."""
        found = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                line = one.cmdline()
                if line[-1:] == [name] or Path(line[0] if line else "").name == name:
                    found.append(one)
        return found

    def kill_switch(self) -> int:
        """Kill the switch and return its process id."""
        (switch,) = self.children("switch")
        switch.kill()
        return int(switch.pid)

    def kill_media(self) -> None:
        (server,) = self.children("offhook-media")
        server.kill()

    def postgres(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postgres" / "postmaster.pid").read_text().split("\n")[0]))

    def kill_postgres(self) -> None:
        """Stop PostgreSQL at once, with all its processes."""
        server = self.postgres()
        for one in [server, *server.children()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()

    @contextlib.contextmanager
    def database_frozen(self):
        """PostgreSQL answers nothing meanwhile."""
        server = self.postgres()
        processes = [server, *server.children()]
        for one in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.suspend()
        try:
            yield
        finally:
            for one in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.resume()

    # -- telephones

    def facts(self, extension: str) -> dict[str, str]:
        """Return the SIP settings of an extension's phone."""
        return next(one for one in self.demo["extensions"] if one["number"] == extension)

    def phone(
        self,
        folder: Path,
        extension: str,
        *,
        hertz: float,
        answer: bool = True,
        codecs: str = "pcma",
        transport: str = "udp",
        encryption: str = "",
        friend: str = "",
    ) -> Baresip:
        """Return a registered phone of this extension; `encryption` is a `mediaenc`, `friend` the one it writes to."""
        facts = self.facts(extension)
        module = "srtp" if encryption.startswith("srtp") else encryption
        phone = Baresip(
            folder,
            f"<sip:{facts['username']}@{facts['domain']};transport={transport}>;auth_user={facts['username']};"
            f"auth_pass={facts['password']};regint=120{f';mediaenc={encryption}' if encryption else ''}",
            hertz=hertz,
            host="127.0.0.1",
            answer=answer,
            codecs=codecs,
            extra="\n".join(
                [
                    *(["rtcp_mux yes", f"module {module}.so"] if module else []),
                    *(["module_app contact.so"] if friend else []),
                ]
            ),
            contacts=f'"Friend" <sip:{friend}@{self.sip}>\n' if friend else "",
        )
        phone.wait_for_log("200 OK")
        return phone

    def operator(
        self, folder: Path, *, hertz: float, number: str = "+37255501234", answer: bool = True, codecs: str = "pcma"
    ) -> Baresip:
        """Return the operator's side for calls to the company: they come from the operator's address."""
        return Baresip(
            folder,
            f"<sip:{number}@{OPERATOR[0]}>;regint=0",
            hertz=hertz,
            host=OPERATOR[0],
            answer=answer,
            codecs=codecs,
        )

    # -- the history

    def get(self, path: str) -> Any:
        response = self.api.get(f"/api/v1{path}")
        response.raise_for_status()
        return response.json()

    def calls(self) -> list[dict[str, Any]]:
        return list(self.get("/calls")["items"])

    def live_call(self, number: str) -> dict[str, Any]:
        """Return what goes on with this outside party."""
        live = self.get("/calls/live")["items"]
        (call,) = [one for one in live if any(leg["number"] == number for leg in one["legs"])]
        return dict(call)

    def forget(self) -> None:
        """Have done with all calls so far."""
        self._done.update(call["id"] for call in self.calls())

    def calls_from(self, number: str) -> list[dict[str, Any]]:
        """Return the calls from this number that no test has done with."""
        return [call for call in self.calls() if call["from"]["number"] == number and call["id"] not in self._done]

    def wait_for_call(
        self, number: str, ready: Callable[[dict[str, Any]], Any], seconds: float = 15.0
    ) -> dict[str, Any]:
        """Wait until the newest call from this number is so; return it with all details."""
        found: list[dict[str, Any]] = []

        def is_so() -> bool:
            found[:] = self.calls_from(number)[:1]
            return bool(found) and bool(ready(found[0]))

        try:
            self.wait_until(is_so, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\nthe call: {found}") from None
        return dict(self.get(f"/calls/{found[0]['id']}"))

    def wait_for_step(self, number: str, kind: str, seconds: float = 15.0) -> dict[str, Any]:
        """Wait until the newest call from this number came to such a step; return the step."""
        call = self.wait_for_call(number, lambda call: kind in kinds(call), seconds)
        return next(step for step in call["steps"] if step["kind"] == kind)

    def ended_call(self, number: str, seconds: float = 15.0) -> dict[str, Any]:
        """Return the newest call from this number with all details once it is over, and have done with it."""
        call = self.wait_for_call(number, lambda call: call["state"] == "ended", seconds)
        self._done.add(call["id"])
        return call

    def download(self, url: str, path: Path) -> Path:
        """Fetch a sound."""
        response = self.api.get(url)
        response.raise_for_status()
        assert response.headers["content-type"] == "audio/wav"
        path.write_bytes(response.content)
        return path

    def set_sound(self, extension: str, **change: Any) -> None:
        """Change settings of sound of an extension's device: `codecs`, `encryption`, `video`."""
        username = self.facts(extension)["username"]
        device = next(one["id"] for one in self.get("/devices")["items"] if one["username"] == username)
        self.api.patch(f"/api/v1/devices/{device}", json=change).raise_for_status()
        self.settle()

    def registered(self, extension: str) -> bool:
        username = self.facts(extension)["username"]
        return any(one["username"] == username and one["contacts"] for one in self.get("/devices")["items"])

    def wait_until_unregistered(self, *extensions: str) -> None:
        """Wait until phones of former tests are gone."""
        self.wait_until(lambda: not any(self.registered(one) for one in extensions), 10)


class PublicPbx(Pbx):
    """A PBX that listens on `listen`, beyond loopback, and with these variables; to be made in a network namespace.

    A demo, whose passwords everybody knows, is refused there, so its company is made before, and its file put aside
    meanwhile: nobody but the phones of the test can reach these networks.
    """

    def __init__(self, data: Path, listen: str, **environment: str) -> None:
        self._later = {"OFFHOOK_SIP": listen, **environment}
        super().__init__(data, OFFHOOK_SIP="127.0.0.1:5060")

    def _start(self) -> subprocess.Popen[str]:
        with ThreadPoolExecutor(1) as thread:  # the test may have a loop of its own
            thread.submit(asyncio.run, _make_demo(Settings(data=self.data, sip=self.sip, http=self.http))).result(60)
        file, aside = self.data / "demo.json", self.data / "demo.aside"
        file.rename(aside)
        if more := self._later.pop("OFFHOOK_HTTP", ""):
            self.environment["OFFHOOK_HTTP"] = f"{self.http},{more}"
        self.environment |= self._later
        process = subprocess.Popen(
            [*offhook(), "up"], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        self.wait_until(lambda: "offhook is ready" in self.lines, 90, process)
        aside.rename(file)
        return process


async def _make_demo(settings: Settings) -> None:
    """Make the database with the demo company, as `offhook up --demo` does; the next start adopts its server."""
    urls = await EmbeddedPostgres(settings.data).start()
    await migrate(urls.owner_url)
    database = Database(urls.app_url, connections=1)
    try:
        await seed_demo(database, settings)
    finally:
        await database.close()


def kinds(call: dict[str, Any]) -> list[str]:
    """Return the kinds of the steps of a call, in order."""
    return [step["kind"] for step in call["steps"]]


def step_of(call: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what is known of the first step of this kind."""
    return next(step["detail"] for step in call["steps"] if step["kind"] == kind)


def offhook() -> list[str]:
    """Return the command."""
    return [str(Path(sys.executable).with_name("offhook"))]
