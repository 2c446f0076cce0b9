"""How somebody can be reached now: contacts of an extension's devices, or an outside number behind a trunk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from offhook.call.health import Health
from offhook.call.target import Target
from offhook.call.terms import MediaTerms
from offhook.call.ways import Chain
from offhook.journal.records import Party
from offhook.routing.dialling import outside_number
from offhook.routing.operator import Shown, caller_id_for, credentials_of, moved, operator_target
from offhook.routing.outside import OutsideWays
from offhook.routing.routes import trunks_at
from offhook.routing.way import located
from offhook.sip.headers import NameAddr
from offhook.sip.identity import number_of
from offhook.sip.locating import place_in
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.call.call import Call
    from offhook.call.ways import Ways
    from offhook.configuration import Device, Extension, Trunk
    from offhook.routing.installation import Office
    from offhook.routing.outside import Asked
    from offhook.routing.way import OurAddresses
    from offhook.sip.address import Flow
    from offhook.sip.locating import Hop, Place
    from offhook.sip.register import Registrar
    from offhook.sip.uri import SipUri

    HopsOf = Callable[[Place], Sequence[Hop]]

__all__ = ["Reach", "Shown", "caller_id_for", "credentials_of", "party_of"]


class Reach:
    """Finds the targets to ring."""

    def __init__(
        self,
        registrar: Registrar,
        ours: OurAddresses,
        hops_of: HopsOf,
    ) -> None:
        self.health = Health()
        self.service_route: Callable[[Trunk], tuple[tuple[str, ...], Place | None]] = lambda _trunk: ((), None)
        self.now: Callable[[Office], Office] = lambda office: office  # as its company is at this moment
        self._registrar = registrar
        self._ours = ours
        self._hops_of = hops_of

    def extension(self, office: Office, extension: Extension, shown: Shown) -> list[Target]:
        """Return one target for each contact of the extension's devices that is to be rung, if there are any.

        Devices are those of this moment: who waits may have come before somebody sat down at a shared one.
        """
        return [
            target
            for device in self.now(office).devices_of(extension)
            for target in self._device(office, extension, device, shown)
        ]

    def registered(self, office: Office, extension: Extension) -> bool:
        """Tell whether any device of the extension is registered, whether it answers or not."""
        devices = self.now(office).devices_of(extension)
        return any(self._registrar.bindings(device.username) for device in devices)

    def _device(self, office: Office, extension: Extension, device: Device, shown: Shown) -> list[Target]:
        domain = office.company.sip_domain

        def follow(_call: Call, contact: NameAddr) -> Sequence[Target | Ways]:
            return self._forwarded(office, extension, device, shown, contact)

        party = party_of(extension, device)
        by = shown.transferred_by
        return [
            Target(
                party=party,
                flow=binding.flow,
                uri=binding.uri,
                from_=NameAddr(shown.name, f"sip:{shown.number}@{domain}"),
                to=NameAddr("", f"sip:{extension.number}@{domain}"),
                route=tuple(binding.path),
                headers=(("Referred-By", f"<sip:{by}@{domain}>"),) if by else (),
                terms=MediaTerms.of(device, binding.flow),
                follow=follow,
            )
            for binding in self._registrar.reachable(device.username)
        ]

    def _forwarded(
        self, office: Office, extension: Extension, device: Device, shown: Shown, contact: NameAddr
    ) -> Sequence[Target | Ways]:
        """Return whom a phone forwards to: what its contact's user part means when it is dialled in the company."""
        dialled = unquote(number_of(contact))
        if device.redirects != "follow" or not dialled:
            return []
        if other := office.extensions.get(dialled):
            return [] if other is extension else self.extension(office, other, shown)
        number = outside_number(dialled, office.company.country) or _address_at_trunk(office, dialled, contact)
        if not number or number in office.numbers:
            return []
        return [OutsideWays(self.outside, office, number, own=True)]

    def ways(self, office: Office, number: str, forwarded_from: str = "", asked: Asked | None = None) -> OutsideWays:
        """Return the ways to a number of the world; `forwarded_from` is the number that the call was for first."""
        return OutsideWays(self.outside, office, number, forwarded_from, asked=asked)

    def outside(self, trunk: Trunk, number: str, shown: Shown, country: str = "") -> list[Target]:
        """Return the targets of an E.164 number behind a trunk, one for each hop in their order.

        There are none when the trunk's host has no known address.
        """
        route, leading_to = self.service_route(trunk)
        hops = self._hops(leading_to) if leading_to is not None else []
        hops = hops or self._hops(located(trunk))
        return [
            self._redirected(
                trunk, replace(operator_target(trunk, number, shown, hop, self._ours, country), route=route)
            )
            for hop in hops
        ]

    def _hops(self, place: Place) -> list[Hop]:
        return [hop for hop in self._hops_of(place) if self._ours.reaches(hop)]

    def _redirected(self, trunk: Trunk, target: Target) -> Target:
        return replace(target, follow=partial(self._follow, trunk, target))

    def _follow(self, trunk: Trunk, target: Target, call: Call, contact: NameAddr) -> Sequence[Target | Ways]:
        found = moved(trunk, target, contact, partial(self._flows_to, trunk))
        if not found or call.exchange.channels.full(trunk, "outbound"):
            return []
        return [Chain(replace(one, follow=partial(self._follow, trunk, target)) for one in found)]

    def _flows_to(self, trunk: Trunk, uri: SipUri) -> list[Flow]:
        other = msgspec.structs.replace(trunk, host=uri.address[0], domain=None, authority=None)
        return [self._ours.flow(other, one) for one in self._hops(place_in(uri))]


def _address_at_trunk(office: Office, user: str, contact: NameAddr) -> str:
    """Return the SIP address of a contact where a trunk of the company is for its domain, else ""."""
    try:
        host = parse_uri(contact.uri.partition("?")[0]).address[0]
    except ValueError:
        return ""
    return f"{user}@{host}" if trunks_at(office, host) else ""


def party_of(extension: Extension, device: Device | None = None) -> Party:
    """Return an extension (on a device) as a party of a call."""
    return Party(
        number=extension.number,
        name=extension.name,
        extension_id=extension.id,
        person_id=extension.person_id,
        device_id=device.id if device else None,
        branch_id=extension.branch_id,
        department_id=extension.department_id,
    )
