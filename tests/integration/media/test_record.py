"""Recordings of what the server receives, made while the call goes on."""

from __future__ import annotations

import asyncio
import signal
import wave

import numpy as np
import pytest
from tests.rtp import loudest_hz, until

from offhook.errors import MediaError
from offhook.media.protocol import (
    Link,
    RecordClose,
    RecordDone,
    RecordFailed,
    RecordOpen,
    RecordTap,
    RecordUntap,
    ServerLost,
    SessionClose,
    Snapshot,
)


def channels(path):
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        return file.getframerate(), data.reshape(-1, file.getnchannels()).T


async def talk(switch, peers, path, left="PCMU", right="PCMU", **options):
    a, b = await peers(left), await peers(right)
    names = [await switch.session(a), await switch.session(b)]
    await switch.do(Link(a=names[0], b=names[1]))
    await switch.do(RecordOpen(recorder="r", path=str(path), **({"channels": 2} | options)))
    for channel, name in enumerate(names):
        await switch.do(RecordTap(recorder="r", session=name, channel=min(channel, options.get("channels", 2) - 1)))
    return a, b, names


@pytest.mark.parametrize("right", ["PCMU", "PCMA"])
async def test_stereo_with_one_party_on_each_side(switch, peers, tmp_path, right):
    path = tmp_path / "deep" / "call.wav"
    a, b, names = await talk(switch, peers, path, "PCMU", right, note=b"n")
    await asyncio.gather(a.send_tone(440, 1), b.send_tone(1000, 1))
    state = await switch.do(Snapshot())
    assert [(one.recorder, one.note, sorted(one.taps)) for one in state.recorders] == [("r", b"n", sorted(names))]
    recorded = await switch.do(RecordClose(recorder="r"))
    assert (recorded.path, recorded.complete, recorded.error) == (str(path), True, None)
    assert 900 <= recorded.duration_ms <= 1400
    rate, (left, other) = channels(path)
    assert rate == 8000
    assert loudest_hz(left) == pytest.approx(440, abs=3)
    assert loudest_hz(other) == pytest.approx(1000, abs=3)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    with pytest.raises(MediaError, match="no-recorder"):
        await switch.do(RecordClose(recorder="r"))


async def test_it_ends_by_itself(switch, peers, tmp_path):
    a, _, names = await talk(switch, peers, tmp_path / "a.wav", channels=1, max_s=1)
    await a.send_tone(440, 1.2)
    (done,) = await switch.wait_for(RecordDone)
    assert (done.recorder, done.reason) == ("r", "max")
    assert 900 <= done.duration_ms <= 1300
    await switch.do(RecordOpen(recorder="r", path=str(tmp_path / "b.wav"), silence_s=1))
    await switch.do(RecordTap(recorder="r", session=names[0]))
    await a.send_tone(440, 0.4)
    done = (await switch.wait_for(RecordDone, 2))[-1]
    assert done.reason == "silence"


async def test_a_disk_that_refuses_is_said_and_the_call_goes_on(switch, peers, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    a, b, _ = await talk(switch, peers, blocked / "x.wav")
    await a.send_tone(440, 0.5)
    (failed,) = await switch.wait_for(RecordFailed)
    assert failed.recorder == "r"
    assert failed.text
    await until(lambda: len(b.audio()) == 25)
    recorded = await switch.do(RecordClose(recorder="r"))
    assert not recorded.complete
    assert recorded.error


async def test_untap_and_close_of_a_session_leave_the_recording(switch, peers, tmp_path):
    a, _, names = await talk(switch, peers, tmp_path / "a.wav")
    await a.send_tone(440, 0.5)
    await switch.do(RecordUntap(recorder="r", session=names[0]))
    with pytest.raises(MediaError, match="no-tap"):
        await switch.do(RecordUntap(recorder="r", session=names[0]))
    await switch.do(SessionClose(session=names[1]))
    recorded = await switch.do(RecordClose(recorder="r"))
    assert recorded.complete
    assert loudest_hz(channels(recorded.path)[1][0]) == pytest.approx(440, abs=3)


@pytest.mark.parametrize(
    "bad", [{"path": "x.wav"}, {"path": "/x.mp3"}, {"channels": 3}, {"rate": 44100}, {"max_s": -1}]
)
async def test_what_makes_no_recording(switch, tmp_path, bad):
    with pytest.raises(MediaError, match="bad-value"):
        await switch.do(RecordOpen(**({"recorder": "r", "path": str(tmp_path / "a.wav")} | bad)))


async def test_the_file_is_playable_when_the_server_is_killed_and_when_it_ends(server, switch, peers, tmp_path):
    path = tmp_path / "a.wav"
    a, _, _ = await talk(switch, peers, path)
    await a.send_tone(440, 2.5)
    await server.stop(signal.SIGKILL)
    await until(lambda: switch.of(ServerLost))
    _, (left, _) = channels(path)
    assert len(left) >= 8000
    assert loudest_hz(left) == pytest.approx(440, abs=5)
    await server.start()
    await until(lambda: switch.client.connected)
    a, _, names = await talk(switch, peers, tmp_path / "b.wav")
    await a.send_tone(700, 0.8)
    await switch.figures(names[0], packets_received=40)
    assert await server.stop() == 0
    _, (left, _) = channels(tmp_path / "b.wav")
    assert len(left) >= 0.75 * 8000
