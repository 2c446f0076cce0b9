"""The operators' side of trunks: registrations with their visible status, and the addresses of host names.

A trunk that registers is matched by the addresses that its host name has, besides those configured.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from offhook.routing.reach import credentials_of
from offhook.routing.way import OurAddresses
from offhook.sip import events as sip
from offhook.sip.address import host_text, transport_parameter
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.switch.probes import Probes

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.exchange import Exchange
    from offhook.configuration import Configuration, Trunk

log = logging.getLogger(__name__)

RESOLVE_SECONDS = 300.0
RETRY_SECONDS = 15.0
LEAVING_SECONDS = 2.0


@dataclass(slots=True)
class Account:
    """One trunk's registration; what comes back is taken here."""

    operators: Operators
    trunk: Trunk
    machine: Registration

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response or its absence."""
        now = self.operators.exchange.now()
        if isinstance(event, sip.ResponseReceived):
            self.machine.response(event.response, now)
        else:
            self.machine.failed(event.status, now)
        self.operators.pump(self)


class Operators:
    """All trunks of the switch; `on_addresses` is called when a host name got other addresses."""

    def __init__(
        self, exchange: Exchange, sip_address: tuple[str, int], tls_address: tuple[str, int] | None = None
    ) -> None:
        self.exchange = exchange
        self.on_addresses: Callable[[], None] = lambda: None
        self.addresses: dict[str, tuple[str, ...]] = {}
        self._ours = OurAddresses(sip_address, tls_address)
        self._probes = Probes(exchange, self._ours, self.address_of)
        self._accounts: dict[str, Account] = {}
        self._trunks: dict[str, Trunk] = {}
        self._resolving: asyncio.Task[None] | None = None

    # -- configuration

    def configure(self, configuration: Configuration) -> None:
        """Register what has to be registered, and give up what is not wanted any more."""
        self._trunks = {trunk.id: trunk for company in configuration.companies for trunk in company.trunks}
        now = self.exchange.now()
        for trunk_id, account in list(self._accounts.items()):
            if self._trunks.get(trunk_id) != account.trunk:
                account.machine.stop(now)
                self.pump(account)
                del self._accounts[trunk_id]
        if self._resolving is not None:
            self._resolving.cancel()
        for company in configuration.companies:
            for trunk in company.trunks:
                self.exchange.channels.look(trunk, company.id)
        self._probes.configure(self._trunks.values())
        self._resolving = self.exchange.loop.create_task(self._resolve_always())
        self._register()

    def _register(self) -> None:
        for trunk in self._trunks.values():
            if trunk.register and trunk.id not in self._accounts and self.address_of(trunk.host):
                account = Account(self, trunk, self._machine(trunk))
                self._accounts[trunk.id] = account
                account.machine.start(self.exchange.now())
                self.pump(account)

    def _machine(self, trunk: Trunk) -> Registration:
        host, port = self._ours.of(trunk)
        domain = trunk.domain or host_text(trunk.host)
        suffix = transport_parameter(trunk.transport)
        user = trunk.username or "offhook"
        return Registration(
            RegistrationConfig(
                registrar=f"sip:{domain}{suffix}",
                address_of_record=f"sip:{user}@{domain}",
                contact=f"sip:{user}@{host_text(host)}:{port}{suffix}",
                credentials=credentials_of(trunk),
            ),
            lambda: secrets.token_hex(12),
            random.random,
        )

    # -- traffic

    def pump(self, account: Account) -> None:
        """Send what the machine wants sent."""
        address = self.address_of(account.trunk.host)
        for request in account.machine.outgoing():
            if address is None:
                account.machine.failed(503, self.exchange.now())
                continue
            flow = self._ours.flow(account.trunk, address)
            self.exchange.endpoint.request(request, flow, account, self.exchange.now())
        self.exchange.driver.kick()

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        probe = self._probes.next_timer()
        if not self._accounts:  # asked after each message
            return probe
        moments = [at for account in self._accounts.values() if (at := account.machine.next_timer()) is not None]
        return min(moments if probe is None else [*moments, probe], default=None)

    def timeout(self, now: float) -> None:
        """Refresh or try again what is due."""
        for account in self._accounts.values():
            account.machine.timeout(now)
            self.pump(account)
        self._probes.timeout(now)

    async def stop(self) -> None:
        """Unregister everywhere, giving the operators a moment to answer."""
        if self._resolving is not None:
            self._resolving.cancel()
        now = self.exchange.now()
        for account in self._accounts.values():
            account.machine.stop(now)
            self.pump(account)
        deadline = now + LEAVING_SECONDS
        while any(one.machine.status.state == "leaving" for one in self._accounts.values()):
            if self.exchange.now() > deadline:
                break
            await asyncio.sleep(0.02)

    # -- names

    def address_of(self, host: str) -> str | None:
        """Return a numeric address of a host, None while its name is not resolved."""
        if _is_address(host):
            return host
        found = self.addresses.get(host)
        return found[0] if found else None

    async def _resolve_always(self) -> None:
        while True:
            await self._resolve()
            await asyncio.sleep(RESOLVE_SECONDS if all(self.addresses.values()) else RETRY_SECONDS)

    async def _resolve(self) -> None:
        found: dict[str, tuple[str, ...]] = {}
        hosts = {trunk.host for trunk in self._trunks.values()}
        hosts |= {gateway.host for trunk in self._trunks.values() for gateway in trunk.gateways}
        for host in [host for host in hosts if not _is_address(host)]:
            try:
                infos = await self.exchange.loop.getaddrinfo(host, None)
            except (OSError, UnicodeError) as error:  # UnicodeError: no name can be so
                log.warning("operator %s: %s", host, error)
                found[host] = self.addresses.get(host, ())
            else:
                found[host] = tuple(dict.fromkeys(str(info[4][0]) for info in infos))
        if found != self.addresses:
            self.addresses = found
            self.on_addresses()
        self._register()

    # -- status

    def status(self) -> dict[str, dict[str, Any]]:
        """Return of each trunk (by id) how it stands; times are UTC microseconds."""
        now, wall = self.exchange.now(), time.time()

        def utc(at: float | None) -> int | None:
            return None if at is None else int((wall + at - now) * 1e6)

        result: dict[str, dict[str, Any]] = {}
        for trunk in self._trunks.values():
            if account := self._accounts.get(trunk.id):
                status = account.machine.status
                result[trunk.id] = {
                    "status": status.state,
                    "since": utc(status.since),
                    "last_status": status.last_status or None,
                    "last_reason": status.last_reason,
                    "next_attempt": utc(status.next_attempt),
                }
            else:
                known = self.address_of(trunk.host) is not None
                result[trunk.id] = {
                    "status": "by address" if known else "no address",
                    "since": None,
                    "last_status": None,
                    "last_reason": "" if known else f"{trunk.host} has no known address",
                    "next_attempt": None,
                }
            gateways = self._probes.status(trunk, utc)
            enabled = [gateway for gateway in gateways if gateway["enabled"]]
            alive = any(one["state"] != "down" for one in enabled)
            match result[trunk.id]["status"]:
                case "no address" if trunk.gateways and alive:  # its host only gives it a name
                    result[trunk.id] |= {"status": "by address", "last_reason": ""}
                case "by address" | "registered" if not alive:
                    reason = enabled[0]["reason"] if enabled else "no gateway is enabled"
                    result[trunk.id] |= {"status": "down", "last_reason": reason}
                case _:
                    pass
            inbound, outbound = self.exchange.channels.used(trunk.id)
            result[trunk.id] |= {"name": trunk.name, "gateways": gateways, "used_in": inbound, "used_out": outbound}
            if alarm := self.exchange.journal.state.alarms.get(trunk.id):
                result[trunk.id]["alarm"] = {
                    "level": alarm.level,
                    "since": alarm.at,
                    "of": alarm.of,
                    "used": alarm.used,
                    "limit": alarm.limit,
                }
        return result


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
