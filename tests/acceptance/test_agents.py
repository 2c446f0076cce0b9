"""Three agents and six callers: one telephone dies while it rings, one caller is called back, everybody is served."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.pbx import kinds, step_of
from tests.acceptance.test_queues import queue_on_the_main_line

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

CALLERS = tuple(f"+3725550420{number}" for number in range(1, 7))
FOURTH = CALLERS[3]
IN_TIME_S = 20


@pytest.mark.requirement("QU-01", "QU-06", "RT-11")
def test_three_agents_and_six_callers(pbx: Pbx, stage: Stage) -> None:  # noqa: PLR0915  one story
    anna = stage.phone(pbx, "201", 500)
    others = {"202": stage.phone(pbx, "202", 600, answer=True), "203": stage.phone(pbx, "203", 700, answer=True)}
    settings = {
        "strategy": "in_turn", "ring_s": 6, "retry_s": 1, "pause_after": 1, "wrap_up_s": 1,
        "service_level_s": IN_TIME_S, "callback_retry_s": 600,
    }  # fmt: skip
    with queue_on_the_main_line(pbx, "201", "202", "203", always=True, **settings) as queue:

        def live() -> dict[str, Any]:
            return dict(pbx.get(f"/queues/{queue}/live"))

        def agents() -> dict[str, str]:
            return {one["number"]: one["state"] for one in live()["agents"]}

        def line() -> list[str]:
            return [one["number"] for one in live()["waiting"]]

        def hang_up(extension: str) -> None:
            others[extension].hang_up()
            others[extension].wait_for("CALL_CLOSED")

        pbx.wait_until(lambda: set(agents().values()) == {"available"}, 15)
        # One after the other they come; the first rings at Anna's, whose telephone dies in the middle of it.
        sound = stage.sound(operator=True)
        parties = {}
        for number in CALLERS:
            parties[number] = stage.caller(pbx, "dial", number, sound if number == FOURTH else None)
            pbx.wait_for_step(number, "queued")
            if number == CALLERS[0]:
                anna.wait_for("CALL_INCOMING")
                anna.kill()
        for number in CALLERS[1:3]:
            pbx.wait_for_step(number, "connected")
        # The fourth has enough, and leaves the number; the place stays in the line.
        sound.send_to(parties[FOURTH].media())
        sound.wait_for_sound()
        sound.press("2")
        pbx.wait_for_step(FOURTH, "queue_key")
        pbx.wait_until(lambda: "callback_promised" in kinds(pbx.calls_from(FOURTH)[0]) or _press(sound, "1"), 30)
        parties[FOURTH].finish(20)
        pbx.wait_until(lambda: agents()["201"] == "break", 15)
        assert line() == [CALLERS[0], *CALLERS[3:]]
        # Those who talk end one call after the other; each gets who is next.
        customer = stage.answering_operator(pbx, "phone_answers", calls=1, sound=9)
        hang_up("202")
        pbx.wait_for_step(CALLERS[0], "connected")
        hang_up("203")
        customer.wait_for("ACK", 20)
        pbx.wait_until(lambda: line() == list(CALLERS[4:]), 10)
        hang_up("202")
        pbx.wait_for_step(CALLERS[4], "connected")
        hang_up("203")
        customer.finish(10)
        pbx.wait_for_step(CALLERS[5], "connected")
        assert line() == []
        hang_up("202")
        hang_up("203")
        calls = [pbx.ended_call(number) for number in CALLERS]
        for number in CALLERS:
            if number != FOURTH:
                parties[number].finish(10)
        pbx.wait_until(lambda: agents()["203"] == "available", 10)
        today, states = live()["today"], agents()
    assert states == {"201": "break", "202": "available", "203": "available"}
    results = [call["result"] for call in calls]
    assert results == ["answered", "answered", "answered", "missed", "answered", "answered"]
    (back,) = [call for call in pbx.calls() if "calling_back" in kinds(call) and call["number"] == FOURTH]
    assert (back["result"], back["connected_at"] is not None) == ("answered", True)
    served = sorted([*(call for call in calls if call["connected_at"]), back], key=lambda call: call["connected_at"])
    order = [call["number"] if call is back else call["from"]["number"] for call in served]
    assert set(order[:2]) == set(CALLERS[1:3])
    assert order[2:] == [CALLERS[0], *CALLERS[3:]], "each had the place in which it came"
    one_at_a_time([*calls, dict(pbx.get(f"/calls/{back['id']}"))])

    waits = [step_of(call, "queue_served")["seconds"] for call in calls if call["connected_at"]]
    assert [today[one] for one in ("entered", "answered", "promised", "left", "abandoned")] == [6, 5, 1, 1, 0]
    least, most = (sum(one <= IN_TIME_S + more for one in waits) for more in (-1, 1))  # they are rounded
    assert least <= today["in_time"] <= most
    assert today["service_level"] == pytest.approx(today["in_time"] / 6)


def _press(sound: Any, key: str) -> bool:
    """Press a key again and again: when the question is over is not to be heard on a busy machine."""
    sound.press(key)
    return False


def one_at_a_time(calls: list[dict[str, Any]]) -> None:
    """Each agent was rung for, or had, one call at a time."""
    for agent in ("201", "202", "203"):
        own = [leg for call in calls for leg in call["legs"] if leg["party"].get("number") == agent]
        spans = sorted((leg["started_at"], leg["ended_at"]) for leg in own)
        assert spans
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), (agent, spans)
