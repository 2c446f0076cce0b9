from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import ResourceError
from offhook.media.wav import inspect, repair
from offhook.recording.service import open_sound

if TYPE_CHECKING:
    from pathlib import Path


def sound(frames: int, channels: int = 2, rate: int = 8000, extra: bytes = b"") -> bytes:
    data = bytes(number % 251 for number in range(frames * channels * 2))
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + extra + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


LIST = b"LIST" + struct.pack("<I", 5) + b"INFOx\0"


@given(
    frames=st.integers(0, 300),
    channels=st.sampled_from([1, 2]),
    claimed=st.integers(0, 2**32 - 1),
    odd=st.integers(0, 3),
    extra=st.sampled_from([b"", LIST]),
)
def test_a_killed_writers_file_is_made_whole(
    tmp_path_factory: pytest.TempPathFactory, frames: int, channels: int, claimed: int, odd: int, extra: bytes
) -> None:
    whole = sound(frames, channels, extra=extra)
    start = whole.index(b"data") + 8
    broken = bytearray(whole[:4] + struct.pack("<I", claimed) + whole[8:])
    struct.pack_into("<I", broken, start - 4, claimed)
    path = tmp_path_factory.mktemp("wav") / "x.wav"
    path.write_bytes(bytes(broken) + b"\1" * min(odd, channels * 2 - 1))
    seen = inspect(path)
    assert seen.duration_ms == frames * 1000 // 8000
    with path.open("rb") as file:
        assert b"".join(seen.read(file, offset, 7) for offset in range(0, seen.size, 7)) == whole
        assert seen.read(file, seen.size, 10) == b""
    repaired = repair(path)
    assert path.read_bytes() == whole
    assert repaired == seen
    with wave.open(io.BytesIO(whole)) as read:
        assert read.getnframes() == frames


@given(st.binary(max_size=100) | st.binary(max_size=60).map(lambda data: sound(3)[:12] + data))
def test_other_files_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("wav") / "x.wav"
    path.write_bytes(data)
    try:
        inspect(path)
    except ResourceError:
        assert True
    else:
        assert data[:4] == b"RIFF"


def test_an_empty_or_missing_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    for name in ("empty.wav", "none.wav", "."):
        with pytest.raises(ResourceError):
            inspect(tmp_path / name)


async def test_reading_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(sound(40_000))
    found = await open_sound(tmp_path, str(path))
    assert b"".join([piece async for piece in found.read(10, 150_000)]) == path.read_bytes()[10:150_000]
    with pytest.raises(ResourceError, match="outside"):
        await open_sound(tmp_path / "sub", str(path))
