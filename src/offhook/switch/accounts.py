"""Registrations at operators: one at each enabled gateway of each trunk that registers.

A gateway whose name leads to several servers is registered at one of them; when that one is silent for
`PATIENCE_SECONDS` or answers 503, the next is tried at once (RFC 3263 §4.3), and only when all have failed the attempt
has. Service-Route (RFC 3608) of each registration is kept for the calls by its gateway.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from offhook.routing.gateways import at_gateway, gateways_of, way_of
from offhook.routing.reach import credentials_of
from offhook.routing.way import OurAddresses, located, transport_text
from offhook.sip import events as sip
from offhook.sip.address import host_text, transport_parameter
from offhook.sip.headers import parse_name_addr
from offhook.sip.locating import Place, place_in
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from offhook.call.exchange import Exchange
    from offhook.configuration import Trunk
    from offhook.naming.names import Names
    from offhook.sip.locating import Hop

PATIENCE_SECONDS: Final = 4.0
UNAVAILABLE: Final = 503
TIMEOUT: Final = 408


@dataclass(slots=True)
class Account:
    """One registration: `trunk` is at its gateway, `tried` are the hops that failed in this attempt."""

    accounts: Accounts
    trunk: Trunk
    machine: Registration
    hop: Hop | None = None
    tried: set[Hop] = field(default_factory=set)
    attempt: Attempt | None = None
    gives_up_at: float | None = None


@dataclass(slots=True)
class Attempt:
    """One REGISTER on its way."""

    account: Account

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response or its absence."""
        self.account.accounts.heard(self, event)


class Accounts:
    """All registrations of the switch; `on_routes` is called when a Service-Route has changed."""

    def __init__(self, exchange: Exchange, names: Names, ours: OurAddresses) -> None:
        self._exchange = exchange
        self._names = names
        self._ours = ours
        self._accounts: dict[str, Account] = {}
        self._next: float | None = None
        self.on_routes: Callable[[], None] = lambda: None

    def configure(self, trunks: Iterable[Trunk]) -> None:
        """Have these trunks registered; what is wanted no more is unregistered."""
        wanted = {}
        for trunk in trunks:
            for gateway in gateways_of(trunk) if trunk.register else ():
                if gateway.enabled:
                    at = at_gateway(trunk, gateway)
                    wanted[way_of(at)] = at
        now = self._exchange.now()
        for way, account in list(self._accounts.items()):
            if not _same_account(account.trunk, wanted.get(way)):
                account.machine.stop(now)
                self._send(account)
                del self._accounts[way]
        for way, at in wanted.items():
            if way in self._accounts:
                self._accounts[way].trunk = at
            else:
                self._accounts[way] = Account(self, at, self._machine(at))
        self.begin()

    def begin(self) -> None:
        """Start what could not be started while its name had no address."""
        for account in self._accounts.values():
            if account.machine.status.state == "off" and self._aim(account):
                account.machine.start(self._exchange.now())
                self._send(account)
        self._plan()
        self._exchange.driver.kick()

    def places(self) -> list[Place]:
        """Return where Service-Routes lead to, to be known before calls."""
        found = (self._first_route(account) for account in self._accounts.values())
        return [place for place in found if place is not None]

    def service_route(self, trunk: Trunk) -> tuple[tuple[str, ...], Place | None]:
        """Return the route for calls by a trunk at a gateway and where it leads to; nothing where there is none."""
        account = self._accounts.get(way_of(trunk))
        if account is None or not account.machine.service_route:
            return (), None
        return tuple(account.machine.service_route), self._first_route(account)

    def of(self, trunk: Trunk) -> Account | None:
        """Return the registration of a trunk at a gateway."""
        return self._accounts.get(way_of(trunk))

    # -- traffic

    def heard(self, attempt: Attempt, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take what became of a REGISTER."""
        account = attempt.account
        if account.attempt is not attempt:
            return
        now = self._exchange.now()
        if isinstance(event, sip.ResponseReceived):
            if event.response.status < 200:  # noqa: PLR2004  final
                return
            account.attempt = account.gives_up_at = None
            if event.response.status == UNAVAILABLE and self._elsewhere(account, now):
                return
            before = account.machine.service_route
            account.machine.response(event.response, now)
            if account.machine.status.state == "registered" and not account.attempt:
                account.tried.clear()
            if account.machine.service_route != before:
                self.on_routes()
        else:
            self._silent(account, event.status, now)
        self._send(account)
        self._plan()

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        return self._next

    def timeout(self, now: float) -> None:
        """Refresh or try again what is due."""
        if self._next is None or self._next > now:
            return
        for account in self._accounts.values():
            if account.gives_up_at is not None and account.gives_up_at <= now:
                self._silent(account, TIMEOUT, now)
                self._send(account)
            at = account.machine.next_timer()
            if at is not None and at <= now:
                self._aim(account)
                account.machine.timeout(now)
                self._send(account)
        self._plan()

    def stop(self) -> None:
        """Unregister everywhere."""
        now = self._exchange.now()
        for account in self._accounts.values():
            account.machine.stop(now)
            self._send(account)

    @property
    def leaving(self) -> bool:
        """Whether an operator has not answered yet that we leave."""
        return any(account.machine.status.state == "leaving" for account in self._accounts.values())

    def _silent(self, account: Account, status: int, now: float) -> None:
        """Note that a server did not answer, and go to the next one if there is one."""
        account.attempt = account.gives_up_at = None
        if not self._elsewhere(account, now):
            account.machine.failed(status, now)

    def _elsewhere(self, account: Account, now: float) -> bool:
        """Send the same to the next hop; False when all have been tried."""
        if account.hop is not None:
            account.tried.add(account.hop)
        if not self._hops(account):
            account.tried.clear()
            return False
        self._aim(account)
        account.machine.elsewhere()
        self._send(account, now)
        return True

    def _hops(self, account: Account) -> list[Hop]:
        """Return the hops that may still be tried, that of the registration first."""
        hops = [hop for hop in self._names.hops(located(account.trunk)) if self._ours.reaches(hop)]
        left = [hop for hop in hops if hop not in account.tried]
        return sorted(left, key=lambda hop: hop != account.hop)

    def _aim(self, account: Account) -> bool:
        """Choose where the next REGISTER goes; False when nowhere is known."""
        hops = self._hops(account)
        if not hops:
            account.hop = None
            return False
        account.hop = hops[0]
        account.machine.aim(self._contact(account.trunk, hops[0]))
        return True

    def _send(self, account: Account, now: float | None = None) -> None:
        """Send what the machine wants sent."""
        now = self._exchange.now() if now is None else now
        for request in account.machine.outgoing():
            if account.hop is None:
                account.machine.failed(UNAVAILABLE, now)
                continue
            account.attempt = Attempt(account)
            further = len(self._hops(account)) > 1
            account.gives_up_at = now + PATIENCE_SECONDS if further else None
            flow = self._ours.flow(account.trunk, account.hop)
            self._exchange.endpoint.request(request, flow, account.attempt, now)
        self._exchange.driver.kick()

    def _plan(self) -> None:
        """Note when something is due: it is asked for after each message."""
        moments = [account.machine.next_timer() for account in self._accounts.values()]
        moments += [account.gives_up_at for account in self._accounts.values()]
        self._next = min((at for at in moments if at is not None), default=None)

    def _machine(self, trunk: Trunk) -> Registration:
        domain = trunk.domain or host_text(trunk.host)
        suffix = transport_text(trunk)
        return Registration(
            RegistrationConfig(
                registrar=f"sip:{domain}{suffix}",
                address_of_record=f"sip:{trunk.username or 'offhook'}@{domain}",
                contact="",
                credentials=credentials_of(trunk),
            ),
            lambda: secrets.token_hex(12),
            random.random,
        )

    def _contact(self, trunk: Trunk, hop: Hop) -> str:
        host, port = self._ours.of(hop)
        return f"sip:{trunk.username or 'offhook'}@{host_text(host)}:{port}{transport_parameter(hop.transport)}"

    def _first_route(self, account: Account) -> Place | None:
        try:
            return place_in(parse_uri(parse_name_addr(account.machine.service_route[0]).uri))
        except (IndexError, ValueError):
            return None

    # -- status

    def status(self, trunk: Trunk, utc: Callable[[float | None], int | None]) -> dict[str, Any] | None:
        """Return how a trunk's registration at a gateway stands, None where there is none."""
        account = self.of(trunk)
        if account is None:
            return None
        status = account.machine.status
        waits = status.state == "off" and account.hop is None
        return {
            "status": "no address" if waits else status.state,
            "since": utc(status.since) if not waits else None,
            "last_status": status.last_status or None,
            "last_reason": self._names.trouble(located(trunk)) if waits else status.last_reason,
            "next_attempt": utc(status.next_attempt),
        }


def _same_account(known: Trunk, wanted: Trunk | None) -> bool:
    """Tell whether a changed trunk has the same registration as before."""
    if wanted is None:
        return False
    return all(
        getattr(known, name) == getattr(wanted, name)
        for name in ("host", "port", "transport", "username", "secret", "domain", "authority")
    )


def best_of(statuses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return which of several registrations speaks for the trunk: the best; another's trouble is said with it."""
    order = ("registered", "registering", "failed", "no address", "leaving", "off")
    best = min(statuses, key=lambda one: order.index(one["status"]))
    worse = next((one for one in statuses if one["status"] not in (best["status"], "registering")), None)
    if worse is not None and best["status"] == "registered":
        return {**best, "last_reason": f"{worse['gateway']}: {worse['last_reason'] or worse['status']}"}
    return best
