"""The control protocol itself: frames, refusals, controllers that come, go and take over."""

from __future__ import annotations

import asyncio
import random
import signal
import stat
import tempfile
from pathlib import Path

import msgspec
import pytest
from tests.integration.media.conftest import Server, controller
from tests.rtp import is_continuous, until

from offhook.errors import MediaError
from offhook.media.protocol import (
    Link,
    Ping,
    Play,
    PlayStop,
    RecordClose,
    RecordOpen,
    RecordTap,
    ServerBack,
    ServerLost,
    SessionClose,
    SessionOpen,
    SessionSet,
    SessionStats,
    Snapshot,
    Tone,
)


class Raw:
    """A controller that writes what it likes."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, server):
        return cls(*await asyncio.open_unix_connection(str(server.control)))

    def send(self, *commands):
        self.send_body(msgspec.msgpack.encode(list(commands)))

    def send_body(self, body):
        self.writer.write(len(body).to_bytes(4, "big") + body)

    async def receive(self):
        length = int.from_bytes(await asyncio.wait_for(self.reader.readexactly(4), 5), "big")
        return msgspec.msgpack.decode(await self.reader.readexactly(length))

    async def ended(self):
        return await asyncio.wait_for(self.reader.read(), 5) == b""


OWN = "127.0.51.9"
"""Where no other program takes one of many ports, and none is taken from another."""
SET = {"id": 9, "do": "session.set", "session": "s"}
HELLO = {"id": 1, "do": "hello", "version": 1, "controller": "raw"}


async def test_one_frame_of_many_commands_is_answered_in_order(server):
    raw = await Raw.open(server)
    raw.send(
        HELLO,
        {"id": 2, "do": "session.open", "session": "a", "address": "127.0.0.1", "later": {"unknown": [1, 2]}},
        {"id": 3, "do": "session.set", "session": "a", "remote": {"address": "127.0.0.1", "port": 9}},
        {"id": 4, "do": "ping"},
    )
    replies = {}
    while len(replies) < 4:
        replies |= {one["id"]: one for one in await raw.receive()}
    assert replies[1]["ok"]["version"] == 1
    assert replies[2]["ok"]["port"] % 2 == 0
    assert replies[3]["ok"] == {}
    assert replies[4]["ok"]["sessions"] == 1
    assert stat.S_IMODE(server.control.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"id": 9, "do": "nonsense"}, "unknown-command"),
        ({"id": 9}, "bad-command"),
        ({"id": 9, "do": 5}, "bad-command"),
        ({"id": 9, "do": "session.open"}, "bad-command"),
        ({"id": 9, "do": "session.open", "session": 5, "address": "127.0.0.1"}, "bad-command"),
        ({"id": 9, "do": "session.open", "session": "a", "address": "nowhere"}, "bad-command"),
        ({"id": 9, "do": "session.open", "session": "a", "address": "192.0.2.1"}, "bad-address"),
        ({"id": 9, "do": "session.open", "session": "", "address": "127.0.0.1"}, "bad-value"),
        ({"id": 9, "do": "session.open", "session": "x" * 65, "address": "127.0.0.1"}, "bad-value"),
        ({"id": 9, "do": "session.open", "session": "a", "address": "127.0.0.1", "orphan_s": -1}, "bad-value"),
        ({"id": 9, "do": "session.close", "session": "none"}, "no-session"),
        (SET | {"direction": "up"}, "bad-value"),
        (SET | {"remote": {"address": "::", "port": 1}}, "bad-value"),
        (SET | {"remote": {"address": "127.0.0.1", "port": 70000}}, "bad-command"),
        (SET | {"send": {"codec": "SPEEX", "payload": 1}}, "bad-value"),
        (SET | {"send": {"codec": "PCMU", "payload": 128}}, "bad-value"),
        (SET | {"send": {"codec": "PCMU", "payload": 0, "ptime_ms": 0}}, "bad-value"),
        (SET | {"timeout_s": float("nan")}, "bad-value"),
        (SET | {"timeout_s": "soon"}, "bad-command"),
        ({"id": 9, "do": "link", "a": "s", "b": "none"}, "no-session"),
        ({"id": 9, "do": "play", "session": "s", "play": "p", "items": [{}]}, "bad-value"),
        ({"id": 9, "do": "play", "session": "s", "play": "p", "items": [{"silence_ms": -5}]}, "bad-command"),
        ({"id": 9, "do": "record.tap", "recorder": "r", "session": "s"}, "no-recorder"),
        ({"id": 9, "do": "hello", "version": 2, "controller": "raw"}, "version"),
        (["an", "array"], "bad-command"),
        (7, "bad-command"),
    ],
)
async def test_a_bad_command_is_refused_and_its_neighbours_are_carried_out(server, command, code):
    raw = await Raw.open(server)
    opening = {"id": 2, "do": "session.open", "session": "s", "address": "127.0.0.1"}
    raw.send(HELLO, opening, command, {"id": 4, "do": "ping"})
    replies = []
    while len(replies) < 4:
        replies += await raw.receive()
    (error,) = [one["error"] for one in replies if "error" in one]
    assert error["code"] == code
    assert {1, 2, 4} <= {one["id"] for one in replies}


@pytest.mark.parametrize(
    "body", [b"", b"\xc1", b"\x81\x01\x02", b"\xdd\xff\xff\xff\xff", b"\x91", b"\x92\x80", b"\x90\x90", b"\x91\xd9\xff"]
)
async def test_an_unreadable_frame_ends_the_connection_only(server, switch, body):
    raw = await Raw.open(server)
    raw.send_body(body)
    assert (await raw.receive())[0]["error"]["code"] == "bad-frame"
    assert await raw.ended()
    raw = await Raw.open(server)
    raw.writer.write(b"\xff\xff\xff\xff")
    assert (await raw.receive())[0]["error"]["code"] == "bad-frame"
    assert (await switch.do(Ping())).workers == 2


async def test_noise_never_stops_the_server(server, switch):
    noise = random.Random(1)
    numbers = [b"\xc0", b"\x93", b"\xdc\x00\x02", b"\xcb\x7f\xf0" + bytes(6)]
    words = [b"\x81\xa2do", b"\xacsession.open", b"\xa7session", *numbers]
    for _ in range(200):
        raw = await Raw.open(server)
        raw.send(HELLO)
        body = b"".join(noise.choice(words) if noise.random() < 0.7 else noise.randbytes(3) for _ in range(12))
        raw.send_body(bytes([0x90 | noise.randrange(4)]) + body)
        raw.writer.write(noise.randbytes(7))
        raw.writer.close()
    assert (await switch.do(Ping())).sessions == 0


async def test_what_has_no_number_is_answered_only_when_it_is_refused(server):
    raw = await Raw.open(server)
    opening = {"do": "session.open", "session": "s", "address": "127.0.0.1"}
    raw.send(HELLO, opening, {"id": 0, "do": "unlink", "session": "s"}, {"do": "unlink", "session": "t"})
    raw.send({"id": 3, "do": "session.close", "session": "s"})
    replies = []
    while not replies or replies[-1]["id"] != 3:
        replies += await raw.receive()
    assert [one["id"] for one in replies] == [1, 0, 3]
    assert replies[1]["error"]["code"] == "no-session"


async def test_nothing_before_hello(server):
    raw = await Raw.open(server)
    raw.send({"id": 1, "do": "ping"})
    assert (await raw.receive())[0]["error"]["code"] == "no-hello"


async def test_names_are_unique_within_a_controller_and_its_own(server, switch):
    await switch.do(SessionOpen(session="s", address="127.0.0.1"))
    with pytest.raises(MediaError, match="session-exists"):
        await switch.do(SessionOpen(session="s", address="127.0.0.1"))
    async with controller(server, "other") as other:
        await other.do(SessionOpen(session="s", address="127.0.0.1"))
        await other.do(SessionClose(session="s"))
    await switch.do(SessionStats(session="s"))


async def test_commands_need_not_wait_for_each_other(switch):
    for number in range(50):
        switch.client.post(SessionOpen(session=f"s{number}", address="127.0.0.1"))
        switch.client.post(SessionSet(session=f"s{number}", timeout_s=5))
    switch.client.post(SessionClose(session="none"))
    assert (await switch.do(Ping())).sessions == 50
    await until(lambda: switch.client.errors == 1)


async def test_ports_run_out_and_come_back(switch):
    names = [f"s{number}" for number in range(200)]
    await asyncio.gather(*(switch.do(SessionOpen(session=name, address=OWN)) for name in names))
    with pytest.raises(MediaError, match="no-ports"):
        await switch.do(SessionOpen(session="one more", address=OWN))
    await switch.do(SessionClose(session="s7"))
    await switch.do(SessionOpen(session="one more", address=OWN))


async def test_a_conversation_outlives_its_controller(server, peers, tmp_path):
    a, b = await peers(), await peers()
    async with controller(server) as first:
        left, right = await first.session(a, note=b"\x00left"), await first.session(b)
        await first.do(Link(a=left, b=right))
        await first.do(RecordOpen(recorder="r", path=str(tmp_path / "r.wav"), note=b"rec"))
        await first.do(RecordTap(recorder="r", session=left))
        await first.do(Play(session=right, play="p", items=[Tone("ringback", "EE")], repeat=0))
        opened = a.remote
    talking = asyncio.create_task(a.send_tone(440, 0.5))
    await talking
    async with controller(server) as second:
        assert [one.same for one in second.of(ServerBack)] == [True]
        await second.figures(left, packets_received=25)
        state = await second.do(Snapshot())
        shown = {one.session: one for one in state.sessions}
        assert shown[left].note == b"\x00left"
        assert (shown[left].address, shown[left].port) == opened
        assert (shown[left].peer, shown[right].plays) == (right, ["p"])
        assert shown[left].remote is not None
        assert (shown[left].remote.address, shown[left].remote.port) == a.address
        assert shown[left].statistics.packets_received == 25
        assert [(one.recorder, one.note, one.taps) for one in state.recorders] == [("r", b"rec", [left])]
        await second.do(SessionClose(session=left))


async def test_a_newer_connection_of_the_same_name_takes_over(server, switch):
    await switch.do(SessionOpen(session="s", address="127.0.0.1", orphan_s=0.2))
    raw = await Raw.open(server)
    # In one frame: the former one comes back before long.
    raw.send(HELLO | {"controller": "switch"}, {"id": 5, "do": "session.stats", "session": "s"})
    replies = {}
    while len(replies) < 2:
        replies |= {one["id"]: one for one in await raw.receive()}
    assert "ok" in replies[5]
    await until(lambda: switch.of(ServerLost))


async def test_orphans_end_by_their_policy(server, peers, tmp_path):
    path = tmp_path / "r.wav"
    a = await peers()
    async with controller(server) as first:
        await first.do(SessionOpen(session="short", address="127.0.0.1", orphan_s=0.6))
        await first.session(a, "tapped", orphan_s=30)
        await first.do(RecordOpen(recorder="r", path=str(path), orphan_s=0.6))
        await first.do(RecordTap(recorder="r", session="tapped"))
        await first.do(SessionOpen(session="for ever", address="127.0.0.1"))
    async with controller(server) as second:
        assert {one.session for one in (await second.do(Snapshot())).sessions} == {"short", "tapped", "for ever"}
    async with controller(server, "other") as other, asyncio.timeout(15):
        while (await other.do(Ping())).sessions > 2 or not path.exists():  # noqa: ASYNC110  it is told to nobody
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    async with controller(server) as third:
        state = await third.do(Snapshot())
        assert {one.session for one in state.sessions} == {"tapped", "for ever"}
        assert not state.recorders
    assert path.exists()


async def test_the_client_comes_back_to_a_new_server(server, switch):
    await switch.do(SessionOpen(session="s", address="127.0.0.1"))
    pid = server.pid
    await server.stop(signal.SIGKILL)
    await until(lambda: switch.of(ServerLost))
    with pytest.raises(MediaError, match="away"):
        await switch.do(Ping())
    switch.client.post(Ping())
    assert switch.client.errors == 1
    await server.start()
    await until(lambda: switch.client.connected and len(switch.of(ServerBack)) > 1)
    assert server.pid != pid
    assert [one.same for one in switch.of(ServerBack)] == [True, False]
    with pytest.raises(MediaError, match="no-session"):
        await switch.do(SessionStats(session="s"))


async def test_the_server_ends_cleanly(server, switch):
    await switch.do(SessionOpen(session="s", address="127.0.0.1"))
    assert await server.stop() == 0
    assert not server.control.exists()


async def test_a_handler_that_fails_ends_nothing(switch):
    def handler(event):
        raise RuntimeError(event)

    failures = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    switch.client._on_event = handler
    await switch.do(SessionOpen(session="s", address="127.0.0.1"))
    await switch.do(Play(session="s", play="p", items=[Tone("dial", "EE")]))
    await switch.do(SessionClose(session="s"))
    await until(lambda: failures)
    assert (await switch.do(Ping())).sessions == 0


def wakes(server):
    """Count how often the server's threads were woken so far."""
    total = 0
    for task in Path(f"/proc/{server.pid}/task").iterdir():
        line = next(one for one in (task / "status").read_text().splitlines() if one.startswith("voluntary"))
        total += int(line.split()[1])
    return total


async def test_a_server_without_work_sleeps(server, switch, peers):
    a = await peers()
    name = await switch.session(a)
    await switch.do(Play(session=name, play="p", items=[Tone("beep")]))
    await until(lambda: a.received)
    await asyncio.sleep(1)
    before = wakes(server)
    await asyncio.sleep(2)
    # The session's worker looks after it twice a second; the writer of recordings has its own pace.
    assert wakes(server) - before < 30
    await switch.do(SessionClose(session=name))
    await asyncio.sleep(0.1)
    before = wakes(server)
    await asyncio.sleep(1)
    assert wakes(server) - before < 12


async def test_sessions_of_different_workers_are_joined(peers):
    with tempfile.TemporaryDirectory(prefix="offhook") as folder:
        server = Server(Path(folder), ports=(26_000, 29_999))
        await server.start(workers=2)
        async with controller(server) as switch:
            a, b = await peers(), await peers()
            first = await switch.session(a, address=OWN)
            # As many as one worker is given before the next has its turn.
            for number in range(1400):
                switch.client.post(SessionOpen(session=f"fill{number}", address=OWN))
            second = await switch.session(b, address=OWN)
            await switch.do(Play(session=second, play="p", items=[Tone("dial", "EE")], repeat=0))
            await switch.do(RecordOpen(recorder="r", path=str(Path(folder) / "r.wav")))
            await switch.do(RecordTap(recorder="r", session=second))
            await switch.do(Link(a=first, b=second))
            await until(lambda: len(b.received) > 10)
            await switch.do(PlayStop(session=second, play="p"))
            await asyncio.gather(a.send_tone(440, 0.3), b.send_tone(1000, 0.3))
            await until(lambda: len(a.audio()) >= 15)
            assert is_continuous(b.received)
            assert a.hears_hz() == pytest.approx(1000, abs=8)
            assert (await switch.do(RecordClose(recorder="r"))).duration_ms >= 250
            assert switch.client.errors == 0
            assert (await switch.do(SessionClose(session=second))).packets_received == 15
        await server.stop()
