"""What the media server answers: what was opened and recorded, figures, and the state of everything."""

from __future__ import annotations

import msgspec

from offhook.media.settings import Gain  # noqa: TC001  read by msgspec at run time


class Reply(msgspec.Struct, frozen=True):
    """What a command without a result of its own gives."""


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
