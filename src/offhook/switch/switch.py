"""Who calls, and what program the call runs: identification, registrations, OPTIONS, message lamps.

A call from an operator's address is that operator's; everybody else must be a device and prove it (RFC 8760 digest).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.call import keeping
from offhook.call.call import MAX_FORWARDS, Call
from offhook.call.floors import Floors
from offhook.call.leg import Leg
from offhook.call.negotiation import came_straight
from offhook.call.refer import find_leg, refusal, request_transfer, same_person
from offhook.call.terms import MediaTerms
from offhook.call.trail import goes_round, mark_of, trail_of
from offhook.errors import BadMessage
from offhook.ids import new_id
from offhook.journal import records
from offhook.routing.desks import may_dial
from offhook.routing.formats import incoming
from offhook.routing.installation import Installation
from offhook.routing.presenting import HIDDEN, read_presentation
from offhook.routing.reach import Shown, party_of
from offhook.routing.routes import trunks_for
from offhook.scenario.calling_back import Promise, call_back
from offhook.scenario.conduct import conduct
from offhook.scenario.mailbox import enter_mailbox
from offhook.scenario.programs import answer_number, dial_from_device, turn_away, turn_device_away, turn_idle_away
from offhook.scenario.run import Run, Services
from offhook.sip.address import WEB
from offhook.sip.digest import Challenge, Denied, Verified
from offhook.sip.endpoint import EndpointConfig
from offhook.sip.identity import caller_of, diverted_from, number_of
from offhook.sip.refer import OPTIONS as REFER_OPTIONS
from offhook.sip.refer import read_refer
from offhook.sip.register import Registered, record
from offhook.sip.replaces import target_dialog_of
from offhook.sip.subscribe import PACKAGE as MAILBOX
from offhook.switch.admission import turned_away, unserved
from offhook.switch.boxes import Boxes
from offhook.switch.desks import Desks
from offhook.switch.doorkeeper import Doorkeeper
from offhook.switch.errands import Errands
from offhook.switch.joining import joins
from offhook.switch.lately import meant
from offhook.switch.ordering import Ordering
from offhook.switch.qualify import Qualify
from offhook.switch.said import ANONYMOUS, address_in, cleaned, dialled_in, is_hidden, shown_as, shown_name, user_in
from offhook.switch.settings import Settings
from offhook.switch.telling import Teller
from offhook.switch.wakeups import Wakeups
from offhook.switch.watches import Watches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.exchange import Exchange
    from offhook.configuration import Company, Device, Extension, Number, Trunk
    from offhook.prompts.catalogue import Prompts
    from offhook.queueing.floor import Offer
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach
    from offhook.sip import events as sip
    from offhook.sip.dialog import Dialog
    from offhook.sip.digest import Challenger
    from offhook.sip.invite import ServerInvite
    from offhook.sip.register import Binding, Registrar
    from offhook.sip.wire import Request, Response
    from offhook.switch.dialling import Dialling
    from offhook.switch.lamps import Lamps
    from offhook.switch.messages import Messages

log = logging.getLogger(__name__)

SIP = EndpointConfig(
    allow=(
        "INVITE",
        "ACK",
        "CANCEL",
        "BYE",
        "OPTIONS",
        "INFO",
        "PRACK",
        "UPDATE",
        "NOTIFY",
        "SUBSCRIBE",
        "REGISTER",
        "REFER",
        "PUBLISH",
        "MESSAGE",
    ),
    supported=("timer", "100rel", "path", *REFER_OPTIONS),
    max_transactions=200_000,  # each is remembered for 32 s, but not the 401s: 6,000 registrations a second
)


@dataclass(frozen=True, slots=True)
class Reoffered:
    """A call whose INVITE comes again after a restart, and the device that had proven itself, if it was one."""

    call_id: str
    device_id: str | None


class Switch:
    """The owner of an exchange: turns SIP requests into calls and registrations."""

    def __init__(
        self,
        exchange: Exchange,
        registrar: Registrar,
        challenger: Challenger,
        reach: Reach,
        prompts: Prompts,
        lamps: Lamps,
    ) -> None:
        self.exchange = exchange
        self.registrar = registrar
        self.challenger = challenger
        self.reach = reach
        reach.now = lambda office: self.installation.offices.get(office.company.id, office)
        self.prompts = prompts
        exchange.sounds = prompts.prompt
        self.settings, self.teller = Settings(exchange), Teller(exchange)
        self.boxes = Boxes(lamps, self.settings)
        self.errands = Errands(self)
        self.wakeups = Wakeups(self)
        self.desks = Desks(self)
        self.ordering = Ordering(self)
        floors = Floors(exchange, self._is_reachable)
        self.services = Services(prompts, floors, self.settings, self.boxes, self.errands, self.wakeups, enter_mailbox)
        floors.on_promise = self._call_back
        floors.on_agent, floors.on_queue = self.teller.on_agent, self.teller.on_queue
        self.lamps = lamps
        self.watches = Watches(exchange, registrar)
        exchange.on_parking = self.watches.on_slot
        self.doorkeeper = Doorkeeper(exchange, registrar)
        self.qualify = Qualify(exchange, registrar, self.save_registrations)
        self.messages: Messages
        self.dialling: Dialling
        self.allow, self.supported = SIP.allow, SIP.supported
        self._installation = Installation()
        self.reoffered: dict[tuple[str, str], Reoffered] = {}

    @property
    def installation(self) -> Installation:
        """The companies as they are now."""
        return self._installation

    @installation.setter
    def installation(self, installation: Installation) -> None:
        self.desks.take(self._installation, installation)
        self.wakeups.take(self._installation.offices, installation.offices)
        self._installation = self.teller.installation = installation
        self.services.floors.take(installation.offices)

    # -- calls

    def on_invite(self, event: sip.InviteReceived) -> None:
        """Begin a call, or refuse it."""
        request = event.request
        dialled = dialled_in(request)
        # Never by a browser: any page shown to somebody at the operator's address could call as the operator.
        trunks = () if event.flow.transport in WEB else self.installation.trunks_from(event.flow.remote[0])
        if trunks:
            for office, trunk in trunks:
                formats, country = trunk.formats, trunk.formats.country or office.company.country
                e164 = incoming(dialled, formats.called_in, country, formats.called)
                if number := office.numbers.get(e164):
                    self._from_operator(event, office, trunk, number)
                    return
            if not self._known_device(request):
                self._reject(event.invite, 404)
                return
        found = self._proven_before(request) or self._authenticate(event.invite, request)
        if found is not None:
            self._from_device(event, *found, address_in(request, found[0]) or dialled)

    def _proven_before(self, request: Request) -> tuple[Office, Device] | None:
        """Return the device of an INVITE that recovery gives us again: the former switch has checked its digest."""
        offered = self.reoffered.get(_key_of(request))
        if offered is None or offered.device_id is None:
            return None
        for office, device in self.installation.devices.values():
            if device.id == offered.device_id:
                return office, device
        return None

    def _known_device(self, request: Request) -> bool:
        """Tell whether the caller says to be one of our devices, though its address is an operator's."""
        return user_in(request.from_.uri) in self.installation.devices

    def _from_operator(self, event: sip.InviteReceived, office: Office, trunk: Trunk, number: Number) -> None:
        formats, country = trunk.formats, trunk.formats.country or office.company.country
        said = caller_of(event.request, trusted=trunk.trusted)
        user = cleaned(number_of(said.address))
        hidden = said.withheld or is_hidden(user)
        caller = "" if hidden else incoming(user, formats.caller_in, country, formats.caller)
        known = office.name_of(caller)
        name = "" if hidden else known or shown_name(said.address.display)
        forwarded = [
            incoming(cleaned(one), formats.caller_in, country, formats.caller) for one in diverted_from(event.request)
        ]
        if number.e164 in forwarded or goes_round(event.request, mark_of(office.company.id, "inbound", number.e164)):
            log.warning("a call to %s comes round again by trunk %s", number.e164, trunk.name)
            self._reject(event.invite, 482)
            return
        party = records.Party(number=caller, name=name, trunk_id=trunk.id)
        turned = turned_away(self.exchange, office.company, "")
        taken = turned.reason if turned else self.exchange.channels.full(trunk, "inbound")
        call = self._begin(event, office.company, "inbound", party, number.e164, number)
        _caller(call).terms = MediaTerms.of(trunk, event.flow)
        first = forwarded[0] if forwarded and trunk.trusted else None
        more = {"forwarded_from": first} if first else {}
        call.step("received", **{"from": caller}, number=number.e164, trunk=trunk.name, **more)
        run = self._run(call, office, Shown(caller or ANONYMOUS, shown_as(office, number, known)))
        run.number = number
        run.scenario = office.scenarios.get(number.scenario_id or "")
        if taken:
            self.exchange.start(call, lambda _call: turn_away(run, taken))
            return
        self.exchange.start(call, lambda _call: conduct(run, answer_number))

    def _from_device(self, event: sip.InviteReceived, office: Office, device: Device, dialled: str) -> None:
        party = _party_of_device(office, device)
        if not may_dial(office, device, dialled):
            self._turn_idle_away(event, office, party, dialled)
            return

        def reject(status: int, headers: Sequence[tuple[str, str]]) -> None:
            self._reject(event.invite, status, headers)

        if joins(self.exchange, event, office, party, dialled, reject):
            return
        asked, dialled = dialled, meant(self.exchange.journal.state.lately, office, party, dialled)
        if goes_round(event.request, mark_of(office.company.id, "device", device.id, dialled)):
            self._reject(event.invite, 482)
            return
        presented = read_presentation(office, dialled)
        short, contact = presented.dialled, office.contact_by_short(presented.dialled)
        redialled, dialled = asked != dialled, contact.numbers[0] if contact is not None else short
        direction: records.Direction = "internal" if dialled in office.extensions else "outbound"
        turned = turned_away(self.exchange, office.company, dialled)
        call = self._begin(event, office.company, direction, party, dialled, None)
        _caller(call).terms = MediaTerms.of(device, event.flow)
        call.step("received", **{"from": party.number}, number=asked)
        if redialled:
            call.step("redialled", code=asked, number=dialled)
        if contact is not None:
            call.step("short_number", number=short, who=contact.name)
        run = self._run(call, office, Shown(party.number, party.name))
        if turned:
            self.exchange.start(call, lambda _: turn_device_away(run, turned.status, turned.reason, turned.spoken))
            return
        if presented.shows:
            run.presents[party.extension_id or ""] = presented.shows
            hidden = presented.shows == HIDDEN
            call.step("hides_number" if hidden else "shows_number", **({} if hidden else {"number": presented.shows}))
        self.exchange.start(call, lambda _call: conduct(run, dial_from_device))

    def _turn_idle_away(self, event: sip.InviteReceived, office: Office, party: records.Party, dialled: str) -> None:
        call = self._begin(event, office.company, "internal", party, dialled, None)
        call.step("received", **{"from": party.name or party.number}, number=dialled)
        run = self._run(call, office, Shown(party.number, party.name))
        self.exchange.start(call, lambda _call: turn_idle_away(run))

    def _run(self, call: Call, office: Office, shown: Shown) -> Run:
        return Run(call, _caller(call), office, self.reach, self.services, shown)

    def _begin(
        self,
        event: sip.InviteReceived,
        company: Company,
        direction: records.Direction,
        party: records.Party,
        dialled: str,
        number: Number | None,
    ) -> Call:
        exchange = self.exchange
        request = event.request
        at = exchange.wall()
        known = self.reoffered.pop(_key_of(request), None)
        prepared = None if known else exchange.ahead.take(exchange.addresses.place(event.flow).local)
        call_id = known.call_id if known else prepared.call_id if prepared else new_id()
        call = Call(exchange, company, call_id, direction, party, dialled)
        call.prepared = prepared
        leg = Leg(call, call.name_leg(event.flow), "inbound", party)
        hops = request.max_forwards
        call.max_forwards = MAX_FORWARDS if hops is None else max(0, min(hops, MAX_FORWARDS) - 1)
        what = ("device", party.device_id, dialled) if party.device_id else ("inbound", dialled)
        call.trail = (*trail_of(request), mark_of(company.id, *what))
        leg.invite = event.invite
        leg.offer = request.body
        leg.flow = event.flow
        leg.direct = came_straight(request)
        event.invite.owner = leg
        call.essential.add(leg)
        if known is None:
            line = (number.id, number.branch_id) if number else ()
            call.journal(records.CallStarted(call.call_id, company.id, at, direction, party, dialled, *line))
        call.journal(records.LegStarted(call.call_id, leg.leg_id, at, "inbound", party))
        flow = event.flow
        leg.save(
            "offered",
            {
                "request": request.encode(),
                "flow": [flow.transport, *flow.local, *flow.remote, flow.connection],
            },
            secret=keeping.secret(request.body),
        )
        return call

    # -- identification

    def _secret_of(self, username: str) -> str | None:
        found = self.installation.devices.get(username)
        return found[1].secret if found else None

    def _authenticate(self, invite: ServerInvite, request: Request) -> tuple[Office, Device] | None:
        now = self.exchange.now()
        verdict = self.challenger.verify(request, self._secret_of, now)
        match self.doorkeeper.judge(verdict, request, invite.flow, now):
            case Verified(username):
                return self.installation.devices[username]
            case Challenge(headers):
                self._reject(invite, 401, headers)
            case Denied(reason, username):
                log.warning("INVITE from %s as %r denied: %s", invite.flow.remote, username, reason)
                self._reject(invite, 403)
        return None

    def _reject(self, invite: ServerInvite, status: int, headers: Sequence[tuple[str, str]] = ()) -> None:
        self.exchange.endpoint.reject(invite, status, self.exchange.now(), headers=headers)

    # -- requests outside calls

    def on_request(self, event: sip.RequestReceived) -> None:
        """Answer what devices may ask outside calls, and OPTIONS of anybody; other methods are not taken."""
        request = event.request
        endpoint = self.exchange.endpoint
        now = self.exchange.now()
        match request.method:
            case "OPTIONS":
                self.doorkeeper.unproven(event.flow, now)
                response = request.response(200)
                response.add("Accept", "application/sdp")
                response.add("Allow", ", ".join(self.allow))
                response.add("Supported", ", ".join(self.supported))
            case "REGISTER" | "SUBSCRIBE" | "PUBLISH" | "MESSAGE" | "REFER":
                verdict = self.challenger.verify(request, self._secret_of, now)
                match self.doorkeeper.judge(verdict, request, event.flow, now):
                    case Verified(username):
                        served = self._serve_device(event, username, now)
                        if served is None:
                            return  # answered, or answered later
                        response = served
                    case Challenge(headers):
                        response = event.transaction.response(401)
                        for name, value in headers:
                            response.add(name, value)
                        endpoint.challenge(event.transaction, response)
                        return
                    case Denied(reason, username):
                        log.warning("%s from %s as %r denied: %s", request.method, event.flow.remote, username, reason)
                        response = request.response(403)
            case _:
                response = request.response(405)
                response.add("Allow", ", ".join(self.allow))
        endpoint.respond(event.transaction, response, now)

    def _serve_device(self, event: sip.RequestReceived, username: str, now: float) -> Response | None:
        request = event.request
        office, device = self.installation.devices[username]
        if (response := unserved(request, office.company)) is not None:
            return response
        if request.method == "MESSAGE":
            self.messages.receive(event, office, _party_of_device(office, device), dialled_in(request))
            return None
        if request.method == "REFER":
            return self._refer(event, username)
        if request.method == "PUBLISH":
            return self.watches.publish(request, username, now)
        if request.method == "SUBSCRIBE":
            mailbox = (request.get("Event") or "").partition(";")[0].strip().lower() == MAILBOX
            return (self.lamps if mailbox else self.watches).subscribe(request, username, event.flow, now)
        response = self.registrar.register(event.request, username, event.flow, now)
        self.save_registrations()
        return response

    def _refer(self, event: sip.RequestReceived, username: str) -> Response | None:
        """Take a REFER outside the dialog that it is about, which its Target-Dialog names (RFC 4538)."""
        request = event.request
        office, device = self.installation.devices[username]
        try:
            refer, name = read_refer(request), target_dialog_of(request)
        except BadMessage as error:
            return request.response(error.status, str(error))
        if name is None or not self.registrar.bindings(username):
            return request.response(403)
        leg = find_leg(self.exchange, office.company.id, name)
        if leg is None:
            return request.response(481)
        status = refusal(leg) if same_person(leg.party, _party_of_device(office, device)) else 403
        if status:
            return request.response(status)
        dialog = self.exchange.endpoint.dialog_beside(event.transaction)
        response = request.response(202)
        response.add("Contact", dialog.contact)
        self.exchange.endpoint.respond(event.transaction, response, self.exchange.now())
        request_transfer(leg, refer, dialog)
        return None

    def save_registrations(self) -> None:
        """Write down what the registrar changed; calls follow their telephone to its new connection."""
        now = self.exchange.now()
        events = self.registrar.events()
        for event in events:
            if isinstance(event, Registered) and event.why in ("new", "reachable"):
                self.messages.on_registration(event.username)
            if isinstance(event, Registered) and (
                event.why == "moved" or (event.why == "new" and event.contact.flow.connection)
            ):
                self._follow(event.username, event.contact)
        self.qualify.follow(events)
        for username in {event.username for event in events}:
            wall = self.exchange.wall() / 1e6
            bindings = [record(binding, now, wall) for binding in self.registrar.bindings(username)]
            self.teller.on_registrations(username, bindings)
            self.exchange.journal.append(records.RegistrarSaved(username, bindings))
            self.watches.on_registration(username)

    def on_leg(self, leg: Leg) -> None:
        """Show what a leg does on the phones that watch its extension; ask a phone that said nothing if it is there."""
        self.watches.on_leg(leg)
        self.services.floors.on_leg(leg)
        self.errands.on_leg(leg)
        if leg.gone and leg.direction == "outbound" and leg.party.device_id and leg.was_silent:
            self.qualify.silent(self._username_of(leg.party.device_id), leg)

    def _is_reachable(self, office: Office, extension: Extension) -> bool:
        """Tell whether a telephone of an agent is there and may ring."""
        if extension.rules.do_not_disturb:
            return False
        return any(self.registrar.reachable(device.username) for device in office.devices_of(extension)) or any(
            turn.who.startswith("+") and trunks_for(office, turn.who) for turn in extension.rules.turns
        )

    def _call_back(self, office: Office, offer: Offer) -> None:
        """Begin the call that keeps a promise."""
        exchange, one = self.exchange, offer.waiting
        agent, queue = office.extensions_by_id.get(offer.agents[0]), office.queues.get(one.queue)
        if agent is None or queue is None or office.company.suspended_at is not None:
            self.services.floors.declined(office.company.id, one, offer.agents[0], reached=False)
            return
        party = party_of(agent)
        call = Call(exchange, office.company, new_id(), "outbound", party, one.number)
        call.journal(
            records.CallStarted(call.call_id, office.company.id, exchange.wall(), "outbound", party, one.number)
        )
        self.services.floors.rings(one, call.call_id)
        promise = Promise(office, queue, one, agent)
        exchange.start(call, lambda _call: call_back(call, promise, self.reach, self.services))

    def _username_of(self, device_id: str) -> str:
        known = self.installation.devices.items()
        return next((username for username, (_, device) in known if device.id == device_id), "")

    def _follow(self, username: str, contact: Binding) -> None:
        found = self.installation.devices.get(username)
        if found is not None:
            device = found[1].id

            def theirs(dialog: Dialog) -> bool:
                return isinstance(dialog.owner, Leg) and dialog.owner.party.device_id == device

            self.exchange.endpoint.contact_moved(contact.uri, contact.flow, theirs)

    def on_voicemail(self, tenant: str, extension_id: str) -> None:
        """Show the lamp of a box on the phones of its owner."""
        if office := self.installation.offices.get(tenant):
            self.lamps.message_left(office, extension_id)


def _party_of_device(office: Office, device: Device) -> records.Party:
    extension = office.extension_of_person.get(device.person_id or "")
    if extension is not None:
        return party_of(extension, device)
    return records.Party(number=device.username, name=device.label, device_id=device.id)


def _caller(call: Call) -> Leg:
    return next(iter(call.legs.values()))


def _key_of(request: Request) -> tuple[str, str]:
    return request.call_id, request.from_.tag or ""
