"""What telephones watch of each other: busy lamps (dialog), presence, and registrations (reg).

An account is `package:tenant/extension id`, of reg `reg:tenant/user name`, of a slot for parked calls
`dialog:tenant/slot-1`. Only devices of the company may watch, and a
registration only its own device. Invariant: a change is told in its own turn of the loop, once for all that happened
together; what nobody watches costs one look into a dictionary.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.parking import parked_calls, read_slot
from offhook.journal import records
from offhook.routing.installation import Installation
from offhook.sip import events as sip
from offhook.sip.dialog_info import NAME as DIALOG
from offhook.sip.dialog_info import DialogFacts, dialog_package
from offhook.sip.presence import NAME as PRESENCE
from offhook.sip.presence import PresenceFacts, presence_package
from offhook.sip.publish import Publications
from offhook.sip.reginfo import NAME as REG
from offhook.sip.reginfo import reg_package
from offhook.sip.subscribe import PACKAGE as MESSAGES
from offhook.sip.subscribe import Notifier, NotifierConfig
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.sip.address import Flow
    from offhook.sip.register import Binding, Registrar
    from offhook.sip.subscribe import NotifyTag
    from offhook.sip.wire import Request, Response

log = logging.getLogger(__name__)

PACKAGES = (MESSAGES, DIALOG, PRESENCE, REG)
SLOT = "slot-"
MOST_WATCHERS = 200  # of one extension


class Watches:
    """The subscriptions of all packages but message-summary, whose counts come from the database (`lamps.py`)."""

    def __init__(self, exchange: Exchange, registrar: Registrar) -> None:
        self.installation = Installation()
        self._exchange = exchange
        self._registrar = registrar
        self.publications = Publications(_token)
        packages = (
            dialog_package(self._entity, self._dialogs),
            presence_package(self._presence),
            reg_package(self._address, self._bindings, exchange.now),
        )
        limits = NotifierConfig(max_per_account=MOST_WATCHERS)
        self._notifiers = {package.name: Notifier(package, _token, limits) for package in packages}
        self._legs_of: dict[str, dict[Leg, None]] = {}  # by tenant/extension id, in the order of their beginning
        self._dirty: set[str] = set()
        self._pumping = False

    # -- SIP

    def subscribe(self, request: Request, username: str, flow: Flow, now: float) -> Response:
        """Carry out an authenticated SUBSCRIBE of a device; 404 for what its company does not have, 489 for events."""
        name = (request.get("Event") or "").partition(";")[0].strip().lower()
        notifier = self._notifiers.get(name)
        if notifier is None:
            response = request.response(489)
            response.add("Allow-Events", ", ".join(PACKAGES))
            return response
        office, _ = self.installation.devices[username]
        watched = _user(request.uri)
        if name == REG:
            extension = self._extension(office, username)
            if watched not in {username, extension.number if extension else username}:
                return request.response(403)
            account = f"{REG}:{office.company.id}/{username}"
        else:
            extension = self._extension(office, watched)
            slot = read_slot(office.company.codes, watched) if name == DIALOG else None
            if extension is None and not slot:
                return request.response(404)
            account = f"{name}:{office.company.id}/{extension.id if extension else f'{SLOT}{slot}'}"
        response = notifier.subscribe(request, account, flow, now)
        self._pump_soon()
        return response

    def publish(self, request: Request, username: str, now: float) -> Response:
        """Carry out an authenticated PUBLISH of a device, for its own person."""
        office, _ = self.installation.devices[username]
        own = self._extension(office, username)
        if own is None or self._extension(office, _user(request.uri)) is not own:
            return request.response(403)
        response = self.publications.publish(request, f"{PRESENCE}:{office.company.id}/{own.id}", now)
        self._published()
        return response

    def pump(self) -> None:
        """Send the notifications that wait, and write the subscriptions down."""
        exchange = self._exchange
        now = exchange.now()
        self._pumping = False
        dirty, self._dirty = self._dirty, set()
        for account in dirty:
            self._notifiers[account.partition(":")[0]].notify(account, now)
        for name, notifier in self._notifiers.items():
            for notification in notifier.outgoing():
                asker = _Asker(self, name, notification.tag)
                exchange.endpoint.request(notification.request, notification.flow, asker, now)
            for account in sorted(notifier.changed):
                saved = notifier.snapshot(account, now, time.time())
                exchange.journal.append(records.SubscriptionsSaved(account, saved))
        exchange.driver.kick()

    def outcome(self, name: str, tag: NotifyTag, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take what came of a NOTIFY."""
        notifier = self._notifiers[name]
        if isinstance(event, sip.ResponseReceived):
            notifier.response(tag, event.response, self._exchange.now())
        else:
            notifier.failed(tag)
        self._pump_soon()

    def connection_closed(self, connection: int) -> None:
        """Forget subscriptions of a closed connection."""
        for notifier in self._notifiers.values():
            notifier.connection_closed(connection)

    def timeout(self, now: float) -> None:
        """Let subscriptions and publications run out."""
        for notifier in self._notifiers.values():
            notifier.timeout(now)
        self.publications.timeout(now)
        self._published()

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        times = [self.publications.next_timer(), *(notifier.next_timer() for notifier in self._notifiers.values())]
        return min((at for at in times if at is not None), default=None)

    def restore(self, subscriptions: list[dict[str, Any]], now: float, wall: float) -> None:
        """Take back the subscriptions of a former process; each watcher is told everything anew."""
        for call in self._exchange.calls.values():
            for leg in call.legs.values():
                self.on_leg(leg)
        for name, notifier in self._notifiers.items():
            notifier.restore([one for one in subscriptions if one["account"].startswith(f"{name}:")], now, wall)
        self._pump_soon()

    # -- what changes

    def on_leg(self, leg: Leg) -> None:
        """Note that a leg began, rang, was answered or ended."""
        if leg.party.extension_id is None:
            return
        key = f"{leg.call.company.id}/{leg.party.extension_id}"
        if not leg.gone:
            self._legs_of.setdefault(key, {})[leg] = None
        elif legs := self._legs_of.get(key):
            legs.pop(leg, None)
            if not legs:
                del self._legs_of[key]
        self._change(f"{DIALOG}:{key}")
        self._change(f"{PRESENCE}:{key}")

    def on_slot(self, tenant: str, slot: int) -> None:
        """Note that a call was parked on a slot, or waits there no longer."""
        self._change(f"{DIALOG}:{tenant}/{SLOT}{slot}")

    def on_registration(self, username: str) -> None:
        """Note that a device registered, or is gone."""
        found = self.installation.devices.get(username)
        if found is not None:
            office, _ = found
            self._change(f"{REG}:{office.company.id}/{username}")
            if extension := self._extension(office, username):
                self._change(f"{PRESENCE}:{office.company.id}/{extension.id}")

    def on_seat(self, tenant: str, extension_id: str) -> None:
        """Note that somebody sits at another telephone, or at none any more."""
        self._change(f"{PRESENCE}:{tenant}/{extension_id}")

    def _published(self) -> None:
        changed, self.publications.changed = self.publications.changed, set()
        for account in changed:
            self._change(account)

    def _change(self, account: str) -> None:
        if account not in self._dirty and self._notifiers[account.partition(":")[0]].subscriptions(account):
            self._dirty.add(account)
            self._pump_soon()

    def _pump_soon(self) -> None:
        if not self._pumping:
            self._pumping = True
            self._exchange.loop.call_soon(self.pump)

    # -- what is told

    @staticmethod
    def _extension(office: Office, user: str) -> Extension | None:
        """Return the extension of a number, or of a device's person."""
        if extension := office.extensions.get(user):
            return extension
        person = next((device.person_id for device in office.company.devices if device.username == user), None)
        return office.extension_of_person.get(person or "")

    def _find(self, account: str) -> tuple[Office | None, Extension | None]:
        tenant, _, extension = account.partition(":")[2].partition("/")
        office = self.installation.offices.get(tenant)
        return office, office.extensions_by_id.get(extension) if office else None

    def _entity(self, account: str) -> str:
        office, extension = self._find(account)
        if office and (slot := _slot(account)):
            return f"sip:{office.company.codes.park}{slot}@{office.company.sip_domain}"
        return (
            f"sip:{extension.number}@{office.company.sip_domain}" if office and extension else "sip:anonymous.invalid"
        )

    def _legs(self, account: str) -> Iterator[Leg]:
        for leg in self._legs_of.get(account.partition(":")[2], ()):
            if not leg.gone and (leg.dialog or leg.invite):
                yield leg

    def _dialogs(self, account: str) -> Iterator[DialogFacts]:
        if slot := _slot(account):
            yield from self._parked(account.partition(":")[2].partition("/")[0], slot)
            return
        for leg in self._legs(account):
            at = leg.dialog or leg.invite
            assert at is not None
            other = _other_party(leg)
            domain = leg.call.company.sip_domain
            yield DialogFacts(
                id=leg.leg_id,
                state=_state(leg),
                incoming=leg.direction == "outbound",
                call_id=at.call_id,
                local_tag=at.remote_tag or "",
                remote_tag=at.local_tag,
                remote_uri=f"sip:{other.number or 'anonymous'}@{domain}"
                if other
                else f"sip:{leg.call.dialled}@{domain}",
                remote_name=other.name if other else "",
            )

    def _parked(self, tenant: str, slot: int) -> Iterator[DialogFacts]:
        """Give who waits on a slot: it has no telephone, so nobody can pick its dialog up by name."""
        for call, parked in parked_calls(self._exchange, tenant):
            if parked.slot == slot:
                party = parked.leg.party
                uri = f"sip:{party.number or 'anonymous'}@{call.company.sip_domain}"
                yield DialogFacts(
                    id=call.call_id,
                    state="confirmed",
                    incoming=True,
                    call_id="",
                    local_tag="",
                    remote_tag="",
                    remote_uri=uri,
                    remote_name=party.name,
                )

    def _presence(self, account: str) -> PresenceFacts:
        office, extension = self._find(account)
        devices = office.devices_of(extension) if office and extension else ()
        return PresenceFacts(
            entity=self._entity(account),
            reachable=any(self._registrar.reachable(device.username) for device in devices),
            talking=any(leg.answered for leg in self._legs(account)),
            published=self.publications.latest(account),
        )

    def facts(self, tenant: str, extension_id: str) -> PresenceFacts:
        """Return what is known of a person's extension."""
        return self._presence(f"{PRESENCE}:{tenant}/{extension_id}")

    def legs(self, tenant: str, extension_id: str) -> list[Leg]:
        """Return the legs of an extension that ring or talk, or call somebody."""
        return list(self._legs(f"{PRESENCE}:{tenant}/{extension_id}"))

    def _address(self, account: str) -> str:
        tenant, _, username = account.partition(":")[2].partition("/")
        office = self.installation.offices.get(tenant)
        return f"sip:{username}@{office.company.sip_domain}" if office else "sip:anonymous.invalid"

    def _bindings(self, account: str) -> list[Binding]:
        return self._registrar.bindings(account.partition("/")[2])


def _slot(account: str) -> int:
    """Return the slot for parked calls that an account is about, 0 for another."""
    name = account.rpartition("/")[2]
    return int(name.removeprefix(SLOT)) if name.startswith(SLOT) else 0


def _state(leg: Leg) -> Literal["trying", "early", "confirmed"]:
    if leg.answered:
        return "confirmed"
    return "early" if leg.ringing or leg.early else "trying"


def _other_party(leg: Leg) -> records.Party | None:
    """Return who is at the other end: who is talked to, else the caller; None before anybody is known."""
    call = leg.call
    if call.talking is not None and leg in call.talking:
        return call.talking[0].party if leg is call.talking[1] else call.talking[1].party
    if leg.direction == "outbound":
        waiting = next((one for one in call.essential if one is not leg), None)
        return waiting.party if waiting else call.caller
    return None


class _Asker:
    """Passes the outcome of one NOTIFY on."""

    __slots__ = ("_name", "_tag", "_watches")

    def __init__(self, watches: Watches, name: str, tag: NotifyTag) -> None:
        self._watches = watches
        self._name = name
        self._tag = tag

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response or its absence."""
        self._watches.outcome(self._name, self._tag, event)


def _token() -> str:
    return secrets.token_hex(8)


def _user(uri: str) -> str:
    try:
        return parse_uri(uri).user or ""
    except ValueError:
        return ""
