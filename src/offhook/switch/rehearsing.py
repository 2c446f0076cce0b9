"""What would happen if an extension dialled something: asked of the running switch, and nothing is called.

It reads what calls read (`scenario/programs.py`, `routing/outside.py`): configuration, registrations, the health of
gateways, free channels. Gateways of one priority stand as they are configured, where calls leave it to chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.configuration import Extension, Number
from offhook.routing.dialled import find_dialled
from offhook.routing.formats import outgoing
from offhook.routing.gateways import gateway_text, gateways_of, in_order, place_text
from offhook.routing.outside import MOST_WAYS
from offhook.routing.reach import Shown, caller_id_for
from offhook.routing.routes import ruling_prefix, trunks_for
from offhook.switch.supervising import is_supervision, may_supervise
from offhook.switch.taking import is_pickup

if TYPE_CHECKING:
    from offhook.configuration import Trunk
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch


class Rehearsing:
    """Foretells calls of a switch."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def rehearse(self, tenant: str, caller: str, dialled: str) -> dict[str, Any] | None:
        """Return what becomes of `dialled`; None when the company has no extension `caller`.

        `kind` is extension, service, number, pickup, supervision, outside or nothing.
        """
        office = self._switch.installation.offices.get(tenant)
        extension = office.extensions.get(caller) if office else None
        if office is None or extension is None:
            return None
        if dialled not in office.extensions and is_supervision(dialled, office.company.codes):
            return {"kind": "supervision", "allowed": may_supervise(office, extension.person_id)}
        if dialled not in office.extensions and is_pickup(dialled, office.company.codes):
            return {"kind": "pickup"}
        return self._called(office, dialled)

    def _called(self, office: Office, dialled: str) -> dict[str, Any]:
        match find_dialled(office, dialled):
            case Extension() as found:
                return self._inside(office, found)
            case Number() as found:
                scenario = office.scenarios.get(found.scenario_id or "")
                return {"kind": "number", "number": found.e164, "scenario": scenario.name if scenario else None}
            case str() as outside:
                return self._outside(office, outside)
            case None:
                return {"kind": "nothing"}

    def _inside(self, office: Office, extension: Extension) -> dict[str, Any]:
        who = {"number": extension.number, "name": extension.name}
        if extension.kind != "person":
            return {"kind": "service", "who": who}
        phones = self._switch.reach.extension(office, extension, Shown("", ""))
        return {"kind": "extension", "who": who, "phones": len(phones), "voicemail": extension.voicemail}

    def _outside(self, office: Office, number: str) -> dict[str, Any]:
        exchange = self._switch.exchange
        usable: list[dict[str, Any]] = []
        troubled: list[dict[str, Any]] = []
        left_out: list[dict[str, Any]] = []
        for trunk in trunks_for(office, number):
            caller_id = caller_id_for(office, trunk)
            if caller_id is None:
                left_out.append(_told(trunk, "", "the company has no number to show"))
                continue
            if taken := exchange.channels.full(trunk, "outbound"):
                left_out.append(_told(trunk, "", taken))
                continue
            if not any(gateway.enabled for gateway in gateways_of(trunk)):
                left_out.append(_told(trunk, "", "no gateway is enabled"))
            country = trunk.formats.country or office.company.country
            sent = {
                "number": number if "@" in number else outgoing(number, trunk.formats.called, country),
                "caller": "" if trunk.withhold else outgoing(caller_id, trunk.formats.caller, country),
            }
            for at in in_order(trunk, exchange.health, lambda: 0.0):
                found = self._switch.reach.outside(at, number, Shown(caller_id, ""), office.company.country)
                if not found:
                    left_out.append(_told(trunk, place_text(at), f"{at.host} has no known address"))
                for target in found:
                    trouble = exchange.health.trouble(target.way, exchange.now())
                    way = {**_told(trunk, gateway_text(at, target.flow), trouble), **sent}
                    (troubled if trouble else usable).append(way)
        tried = usable or troubled
        return {
            "kind": "outside",
            "number": number,
            "prefix": None if "@" in number else ruling_prefix(office, number),
            "ways": tried[:MOST_WAYS],
            "left_out": left_out + (troubled if usable else []) + tried[MOST_WAYS:],
        }


def _told(trunk: Trunk, gateway: str, reason: str) -> dict[str, Any]:
    return {"trunk_id": trunk.id, "trunk": trunk.name, "gateway": gateway, "reason": reason}
