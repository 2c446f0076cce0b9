"""Every kind of node with a real call on the Board, also over a restart of the switch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.board import EPOCH
from tests.pair.company import MAIN, OUTSIDE, company

from offhook.configuration import Extension, Hours, NumberList, Scenario, Schedule
from offhook.media import protocol as media
from offhook.scenario.visit import Answered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pair.board import Board

BYE = {"kind": "hangup", "prompts": ["goodbye"]}
DESK = {"kind": "ring", "members": ["201"], "unanswered": "bye"}


def use(board: Board, nodes: dict[str, Any], **changes: Any) -> None:
    """Give the main line a scenario that begins at its first node."""
    graph = {"start": next(iter(nodes)), "rescue": "bye", "nodes": {"bye": BYE, **nodes}}
    more = changes.pop("more", ())
    scenarios = (Scenario("s-main", "Main line", 5, graph), *more)
    board.use(company(scenarios=scenarios, **changes))


def last_file(board: Board) -> str:
    """Return what was played last."""
    return str(board.media.given(media.Play)[-1].items[-1].file)  # type: ignore[union-attr]


def last_steps(board: Board) -> dict[str, dict[str, Any]]:
    """Return the steps of the latest call by their kinds."""
    latest = max(board.calls, key=lambda call: call.started_at)
    return {step.kind: step.detail for step in latest.steps}


def dial(board: Board, shown: str = OUTSIDE) -> None:
    board.operator.dial(MAIN, shown=shown)


def test_answer_after_some_ringing(board):
    use(board, {"a": {"kind": "answer", "ring_seconds": 5, "prompts": ["welcome"], "next": "bye"}})
    dial(board)
    board.run(4.5)
    assert "180 INVITE" in board.wire.kinds(board.switch_party)
    assert not board.operator.talks
    board.run(1)
    assert board.operator.talks
    board.ended()
    assert board.spoken() == ["welcome", "goodbye"]


def test_text_and_repeated_prompts(board):
    use(board, {"a": {"kind": "play", "prompts": [{"text": "Hello you"}, "welcome"], "times": 2, "next": "bye"}})
    dial(board)
    board.ended()
    assert board.spoken() == ["Hello you", "welcome", "Hello you", "welcome", "goodbye"]
    assert board.detail("played")["prompt"] == "Hello you, welcome"


def test_text_that_cannot_be_spoken_is_left_out_and_noted(board):
    use(board, {"a": {"kind": "play", "prompts": [{"text": "unspeakable"}, "welcome"], "next": "bye"}})
    dial(board)
    board.ended()
    assert board.spoken() == ["welcome", "goodbye"]
    assert board.detail("prompt_failed") == {"reason": "no voice"}


@pytest.mark.parametrize(("begins", "ends", "open_"), [(0, 2, True), (2, 4, False)])
@pytest.mark.requirement("RT-07", "VM-04")
def test_schedule_in_the_zone_of_the_company(board, begins, ends, open_):
    hour = datetime.fromtimestamp(EPOCH, UTC).hour + 3  # Tallinn in summer
    times = [f"{(hour + shift) % 24:02}:00" for shift in (begins, ends)]
    schedule = Schedule("h-1", "Office", (Hours((1, 2, 3, 4, 5, 6, 7), *times),))
    use(
        board,
        {"a": {"kind": "schedule", "schedule": "h-1", "open": "desk", "closed": "bye"}, "desk": DESK},
        schedules=(schedule,),
    )
    anna = board.phone("anna")
    dial(board)
    board.run(1)
    assert anna.rings == open_
    assert board.detail("schedule")["says"] == ("open" if open_ else "closed")


@pytest.mark.requirement("RT-05", "RT-06")
def test_callers_on_a_list_go_another_way(board):
    rules = [{"list": "l-1", "label": "Important", "next": "desk"}, {"hidden": True, "next": "no"}]
    nodes = {
        "a": {"kind": "caller", "rules": rules, "otherwise": "bye"},
        "desk": DESK,
        "no": {"kind": "hangup", "refuse": "busy"},
    }
    use(board, nodes, lists=(NumberList("l-1", "Best customers", ("+372555*",)),))
    anna = board.phone("anna")
    dial(board)
    board.until(lambda: anna.rings)
    assert board.detail("caller") == {"label": "Important", "number": OUTSIDE}
    assert not board.operator.talks, "nobody has answered yet"
    board.operator.cancel()
    board.ended()
    dial(board, shown="+79165554433")
    board.until(lambda: len(board.calls) == 2 and board.over)
    assert [*last_steps(board)] == ["received", "scenario", "caller_unlisted", "hangup"]
    dial(board, shown="anonymous")
    board.until(lambda: len(board.calls) == 3 and board.over)
    assert last_steps(board)["refused"]["status"] == 486


def test_digits_language_and_comparison(board):
    nodes = {
        "a": {"kind": "language", "prompts": ["welcome"], "languages": {"1": "et", "2": "ru"}, "next": "b"},
        "b": {"kind": "digits", "prompts": ["menu_main"], "variable": "contract", "shortest": 4, "longest": 6,
              "entered": "c", "failed": "bye"},
        "c": {"kind": "set", "variable": "first", "value": "no {contract}", "next": "d"},
        "d": {"kind": "compare", "text": "{first}", "cases": [{"how": "begins", "value": "no 12", "next": "desk"}],
              "otherwise": "bye"},
        "desk": DESK,
    }  # fmt: skip
    use(board, nodes)
    anna = board.phone("anna")
    dial(board)
    board.until(lambda: "welcome" in board.spoken())
    board.operator.press("1")
    board.until(lambda: "menu_main" in board.spoken())
    assert last_file(board).startswith("/prompts/et/")
    board.operator.press("99#")
    board.until(lambda: "digits_invalid" in board.steps())
    board.run(5)
    board.operator.press("1234#")
    board.until(lambda: anna.rings)
    kinds = [kind for kind in board.steps() if kind not in {"received", "scenario"}]
    assert kinds == ["language", "digits_invalid", "digits", "set", "compared", "ringing"]
    assert board.detail("digits") == {"digits": "1234", "attempt": 2}


def test_secret_digits_are_not_shown(board):
    node = {
        "kind": "digits",
        "prompts": ["welcome"],
        "variable": "pin",
        "secret": True,
        "longest": 4,
        "entered": "bye",
        "failed": "bye",
    }
    use(board, {"a": node})
    dial(board)
    board.until(lambda: "welcome" in board.spoken())
    board.operator.press("9876")
    board.ended()
    assert board.detail("digits")["digits"] == "••••"


class Crm:
    """An outside system."""

    def __init__(self, answer: Answered) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:  # noqa: ARG002
        self.asked.append((url, dict(question)))
        return self.answer

    async def close(self) -> None:
        pass


@pytest.mark.requirement("RT-12", "RT-13")
def test_the_responsible_person_comes_from_an_outside_system(board):
    nodes = {
        "a": {"kind": "ask", "url": "https://crm.example.com/who", "send": {"phone": "{caller}"},
              "otherwise": "d", "failed": "bye"},
        "d": {"kind": "dial", "to": "{responsible}", "seconds": 10, "unanswered": "box", "unknown": "bye"},
        "box": {"kind": "voicemail", "extension": "204"},
    }  # fmt: skip
    use(board, nodes)
    crm = Crm(Answered(in_time=True, fields={"responsible": "202"}))
    board.switch.services.asker = crm
    boris = board.phone("boris")
    dial(board)
    board.until(lambda: boris.rings)
    assert crm.asked == [("https://crm.example.com/who", {"phone": OUTSIDE})]
    board.until(lambda: board.operator.talks)
    board.run(1)
    board.operator.hang_up()
    board.ended()
    crm.answer = Answered(in_time=False, fields={}, reason="no answer within 2 s")
    dial(board)
    board.until(lambda: len(board.calls) == 2 and board.over)
    assert last_steps(board)["ask_failed"] == {"reason": "no answer within 2 s"}
    crm.answer = Answered(in_time=True, fields={"responsible": "Mr Nobody"})
    dial(board)
    board.until(lambda: len(board.calls) == 3 and board.over)
    assert last_steps(board)["dial_unknown"] == {"number": "Mr Nobody"}


@pytest.mark.requirement("RT-01")
def test_dial_goes_outside_too(board):
    use(board, {"a": {"kind": "dial", "to": "5559 8765", "unanswered": "bye"}})
    dial(board)
    board.until(lambda: bool(board.operator.invites))
    assert "+3725559" in board.operator.invites[0].request.uri


@pytest.mark.requirement("RT-09", "RT-10", "QU-04")
def test_members_ring_in_their_order_and_it_rotates(board):
    ring = {"kind": "ring", "members": ["201", "202"], "order": "rotating", "seconds": 5, "unanswered": "bye"}
    use(board, {"a": ring})
    phones = {name: board.phone(name) for name in ("anna", "boris")}
    for first, second in (("anna", "boris"), ("boris", "anna")):
        before = len(board.calls)
        dial(board)
        board.until(lambda first=first: phones[first].rings)
        assert not phones[second].rings
        board.run(5.5)
        assert phones[second].rings
        assert not phones[first].rings
        board.until(lambda before=before: len(board.calls) > before and board.over)


@pytest.mark.requirement("RT-25")
def test_longest_uncalled_rings_first(board):
    ring = {"kind": "ring", "members": ["201", "202"], "order": "longest_uncalled", "seconds": 5, "unanswered": "bye"}
    menu = {"kind": "menu", "prompts": ["welcome"], "choices": {"1": {"next": "one"}}, "otherwise": "a"}
    use(board, {"m": menu, "one": DESK, "a": ring})
    anna, boris = board.phone("anna"), board.phone("boris")
    dial(board)
    board.until(lambda: "welcome" in board.spoken())
    board.operator.press("1")
    board.until(lambda: anna.rings)
    board.operator.hang_up()
    board.until(lambda: board.over)
    dial(board)
    board.until(lambda: boris.rings)
    assert not anna.rings


@pytest.mark.requirement("RT-08")
def test_busy_and_unreachable_have_ways_of_their_own(board):
    ring = {"kind": "ring", "members": ["201"], "unanswered": "bye", "busy": "b", "unreachable": "u"}
    tell = {"kind": "play", "prompts": ["all_busy"], "next": "bye"}
    use(board, {"a": ring, "b": tell, "u": {**tell, "prompts": ["person_not_available"]}})
    dial(board)
    board.ended()
    assert board.spoken() == ["person_not_available", "goodbye"]
    anna = board.phone("anna")
    dial(board)
    board.until(lambda: anna.rings)
    anna.refuse(486)
    board.until(lambda: len(board.calls) == 2 and board.over)
    assert board.spoken()[2:] == ["all_busy", "goodbye"]


@pytest.mark.requirement("IV-01")
def test_another_scenario_goes_on_also_after_a_restart(board):
    menu = {"kind": "menu", "prompts": ["menu_main"], "choices": {"1": {"next": "bye"}}, "otherwise": "bye"}
    play = {"kind": "play", "prompts": ["welcome"], "next": "m"}
    night = {"start": "n", "rescue": "bye", "nodes": {"bye": BYE, "n": play, "m": menu}}
    nodes = {
        "l": {"kind": "language", "prompts": ["welcome"], "languages": {"1": "et"}, "next": "a"},
        "a": {"kind": "scenario", "scenario": "s-night"},
    }
    use(board, nodes, more=(Scenario("s-night", "Night", 2, night),))
    dial(board)
    board.until(lambda: "welcome" in board.spoken())
    board.operator.press("1")
    board.until(lambda: "menu_main" in board.spoken())
    board.kill()
    board.restart(away_s=1)
    board.until(lambda: board.spoken()[-1:] == ["menu_main"] and "recovered" in board.steps())
    assert last_file(board).startswith("/prompts/et/")
    board.operator.press("1")
    board.ended()
    assert [step.detail["name"] for step in board.call.steps if step.kind == "scenario"] == ["Main line", "Night"]


def test_conference_of_the_company(board):
    room = Extension("e-room", "650", "Room", "conference")
    use(board, {"a": {"kind": "conference", "extension": "650"}}, extensions=(*company().extensions, room))
    dial(board)
    board.until(lambda: "meeting" in board.steps())
    board.operator.hang_up()
    board.ended()


def test_what_a_node_cannot_do_is_rescued(board):
    use(board, {"a": {"kind": "conference", "extension": "650"}})
    dial(board)
    board.ended()
    assert board.spoken() == ["goodbye"]
    assert board.detail("rescued") == {"reason": "extension 650 is no conference"}


def test_fax_is_not_taken_yet(board):
    use(board, {"a": {"kind": "fax", "next": "bye"}})
    dial(board)
    board.ended()
    assert board.spoken() == ["fax_not_taken", "goodbye"]
    assert "fax_not_taken" in board.steps()
