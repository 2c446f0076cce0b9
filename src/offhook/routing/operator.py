"""Calls to an operator: the target behind a trunk, as whom it is called, and which redirections of it are followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from offhook.call.target import Target
from offhook.call.terms import MediaTerms
from offhook.journal.records import Party
from offhook.routing.formats import outgoing
from offhook.routing.gateways import way_of
from offhook.routing.way import OurAddresses, place_of, transport_text
from offhook.sip.address import host_text
from offhook.sip.digest import Credentials
from offhook.sip.headers import NameAddr
from offhook.sip.identity import ANONYMOUS, forwarded_headers, identity_headers
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.configuration import Number, Trunk
    from offhook.routing.installation import Office
    from offhook.sip.address import Flow
    from offhook.sip.locating import Hop
    from offhook.sip.uri import SipUri

_USER_SAFE = "-_.!~*'()&=+$,?/"
OPERATOR_SILENCE_SECONDS = 4.0  # no response at all: so long it is looked for another way


@dataclass(frozen=True, slots=True)
class Shown:
    """What the called phone shows: the caller's number and a name (the company's line, the colleague).

    `forwarded_from` is the number (E.164) that the call was for first, "" of a call that was not forwarded;
    `hidden`: the operator is told the number, the called people are not;
    `transferred_by` the extension of who transfers it, told to telephones of the company (RFC 3892).
    """

    number: str
    name: str
    forwarded_from: str = ""
    transferred_by: str = ""
    hidden: bool = False


def operator_target(trunk: Trunk, number: str, shown: Shown, hop: Hop, ours: OurAddresses, country: str = "") -> Target:
    """Return the target of a number or SIP address behind a trunk by a hop; `ours` are the addresses we are called at.

    `country` (ISO 3166) is that of the company, for an operator who wants national numbers.
    """
    host, port = ours.of(hop)
    own = trunk.domain or f"{host_text(host)}:{port}"
    formats = trunk.formats
    country = formats.country or country
    user, _, domain = number.rpartition("@")
    dialled = quote(user, safe=_USER_SAFE) if user else outgoing(number, formats.called, country)
    place = f"{domain}{transport_text(trunk)}" if user else place_of(trunk)
    uri = f"sip:{dialled}@{place}"
    caller = NameAddr(shown.name, f"sip:{outgoing(shown.number, formats.caller, country)}@{own}")
    withheld = trunk.withhold or shown.hidden
    headers = identity_headers(NameAddr("", caller.uri), trunk.identity, withheld=withheld)
    if shown.forwarded_from:
        first = outgoing(shown.forwarded_from, formats.caller, country)
        headers += forwarded_headers(f"sip:{first}@{own}", uri, trunk.forwarded)

    flow = ours.flow(trunk, hop)
    return Target(
        party=Party(number=number, trunk_id=trunk.id),
        flow=flow,
        uri=uri,
        from_=ANONYMOUS if withheld else caller,
        to=NameAddr("", f"sip:{dialled}@{place.partition(';')[0]}"),
        headers=headers,
        credentials=credentials_of(trunk),
        terms=MediaTerms.of(trunk, flow),
        silence_limit_s=OPERATOR_SILENCE_SECONDS,
        large_by_tcp=trunk.large_by_tcp,
        way=way_of(trunk, hop),
        any_host=trunk.redirects == "any",
    )


def credentials_of(trunk: Trunk) -> Credentials | None:
    """Return what we answer an operator's challenge with."""
    return Credentials(trunk.username, trunk.secret) if trunk.username and trunk.secret else None


def caller_id_for(office: Office, trunk: Trunk) -> str | None:
    """Return the number (E.164) that a company shows on a trunk: its setting, else the first number there, else any."""
    if trunk.caller_id:
        return trunk.caller_id
    numbers: list[Number] = sorted(office.company.numbers, key=lambda number: number.trunk_id != trunk.id)
    return numbers[0].e164 if numbers else None


def moved(trunk: Trunk, target: Target, contact: NameAddr, flows_to: Callable[[SipUri], list[Flow]]) -> list[Target]:
    """Return the targets of a redirection in the order to be tried in; `flows_to` gives the flows to another host.

    There are none where the trunk does not follow it, or its host has no known address.
    """
    try:
        uri = parse_uri(contact.uri.partition("?")[0])
    except ValueError:
        return []
    if trunk.redirects not in ("same_host", "any") or uri.scheme != "sip":
        return []
    here = target.flow.remote
    if uri.address[0] in (trunk.host.strip("[]").lower(), here[0].strip("[]")):
        flows = [replace(target.flow, remote=(here[0], uri.port or trunk.port or here[1]))]
    else:
        flows = flows_to(uri) if trunk.redirects == "any" else []
    text = contact.uri.partition("?")[0]
    return [replace(target, flow=flow, terms=MediaTerms.of(trunk, flow), uri=text, way="") for flow in flows]
