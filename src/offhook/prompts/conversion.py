"""Sound of any usual format, as people upload it, to the WAV files that are played to callers.

Invariant: what a file is called is not believed; libav looks at its beginning, takes known formats of sound only, and
opens nothing else (playlists name other files and addresses). The target is complete or not there.
"""

from __future__ import annotations

import contextlib
import io
import uuid
import wave
from typing import TYPE_CHECKING

import av
import av.error

from offhook.errors import InvalidValue, ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = "wav,w64,aiff,au,caf,mp3,ogg,flac,mov,aac,matroska,amr,asf"
LONGEST_SECONDS = 600
RATE = 16_000


def convert(sound: bytes, target: Path) -> int:
    """Write a sound as mono WAV of 16 bits at 16 kHz; return its length in milliseconds. Blocks.

    Raises:
        InvalidValue: it is no sound that is known here, holds none, or is too long.
        ResourceError: the file cannot be written.
    """
    part = target.with_name(f".{target.stem}-{uuid.uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        frames = _write(sound, part)
        part.replace(target)
    except OSError as error:
        raise ResourceError(f"cannot write {target}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return frames * 1000 // RATE


def _write(sound: bytes, path: Path) -> int:
    frames = 0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for samples in _samples(sound):
            frames += len(samples) // 2
            if frames > LONGEST_SECONDS * RATE:
                raise InvalidValue("audio", f"is longer than {LONGEST_SECONDS // 60} minutes")
            file.writeframesraw(samples)
    if not frames:
        raise InvalidValue("audio", "there is no sound in it")
    return frames


def _samples(sound: bytes) -> Iterator[bytes]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    options = {"format_whitelist": FORMATS, "protocol_whitelist": ""}
    try:
        with av.open(io.BytesIO(sound), "r", options=options) as container:
            if not container.streams.audio:
                raise InvalidValue("audio", "there is no sound in it")
            for decoded in container.decode(container.streams.audio[0]):
                for frame in resampler.resample(decoded):
                    yield bytes(frame.planes[0])[: frame.samples * 2]
            for frame in resampler.resample(None):
                yield bytes(frame.planes[0])[: frame.samples * 2]
    except (av.error.FFmpegError, ValueError) as error:
        raise InvalidValue("audio", "is no sound of a known format, or is damaged") from error
