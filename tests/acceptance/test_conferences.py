"""Supervision and conferences with real telephones, each with a tone of its own: who hears whom, what is recorded."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.audio import read_channels, share_of
from tests.acceptance.pbx import kinds
from tests.acceptance.test_survival import GAP, wait_for_new_switch
from tests.acceptance.test_transfers import ANNA_HZ, BORIS_HZ, CLARA_HZ, CUSTOMER_HZ, customer_talks
from tests.rtp import RATE

if TYPE_CHECKING:
    import numpy as np
    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sound import Sound
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

SECOND_HZ = 550
EVERYBODY = (CUSTOMER_HZ, SECOND_HZ, ANNA_HZ, BORIS_HZ, CLARA_HZ)
LOUD = 500.0
PART = 0.04  # a tone that is there has more of the sound than this, one that is not there less


def tones(samples: np.ndarray, rate: int) -> set[float]:
    """Return whose tones are in a sound."""
    if not samples.size or abs(samples).max() < LOUD:
        return set()
    return {hertz for hertz in EVERYBODY if share_of(samples.astype(float), rate, hertz) > PART}


def heard(ear: Sound | Baresip, seconds: float = 0.6) -> set[float]:
    """Return whose tones a party heard last."""
    if hasattr(ear, "peer"):
        return tones(ear.heard(since=time.monotonic() - seconds), RATE)
    with contextlib.suppress(ValueError):  # no file, or nothing in it yet
        rate, samples = ear.heard()
        return tones(samples[-int(rate * seconds) :], rate)
    return set()


def wait_until_heard(expected: dict[Any, set[float]], seconds: float = 15.0) -> None:
    """Wait until each hears exactly these."""
    deadline = time.monotonic() + seconds
    while (now := {ear: heard(ear) for ear in expected}) != expected:
        assert time.monotonic() < deadline, [*now.values()]
        time.sleep(0.1)


def may_supervise(pbx: Pbx, name: str) -> None:
    person = next(one["id"] for one in pbx.get("/people")["items"] if one["name"].startswith(name))
    pbx.api.patch(f"/api/v1/people/{person}", json={"may_supervise": True}).raise_for_status()
    pbx.settle()


@pytest.mark.parametrize("way", ["request", "code"])
@pytest.mark.requirement("SV-01")
def test_supervision(pbx: Pbx, stage: Stage, way: str) -> None:
    number = f"+3725550830{len(way)}"
    may_supervise(pbx, "Anna")
    anna, boris = stage.phone(pbx, "201", ANNA_HZ), stage.phone(pbx, "202", BORIS_HZ)
    customer = customer_talks(pbx, stage, number, boris)
    call = pbx.live_call(number)
    assert call["talking"]
    since = time.monotonic()
    if way == "code":
        anna.dial(f"sip:*55202@{pbx.sip}")
    else:
        wish = {"mode": "listen", "extension": "201"}
        assert pbx.api.post(f"/api/v1/calls/{call['id']}/supervise", json=wish).status_code == 202
        anna.wait_for("CALL_INCOMING")
        anna.answer()
    anna.wait_for("CALL_ESTABLISHED")
    pair = {CUSTOMER_HZ, BORIS_HZ}
    wait_until_heard({anna: pair, boris: {CUSTOMER_HZ}, customer: {BORIS_HZ}})
    assert customer.lost(since) == 0
    assert customer.longest_gap(since) <= GAP
    anna.press("5")
    wait_until_heard({anna: pair, boris: {CUSTOMER_HZ, ANNA_HZ}, customer: {BORIS_HZ}})
    anna.press("6")
    wait_until_heard({anna: pair, boris: {CUSTOMER_HZ, ANNA_HZ}, customer: {BORIS_HZ, ANNA_HZ}})
    anna.press("4")
    wait_until_heard({anna: pair, boris: {CUSTOMER_HZ}, customer: {BORIS_HZ}})
    anna.press("7")
    boris.wait_for("CALL_CLOSED")
    wait_until_heard({anna: {CUSTOMER_HZ}, customer: {ANNA_HZ}})
    anna.hang_up()
    found = pbx.ended_call(number)
    modes = ["listening", "whispering", "barging", "listening", "taken_over"]
    assert [one for one in kinds(found) if one in modes] == modes
    rate, (left, right) = read_channels(pbx.download(found["recording_url"], stage.folder / "recording.wav"))
    assert tones(left[rate:-rate], rate) == {CUSTOMER_HZ}
    assert tones(right[rate:-rate], rate) <= {BORIS_HZ, ANNA_HZ}
    assert tones(right[-rate // 2 :], rate) == {ANNA_HZ}
    busy = pbx.api.post(f"/api/v1/calls/{call['id']}/supervise", json={"mode": "listen", "extension": "201"})
    assert busy.status_code == 404


def test_supervision_of_three(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508309"
    may_supervise(pbx, "Anna")
    anna, boris, clara = (
        stage.phone(pbx, extension, hertz)
        for extension, hertz in (("201", ANNA_HZ), ("202", BORIS_HZ), ("203", CLARA_HZ))
    )
    customer = customer_talks(pbx, stage, number, boris)
    call = pbx.live_call(number)
    assert call["talking"]
    agent = next(leg["id"] for leg in call["legs"] if leg["number"] == "202")
    assert pbx.api.post(f"/api/v1/calls/{call['id']}/invite", json={"to": "203"}).status_code == 202
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    three = {CUSTOMER_HZ, BORIS_HZ, CLARA_HZ}
    alone: dict[Any, set[float]] = {ear: three - {own} for ear, own in
             ((boris, BORIS_HZ), (clara, CLARA_HZ), (customer, CUSTOMER_HZ))}  # fmt: skip
    wait_until_heard(alone)
    wish = {"mode": "listen", "extension": "201", "agent": agent}
    assert pbx.api.post(f"/api/v1/calls/{call['id']}/supervise", json=wish).status_code == 202
    anna.wait_for("CALL_INCOMING")
    since = time.monotonic()
    anna.answer()
    wait_until_heard(alone | {anna: three})
    anna.press("5")
    wait_until_heard(alone | {anna: three, boris: alone[boris] | {ANNA_HZ}})
    other = next(leg["id"] for leg in pbx.live_call(number)["legs"] if leg["number"] == "203")
    whisper = {"mode": "whisper", "agent": other}
    pbx.api.post(f"/api/v1/calls/{call['id']}/supervise", json=wish | whisper).raise_for_status()
    wait_until_heard(alone | {anna: three, clara: alone[clara] | {ANNA_HZ}})
    time.sleep(0.6)
    anna.press("7")
    clara.wait_for("CALL_CLOSED")
    wait_until_heard(
        {
            anna: {CUSTOMER_HZ, BORIS_HZ},
            boris: {CUSTOMER_HZ, ANNA_HZ},
            customer: {BORIS_HZ, ANNA_HZ},
        }
    )
    assert customer.lost(since) == 0
    assert customer.longest_gap(since) <= GAP
    pbx.api.post(f"/api/v1/calls/{call['id']}/hangup").raise_for_status()
    found = pbx.ended_call(number)
    modes = ["listening", "whispering", "whispering", "taken_over"]
    assert [one for one in kinds(found) if one in modes] == modes
    rate, (mix, _) = read_channels(pbx.download(found["recording_url"], stage.folder / "recording.wav"))
    seconds = [tones(mix[at : at + rate // 2], rate) for at in range(0, mix.size, rate // 4)]
    taken = seconds.index({CUSTOMER_HZ, BORIS_HZ, ANNA_HZ})
    assert all(ANNA_HZ not in one for one in seconds[: taken - 4])  # neither the listener nor a whisper


def test_who_may_not_supervise(pbx: Pbx, stage: Stage) -> None:
    clara = stage.phone(pbx, "203", CLARA_HZ)
    clara.dial(f"sip:*55202@{pbx.sip}")
    assert clara.wait_for("CALL_CLOSED")["param"].startswith("403")


def test_three_by_code(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508320"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    customer = customer_talks(pbx, stage, number, boris)
    boris.press("*3")
    time.sleep(0.5)
    boris.press("203#")
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    wait_until_heard({boris: {CLARA_HZ}, clara: {BORIS_HZ}})
    boris.press("*3")
    wait_until_heard({boris: {CLARA_HZ, CUSTOMER_HZ}, clara: {BORIS_HZ, CUSTOMER_HZ}, customer: {BORIS_HZ, CLARA_HZ}})
    time.sleep(1.0)
    since = time.monotonic()
    boris.hang_up()
    wait_until_heard({clara: {CUSTOMER_HZ}, customer: {CLARA_HZ}})
    assert customer.lost(since) == 0
    assert customer.longest_gap(since) <= GAP
    clara.hang_up()
    found = pbx.ended_call(number)
    rate, (left, _) = read_channels(pbx.download(found["recording_url"], stage.folder / "recording.wav"))
    seconds = [tones(left[at : at + rate // 2], rate) for at in range(0, left.size, rate // 4)]
    assert {CUSTOMER_HZ, BORIS_HZ, CLARA_HZ} in seconds


def dials_in(pbx: Pbx, stage: Stage, number: str, hertz: float) -> Sound:
    """A customer reaches the conference by the menu."""
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("500")
    pbx.wait_for_step(number, "meeting")
    sound.tone(hertz)
    return sound


@pytest.mark.requirement("FE-06")
def test_five_in_one_room(pbx: Pbx, stage: Stage) -> None:
    numbers = ("+37255508331", "+37255508332")
    first = dials_in(pbx, stage, numbers[0], CUSTOMER_HZ)
    ears: dict[Any, float] = {first: CUSTOMER_HZ, dials_in(pbx, stage, numbers[1], SECOND_HZ): SECOND_HZ}
    for extension, hertz in (("201", ANNA_HZ), ("202", BORIS_HZ), ("203", CLARA_HZ)):
        phone = stage.phone(pbx, extension, hertz)
        phone.dial(f"sip:500@{pbx.sip}")
        phone.wait_for("CALL_ESTABLISHED")
        ears[phone] = hertz
    wait_until_heard({ear: {*EVERYBODY} - {own} for ear, own in ears.items()}, 30)
    time.sleep(1.0)
    for call in pbx.get("/calls/live")["items"]:
        assert call["conference"]
        pbx.api.post(f"/api/v1/calls/{call['id']}/hangup").raise_for_status()
    found = pbx.ended_call(numbers[0])
    pbx.ended_call(numbers[1])
    rate, (mix,) = read_channels(pbx.download(found["recording_url"], stage.folder / "recording.wav"))
    assert tones(mix[-rate : -rate // 4], rate) == {*EVERYBODY}


def test_a_conference_survives_the_switch(victim: Pbx, stage: Stage) -> None:
    pbx, number = victim, "+37255508341"
    customer = dials_in(pbx, stage, number, CUSTOMER_HZ)
    anna, boris = stage.phone(pbx, "201", ANNA_HZ), stage.phone(pbx, "202", BORIS_HZ)
    for phone in (anna, boris):
        phone.dial(f"sip:500@{pbx.sip}")
    all_there = {anna: {CUSTOMER_HZ, BORIS_HZ}, boris: {CUSTOMER_HZ, ANNA_HZ}, customer: {ANNA_HZ, BORIS_HZ}}
    wait_until_heard(all_there)
    time.sleep(0.5)  # the beeps are over, the journal is written
    since = time.monotonic()
    wait_for_new_switch(pbx, pbx.kill_switch())
    time.sleep(0.5)
    assert customer.lost(since) == 0
    assert customer.longest_gap(since) <= GAP
    wait_until_heard(all_there)
    boris.hang_up()
    wait_until_heard({anna: {CUSTOMER_HZ}, customer: {ANNA_HZ}})
    anna.hang_up()
