"""Codecs as session descriptions name them: rtpmap names, clocks, payload numbers and what fmtp says of Opus.

RFC 3551 for the static payload types, RFC 4733 for telephone events, RFC 7587 for Opus, RFC 3389 for comfort noise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.sip.sdp import PayloadFormat

_EVENT: Final = "TELEPHONE-EVENT"
_NOISE: Final = "CN"


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec by its rtpmap name; `rate` is the RTP clock in Hz (8000 for G722, RFC 3551 §4.5.2)."""

    name: str
    rate: int = 8000
    channels: int = 1
    fmtp: str = ""

    def is_(self, other: Codec | PayloadFormat) -> bool:
        """Tell whether both name the same encoding; fmtp is not compared."""
        return self.name.upper() == other.name.upper() and self.rate == other.rate and self.channels == other.channels

    @property
    def speech(self) -> bool:
        """Whether it carries voices: not keys, not comfort noise."""
        return self.name.upper() not in (_EVENT, _NOISE)


PCMU: Final = Codec("PCMU")
PCMA: Final = Codec("PCMA")
G722: Final = Codec("G722")
OPUS: Final = Codec("opus", 48000, 2, "minptime=10;useinbandfec=1")
TELEPHONE_EVENT: Final = Codec("telephone-event", fmtp="0-16")
WIDE_TELEPHONE_EVENT: Final = Codec("telephone-event", 48000, fmtp="0-16")
CN: Final = Codec("CN")

SPEECH: Final = {codec.name.upper(): codec for codec in (PCMA, PCMU, G722, OPUS)}
NAMES: Final = (*SPEECH, _NOISE)
"""What an allow-list may name, in our order of preference."""

# RFC 3551 §6 where it gives a number; where it does not, the number that most phones and browsers use.
_NUMBERS: Final = {
    ("PCMU", 8000): 0,
    ("PCMA", 8000): 8,
    ("G722", 8000): 9,
    (_NOISE, 8000): 13,
    ("OPUS", 48000): 111,
    (_EVENT, 8000): 101,
    (_EVENT, 48000): 110,
}
_DYNAMIC: Final = 96
_OPUS_LOWEST, _OPUS_HIGHEST = 6000, 510_000  # RFC 7587 §6.1, bit/s


@dataclass(frozen=True, slots=True)
class OpusWishes:
    """What a party wants to receive (RFC 7587 §6.1): `fec` inside the stream, at most `bitrate` bit/s."""

    fec: bool
    bitrate: int | None
    stereo: bool


def allow_list(names: Iterable[str]) -> list[str]:
    """Return the names of an allow-list in their one spelling; an empty list stands for the usual codecs.

    Raises:
        InvalidValue: one is unknown, or none carries voices.
    """
    found = list(dict.fromkeys(name.upper() for name in names))
    if not set(found) <= set(NAMES) or (found and not set(found) & set(SPEECH)):
        raise InvalidValue("codecs", f"some of {', '.join(NAMES)}, and not CN alone")
    return found


def codecs_named(names: Iterable[str]) -> tuple[Codec, ...]:
    """Return the codecs of these names with the keys of RFC 4733 that go with them; unknown names are left out.

    Empty when no name is of a codec that carries voices.
    """
    wanted = [name.upper() for name in names]
    speech = tuple(SPEECH[name] for name in dict.fromkeys(wanted) if name in SPEECH)
    if not speech:
        return ()
    narrow, wide = any(codec.rate == 8000 for codec in speech), any(codec.rate == 48000 for codec in speech)  # noqa: PLR2004  RTP clocks
    events = ((WIDE_TELEPHONE_EVENT,) if wide else ()) + (TELEPHONE_EVENT,)
    return (*speech, *((CN,) if _NOISE in wanted and narrow else ()), *events)


def limited(codecs: tuple[Codec, ...], bitrate: int | None) -> tuple[Codec, ...]:
    """Return the same codecs with a limit to what we want to receive of Opus, in bit/s; None is no limit."""
    if bitrate is None:
        return codecs
    fmtp = f"{OPUS.fmtp};maxaveragebitrate={bitrate}"
    return tuple(replace(codec, fmtp=fmtp) if codec.is_(OPUS) else codec for codec in codecs)


def preferring(codecs: tuple[Codec, ...], first: Iterable[str]) -> tuple[Codec, ...]:
    """Return the same codecs, those that `first` names before the others and in its order."""
    order = {name.upper(): place for place, name in reversed(list(enumerate(first)))}
    return tuple(sorted(codecs, key=lambda codec: order.get(codec.name.upper(), len(order))))


def numbered(codecs: Iterable[Codec]) -> dict[int, Codec]:
    """Give each codec a payload type."""
    numbers: dict[int, Codec] = {}
    for codec in codecs:
        payload = _NUMBERS.get((codec.name.upper(), codec.rate), _DYNAMIC)
        while payload in numbers or (payload == _DYNAMIC and payload in _NUMBERS.values()):
            payload = _DYNAMIC if payload < _DYNAMIC else payload + 1
        numbers[payload] = codec
    return numbers


def is_event(known: Codec | PayloadFormat) -> bool:
    """Tell whether it carries keys (RFC 4733)."""
    return known.name.upper() == _EVENT


def is_noise(known: Codec | PayloadFormat) -> bool:
    """Tell whether it carries comfort noise (RFC 3389)."""
    return known.name.upper() == _NOISE


def opus_wishes(fmtp: str) -> OpusWishes:
    """Read the fmtp of an Opus receiver; what is missing or senseless has the default of RFC 7587."""
    parameters: dict[str, str] = {}
    for text in fmtp.split(";"):
        name, _, value = text.partition("=")
        parameters.setdefault(name.strip().lower(), value.strip())
    bitrate = parameters.get("maxaveragebitrate", "")
    known = bitrate.isascii() and bitrate.isdigit() and _OPUS_LOWEST <= int(bitrate[:9]) <= _OPUS_HIGHEST
    return OpusWishes(
        fec=parameters.get("useinbandfec") == "1",
        bitrate=int(bitrate) if known else None,
        stereo=parameters.get("stereo") == "1",
    )
