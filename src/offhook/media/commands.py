"""The commands of the media server.

Invariant: a field that is `UNSET` is not sent, so the server keeps its value; `None` is sent.
"""

from __future__ import annotations

from typing import ClassVar, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from offhook.media.replies import (
    Hello,
    Opened,
    Pong,
    Recorded,
    Reply,
    RoomOpened,
    State,
    Statistics,
)
from offhook.media.settings import (  # noqa: TC001  read by msgspec at run time
    Direction,
    Dtls,
    Format,
    Gain,
    Ice,
    PlayItem,
    Receive,
    Remote,
    Send,
    Srtp,
)

VERSION = 1

ReplyT = TypeVar("ReplyT")


class Command(msgspec.Struct, Generic[ReplyT], frozen=True, kw_only=True, tag_field="do"):
    """A command; its class names the type of its reply."""

    reply: ClassVar[type] = Reply
    id: int = 0


class SayHello(Command[Hello], frozen=True, kw_only=True, tag="hello"):
    """Introduce this controller, taking over what it had."""

    reply: ClassVar[type] = Hello
    controller: str
    version: int = VERSION


class SessionOpen(Command[Opened], frozen=True, kw_only=True, tag="session.open"):
    """Open a session on a local IPv4 or IPv6 address; `dscp` marks its packets (RFC 2474).

    A session of video only relays, untouched, to another one of video.

    `orphan_s` is how long it outlives its controller, `None` for ever.
    """

    reply: ClassVar[type] = Opened
    session: str
    address: str
    group: str | UnsetType = UNSET
    note: bytes = b""
    orphan_s: float | None = None
    dscp: int | UnsetType = UNSET
    kind: Literal["audio", "video"] = "audio"


class SessionSet(Command[Reply], frozen=True, kw_only=True, tag="session.set"):
    """Change what is given; keys come from `dtls` or from `srtp`, and `None` ends what was.

    `gain_db`, `agc` and `denoise` treat what is received wherever it is decoded. With `detect_dtmf` keys are heard
    that come as tones. With `udptl` packets are no RTP, but T.38's, and pass untouched to the linked session.
    A session of video has `send_formats` instead of `send`.
    """

    session: str
    remote: Remote | UnsetType | None = UNSET
    send: Send | UnsetType = UNSET
    send_formats: list[Format] | UnsetType = UNSET
    receive: list[Receive] | UnsetType = UNSET
    direction: Direction | UnsetType = UNSET
    relatch: bool | UnsetType = UNSET
    timeout_s: float | UnsetType = UNSET
    rtcp_mux: bool | UnsetType = UNSET
    report: bool | UnsetType = UNSET
    ice: Ice | UnsetType | None = UNSET
    dtls: Dtls | UnsetType | None = UNSET
    srtp: Srtp | UnsetType | None = UNSET
    gain_db: float | UnsetType = UNSET
    agc: bool | UnsetType = UNSET
    denoise: bool | UnsetType = UNSET
    detect_dtmf: bool | UnsetType = UNSET
    udptl: bool | UnsetType = UNSET
    note: bytes | UnsetType = UNSET
    orphan_s: float | UnsetType | None = UNSET


class SessionClose(Command[Statistics], frozen=True, kw_only=True, tag="session.close"):
    """Close a session and get its final figures."""

    reply: ClassVar[type] = Statistics
    session: str


class SessionStats(Command[Statistics], frozen=True, kw_only=True, tag="session.stats"):
    """Get the figures so far."""

    reply: ClassVar[type] = Statistics
    session: str


class Link(Command[Reply], frozen=True, kw_only=True, tag="link"):
    """Let two sessions hear each other, instead of whom they heard before; the same twice is an echo."""

    a: str
    b: str


class Unlink(Command[Reply], frozen=True, kw_only=True, tag="unlink"):
    """Let a session hear nobody."""

    session: str


class Play(Command[Reply], frozen=True, kw_only=True, tag="play"):
    """Play to a session instead of its peer; `repeat` 0 is for ever, `stop_on` are digits that interrupt."""

    session: str
    play: str
    items: list[PlayItem]
    repeat: int = 1
    stop_on: str = ""


class PlayStop(Command[Reply], frozen=True, kw_only=True, tag="play.stop"):
    """Stop a play; refused with `no-play` when it is over."""

    session: str
    play: str


class DigitsSend(Command[Reply], frozen=True, kw_only=True, tag="digits.send"):
    """Send key presses, as telephone events or as tones: what `send` of the session says."""

    session: str
    digits: str
    duration_ms: int = 100
    gap_ms: int = 60


class RecordOpen(Command[Reply], frozen=True, kw_only=True, tag="record.open"):
    """Begin a recording to a WAV file."""

    recorder: str
    path: str
    channels: int = 1
    rate: int = 8000
    note: bytes = b""
    max_s: float | None = None
    silence_s: float | None = None
    orphan_s: float | None = None


class RecordTap(Command[Reply], frozen=True, kw_only=True, tag="record.tap"):
    """Record what the server receives from a session, or the whole mix of a room: one of the two."""

    recorder: str
    session: str | UnsetType = UNSET
    room: str | UnsetType = UNSET
    channel: int = 0


class RecordUntap(Command[Reply], frozen=True, kw_only=True, tag="record.untap"):
    """Record a session, or a room, no longer."""

    recorder: str
    session: str | UnsetType = UNSET
    room: str | UnsetType = UNSET


class RecordClose(Command[Recorded], frozen=True, kw_only=True, tag="record.close"):
    """End a recording."""

    reply: ClassVar[type] = Recorded
    recorder: str


class RoomOpen(Command[RoomOpened], frozen=True, kw_only=True, tag="room.open"):
    """Open a room, empty; `orphan_s` is how long it outlives its controller, `None` for ever."""

    reply: ClassVar[type] = RoomOpened
    room: str
    group: str | UnsetType = UNSET
    note: bytes = b""
    orphan_s: float | None = None


class RoomJoin(Command[Reply], frozen=True, kw_only=True, tag="room.join"):
    """Let a session hear the others of a room and be heard, instead of whom it heard before."""

    room: str
    session: str


class RoomLeave(Command[Reply], frozen=True, kw_only=True, tag="room.leave"):
    """Take a session out of a room; it hears nobody, and the gains that name it are forgotten."""

    room: str
    session: str


class RoomGains(Command[Reply], frozen=True, kw_only=True, tag="room.gains"):
    """Set who hears whom, how loud; later gains override earlier ones, also for sessions that join later."""

    room: str
    gains: list[Gain]


class RoomPlay(Command[Reply], frozen=True, kw_only=True, tag="room.play"):
    """Mix a play into what all members hear, or those in `to`, at a level of `db`.

    Meanwhile they hear the other members at a level of `voices_db`.
    """

    room: str
    play: str
    items: list[PlayItem]
    repeat: int = 1
    to: list[str] | None = None
    db: float = 0.0
    voices_db: float = 0.0


class RoomStop(Command[Reply], frozen=True, kw_only=True, tag="room.stop"):
    """Stop a play of a room; refused with `no-play` when it is over."""

    room: str
    play: str


class RoomClose(Command[Reply], frozen=True, kw_only=True, tag="room.close"):
    """Close a room; its members stay open and hear nobody."""

    room: str


class Snapshot(Command[State], frozen=True, kw_only=True, tag="snapshot"):
    """Get all that the server holds for this controller."""

    reply: ClassVar[type] = State


class Ping(Command[Pong], frozen=True, kw_only=True, tag="ping"):
    """Ask whether the server is well."""

    reply: ClassVar[type] = Pong
