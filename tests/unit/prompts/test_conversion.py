"""Uploaded sound becomes what the media server plays, whatever it was; what is no sound is refused."""

from __future__ import annotations

import io
import math
import wave
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import pytest

from offhook.errors import InvalidValue, ResourceError
from offhook.prompts import conversion
from offhook.prompts.conversion import RATE, convert

if TYPE_CHECKING:
    from pathlib import Path


def tone(format_: str, codec: str, rate: int, channels: int, seconds: float = 1.0) -> bytes:
    """A tone of 440 Hz in a format."""
    out = io.BytesIO()
    layout = "mono" if channels == 1 else "stereo"
    with av.open(out, "w", format=format_) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        values = [round(9000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(round(rate * seconds))]
        samples = array("h", [value for value in values for _ in range(channels)])
        frame = av.AudioFrame(format="s16", layout=layout, samples=len(values))
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate, frame_size=stream.frame_size)
        for one in (frame, None):
            for ready in resampler.resample(one):
                container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("format_", "codec", "rate", "channels"),
    [
        ("wav", "pcm_s16le", 8000, 1),
        ("wav", "pcm_s24le", 44100, 2),
        ("wav", "pcm_alaw", 8000, 1),
        ("flac", "flac", 48000, 2),
        ("mp3", "libmp3lame", 44100, 2),
        ("ogg", "libopus", 48000, 1),
        ("mp4", "aac", 44100, 2),
        ("aiff", "pcm_s16be", 22050, 1),
    ],
)
def test_any_usual_format(tmp_path: Path, format_: str, codec: str, rate: int, channels: int) -> None:
    if format_ == "mp4":  # which cannot be written to what cannot be sought
        format_ = "adts"
    target = tmp_path / "company" / "one.wav"
    length = convert(tone(format_, codec, rate, channels), target)
    assert length == pytest.approx(1000, abs=80)
    with wave.open(str(target)) as made:
        assert (made.getnchannels(), made.getsampwidth(), made.getframerate()) == (1, 2, RATE)
        samples = array("h", made.readframes(RATE))
    crossings = sum(1 for one, next_ in pairwise(samples) if one < 0 <= next_)
    assert crossings == pytest.approx(440, abs=30)
    assert [path.name for path in target.parent.iterdir()] == ["one.wav"]


PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    "wrong",
    [b"\0", b"no sound at all" * 100, PLAYLIST, b"ffconcat version 1.0\nfile /etc/hostname\n", b"RIFF\0\0\0\0WAVE"],
)
def test_what_is_no_sound_is_refused_and_leaves_nothing(tmp_path: Path, wrong: bytes) -> None:
    with pytest.raises(InvalidValue) as caught:
        convert(wrong, tmp_path / "one.wav")
    assert caught.value.field == "audio"
    assert not list(tmp_path.iterdir())


def test_one_that_is_too_long_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "one.wav"
    convert(tone("wav", "pcm_s16le", 8000, 1), target)
    before = target.read_bytes()
    monkeypatch.setattr(conversion, "LONGEST_SECONDS", 1)
    with pytest.raises(InvalidValue, match="longer"):
        convert(tone("wav", "pcm_s16le", 8000, 1, seconds=2), target)
    assert target.read_bytes() == before
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ResourceError):
        convert(tone("wav", "pcm_s16le", 8000, 1), tmp_path / "file" / "one.wav")
