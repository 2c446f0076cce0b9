"""Commands, replies and events of the media server as typed structs; docs/media-control.md says what they mean.

Invariant: a field that is `UNSET` is not sent, so the server keeps its value; `None` is sent.
"""

from __future__ import annotations

from typing import ClassVar, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

VERSION = 1
LARGEST_COMMAND_FRAME = 1 << 20
LARGEST_REPLY_FRAME = 64 << 20

ReplyT = TypeVar("ReplyT")

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
PlayReason = Literal["finished", "digit", "stopped", "replaced", "error"]
DtlsRole = Literal["active", "passive"]
RecordReason = Literal["max", "silence", "orphan"]


class Reply(msgspec.Struct, frozen=True):
    """What a command without a result of its own gives."""


class Remote(msgspec.Struct, frozen=True):
    """Where the far end wants its media; `host` is besides `address` the only one that its own may come from."""

    address: str
    port: int
    rtcp_port: int | UnsetType = UNSET
    host: str | UnsetType = UNSET


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
    """A WAV file to play, by its absolute path on the server."""

    file: str


class Tone(msgspec.Struct, frozen=True):
    """A tone of a country: `dial`, `ringback`, `busy`, `congestion` or `beep`."""

    tone: str
    country: str = ""


class Silence(msgspec.Struct, frozen=True):
    """Nothing, for a while."""

    silence_ms: int


PlayItem = File | Tone | Silence


class RemoteStatistics(msgspec.Struct, frozen=True):
    """What the far end's RTCP says about what it receives."""

    packets_lost: int
    loss_percent: float
    jitter_ms: float
    mos: float | None = None


class FaxStatistics(msgspec.Struct, frozen=True):
    """UDPTL packets of a session that carries T.38, or did."""

    packets_sent: int
    packets_received: int
    packets_lost: int
    duplicates: int


class Statistics(msgspec.Struct, frozen=True):
    """Figures of one session; times of packets are UTC microseconds, `refused` are those that failed authentication."""

    packets_sent: int
    bytes_sent: int
    packets_received: int
    bytes_received: int
    packets_lost: int
    packets_expected: int
    duplicates: int
    out_of_order: int
    strangers: int
    jitter_ms: float
    max_jitter_ms: float
    loss_percent: float
    mos: float | None
    remote: RemoteStatistics | None
    round_trip_ms: float | None
    codec: str | None
    first_packet_at: int | None
    last_packet_at: int | None
    refused: int = 0
    unknown_payloads: int = 0
    loudest_dbov: int | None = None
    reports_received: int = 0
    reports_about_us: int = 0
    fax: FaxStatistics | None = None


class Hello(msgspec.Struct, frozen=True):
    """Who the server is; `boot` changes with each start of it, `fingerprint` (its DTLS certificate's) too."""

    version: int
    server: str
    boot: str
    pid: int
    fingerprint: str = ""


class Opened(msgspec.Struct, frozen=True):
    """Where a session receives RTP, with RTCP one port above, and what it sends: `rtx_ssrc` for video only."""

    address: str
    port: int
    ssrc: int = 0
    rtx_ssrc: int | None = None


class Recorded(msgspec.Struct, frozen=True):
    """How a recording ended."""

    path: str
    duration_ms: int
    bytes: int
    complete: bool
    error: str | None
    loudest_dbov: int


class Endpoint(msgspec.Struct, frozen=True):
    """An address where packets go."""

    address: str
    port: int


class SessionState(msgspec.Struct, frozen=True):
    """One session of a snapshot; `cipher` is the suite that protects it, `None` in the clear and before the keys."""

    session: str
    note: bytes
    address: str
    port: int
    remote: Endpoint | None
    peer: str | None
    plays: list[str]
    statistics: Statistics
    cipher: str | None = None


class RecorderState(msgspec.Struct, frozen=True):
    """One recorder of a snapshot."""

    recorder: str
    note: bytes
    path: str
    duration_ms: int
    taps: list[str]
    rooms: list[str] = []


class Gain(msgspec.Struct, frozen=True):
    """How loud `to` hears `from_`: sessions or `*` for all; `None` is silence."""

    from_: str = msgspec.field(name="from")
    to: str
    db: float | None


class RoomState(msgspec.Struct, frozen=True):
    """One room of a snapshot: its rate in Hz, who is in it, and the gains in force, the oldest first."""

    room: str
    note: bytes
    rate: int
    members: list[str]
    plays: list[str]
    gains: list[Gain]


class RoomOpened(msgspec.Struct, frozen=True):
    """The rate of a new room in Hz; it rises to the best that two members have in common."""

    rate: int


class State(msgspec.Struct, frozen=True):
    """All that the server holds for this controller."""

    sessions: list[SessionState]
    recorders: list[RecorderState]
    rooms: list[RoomState] = []


class Pong(msgspec.Struct, frozen=True):
    """Counts of the whole server, and the CPU milliseconds that it has used."""

    sessions: int
    recorders: int
    workers: int
    cpu_ms: int


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
