"""A real media server for each test module, and a client that keeps its events."""

from __future__ import annotations

import asyncio
import itertools
import signal
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from tests.opus import OpusPeer
from tests.ports import LANE
from tests.rtp import PAYLOADS, RtpPeer, until

from offhook.errors import ResourceError
from offhook.media import MediaClient, binary
from offhook.media.protocol import Command, Event, Receive, Remote, Send, SessionOpen, SessionSet, SessionStats

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from offhook.media.protocol import Statistics

ReplyT = TypeVar("ReplyT")
EventT = TypeVar("EventT")

_PORTS = itertools.cycle(range(10_000 + LANE % 2 * 4_800, 14_800 + LANE % 2 * 4_800, 400))
_NAMES = itertools.count(1)
BOUND_S = 15.0
"""How long to wait for what has to come."""


async def settled(condition: Callable[[], object]) -> None:
    """Wait until something is so, and a moment more for what would be too much; whoever waits asserts it then."""
    with suppress(AssertionError):
        await until(condition)
    await asyncio.sleep(0.05)


class Server:
    """A server process of the test's own."""

    def __init__(self, folder: Path, ports: tuple[int, int] | None = None) -> None:
        self.control = folder / "media.sock"
        first = next(_PORTS)
        self.ports = ports or (first, first + 399)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, workers: int = 2) -> None:
        try:
            program = binary.path()
        except ResourceError as error:
            pytest.fail(str(error))
        ports = "{}-{}".format(*self.ports)
        arguments = ["--control", str(self.control), "--rtp-ports", ports, "--workers", str(workers)]
        self._process = await asyncio.create_subprocess_exec(str(program), *arguments)
        await until(self.control.exists)

    async def stop(self, number: int = signal.SIGTERM) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await asyncio.wait_for(self._process.wait(), 10)


class Controller:
    """A client with the events that came, and shorthands for sessions."""

    def __init__(self, control: Path, name: str) -> None:
        self.events: list[Event] = []
        self.client = MediaClient(control, name, self.events.append)

    async def do(self, command: Command[ReplyT]) -> ReplyT:
        return await self.client.do(command)

    def of(self, kind: type[EventT]) -> list[EventT]:
        return [event for event in self.events if isinstance(event, kind)]

    async def wait_for(self, kind: type[EventT], count: int = 1, timeout_s: float = 15.0) -> list[EventT]:
        await until(lambda: len(self.of(kind)) >= count, timeout_s)
        return self.of(kind)

    async def figures(self, session: str, **expected: object) -> Statistics:
        """Ask for figures until they are as `expected`: packets may be under way. In the end it gives what it finds."""
        end = time.monotonic() + BOUND_S
        while True:
            found = await self.do(SessionStats(session=session))
            if all(getattr(found, name) == value for name, value in expected.items()) or time.monotonic() > end:
                return found
            await asyncio.sleep(0.02)

    async def session(self, peer: RtpPeer, session: str = "", **options: Any) -> str:
        """Open a session whose far end is `peer`, and let the peer send there."""
        name = session or f"s{next(_NAMES)}"
        group = options.pop("group", None) or name
        address = options.pop("address", "127.0.0.1")
        note, orphan_s = options.pop("note", b""), options.pop("orphan_s", None)
        opened = await self.do(SessionOpen(session=name, address=address, group=group, note=note, orphan_s=orphan_s))
        peer.remote = (opened.address, opened.port)
        codec = peer.codec
        clock = peer.event_units_per_ms * 1000
        events = Receive(peer.dtmf_payload, "telephone-event", clock)
        receive = [Receive(PAYLOADS[codec], codec), events, Receive(13, "CN")]
        settings: dict[str, Any] = {
            "remote": Remote(*peer.address),
            "send": Send(codec, PAYLOADS[codec], dtmf_payload=peer.dtmf_payload, dtmf_clock=clock),
            "receive": receive,
        }
        await self.do(SessionSet(session=name, **(settings | options)))
        return name


@asynccontextmanager
async def controller(server: Server, name: str = "switch") -> AsyncIterator[Controller]:
    one = Controller(server.control, name)
    await one.client.start()
    try:
        yield one
    finally:
        await one.client.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    # A short path: the name of a Unix socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="offhook") as folder:
        one = Server(Path(folder))
        await one.start()
        yield one
        await one.stop()


@pytest.fixture
async def switch(server: Server) -> AsyncIterator[Controller]:
    async with controller(server) as one:
        yield one


@pytest.fixture
async def peers() -> AsyncIterator[Any]:
    opened: list[RtpPeer] = []

    async def peer(codec: str = "PCMU", **options: Any) -> RtpPeer:
        kind = OpusPeer if codec == "opus" else RtpPeer
        opened.append(await kind.open(codec=codec, **options))
        return opened[-1]

    yield peer
    for one in opened:
        one.close()
