"""Who calls, and for whom the call was first: the headers between networks that trust each other.

P-Asserted-Identity and P-Preferred-Identity (RFC 3325), Remote-Party-ID (as deployed), Privacy (RFC 3323), Diversion
(RFC 5806) and History-Info (RFC 7044). Reading never raises; whether to believe what is read is for others to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from offhook.sip.dialog import user_of
from offhook.sip.headers import NameAddr, parse_name_addr
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from offhook.sip.wire import Message

Headers = tuple[tuple[str, str], ...]
IdentityHeader = Literal["from", "pai", "ppi", "rpid"]
ForwardedHeader = Literal["none", "diversion", "history-info"]

ANONYMOUS = NameAddr("Anonymous", "sip:anonymous@anonymous.invalid")
"""The From of a caller who is withheld (RFC 3323 §4.1.1.3)."""

_WITHHELD = frozenset(("id", "user", "header", "full"))
_MAX_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an address, and whether it is to be hidden."""

    address: NameAddr
    withheld: bool


def caller_of(message: Message, *, trusted: bool) -> Caller:
    """Return who calls: what the network asserts, where it is trusted, else the From.

    Raises BadMessage without a From.
    """
    withheld = not _WITHHELD.isdisjoint(_privacy(message))
    address: NameAddr | None = None
    if trusted:
        asserted = addresses(message, "P-Asserted-Identity")
        address = next((one for one in asserted if one.uri.lower().startswith("tel:") or user_of(one)), None)
        if address is None:
            address = next((one for one in addresses(message, "Remote-Party-ID") if user_of(one)), None)
            if address is not None and address.parameters.get("privacy", "off").lower() not in ("off", "no"):
                withheld = True
    return Caller(address or message.from_, withheld)


def diverted_from(message: Message) -> list[str]:
    """Return the numbers that the call was for before it was forwarded, the latest first."""
    diversions = [number for one in addresses(message, "Diversion") if (number := number_of(one))]
    if diversions:
        return diversions
    entries = addresses(message, "History-Info")
    return [number for one in entries[-2::-1] if (number := number_of(one))]


def addresses(message: Message, name: str) -> list[NameAddr]:
    """Return the readable addresses of a list header, in order."""
    found: list[NameAddr] = []
    for value in message.all(name)[:_MAX_ENTRIES]:
        try:
            found.append(parse_name_addr(value))
        except ValueError:
            continue
    return found


def number_of(address: NameAddr) -> str:
    """Return the number of a sip or tel URI, still escaped and without parameters, "" when there is none."""
    if address.uri[:4].lower() == "tel:":
        return address.uri[4:].partition(";")[0]
    try:
        return (parse_uri(address.uri.partition("?")[0]).user or "").partition(";")[0]
    except ValueError:
        return ""


def identity_headers(shown: NameAddr, header: IdentityHeader, *, withheld: bool) -> Headers:
    """Return the headers that tell an operator who calls; withheld, the operator knows it and nobody after it."""
    named = NameAddr(shown.display, shown.uri)
    privacy: Headers = (("Privacy", "id"),) if withheld else ()
    if header == "rpid":
        value = f"{named};party=calling;screen=yes;privacy={'full' if withheld else 'off'}"
        return (("Remote-Party-ID", value), *privacy)
    if header == "ppi":
        return (("P-Preferred-Identity", str(named)), *privacy)
    if header == "pai" or withheld:
        return (("P-Asserted-Identity", str(named)), *privacy)
    return ()


def forwarded_headers(first: str, now: str, header: ForwardedHeader) -> Headers:
    """Return the headers that tell an operator for whom the call was `first`, and whom it is for `now` (URIs)."""
    if header == "diversion":
        return (("Diversion", f"<{first}>;reason=unconditional;counter=1"),)
    if header == "history-info":
        cause = f"{now};cause=302"
        return (("History-Info", f"<{first}>;index=1"), ("History-Info", f"<{cause}>;index=1.1;mp=1"))
    return ()


def _privacy(message: Message) -> set[str]:
    return {part.strip().lower() for value in message.all("Privacy") for part in value.replace(",", ";").split(";")}
