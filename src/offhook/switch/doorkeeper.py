"""Who is looked at and who is put off: bans and load, joined to what this switch knows of addresses and accounts."""

from __future__ import annotations

from dataclasses import asdict
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from offhook.defence.bans import Bans
from offhook.defence.load import Load
from offhook.defence.sources import among
from offhook.errors import InvalidValue
from offhook.routing.installation import Installation
from offhook.sip.address import WEB
from offhook.sip.digest import Challenge, Denied, Verified
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.defence.bans import Ban
    from offhook.defence.sources import Network
    from offhook.sip.address import Flow
    from offhook.sip.register import Registrar
    from offhook.sip.wire import Request

_LONGEST_NAME = 128


class Doorkeeper:
    """What stands before a switch. `never` are networks that are never banned."""

    def __init__(self, exchange: Exchange, registrar: Registrar) -> None:
        self.never: tuple[Network, ...] = ()
        self.installation = Installation()
        self.bans = Bans(self)
        self.load = Load()
        self._exchange = exchange
        self._registrar = registrar

    # what the bans want to know

    def spared(self, address: str) -> bool:
        """Tell whether an address is never banned."""
        if self._registrar.is_home(address) or among(address, self.never):
            return True
        try:
            return bool(self.installation.trunks_from(address))
        except ValueError:
            return False

    def talks(self, address: str) -> bool:
        """Tell whether a call goes on with somebody at this address."""
        return any(
            leg.flow is not None and leg.flow.remote[0] == address and not leg.gone
            for call in self._exchange.calls.values()
            for leg in call.legs.values()
        )

    def at_home(self, name: str, address: str) -> bool:
        """Tell whether an account is registered from an address."""
        return any(one.flow.remote[0] == address for one in self._registrar.bindings(name))

    # what comes in

    def admits(self, address: str) -> bool:
        """Tell whether anything that comes from an address is looked at."""
        return self.bans.admits(address, self._exchange.now())

    def admits_request(self, request: Request, _flow: Flow, now: float) -> bool:
        """Tell whether a new request outside dialogs is served, or put off because there are too many."""
        if self.load.arrived(now):
            return True
        refreshed = request.method == "REGISTER" and self._registrar.bindings(_user(request.to.uri))
        return self.load.admits("refresh" if refreshed else "other")

    def judge(
        self, verdict: Verified | Challenge | Denied, request: Request, flow: Flow, now: float
    ) -> Verified | Challenge | Denied:
        """Take note of how a request's credentials were found, and return what is to be made of it."""
        if _through_a_proxy(flow):
            return verdict
        address = flow.remote[0]
        match verdict:
            case Verified(username):
                if not self.bans.proven(address, username, now):
                    return Denied("the account is guarded after too many wrong passwords", username)
            case Challenge(stale=False):
                self.bans.challenged(address, _user(request.from_.uri), now)
            case Denied(answered=False):
                self.bans.unproven(address, now)
            case Denied(_, username):
                self.bans.denied(address, username[:_LONGEST_NAME], now)
        return verdict

    def unproven(self, flow: Flow, now: float) -> None:
        """Take note of what anybody may send: a request without credentials, nonsense, a connection without a word."""
        if not _through_a_proxy(flow):
            self.bans.unproven(flow.remote[0], now)

    # administration

    def list_bans(self, tenant: str | None = None) -> list[dict[str, Any]]:
        """Return the bans that hold, with times in microseconds; for a company those that its accounts led to."""
        found = [self._told(ban) for ban in self.bans.current(self._exchange.now())]
        if tenant is None:
            return found
        own = [{**ban, "names": [name for name in ban["names"] if self._is_of(tenant, name)]} for ban in found]
        return [ban for ban in own if ban["names"]]

    def _is_of(self, tenant: str, account: str) -> bool:
        office, _ = self.installation.devices.get(account, (None, None))
        return office is not None and office.company.id == tenant

    def impose(self, place: str, seconds: float, note: str) -> dict[str, Any]:
        """Ban an address or network by hand; the answer has the ban, or under `refused` why it cannot be banned."""
        try:
            return {"ban": self._told(self.bans.impose(place, seconds, note, self._exchange.now()))}
        except InvalidValue as error:
            return {"refused": str(error).removeprefix("place: ")}

    def lift(self, place: str) -> bool:
        """End a ban; False when there is none."""
        return self.bans.lift(place)

    def _told(self, ban: Ban) -> dict[str, Any]:
        now, wall = self._exchange.now(), self._exchange.wall()
        moments = {"since": ban.since, "until": ban.until}
        return {**asdict(ban), **{name: wall + int((at - now) * 1e6) for name, at in moments.items()}}


def _through_a_proxy(flow: Flow) -> bool:
    """Tell a browser that comes by a proxy on this machine: all of them have its address."""
    if flow.transport not in WEB:
        return False
    try:
        return ip_address(flow.remote[0]).is_loopback
    except ValueError:
        return False


def _user(uri: str) -> str:
    try:
        return (parse_uri(uri).user or "")[:_LONGEST_NAME]
    except ValueError:
        return ""
