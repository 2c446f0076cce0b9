"""Subscriptions, the notifier's side (RFC 6665), and the package message-summary (RFC 3842).

A phone subscribes to an account and gets a NOTIFY at once, upon each change and at the end. Whoever drives the
notifier has authenticated the SUBSCRIBE and chosen the account. Invariant: of each subscription at most one NOTIFY is
under way; what changes meanwhile is told by the next one, which always carries the account's newest state.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from offhook.errors import BadMessage
from offhook.sip.address import Flow, host_text, transport_parameter
from offhook.sip.headers import NameAddr, parse_name_addr
from offhook.sip.packages import Package, Parts, whole
from offhook.sip.register import flow_from_record, flow_record
from offhook.sip.uri import parse_uri
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.sip.wire import Response

PACKAGE: Final = "message-summary"
CONTENT_TYPE: Final = "application/simple-message-summary"
_SKIPPED: Final = 1000  # NOTIFY requests that may have gone out after a snapshot; numbers need only rise


@dataclass(frozen=True, slots=True)
class NotifierConfig:
    """Limits of subscriptions; times in seconds."""

    min_expires: int = 60
    default_expires: int = 3600
    max_expires: int = 86_400
    max_per_account: int = 10


@dataclass(frozen=True, slots=True)
class Notification:
    """A NOTIFY to be sent by `flow`; its outcome is told to the notifier with `tag`."""

    request: Request
    flow: Flow
    tag: NotifyTag


@dataclass(frozen=True, slots=True)
class NotifyTag:
    """Names the subscription that a NOTIFY belongs to."""

    dialog: tuple[str, str, str]


@dataclass(slots=True)
class Subscription:
    """One phone's subscription, a dialog of its own: our and the phone's addresses with tags, the route to it."""

    account: str
    call_id: str
    local: str
    local_tag: str
    remote: str
    remote_tag: str
    target: str
    routes: list[str]
    flow: Flow
    event: str
    expires_at: float
    remote_cseq: int
    local_cseq: int = 0
    waiting: bool = False
    changed: bool = False
    ended: str | None = None
    told: Parts | None = None
    key: tuple[str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.key = (self.call_id, self.local_tag, self.remote_tag)


class Notifier:
    """All subscriptions of one package; `tokens` gives unguessable text.

    `changed` names the accounts whose snapshot would differ from the last one.
    """

    __slots__ = ("_by_account", "_config", "_out", "_package", "_subscriptions", "_timers", "_tokens", "changed")

    def __init__(self, package: Package, tokens: Callable[[], str], config: NotifierConfig | None = None) -> None:
        self.changed: set[str] = set()
        self._package = package
        self._tokens = tokens
        self._config = config or NotifierConfig()
        self._subscriptions: dict[tuple[str, str, str], Subscription] = {}
        self._by_account: dict[str, dict[tuple[str, str, str], Subscription]] = {}
        # As in the registrar: one entry per subscription, put back when it comes up too early.
        self._timers: list[tuple[float, tuple[str, str, str]]] = []
        self._out: list[Notification] = []

    def __len__(self) -> int:
        return len(self._subscriptions)

    def subscriptions(self, account: str) -> list[Subscription]:
        """Return an account's subscriptions, the oldest first."""
        return list(self._by_account.get(account, {}).values())

    def subscribe(self, request: Request, account: str, flow: Flow, now: float) -> Response:
        """Carry out an authenticated SUBSCRIBE for `account` and return the response; send it before `outgoing()`."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        wanted = request.expires
        seconds = self._config.default_expires if wanted is None else min(wanted, self._config.max_expires)
        try:
            subscription = self._known(request) if request.to.tag else self._new(request, account, flow)
            target = request.contacts[0].uri if request.contacts else None
            parse_uri(target or "sip:none")
        except (BadMessage, ValueError):
            return request.response(400, "Bad Contact")
        if subscription is None or subscription.account != account or subscription.ended:
            return request.response(481)
        if request.to.tag and request.cseq.number <= subscription.remote_cseq:
            return request.response(500, "CSeq Out Of Order")
        subscription.remote_cseq = request.cseq.number
        subscription.flow = flow
        if target is not None:
            subscription.target = target
        if not request.to.tag:
            self._replace(subscription)
        self._keep(subscription, now + seconds)
        subscription.told = None
        if seconds:
            subscription.changed = True
        else:
            subscription.ended = "timeout"
        self._notify(subscription, now)
        self._crowd_out(account, now)
        response = request.response(200, to_tag=subscription.local_tag)
        for hop in request.all("Record-Route"):
            response.add("Record-Route", hop)
        response.add("Contact", f"<{_contact(subscription)}>")
        response.add("Expires", str(seconds))
        return response

    def notify(self, account: str, now: float) -> None:
        """Tell an account's subscribers its state, which has changed."""
        for subscription in self.subscriptions(account):
            subscription.changed = True
            self._notify(subscription, now)

    def terminate(self, account: str, reason: str, now: float) -> None:
        """End an account's subscriptions; `reason` is "noresource", "rejected", "deactivated" … (RFC 6665 §4.1.3)."""
        for subscription in self.subscriptions(account):
            subscription.ended = reason
            self._notify(subscription, now)

    def outgoing(self) -> list[Notification]:
        """Return the NOTIFY requests to send, without Via."""
        drained, self._out = self._out, []
        return drained

    def response(self, tag: NotifyTag, response: Response, now: float) -> None:
        """Take the response to a NOTIFY; a refusal ends the subscription (RFC 6665 §4.2.2)."""
        subscription = self._subscriptions.get(tag.dialog)
        if subscription is None or response.status < 200:  # noqa: PLR2004  final
            return
        # One NOTIFY is under way at a time and its transaction knows its response, whatever CSeq a phone writes there.
        subscription.waiting = False
        if response.status < 300 or (response.status >= 500 and response.get("Retry-After")):  # noqa: PLR2004  classes
            self._notify(subscription, now)
        else:
            self._drop(subscription)

    def failed(self, tag: NotifyTag) -> None:
        """Take the fact that a NOTIFY was not answered: the phone is gone."""
        subscription = self._subscriptions.get(tag.dialog)
        if subscription is not None:
            self._drop(subscription)

    def connection_closed(self, connection: int) -> None:
        """Forget what was subscribed by a TCP connection; the phone subscribes again by its next one."""
        for subscription in [one for one in self._subscriptions.values() if one.flow.connection == connection]:
            self._drop(subscription)

    def timeout(self, now: float) -> None:
        """End the subscriptions whose time is over."""
        timers = self._timers
        while timers and timers[0][0] <= now:
            _, key = heapq.heappop(timers)
            subscription = self._subscriptions.get(key)
            if subscription is None:
                continue
            if subscription.expires_at > now:
                heapq.heappush(timers, (subscription.expires_at, key))
            elif subscription.ended is None:
                subscription.ended = "timeout"
                self._notify(subscription, now)

    def next_timer(self) -> float | None:
        """Return when `timeout` should be called next, None without subscriptions."""
        return self._timers[0][0] if self._timers else None

    def snapshot(self, account: str, now: float, wall: float) -> list[dict[str, Any]]:
        """Return an account's living subscriptions as plain records with their expiry in wall-clock seconds."""
        self.changed.discard(account)
        return [record(one, now, wall) for one in self.subscriptions(account) if one.ended is None]

    def restore(self, records: Iterable[dict[str, Any]], now: float, wall: float) -> None:
        """Take back a snapshot; each phone gets a NOTIFY, since what changed meanwhile is not known."""
        for plain in records:
            expires_at = now + plain["expires"] - wall
            if expires_at <= now:
                continue
            fields = {name: plain[name] for name in _PLAIN}
            flow = flow_from_record(plain["flow"])
            subscription = Subscription(**fields, flow=flow, expires_at=expires_at)
            subscription.local_cseq += _SKIPPED
            self._keep(subscription, expires_at)
            subscription.changed = True
            self._notify(subscription, now)

    def _refusal(self, request: Request) -> Response | None:
        package = (request.get("Event") or "").partition(";")[0].strip().lower()
        if package != self._package.name:
            response = request.response(489)
            response.add("Allow-Events", self._package.name)
            return response
        ours = self._package.content_type
        accepted = [value.partition(";")[0].strip().lower() for value in request.all("Accept")]
        if accepted and not {ours, "application/*", "*/*"}.intersection(accepted):
            response = request.response(406)
            response.add("Accept", ours)
            return response
        if request.expires is not None and 0 < request.expires < self._config.min_expires:
            response = request.response(423)
            response.add("Min-Expires", str(self._config.min_expires))
            return response
        return None

    def _known(self, request: Request) -> Subscription | None:
        return self._subscriptions.get((request.call_id, request.to.tag or "", request.from_.tag or ""))

    def _new(self, request: Request, account: str, flow: Flow) -> Subscription:
        """Make a subscription of a SUBSCRIBE. Raises BadMessage or ValueError when it has nowhere to notify."""
        if not request.contacts:
            raise BadMessage(400, "No Contact", request)
        target = request.contacts[0].uri
        routes = request.all("Record-Route")
        for uri in (target, *(parse_name_addr(route).uri for route in routes)):
            parse_uri(uri)
        return Subscription(
            account=account,
            call_id=request.call_id,
            local=request.to.uri,
            local_tag=self._tokens(),
            remote=request.from_.uri,
            remote_tag=request.from_.tag or "",
            target=target,
            routes=routes,
            flow=flow,
            event=request.get("Event") or self._package.name,
            expires_at=0.0,
            remote_cseq=request.cseq.number,
        )

    def _keep(self, subscription: Subscription, expires_at: float) -> None:
        key = subscription.key
        if key not in self._subscriptions or expires_at < subscription.expires_at:
            heapq.heappush(self._timers, (expires_at, key))
        self.changed.add(subscription.account)
        subscription.expires_at = expires_at
        self._subscriptions[key] = subscription
        self._by_account.setdefault(subscription.account, {})[key] = subscription
        if len(self._timers) > 2 * len(self._subscriptions) + 64:
            self._timers = [(one.expires_at, one.key) for one in self._subscriptions.values()]
            heapq.heapify(self._timers)

    def _replace(self, new: Subscription) -> None:
        """Forget what the same phone subscribed before it lost its memory."""
        for old in self.subscriptions(new.account):
            if old.target == new.target and old.event == new.event:
                self._drop(old)

    def _drop(self, subscription: Subscription) -> None:
        self.changed.add(subscription.account)
        self._subscriptions.pop(subscription.key, None)
        members = self._by_account.get(subscription.account, {})
        members.pop(subscription.key, None)
        if not members:
            self._by_account.pop(subscription.account, None)

    def _crowd_out(self, account: str, now: float) -> None:
        living = [one for one in self.subscriptions(account) if one.ended is None]
        for subscription in living[: max(0, len(living) - self._config.max_per_account)]:
            subscription.ended = "deactivated"
            self._notify(subscription, now)

    def _notify(self, subscription: Subscription, now: float) -> None:
        """Send the newest state, unless a NOTIFY is under way or nothing is to be told; the last one ends it."""
        if subscription.waiting or not (subscription.changed or subscription.ended):
            return
        subscription.changed = False
        version = subscription.local_cseq
        told = None if subscription.ended else subscription.told
        made = self._package.body(subscription.account, version, told)
        if made is None:
            return
        request = _request(subscription, now)
        request.add("Content-Type", self._package.content_type)
        request.body, subscription.told = made
        self._out.append(Notification(request, subscription.flow, NotifyTag(subscription.key)))
        if subscription.ended:
            self._drop(subscription)
        else:
            subscription.waiting = True


_PLAIN: Final = (
    "account", "call_id", "local", "local_tag", "remote", "remote_tag", "target", "routes", "event", "remote_cseq",
    "local_cseq",
)  # fmt: skip


def record(subscription: Subscription, now: float, wall: float) -> dict[str, Any]:
    """Return a subscription as plain values with its expiry in wall-clock seconds."""
    plain: dict[str, Any] = {name: getattr(subscription, name) for name in _PLAIN}
    plain["flow"] = flow_record(subscription.flow)
    plain["expires"] = wall + subscription.expires_at - now
    return plain


def message_summaries(summary_of: Callable[[str], bytes]) -> Package:
    """Return the package message-summary; `summary_of` gives an account's present body."""
    return whole(PACKAGE, CONTENT_TYPE, lambda account, _: summary_of(account))


def message_summary(account_uri: str, new: int, old: int) -> bytes:
    """Return the body that tells the numbers of new and old voice messages (RFC 3842 §5.2)."""
    waiting = "yes" if new else "no"
    text = f"Messages-Waiting: {waiting}\r\nMessage-Account: {account_uri}\r\nVoice-Message: {new}/{old} (0/0)\r\n"
    return text.encode()


def _request(subscription: Subscription, now: float) -> Request:
    subscription.local_cseq += 1
    uri, routes = subscription.target, list(subscription.routes)
    if (
        routes and "lr" not in parse_uri(parse_name_addr(routes[0]).uri).parameters
    ):  # a strict router, RFC 3261 §12.2.1.1
        uri, routes = parse_name_addr(routes[0]).uri, [*routes[1:], f"<{uri}>"]
    left = round(subscription.expires_at - now)
    state = f"terminated;reason={subscription.ended}" if subscription.ended else f"active;expires={max(0, left)}"
    remote = NameAddr("", subscription.remote, {"tag": subscription.remote_tag} if subscription.remote_tag else {})
    return Request(
        "NOTIFY",
        uri,
        [
            *(("Route", route) for route in routes),
            ("From", f"<{subscription.local}>;tag={subscription.local_tag}"),
            ("To", str(remote)),
            ("Call-ID", subscription.call_id),
            ("CSeq", f"{subscription.local_cseq} NOTIFY"),
            ("Contact", f"<{_contact(subscription)}>"),
            ("Event", subscription.event),
            ("Subscription-State", state),
        ],
    )


def _contact(subscription: Subscription) -> str:
    host, port = subscription.flow.local
    return f"sip:{host_text(host)}:{port}{transport_parameter(subscription.flow.transport)}"
