"""What the settings of a trunk may be, each checked and brought into the form that the table keeps."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
import phonenumbers
from cryptography import x509
from phonenumbers import SUPPORTED_REGIONS

from offhook.errors import InvalidValue
from offhook.sip.codec import allow_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.configuration import Gateway, NumberFormats

HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
WIDEST: Final = {4: 8, 6: 16}
"""The shortest prefix of a network that an operator's calls may come from: whoever sits in it calls as the operator."""


def checked(name: str, value: Any) -> Any:
    """Return a setting as the table keeps it; an empty text of one that may be missing is None.

    Raises:
        InvalidValue: the setting cannot be so; its field is `name`.
    """
    check = _CHECKS.get(name)
    return value if check is None else check(value)


def _name(text: str) -> str:
    if not (stripped := text.strip()):
        raise InvalidValue("name", "may not be empty")
    return stripped


def _host(text: str, field: str = "host") -> str:
    stripped = text.strip().removeprefix("[").removesuffix("]")
    if not HOST.fullmatch(stripped):
        raise InvalidValue(field, f"{text!r} is no host name or address")
    if ":" in stripped:
        try:
            ipaddress.IPv6Address(stripped)
        except ValueError as error:
            raise InvalidValue(field, f"{text!r} is no address; the port stands apart") from error
    return stripped


def _domain(text: str | None) -> str | None:
    return _host(text, "domain") if text and text.strip() else None


def _match(networks: Sequence[str]) -> list[str]:
    found = []
    for text in networks:
        try:
            network = ipaddress.ip_network(text.strip())
        except ValueError as error:
            raise InvalidValue("match", f"{text} is no address or network") from error
        if network.prefixlen < WIDEST[network.version]:
            raise InvalidValue("match", f"{text} is too wide: all who sit there would be the operator")
        found.append(text.strip())
    return list(dict.fromkeys(found))


def _username(text: str | None) -> str | None:
    if not text:
        return None
    if not text.isprintable() or any(character in text for character in ' "<>@'):
        raise InvalidValue("username", f"{text!r} holds what no user name has")
    return text


def _secret(text: str | None) -> str | None:
    if text and not text.isprintable():
        raise InvalidValue("secret", "holds what cannot be typed")
    return text or None


def _caller_id(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise InvalidValue("caller_id", "an international number that begins with +") from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidValue("caller_id", "has a wrong length for its country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _authority(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    try:
        x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise InvalidValue("authority", "is no certificate in PEM form") from error
    return text


def _gateways(gateways: Sequence[Gateway]) -> Any:
    places = set()
    for gateway in gateways:
        host = _host(gateway.host, "gateways")
        place = (host.lower(), gateway.port, gateway.transport)
        if place in places:
            raise InvalidValue("gateways", f"{gateway.host}:{gateway.port} is there twice")
        places.add(place)
    return msgspec.to_builtins([msgspec.structs.replace(one, host=_host(one.host)) for one in gateways])


def _formats(formats: NumberFormats) -> Any:
    if formats.country is not None and formats.country not in SUPPORTED_REGIONS:
        raise InvalidValue("formats", f"{formats.country} is no country")
    rules = (*formats.called.rules, *formats.caller.rules, *formats.called_in, *formats.caller_in)
    for part in (text for rule in rules for text in (rule.prefix, rule.replacement)):
        if not re.fullmatch(r"[+]?[0-9*#]*", part, re.ASCII):
            raise InvalidValue("formats", f"{part!r} is no beginning of a number")
    for one in (formats.called, formats.caller):
        if not re.fullmatch(r"[0-9]{0,8}", one.international, re.ASCII):
            raise InvalidValue("formats", f"{one.international!r} is no international prefix")
    return msgspec.to_builtins(formats)


_CHECKS: Final[dict[str, Callable[[Any], Any]]] = {
    "name": _name,
    "host": _host,
    "domain": _domain,
    "match": _match,
    "username": _username,
    "secret": _secret,
    "caller_id": _caller_id,
    "authority": _authority,
    "codecs": allow_list,
    "gateways": _gateways,
    "formats": _formats,
    "backup_id": lambda chosen: chosen or None,
}
