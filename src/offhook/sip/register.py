"""The registrar (RFC 3261 §10.3, Path of RFC 3327, instances of RFC 5626): which phones are where.

A binding says that requests for a device go to a contact URI by the flow its REGISTER came on, which also reaches a
phone behind NAT. The caller has authenticated the request and chosen the device; the To is not looked at. Invariant: a
REGISTER takes effect wholly or not at all, and a binding never lives longer than was answered.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from offhook.errors import BadMessage
from offhook.sip.address import Flow, is_ip_literal
from offhook.sip.headers import NameAddr, parse_name_addr, parse_number
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from offhook.sip.wire import Request, Response

_LONGEST: Final = 1024
DEFAULT_PORT: Final = 5060
_MAX_SECONDS: Final = 2**32 - 1

Why = Literal[
    "new", "refreshed", "moved", "unreachable", "reachable",
    "unregistered", "replaced", "expired", "connection closed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegistrarConfig:
    """Limits of registrations; times in seconds."""

    min_expires: int = 60
    default_expires: int = 3600
    max_expires: int = 7200
    max_contacts: int = 10


@dataclass(frozen=True, slots=True)
class Binding:
    """One contact of a device; `expires_at` is in monotonic seconds, `path` the Route to be put before the contact.

    One that does not answer any more is not `reachable`, until it does or registers again.
    """

    username: str
    uri: str
    flow: Flow
    expires_at: float
    call_id: str
    cseq: int
    q: float = 1.0
    user_agent: str = ""
    path: tuple[str, ...] = ()
    instance: str = ""
    reg_id: int = 0
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Registered:
    """A contact is there.

    `why` is "new", "refreshed", (by another flow or URI than before) "moved", or what it is found to be now:
    "unreachable", "reachable".
    """

    username: str
    contact: Binding
    why: Why


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A contact is gone."""

    username: str
    contact: Binding
    why: Why


class Registrar:
    """The bindings of all devices; `events()` tells what changed, to be journalled and shown."""

    __slots__ = ("_addresses", "_by_connection", "_config", "_count", "_devices", "_events", "_timers")

    def __init__(self, config: RegistrarConfig | None = None) -> None:
        self._config = config or RegistrarConfig()
        self._count = 0
        self._devices: dict[str, dict[str, Binding]] = {}  # each device's in the order of their refreshing
        self._by_connection: dict[int, set[tuple[str, str]]] = {}
        self._addresses: Counter[str] = Counter()
        # One entry per binding; a refresh leaves the entry and it is put back when it comes up too early.
        self._timers: list[tuple[float, str, str]] = []
        self._events: list[Registered | Unregistered] = []

    def __len__(self) -> int:
        return self._count

    def usernames(self) -> list[str]:
        """Return the devices that are registered."""
        return list(self._devices)

    def bindings(self, username: str) -> list[Binding]:
        """Return a device's contacts, the preferred (q) and the youngest first."""
        found = list(self._devices.get(username, {}).values())
        found.reverse()
        found.sort(key=lambda one: -one.q)
        return found

    def is_home(self, address: str) -> bool:
        """Tell whether any device is registered from an IP address."""
        return address in self._addresses

    def events(self) -> list[Registered | Unregistered]:
        """Return what happened since the last call."""
        drained, self._events = self._events, []
        return drained

    def register(self, request: Request, username: str, flow: Flow, now: float) -> Response:
        """Carry out an authenticated REGISTER for the device `username` and return the response to send."""
        try:
            contacts = request.contacts
            if any(contact.uri == "*" for contact in contacts):
                return self._unregister_all(request, username, contacts, now)
            plan = [self._read(request, contact, username, flow, now) for contact in contacts]
        except BadMessage:
            return request.response(400, "Bad Contact")
        if len(contacts) > self._config.max_contacts:
            return request.response(403, "Too Many Contacts")
        shortest = min((seconds for _, _, seconds in plan if seconds), default=self._config.min_expires)
        if shortest < self._config.min_expires:
            response = request.response(423)
            response.add("Min-Expires", str(self._config.min_expires))
            return response
        known = self._devices.get(username, {})
        if any((old := known.get(key)) is not None and _outdated(old, binding) for key, binding, _ in plan):
            return request.response(500, "CSeq Out Of Order")
        for key, binding, seconds in plan:
            if not seconds:
                self._drop(username, key, "unregistered")
            else:
                self._put(key, binding)
        if plan:
            self._crowd_out(username)
        return self._listing(request, username, now)

    def timeout(self, now: float) -> None:
        """Drop the bindings whose time is over."""
        timers = self._timers
        while timers and timers[0][0] <= now:
            _, username, key = heapq.heappop(timers)
            binding = self._devices.get(username, {}).get(key)
            if binding is None:
                continue
            if binding.expires_at <= now:
                self._drop(username, key, "expired")
            else:
                heapq.heappush(timers, (binding.expires_at, username, key))

    def next_timer(self) -> float | None:
        """Return when `timeout` should be called next, None when nothing is registered."""
        return self._timers[0][0] if self._timers else None

    def judge(self, binding: Binding, *, reachable: bool) -> None:
        """Note whether a contact answers; one that has changed meanwhile stays as it is."""
        key = key_of(binding)
        if self._devices.get(binding.username, {}).get(key) == binding:
            judged = replace(binding, reachable=reachable)
            self._devices[binding.username][key] = judged
            self._events.append(Registered(binding.username, judged, "reachable" if reachable else "unreachable"))

    def reachable(self, username: str) -> list[Binding]:
        """Return a device's contacts that are to be rung, in the order of `bindings`."""
        return [binding for binding in self.bindings(username) if binding.reachable]

    def connection_closed(self, connection: int) -> None:
        """Drop what was registered by a connection, except where a phone by TCP can be called back at its contact."""
        for username, key in self._by_connection.pop(connection, ()):
            binding = self._devices[username][key]
            reachable = _listening_at(binding)
            if reachable is None:
                self._drop(username, key, "connection closed")
            else:
                flow = Flow("tcp", binding.flow.local, reachable)
                moved = replace(binding, flow=flow)
                self._devices[username][key] = moved
                self._events.append(Registered(username, moved, "moved"))

    def keep_connections(self, alive: Collection[int], transports: Collection[str] = ("tcp",)) -> None:
        """Treat every connection of these transports not among `alive` as closed; to be called once after `restore`."""
        for connection in [known for known in self._by_connection if known not in alive]:
            username, key = next(iter(self._by_connection[connection]))
            if self._devices[username][key].flow.transport in transports:
                self.connection_closed(connection)

    def forget(self, username: str) -> None:
        """Drop all contacts of a device that was deleted or locked."""
        for key in list(self._devices.get(username, ())):
            self._drop(username, key, "unregistered")

    def snapshot(self, now: float, wall: float) -> list[dict[str, Any]]:
        """Return all bindings as plain records with their expiry in wall-clock seconds."""
        return [record(one, now, wall) for device in self._devices.values() for one in device.values()]

    def restore(self, records: Iterable[dict[str, Any]], now: float, wall: float) -> None:
        """Take back the records of a snapshot, without events; what has expired meanwhile is left out."""
        for one in records:
            binding = from_record(one, now, wall)
            if binding.expires_at > now:
                self._store(key_of(binding), binding)

    def _read(
        self, request: Request, contact: NameAddr, username: str, flow: Flow, now: float
    ) -> tuple[str, Binding, int]:
        """Make of one Contact its key, its binding and the seconds wanted (0 = remove)."""
        parameters = contact.parameters
        seconds = _number(parameters.get("expires"), request.expires)
        if seconds is None:
            seconds = self._config.default_expires
        seconds = min(seconds, self._config.max_expires)
        try:
            q = min(1.0, max(0.0, float(parameters.get("q") or 1.0)))
        except ValueError:
            q = 1.0
        binding = Binding(
            username=username,
            uri=contact.uri,
            flow=_flow_to(contact, request, flow),
            expires_at=now + seconds,
            call_id=request.call_id,
            cseq=request.cseq.number,
            q=q,
            user_agent=(request.get("User-Agent") or "")[:200],
            path=tuple(request.all("Path")),
            instance=parameters.get("+sip.instance", "")[:200],
            reg_id=_number(parameters.get("reg-id"), 0) or 0,
        )
        known = self._devices.get(username)
        if known is not None and not binding.instance:  # the common case: the same text as last time
            for key, old in known.items():
                if old.uri == binding.uri and not old.instance:
                    return key, binding, seconds
        try:
            return key_of(binding), binding, seconds
        except ValueError as error:
            raise BadMessage(400, "Bad Contact") from error

    def _unregister_all(self, request: Request, username: str, contacts: list[NameAddr], now: float) -> Response:
        if len(contacts) != 1 or request.expires != 0:
            return request.response(400, "Contact * Wants Expires 0")
        known = self._devices.get(username, {})
        number = request.cseq.number
        if any(old.call_id == request.call_id and number <= old.cseq for old in known.values()):
            return request.response(500, "CSeq Out Of Order")
        self.forget(username)
        return self._listing(request, username, now)

    def _listing(self, request: Request, username: str, now: float) -> Response:
        response = request.response(200)
        for binding in self._devices.get(username, {}).values():
            text = f"<{binding.uri}>;expires={max(0, round(binding.expires_at - now))}"
            if binding.q != 1.0:
                text += f";q={binding.q:.3g}"
            if binding.instance:
                text += f";+sip.instance={binding.instance}"
                if binding.reg_id:
                    text += f";reg-id={binding.reg_id}"
            response.add("Contact", text)
        for hop in request.all("Path"):
            response.add("Path", hop)
        if _outbound(request):
            response.add("Require", "outbound")  # RFC 5626 §6: we keep to the flow
        return response

    def _put(self, key: str, binding: Binding) -> None:
        old = self._devices.get(binding.username, {}).get(key)
        self._store(key, binding)
        if old is None:
            why: Why = "new"
        else:
            why = "refreshed" if old.flow == binding.flow and old.uri == binding.uri else "moved"
        self._events.append(Registered(binding.username, binding, why))

    def _store(self, key: str, binding: Binding) -> None:
        username = binding.username
        device = self._devices.setdefault(username, {})
        old = device.pop(key, None)
        device[key] = binding
        self._addresses[binding.flow.remote[0]] += 1
        if old is not None:
            self._leave_address(old)
        if old is None:
            self._count += 1
        elif old.flow.connection:
            self._leave_connection(old.flow.connection, username, key)
        if old is None or binding.expires_at < old.expires_at:
            heapq.heappush(self._timers, (binding.expires_at, username, key))
            if len(self._timers) > 2 * self._count + 64:
                self._timers = [(b.expires_at, u, k) for u, held in self._devices.items() for k, b in held.items()]
                heapq.heapify(self._timers)
        if binding.flow.connection:
            self._by_connection.setdefault(binding.flow.connection, set()).add((username, key))

    def _drop(self, username: str, key: str, why: Why) -> None:
        device = self._devices.get(username, {})
        binding = device.pop(key, None)
        if binding is None:
            return
        self._count -= 1
        self._leave_address(binding)
        if not device:
            del self._devices[username]
        if binding.flow.connection:
            self._leave_connection(binding.flow.connection, username, key)
        self._events.append(Unregistered(username, binding, why))

    def _leave_address(self, binding: Binding) -> None:
        address = binding.flow.remote[0]
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]

    def _leave_connection(self, connection: int, username: str, key: str) -> None:
        members = self._by_connection.get(connection)
        if members is not None:
            members.discard((username, key))
            if not members:
                del self._by_connection[connection]

    def _crowd_out(self, username: str) -> None:
        """Keep to the limit by dropping the contacts that were refreshed longest ago."""
        device = self._devices.get(username, {})
        while len(device) > self._config.max_contacts:
            self._drop(username, next(iter(device)), "replaced")


def record(binding: Binding, now: float, wall: float) -> dict[str, Any]:
    """Return a binding as plain values with its expiry in wall-clock seconds."""
    return {
        "username": binding.username,
        "uri": binding.uri,
        "flow": flow_record(binding.flow),
        "expires": wall + binding.expires_at - now,
        "call_id": binding.call_id,
        "cseq": binding.cseq,
        "q": binding.q,
        "user_agent": binding.user_agent,
        "path": list(binding.path),
        "instance": binding.instance,
        "reg_id": binding.reg_id,
        "reachable": binding.reachable,
    }


def from_record(plain: dict[str, Any], now: float, wall: float) -> Binding:
    """Return the binding of a record."""
    return Binding(
        username=plain["username"],
        uri=plain["uri"],
        flow=flow_from_record(plain["flow"]),
        expires_at=now + plain["expires"] - wall,
        call_id=plain["call_id"],
        cseq=plain["cseq"],
        q=plain["q"],
        user_agent=plain["user_agent"],
        path=tuple(plain["path"]),
        instance=plain["instance"],
        reg_id=plain["reg_id"],
        reachable=plain.get("reachable", True),
    )


def flow_record(flow: Flow) -> list[Any]:
    """Return a flow as plain values."""
    return [flow.transport, *flow.local, *flow.remote, flow.connection]


def flow_from_record(plain: list[Any]) -> Flow:
    """Return the flow of a record."""
    transport, local_host, local_port, host, port, connection = plain
    return Flow(transport, (local_host, local_port), (host, port), connection)


def key_of(binding: Binding) -> str:
    """Return what makes two contacts the same: the instance (RFC 5626 §6) or what RFC 3261 §19.1.4 compares.

    Raises ValueError for a URI that no request can be sent to.
    """
    if len(binding.uri) > _LONGEST:
        raise ValueError("too long")
    uri = parse_uri(binding.uri)
    if uri.scheme == "tel":
        raise ValueError("a telephone number is no place")
    if binding.instance:
        return f"{binding.instance} {binding.reg_id}"
    return f"{uri.scheme}:{uri.user}@{uri.host}:{uri.port} {uri.parameters.get('transport', '').lower()}"


def _flow_to(contact: NameAddr, request: Request, flow: Flow) -> Flow:
    """Return the way to a contact: the flow it came by, except where nothing lies between us and the phone's Contact.

    A phone whose Via names the very address that we see is not behind a NAT (RFC 3581 §4 the other way round): it may
    await calls at another port or host than it registers from.
    """
    if flow.transport != "udp" or request.get("Path") is not None:
        return flow
    via = request.via
    if (via.host, via.port or DEFAULT_PORT) != flow.remote:
        return flow
    try:
        uri = parse_uri(contact.uri)
        if (
            uri.scheme != "sip"
            or uri.parameters.get("transport", "udp").lower() != "udp"
            or not is_ip_literal(uri.host)
        ):
            return flow
        return flow if uri.address == flow.remote else replace(flow, remote=uri.address)
    except ValueError:
        return flow


def _outbound(request: Request) -> bool:
    """Tell whether a client asks for Outbound and gets it: directly, or through an edge proxy that says "ob".

    Through a proxy that does not, it is served as without (RFC 5626 would have it refused by 439, with nobody helped).
    """
    if "outbound" not in request.tokens("Supported"):
        return False
    if not any("reg-id" in one.parameters and "+sip.instance" in one.parameters for one in request.contacts):
        return False
    if len(request.all("Via")) == 1:
        return True
    path = request.all("Path")
    try:
        return bool(path) and "ob" in parse_uri(parse_name_addr(path[-1]).uri).parameters
    except ValueError:
        return False


def _outdated(old: Binding, new: Binding) -> bool:
    return old.call_id == new.call_id and new.cseq <= old.cseq


def _listening_at(binding: Binding) -> tuple[str, int] | None:
    """Return where a phone without NAT, or the edge proxy before it, awaits new TCP connections.

    None when only its own connection reached it.
    """
    if binding.flow.transport != "tcp":
        return None
    if binding.path:
        return _proxy_at(binding.path[0], binding.flow.remote[0])
    if binding.reg_id:
        return None
    address = parse_uri(binding.uri).address
    return address if address[0] == binding.flow.remote[0] and address[1] != binding.flow.remote[1] else None


def _proxy_at(path: str, host: str) -> tuple[str, int] | None:
    """Return the address of an edge proxy (RFC 3327) that has said it and came from there."""
    try:
        uri = parse_uri(parse_name_addr(path).uri)
    except ValueError:
        return None
    return uri.address if uri.transport == "tcp" and uri.address[0] == host else None


def _number(text: str | None, default: int | None) -> int | None:
    if text is None:
        return default
    try:
        return parse_number(text, _MAX_SECONDS)
    except ValueError:
        return None
