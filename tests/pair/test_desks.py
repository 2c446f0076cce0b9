"""Hot-desking: people log in at shared telephones, which are theirs from then on, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.pair.board import EPOCH
from tests.pair.company import ANNA, BORIS, MAIN, OUTSIDE, company
from tests.pair.test_feature_codes import dial
from tests.pair.test_leading import told
from tests.pair.test_mailbox import with_pin
from tests.pair.test_messages import send, texts
from tests.pair.test_queue import caller, with_queue
from tests.pair.test_wakeups import soon

from offhook.configuration import Device, Extension, PersonRules, QueueMember
from offhook.routing.desks import ends_at

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

PIN = "4711"


def desks(*names: str, **changes: Any) -> tuple[Device, ...]:
    """The company's devices, some of them shared."""
    return tuple(
        msgspec.structs.replace(one, person_id=None, label=f"desk {one.username}", shared=True, **changes)
        if one.username in names
        else one
        for one in company().devices
    )


def use(board: Board, *names: str, idle: str = "internal", **more: Any) -> None:
    extensions = tuple(
        with_pin(board, one, PIN) if one.number in {"201", "202"} else one for one in company().extensions
    )
    board.use(company(extensions=extensions, devices=desks(*names, idle_calls=idle), **more))


def log_in(board: Board, phone: Peer, number: str = "202", pin: str = PIN) -> str:
    """Log in by code, extension and PIN; return what was said last."""
    before = len(board.spoken())
    phone.dial(f"*11{number}")
    board.until(lambda: "mailbox_enter_pin" in board.spoken()[before:])
    phone.press(f"{pin}#")
    board.until(lambda: board.over)
    board.run(0.5)
    return board.spoken()[-1]


def seats(board: Board) -> dict[str, str]:
    devices = board.configuration.companies[0].devices
    return {one.username: one.seat_id for one in devices if one.seat_id}


def test_a_shared_telephone_becomes_that_of_who_logs_in(board):
    use(board, "dora")
    desk, boris, anna = board.phone("dora"), board.phone("boris"), board.phone("anna")
    assert log_in(board, desk) == "desk_taken"
    assert seats(board) == {"dora": "p-boris"}
    assert [(one.what, one.subject, one.value) for one in board.settings.kept] == [("seat", "d-dora", "p-boris")]
    (taken,) = [step for step in board.call.steps if step.kind == "desk_taken"]
    assert taken.detail == {"who": "Boris", "desk": "desk dora", "left": [], "before": ""}
    anna.dial("202")  # both telephones of Boris ring
    board.until(lambda: desk.rings and boris.rings)
    anna.cancel()
    board.until(lambda: board.over)
    desk.dial("201")  # and the caller is Boris
    board.until(lambda: anna.rings)
    call = board.calls[-1]
    assert (call.caller.number, call.caller.person_id, call.caller.device_id) == ("202", "p-boris", "d-dora")
    desk.cancel()
    board.until(lambda: board.over)
    desk.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    desk.cancel()
    board.until(lambda: board.over)
    assert dial(board, desk, "*76") == "dnd_is_on"  # the codes set what is Boris's
    assert board.settings.kept[-1].subject == "e-boris"


def test_a_company_without_queues_has_no_round(board, caplog):
    use(board, "dora")
    log_in(board, board.phone("dora"))
    board.run(5)
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


def test_extension_is_asked_for_and_logging_out_ends_it(board):
    use(board, "dora")
    desk, anna = board.phone("dora"), board.phone("anna")
    desk.dial("*11")
    board.until(lambda: "desk_enter_number" in board.spoken())
    desk.press("201")
    board.until(lambda: "mailbox_enter_pin" in board.spoken())
    desk.press(f"{PIN}#")
    board.until(lambda: board.over)
    assert seats(board) == {"dora": "p-anna"}
    assert dial(board, desk, "*12") == "desk_left"
    assert seats(board) == {}
    assert [step.detail for step in board.calls[-1].steps if step.kind == "desk_left"] == [
        {"who": "Anna", "desk": "desk dora"}
    ]
    assert dial(board, desk, "*12") == "desk_left"  # again, which changes nothing
    assert len(board.settings.kept) == 2
    assert not anna.invites


def test_who_logs_in_elsewhere_moves_and_who_takes_a_desk_replaces(board):
    use(board, "dora", "clara")
    one, other = board.phone("dora"), board.phone("clara")
    log_in(board, one)
    log_in(board, other)
    assert seats(board) == {"clara": "p-boris"}
    assert [step.detail["left"] for step in board.calls[-1].steps if step.kind == "desk_taken"] == [["desk dora"]]
    log_in(board, other, "201")
    assert seats(board) == {"clara": "p-anna"}
    assert [step.detail["before"] for step in board.calls[-1].steps if step.kind == "desk_taken"] == ["Boris"]


@pytest.mark.parametrize("dialled", [OUTSIDE, MAIN, "*8202", "*97", "*55201", "*76", "*65155512345"])
def test_little_is_dialled_where_nobody_sits(board, dialled):
    use(board, "dora")
    desk = board.phone("dora")
    desk.dial(dialled)
    board.ended()
    assert desk.refused == 403
    assert board.spoken() == ["desk_log_in_first"]
    assert (board.operator.invites, board.settings.kept) == ([], [])
    assert board.steps() == ["received", "refused", "hangup"]


def test_colleagues_and_emergency_services_are_called_where_nobody_sits(board):
    use(board, "dora")
    desk, anna = board.phone("dora"), board.phone("anna")
    desk.dial("201")
    board.until(lambda: anna.rings)
    anna.answer()
    board.until(lambda: "connected" in board.steps())
    anna.invites.clear()
    desk.press(f"##{OUTSIDE.lstrip('+')}#")  # nor does a colleague help to get out
    board.run(10)
    assert not board.operator.invites
    desk.hang_up()
    board.until(lambda: board.over)
    desk.dial("112")
    board.until(lambda: bool(board.operator.invites))
    desk.cancel()
    board.until(lambda: board.over)


def test_nobody_outside_is_invited_into_a_conference_where_nobody_sits(board):
    use(board, "dora")
    room = Extension("e-room", "500", "Room", "conference")
    board.use(company(extensions=(*company().extensions, room), devices=board.configuration.companies[0].devices))
    desk = board.phone("dora")
    desk.dial("500")
    board.until(lambda: bool(board.media.rooms))
    board.run(2)
    desk.press("*3")
    board.run(1)
    desk.press(f"{OUTSIDE.lstrip('+')}#")
    board.run(10)
    assert not board.operator.invites
    assert told(board) == "desk_log_in_first"
    desk.hang_up()
    board.until(lambda: board.over)


def test_only_emergency_services_where_that_is_set(board):
    use(board, "dora", idle="emergency")
    desk, anna = board.phone("dora"), board.phone("anna")
    assert dial(board, desk, "201") == "desk_log_in_first"
    assert not anna.invites
    assert log_in(board, desk) == "desk_taken"


def test_wrong_pins_are_refused_and_limited(board):
    use(board, "dora")
    desk = board.phone("dora")
    for n in range(4):
        desk.dial("*11202")
        for asked in range(3 * n, min(3 * n + 3, 10)):
            board.until(lambda asked=asked: board.spoken().count("mailbox_enter_pin") > asked)
            board.run(0.1)
            desk.press("0000#")
        board.until(lambda: board.over)
        board.run(0.5)
    assert board.steps().count("desk_refused") == 10
    assert board.spoken()[-1] == "desk_no_login"
    assert seats(board) == {}
    before = len(board.spoken())
    desk.dial("*11202")
    board.until(lambda: board.over and len(board.spoken()) > before)
    assert board.spoken()[before:] == ["desk_no_login"]  # not even asked


def test_who_has_no_pin_and_what_is_no_person(board):
    use(board, "dora")
    desk = board.phone("dora")
    assert dial(board, desk, "*11203") == "desk_no_login"
    assert dial(board, desk, "*11600") == "number_not_known"
    assert seats(board) == {}


def test_ones_own_telephone_is_not_shared(board):
    use(board)
    anna = board.phone("anna")
    for code in ("*11202", "*12"):
        assert dial(board, anna, code) == "not_allowed"
        assert anna.refused == 403
    assert board.settings.kept == []


def test_it_outlives_the_switch_while_the_database_is_away(board):
    use(board, "dora", "clara")
    one, other = board.phone("dora"), board.phone("clara")
    plain = board.configuration
    board.settings.away = True
    log_in(board, one)
    log_in(board, other)
    log_in(board, one)
    assert seats(board) == {"dora": "p-boris"}
    board.configuration = plain  # as the sealed copy says
    board.restart(away_s=2)
    assert seats(board) == {"dora": "p-boris"}
    board.settings.away = False
    board.until(lambda: not board.journal.state.settings)
    assert [(one.subject, one.value) for one in board.settings.kept] == [("d-clara", "p-boris"), ("d-dora", "p-boris")]
    anna = board.phone("anna")
    anna.dial("202")
    board.until(lambda: one.rings)
    anna.cancel()
    board.until(lambda: board.over)


def test_killed_before_the_pin_nothing_is_changed(board):
    use(board, "dora")
    desk = board.phone("dora")
    desk.dial("*11202")
    board.until(lambda: "mailbox_enter_pin" in board.spoken())
    board.restart(away_s=1)
    board.until(lambda: board.over)
    assert seats(board) == {}


@pytest.mark.parametrize("limits", [{"desk_hours": 2}, {}])
def test_logged_out_by_the_clock(board, limits):
    use(board, "dora", **(limits or {"desk_logout": soon(board, 110)}))
    desk = board.phone("dora")
    log_in(board, desk)
    board.run(3600)
    assert seats(board) == {"dora": "p-boris"}
    board.restart(away_s=2)
    board.run(3700)
    assert seats(board) == {}
    assert board.settings.kept[-1].value == ""


def test_logged_out_when_the_switch_comes_back(board):
    use(board, "dora", desk_hours=1)
    log_in(board, board.phone("dora"))
    board.restart(away_s=4000)
    board.run(1)
    assert seats(board) == {}


def test_a_conversation_goes_on_when_one_is_logged_out(board):
    use(board, "dora", desk_hours=1)
    desk, anna = board.phone("dora"), board.phone("anna")
    log_in(board, desk)
    board.run(3500)
    desk.dial("201")
    board.until(lambda: anna.rings)
    anna.answer()
    board.until(lambda: "connected" in board.steps())
    board.until(lambda: not seats(board), 300)
    assert not board.over
    desk.hang_up()
    board.until(lambda: board.over)
    assert board.calls[-1].caller.name == "Boris"


def test_the_lamp_is_of_who_sits_there(board):
    use(board, "dora")
    board.mailboxes.counts[BORIS.id] = (2, 1)
    desk = board.phone("dora")
    desk.subscribe()
    board.run(1)
    assert desk.lamps[-1] == "0/0"
    log_in(board, desk)
    board.run(1)
    assert desk.lamps[-1] == "2/1"
    board.restart(away_s=1)
    board.run(1)
    board.mailboxes.counts[BORIS.id] = (3, 1)
    board.lamps.changed("t-one", BORIS.id)
    board.run(1)
    assert desk.lamps[-1] == "3/1"
    dial(board, desk, "*12")
    board.run(1)
    assert desk.lamps[-1] == "0/0"


def test_text_messages_that_wait_come_to_the_desk(board):
    use(board, "dora")
    anna, desk = board.phone("anna"), board.phone("dora")
    assert send(anna, "202", "hello") == 202
    assert texts(desk) == []
    log_in(board, desk)
    board.run(5)
    assert texts(desk) == ["hello"]
    assert board.store.kept == []


def test_who_waits_in_a_queue_gets_the_agent_who_logs_in(board):
    with_queue(board, members=(QueueMember("e-boris", always=True),))
    lines = board.configuration.companies[0]
    use(board, "dora", "boris", queues=lines.queues, scenarios=lines.scenarios, lists=lines.lists)
    desk = board.phone("dora")
    caller(board)
    board.run(20)
    assert not desk.invites
    desk.dial("*11202")
    board.until(lambda: "mailbox_enter_pin" in board.spoken())
    desk.press(f"{PIN}#")
    board.until(lambda: len(desk.invites) == 1, 10)
    desk.answer()
    board.until(lambda: "connected" in board.steps())
    board.operator.hang_up()
    board.until(lambda: board.over)


def test_the_desk_goes_by_the_persons_rules(board):
    use(board, "dora")
    desk, anna = board.phone("dora"), board.phone("anna")
    log_in(board, desk)
    quiet = msgspec.structs.replace(BORIS, rules=PersonRules(do_not_disturb=True))
    kept = tuple(one for one in company().extensions if one.id != BORIS.id)
    devices = board.configuration.companies[0].devices
    board.use(company(extensions=(quiet, *kept), devices=devices))
    anna.dial("202")
    board.until(lambda: bool(board.media.recorders))
    assert not desk.invites
    anna.hang_up()
    board.until(lambda: board.over)
    assert ANNA.number == "201"


def test_when_one_is_logged_out():
    noon = EPOCH + 0.0
    assert ends_at(noon, 0, "", "UTC") is None
    assert ends_at(noon, 8, "", "UTC") == noon + 8 * 3600
    assert ends_at(noon, 8, "14:14", "UTC") == ends_at(noon, 0, "14:14", "UTC")
    assert (ends_at(noon, 24, "14:14", "UTC") or 0) - noon <= 86_400
