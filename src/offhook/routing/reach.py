"""How somebody can be reached now: contacts of an extension's devices, or an outside number behind a trunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.call.target import Target
from offhook.call.terms import MediaTerms
from offhook.journal.records import Party
from offhook.routing.way import OurAddresses, place_of
from offhook.sip.address import host_text
from offhook.sip.digest import Credentials
from offhook.sip.headers import NameAddr

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.configuration import Device, Extension, Number, Trunk
    from offhook.routing.installation import Office
    from offhook.sip.register import Registrar

OPERATOR_SILENCE_SECONDS = 4.0  # no response at all: the operator is down


@dataclass(frozen=True, slots=True)
class Shown:
    """What the called phone shows: the caller's number and a name (the company's line, the colleague)."""

    number: str
    name: str


class Reach:
    """Finds the targets to ring."""

    def __init__(
        self,
        registrar: Registrar,
        sip_address: tuple[str, int],
        resolve: Callable[[str], str | None],
        tls_address: tuple[str, int] | None = None,
    ) -> None:
        self._registrar = registrar
        self._ours = OurAddresses(sip_address, tls_address)
        self._resolve = resolve

    def extension(self, office: Office, extension: Extension, shown: Shown) -> list[Target]:
        """Return one target for each registered contact of the extension's devices; empty when none is registered."""
        return [
            target
            for device in office.devices_of(extension)
            for target in self._device(office, extension, device, shown)
        ]

    def _device(self, office: Office, extension: Extension, device: Device, shown: Shown) -> list[Target]:
        domain = office.company.sip_domain
        party = party_of(extension, device)
        return [
            Target(
                party=party,
                flow=binding.flow,
                uri=binding.uri,
                from_=NameAddr(shown.name, f"sip:{shown.number}@{domain}"),
                to=NameAddr("", f"sip:{extension.number}@{domain}"),
                route=tuple(binding.path),
                terms=MediaTerms.of(device, binding.flow),
            )
            for binding in self._registrar.bindings(device.username)
        ]

    def outside(self, trunk: Trunk, number: str, shown: Shown) -> Target | None:
        """Return the target of an E.164 number behind a trunk; None when the trunk's host has no known address."""
        address = self._resolve(trunk.host)
        if address is None:
            return None
        place = place_of(trunk)
        host, port = self._ours.of(trunk)
        own = trunk.domain or f"{host_text(host)}:{port}"
        flow = self._ours.flow(trunk, address)
        return Target(
            party=Party(number=number, trunk_id=trunk.id),
            flow=flow,
            uri=f"sip:{number}@{place}",
            from_=NameAddr(shown.name, f"sip:{shown.number}@{own}"),
            to=NameAddr("", f"sip:{number}@{place.partition(';')[0]}"),
            headers=(("P-Asserted-Identity", f"<sip:{shown.number}@{own}>"),),
            credentials=credentials_of(trunk),
            terms=MediaTerms.of(trunk, flow),
            silence_limit_s=OPERATOR_SILENCE_SECONDS,
        )


def credentials_of(trunk: Trunk) -> Credentials | None:
    """Return what we answer an operator's challenge with."""
    return Credentials(trunk.username, trunk.secret) if trunk.username and trunk.secret else None


def party_of(extension: Extension, device: Device | None = None) -> Party:
    """Return an extension (on a device) as a party of a call."""
    return Party(
        number=extension.number,
        name=extension.name,
        extension_id=extension.id,
        person_id=extension.person_id,
        device_id=device.id if device else None,
    )


def caller_id_for(office: Office, trunk: Trunk) -> str | None:
    """Return the number (E.164) that a company shows on a trunk: its setting, else the first number there, else any."""
    if trunk.caller_id:
        return trunk.caller_id
    numbers: list[Number] = sorted(office.company.numbers, key=lambda number: number.trunk_id != trunk.id)
    return numbers[0].e164 if numbers else None
