"""A media server without sound: it keeps the rules of docs/media-control.md and plays by the loop's clock.

Commands are kept in `commands`; those it had to refuse without anybody waiting for the reply are in `faults`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from offhook.errors import MediaError
from offhook.media import protocol as media

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

C = TypeVar("C")

ROUND_TRIP = 0.001
FILE_SECONDS = 2.0
BEEP_SECONDS = 0.5
KEY_SECONDS = 0.1
FINGERPRINT = "sha-256 " + ":".join(["0F"] * 32)
STATISTICS = media.Statistics(
    packets_sent=500, bytes_sent=80000, packets_received=500, bytes_received=80000, packets_lost=0, packets_expected=0,
    duplicates=0, out_of_order=0, strangers=0, jitter_ms=0.0, max_jitter_ms=0.0, loss_percent=0.0, mos=None,
    remote=None, round_trip_ms=None, codec=None, first_packet_at=None, last_packet_at=None,
)  # fmt: skip


@dataclass
class Session:
    """A session: its settings, whom it hears, what plays."""

    opened: media.SessionOpen
    port: int
    remote: media.Remote | None = None
    direction: str = "sendrecv"
    set: media.SessionSet | None = None
    peer: str | None = None
    play: media.Play | None = None
    timer: asyncio.TimerHandle | None = None


@dataclass
class Room:
    """A room: who is in it, and the gains that were set."""

    members: set[str] = field(default_factory=set)
    gains: list[media.Gain] = field(default_factory=list)
    plays: list[media.RoomPlay] = field(default_factory=list)


@dataclass
class Recorder:
    """A recorder: since when it takes sound of which sessions."""

    opened: media.RecordOpen
    started: float
    taps: dict[int, str] = field(default_factory=dict)


class FakeMedia:
    """The server and the client in one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.on_event: Callable[[media.Event], None] = lambda _: None
        self.connected = True
        self.fingerprint = FINGERPRINT
        self.commands: list[Any] = []
        self.faults: list[tuple[Any, str]] = []
        self.figures: dict[str, media.Statistics] = {}
        self.refusing: dict[type, str] = {}
        self.deaf: set[type] = set()
        self.blind = False  # no session of video is opened
        self.sessions: dict[str, Session] = {}
        self.recorders: dict[str, Recorder] = {}
        self.rooms: dict[str, Room] = {}
        self._loop = loop
        self.loudest_dbov = -20
        self._port = 30000
        self._waiting: set[asyncio.Future[Any]] = set()

    # -- the client's side

    async def do(self, command: Any, timeout_s: float = 10.0) -> Any:
        return await self.ask(command, timeout_s)

    def ask(self, command: Any, timeout_s: float = 10.0) -> asyncio.Future[Any]:
        future = self._loop.create_future()
        if not self.connected:
            future.set_exception(MediaError("away", "the media server is not connected"))
            return future
        self.commands.append(command)
        self._waiting.add(future)
        late = MediaError("late", f"no reply within {timeout_s} s")
        timer = self._loop.call_later(timeout_s, _settle, future, late)
        future.add_done_callback(lambda _: timer.cancel())
        future.add_done_callback(self._waiting.discard)
        if type(command) not in self.deaf:
            try:
                reply = self._carry_out(command)
            except MediaError as error:
                self._loop.call_later(ROUND_TRIP, _settle, future, error)
            else:
                self._loop.call_later(ROUND_TRIP, _settle, future, reply)
        return future

    def post(self, command: Any) -> None:
        self.commands.append(command)
        if not self.connected:
            self.faults.append((command, "away"))
            return
        try:
            self._carry_out(command)
        except MediaError as error:
            self.faults.append((command, error.code))

    def given(self, kind: type[C]) -> list[C]:
        """The commands of a kind so far."""
        return [command for command in self.commands if isinstance(command, kind)]

    # -- the server's side

    def _carry_out(self, command: Any) -> Any:  # noqa: C901, PLR0911, PLR0912, PLR0915  one arm per command
        if code := self.refusing.get(type(command)):
            raise MediaError(code, "as the test wants")
        match command:
            case media.SessionOpen(kind="video") if self.blind:
                raise MediaError("no-ports", "as the test wants")
            case media.SessionOpen(session=name):
                if name in self.sessions:
                    raise MediaError("session-exists", name)
                self._port += 2
                self.sessions[name] = Session(command, self._port)
                ssrcs = (self._port, self._port + 1 if command.kind == "video" else None)
                return media.Opened(command.address, self._port, *ssrcs)
            case media.SessionSet(session=name):
                session = self._session(name)
                if (session.opened.kind == "video") != (command.send_formats is not UNSET):
                    raise MediaError("bad-value", f"{name} is {session.opened.kind}")
                session.set = command
                if command.remote is not UNSET:
                    session.remote = command.remote
                if command.direction is not UNSET:
                    session.direction = command.direction
            case media.SessionClose(session=name):
                self._unlink(name)
                session = self._session(name)
                self._stop(session)
                self._leave(name)
                del self.sessions[name]
                return self.figures.get(name, STATISTICS)
            case media.SessionStats(session=name):
                self._session(name)
                return self.figures.get(name, STATISTICS)
            case media.Link(a=a, b=b):
                if self._session(a).opened.kind != self._session(b).opened.kind:
                    raise MediaError("bad-value", "sound and video")
                for name in (a, b):
                    self._unlink(name)
                    self._leave(name)
                self._session(a).peer, self._session(b).peer = b, a
            case media.RoomOpen(room=name):
                if name in self.rooms:
                    raise MediaError("room-exists", name)
                self.rooms[name] = Room()
                return media.RoomOpened(rate=8000)
            case media.RoomJoin(room=name, session=session):
                room = self._room(name)
                self._unlink(session)
                self._leave(session)
                room.members.add(session)
            case media.RoomLeave(room=name, session=session):
                if session not in self._room(name).members:
                    raise MediaError("no-member", session)
                self._leave(session)
            case media.RoomGains(room=name, gains=gains):
                for side in {side for gain in gains for side in (gain.from_, gain.to)} - {"*"}:
                    self._session(side)
                self._room(name).gains += gains
            case media.RoomPlay(room=name):
                self._room(name).plays.append(command)
            case media.RoomStop(room=name, play=play):
                self._room(name).plays = [one for one in self._room(name).plays if one.play != play]
            case media.RoomClose(room=name):
                self._room(name)
                del self.rooms[name]
            case media.Unlink(session=name):
                self._unlink(name)
            case media.RecordUntap(recorder=name, session=session, room=room_name):
                taps = self._recorder(name).taps
                session = f"room {room_name}" if isinstance(room_name, str) else session
                if session not in taps.values():
                    raise MediaError("no-tap", session)
                for channel in [one for one, tapped in taps.items() if tapped == session]:
                    del taps[channel]
            case media.Play(session=name):
                self._play(self._session(name), command)
            case media.PlayStop(session=name, play=play):
                session = self._session(name)
                if session.play is None or session.play.play != play:
                    raise MediaError("no-play", play)
                self._done(session, "stopped")
            case media.DigitsSend(session=name):
                self._session(name)
            case media.RecordOpen(recorder=name):
                if name in self.recorders:
                    raise MediaError("recorder-exists", name)
                self.recorders[name] = recorder = Recorder(command, self._loop.time())
                if command.max_s:
                    self._loop.call_later(command.max_s, self._full, recorder)
            case media.RecordTap(recorder=name, room=str(room_name), channel=channel):
                self._room(room_name)
                self._recorder(name).taps[channel] = f"room {room_name}"
            case media.RecordTap(recorder=name, session=session, channel=channel):
                self._session(session)
                self._recorder(name).taps[channel] = session
            case media.RecordClose(recorder=name):
                recorder = self._recorder(name)
                del self.recorders[name]
                ms = round((self._loop.time() - recorder.started) * 1000)
                return media.Recorded(recorder.opened.path, ms, 44 + ms * 16, True, None, self.loudest_dbov)  # noqa: FBT003
            case media.Snapshot():
                return media.State(
                    [
                        media.SessionState(n, b"", "127.0.0.1", s.port, None, s.peer, [], STATISTICS)
                        for n, s in self.sessions.items()
                    ],
                    [media.RecorderState(n, b"", r.opened.path, 0, []) for n, r in self.recorders.items()],
                    [
                        media.RoomState(n, b"", 8000, [*r.members], [p.play for p in r.plays if not p.repeat], r.gains)
                        for n, r in self.rooms.items()
                    ],
                )
            case _:
                raise MediaError("unknown-command", str(command))
        return media.Reply()

    def _session(self, name: str) -> Session:
        if name not in self.sessions:
            raise MediaError("no-session", name)
        return self.sessions[name]

    def _room(self, name: str) -> Room:
        if name not in self.rooms:
            raise MediaError("no-room", name)
        return self.rooms[name]

    def _leave(self, name: str) -> None:
        for room in self.rooms.values():
            if name in room.members:
                room.members.discard(name)
                room.gains = [gain for gain in room.gains if name not in {gain.from_, gain.to}]

    def hears(self, listener: str, speaker: str) -> float | None:
        """Tell how loud one hears another, in dB: None is not at all."""
        if self.sessions[listener].peer == speaker:
            return 0.0
        for room in self.rooms.values():
            if {listener, speaker} <= room.members and listener != speaker:
                wanted = ({speaker, "*"}, {listener, "*"})
                said = [gain.db for gain in room.gains if gain.from_ in wanted[0] and gain.to in wanted[1]]
                return said[-1] if said else 0.0
        return None

    def _recorder(self, name: str) -> Recorder:
        if name not in self.recorders:
            raise MediaError("no-recorder", name)
        return self.recorders[name]

    def _unlink(self, name: str) -> None:
        peer = self._session(name).peer
        self.sessions[name].peer = None
        if peer in self.sessions:
            self.sessions[peer].peer = None

    def _full(self, recorder: Recorder) -> None:
        name = recorder.opened.recorder
        if self.recorders.get(name) is recorder:
            self.finish_record(name, "max", round((self._loop.time() - recorder.started) * 1000))

    def _play(self, session: Session, command: media.Play) -> None:
        if session.play is not None:
            self._done(session, "replaced")
        session.play = command
        seconds = [_seconds(item) for item in command.items]
        if command.repeat and None not in seconds:
            total = sum(one for one in seconds if one is not None) * command.repeat
            session.timer = self._loop.call_later(total, self._done, session, "finished")

    def _stop(self, session: Session) -> None:
        if session.timer is not None:
            session.timer.cancel()
        session.play = session.timer = None

    def _done(self, session: Session, reason: Any, digit: str | None = None, text: str | None = None) -> None:
        play = session.play
        assert play is not None
        self._stop(session)
        name = session.opened.session
        self.tell(media.PlayDone(at=0, session=name, play=play.play, reason=reason, digit=digit, text=text))

    def tell(self, event: media.Event) -> None:
        """Send an event in its own turn of the loop, as the client does."""
        if self.connected or isinstance(event, media.ServerLost):
            self._loop.call_soon(self.on_event, event)

    # -- what tests do

    def press(self, session: str, digit: str) -> None:
        """A key goes down, and is reported when it is up again."""
        one = self.sessions[session]
        if one.play is not None and digit in one.play.stop_on:
            self._done(one, "digit", digit)
        event = media.Digit(at=0, session=session, digit=digit, duration_ms=100)
        self._loop.call_later(KEY_SECONDS, self.tell, event)

    def fail_play(self, session: str, text: str) -> None:
        """What plays cannot be played."""
        self._done(self.sessions[session], "error", text=text)

    def finish_record(self, recorder: str, reason: Any, ms: int) -> None:
        """A recorder ends by itself."""
        path = self.recorders.pop(recorder).opened.path
        event = media.RecordDone(
            at=0, recorder=recorder, reason=reason, path=path, duration_ms=ms, bytes=44, complete=True, error=None,
            loudest_dbov=self.loudest_dbov,
        )  # fmt: skip
        self.tell(event)

    def end_room_play(self, room: str, play: str) -> None:
        """A play of a room comes to its end."""
        self.rooms[room].plays = [one for one in self.rooms[room].plays if one.play != play]
        self.tell(media.PlayDone(at=0, room=room, play=play, reason="finished", digit=None, text=None))

    def lose(self, *, crash: bool) -> None:
        """The connection breaks; `crash`: all that the server held is gone."""
        self.connected = False
        for future in self._waiting:
            _settle(future, MediaError("lost", "the connection broke before the reply"))
        if crash:
            for session in self.sessions.values():
                self._stop(session)
            self.sessions.clear()
            self.rooms.clear()
            self.recorders.clear()
        self.tell(media.ServerLost())

    def back(self, *, same: bool) -> None:
        """The connection is there again."""
        self.connected = True
        self.tell(media.ServerBack(boot="1" if same else "2", same=same))


def _seconds(item: media.PlayItem) -> float | None:
    match item:
        case media.File(from_ms=from_ms):
            return max(0.0, FILE_SECONDS - (from_ms or 0) / 1000)
        case media.Tone(tone="beep"):
            return BEEP_SECONDS
        case media.Silence(silence_ms=ms):
            return ms / 1000
    return None


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
