"""SIP, SIPS and tel URIs (RFC 3261 §19.1, RFC 3966), read with tolerance and written with proper escapes.

`user` and `password` are kept unescaped, so that `sip:%61lice@x` and `sip:alice@x` compare equal; octets that are no
UTF-8 survive as surrogates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

_USER_SAFE = "-_.!~*'()&=+$,;?/"
_PASSWORD_SAFE = "-_.!~*'()&=+$,"  # noqa: S105  characters of the grammar, no password
_HEADER_SAFE = "[]/?:+$-_.!~*'()"
_NEVER_IN_HOST = frozenset(' \t<>"@')
_MAX_PORT = 65535
_PORT_DIGITS = 5


@dataclass(slots=True)
class SipUri:
    """A SIP, SIPS or tel URI; of a tel URI the subscriber number is `user` and `host` is empty.

    `port` is None when absent; parameter names are lower case, a parameter without value has the value "".
    """

    scheme: str
    user: str | None
    host: str
    password: str | None = None
    port: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def transport(self) -> str:
        """The transport that the URI asks for, lower case: "udp" without a parameter."""
        return self.parameters.get("transport", "udp").lower()

    @property
    def address(self) -> tuple[str, int]:
        """Host (IPv6 without brackets) and port, 5060 (5061 for sips) by default."""
        return self.host.strip("[]"), self.port or (5061 if self.scheme == "sips" else 5060)

    def __str__(self) -> str:
        parts = [self.scheme, ":"]
        if self.user is not None:
            parts.append(_escape(self.user, _USER_SAFE))
            if self.password is not None:
                parts += (":", _escape(self.password, _PASSWORD_SAFE))
            if self.scheme != "tel":
                parts.append("@")
        parts.append(self.host)
        if self.port is not None:
            parts.append(f":{self.port}")
        for name, value in self.parameters.items():
            parts.append(f";{name}={value}" if value else f";{name}")
        if self.headers:
            parts.append(
                "?" + "&".join(f"{name}={_escape(value, _HEADER_SAFE)}" for name, value in self.headers.items())
            )
        return "".join(parts)


def parse_uri(text: str) -> SipUri:
    """Read a sip, sips or tel URI.

    Raises ValueError when the scheme is another one or host or port make no sense.
    """
    scheme, colon, rest = text.strip().partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in ("sip", "sips", "tel"):
        raise ValueError(f"not a SIP or tel URI: {text[:80]!r}")
    if scheme == "tel":
        number, _, tail = rest.partition(";")
        if not number or any(character in number for character in " <>@"):
            raise ValueError("tel URI without a number")
        return SipUri("tel", _unescape(number), "", None, None, _parameters(tail))
    user = password = None
    at = rest.rfind("@")
    if at >= 0:
        user, colon, secret = rest[:at].partition(":")
        user = _unescape(user)
        password = _unescape(secret) if colon else None
        rest = rest[at + 1 :]
    rest, _, header_text = rest.partition("?")
    place, _, tail = rest.partition(";")
    host, port = parse_host_port(place)
    return SipUri(
        scheme,
        user,
        host,
        password,
        port,
        _parameters(tail) if tail else {},
        _headers(header_text) if header_text else {},
    )


@lru_cache(maxsize=4096)  # the same phones and operators stand in every message
def parse_host_port(text: str) -> tuple[str, int | None]:
    """Split `host[:port]`, IPv6 references included; the host comes back lower case.

    Raises ValueError for an empty host, blanks inside it or a port that is none.
    """
    text = text.strip()
    if text.startswith("["):
        host, bracket, rest = text.partition("]")
        host += bracket
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError("bad IPv6 reference")
        port_text = rest[1:]
        has_port = bool(rest)
    else:
        host, colon, port_text = text.partition(":")
        has_port = bool(colon)
    host = host.strip().lower()
    if not host or not _NEVER_IN_HOST.isdisjoint(host):
        raise ValueError(f"bad host: {text[:80]!r}")
    if not has_port:
        return host, None
    port_text = port_text.strip()
    if not (port_text.isascii() and port_text.isdigit()) or len(port_text) > _PORT_DIGITS or int(port_text) > _MAX_PORT:
        raise ValueError(f"bad port: {text[:80]!r}")
    return host, int(port_text)


def _parameters(text: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name:
            parameters.setdefault(name.strip().lower(), value.strip())
    return parameters


def _headers(text: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for part in text.split("&"):
        name, _, value = part.partition("=")
        if name:
            headers.setdefault(name, _unescape(value))
    return headers


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _escape(text: str, safe: str) -> str:
    if text.isalnum() and text.isascii():
        return text
    return quote(text.encode("utf-8", "surrogateescape"), safe=safe)
