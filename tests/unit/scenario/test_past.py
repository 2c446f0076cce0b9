"""What a journey tells of who pressed what and who answered, and which calls a new graph would end otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace as replaced
from tests.pair.company import MAIN, OUTSIDE, company

from offhook.configuration import Forward, PersonRules, Schedule
from offhook.routing.installation import Office
from offhook.scenario.graph import Graph, read_graph
from offhook.scenario.past import Outcome, PastCall, compare

EMPTY = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "hangup", "prompts": ["goodbye"]}}}
AT = datetime(2026, 9, 21, 17, 0, tzinfo=ZoneInfo("Europe/Tallinn"))
ANNA, BORIS = {"number": "201", "name": "Anna"}, {"number": "202", "name": "Boris"}


def step(kind: str, **detail: Any) -> dict[str, Any]:
    return {"kind": kind, "at": 0, "node": None, "detail": detail}


def past(*steps: dict[str, Any]) -> PastCall:
    return PastCall("c-1", AT, OUTSIDE, MAIN, "answered", steps)


def ring(member: str, **more: Any) -> Graph:
    node = {"kind": "ring", "members": [member], "unanswered": "bye"}
    bye = {"kind": "hangup", "prompts": ["goodbye"]}
    return read_graph({"start": "a", "rescue": "bye", "nodes": {"a": node, "bye": bye, **more}})


def test_what_a_journey_tells() -> None:
    call = past(
        step("scenario", name="Main line", version=3),
        step("menu_silence", attempt=1),
        step("menu_invalid", digits="9", attempt=2),
        step("menu", choice="1", label="Sales", attempt=3),
        step("ringing", who=[ANNA, BORIS], seconds=20),
        step("answered", who=BORIS, after_s=6.0),
        step("ring_failed", who={"number": "203", "name": "C"}, status=486),
        step("ring_failed", who={"number": "204", "name": "D"}, status=480),
        step("ring_failed", who="somebody", status=480),
        step("unanswered", who=[BORIS, {"number": "205"}], seconds=20),
    )
    office = Office.of(company())
    assumed = call.assumptions(office)
    assert call.version("Main line") == 3
    assert call.version("Night") is None
    assert assumed.keys == ("", "9", "1")
    assert assumed.states == {"202": "answers", "201": "silent", "203": "busy", "204": "away", "205": "silent"}
    assert (assumed.caller, assumed.at) == (OUTSIDE, AT)
    assert assumed.number == office.numbers[MAIN]


def test_only_calls_that_end_otherwise_are_told() -> None:
    office = Office.of(company())
    busy = past(step("ring_failed", who=ANNA, status=486))
    calls = [past(step("answered", who=ANNA)), replace(busy, id="c-2"), replace(busy, id="c-3")]
    found = compare(calls, office, lambda _: ring("201"), ring("202"), lambda: True)
    assert found.judged == 3
    assert [one.call.id for one in found.changed] == ["c-1", "c-2", "c-3"]
    assert found.changed[0].before == Outcome("conversation", "201")
    assert found.changed[0].after == Outcome("conversation", "202")
    assert found.changed[1].before == Outcome("goodbye", "")
    assert compare(calls, office, lambda _: ring("201"), ring("201"), lambda: True).changed == ()
    times = iter([True, False])
    assert compare(calls, office, lambda _: ring("201"), ring("202"), lambda: next(times)).judged == 1


def test_schedules_say_what_they_said_by_hand_then_not_what_they_say_now() -> None:
    office = Office.of(company(schedules=(Schedule("h-1", "Office", switched="closed"),)))
    graph = read_graph(
        {
            "start": "hours",
            "rescue": "bye",
            "nodes": {
                "hours": {"kind": "schedule", "schedule": "h-1", "open": "a", "closed": "bye"},
                "a": {"kind": "ring", "members": ["201"], "unanswered": "bye"},
                "bye": {"kind": "hangup", "prompts": ["goodbye"]},
            },
        }
    )
    by_hand = past(step("schedule", name="Office", says="open", why="switched"))
    by_hours = past(step("schedule", name="Office", says="closed", why="hours"))
    found = compare([by_hand, by_hours], office, lambda _: ring("201"), graph, lambda: True)
    assert [one.after.ending for one in found.changed] == ["goodbye"]


def test_people_wish_what_they_wished_then_not_what_they_wish_now() -> None:
    rules = {"201": PersonRules(do_not_disturb=True), "202": PersonRules(forwards=(Forward("always", "203"),))}
    extensions = tuple(replaced(one, rules=rules.get(one.number, one.rules)) for one in company().extensions)
    office = Office.of(company(extensions=extensions))
    directory = {"kind": "menu", "prompts": ["welcome"], "otherwise": "bye"}
    by_extension = read_graph(
        {"start": "a", "rescue": "bye", "nodes": {"a": directory, "bye": {"kind": "hangup", "prompts": ["goodbye"]}}}
    )

    def ending(*steps: dict[str, Any]) -> Outcome:
        (found,) = compare([past(*steps)], office, lambda _: read_graph(EMPTY), by_extension, lambda: True).changed
        return found.after

    assert ending(step("extension_dialled", number="201")).ending == "voicemail"
    assert ending(step("extension_dialled", number="201"), step("ringing", who=[ANNA])).who == "201"
    assert ending(step("extension_dialled", number="202")).who == "203"
    there = {"number": "204", "name": "Dora"}
    away = step("forwarded", who="Boris", to=there, forwards="closed")
    assert ending(step("extension_dialled", number="202"), away).who == "204"
    dnd = step("not_rung", who="Clara", excuse="do_not_disturb")
    assert ending(step("extension_dialled", number="203"), dnd).ending == "refused"
