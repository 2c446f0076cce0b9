"""What the media server tells by itself, and what becomes of the connection to it."""

from __future__ import annotations

from typing import Literal

import msgspec

from offhook.media.replies import Endpoint  # noqa: TC001  read by msgspec at run time

PlayReason = Literal["finished", "digit", "stopped", "replaced", "error"]
RecordReason = Literal["max", "silence", "orphan"]


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    at: int


class Digit(_Event, frozen=True, kw_only=True, tag="digit"):
    """A key was pressed and released."""

    session: str
    digit: str
    duration_ms: int


class PlayDone(_Event, frozen=True, kw_only=True, tag="play.done"):
    """A play to a session, or in a room, has ended; `digit` interrupted it, `text` says what went wrong."""

    session: str = ""
    room: str = ""
    play: str
    reason: PlayReason
    digit: str | None = None
    text: str | None


class MediaStarted(_Event, frozen=True, kw_only=True, tag="media.started"):
    """The first packet was taken."""

    session: str
    address: str
    port: int


class MediaTimeout(_Event, frozen=True, kw_only=True, tag="media.timeout"):
    """Nothing comes any more."""

    session: str
    silent_ms: int


class MediaResumed(_Event, frozen=True, kw_only=True, tag="media.resumed"):
    """Packets come again after a timeout."""

    session: str


class MediaStranger(_Event, frozen=True, kw_only=True, tag="media.stranger"):
    """Somebody else sends to the session; the packets are dropped."""

    session: str
    address: str
    port: int


class MediaSecured(_Event, frozen=True, kw_only=True, tag="media.secured"):
    """There are keys: from here on media passes, protected by the suite `cipher`."""

    session: str
    cipher: str


class MediaInsecure(_Event, frozen=True, kw_only=True, tag="media.insecure"):
    """The handshake failed, or the certificate is not the one announced; no media passes."""

    session: str
    text: str


class IceSelected(_Event, frozen=True, kw_only=True, tag="ice.selected"):
    """Connectivity checks have found the far end, or have found it elsewhere; media goes there."""

    session: str
    address: str
    port: int


class Rtcp(_Event, frozen=True, kw_only=True, tag="rtcp"):
    """A report came or went, in the clear; only where `report` is set, and of a flood only some."""

    session: str
    sent: bool
    local: Endpoint
    remote: Endpoint
    data: bytes


class RecordDone(_Event, frozen=True, kw_only=True, tag="record.done"):
    """A recorder ended by itself and is closed."""

    recorder: str
    reason: RecordReason
    path: str
    duration_ms: int
    bytes: int
    complete: bool
    error: str | None
    loudest_dbov: int


class RecordFailed(_Event, frozen=True, kw_only=True, tag="record.failed"):
    """Audio could not be written; the call goes on."""

    recorder: str
    text: str


class SessionOrphaned(_Event, frozen=True, kw_only=True, tag="session.orphaned"):
    """A session was closed because its controller stayed away."""

    session: str


class ServerLost(msgspec.Struct, frozen=True):
    """The connection is gone; the sessions may live on."""


class ServerBack(msgspec.Struct, frozen=True):
    """The connection is up; `same` is false for a new server process, in which nothing is left of before."""

    boot: str
    same: bool


ServerEvent = (
    Digit
    | PlayDone
    | MediaStarted
    | MediaTimeout
    | MediaResumed
    | MediaStranger
    | MediaSecured
    | MediaInsecure
    | IceSelected
    | Rtcp
    | RecordDone
    | RecordFailed
    | SessionOrphaned
)
Event = ServerEvent | ServerLost | ServerBack
