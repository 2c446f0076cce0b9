"""Browsers that see each other: each codec, whole pictures on demand, added and ended, held, a killed switch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.pbx import Pbx, kinds
from tests.acceptance.stage import Stage
from tests.web.browsers import ended

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.browsers import Telephone
    from tests.web.telephones import WebTelephone


pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_time,
    pytest.mark.xdist_group("phones"),
]

ANNA_HZ, BORIS_HZ = 440.0, 880.0


async def see_each_other(anna: WebTelephone, boris: WebTelephone, codec: str) -> None:
    """Anna calls with her camera; Boris answers with his."""
    await anna.do("show", "202", [codec])
    await boris.wait("ringing")
    await boris.do("answerWithCamera", 0)
    await anna.wait("talking")
    for one in (anna, boris):
        found = await one.sees()
        assert (found["sent"], found["received"]) == (codec, codec)
        assert (found["width"], found["height"]) == (320, 240)


@pytest.mark.parametrize("codec", ["video/VP8", "video/VP9", "video/H264"])
async def test_two_browsers_see_and_hear_each_other(pbx: Pbx, telephone: Telephone, codec: str) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        if codec not in await anna.do("codecs"):
            pytest.skip(f"this Chromium has no {codec}")
        await see_each_other(anna, boris, codec)
        await anna.hears(BORIS_HZ)
        await boris.hears(ANNA_HZ)
        await anna.do("hangUp", 0)
        await boris.wait("ended")
    call = await ended(pbx, "201")
    assert [leg["video"]["codec"] for leg in call["legs"]] == [codec.removeprefix("video/")] * 2
    assert all(leg["video"]["packets_received"] > 10 for leg in call["legs"])
    assert all(leg["encryption"] == "DTLS-SRTP" for leg in call["legs"])


async def test_video_comes_goes_and_is_held_in_the_middle_of_a_call(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await anna.do("dial", "202")
        await boris.wait("ringing")
        await boris.do("answer", 0)
        await anna.wait("talking")
        await boris.do("showMore", 0)  # the callee begins, and has no camera of the other's yet
        assert (await anna.sees())["received"] == "video/VP8"
        await anna.hears(BORIS_HZ)
        await boris.do("hold", 0)
        await asyncio.sleep(1.0)
        still = await anna.do("sight", 0)
        await asyncio.sleep(1.0)
        assert (await anna.do("sight", 0))["decoded"] <= still["decoded"] + 1
        await boris.do("resume", 0)
        again = await anna.sees()
        assert again["keys"] > still["keys"]  # a whole picture was asked for and came
        await boris.do("showNoMore", 0)
        await anna.hears(BORIS_HZ)
        await boris.hears(ANNA_HZ)
        await boris.do("hangUp", 0)
        await anna.wait("ended")
    await ended(pbx, "201")


async def test_a_plain_telephone_is_called_with_a_camera(pbx: Pbx, telephone: Telephone, tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        async with telephone("201", ANNA_HZ) as anna:
            boris = await asyncio.to_thread(stage.phone, pbx, "202", BORIS_HZ, answer=True)
            await anna.do("show", "202", ["video/VP8"])
            await anna.wait("talking")
            await anna.hears(BORIS_HZ)
            await asyncio.to_thread(boris.wait_until_heard, ANNA_HZ, 1.0)
            assert (await anna.do("sight", 0))["decoded"] == 0
            await anna.do("hangUp", 0)
    call = await ended(pbx, "201")
    assert [leg["video"] for leg in call["legs"]] == [None, None]


async def test_a_killed_switch_is_not_seen(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await see_each_other(anna, boris, "video/VP8")
        killed = pbx.kill_switch()
        await anna.sees()
        await boris.sees()
        await asyncio.to_thread(
            pbx.wait_until, lambda: any(one.pid != killed for one in pbx.children("switch")) and pbx.get("/devices"), 20
        )
        await anna.sees()
        await boris.sees()
        await anna.do("hold", 0)  # by what the journal holds of the video's keys and passwords
        await anna.do("resume", 0)
        await boris.sees()
        await anna.sees()
        await boris.do("hangUp", 0)
        await anna.wait("ended")
    call = await ended(pbx, "201")
    assert "recovered" in kinds(call)
    assert all(leg["video"]["packets_received"] > 30 for leg in call["legs"])
