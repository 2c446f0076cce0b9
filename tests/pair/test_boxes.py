"""Mailboxes: whose greeting is heard when, boxes with numbers of their own, and boxes that are full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.pair.company import ANNA, DORA, MAIN, OUTSIDE, company

from offhook.configuration import Box, Extension, Forward, PersonRules, Prompt, Scenario, Schedule
from offhook.media import protocol as media

if TYPE_CHECKING:
    from tests.pair.board import Board

SALES = Extension("e-sales", "300", "Sales", "box", box=Box(people=("p-anna", "p-dora")))
CLOSED = Schedule("h-night", "Night", switched="closed")
HOLIDAY = Schedule("h-day", "Off", holidays="EE")
PROMPTS = tuple(Prompt(f"q-{name}", name, "en", f"/own/{name}.wav") for name in ("away", "night", "phone"))
BYE = {"kind": "hangup", "prompts": ["goodbye"]}


def use(board: Board, *boxes: Extension, node: dict[str, Any] | None = None, **changes: Any) -> None:
    """Have these extensions, and a main line that leaves messages for the first one."""
    kept = tuple(one for one in company().extensions if one.id not in {box.id for box in boxes})
    nodes = {"box": {"kind": "voicemail", "extension": boxes[0].number, **(node or {})}, "bye": BYE}
    scenario = Scenario("s-main", "Main line", 5, {"start": "box", "rescue": "bye", "nodes": nodes})
    board.use(
        company(
            extensions=(*kept, *boxes), scenarios=(scenario,), schedules=(CLOSED, HOLIDAY), prompts=PROMPTS, **changes
        )
    )


def with_box(extension: Extension, **fields: Any) -> Extension:
    return msgspec.structs.replace(extension, box=msgspec.structs.replace(extension.box, **fields))


def call_in(board: Board) -> None:
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.recorders))
    board.run(5)
    board.operator.hang_up()
    board.ended()


@pytest.mark.requirement("VM-03")
@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({}, "unavailable_leave_message"),
        ({"unavailable": "away"}, "away"),
        ({"unavailable": "away", "schedule_id": "h-night", "closed": "night"}, "night"),
        ({"unavailable": "away", "schedule_id": "h-night"}, "away"),
        ({"schedule_id": "h-night"}, "closed_leave_message"),
        ({"unavailable": "away", "recorded": {"unavailable": "/voicemail/own.wav"}}, "own"),
    ],
)
def test_greeting_goes_by_the_schedule(board, fields, heard):
    use(board, with_box(DORA, **fields))
    call_in(board)
    assert board.spoken() == [heard, "beep"]


@pytest.mark.requirement("VM-04")
@pytest.mark.parametrize(("days", "heard"), [(155, "night"), (156, "phone")])
def test_holiday_has_a_greeting_of_its_own(board, days, heard):
    use(board, with_box(DORA, schedule_id="h-day", closed="night", holiday="phone"))
    board.run(days * 86_400)  # to the day before Estonia's Independence Day, and to that day
    call_in(board)
    assert board.spoken() == [heard, "beep"]


def test_scenario_says_something_else(board):
    use(board, with_box(DORA, unavailable="away"), node={"prompts": ["welcome"], "max_seconds": 20})
    call_in(board)
    assert board.spoken() == ["welcome", "beep"]
    (opened,) = board.media.given(media.RecordOpen)
    assert opened.max_s == 20


def test_box_limits_the_length(board):
    use(board, with_box(DORA, longest_s=15))
    call_in(board)
    (opened,) = board.media.given(media.RecordOpen)
    assert opened.max_s == 15


def test_who_talks_is_busy(board):
    rules = PersonRules(call_waiting=False)
    use(board, with_box(msgspec.structs.replace(ANNA, rules=rules), busy="phone"))
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    clara.dial("201")
    board.until(lambda: "voicemail" in board.steps())
    board.run(1)
    assert "phone" in board.spoken()


@pytest.mark.requirement("VM-01")
def test_box_has_a_number_of_its_own(board):
    use(board, SALES)
    boris = board.phone("boris")
    boris.dial("300")
    board.until(lambda: bool(board.media.recorders))
    board.run(5)
    boris.hang_up()
    call = board.ended()
    assert [one.extension_id for one in call.voicemails.values()] == ["e-sales"]


def test_lamps_of_all_who_may_listen_are_lit(board):
    use(board, SALES)
    anna, boris = board.phone("anna"), board.phone("boris")
    board.mailboxes.counts[ANNA.id] = (1, 0)
    for phone in (anna, boris):
        phone.subscribe()
    board.run(1)
    board.mailboxes.counts["e-sales"] = (1, 0)
    call_in(board)
    board.run(3)
    assert anna.lamps[-1] == "2/0"
    assert boris.lamps[-1] == "0/0"


def test_calls_are_forwarded_to_a_box(board):
    away = msgspec.structs.replace(ANNA, rules=PersonRules(forwards=(Forward("always", "300"),)))
    use(board, SALES, away)
    boris = board.phone("boris")
    boris.dial("201")
    board.until(lambda: bool(board.media.recorders))
    board.run(5)
    boris.hang_up()
    assert [one.extension_id for one in board.ended().voicemails.values()] == ["e-sales"]


def test_full_box_says_so_and_the_call_is_owed(board):
    board.mailboxes.counts[DORA.id] = (2, 1)
    use(board, with_box(DORA, most=3))
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.spoken() == ["mailbox_full", "goodbye"]
    assert (call.result, call.owed, call.voicemails) == ("missed", True, {})
    assert "voicemail_full" in board.steps()


def test_full_box_is_counted_once_more(board):
    board.mailboxes.counts[DORA.id] = (3, 0)
    dora = board.phone("dora")
    use(board, with_box(DORA, most=3))
    dora.subscribe()
    board.run(1)
    board.mailboxes.counts[DORA.id] = (2, 0)  # somebody deleted one
    call_in(board)
    assert board.spoken() == ["unavailable_leave_message", "beep"]


def test_box_that_cannot_be_counted_takes_messages(board):
    board.mailboxes.away = True
    use(board, with_box(DORA, most=1))
    call_in(board)
    assert len(board.call.voicemails) == 1


def test_full_box_leads_on(board):
    board.mailboxes.counts[DORA.id] = (3, 0)
    use(board, with_box(DORA, most=3, full_to="300"), with_box(SALES, full_to="204"))
    call_in(board)
    assert [one.extension_id for one in board.call.voicemails.values()] == ["e-sales"]


def test_full_boxes_do_not_go_round(board):
    board.mailboxes.counts |= {DORA.id: (3, 0), "e-sales": (3, 0)}
    use(board, with_box(DORA, most=3, full_to="300"), with_box(SALES, most=3, full_to="204"))
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.spoken() == ["mailbox_full", "mailbox_full", "goodbye"]
    assert call.owed


def test_full_box_leads_to_a_person(board):
    board.mailboxes.counts[DORA.id] = (3, 0)
    anna = board.phone("anna")
    use(board, with_box(DORA, most=3, full_to="201"))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    anna.answer()
    board.run(1)
    board.run(5)
    board.operator.hang_up()
    assert board.ended().result == "answered"


def test_way_of_the_scenario_goes_before(board):
    board.mailboxes.counts[DORA.id] = (3, 0)
    use(board, with_box(DORA, most=3, full_to="201"), node={"full": "bye"})
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.ended()
    assert board.spoken() == ["mailbox_full", "goodbye"]
