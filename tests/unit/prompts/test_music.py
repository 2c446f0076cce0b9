"""The hold music is made once, is soft, and repeats without a seam."""

from __future__ import annotations

import wave
from array import array

from offhook.prompts.music import LOUDNESS, hold_music


def test_music_is_made_once_and_repeats_without_a_click(tmp_path):
    path = hold_music(tmp_path / "prompts")
    made = path.stat().st_mtime_ns
    assert hold_music(tmp_path / "prompts") == path
    assert path.stat().st_mtime_ns == made
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8000)
        samples = array("h", sound.readframes(sound.getnframes()))
    assert len(samples) > 20 * 8000
    assert max(map(abs, samples)) == LOUDNESS
    assert abs(samples[0] - samples[-1]) < LOUDNESS / 4
