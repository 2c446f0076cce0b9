"""Rooms: who hears whom, announcements, recordings, comings and goings, and what a bad command gets."""

from __future__ import annotations

import asyncio
import math
import wave

import numpy as np
import pytest
from tests.integration.media.conftest import controller
from tests.opus import CLOCK
from tests.rtp import ENCODE, PAYLOADS, RATE, is_continuous, tone, until
from tests.secure_rtp import SecurePeer, keys

from offhook.errors import MediaError
from offhook.media.protocol import (
    Digit,
    File,
    Gain,
    Link,
    Play,
    PlayDone,
    RecordClose,
    RecordOpen,
    RecordTap,
    RecordUntap,
    RoomClose,
    RoomGains,
    RoomJoin,
    RoomLeave,
    RoomOpen,
    RoomPlay,
    RoomStop,
    Send,
    SessionClose,
    SessionSet,
    SessionStats,
    Silence,
    Snapshot,
    Tone,
)

LEVEL = 0.1
AMPLITUDE = LEVEL * 32767
TONES = (400, 700, 1100, 1500, 1900, 2300)


def heard(peer, frequency_hz, since=0.0, rate=RATE):
    """Measure how loud a frequency arrived lately, as a part of what was sent; a busy machine may tear some windows."""
    pcm = peer.pcm(since)[-int(0.4 * rate) :].astype(float)
    window = rate * 8 // 100
    turns = np.exp(-2j * np.pi * frequency_hz * np.arange(window) / rate)
    parts = [2 * abs(np.mean(pcm[at : at + window] * turns)) for at in range(0, len(pcm) - window + 1, window)]
    return float(np.median(parts)) / AMPLITUDE if len(parts) >= 4 else 0.0


def loudness(part):
    """Name the nearest of the levels that the tests set."""
    return min((0, 0.5, 1, 2), key=lambda one: abs(one - part))


async def speak(peers, seconds=1.0, level=LEVEL):
    """Let each peer send its own frequency; `None` is quiet."""
    chunks = [None if hz is None else tone(hz, seconds, level=level) for hz in peers.values()]
    start = asyncio.get_running_loop().time()
    for number in range(round(seconds * 50)):
        for peer, pcm in zip(peers, chunks, strict=True):
            if pcm is not None:
                payload = ENCODE[peer.codec](pcm[number * 160 : number * 160 + 160])
                peer.send(payload, PAYLOADS[peer.codec], marker=number == 0)
        await asyncio.sleep(max(0.0, start + (number + 1) * 0.02 - asyncio.get_running_loop().time()))


async def room_of(switch, peers, *codecs, room="r", **options):
    """Open a room with one party for each codec."""
    await switch.do(RoomOpen(room=room, **options))
    parties = [await peers(codec) for codec in codecs]
    names = []
    for party in parties:
        names.append(await switch.session(party))
        await switch.do(RoomJoin(room=room, session=names[-1]))
    return parties, names


def matrix(parties, hertz):
    """Who hears whom: a row for each listener, a column for each speaker."""
    return [[loudness(heard(listener, one)) for one in hertz] for listener in parties]


@pytest.fixture
def music(tmp_path):
    """Write two seconds of 2700 Hz at 16 kHz."""
    path = tmp_path / "music.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone(2700, 2, 16_000, LEVEL).tobytes())
    return str(path)


async def test_everybody_hears_all_others(switch, peers):
    parties, _ = await room_of(switch, peers, "PCMU", "PCMA", "PCMU", "PCMA")
    hertz = TONES[:4]
    await speak(dict(zip(parties, hertz, strict=True)))
    assert matrix(parties, hertz) == [[float(a != b) for b in range(4)] for a in range(4)]
    assert all(is_continuous(party.received) for party in parties)
    assert all(party.longest_gap_s() < 0.2 for party in parties)


async def test_gains_rule_who_hears_whom_exactly(switch, peers):
    parties, names = await room_of(switch, peers, "PCMU", "PCMU", "PCMA", "PCMU")
    rows = [[0, 0.5, 0, 1], [1, 0, 0.5, 0], [0, 0, 0, 2], [1, 1, 1, 0]]
    gains = [
        Gain(names[source], names[listener], None if part == 0 else 20 * math.log10(part))
        for listener, row in enumerate(rows)
        for source, part in enumerate(row)
        if source != listener and part != 1
    ]
    await switch.do(RoomGains(room="r", gains=gains))
    hertz = TONES[:4]
    await speak(dict(zip(parties, hertz, strict=True)))
    assert matrix(parties, hertz) == [[float(one) for one in row] for row in rows]


async def test_whisper_listen_and_barge(switch, peers):
    """A supervisor is heard by nobody, then by the agent alone, then by both; it hears both all the time."""
    (agent, customer), names = await room_of(switch, peers, "PCMU", "PCMA")
    supervisor = await peers()
    name = await switch.session(supervisor)
    await switch.do(RoomGains(room="r", gains=[Gain(name, "*", None)]))
    await switch.do(RoomJoin(room="r", session=name))
    hertz = TONES[:3]
    parties = [agent, customer, supervisor]
    all_speak = dict(zip(parties, hertz, strict=True))
    await speak(all_speak, 0.8)
    assert matrix(parties, hertz) == [[0, 1, 0], [1, 0, 0], [1, 1, 0]]
    await switch.do(RoomGains(room="r", gains=[Gain(name, names[0], 0)]))
    await speak(all_speak, 0.8)
    assert matrix(parties, hertz) == [[0, 1, 1], [1, 0, 0], [1, 1, 0]]
    await switch.do(RoomGains(room="r", gains=[Gain(name, "*", 0)]))
    await speak(all_speak, 0.8)
    assert matrix(parties, hertz) == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


async def test_a_whisper_is_never_heard_for_a_moment(switch, peers):
    (agent, customer), names = await room_of(switch, peers, "PCMU", "PCMU")
    supervisor = await peers()
    name = await switch.session(supervisor)
    speaking = asyncio.create_task(speak({supervisor: 900}, 0.8))
    await asyncio.sleep(0.1)
    await switch.do(RoomGains(room="r", gains=[Gain(name, "*", None), Gain(name, names[0], 0)]))
    await switch.do(RoomJoin(room="r", session=name))
    await speaking
    assert heard(agent, 900) == pytest.approx(1, abs=0.1)
    assert not np.any(customer.pcm())


async def test_music_and_announcements_are_mixed_in_for_all_or_some(switch, peers, music):
    (a, b, c), names = await room_of(switch, peers, "PCMU", "PCMA", "PCMU")
    await switch.do(RoomPlay(room="r", play="all", items=[Tone("dial", "EE")], repeat=0, db=-20))
    await switch.do(RoomPlay(room="r", play="one", items=[File(music)], to=[names[1]]))
    await speak({a: 700}, 1)
    assert [loudness(heard(one, 2700)) for one in (a, b, c)] == [0, 1, 0]
    assert heard(c, 425) == pytest.approx(7200 / AMPLITUDE / 10, abs=0.05)
    assert [loudness(heard(one, 700)) for one in (a, b, c)] == [0, 1, 1]
    (done,) = await switch.wait_for(PlayDone)
    assert (done.session, done.room, done.play, done.reason) == ("", "r", "one", "finished")
    await switch.do(RoomPlay(room="r", play="all", items=[Silence(60_000)]))
    await switch.do(RoomStop(room="r", play="all"))
    with pytest.raises(MediaError, match="no-play"):
        await switch.do(RoomStop(room="r", play="all"))
    await switch.do(RoomPlay(room="r", play="bad", items=[File(music + ".gone.wav")]))
    await switch.wait_for(PlayDone, 4)
    reasons = [(one.play, one.reason) for one in switch.of(PlayDone)]
    assert reasons[1:] == [("all", "replaced"), ("all", "stopped"), ("bad", "error")]


async def test_a_session_hears_its_own_play_instead_and_its_keys_are_reported(switch, peers, music):
    (a, b), names = await room_of(switch, peers, "PCMU", "PCMU")
    await switch.do(Play(session=names[0], play="p", items=[File(music)], repeat=0, stop_on="5"))
    await speak({b: 700}, 0.8)
    assert (loudness(heard(a, 2700)), loudness(heard(a, 700))) == (1, 0)
    await a.press("5")
    await switch.wait_for(Digit)
    await speak({b: 700}, 0.8)
    assert (loudness(heard(a, 2700)), loudness(heard(a, 700))) == (0, 1)
    assert is_continuous(a.received)
    assert not b.presses()


async def test_the_mix_and_single_members_are_recorded(switch, peers, tmp_path):
    (a, b), names = await room_of(switch, peers, "PCMU", "PCMA")
    path = tmp_path / "mix.wav"
    await switch.do(RecordOpen(recorder="mix", path=str(path), channels=2))
    await switch.do(RecordTap(recorder="mix", room="r", channel=0))
    await switch.do(RecordTap(recorder="mix", session=names[0], channel=1))
    state = await switch.do(Snapshot())
    assert (state.recorders[0].taps, state.recorders[0].rooms) == ([names[0]], ["r"])
    await speak({a: 700, b: 1100}, 1.2)
    await switch.do(RecordUntap(recorder="mix", room="r"))
    with pytest.raises(MediaError, match="no-tap"):
        await switch.do(RecordUntap(recorder="mix", room="r"))
    assert (await switch.do(RecordClose(recorder="mix"))).complete
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2)[4000:8000]
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))[:, None], axis=0)).T
    loud = [
        {round(n * RATE / len(pcm), -2) for n in np.nonzero(channel > channel.max() / 3)[0]} for channel in spectrum
    ]
    assert loud == [{700, 1100}, {700}]


async def test_hold_and_lost_packets_hurt_nobody(switch, peers):
    (a, b, c), names = await room_of(switch, peers, "PCMU", "PCMU", "PCMU")
    await speak({a: 700, b: 1100, c: 1500}, 0.5)
    await switch.do(SessionSet(session=names[0], direction="inactive"))
    await asyncio.sleep(0.1)
    since = asyncio.get_running_loop().time()
    await speak({a: 700, b: 1100}, 1)
    assert [loudness(heard(b, hz)) for hz in (700, 1500)] == [0, 0]
    assert [loudness(heard(c, hz)) for hz in (700, 1100)] == [0, 1]
    assert len(a.audio(since)) == 0
    await switch.do(SessionSet(session=names[0], direction="sendrecv"))
    await speak({a: 700, b: 1100}, 0.8)
    assert [loudness(heard(one, 700)) for one in (a, b, c)] == [0, 1, 1]
    assert loudness(heard(a, 1100)) == 1


async def test_from_a_link_into_a_room_and_back_without_a_gap(switch, peers):
    a, b, c = await peers("PCMU"), await peers("PCMA"), await peers("PCMU")
    names = [await switch.session(one) for one in (a, b, c)]
    await switch.do(Link(a=names[0], b=names[1]))
    talking = asyncio.create_task(speak({a: 700, b: 1100, c: 1500}, 3))
    await asyncio.sleep(0.8)
    await switch.do(RoomOpen(room="r"))
    for name in names:
        await switch.do(RoomJoin(room="r", session=name))
    await asyncio.sleep(1)
    assert matrix([a, b, c], (700, 1100, 1500)) == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert all(one.peer is None for one in (await switch.do(Snapshot())).sessions)
    await switch.do(Link(a=names[0], b=names[1]))
    assert [one.members for one in (await switch.do(Snapshot())).rooms] == [[names[2]]]
    await talking
    assert [loudness(heard(a, hz)) for hz in (700, 1100, 1500)] == [0, 1, 0]
    assert all(is_continuous(one.received) for one in (a, b))
    assert max(a.longest_gap_s(), b.longest_gap_s()) < 0.3


async def test_a_hundred_parties_come_talk_and_go(switch, peers):
    parties, names = await room_of(switch, peers, *["PCMU", "PCMA"] * 50)
    quiet = dict.fromkeys(parties[3:], None)
    talkers = dict(zip(parties[:3], TONES[:3], strict=True))
    talking = asyncio.create_task(speak({**talkers, **quiet}, 2.5))
    await asyncio.sleep(0.9)
    for listener in parties[3::19]:
        assert [loudness(heard(listener, hz)) for hz in TONES[:3]] == [1, 1, 1]
    assert [loudness(heard(parties[1], hz)) for hz in TONES[:3]] == [1, 0, 1]
    for name in names[50:]:
        await switch.do(SessionClose(session=name))
    await switch.do(RoomLeave(room="r", session=names[0]))
    await talking
    (room,) = (await switch.do(Snapshot())).rooms
    assert set(room.members) == set(names[1:50])
    for listener in parties[3:50:19]:
        assert [loudness(heard(listener, hz)) for hz in TONES[:3]] == [0, 1, 1]
        assert is_continuous(listener.received)
    for _ in range(50):  # what was sent may be under way
        sent, received = (await switch.do(SessionStats(session=names[49]))).packets_sent, len(parties[49].received)
        if sent == pytest.approx(received, abs=3):
            break
        await asyncio.sleep(0.1)
    assert sent == pytest.approx(received, abs=3)


async def test_different_packet_times_share_a_room(switch, peers):
    (a, b, c), names = await room_of(switch, peers, "PCMU", "PCMA", "PCMU")
    await switch.do(SessionSet(session=names[1], send=Send("PCMA", 8, ptime_ms=30)))
    await switch.do(SessionSet(session=names[2], send=Send("PCMU", 0, ptime_ms=60)))
    await speak({a: 700}, 1)
    assert {len(one.payload) for one in b.audio()[-10:]} == {240}
    assert {len(one.payload) for one in c.audio()[-5:]} == {480}
    assert [loudness(heard(one, 700)) for one in (b, c)] == [1, 1]


async def test_the_controller_goes_and_comes_back_to_its_rooms(server, switch, peers):
    async with controller(server, "other") as other:
        parties, names = await room_of(other, peers, "PCMU", "PCMU", orphan_s=None, note=b"n")
        gain = Gain(names[0], "*", -6)
        await other.do(RoomGains(room="r", gains=[gain]))
        await other.do(RoomPlay(room="r", play="p", items=[Silence(60_000)]))
        await other.do(RoomOpen(room="empty", orphan_s=0.2))
    await speak(dict(zip(parties, TONES[:2], strict=True)), 0.8)
    assert loudness(heard(parties[0], TONES[1])) == 1
    async with controller(server, "other") as back:
        (room,) = (await back.do(Snapshot())).rooms
        assert (room.room, room.note, set(room.members), room.plays) == ("r", b"n", set(names), ["p"])
        assert (room.gains, room.rate) == ([gain], 8000)
        await back.do(RoomClose(room="r"))
        assert (await back.do(Snapshot())).rooms == []
        with pytest.raises(MediaError, match="no-room"):
            await back.do(RoomClose(room="r"))
    assert (await switch.do(Snapshot())).rooms == []


async def test_bad_commands_are_refused_and_hurt_nothing(switch, peers):
    (a, b), names = await room_of(switch, peers, "PCMU", "PCMU")
    await switch.do(RoomOpen(room="other"))
    refused = [
        (RoomOpen(room="r"), "room-exists"),
        (RoomOpen(room=""), "bad-value"),
        (RoomOpen(room="x", orphan_s=-1), "bad-value"),
        (RoomJoin(room="x", session=names[0]), "no-room"),
        (RoomJoin(room="r", session="x"), "no-session"),
        (RoomLeave(room="other", session=names[0]), "no-member"),
        (RoomGains(room="r", gains=[Gain(names[0], "*", None), Gain("x", "*", 0)]), "no-session"),
        (RoomGains(room="r", gains=[Gain("*", "*", 31)]), "bad-value"),
        (RoomGains(room="r", gains=[Gain("*", "*", float("nan"))]), "bad-value"),
        (RoomGains(room="x", gains=[]), "no-room"),
        (RoomPlay(room="r", play="p", items=[]), "bad-value"),
        (RoomPlay(room="r", play="p", items=[Silence(1)], to=["x"]), "no-session"),
        (RoomPlay(room="r", play="p", items=[Silence(1)], db=1e9), "bad-value"),
        (RoomStop(room="r", play="p"), "no-play"),
        (RecordTap(recorder="x", room="r"), "no-recorder"),
        (RecordTap(recorder="x", room="x"), "no-room"),
        (RecordTap(recorder="x", room="r", session=names[0]), "bad-value"),
        (RecordTap(recorder="x"), "bad-value"),
    ]
    for command, code in refused:
        with pytest.raises(MediaError, match=code):
            await switch.do(command)
    for number in range(16):
        await switch.do(RoomPlay(room="r", play=f"p{number}", items=[Silence(60_000)]))
    with pytest.raises(MediaError, match="bad-value"):
        await switch.do(RoomPlay(room="r", play="more", items=[Silence(60_000)]))
    await switch.do(RoomJoin(room="r", session=names[0]))
    await speak({a: 700, b: 1100}, 0.8)
    assert matrix([a, b], (700, 1100)) == [[0, 1], [1, 0]]
    await switch.do(RoomJoin(room="other", session=names[0]))
    rooms = {one.room: one.members for one in (await switch.do(Snapshot())).rooms}
    assert rooms == {"r": [names[1]], "other": [names[0]]}
    await until(lambda: len(b.received) > 10)


def loud(peer):
    """Measure the level of what came in the last half second, as a part of full scale."""
    pcm = peer.pcm()[-RATE // 2 :].astype(float)
    return float(np.sqrt(np.mean(pcm**2))) / 32768


async def test_a_gain_is_heard_in_a_room_and_in_a_link_and_not_in_a_recording(switch, peers, tmp_path):
    (a, b), names = await room_of(switch, peers, "PCMU", "PCMU")
    path = tmp_path / "plain.wav"
    await switch.do(RecordOpen(recorder="plain", path=str(path)))
    await switch.do(RecordTap(recorder="plain", session=names[0]))
    await switch.do(SessionSet(session=names[0], gain_db=-6.02))
    await speak({a: 700}, 0.8)
    assert loudness(heard(b, 700)) == 0.5
    await switch.do(Link(a=names[0], b=names[1]))
    await speak({a: 700, b: 1100}, 0.8)
    assert (loudness(heard(b, 700)), loudness(heard(a, 1100))) == (0.5, 1)
    await switch.do(SessionSet(session=names[0], gain_db=0))
    await speak({a: 700}, 0.6)
    assert loudness(heard(b, 700)) == 1
    assert is_continuous(b.received)
    await switch.do(RecordClose(recorder="plain"))
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    assert np.abs(pcm[:4000]).max() == pytest.approx(AMPLITUDE, rel=0.1)
    with pytest.raises(MediaError, match="bad-value"):
        await switch.do(SessionSet(session=names[0], gain_db=31))


async def test_noise_is_suppressed_and_a_quiet_voice_lifted_where_asked_for(switch, peers):
    (a, b), names = await room_of(switch, peers, "PCMU", "PCMU")
    noise = np.random.default_rng(1).normal(0, 400, RATE * 2).astype(np.int16)

    async def hiss(noise):
        for at in range(0, len(noise), 160):
            a.send(ENCODE["PCMU"](noise[at : at + 160]), 0)
            await asyncio.sleep(0.0185)

    await hiss(noise[:RATE])
    before = loud(b)
    await switch.do(SessionSet(session=names[0], denoise=True, agc=True))
    await hiss(noise)
    assert before > 0.005
    assert loud(b) < before / 3
    assert is_continuous(b.received)


async def test_browsers_and_a_protected_phone_share_a_room(switch, peers):
    """Two parties in Opus hear each other's full band, while the others hear what their lines can carry."""
    (a, b, c), _ = await room_of(switch, peers, "opus", "opus", "PCMA")
    secure = await SecurePeer.open(address="127.0.53.1")
    srtp = keys("AEAD_AES_128_GCM")
    secure.use(srtp)
    name = await switch.session(secure, srtp=srtp)
    await switch.do(RoomJoin(room="r", session=name))
    hertz = (9000, 700, 1100, 1500)
    await asyncio.gather(*(one.send_tone(hz, 1.5) for one, hz in zip((a, b, c, secure), hertz, strict=True)))
    secure.close()
    (room,) = (await switch.do(Snapshot())).rooms
    assert room.rate == CLOCK
    part = 0.3 / LEVEL  # how much louder than in the other tests these tones are sent
    heard_by = [
        [
            heard(one, hz, rate=CLOCK if one in (a, b) else RATE) / part > 0.4
            for hz in hertz
            if hz < 4000 or one in (a, b)
        ]
        for one in (a, b, c, secure)
    ]
    assert heard_by == [[False, True, True, True], [True, False, True, True], [True, False, True], [True, True, False]]
    assert all(is_continuous(one.received) for one in (a, b, c, secure))
