"""Parties, networks and machines that fail: each call ends cleanly with its reason, or goes on."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.acceptance.audio import longest_gap, read_channels, share_of
from tests.acceptance.pbx import kinds, step_of
from tests.acceptance.stage import Stage

from offhook.config import Settings
from offhook.db.engine import Database
from offhook.db.urls import database_urls
from offhook.ids import TenantId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sipp import Sipp
    from tests.acceptance.sound import Sound

pytestmark = pytest.mark.real_time

CUSTOMER_HZ = 440
BORIS_HZ = 1000
STRANGER_HZ = 1700


def conversation(pbx: Pbx, stage: Stage, number: str) -> tuple[Sipp, Sound, Baresip]:
    """A customer and Boris talk."""
    boris = stage.phone(pbx, "202", BORIS_HZ, answer=True)
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("202")
    pbx.wait_for_step(number, "connected")
    sound.tone(CUSTOMER_HZ)
    sound.wait_for_tone(BORIS_HZ)
    boris.wait_until_heard(CUSTOMER_HZ, 0.5)
    return caller, sound, boris


@pytest.fixture(scope="module")
def half_dead(pbx: Pbx, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Two devices that fall silent, begun early, because it takes its time until that is noticed."""
    with Stage(tmp_path_factory.mktemp("half_dead")) as stage:
        began = time.monotonic()
        yield {
            "began": began,
            "session": stage.device(pbx, "202", "device_dials", dial="*43", sound=9, seconds=110),
            "ack": stage.device(pbx, "203", "device_never_acks", dial="*43", sound=9, seconds=110),
        }


@pytest.mark.usefixtures("half_dead")
def test_a_stranger_is_not_heard(pbx: Pbx, stage: Stage) -> None:
    number = "+37255505001"
    _caller, sound, boris = conversation(pbx, stage, number)
    stranger = stage.sound()
    stranger.send_to(sound.peer.remote)
    stranger.tone(STRANGER_HZ)
    time.sleep(2.0)
    sound.wait_for_tone(BORIS_HZ)
    rate, heard = boris.heard()
    assert share_of(heard[-rate:], rate, CUSTOMER_HZ) > 0.9
    assert share_of(heard[-rate:], rate, STRANGER_HZ) < 0.01
    assert not stranger.peer.received, "the stranger was given what is said"
    boris.hang_up()
    call = pbx.ended_call(number)
    strangers = asyncio.run(strangers_of(pbx, call["id"]))
    assert max(strangers) > 50
    assert min(strangers) == 0


async def strangers_of(pbx: Pbx, call_id: str) -> list[int]:
    """Return the count of strangers' packets of each answered leg."""
    database = Database(database_urls(Settings(data=pbx.data)).app_url, connections=1)
    try:
        async with database.system() as session:
            tenant = TenantId(str(await session.scalar(text("SELECT offhook_tenants()"))))
        async with database.tenant(tenant) as session:
            query = text(
                "SELECT quality->>'strangers' FROM call_legs WHERE call_id = :call AND answered_at IS NOT NULL"
            )
            return [int(one) for one in await session.scalars(query, {"call": call_id})]
    finally:
        await database.close()


def test_a_party_falls_silent(victim: Pbx, stage: Stage) -> None:
    number = "+37255505002"
    caller, sound, boris = conversation(victim, stage, number)
    sound.silence()
    silent = time.monotonic()
    boris.wait_for("CALL_CLOSED")
    assert time.monotonic() - silent > 2
    caller.finish()
    call = victim.ended_call(number)
    assert call["hangup_side"] == "system"
    assert call["reason"].startswith(f"no sound from {number}")
    assert step_of(call, "media_lost")["who"] == number
    assert call["recording"]["complete"]


def test_the_media_server_is_killed(victim: Pbx, stage: Stage) -> None:
    number = "+37255505003"
    caller, sound, boris = conversation(victim, stage, number)
    time.sleep(2.5)
    victim.kill_media()
    boris.wait_for("CALL_CLOSED")
    caller.finish()
    call = victim.ended_call(number)
    assert call["hangup_side"] == "system"
    assert "media server" in call["reason"]
    assert not call["recording"]["complete"]
    rate, (_left, right) = read_channels(victim.download(call["recording_url"], stage.folder / "recording.wav"))
    assert right.size / rate > 1.0, "a second may be lost, not more"
    assert share_of(right, rate, BORIS_HZ) > 0.9
    sound.silence()
    boris.close()
    conversation(victim, stage, "+37255505004")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
def test_the_disk_is_full(victim: Pbx, stage: Stage) -> None:
    number = "+37255505005"
    folder = victim.data / "recordings"
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)], check=False)
    if mount.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        caller, sound, boris = conversation(victim, stage, number)
        victim.wait_for_step(number, "recording_failed")
        since = time.monotonic()
        time.sleep(1.0)
        assert sound.share(BORIS_HZ) > 0.9
        assert sound.lost(since) == 0
        boris.hang_up()
        caller.finish()
        call = victim.ended_call(number)
        assert call["result"] == "answered"
        assert not call["recording"]["complete"]
        assert call["recording"]["error"]
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_the_database_is_away_for_thirty_seconds(pbx: Pbx, stage: Stage) -> None:
    first, second = "+37255505006", "+37255505007"
    caller, sound, boris = conversation(pbx, stage, first)
    with pbx.database_frozen():
        frozen = time.monotonic()
        sound.wait_for_tone(BORIS_HZ)
        boris.hang_up()
        caller.finish()
        operator = stage.operator(pbx, CUSTOMER_HZ, second)
        operator.dial(f"sip:{pbx.number}@{pbx.sip}")
        operator.wait_until_heard()
        operator.press("202")
        operator.wait_until_heard(BORIS_HZ, 1.0)
        time.sleep(max(0.0, 30 - (time.monotonic() - frozen)))
        operator.wait_until_heard(BORIS_HZ, 1.0)
    call = pbx.ended_call(first)
    assert call["result"] == "answered"
    assert call["hangup_side"] == "callee"
    operator.hang_up()
    call = pbx.ended_call(second)
    assert call["talking_seconds"] > 20
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert left.size / rate > 20
    assert max(longest_gap(left, rate), longest_gap(right, rate)) < 0.1


def test_a_phone_that_never_acknowledges(pbx: Pbx, half_dead: dict[str, Any]) -> None:
    """RFC 3261 §13.3.1.4: 64 times T1, then BYE."""
    device = half_dead["ack"]
    device.wait_for("BYE", 60)
    assert len(device.received("SIP/2.0 200")) > 5, "the answer was not repeated"
    assert time.monotonic() - half_dead["began"] > 31
    call = pbx.ended_call("203")
    assert call["hangup_side"] == "system"
    assert call["reason"]


def test_a_phone_that_does_not_refresh_its_session(pbx: Pbx, half_dead: dict[str, Any]) -> None:
    """RFC 4028 §10: BYE before the 90 s are over."""
    device = half_dead["session"]
    assert "refresher=uac" in (device.received("SIP/2.0 200")[0].header("Session-Expires") or "")
    device.wait_for("BYE", 90)
    assert 50 < time.monotonic() - half_dead["began"] < 110
    device.finish()
    call = pbx.ended_call("202")
    assert call["hangup_side"] == "system"
    assert call["reason"]
    assert "echo" in kinds(call)
