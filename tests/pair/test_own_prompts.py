"""What a company lets its callers hear in the place of what all companies have."""

from __future__ import annotations

from tests.pair.company import MAIN, OUTSIDE, company

from offhook.configuration import Prompt, Scenario

NODES = {
    "hello": {"kind": "play", "prompts": ["welcome", "unknown", "sales"], "next": "bye"},
    "bye": {"kind": "hangup", "prompts": ["goodbye"]},
}
GRAPH = {"start": "hello", "rescue": "bye", "nodes": NODES}


def test_own_prompts_are_heard_and_a_missing_one_is_left_out(board):
    own = (
        Prompt("p-1", "sales", "en", "/data/sales-english.wav"),
        Prompt("p-2", "sales", "et", "/data/sales-estonian.wav"),
        Prompt("p-3", "welcome", "en", "/data/our-welcome.wav"),
    )
    board.use(company(scenarios=(Scenario("s-main", "Main line", 5, GRAPH),), prompts=own))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.ended()
    assert board.spoken() == ["our-welcome", "sales-english", "goodbye"]
    assert board.detail("prompt_failed") == {"reason": "there is no prompt unknown"}
