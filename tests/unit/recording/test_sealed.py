"""Sealed files: any part can be read, none can be changed, moved, cut off or opened by another company unnoticed."""

from __future__ import annotations

import hashlib
import wave
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offhook.errors import ResourceError
from offhook.ids import new_id
from offhook.recording.sealed import CHUNK, HEAD, TAG, Opened, read_head, seal_file, sealed_path
from offhook.recording.service import delete_sound, fingerprint, forget_plain, open_sound, seal_sound
from offhook.recording.waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = (new_id(), bytes(range(32)))
SUBJECT = new_id()


def sealed(folder: Path, content: bytes, subject: str = SUBJECT) -> Path:
    path = folder / f"{subject}.wav"
    path.write_bytes(content)
    seal_file(path, subject, KEY, lambda _: None)
    return sealed_path(path)


def read(path: Path, start: int, count: int, key: bytes = KEY[1]) -> bytes:
    with path.open("rb") as file:
        return Opened(path, read_head(file, path), key).read(file, start, count)


@pytest.fixture(scope="module")
def content() -> bytes:
    return b"".join(hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(3 * CHUNK // 32)) + b"end"


@given(start=st.integers(0, 3 * CHUNK + 10), count=st.integers(0, 2 * CHUNK))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_is_read_as_it_was(tmp_path: Path, content: bytes, start: int, count: int) -> None:
    path = tmp_path / f"{SUBJECT}.wav.sealed"
    if not path.exists():
        sealed(tmp_path, content)
    assert read(path, start, count) == content[start : start + count]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_lengths_at_the_edges(tmp_path: Path, size: int) -> None:
    path = sealed(tmp_path, bytes(size))
    assert read(path, 0, size + 1) == bytes(size)
    assert path.stat().st_size == HEAD + size + TAG * -(-size // CHUNK)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.requirement("RC-04")
@pytest.mark.parametrize(
    "change",
    [
        lambda octets: octets[:HEAD] + bytes([octets[HEAD] ^ 1]) + octets[HEAD + 1 :],
        lambda octets: octets[:30] + bytes([octets[30] ^ 1]) + octets[31:],
        lambda octets: octets[: HEAD + CHUNK + TAG],
        lambda octets: octets[:-1],
        lambda octets: octets + b"x",
        lambda octets: octets[:HEAD] + octets[HEAD + CHUNK + TAG : HEAD + 2 * (CHUNK + TAG)]
        + octets[HEAD : HEAD + CHUNK + TAG] + octets[HEAD + 2 * (CHUNK + TAG) :],
        lambda octets: octets[:0],
        lambda octets: b"RIFF" + octets[4:],
    ],
)  # fmt: skip
def test_no_change_goes_unnoticed(tmp_path: Path, content: bytes, change: Callable[[bytes], bytes]) -> None:
    path = sealed(tmp_path, content)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(ResourceError):
        read(path, 0, len(content))


def test_a_chunk_of_another_file_or_another_key_does_not_open(tmp_path: Path, content: bytes) -> None:
    path, other = sealed(tmp_path, content), sealed(tmp_path, content, new_id())
    mixed = path.read_bytes()[:HEAD] + other.read_bytes()[HEAD:]
    with pytest.raises(ResourceError, match="changed"):
        read(path, 0, 10, bytes(32))
    path.write_bytes(mixed)
    with pytest.raises(ResourceError, match="changed"):
        read(path, 0, 10)


def test_nothing_of_the_plain_content_is_in_the_file(tmp_path: Path, content: bytes) -> None:
    assert content[:64] not in sealed(tmp_path, content).read_bytes()


def test_a_full_disk_leaves_the_plain_file_and_no_half_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)

    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        seal_file(path, SUBJECT, KEY, full)
    assert [one.name for one in tmp_path.iterdir()] == ["a.wav"]


def sound(path: Path, seconds: int = 3) -> bytes:
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 8000, 0, "NONE", ""))
        out.writeframes(b"".join(n.to_bytes(2, "little") + b"\0\0" for n in range(8000)) * seconds)
    return path.read_bytes()


async def key_of(key: str) -> bytes:
    assert key == KEY[0]
    return KEY[1]


@pytest.mark.requirement("RC-04")
async def test_a_sound_is_the_same_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    plain = sound(path)
    found = seal_sound(tmp_path, str(path), SUBJECT, KEY)
    assert (found.sha256, found.size) == (hashlib.sha256(plain).hexdigest(), len(plain))
    forget_plain(tmp_path, str(path))
    assert not path.exists()
    opened = await open_sound(tmp_path, str(path), key_of)
    assert b"".join([piece async for piece in opened.read(0, opened.size)]) == plain
    assert b"".join([piece async for piece in opened.read(100, 70_000)]) == plain[100:70_000]
    assert await fingerprint(opened) == found.sha256
    with pytest.raises(ResourceError):
        await open_sound(tmp_path, str(path))
    delete_sound(tmp_path, str(path))
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240  a test
    delete_sound(tmp_path, str(path))


def test_the_plain_file_stays_until_the_sealed_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    sound(path)
    with pytest.raises(ResourceError):
        forget_plain(tmp_path, str(path))
    sealed_path(path).write_bytes(b"OFFHOOK1")
    with pytest.raises(ResourceError):
        forget_plain(tmp_path, str(path))
    assert path.exists()


def test_a_file_outside_the_folder_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    sound(path)
    inside = tmp_path / "data"
    inside.mkdir()
    for act in (
        lambda: seal_sound(inside, str(path), SUBJECT, KEY),
        lambda: delete_sound(inside, str(path)),
    ):
        with pytest.raises(ResourceError):
            act()
    assert path.exists()


@pytest.mark.parametrize("piece", [44, 1000, 65536, 10**6])
def test_a_waveform_has_the_loudest_of_each_stretch(tmp_path: Path, piece: int) -> None:
    from offhook.media.wav import inspect  # noqa: PLC0415  used by this test alone

    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 8000, 0, "NONE", ""))
        loud, quiet = (16384).to_bytes(2, "little"), b"\0\0"
        out.writeframes((loud + quiet) * 4000 + (quiet + quiet) * 4000)
    waveform = Waveform(inspect(path))
    octets = path.read_bytes()
    for at in range(0, len(octets), piece):
        waveform.look(octets[at : at + piece])
    assert waveform.finish() == [[50] * 10 + [0] * 10, [0] * 20]
    assert waveform.stretch_ms == 50
