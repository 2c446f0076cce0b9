"""The switch process: puts its parts together, recovers, serves, and stops in order.

It starts from local things only (journal, sealed configuration, inherited sockets): PostgreSQL may be away.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop
from sqlalchemy import exc

from offhook.call.ahead import Ahead
from offhook.call.exchange import Exchange
from offhook.call.terms import Addresses
from offhook.config import SILENCE
from offhook.db.acting import Actor, act_as
from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.errors import ResourceError
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.listening import ListenAddresses
from offhook.log import log_to_stderr
from offhook.media.client import MediaClient
from offhook.naming.names import Names
from offhook.naming.resolver import DnsResolver
from offhook.prompts.catalogue import Prompts
from offhook.prompts.music import hold_music
from offhook.prompts.speech import Speech
from offhook.recording.keys import Vault
from offhook.routing.installation import Installation
from offhook.routing.reach import Reach
from offhook.routing.way import OurAddresses, authorities_of
from offhook.scenario.asking import Asker
from offhook.sip.address import host_text
from offhook.sip.digest import Challenger
from offhook.sip.endpoint import Endpoint
from offhook.sip.register import Registrar
from offhook.switch.acting import Acting
from offhook.switch.announcing import Announcing
from offhook.switch.attending import Attending
from offhook.switch.ban_file import BanFile
from offhook.switch.boxes import DatabaseBoxes
from offhook.switch.conferring import Conferring
from offhook.switch.control import serve_control
from offhook.switch.dialling import DatabaseOwedCalls, Dialling
from offhook.switch.event_stream import EventStream
from offhook.switch.figures import Figures
from offhook.switch.lamps import Lamps
from offhook.switch.live import LiveCalls
from offhook.switch.memory import settle
from offhook.switch.message_store import DatabaseMessages
from offhook.switch.messages import Messages
from offhook.switch.operators import Operators
from offhook.switch.parking import Parking
from offhook.switch.presences import Presences
from offhook.switch.qualify import Qualify
from offhook.switch.recovery import recover
from offhook.switch.rehearsing import Rehearsing
from offhook.switch.settings import DatabaseSettings
from offhook.switch.supervising import Supervising
from offhook.switch.switch import SIP, Switch
from offhook.switch.watchdog import Watchdog
from offhook.tenancy.loading import load_configuration, load_copy, save_copy, watch_configuration
from offhook.trace.hep import HepSender
from offhook.trace.writer import Tracer
from offhook.transport.driver import Driver, DriverOptions
from offhook.transport.sockets import bind_udp, inherited, listen_tcp, source_of
from offhook.transport.wire_tally import WireTally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.config import Settings
    from offhook.configuration import Configuration
    from offhook.ids import TenantId
    from offhook.media import protocol as media
    from offhook.sip.address import Flow, Transport

log = logging.getLogger(__name__)

REALM = "offhook"
DATABASE_WAIT_SECONDS = 60.0
SIGN_SECONDS = 0.5
CALLS_AHEAD = 16  # of each address: two ports for each leg, and one wake-up for eight calls


def main(settings: Settings) -> None:
    """Run a switch until SIGTERM, SIGINT or the supervisor's death."""
    log_to_stderr("switch")
    act_as(Actor("switch"))
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    orphaned = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    if parent := os.environ.get("OFFHOOK_PARENT_FD"):
        loop.add_reader(int(parent), _orphan, orphaned, stopping)
    process = _Process(settings)
    try:
        await process.start()
        await stopping.wait()
    finally:
        if orphaned.is_set():
            await process.leave()
        else:
            await process.stop()


def _orphan(orphaned: asyncio.Event, stopping: asyncio.Event) -> None:
    orphaned.set()
    stopping.set()


class _Process:
    """The parts of one switch and their order."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.loop = asyncio.get_running_loop()
        self.sealer = Sealer.of(settings.data)
        self.database = Database(database_urls(settings).app_url, connections=2)
        self.journal = Journal(settings.data / "journal")
        self.media = MediaClient(settings.media_socket, "switch", self._media_event)
        self.watchdog = Watchdog(self._lagged)
        collector = HepSender(settings.hep_address) if settings.hep_address else None
        folder = settings.traces if settings.trace_days else None
        self.tracer = Tracer(folder, collector) if folder or collector else None
        self.tasks: list[asyncio.Task[Any]] = []
        self.ready = False
        self.server: asyncio.Server | None = None

    async def start(self) -> None:
        """Start in the order that loses nothing: configuration, media, journal, recovery, then the sockets.

        Raises:
            ResourceError: the media server or every source of the configuration is away.
        """
        away_s = _seconds_away(self.settings)
        state = self.journal.replay()
        configuration = await self._first_configuration()
        self._assemble(configuration)
        await self.media.start()
        now, wall = time.monotonic(), time.time()
        for bindings in state.registrations.values():
            self.registrar.restore(bindings, now, wall)
        self.lamps.restore(
            [one for key, found in state.subscriptions.items() if ":" not in key for one in found], now, wall
        )
        self.exchange.music = await asyncio.to_thread(self._music)
        await self.prompts.prepare({company.language for company in configuration.companies})
        going_on = await recover(self.switch, state, away_s)
        self.switch.services.floors.begin()
        self.switch.dialling.begin()
        self.switch.settings.begin()
        self.switch.errands.begin()
        self.switch.wakeups.begin()
        self.switch.desks.begin()
        if going_on:
            log.info("%d calls go on after %.1f s", going_on, away_s)
        if self.tracer is not None:
            self.tracer.start()
        await self.driver.start()
        self.registrar.keep_connections(self.driver.connections)
        self.driver.watch(self.registrar, self.switch.save_registrations)
        self.driver.watch(self.lamps, self.lamps.pump)
        self.switch.qualify.begin()
        self.driver.watch(self.switch.qualify, self.driver.kick)
        watches = self.switch.watches
        watches.restore([one for found in state.subscriptions.values() for one in found], now, wall)
        self.driver.watch(watches, watches.pump)
        self.switch.messages.sweep()
        self.flusher = Flusher(self.journal, state, self.database)
        self.flusher.on_kept = self.switch.teller.on_kept
        self.events = EventStream(self.journal, self.flusher.events)
        self.flusher.start()
        self.figures.flusher = self.flusher
        self.operators.configure(configuration)
        self.driver.watch(self.operators, self.driver.kick)
        self.tasks.append(self.loop.create_task(self.ban_file.keep(self.switch.doorkeeper.bans)))
        self.server = await serve_control(self.settings.switch_socket, self._answers(), {"events": self.events.serve})
        self.tasks.append(self.loop.create_task(watch_configuration(self.database, self._changed)))
        settle()
        self.watchdog.start()
        self._show_life()
        self.ready = True
        log.info("ready: %d companies", len(configuration.companies))

    def _assemble(self, configuration: Configuration) -> None:
        sip = ListenAddresses(self.settings.sip_addresses, source_of)
        ours = OurAddresses(sip, ListenAddresses(self.settings.sip_tls_addresses, source_of))
        self.endpoint = Endpoint(SIP, lambda: secrets.token_hex(8))
        self.exchange = Exchange(
            self.endpoint,
            self.media,
            self.journal,
            Addresses(ListenAddresses([*sip, *ours.tls], source_of)),
            (self.settings.data / "recordings", self.settings.data / "voicemail"),
            self.settings.rtp_timeout_s,
        )
        self.exchange.sealer = self.sealer
        self.exchange.ahead = Ahead(self.exchange, CALLS_AHEAD)
        self.exchange.dscp = self.settings.rtp_marking
        wire = WireTally(SIP.allow, self.tracer)
        self.driver = Driver(
            self.endpoint,
            _sockets(sip, self.settings.sip_marking),
            self.exchange.on_sip,
            DriverOptions(
                addresses=sip,
                custody=_custody(),
                edges=self.settings.edge_socket,
                tap=wire,
                dscp=self.settings.sip_marking,
            ),
        )
        self.exchange.tracer = self.tracer
        self.driver.on_connections_closed = self._connections_closed
        self.driver.on_settled = self._connections_known
        self.exchange.driver = self.driver
        self.registrar = Registrar()
        self.prompts = Prompts(Speech(self.settings.data / "prompts"))
        self.lamps = Lamps(self.exchange, self.database)
        names = self.exchange.names = Names(DnsResolver(self.settings.dns_servers), self.exchange.now)
        names.restore(self.settings.data / "names.json")
        self.operators = Operators(self.exchange, ours)
        reach = Reach(self.registrar, ours, names.hops)
        reach.service_route = self.operators.accounts.service_route
        reach.health = self.exchange.health
        challenger = Challenger(secrets.token_bytes(32), REALM, algorithms=self.settings.digest_algorithms)
        self.switch = Switch(self.exchange, self.registrar, challenger, reach, self.prompts, self.lamps)
        vault = Vault(self.settings.data, self.sealer)
        self.switch.settings.store = DatabaseSettings(self.database, vault)
        self.switch.boxes.store = DatabaseBoxes(self.database, vault)
        self.switch.settings.on_change = lambda: self._take(self.configuration)
        self.switch.services.asker = Asker(self.settings.asked_networks)
        self.switch.dialling = Dialling(self.switch, DatabaseOwedCalls(self.database))
        self.switch.messages = Messages(self.exchange, self.registrar, DatabaseMessages(self.database))
        self.switch.qualify = Qualify(
            self.exchange,
            self.registrar,
            self.switch.save_registrations,
            self.settings.qualify_s,
            self.settings.keep_alive_s,
        )
        self.exchange.owner = self.switch
        doorkeeper = self.switch.doorkeeper
        doorkeeper.never = self.settings.never_banned
        self.ban_file = BanFile(self.settings.data / "bans.json")
        self.ban_file.restore(doorkeeper.bans)
        self.driver.admits = doorkeeper.admits
        self.endpoint.ask_first(doorkeeper.admits_request)
        self.endpoint.on_unreadable = doorkeeper.unproven
        self.driver.on_vain = lambda flow: doorkeeper.unproven(flow, self.driver.now())
        self.figures = Figures(self.switch, self.operators, self.watchdog, wire, self.tracer)
        self._take(configuration)
        self.operators.on_addresses = lambda: self._take(self.configuration)

    def _music(self) -> Path | None:
        """Return what who waits hears; None is silence, also where it cannot be written. Blocks."""
        if self.settings.hold_music:
            return None if self.settings.hold_music == SILENCE else Path(self.settings.hold_music).absolute()
        try:
            return hold_music(self.settings.data / "prompts")
        except OSError as error:
            log.warning("no hold music: %s", error)
            return None

    def _show_life(self) -> None:
        """Renew the sign of life by which the next switch knows how long none was there."""
        _sign_of_life(self.settings).touch()
        self.loop.call_later(SIGN_SECONDS, self._show_life)

    def _media_event(self, event: media.Event) -> None:
        self.exchange.on_media(event)
        self.driver.kick()

    # -- configuration

    async def _first_configuration(self) -> Configuration:
        """Return the sealed copy, else what the database says once it is there."""
        try:
            if copy := load_copy(self.settings.data, self.sealer):
                return copy
        except ResourceError as error:
            log.warning("%s", error)
        deadline = self.loop.time() + DATABASE_WAIT_SECONDS
        while True:
            try:
                return await self._read_configuration()
            except (exc.DBAPIError, exc.TimeoutError) as error:
                if self.loop.time() > deadline:
                    raise ResourceError("there is no configuration: the database is away") from error
                await asyncio.sleep(0.5)

    async def _read_configuration(self) -> Configuration:
        """Read all companies and renew the sealed copy, in a thread of its own: calls cannot wait so long."""
        return await asyncio.to_thread(asyncio.run, self._read_and_save())

    async def _read_and_save(self) -> Configuration:
        database = Database(self.database.url, connections=1)
        try:
            configuration = await load_configuration(database, self.sealer)
        finally:
            await database.close()
        save_copy(self.settings.data, self.sealer, configuration)
        return configuration

    def _take(self, configuration: Configuration) -> None:
        """Work by this configuration from now on."""
        configuration = self.configuration = self.switch.settings.applied_to(configuration)
        self.figures.configuration = configuration
        self.driver.trust(authorities_of(configuration))
        self.switch.installation = Installation.of(configuration, self.operators.addresses)
        for part in (self.lamps, self.switch.watches, self.switch.messages, self.switch.doorkeeper):
            part.installation = self.switch.installation

    async def _changed(self, _tenant: TenantId | None) -> None:
        """Take a changed configuration; running calls keep the one they began with."""
        configuration = await self._read_configuration()
        await self.prompts.prepare({company.language for company in configuration.companies})
        self._take(configuration)
        self.operators.configure(configuration)
        for username in self.registrar.usernames():
            if username not in self.switch.installation.devices:
                self.registrar.forget(username)
        self.switch.save_registrations()
        self.lamps.refresh()

    def _lagged(self, seconds: float) -> None:
        self.switch.doorkeeper.load.lagged(seconds)

    def _connections_closed(self, flows: Sequence[Flow]) -> None:
        for flow in flows:
            self.registrar.connection_closed(flow.connection)
            self.lamps.connection_closed(flow.connection)
            self.switch.watches.connection_closed(flow.connection)
        self.switch.save_registrations()

    def _connections_known(self, transports: frozenset[Transport], connections: set[int]) -> None:
        """Forget whoever had registered by a connection that is gone since the former switch."""
        self.registrar.keep_connections(connections, transports)
        self.switch.save_registrations()

    # -- control

    def _answers(self) -> dict[str, Any]:
        live, parking = LiveCalls(self.exchange), Parking(self.switch)
        attending, wakeups = Attending(self.switch), self.switch.wakeups
        supervising, conferring = Supervising(self.switch), Conferring(self.switch)
        announcing, acting = Announcing(self.switch), Acting(self.switch)
        return {
            "ready": lambda: self.ready,
            "registrations": self._registrations,
            "trunks": self.operators.status,
            "sites": self.exchange.sites.status,
            "live": live.list,
            "order": self.switch.ordering.order,
            "transfer": live.transfer,
            "park": parking.park,
            "retrieve": parking.retrieve,
            "record": live.record,
            "hangup": live.hang_up,
            "supervise": supervising.supervise,
            "invite": conferring.invite,
            "play": announcing.play,
            "stop_playing": announcing.stop,
            "mute": conferring.mute,
            "hold": acting.hold,
            "send_keys": acting.send_keys,
            "remove": conferring.remove,
            "agents": attending.agents,
            "set_agent": attending.set_agent,
            "queue": attending.queue,
            "wakeups": wakeups.told,
            "order_wakeup": wakeups.order,
            "remove_wakeup": wakeups.remove,
            "voicemail_changed": self._voicemail_changed,
            "presences": Presences(self.switch).told,
            "rehearse": Rehearsing(self.switch).rehearse,
            "bans": self.switch.doorkeeper.list_bans,
            "impose_ban": self.switch.doorkeeper.impose,
            "lift_ban": self.switch.doorkeeper.lift,
            "figures": self.figures.told,
            "metrics": self.figures.metrics,
            "media_connected": lambda: self.media.connected,
        }

    def _registrations(self) -> dict[str, list[dict[str, Any]]]:
        now, wall = time.monotonic(), time.time()
        qualify = self.switch.qualify
        return {
            username: [
                {
                    "contact": binding.uri,
                    "address": f"{host_text(binding.flow.remote[0])}:{binding.flow.remote[1]}",
                    "transport": binding.flow.transport,
                    "user_agent": binding.user_agent,
                    "expires_at": int((wall + binding.expires_at - now) * 1e6),
                    "reachable": binding.reachable,
                    "answer_ms": None if (took := qualify.answer_s(binding)) is None else round(took * 1000),
                }
                for binding in self.registrar.bindings(username)
            ]
            for username in self.registrar.usernames()
        }

    def _voicemail_changed(self, tenant: str, extension_id: str) -> None:
        self.lamps.changed(tenant, extension_id)

    # -- the end

    async def leave(self) -> None:
        """Let go without ending anything: the supervisor died, and the next one's switch goes on with the calls."""
        log.warning("the supervisor is gone; %d calls wait for the next one", len(self.exchange.calls))
        if self.tracer is not None:
            await self.tracer.close()
        await self.journal.close()
        os._exit(0)

    async def stop(self) -> None:
        """End the calls, write everything down, and let go."""
        self.watchdog.stop()
        for task in self.tasks:
            task.cancel()
        if self.server is not None:
            self.server.close()
            self.events.close()
        if self.ready:
            await self.exchange.end_all("the switch was stopped")
            await self.operators.stop()
            await self.driver.close()
            await self.flusher.stop()
        if self.tracer is not None:
            await self.tracer.close()
        await self.switch.services.asker.close()
        await self.media.close()
        await self.journal.close()
        await self.database.close()


def _seconds_away(settings: Settings) -> float:
    """Return how long ago the last switch gave a sign of life, 0 when there was none."""
    try:
        return max(0.0, time.time() - _sign_of_life(settings).stat().st_mtime)
    except FileNotFoundError:
        return 0.0


def _sign_of_life(settings: Settings) -> Path:
    return settings.data / "run" / "switch.alive"


def _sockets(addresses: ListenAddresses, dscp: int) -> list[socket.socket]:
    """Return the SIP sockets that the supervisor bound (`OFFHOOK_SIP_FDS`, e.g. `udp:7,tcp:8`), or bind them."""
    if passed := inherited("OFFHOOK_SIP_FDS"):
        return [sock for _, sock in passed]
    return [bind(*entry.local, dscp=dscp) for entry in addresses for bind in (bind_udp, listen_tcp)]


def _custody() -> socket.socket | None:
    """Return the link to the keeper of TCP connections, when a supervisor runs one."""
    number = os.environ.get("OFFHOOK_CUSTODY_FD")
    return socket.socket(fileno=int(number)) if number else None
