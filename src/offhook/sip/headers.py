"""Typed values of common headers: Via, addresses (From, To, Contact, Route …) and CSeq (RFC 3261 §20, §25.1).

Reading is tolerant where the meaning is beyond doubt (blanks around separators, unquoted display names), and raises
ValueError where it is not. The values are not tied to the message they came from: changing one changes no header.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from offhook.sip.uri import parse_host_port

_MAX_CSEQ = 2**31 - 1
_MAX_DIGITS = 20  # longer than any 64-bit number
_NEVER_BARE = frozenset(' ?,"<>')
_TOKEN_EXTRA = str.maketrans("", "", "-.!%*_+`'~")


class CSeq(NamedTuple):
    """The sequence number and method of a request."""

    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


@dataclass(slots=True)
class NameAddr:
    """An address: display name (unquoted), URI as text (`*` for a Contact of `*`) and header parameters.

    Parameter names are lower case; a parameter without value has the value ""; quoted values keep their quotes.
    """

    display: str
    uri: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str | None:
        """The tag of a From or To, None when there is none."""
        return self.parameters.get("tag") or None

    def __str__(self) -> str:
        if self.uri == "*":
            return "*"
        text = f"{quote_string(self.display)} <{self.uri}>" if self.display else f"<{self.uri}>"
        return text + format_parameters(self.parameters) if self.parameters else text


@dataclass(slots=True)
class Via:
    """One hop: `transport` upper case as sent, `host` lower case, `port` None when absent."""

    transport: str
    host: str
    port: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def branch(self) -> str:
        """The branch, "" when there is none (RFC 2543)."""
        return self.parameters.get("branch", "")

    def __str__(self) -> str:
        place = f"{self.host}:{self.port}" if self.port is not None else self.host
        return f"SIP/2.0/{self.transport} {place}{format_parameters(self.parameters)}"


def parse_cseq(text: str) -> CSeq:
    """Read a CSeq value. Raises ValueError when number (0 … 2^31-1) or method are bad."""
    digits, _, method = text.partition(" ")
    if digits.isdecimal() and digits.isascii() and len(digits) < 10 and method.isalpha():  # noqa: PLR2004  surely in range
        return CSeq(int(digits), method)
    if not digits.isdigit() or not method.isalpha():
        parts = text.split()
        if len(parts) != 2:  # noqa: PLR2004  number and method
            raise ValueError("CSeq wants a number and a method")
        digits, method = parts
    return CSeq(parse_number(digits, _MAX_CSEQ), method)


def parse_number(text: str, maximum: int) -> int:
    """Read a decimal number of 0 … `maximum`. Raises ValueError."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > _MAX_DIGITS:
        raise ValueError(f"not a number: {text[:40]!r}")
    number = int(text)
    if number > maximum:
        raise ValueError(f"number over {maximum}")
    return number


def parse_via(text: str) -> Via:
    """Read one Via value (not a list). Raises ValueError."""
    head, semicolon, tail = text.partition(";")
    if head.startswith("SIP/2.0/"):
        transport, _, place = head[8:].partition(" ")
        if not transport:
            transport, _, place = head[8:].strip().partition(" ")
    else:
        pieces = head.split("/", 2)
        if len(pieces) != 3 or pieces[0].strip().upper() != "SIP" or pieces[1].strip() != "2.0":  # noqa: PLR2004
            raise ValueError("Via of another protocol")
        transport, _, place = pieces[2].strip().partition(" ")
        if not place:
            transport, _, place = pieces[2].strip().partition("\t")
    host, port = parse_host_port(place)
    if not transport:
        raise ValueError("Via without a transport")
    return Via(transport, host, port, parse_parameters(tail) if semicolon else {})


def parse_name_addr(text: str) -> NameAddr:
    """Read one From, To, Contact, Route … value (not a list). Raises ValueError."""
    display, bracket, rest = text.partition("<")
    if bracket and "\\" not in text and ";" not in display:
        display = display.strip()
        if display:
            quotes = display.count('"')
            if quotes == 2 and display[0] == display[-1] == '"':  # noqa: PLR2004  the usual "name"
                display = display[1:-1]
            elif quotes:
                return _parse_odd_name_addr(text.strip())
        return _after_bracket(display, rest)
    return _parse_odd_name_addr(text.strip())


def _after_bracket(display: str, rest: str) -> NameAddr:
    uri, bracket, tail = rest.partition(">")
    uri = uri.strip()
    if not bracket or not uri or " " in uri or "<" in uri:
        raise ValueError(f"bad address: {rest[:80]!r}")
    if not tail:
        return NameAddr(display, uri, {})
    if tail[:5] == ";tag=" and tail.isascii() and tail[5:].isalnum():
        return NameAddr(display, uri, {"tag": tail[5:]})
    tail = tail.strip()
    if not tail:
        return NameAddr(display, uri, {})
    if tail[0] != ";":
        raise ValueError("text after an address")
    return NameAddr(display, uri, parse_parameters(tail[1:]))


def _parse_odd_name_addr(text: str) -> NameAddr:
    """Read an address without brackets, or one whose display name takes care to read."""
    display = ""
    if text.startswith('"'):
        end = _closing_quote(text, 0)
        display = unquote(text[: end + 1])
        left = text.find("<", end)
        if left < 0 or text[end + 1 : left].strip():
            raise ValueError("display name without an address")
    else:
        left = text.find("<")
        if left >= 0 and ";" in text[:left]:
            left = -1  # the < belongs to a parameter of a bare address
        if left > 0:
            display = text[:left].strip()
    if left >= 0:
        return _after_bracket(display, text[left + 1 :])
    uri, semicolon, tail = text.partition(";")
    uri = uri.strip()
    if not uri or not _NEVER_BARE.isdisjoint(uri):
        raise ValueError(f"bad address: {text[:80]!r}")  # RFC 3261 §20: such URIs need <>
    return NameAddr("", uri, parse_parameters(tail) if semicolon else {})


def parse_parameters(text: str) -> dict[str, str]:
    """Read `name=value;name;…` (without the leading semicolon). Raises ValueError for an unbalanced quote."""
    parameters: dict[str, str] = {}
    for part in text.split(";") if '"' not in text else split_quoted(text, ";"):
        name, _, value = part.partition("=")
        name = name.strip()
        if name:
            parameters.setdefault(name.lower(), value.strip())
    return parameters


def format_parameters(parameters: dict[str, str]) -> str:
    """Write `;name=value` for each parameter, `;name` where the value is empty."""
    return "".join([f";{name}={value}" if value else f";{name}" for name, value in parameters.items()])


def split_list(value: str) -> list[str]:
    """Split a comma list, leaving commas inside quoted strings and angle brackets alone; empty elements are dropped."""
    if "," not in value:
        value = value.strip()
        return [value] if value else []
    if '"' not in value and "<" not in value:
        parts = value.split(",")
    else:
        try:
            parts = split_quoted(value, ",")
        except ValueError:
            parts = [value]
    return [text for part in parts if (text := part.strip())]


def split_quoted(text: str, separator: str) -> list[str]:
    """Split at `separator` outside quoted strings and angle brackets. Raises ValueError for an unbalanced quote."""
    parts: list[str] = []
    start = position = 0
    size = len(text)
    while position < size:
        character = text[position]
        if character == '"':
            position = _closing_quote(text, position)
        elif character == "<":
            closing = text.find(">", position)
            if closing > 0:
                position = closing
        elif character == separator:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    parts.append(text[start:])
    return parts


def quote_string(text: str) -> str:
    """Write a quoted-string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquote(text: str) -> str:
    """Read a quoted-string; text without quotes comes back as it is."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':  # noqa: PLR2004  the two quotes
        return text
    text = text[1:-1]
    if "\\" not in text:
        return text
    result: list[str] = []
    characters = iter(text)
    result += [next(characters, "") if character == "\\" else character for character in characters]
    return "".join(result)


def is_token(text: str) -> bool:
    """Tell whether `text` is a token of RFC 3261 §25.1."""
    if text.isalpha() and text.isascii():
        return True
    rest = text.translate(_TOKEN_EXTRA)
    return bool(text) and text.isascii() and (not rest or rest.isalnum())


def _closing_quote(text: str, opening: int) -> int:
    position = opening + 1
    while True:
        closing = text.find('"', position)
        if closing < 0:
            raise ValueError("unbalanced quote")
        backslash = text.find("\\", position, closing)
        if backslash < 0:
            return closing
        position = backslash + 2
