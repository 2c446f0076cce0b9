"""Callers in a queue with real telephones: music, one call for the agent, places that outlive the switch."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.pbx import kinds
from tests.acceptance.test_survival import BORIS_HZ, CUSTOMER_HZ, wait_for_new_switch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

FIRST, SECOND = "+37255504001", "+37255504002"


@contextlib.contextmanager
def queue_on_the_main_line(pbx: Pbx, *extensions: str, always: bool = False, **more: Any) -> Iterator[str]:
    """Let the main number lead to a queue whose agents have these extensions; key 2 is for a call back.

    `always`: they need not sign in; `more` are settings. Give the queue's id.
    """
    known = {one["number"]: one["id"] for one in pbx.get("/extensions")["items"]}
    members = [{"extension_id": known[one], "always": always} for one in extensions]
    settings = {"name": f"Of {', '.join(extensions)}", "members": members, "wrap_up_s": 0, "announce_s": 0} | more
    queue = _given(pbx.api.post("/api/v1/queues", json=settings))["id"]
    graph = {
        "start": "line",
        "rescue": "end",
        "nodes": {
            "line": {"kind": "queue", "queue": queue, "choices": {"2": {"next": "back"}}, "timeout": "end"},
            "back": {"kind": "callback", "queue": queue, "refused": "end"},
            "end": {"kind": "hangup", "prompts": ["goodbye"]},
        },
    }
    made = pbx.api.post("/api/v1/scenarios", json={"name": f"To the queue {queue}", "graph": graph})
    scenario = _given(made)["id"]
    seen = {"If-Match": made.headers["etag"]}
    pbx.api.post(f"/api/v1/scenarios/{scenario}/publish", headers=seen).raise_for_status()
    (number,) = pbx.get("/numbers")["items"]
    url = f"/api/v1/numbers/{number['id']}"
    pbx.api.patch(url, json={"scenario_id": scenario}).raise_for_status()
    live = f"/api/v1/queues/{queue}/live"
    pbx.wait_until(lambda: pbx.api.get(live).status_code == 200, 10)
    try:
        yield queue
    finally:
        pbx.api.patch(url, json={"scenario_id": number["scenario_id"]}).raise_for_status()


def _given(answer: Any) -> dict[str, Any]:
    answer.raise_for_status()
    return dict(answer.json())


@pytest.mark.requirement("RT-26")
def test_a_place_in_line_outlives_the_switch(victim: Pbx, stage: Stage) -> None:
    pbx = victim
    boris = stage.phone(pbx, "202", BORIS_HZ)
    with queue_on_the_main_line(pbx, "202") as queue:

        def live() -> dict[str, Any]:
            return dict(pbx.get(f"/queues/{queue}/live"))

        def state() -> str:
            return str(live()["agents"][0]["state"])

        assert state() == "signed_out"
        boris.dial(f"sip:*45@{pbx.sip}")
        boris.wait_for("CALL_ESTABLISHED")
        boris.wait_for("CALL_CLOSED")
        pbx.wait_until(lambda: state() == "available", 10)

        sounds = [stage.sound(operator=True), stage.sound(operator=True)]
        callers = []
        for number, sound in zip((FIRST, SECOND), sounds, strict=True):
            callers.append(stage.caller(pbx, "dial", number, sound))
            sound.send_to(callers[-1].media())
            pbx.wait_for_step(number, "queued")
            sound.wait_for_sound()
            sound.tone(CUSTOMER_HZ)
        boris.wait_for("CALL_INCOMING")
        boris.answer()
        boris.wait_for("CALL_ESTABLISHED")
        pbx.wait_until(lambda: state() == "busy" and len(live()["waiting"]) == 1, 10)
        (waiting,) = live()["waiting"]
        assert waiting["number"] == SECOND

        old = pbx.kill_switch()
        wait_for_new_switch(pbx, old)
        pbx.wait_for_step(SECOND, "recovered")
        pbx.wait_until(lambda: state() == "busy" and len(live()["waiting"]) == 1, 10)
        assert live()["waiting"][0]["since"] == waiting["since"]
        assert live()["today"]["entered"] == 2

        boris.hang_up()
        boris.wait_for("CALL_INCOMING")
        boris.answer()
        pbx.wait_for_step(SECOND, "connected")
        sounds[1].wait_for_tone(BORIS_HZ)
        boris.hang_up()
        for caller in callers:
            caller.finish(10)
        first, second = pbx.ended_call(FIRST), pbx.ended_call(SECOND)
    assert (first["result"], second["result"]) == ("answered", "answered")
    assert kinds(second).count("queued") == 2, "once more after the restart"
    assert kinds(second)[-5:] == ["ringing", "answered", "queue_served", "connected", "hangup"]
