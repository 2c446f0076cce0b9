"""What would happen if an extension dialled something: asked of the running switch, and nothing is called.

It reads what calls read (`scenario/programs.py`, `routing/outside.py`): configuration, registrations, the health of
gateways, free channels. Gateways of one priority stand as they are configured, where calls leave it to chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from offhook.call.parking import read_slot
from offhook.configuration import Extension, Number
from offhook.directory.codes import DIALLED, hides
from offhook.routing.dialled import find_dialled
from offhook.routing.feature_codes import forward_target, read_code
from offhook.routing.formats import outgoing
from offhook.routing.gateways import gateway_text, gateways_of, in_order, place_text
from offhook.routing.outside import MOST_WAYS, asked_by
from offhook.routing.presenting import read_presentation
from offhook.routing.reach import Shown, caller_id_for, party_of
from offhook.routing.routes import ruling_prefix, trunks_for
from offhook.scenario.programs import RING_SECONDS
from offhook.switch.foretelling import Foretelling
from offhook.switch.lately import meant
from offhook.switch.supervising import is_supervision, may_supervise
from offhook.switch.taking import is_pickup

if TYPE_CHECKING:
    from offhook.configuration import Trunk
    from offhook.routing.installation import Office
    from offhook.routing.outside import Asked
    from offhook.switch.switch import Switch


class Rehearsing:
    """Foretells calls of a switch."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def rehearse(self, tenant: str, caller: str, dialled: str) -> dict[str, Any] | None:
        """Return what becomes of `dialled`; None when the company has no extension `caller`.

        `kind` is extension, service, number, pickup, supervision, code, outside or nothing; `code` names the feature
        code that was dialled, and `number` what that stands for.
        """
        office = self._switch.installation.offices.get(tenant)
        own = office.extensions.get(caller) if office else None
        if office is None or own is None:
            return None
        if not office.has_short(dialled):
            if is_supervision(dialled, office.company.codes):
                return {"kind": "supervision", "allowed": may_supervise(office, own.person_id)}
            if is_pickup(dialled, office.company.codes):
                return {"kind": "pickup"}
        lately = self._switch.exchange.journal.state.lately
        wanted = meant(lately, office, party_of(own), dialled)
        presented = read_presentation(office, wanted)
        code = code_of(office, dialled)
        wanted = presented.dialled
        if contact := office.contact_by_short(wanted):
            wanted = contact.numbers[0]
        elif (found := code_of(office, wanted)) is not None:
            return self._code(office, own, found, wanted)
        told = self._called(office, own, wanted, presented.shows)
        return told if code is None or wanted == dialled else {**told, "code": code}

    def _called(self, office: Office, own: Extension, dialled: str, shows: str) -> dict[str, Any]:
        match find_dialled(office, dialled):
            case Extension() as found:
                return self._inside(office, own, found)
            case Number() as found:
                scenario = office.scenarios.get(found.scenario_id or "")
                asks = {"asks": urlsplit(found.asking.url).hostname} if found.asking else {}
                return {"kind": "number", "number": found.e164, "scenario": scenario.name if scenario else None, **asks}
            case str() as outside:
                return self._outside(office, outside, asked_by(office, own.id, outside, shows))
            case None:
                return {"kind": "nothing"}

    def _code(self, office: Office, own: Extension, name: str, dialled: str) -> dict[str, Any]:
        """Return what a code would do that is a program of its own: of or to whom, and whether that may be."""
        rest = dialled.removeprefix(getattr(office.company.codes, name))
        told: dict[str, Any] = {"kind": "code", "code": name}
        if name in {"intercom", "voicemail"}:
            found = office.extensions.get(rest) if rest or name == "intercom" else own
            told |= {"who": {"number": found.number, "name": found.name}} if found else {"allowed": False}
            person = office.people.get(own.person_id or "")
            if found and name == "intercom":
                told["allowed"] = person is not None and person.may_page
        elif name == "forward":
            to = forward_target(office, own, rest)
            told |= {"number": to} if to else {"allowed": False}
        elif name in {"last_caller", "redial"}:  # who is known would have been called
            told["allowed"] = False
        return told

    def _inside(self, office: Office, own: Extension, extension: Extension) -> dict[str, Any]:
        who = {"number": extension.number, "name": extension.name}
        if extension.kind != "person":
            return {"kind": "service", "who": who}
        phones = self._switch.reach.extension(office, extension, Shown("", ""))
        path = Foretelling(self._switch, office, own.number).tell(extension, RING_SECONDS)
        return {"kind": "extension", "who": who, "phones": len(phones), "voicemail": extension.voicemail, **path}

    def _outside(self, office: Office, number: str, asked: Asked) -> dict[str, Any]:
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
                "caller": ""
                if trunk.withhold or asked.hidden
                else outgoing(asked.shows or caller_id, trunk.formats.caller, country),
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


def code_of(office: Office, dialled: str) -> str | None:
    """Return the name of the feature code that was dialled, None where none is meant."""
    codes = office.company.codes
    if office.has_short(dialled):
        return None
    found = [name for name in DIALLED if hides(codes, name, dialled)]
    name = max(found, key=lambda one: len(getattr(codes, one)), default=None)
    sets = name in {"forward", "night", "day"} and read_code(codes, dialled) is None
    taken = name in {"pickup", "supervise"}  # with an extension behind them they were told already
    presents = name in {"show", "hide"} and not read_presentation(office, dialled).shows
    parks = name == "park" and read_slot(codes, dialled) is None
    return None if sets or taken or presents or parks else name


def _told(trunk: Trunk, gateway: str, reason: str) -> dict[str, Any]:
    return {"trunk_id": trunk.id, "trunk": trunk.name, "gateway": gateway, "reason": reason}
