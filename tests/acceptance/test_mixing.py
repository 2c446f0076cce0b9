"""What is mixed into conversations of real telephones: a beep, announcements; and the gain of a phone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.acceptance.test_survival import GAP, wait_for_new_switch
from tests.rtp import RATE

if TYPE_CHECKING:
    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sound import Sound
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

ANNA_HZ, CUSTOMER_HZ, BEEP_HZ = 700, 440, 1000
WINDOW = RATE // 10
PERIOD_S = 15.0
SPEECH_RMS = 32768 * 10 ** (-26 / 20)  # the nominal level of speech (ITU-T P.56), -26 dBov


def talks(pbx: Pbx, stage: Stage, number: str, anna: Baresip) -> tuple[Sound, float]:
    """A customer reaches Anna by her extension; both hear each other. Return the sound, and when she answered."""
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("201")
    anna.wait_for("CALL_INCOMING")
    sound.tone(CUSTOMER_HZ)
    answered_at = time.monotonic()
    anna.answer()
    pbx.wait_for_step(number, "connected")
    sound.wait_for_tone(ANNA_HZ, share=0.6)
    return sound, answered_at


def levels(samples: np.ndarray, hertz: float) -> np.ndarray:
    """Return the amplitude of a frequency in each tenth of a second."""
    turns = np.exp(-2j * np.pi * hertz * np.arange(WINDOW) / RATE)
    whole = samples[: samples.size // WINDOW * WINDOW].astype(float).reshape(-1, WINDOW)
    return np.asarray(2 * np.abs((whole * turns).mean(axis=1)))


def beginnings(beep: np.ndarray) -> list[float]:
    """Return when beeps began, seconds."""
    on = beep > beep.max() / 2
    return [at / 10 for at in range(on.size) if on[at] and not (at and on[at - 1])]


def test_a_recorded_conversation_beeps_for_both_also_while_the_switch_is_killed(victim: Pbx, stage: Stage) -> None:
    pbx, number = victim, "+37255508401"
    pbx.api.patch("/api/v1/company", json={"record_tone": True}).raise_for_status()
    pbx.settle()
    try:
        anna = stage.phone(pbx, "201", ANNA_HZ)
        sound, answered_at = talks(pbx, stage, number, anna)
        since = time.monotonic()
        wait_for_new_switch(pbx, pbx.kill_switch())
        time.sleep(max(0.0, answered_at + PERIOD_S + 1.5 - time.monotonic()))
        assert sound.lost(since) == 0
        assert sound.longest_gap(since) <= GAP
        customer = sound.heard(since=answered_at)
        rate, anna_heard = anna.heard()
        anna.hang_up()
        pbx.ended_call(number)
    finally:
        pbx.api.patch("/api/v1/company", json={"record_tone": False}).raise_for_status()
        pbx.settle()
    assert rate == RATE
    for heard, voice_hz in ((customer, ANNA_HZ), (anna_heard, CUSTOMER_HZ)):
        beep, voice = levels(heard, BEEP_HZ), levels(heard, voice_hz)
        first, second = beginnings(beep)[:2]
        assert second - first == pytest.approx(PERIOD_S, abs=0.25)
        assert 0.2 * SPEECH_RMS < beep.max() / np.sqrt(2) < SPEECH_RMS
        during = voice[int(second * 10) + 1 : int(second * 10) + 4]
        assert during.min() > 0.8 * np.median(voice)  # they go on hearing each other


def test_an_announcement_is_mixed_in_and_voices_are_quieter_meanwhile(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508402"
    anna = stage.phone(pbx, "201", ANNA_HZ)
    sound, _ = talks(pbx, stage, number, anna)
    call = pbx.live_call(number)
    time.sleep(0.5)
    since = time.monotonic()
    before = np.median(levels(sound.heard(since - 0.5, since), ANNA_HZ))

    def now() -> float:
        """Return how loud Anna is, as a share of before."""
        return float(np.median(levels(sound.heard(since=time.monotonic() - 0.3), ANNA_HZ)) / before)

    wish = {"sound": "goodbye", "voices_db": -12}
    assert pbx.api.post(f"/api/v1/calls/{call['id']}/play", json=wish).status_code == 202
    pbx.wait_until(lambda: now() == pytest.approx(10 ** (-12 / 20), rel=0.35), 10)
    pbx.wait_for_step(number, "announced")
    others = sound.heard(since=since).astype(float)
    rest = np.abs(np.fft.rfft(others)) ** 2
    hertz = np.fft.rfftfreq(others.size, 1 / RATE)
    spoken = rest[(hertz > 150) & (np.abs(hertz - ANNA_HZ) > 60)].sum() / rest[hertz > 150].sum()
    assert spoken > 0.02  # somebody says goodbye
    sound.wait_for_tone(ANNA_HZ, share=0.95)
    pbx.wait_until(lambda: now() == pytest.approx(1, rel=0.15), 10)
    assert sound.lost(since) == 0
    anna.hang_up()
    pbx.ended_call(number)


@pytest.mark.parametrize("gain_db", [-12, 6])
def test_the_gain_of_a_phone_is_what_it_says(pbx: Pbx, stage: Stage, gain_db: int) -> None:
    measured = []
    for position, gain in enumerate((0, gain_db)):
        pbx.set_sound("201", gain_db=gain)
        number = f"+3725550841{position}"
        anna = stage.phone(pbx, "201", ANNA_HZ)
        sound, _ = talks(pbx, stage, number, anna)
        time.sleep(0.5)
        heard = sound.heard(since=time.monotonic() - 0.4)
        measured.append(float(np.sqrt(np.mean(heard.astype(float) ** 2))))
        anna.hang_up()
        pbx.ended_call(number)
        anna.close()
    pbx.set_sound("201", gain_db=0)
    assert 20 * np.log10(measured[1] / measured[0]) == pytest.approx(gain_db, abs=0.7)
