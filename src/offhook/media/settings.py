"""What a controller says of sessions, plays and rooms: where media goes, what is sent and taken, keys, items, gains."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
DtlsRole = Literal["active", "passive"]


class Remote(msgspec.Struct, frozen=True):
    """Where the far end wants its media, and who else may send it.

    `host` is besides `address` the only one that may. With `known`, addresses and networks, everybody may, but those
    and `address` are preferred at any time, and others are heard only while neither sends.
    """

    address: str
    port: int
    rtcp_port: int | UnsetType = UNSET
    host: str | UnsetType = UNSET
    known: list[str] | UnsetType = UNSET


class Send(msgspec.Struct, frozen=True):
    """What is sent to the far end.

    `ptime_ms` is what the far end wants, `None` where it takes what comes. `dtmf_payload` is the payload type of
    telephone events, `None` for none, and `dtmf_clock` their clock in Hz; `dtmf_tones` is for who wants keys as tones
    in the sound. `cn_payload` is that of comfort noise.
    `fec` and `bitrate` (bit/s, `None` for the usual) are for Opus; with `anew` Opus is never relayed, so that bitrate
    and packet time hold whoever speaks.
    """

    codec: str
    payload: int
    ptime_ms: int | None = None
    dtmf_payload: int | None = None
    dtmf_clock: int = 8000
    dtmf_tones: bool = False
    cn_payload: int | None = None
    fec: bool = False
    bitrate: int | None = None
    anew: bool = False


class Format(msgspec.Struct, frozen=True):
    """A payload type that the far end of a video session takes; `codec` is the name of its format on both sides."""

    payload: int
    codec: str


class Receive(msgspec.Struct, frozen=True):
    """What a received payload type means; `codec` may be `telephone-event`, with its `clock` in Hz, or `CN`.

    For video it is the name of a format, of the controller's choice; one that begins with `rtx` is retransmissions.
    """

    payload: int
    codec: str
    clock: int | None = None


class Ice(msgspec.Struct, frozen=True):
    """User fragments and passwords of ICE; ours are the controller's to choose, the far end's may not be known yet.

    The media server is ICE-lite: other credentials of ours than before are a restart.
    """

    ufrag: str
    password: str
    remote_ufrag: str | None = None
    remote_password: str | None = None


class Dtls(msgspec.Struct, frozen=True):
    """A handshake that gives SRTP keys, `active` when we begin it; `fingerprints` of the far end as SDP has them."""

    role: DtlsRole
    fingerprints: list[str]


class SrtpKey(msgspec.Struct, frozen=True):
    """A suite of RFC 4568 or RFC 7714, and a master key with the salt behind it."""

    suite: str
    key: bytes


class Srtp(msgspec.Struct, frozen=True):
    """Keys that signalling exchanged (SDES): ours for what is sent, the far end's for what is received."""

    send: SrtpKey
    receive: SrtpKey


class File(msgspec.Struct, frozen=True):
    """A WAV file to play, by its absolute path on the server, from so many milliseconds on.

    `key` opens a sealed one (`recording/sealed.py`), in the server's memory; it is that of this file alone.
    """

    file: str
    from_ms: int | UnsetType = UNSET
    key: bytes | UnsetType = UNSET


class Tone(msgspec.Struct, frozen=True):
    """A tone of a country: `dial`, `ringback`, `busy`, `congestion` or `beep`."""

    tone: str
    country: str = ""


class Silence(msgspec.Struct, frozen=True):
    """Nothing, for a while."""

    silence_ms: int


PlayItem = File | Tone | Silence


class Gain(msgspec.Struct, frozen=True):
    """How loud `to` hears `from_`: sessions or `*` for all; `None` is silence."""

    from_: str = msgspec.field(name="from")
    to: str
    db: float | None
