from __future__ import annotations

import asyncio
import errno
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.address import Flow
from offhook.trace import segments, writer
from offhook.trace.entry import Entry, bodies, entries, frame
from offhook.trace.segments import keep_house, read_segment, segment_path, segments_between
from offhook.trace.writer import Tracer

if TYPE_CHECKING:
    from pathlib import Path

FLOW = Flow("udp", ("127.0.61.1", 5060), ("127.0.61.2", 5060))
NOON = 1_790_000_400  # a Monday, in a segment of its own
INVITE = b"INVITE sip:x SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n"


def entry(data: bytes = INVITE, at: int = NOON * 1_000_000, *, sent: bool = True) -> Entry:
    return Entry(at, "sip", sent, "udp", *_pair(), data)


def _pair() -> tuple[tuple[str, int], tuple[str, int]]:
    return FLOW.local, FLOW.remote


def kept(folder: Path) -> list[Entry]:
    found = segments_between(folder, NOON - 3600, NOON + 3600)
    return [one for path in found for body in bodies(read_segment(path)) for one in entries(body)]


async def traced(folder: Path, *messages: bytes, at: int = NOON) -> Tracer:
    tracer = Tracer(folder, clock=lambda: at * 1_000_000_000)
    for message in messages:
        tracer.received(message, FLOW)
        tracer.sent(message, FLOW)
    await tracer.close()
    return tracer


async def test_messages_of_calls_are_kept_with_time_addresses_and_direction(tmp_path: Path) -> None:
    await traced(tmp_path, INVITE)
    assert [(one.at, one.sent, one.local, one.remote, one.data) for one in kept(tmp_path)] == [
        (NOON * 1_000_000, False, *_pair(), INVITE),
        (NOON * 1_000_000, True, *_pair(), INVITE),
    ]
    assert segment_path(tmp_path, NOON).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("method", ["REGISTER", "OPTIONS", "SUBSCRIBE", "PUBLISH", "MESSAGE"])
async def test_what_belongs_to_no_call_is_not_kept(tmp_path: Path, method: str) -> None:
    request = f"{method} sip:x SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 {method}\r\n\r\n".encode()
    response = f"SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 1 {method}\r\nAllow: INVITE, BYE\r\n\r\n".encode()
    await traced(tmp_path, request, response, b"\r\n\r\n")
    assert kept(tmp_path) == []


async def test_responses_to_an_invite_and_progress_of_a_transfer_are_kept(tmp_path: Path) -> None:
    response = b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nAllow: INVITE, MESSAGE\r\n\r\n"
    lamp = b"NOTIFY sip:x SIP/2.0\r\nEvent: dialog\r\nCSeq: 1 NOTIFY\r\n\r\n"
    progress = b"NOTIFY sip:x SIP/2.0\r\nEvent: refer\r\nCSeq: 1 NOTIFY\r\n\r\n"
    await traced(tmp_path, response, lamp, progress)
    assert {one.data for one in kept(tmp_path)} == {response, progress}


async def test_secrets_do_not_reach_the_disk(tmp_path: Path) -> None:
    await traced(tmp_path, INVITE + b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET\r\n")
    assert b"SECRET" not in segment_path(tmp_path, NOON).read_bytes()
    assert len(kept(tmp_path)) == 2


async def test_a_full_disk_stops_traces_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _needed: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(writer, "_leave_room", full)
    tracer = await traced(tmp_path, INVITE)
    assert (tracer.lost, kept(tmp_path)) == (2, [])
    assert "no space" in str(tracer.fault)


async def test_a_nearly_full_disk_is_left_to_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fstatvfs(os.open(tmp_path, os.O_RDONLY))
    monkeypatch.setattr(
        os,
        "fstatvfs",
        lambda _: os.statvfs_result((*real[:3], 10, 10, *real[5:])),  # ten free blocks
    )
    assert (await traced(tmp_path, INVITE)).fault == "the disk is nearly full"


async def test_a_stalled_disk_costs_traces_but_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "FLUSH_SECONDS", 0.01)
    monkeypatch.setattr(writer, "_MOST_WAITING", 10)
    tracer = Tracer(tmp_path, clock=lambda: NOON * 1_000_000_000)
    stalled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    tracer._writing = stalled
    tracer.start()
    for _ in range(20):
        tracer.received(INVITE, FLOW)
    async with asyncio.timeout(5):
        while not tracer.lost:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.005)
    stalled.set_result(None)
    await tracer.close()
    assert tracer.lost == 20


async def test_a_restarted_switch_spoils_nothing(tmp_path: Path) -> None:
    await traced(tmp_path, INVITE)
    await traced(tmp_path, INVITE, at=NOON + 1)
    assert len(kept(tmp_path)) == 4


async def test_closed_segments_are_compressed_and_old_ones_deleted(tmp_path: Path) -> None:
    await traced(tmp_path, INVITE)
    later = NOON + segments.SEGMENT_SECONDS
    await traced(tmp_path, INVITE, at=later)
    assert keep_house(tmp_path, 1, later) == 0, "somebody may still write"
    assert keep_house(tmp_path, 1, later + 200) == 1
    assert not segment_path(tmp_path, NOON).exists()
    assert len(kept(tmp_path)) == 4
    assert keep_house(tmp_path, 1, NOON + 86400 + 700) == 1
    assert len(kept(tmp_path)) == 2
    keep_house(tmp_path, 1, NOON + 2 * 86400)
    assert os.listdir(tmp_path) == []  # noqa: PTH208  pathlib would block, says the linter


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=4), st.data())
def test_a_damaged_segment_gives_its_whole_frames(contents: list[bytes], data: st.DataObject) -> None:
    frames = [frame([entry(one)]) for one in contents]
    whole = b"".join(frames)
    cut = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=20))
    found = [one.data for body in bodies(whole[:cut] + junk + frames[0]) for one in entries(body)]
    count, length = 0, 0
    for one in frames:
        length += len(one)
        count += length <= cut
    assert found[:count] == contents[:count]
    assert found[-1:] == contents[:1] or len(found) == count


def test_damage_in_the_middle_costs_one_frame() -> None:
    first, second, third = (bytearray(frame([entry(text)])) for text in (b"one", b"two", b"three"))
    second[20] ^= 0xFF
    found = [one.data for body in bodies(bytes(first + second + third)) for one in entries(body)]
    assert found == [b"one", b"three"]
