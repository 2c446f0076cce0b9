"""Browsers as telephones: sound both ways, codecs, keys, hold, a second call, a new network, a killed switch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import read_channels, share_of
from tests.acceptance.pbx import Pbx, kinds, step_of
from tests.acceptance.stage import Stage
from tests.web.browsers import ended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.browsers import Telephone
    from tests.web.telephones import WebTelephone


pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_time,
    pytest.mark.xdist_group("phones"),  # what is heard is measured: nothing else may take the machine
]

ANNA_HZ, BORIS_HZ, CLARA_HZ, OUTSIDE_HZ = 440.0, 880.0, 620.0, 1000.0
OUTSIDE = "+37255505001"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path) as parties:
        yield parties


async def talk(anna: WebTelephone, boris: WebTelephone, number: str = "202") -> None:
    """Anna calls; Boris answers; both hear each other."""
    await anna.do("dial", number)
    await boris.wait("ringing")
    await boris.do("answer", 0)
    await anna.wait("talking")
    await anna.hears(BORIS_HZ)
    await boris.hears(ANNA_HZ)


@pytest.mark.requirement("FE-14")
async def test_two_browsers_talk_hold_and_resume(pbx: Pbx, telephone: Telephone, tmp_path: Path) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await talk(anna, boris)
        figures = await anna.do("figures", 0)
        assert (figures["sent"], figures["received"], figures["dtls"]) == ("audio/opus", "audio/opus", "connected")
        await asyncio.sleep(2)
        await anna.do("hold", 0)
        await boris.hears_not(ANNA_HZ)
        await anna.do("resume", 0)
        await anna.hears(BORIS_HZ)
        await boris.hears(ANNA_HZ)
        await boris.do("hangUp", 0)
        await anna.wait("ended")
    call = await ended(pbx, "201")
    assert [kind for kind in kinds(call) if kind in {"held", "resumed"}] == ["held", "resumed"]
    assert [(leg["transport"], leg["codec"], leg["encryption"]) for leg in call["legs"]] == [
        ("ws", "OPUS", "DTLS-SRTP")
    ] * 2
    rate, (left, right) = read_channels(await asyncio.to_thread(pbx.download, call["recording_url"], tmp_path / "r"))
    assert rate == 16000
    assert share_of(left[: 2 * rate], rate, ANNA_HZ) > 0.9
    assert share_of(right[: 2 * rate], rate, BORIS_HZ) > 0.9


async def test_a_browser_by_ipv6_and_one_by_ipv4(pbx: Pbx, telephone: Telephone) -> None:
    """Each is met at an address of the kind by which it came."""
    six = f"[::1]:{pbx.http.rpartition(':')[2]}"
    async with telephone("201", ANNA_HZ, six) as anna, telephone("202", BORIS_HZ) as boris:
        (contact,) = next(one["contacts"] for one in pbx.get("/devices")["items"] if one["extensions"] == ["201"])
        assert contact["address"].startswith("[::1]:")
        await talk(anna, boris)
        await anna.do("hangUp", 0)
        await boris.wait("ended")
    await ended(pbx, "201")


@pytest.mark.parametrize(("codec", "spoken"), [("PCMU", "audio/PCMU"), ("G722", "audio/G722"), ("OPUS", "audio/opus")])
@pytest.mark.requirement("FE-14")
async def test_a_browser_and_a_plain_telephone(
    pbx: Pbx, telephone: Telephone, stage: Stage, codec: str, spoken: str
) -> None:
    await asyncio.to_thread(pbx.set_sound, "201", codecs=[codec])
    async with telephone("201", ANNA_HZ) as anna:
        boris = await asyncio.to_thread(stage.phone, pbx, "202", BORIS_HZ, answer=True)
        await anna.do("dial", "202")
        await anna.wait("talking")
        await anna.hears(BORIS_HZ)
        await asyncio.to_thread(boris.wait_until_heard, ANNA_HZ, 1.0)
        figures = await anna.do("figures", 0)
        assert (figures["sent"], figures["received"]) == (spoken, spoken)
        await asyncio.to_thread(boris.hang_up)
        await anna.wait("ended")
        boris.dial(f"sip:201@{pbx.sip}")
        await anna.wait("ringing", 1)
        await anna.do("answer", 1)
        await anna.hears(BORIS_HZ, 1)
        await asyncio.to_thread(boris.wait_until_heard, ANNA_HZ, 1.0)
        await anna.do("hangUp", 1)
    for number in ("201", "202"):
        await ended(pbx, number)
    await asyncio.to_thread(pbx.set_sound, "201", codecs=[])


async def test_an_outside_caller_reaches_a_browser_by_the_menu(pbx: Pbx, telephone: Telephone, stage: Stage) -> None:
    async with telephone("202", BORIS_HZ) as boris:
        caller = await asyncio.to_thread(stage.operator, pbx, OUTSIDE_HZ, OUTSIDE)
        caller.dial(f"sip:{pbx.number}@{pbx.sip}")
        await asyncio.to_thread(caller.wait_until_heard)
        await asyncio.to_thread(caller.press, "1")
        await boris.wait("ringing")
        await boris.do("answer", 0)
        await boris.hears(OUTSIDE_HZ)
        await asyncio.to_thread(caller.wait_until_heard, BORIS_HZ, 1.0)
        figures = await boris.do("figures", 0)
        assert (figures["sent"], figures["received"]) == ("audio/PCMA", "audio/PCMA")  # nothing is transcoded
        await boris.do("hangUp", 0)
        await asyncio.to_thread(caller.wait_for, "CALL_CLOSED")
    call = await ended(pbx, OUTSIDE)
    assert step_of(call, "menu")["choice"] == "1"
    assert (call["result"], call["to"]["number"]) == ("answered", "202")


async def test_keys_of_a_browser_drive_the_menu(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("203", CLARA_HZ) as clara, telephone("202", BORIS_HZ) as boris:
        await clara.do("dial", pbx.number)
        await clara.wait("talking")
        await clara.do("press", 0, "1")
        await boris.wait("ringing")
        await boris.do("answer", 0)
        await clara.hears(BORIS_HZ)
        await boris.hears(CLARA_HZ)
        await clara.do("hangUp", 0)
        await boris.wait("ended")
    assert step_of(await ended(pbx, "203"), "menu")["choice"] == "1"


async def test_a_second_line(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await talk(anna, boris)
        await anna.do("hold", 0)
        await anna.do("dial", "*43")
        await anna.wait("talking", 1)
        await anna.do("press", 1, "1")  # without what it says
        await anna.hears(ANNA_HZ, 1, 30.0)  # its echo
        await anna.do("hangUp", 1)
        await anna.wait("ended", 1)
        await anna.do("resume", 0)
        await anna.hears(BORIS_HZ)
        await boris.hears(ANNA_HZ)
        await anna.do("hangUp", 0)
        await boris.wait("ended")
    for _ in range(2):
        await ended(pbx, "201")


async def test_another_network(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await talk(anna, boris)
        before = await anna.do("credentials", 0)
        await anna.do("reconnect")
        await anna.hears(BORIS_HZ)
        await anna.do("restart", 0)
        after = await anna.do("credentials", 0)
        assert not set(before) & set(after)  # both sides have new ones
        await anna.do("speak", CLARA_HZ)  # what is heard now is not what was heard before
        await boris.hears(CLARA_HZ)
        await anna.hears(BORIS_HZ)
        await boris.do("hangUp", 0)
        await anna.wait("ended")
    await ended(pbx, "201")


async def test_a_killed_switch_is_not_heard(pbx: Pbx, telephone: Telephone) -> None:
    async with telephone("201", ANNA_HZ) as anna, telephone("202", BORIS_HZ) as boris:
        await talk(anna, boris)
        killed = pbx.kill_switch()
        await anna.hears(BORIS_HZ)
        await boris.hears(ANNA_HZ)
        await asyncio.to_thread(
            pbx.wait_until, lambda: any(one.pid != killed for one in pbx.children("switch")) and pbx.get("/devices"), 20
        )
        await anna.do("speak", CLARA_HZ)
        await boris.hears(CLARA_HZ)
        await anna.do("hold", 0)  # by what the journal holds of keys and passwords
        await boris.hears_not(CLARA_HZ)
        await anna.do("resume", 0)
        await boris.hears(CLARA_HZ)
        await anna.do("hangUp", 0)
        await boris.wait("ended")
    call = await ended(pbx, "201")
    assert "recovered" in kinds(call)
    assert call["hangup_side"] == "caller"
    journal = b"".join(path.read_bytes() for path in (pbx.data / "journal").rglob("*") if path.is_file())
    log = b"".join(path.read_bytes() for path in (pbx.data / "log").rglob("*") if path.is_file())
    assert b"ice-pwd" not in journal + log
