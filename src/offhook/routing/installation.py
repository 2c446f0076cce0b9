"""Indexes over the configuration snapshot.

Invariant: built whole from a `Configuration` and never changed (`Office.graphs` only remembers); a new configuration
gives a new index, and calls that run keep the one that they began with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from offhook.routing.desks import with_seats
from offhook.routing.dialling import is_emergency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from ipaddress import IPv4Network, IPv6Network

    from offhook.configuration import (
        Branch,
        Company,
        Configuration,
        Contact,
        Device,
        Extension,
        Number,
        NumberList,
        Person,
        Queue,
        Scenario,
        Schedule,
        Trunk,
    )


@dataclass(frozen=True, slots=True)
class Office:
    """One company, looked up by what calls bring along.

    `scenarios` are those that answer where one is named. `graphs` are the scenarios' by their ids, as
    `scenario/interpreter.py` read them for the first call.
    """

    company: Company
    extensions: dict[str, Extension]
    extensions_by_id: dict[str, Extension]
    extension_of_person: dict[str, Extension]
    people: dict[str, Person]
    devices_of_person: dict[str, tuple[Device, ...]]
    numbers: dict[str, Number]
    numbers_by_id: dict[str, Number]
    trunks: dict[str, Trunk]
    scenarios: dict[str, Scenario]
    schedules: dict[str, Schedule]
    lists: dict[str, NumberList]
    prompts: dict[tuple[str, str], str]  # files by name and language
    queues: dict[str, Queue]
    contacts: dict[str, Contact]  # by their numbers; of several the first by name
    short_numbers: dict[str, Contact]
    branches: dict[str, Branch]
    graphs: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, company: Company) -> Office:
        """Index one company; a shared device is from there on the telephone of who sits there."""
        company = with_seats(company)
        devices: dict[str, list[Device]] = {}
        for device in company.devices:
            if device.person_id:
                devices.setdefault(device.person_id, []).append(device)
        return cls(
            company=company,
            extensions={extension.number: extension for extension in company.extensions},
            extensions_by_id={extension.id: extension for extension in company.extensions},
            extension_of_person={ext.person_id: ext for ext in reversed(company.extensions) if ext.person_id},
            people={person.id: person for person in company.people},
            devices_of_person={person: tuple(found) for person, found in devices.items()},
            numbers={number.e164: number for number in company.numbers},
            numbers_by_id={number.id: number for number in company.numbers},
            trunks={trunk.id: trunk for trunk in company.trunks},
            scenarios=_answering(company),
            schedules={schedule.id: schedule for schedule in company.schedules},
            lists={numbers.id: numbers for numbers in company.lists},
            prompts={(prompt.name, prompt.language): prompt.file for prompt in company.prompts},
            queues={queue.id: queue for queue in company.queues},
            contacts={number: contact for contact in reversed(company.contacts) for number in contact.numbers},
            short_numbers={one.short: one for one in company.contacts if one.short and one.numbers},
            branches={branch.id: branch for branch in company.branches},
        )

    def prompt(self, name: str, language: str) -> str:
        """Return the file of the company's own prompt: in this language, else its own, else any; "" when none is."""
        for tag in (language, self.company.language):
            if found := self.prompts.get((name, tag.replace("_", "-").partition("-")[0].lower())):
                return found
        return next((file for (one, _), file in self.prompts.items() if one == name), "")

    def name_of(self, number: str) -> str:
        """Return by which name the company knows a number (E.164) of the world, "" when it does not."""
        contact = self.contacts.get(number)
        return contact.name if contact else ""

    def contact_by_short(self, dialled: str) -> Contact | None:
        """Return the contact that is called by a short number; emergency services and extensions go before."""
        found = self.short_numbers.get(dialled)
        if found is None or dialled in self.extensions or is_emergency(dialled, self.company.country):
            return None
        return found

    def has_short(self, dialled: str) -> bool:
        """Tell whether the company has this number: then no feature code is meant, whatever it begins with."""
        return dialled in self.extensions or self.contact_by_short(dialled) is not None

    def responsible_for(self, number: str) -> Extension | None:
        """Return who is responsible for the contact with a number."""
        contact = self.contacts.get(number)
        return self.extension_of_person.get(contact.person_id) if contact and contact.person_id else None

    def drawn(self, scenario_id: str) -> Scenario | None:
        """Return a scenario itself, whoever stands in for it."""
        return next((one for one in self.company.scenarios if one.id == scenario_id), None)

    def entered(self, scenario_id: str, within: str) -> Scenario | None:
        """Return where a caller comes who is led to a scenario from `within`, the id of another or the same.

        A stand-in that leads to the one that it stands in for means that one itself: by night as by day, while open.
        """
        found = self.scenarios.get(scenario_id)
        return self.drawn(scenario_id) if found is not None and found.id == within else found

    def devices_of(self, extension: Extension) -> tuple[Device, ...]:
        """Return the devices that ring for an extension."""
        return self.devices_of_person.get(extension.person_id, ()) if extension.person_id else ()


@dataclass(frozen=True, slots=True)
class Installation:
    """All companies of a switch."""

    offices: dict[str, Office] = field(default_factory=dict)
    devices: dict[str, tuple[Office, Device]] = field(default_factory=dict)
    _trunks_by_address: dict[str, tuple[tuple[Office, Trunk], ...]] = field(default_factory=dict)
    _trunks_by_network: tuple[tuple[IPv4Network | IPv6Network, Office, Trunk], ...] = ()

    @classmethod
    def of(cls, configuration: Configuration, addresses: Mapping[str, Sequence[str]] | None = None) -> Installation:
        """Index a configuration; `addresses` are the numeric ones of trunks' host names."""
        known = addresses or {}
        offices = {company.id: Office.of(company) for company in configuration.companies}
        by_address: dict[str, list[tuple[Office, Trunk]]] = {}
        by_network: list[tuple[IPv4Network | IPv6Network, Office, Trunk]] = []
        for office in offices.values():
            for trunk in office.company.trunks:
                hosts = (trunk.host, *(gateway.host for gateway in trunk.gateways))
                addresses_of = [address for host in hosts for address in known.get(host, ())]
                for network in _networks((*hosts, *trunk.match, *addresses_of)):
                    if network.num_addresses == 1:
                        entries = by_address.setdefault(str(network.network_address), [])
                        if (office, trunk) not in entries:
                            entries.append((office, trunk))
                    else:
                        by_network.append((network, office, trunk))
        return cls(
            offices=offices,
            devices={
                device.username: (office, device) for office in offices.values() for device in office.company.devices
            },
            _trunks_by_address={address: tuple(found) for address, found in by_address.items()},
            _trunks_by_network=tuple(by_network),
        )

    def trunks_from(self, address: str) -> tuple[tuple[Office, Trunk], ...]:
        """Return the trunks whose calls come from this address; one carrier may serve many companies."""
        exact = self._trunks_by_address.get(address, ())
        if not self._trunks_by_network:
            return exact
        source = ip_address(address)
        return exact + tuple((office, trunk) for network, office, trunk in self._trunks_by_network if source in network)


def _answering(company: Company) -> dict[str, Scenario]:
    """Return which scenario answers where one is named: itself, or the one that stands in for it."""
    own = {scenario.id: scenario for scenario in company.scenarios}
    return own | {name: own[other] for name, other in company.stand_ins.items() if other in own}


def _networks(texts: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    networks = []
    for text in texts:
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            continue  # a host name
    return networks
