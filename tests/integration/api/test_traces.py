"""Traces by the API: whose, in which form, and what there is when nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.trace.samples import call, keep

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

STARTED = 1_790_000_000_000_000


@pytest.fixture
def _kept(world: World) -> None:
    (ours, theirs) = (call(f"{side}-{world.answered}", sent=side == "out", at=STARTED) for side in ("in", "out"))
    keep(world.settings.traces, [*ours, *theirs])


@pytest.mark.usefixtures("_kept")
async def test_an_administrator_sees_the_messages_of_a_call(world: World) -> None:
    response = await world.client.get(f"/calls/{world.answered}/trace", headers=world.bearer())
    assert response.status_code == 200
    trace = response.json()
    assert (trace["kept_days"], trace["complete"]) == (7, True)
    assert len(trace["legs"]) == 3
    assert len(trace["messages"]) == 10
    first = trace["messages"][0]
    assert (first["summary"], first["sent"], first["at"]) == ("INVITE (SDP)", False, "2026-09-21T14:13:20Z")
    assert (first["local"], first["remote"]) == ("127.0.61.1:5060", "127.0.61.2:5070")
    assert first["text"].startswith("INVITE sip:202@x SIP/2.0\r\n")
    assert first["leg_id"] == next(leg["leg_id"] for leg in trace["legs"] if leg["direction"] == "inbound")
    assert [step["kind"] for step in trace["steps"]][:2] == ["received", "scenario"]


@pytest.mark.usefixtures("_kept")
async def test_the_capture_is_a_file_to_download(world: World) -> None:
    response = await world.client.get(f"/calls/{world.answered}/trace.pcapng", headers=world.bearer())
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-pcapng"
    assert f"offhook-call-{world.answered}.pcapng" in response.headers["content-disposition"]
    assert response.content[:4] == b"\x0a\x0d\x0d\x0a"
    assert response.content.count(b"INVITE sip:202@x SIP/2.0") == 2


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("form", ["trace", "trace.pcapng"])
async def test_nobody_else_sees_them(world: World, form: str) -> None:
    path = f"/calls/{world.answered}/{form}"
    other = await world.client.get(path, headers=world.bearer(world.other_token))
    assert other.status_code == 404
    for user in ("super", "agnes"):
        await world.client.post("/login", json={"user": user, "password": f"{user}-password"})
        assert (await world.client.get(path)).status_code == 403
        world.client.cookies.clear()


async def test_a_call_of_which_nothing_is_kept(world: World) -> None:
    trace = (await world.client.get(f"/calls/{world.answered}/trace", headers=world.bearer())).json()
    assert trace["messages"] == []
    assert trace["steps"]
    capture = await world.client.get(f"/calls/{world.answered}/trace.pcapng", headers=world.bearer())
    assert capture.status_code == 404
