"""The operators' side of trunks: registrations, probes and names, and how each trunk stands.

Calls from any address that the name of a trunk or of one of its gateways leads to are the trunk's.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from offhook.routing.gateways import at_gateway, gateways_of
from offhook.routing.way import located
from offhook.switch.accounts import Accounts, best_of
from offhook.switch.probes import Probes

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.exchange import Exchange
    from offhook.configuration import Configuration, Trunk
    from offhook.routing.way import OurAddresses

LEAVING_SECONDS = 2.0


class Operators:
    """All trunks of the switch; `on_addresses` is called when a host name got other addresses."""

    def __init__(self, exchange: Exchange, ours: OurAddresses) -> None:
        self.exchange = exchange
        self.on_addresses: Callable[[], None] = lambda: None
        self.addresses: dict[str, tuple[str, ...]] = {}
        self.names = exchange.names
        self.names.on_change = self._names_changed
        self.accounts = Accounts(exchange, self.names, ours)
        self.accounts.on_routes = self._keep_names
        self._probes = Probes(exchange, self.names, ours)
        self._trunks: dict[str, Trunk] = {}

    # -- configuration

    def configure(self, configuration: Configuration) -> None:
        """Register what has to be registered, and give up what is not wanted any more."""
        self._trunks = {trunk.id: trunk for company in configuration.companies for trunk in company.trunks}
        for company in configuration.companies:
            for trunk in company.trunks:
                self.exchange.channels.look(trunk, company.id)
        self._keep_names()
        self._probes.configure(self._trunks.values())
        self.accounts.configure(self._trunks.values())
        self._names_changed()

    def _keep_names(self) -> None:
        places = [located(trunk) for trunk in self._trunks.values()]
        places += [located(gateway) for trunk in self._trunks.values() for gateway in trunk.gateways]
        self.names.keep([*places, *self.accounts.places()])

    def _names_changed(self) -> None:
        """Use what names lead to now."""
        self._probes.arrange()
        self.accounts.begin()
        addresses = self.names.addresses()
        if addresses != self.addresses:
            self.addresses = addresses
            self.on_addresses()

    # -- time

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        probe, account = self._probes.next_timer(), self.accounts.next_timer()
        if probe is None or account is None:
            return account if probe is None else probe
        return min(probe, account)

    def timeout(self, now: float) -> None:
        """Refresh or try again what is due."""
        self.accounts.timeout(now)
        self._probes.timeout(now)

    async def stop(self) -> None:
        """Unregister everywhere, giving the operators a moment to answer."""
        deadline = self.exchange.now() + LEAVING_SECONDS
        self.accounts.stop()
        while self.accounts.leaving:
            if self.exchange.now() > deadline:
                break
            await asyncio.sleep(0.02)
        await self.names.close()

    # -- status

    def status(self) -> dict[str, dict[str, Any]]:
        """Return of each trunk (by id) how it stands; times are UTC microseconds."""
        now, wall = self.exchange.now(), time.time()

        def utc(at: float | None) -> int | None:
            return None if at is None else int((wall + at - now) * 1e6)

        return {trunk.id: self._status(trunk, utc) for trunk in self._trunks.values()}

    def _status(self, trunk: Trunk, utc: Callable[[float | None], int | None]) -> dict[str, Any]:
        gateways = self._probes.status(trunk, utc)
        registrations = []
        for gateway, told in zip(gateways_of(trunk), gateways, strict=True):
            if (found := self.accounts.status(at_gateway(trunk, gateway), utc)) is not None:
                told["registration"] = found
                registrations.append({**found, "gateway": gateway.host})
        result: dict[str, Any]
        if registrations:
            result = best_of(registrations)
            del result["gateway"]
        else:
            result = {
                "status": "by address",
                "since": None,
                "last_status": None,
                "last_reason": "",
                "next_attempt": None,
            }
        enabled = [gateway for gateway in gateways if gateway["enabled"]]
        alive = any(one["state"] != "down" for one in enabled)
        if result["status"] in ("by address", "registered") and not alive:
            nameless = bool(enabled) and all(one["nameless"] for one in enabled)
            result["status"] = "no address" if nameless else "down"
            result["last_reason"] = enabled[0]["reason"] if enabled else "no gateway is enabled"
        inbound, outbound = self.exchange.channels.used(trunk.id)
        result |= {"name": trunk.name, "gateways": gateways, "used_in": inbound, "used_out": outbound}
        if alarm := self.exchange.journal.state.alarms.get(trunk.id):
            result["alarm"] = {
                "level": alarm.level,
                "since": alarm.at,
                "of": alarm.of,
                "used": alarm.used,
                "limit": alarm.limit,
            }
        return result
