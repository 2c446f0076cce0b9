"""A whole switch without sockets, threads, disk or database: its real layers, joined to real endpoints by a fake wire.

`Board` puts the parts together as `switch/process.py` does. Its time is virtual. `kill` and `restart` do to it what a
killed process and the next one would see. When a test is over, `check` looks at what must always hold.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import exc
from tests.pair.company import OPERATOR, SPARE, company
from tests.pair.fake_media import FakeMedia
from tests.pair.journal import MemoryJournal
from tests.pair.mailboxes import MemoryBoxes, SpokenNames
from tests.pair.peer import Peer
from tests.pair.virtual_time import VirtualLoop
from tests.pair.wire import FakeWire
from tests.pair.zone import Zone

from offhook.call.exchange import Exchange
from offhook.call.terms import Addresses
from offhook.configuration import Company, Configuration
from offhook.db.sealing import Sealer
from offhook.errors import ResourceError
from offhook.listening import ListenAddress, ListenAddresses
from offhook.media import protocol as media
from offhook.naming.names import Names
from offhook.routing.installation import Installation
from offhook.routing.reach import Reach
from offhook.routing.way import OurAddresses
from offhook.sip.digest import Challenger
from offhook.sip.endpoint import Endpoint
from offhook.sip.register import Registrar
from offhook.switch.dialling import Dialling, Owed
from offhook.switch.lamps import Lamps
from offhook.switch.message_store import MOST_WAITING, TextMessage
from offhook.switch.messages import Messages
from offhook.switch.operators import Operators
from offhook.switch.qualify import Qualify
from offhook.switch.recovery import recover
from offhook.switch.switch import SIP, Switch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from offhook.configuration import Queue
    from offhook.journal import records
    from offhook.journal.state import CallState
    from offhook.sip.address import Flow

ADDRESS = ("192.0.2.1", 5060)
EPOCH = 1_790_000_000


class Mailboxes:
    """The only thing that lamps want of the database: counts of messages by extension."""

    def __init__(self) -> None:
        self.counts: dict[str, tuple[int, int]] = {}
        self.away = False
        self.asked: list[tuple[str, str]] = []

    @asynccontextmanager
    async def tenant(self, tenant: str):
        if self.away:
            raise exc.OperationalError("SELECT", {}, Exception("away"))

        async def execute(_: Any, values: dict[str, str]) -> Any:
            self.asked.append((tenant, values["extension"]))
            return SimpleNamespace(one=lambda: self.counts.get(values["extension"], (0, 0)))

        yield SimpleNamespace(execute=execute)


class MemoryMessages:
    """Keeps messages as the database does."""

    def __init__(self) -> None:
        self.kept: list[TextMessage] = []
        self.away = False

    def _look(self) -> None:
        if self.away:
            raise ResourceError("the database is away")

    async def keep(self, message: TextMessage) -> bool:
        self._look()
        if len([one for one in self.kept if one.extension_id == message.extension_id]) >= MOST_WAITING:
            return False
        self.kept.append(message)
        return True

    async def waiting(self, tenant: str, extension_id: str) -> list[TextMessage]:
        self._look()
        return [one for one in self.kept if (one.tenant, one.extension_id) == (tenant, extension_id)]

    async def extensions(self, tenant: str) -> list[str]:
        self._look()
        return list({one.extension_id for one in self.kept if one.tenant == tenant})

    async def forget(self, message: TextMessage) -> None:
        self._look()
        self.kept.remove(message)


class MemorySettings:
    """Keeps what was set by codes as the database does."""

    def __init__(self) -> None:
        self.kept: list[records.SettingChosen] = []
        self.away = False

    async def keep(self, setting: records.SettingChosen) -> None:
        if self.away:
            raise ResourceError("the database is away")
        self.kept.append(setting)


class MemoryOwed:
    """Keeps owed calls as the database does: closed by a conversation, tried by calls in vain."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.kept: list[Owed] = []
        self.away = False

    def _calls(self, one: Owed) -> list[CallState]:
        return [
            call
            for call in self._board.calls
            if call.caller.number == one.number
            or any(leg.party.number == one.number and leg.direction == "outbound" for leg in call.legs.values())
        ]

    def tries(self, one: Owed) -> list[CallState]:
        """The calls that tried in vain."""
        found = self._calls(one)
        return [call for call in found if not call.live and call.connected_at is None and call.direction == "outbound"]

    async def due(self, _tenant: str, queue: Queue, now: datetime) -> list[Owed]:
        if self.away:
            raise ResourceError("the database is away")
        closed = await self.closed("", [one.id for one in self.kept])
        tried = {one.id: [(call.ended_at or 0) / 1e6 for call in self.tries(one)] for one in self.kept}
        return [
            one
            for one in self.kept
            if one.id not in closed
            and len(tried[one.id]) < queue.dial_tries
            and max(tried[one.id], default=0.0) <= now.timestamp() - queue.dial_pause_s
        ]

    async def closed(self, _tenant: str, ids: Sequence[str]) -> list[str]:
        if self.away:
            raise ResourceError("the database is away")
        kept = [one for one in self.kept if one.id in ids]
        return [one.id for one in kept if any(call.connected_at is not None for call in self._calls(one))]


class WireDriver:
    """Moves the wire with the loop's time; stands for `transport/driver.py`."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._watched: list[tuple[Any, Callable[[], None]]] = []
        self._running = False
        self._timer: asyncio.TimerHandle | None = None
        self.started = False
        self.kept_open: list[Flow] = []

    def keep_open(self, flow: Flow) -> None:
        self.kept_open.append(flow)

    def watch(self, core: Any, after: Callable[[], None]) -> None:
        self._watched.append((core, after))
        self.kick()

    def kick(self) -> None:
        if self._running or not self.started:
            return
        self._running = True
        wire, loop = self._board.wire, self._board.loop
        try:
            wire.run(max(0.0, loop.time() - wire.now))
        finally:
            self._running = False
        times = [wire._next(), *(core.next_timer() for core, _ in self._watched)]
        if self._timer is not None:
            self._timer.cancel()
        due = min((at for at in times if at is not None), default=None)
        self._timer = None if due is None else loop.call_at(due, self._tick)

    def _tick(self) -> None:
        if not self.started:
            return
        now = self._board.loop.time()
        for core, after in self._watched:
            at = core.next_timer()
            if at is not None and at <= now:
                core.timeout(now)
                after()
        self.kick()


class TimedExchange(Exchange):
    """An exchange whose clocks are the loop's."""

    def now(self) -> float:  # type: ignore[override]
        return self.loop.time()

    def wall(self) -> int:  # type: ignore[override]
        return int((EPOCH + self.loop.time()) * 1e6)


class Board:
    """The switch at 192.0.2.1 and everybody around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = VirtualLoop()
        self.zone = Zone()
        self.qualify_s = self.keep_alive_s = 0
        self.wire = FakeWire(now=self.loop.time())
        self.address = ADDRESS
        self.switch_party = self.wire.party(*ADDRESS)
        self.media = FakeMedia(self.loop)
        self.mailboxes = Mailboxes()
        self.store = MemoryMessages()
        self.settings = MemorySettings()
        self.owed = MemoryOwed(self)
        self.boxes = MemoryBoxes(self.settings)
        self.journal = MemoryJournal()
        self.configuration = Configuration((company(),), 0)
        self.failures = 0
        self.faults: set[str] = {"no-play"}
        self.alive = False
        self.starts = 0
        self._assemble()
        self._open()
        self.operator = Peer(self, OPERATOR[0])
        self.spare = Peer(self, SPARE[0])
        self.operator.alert = self.spare.alert = False

    # -- the process

    def _assemble(self) -> None:
        self.loop.run_until_complete(self._make())

    async def _make(self) -> None:
        self.starts += 1
        listening = ListenAddresses([ListenAddress(ADDRESS)])
        self.endpoint = Endpoint(SIP, self.wire.token)
        self.switch_party.replace(self.endpoint)
        self.exchange: Any = TimedExchange(
            self.endpoint,
            self.media,  # type: ignore[arg-type]
            self.journal,  # type: ignore[arg-type]
            Addresses(listening),
            (self.folder / "recordings", self.folder / "voicemail"),
            60,
        )
        self.names = self.exchange.names = Names(self.zone, self.exchange.now)
        self.exchange.sealer = Sealer(b"the key of the installation is..")
        self.driver = WireDriver(self)
        self.exchange.driver = self.driver
        self.switch_party.on_event = self.exchange.on_sip
        self.media.on_event = self._media_event
        self.registrar = Registrar()
        self.lamps = Lamps(self.exchange, self.mailboxes)  # type: ignore[arg-type]
        ours = OurAddresses(listening)
        self.operators = Operators(self.exchange, ours)
        self.switch = Switch(
            self.exchange,
            self.registrar,
            Challenger(f"key of start {self.starts:8}".encode(), "offhook", algorithms=("MD5",)),
            Reach(self.registrar, ours, self.names.hops),
            SpokenNames(),  # type: ignore[arg-type]
            self.lamps,
        )
        self.switch.reach.health = self.exchange.health
        self.switch.reach.service_route = self.operators.accounts.service_route
        self.endpoint.on_unreadable = self.switch.doorkeeper.unproven
        self.switch.settings.store = self.settings
        self.switch.boxes.store = self.boxes
        self.switch.settings.on_change = lambda: self.take(self.configuration)
        self.switch.dialling = Dialling(self.switch, self.owed)
        self.switch.messages = Messages(self.exchange, self.registrar, self.store)
        self.switch.qualify = Qualify(
            self.exchange, self.registrar, self.switch.save_registrations, self.qualify_s, self.keep_alive_s
        )
        self.exchange.owner = self.switch
        self.operators.on_addresses = lambda: self.take(self.configuration)
        self.take(self.configuration)

    def _open(self) -> None:
        self.alive = self.driver.started = True
        waiting, self.switch_party.inbox = self.switch_party.inbox, []
        for packet in waiting:  # as datagrams wait in the socket
            self.endpoint.receive(packet.data, packet.flow, self.loop.time())
        self.driver.watch(self.registrar, self.switch.save_registrations)
        self.driver.watch(self.lamps, self.lamps.pump)
        self.driver.watch(self.switch.watches, self.switch.watches.pump)
        self.driver.watch(self.operators, self.driver.kick)
        self.loop.call_soon(self.switch.qualify.begin)
        self.switch.services.floors.begin()
        if self.owed.kept:
            self.switch.dialling.begin()
        self.switch.errands.begin()
        self.switch.wakeups.begin()
        self.switch.desks.begin()
        self.loop.call_soon(self.switch.settings.begin)
        self.driver.watch(self.switch.qualify, self.driver.kick)
        self.kick()

    def _media_event(self, event: Any) -> None:
        self.exchange.on_media(event)
        self.kick()

    def take(self, configuration: Configuration) -> None:
        """Work by this configuration from now on."""
        configuration = self.configuration = self.switch.settings.applied_to(configuration)
        self.switch.installation = Installation.of(configuration, self.operators.addresses)
        for part in (self.lamps, self.switch.watches, self.switch.messages, self.switch.doorkeeper):
            part.installation = self.switch.installation

    def use(self, *companies: Company) -> None:
        """Have these companies."""
        self.take(Configuration(companies, 0))

    def kick(self) -> None:
        """Send and tell what waits."""
        self.driver.kick()

    def run(self, seconds: float = 0.1) -> None:
        """Let time pass."""
        self.loop.run(seconds)

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let time pass until something is true."""
        self.loop.until(condition, seconds)

    def kill(self) -> None:
        """End the process without a word: what it does from now on touches nobody."""
        old = self.exchange
        self.switch.dialling.end()
        self.failures += old.failures
        self.alive = self.driver.started = False
        old.journal, old.driver = MemoryJournal(bytes(self.journal.octets)), WireDriver(self)
        old.media = FakeMedia(self.loop)
        old.media.connected = False
        self.switch_party.replace(None)
        self.media.on_event = lambda _: None
        running = [task for task in asyncio.all_tasks(self.loop) if not task.done()]
        for task in running:
            task.cancel()
        if running:
            self.loop.run_until_complete(asyncio.wait(running))
        old.media.faults.clear()

    def restart(self, *, away_s: float = 0.0) -> int:
        """Start the next process from what the journal holds; return how many calls go on."""
        if self.alive:
            self.kill()
        if away_s:
            self.driver.started = True  # the others' time goes on
            self.loop.run(away_s)
            self.driver.started = False
        self.journal = MemoryJournal(bytes(self.journal.octets))
        self._assemble()
        now, wall = self.loop.time(), self.loop.time() + EPOCH
        for bindings in self.journal.state.registrations.values():
            self.registrar.restore(bindings, now, wall)
        self.loop.run_until_complete(self._light(now, wall))
        going_on = self.loop.run_until_complete(recover(self.switch, self.journal.state, away_s))
        saved = [one for found in self.journal.state.subscriptions.values() for one in found]
        self.loop.call_soon(self.switch.watches.restore, saved, now, wall)
        self._open()
        return going_on

    async def _light(self, now: float, wall: float) -> None:
        subscriptions = self.journal.state.subscriptions
        mailboxes = [one for key, found in subscriptions.items() if ":" not in key for one in found]
        self.lamps.restore(mailboxes, now, wall)

    # -- people

    def phone(self, username: str, *, registered: bool = True, transport: str = "udp", host: str = "") -> Peer:
        """The phone of one of the people."""
        number = ("anna", "boris", "clara", "dora").index(username) + 11
        peer = Peer(self, host or f"203.0.113.{number}", username, f"secret of {username}", transport)
        if registered:
            peer.register()
        return peer

    # -- looking

    @property
    def calls(self) -> list[CallState]:
        """What the journal says of all calls."""
        return list(self.journal.state.calls.values())

    @property
    def call(self) -> CallState:
        """What the journal says of the only call."""
        (call,) = self.calls
        return call

    @property
    def over(self) -> bool:
        """Whether no call goes on."""
        return not self.exchange.calls

    def steps(self, call: CallState | None = None) -> list[str]:
        """The kinds of steps of a call's journey, or of all there are."""
        return [step.kind for one in ([call] if call else self.calls) for step in one.steps]

    def detail(self, kind: str) -> dict[str, Any]:
        """The facts of the only step of a kind."""
        (found,) = [step.detail for step in self.call.steps if step.kind == kind]
        return found

    def ended(self) -> CallState:
        """Wait until the only call is over, and what was sent has come; return what the journal says of it."""
        self.until(lambda: bool(self.calls) and self.over)
        self.run(0.5)
        return self.call

    def spoken(self) -> list[str]:
        """What was played, by name, in order."""
        return [
            Path(item.file).stem if isinstance(item, media.File) else getattr(item, "tone", "silence")
            for play in self.media.given(media.Play)
            for item in play.items
        ]

    def close(self) -> None:
        """End the loop."""
        self.switch.dialling.end()
        while tasks := asyncio.all_tasks(self.loop):
            for task in tasks:
                task.cancel()
            self.loop.run_until_complete(asyncio.wait(tasks))
        self.loop.close()

    def check(self) -> None:
        """What must hold whatever happened: nothing failed, and calls that are over left nothing behind."""
        assert self.exchange.failures == self.failures
        assert [fault for fault in self.media.faults if fault[1] not in self.faults] == []
        self.until(lambda: True)
        if self.over:
            self.run(0.1)
            assert self.media.sessions.keys() == self.exchange.sessions.keys() == set()
            assert self.media.recorders.keys() == self.exchange.recorders.keys() == set()
            assert self.exchange.peers == self.exchange.videos == self.media.rooms == {}
        for call in self.calls:
            if call.live:
                waiting = {one.call_id for one in self.switch.reoffered.values()}
                assert call.id in self.exchange.calls or call.id in waiting
            else:
                assert [leg.id for leg in call.live_legs] == []
                assert call.open_recordings == []
                assert self.steps(call)[-1] == "hangup"
                assert [leg.leg_id for leg in self.exchange.sessions.values() if leg.call.call_id == call.id] == []


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """A switch that is up, with a company, two operators and no phones."""
    made = Board(tmp_path)
    try:
        yield made
        made.check()
    finally:
        made.close()
