"""Session descriptions (RFC 8866): a tolerant reader, a model that forgets nothing we may need, a writer.

Every m= line of a description is kept in its place, understood or not, because an answer must match an offer line by
line (RFC 3264 §6). Attributes are kept as read; the accessors of `Media` interpret them when asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, cast

from offhook.errors import BadMessage

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
Attributes = list[tuple[str, str | None]]
DIRECTIONS: Final = ("sendrecv", "sendonly", "recvonly", "inactive")
MAX_MEDIA: Final = 32
_SHORT: Final = 48  # shorter than any line with a key

# RFC 3551 §6: audio payload types that need no rtpmap.
STATIC_PAYLOADS: Final = {
    0: ("PCMU", 8000, 1),
    3: ("GSM", 8000, 1),
    4: ("G723", 8000, 1),
    5: ("DVI4", 8000, 1),
    6: ("DVI4", 16000, 1),
    7: ("LPC", 8000, 1),
    8: ("PCMA", 8000, 1),
    9: ("G722", 8000, 1),
    10: ("L16", 44100, 2),
    11: ("L16", 44100, 1),
    12: ("QCELP", 8000, 1),
    13: ("CN", 8000, 1),
    14: ("MPA", 90000, 1),
    15: ("G728", 8000, 1),
    16: ("DVI4", 11025, 1),
    17: ("DVI4", 22050, 1),
    18: ("G729", 8000, 1),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """The o= line: who made the description and which version of it this is."""

    username: str = "-"
    session_id: str = "0"
    version: str = "0"
    address: str = "0.0.0.0"  # noqa: S104  a description without an address, nothing is bound


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """One RTP payload type as described by rtpmap and fmtp, or by RFC 3551; `name` as it was spelled."""

    payload: int
    name: str
    rate: int
    channels: int
    fmtp: str


@dataclass(slots=True)
class Media:
    """One m= section; `attributes` are (name, value or None) in their order, `bandwidth` the texts of b= lines."""

    kind: str
    port: int
    protocol: str
    formats: list[str]
    ports: int = 1
    connection: str | None = None
    bandwidth: list[str] = field(default_factory=list)
    attributes: Attributes = field(default_factory=list)

    def attribute(self, name: str) -> str | None:
        """Return the first value of an attribute; "" for a flag such as rtcp-mux, None when it is absent."""
        return _first(self.attributes, name)

    def attribute_values(self, name: str) -> list[str]:
        """Return all values of an attribute, such as each a=crypto."""
        return [value or "" for key, value in self.attributes if key == name]

    @property
    def direction(self) -> Direction | None:
        """The direction said in this section, from the speaker's side; None when the section says none."""
        for key, _ in self.attributes:
            if key in DIRECTIONS:
                return cast("Direction", key)
        return None

    @property
    def payloads(self) -> tuple[PayloadFormat, ...]:
        """The payload types in the speaker's order; those that cannot be understood are left out."""
        told = [(name, value) for name, value in self.attributes if value and name in ("rtpmap", "fmtp")]
        return _payloads(tuple(self.formats), tuple(told))

    @property
    def ptime_ms(self) -> int | None:
        """Packet time that the speaker wants to receive, in milliseconds."""
        return _milliseconds(self.attribute("ptime"))

    @property
    def max_ptime_ms(self) -> int | None:
        """Longest packet that the speaker takes, in milliseconds."""
        return _milliseconds(self.attribute("maxptime"))

    @property
    def rtcp(self) -> tuple[int, str | None] | None:
        """Port and perhaps address of a=rtcp (RFC 3605)."""
        words = (self.attribute("rtcp") or "").split()
        port = _number(words[0], 65535) if words else None
        if not port:
            return None
        return port, words[3] if len(words) >= 4 else None  # noqa: PLR2004  port IN IP4 address

    @property
    def rtcp_mux(self) -> bool:
        """Whether RTCP may share the RTP port (RFC 5761)."""
        return self.attribute("rtcp-mux") is not None

    @property
    def crypto(self) -> list[str]:
        """The a=crypto values (RFC 4568)."""
        return self.attribute_values("crypto")


@dataclass(slots=True)
class SessionDescription:
    """A whole description; session-level defaults and the m= sections in their order."""

    origin: Origin = field(default_factory=Origin)
    name: str = "-"
    connection: str | None = None
    timing: str = "0 0"
    bandwidth: list[str] = field(default_factory=list)
    attributes: Attributes = field(default_factory=list)
    media: list[Media] = field(default_factory=list)

    def attribute(self, name: str) -> str | None:
        """Return the first value of an attribute of the session; "" for a flag such as ice-lite, None without one."""
        return _first(self.attributes, name)

    def attribute_of(self, media: Media, name: str) -> str | None:
        """Return the value that holds for a section: its own, else the session's."""
        own = media.attribute(name)
        return self.attribute(name) if own is None else own

    def attribute_values_of(self, media: Media, name: str) -> list[str]:
        """Return all values that hold for a section: its own, else the session's."""
        own = media.attribute_values(name)
        return own or [value or "" for key, value in self.attributes if key == name]

    def address_of(self, media: Media) -> str | None:
        """Return the connection address that holds for a section."""
        return media.connection or self.connection

    def direction_of(self, media: Media) -> Direction:
        """Return the direction that holds for a section, from the speaker's side (RFC 8866 §6.7)."""
        said = media.direction
        if said is not None:
            return said
        for key, _ in self.attributes:
            if key in DIRECTIONS:
                return cast("Direction", key)
        return "sendrecv"

    def encode(self) -> bytes:
        """Write the description in the order that RFC 8866 §5 demands."""
        origin = self.origin
        lines = [
            "v=0",
            f"o={origin.username} {origin.session_id} {origin.version} {_address(origin.address)}",
            f"s={self.name or '-'}",
        ]
        if self.connection is not None:
            lines.append("c=" + _address(self.connection))
        lines += ["b=" + text for text in self.bandwidth]
        lines.append("t=" + self.timing)
        lines += [_attribute(name, value) for name, value in self.attributes]
        for media in self.media:
            ports = f"/{media.ports}" if media.ports > 1 else ""
            lines.append(f"m={media.kind} {media.port}{ports} {media.protocol} {' '.join(media.formats)}")
            if media.connection is not None:
                lines.append("c=" + _address(media.connection))
            lines += ["b=" + text for text in media.bandwidth]
            lines += [_attribute(name, value) for name, value in media.attributes]
        lines.append("")
        return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def parse(data: bytes) -> SessionDescription:
    """Read a description; lines that are unknown, repeated or broken are passed over.

    Raises BadMessage (400) when it is no session description or an m= line cannot be read: such cannot be answered.
    """
    text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    session = SessionDescription()
    media: Media | None = None
    attributes = session.attributes
    versions = 0
    for raw in text.split("\n"):
        line = raw.lstrip(" \t")
        kind = line[:2]
        if kind == "a=":
            pair = _often(line) if len(line) < _SHORT and line[2:5] != "ice" else _pair(line)
            if pair[0]:
                attributes.append(pair)
            continue
        value = line[2:].strip()
        if kind == "m=":
            media = _media(value)
            attributes = media.attributes
            session.media.append(media)
            if len(session.media) > MAX_MEDIA:
                raise BadMessage(400, "too many m= lines in the session description")
        elif kind == "c=":
            _connection(value, session if media is None else media)
        elif kind == "b=":
            (session if media is None else media).bandwidth.append(value)
        elif media is None:
            versions += kind == "v="
            _session_line(session, kind, value)
    if not versions and not session.media:
        raise BadMessage(400, "no session description")
    return session


def read(data: bytes) -> SessionDescription:
    """Read a description that is only looked at; in a call the same one is, several times. Raises BadMessage."""
    if b"a=crypto" in data or b"a=ice" in data:  # secrets are kept no longer than need be
        return parse(data)
    return _recent(data)


def _pair(line: str) -> tuple[str, str | None]:
    """Return name and value of an a= line."""
    name, colon, rest = line[2:].strip().partition(":")
    return name.strip().lower(), rest.strip() if colon else None


_recent = lru_cache(maxsize=64)(parse)
_often = lru_cache(maxsize=1024)(_pair)  # most lines are the same in all descriptions; secrets are not kept here


def _session_line(session: SessionDescription, kind: str, value: str) -> None:
    if kind == "o=":
        words = value.split()
        if len(words) >= 6:  # noqa: PLR2004  RFC 8866 §5.2: six fields; spaces in the user name are tolerated
            session.origin = Origin(" ".join(words[:-5]), words[-5], words[-4], words[-1])
    elif kind == "s=":
        session.name = value or "-"
    elif kind == "t=" and value:
        session.timing = value


def _media(value: str) -> Media:
    words = value.split()
    if len(words) < 3:  # noqa: PLR2004  kind, port, protocol
        raise BadMessage(400, "m= line without port or protocol")
    port_text, slash, ports_text = words[1].partition("/")
    port = _number(port_text, 65535)
    ports = _number(ports_text, 65535) if slash else 1
    if port is None or not ports:
        raise BadMessage(400, "m= line with a bad port")
    return Media(words[0].lower(), port, words[2].upper(), words[3:], ports)


def _connection(value: str, part: SessionDescription | Media) -> None:
    words = value.split()
    if len(words) >= 3 and part.connection is None:  # noqa: PLR2004  IN IP4 address; the first c= line holds
        part.connection = words[2].partition("/")[0]


@lru_cache(maxsize=256)  # a kind of phone says the same in each call
def _payloads(formats: tuple[str, ...], told: tuple[tuple[str, str], ...]) -> tuple[PayloadFormat, ...]:
    """Join the formats of an m= line with what its rtpmap and fmtp attributes tell of them."""
    maps: dict[int, tuple[str, int, int]] = {}
    parameters: dict[int, str] = {}
    for name, value in told:
        number, _, rest = value.strip().partition(" ")
        payload = _number(number, 127)
        if payload is None:
            continue
        if name == "fmtp":
            parameters.setdefault(payload, rest.strip())
        elif (mapping := _rtpmap(rest)) is not None:
            maps.setdefault(payload, mapping)
    found = []
    for text in formats:
        payload = _number(text, 127)
        if payload is None:
            continue
        known = maps.get(payload) or STATIC_PAYLOADS.get(payload)
        if known is not None:
            found.append(PayloadFormat(payload, *known, parameters.get(payload, "")))
    return tuple(found)


def _rtpmap(text: str) -> tuple[str, int, int] | None:
    parts = text.strip().split("/")
    rate = _number(parts[1].strip(), 1_000_000) if len(parts) > 1 else 8000
    channels = _number(parts[2].strip(), 255) if len(parts) > 2 else 1  # noqa: PLR2004  name/rate/channels
    if not parts[0] or not rate or not channels:
        return None
    if parts[0].upper() == "G722":  # some phones say 16000; the clock is 8000 (RFC 3551 §4.5.2)
        rate = 8000
    return parts[0], rate, channels


def _number(text: str, limit: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):  # noqa: PLR2004  more digits than any limit
        return None
    number = int(text)
    return number if number <= limit else None


def _milliseconds(text: str | None) -> int | None:
    number = _number((text or "").partition(".")[0].strip(), 1000)
    return number or None


def _first(attributes: Attributes, name: str) -> str | None:
    for key, value in attributes:
        if key == name:
            return value or ""
    return None


def _address(address: str) -> str:
    return f"IN IP6 {address}" if ":" in address else f"IN IP4 {address}"


def _attribute(name: str, value: str | None) -> str:
    return f"a={name}" if value is None else f"a={name}:{value}"
