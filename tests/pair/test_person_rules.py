"""People's own rules: who rings, in which order, where calls go on, and what the journey says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.pair.company import ANNA, BORIS, DORA, MAIN, OUTSIDE, company

from offhook.configuration import Device, Forward, Hours, NumberList, PersonRules, Schedule, Turn

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

MOBILE = "+37255598765"


def use(board: Board, rules: dict[str, PersonRules], **changes: Any) -> None:
    """Have a company in which people have these rules, by their numbers."""
    before = company(**changes)
    found = tuple(msgspec.structs.replace(one, rules=rules.get(one.number, PersonRules())) for one in before.extensions)
    board.use(msgspec.structs.replace(before, extensions=found))


def forwarding(when: Any, to: str, **more: Any) -> PersonRules:
    return PersonRules(forwards=(Forward(when, to, **more),))


def dialled(board: Board, number: str = "202") -> Peer:
    """Anna, who has dialled somebody."""
    anna = board.phone("anna")
    anna.dial(number)
    return anna


def test_do_not_disturb_leads_to_the_voicemail(board):
    use(board, {"202": PersonRules(do_not_disturb=True)})
    boris = board.phone("boris")
    anna = dialled(board)
    board.until(lambda: bool(board.media.recorders))
    assert not boris.invites
    assert board.detail("not_rung") == {"who": "Boris", "excuse": "do_not_disturb"}
    anna.hang_up()
    board.ended()


def test_who_has_no_voicemail_is_busy(board):
    use(board, {"203": PersonRules(do_not_disturb=True)})
    clara = board.phone("clara")
    anna = dialled(board, "203")
    call = board.ended()
    assert (anna.refused, call.result, clara.invites) == (486, "busy", [])


@pytest.mark.requirement("RT-04", "RT-05")
def test_white_list_rings_in_spite_of_it_and_black_list_never(board):
    use(board, {"202": PersonRules(do_not_disturb=True, white=("20*",)), "203": PersonRules(black=("201",))})
    boris, clara = board.phone("boris"), board.phone("clara")
    anna = dialled(board)
    board.until(lambda: boris.rings)
    anna.cancel()
    board.ended()
    anna.dial("203")
    board.until(lambda: anna.refused == 603)
    board.run(0.5)
    assert not clara.invites


@pytest.mark.requirement("RT-01")
def test_always_forwarded_to_a_colleague(board):
    use(board, {"202": forwarding("always", "203")})
    boris, clara = board.phone("boris"), board.phone("clara")
    dialled(board)
    board.until(lambda: clara.rings)
    dialog = clara.answer()
    board.run(1)
    assert not boris.invites
    assert board.steps() == ["received", "forwarded", "ringing", "answered", "connected"]
    assert board.detail("forwarded") == {
        "who": "Boris", "to": {"number": "203", "name": "Clara"}, "forwards": "always",
    }  # fmt: skip
    clara.hang_up(dialog)
    board.ended()


@pytest.mark.parametrize(
    ("when", "behave"),
    [("busy", lambda phone: phone.refuse(486)), ("unanswered", lambda _: None), ("unreachable", None)],
)
@pytest.mark.requirement("RT-02", "RT-19")
def test_forwarded_when_it_came_to_nothing(board, when, behave):
    use(board, {"202": msgspec.structs.replace(forwarding(when, "203"), ring_s=7)})
    clara = board.phone("clara")
    boris = board.phone("boris", registered=behave is not None)
    anna = dialled(board)
    at = board.loop.time()
    if behave is not None:
        board.until(lambda: boris.rings)
        behave(boris)
    board.until(lambda: clara.rings)
    assert board.loop.time() - at == pytest.approx(7 if when == "unanswered" else 0, abs=1)
    assert board.detail("forwarded")["forwards"] == when
    anna.cancel()
    board.ended()


def test_declined_calls_go_nowhere(board):
    use(board, {"202": forwarding("busy", "203"), "203": forwarding("unanswered", "204")})
    boris, clara = board.phone("boris"), board.phone("clara")
    anna = dialled(board)
    board.until(lambda: boris.rings)
    boris.refuse(603)
    board.ended()
    assert (anna.refused, clara.invites) == (603, [])


def test_circles_end_with_a_reason(board):
    use(board, {"202": forwarding("always", "203"), "203": forwarding("always", "202")})
    anna = dialled(board)
    board.until(lambda: bool(board.media.recorders))
    assert board.detail("forwarding_ended")["reason"] == "the calls would go round in a circle"
    (recorder,) = board.media.recorders.values()
    assert recorder.opened is not None
    board.run(3)
    anna.hang_up()
    (message,) = board.ended().voicemails.values()
    assert message.extension_id == BORIS.id


def test_forwarded_to_nobody_ends_in_the_voicemail(board):
    use(board, {"202": forwarding("always", "299")})
    anna = dialled(board)
    board.until(lambda: bool(board.media.recorders))
    assert board.detail("forwarding_ended")["reason"] == "there is no such person or number"
    anna.hang_up()
    board.ended()


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"shows": "company"}, MAIN),
        ({"shows": "customer"}, OUTSIDE),
        ({"shows": "fixed", "number": "+3726000155"}, "+3726000155"),
    ],
)
@pytest.mark.requirement("RT-16")
def test_number_that_the_receiver_sees(board, more, shown):
    graph = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "caller", "rules": [{"prefixes": ["+9"]}]}}}
    graph["nodes"]["a"] |= {"personal": True, "otherwise": "bye"}
    graph["nodes"]["bye"] = {"kind": "hangup", "prompts": ["goodbye"]}
    scenarios = (msgspec.structs.replace(company().scenarios[0], graph=graph),)
    rules = msgspec.structs.replace(forwarding("always", MOBILE, **more), white=(OUTSIDE,))
    use(board, {"202": rules}, scenarios=scenarios)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    request = board.operator.invites[-1].request
    assert MOBILE in request.uri
    assert shown in (request.get("P-Asserted-Identity") or "")
    assert MAIN in (request.get("Diversion") or "")
    assert board.steps()[:4] == ["received", "scenario", "white_listed", "forwarded"]
    board.operator.cancel()
    board.ended()


@pytest.mark.requirement("RT-07")
def test_outside_own_hours(board):
    always_closed = Schedule("h-none", "Never", (Hours((1,), "00:00", "00:01"),), switched="closed")
    rules = PersonRules(forwards=(Forward("closed", "voicemail"),), schedule_id="h-none")
    use(board, {"203": rules}, schedules=(always_closed,))
    clara = board.phone("clara")
    anna = dialled(board, "203")
    board.until(lambda: bool(board.media.recorders))
    assert not clara.invites
    anna.hang_up()
    board.ended()


@pytest.mark.requirement("FE-05", "FE-07")
def test_second_call_rings_unless_it_is_switched_off(board):
    for waiting in (True, False):
        use(board, {"203": PersonRules(call_waiting=waiting)})
        clara, boris = board.phone("clara"), board.phone("boris")
        boris.dial("203")
        board.until(lambda clara=clara: clara.rings)
        clara.answer()
        board.run(1)
        rung = len(clara.invites)
        anna = dialled(board, "203")
        board.run(2)
        assert (len(clara.invites) > rung) is waiting
        if not waiting:
            board.until(lambda anna=anna: anna.refused == 486)
        else:
            anna.cancel()
        board.run(1)
        boris.hang_up()
        board.until(lambda: board.over)
        board.run(1)


@pytest.mark.requirement("RT-21")
def test_devices_ring_in_their_turns(board):
    devices = (*company().devices, Device("d-desk", "desk", "secret of desk", "p-boris"))
    use(board, {"202": PersonRules(turns=(Turn("d-desk", after_s=8),))}, devices=devices)
    boris = board.phone("boris")
    desk = type(boris)(board, "203.0.113.30", "desk", "secret of desk")
    desk.register()
    anna = dialled(board)
    board.until(lambda: boris.rings)
    board.run(5)
    assert not desk.invites
    board.until(lambda: desk.rings, 4)
    assert boris.rings
    desk.answer()
    board.run(1)
    assert boris.cancelled
    anna.hang_up()
    board.ended()


def test_next_turn_comes_at_once_when_nobody_rings(board):
    devices = (*company().devices, Device("d-desk", "desk", "secret of desk", "p-boris"))
    use(board, {"202": PersonRules(turns=(Turn("d-desk", after_s=15),))}, devices=devices)
    boris = board.phone("boris")
    desk = type(boris)(board, "203.0.113.30", "desk", "secret of desk")
    desk.register()
    anna = dialled(board)
    board.until(lambda: boris.rings)
    boris.refuse(486)
    board.until(lambda: desk.rings, 2)
    anna.cancel()
    board.ended()


def with_mobile(board: Board, **more: Any) -> Peer:
    use(board, {"202": PersonRules(turns=(Turn(MOBILE, **more),))})
    board.phone("boris")
    return dialled(board)


@pytest.mark.requirement("FE-01", "RC-05")
def test_mobile_is_an_extension(board):
    anna = with_mobile(board)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    (recorder,) = board.media.recorders.values()
    assert sorted(recorder.taps) == [0, 1]
    assert (board.call.callee.extension_id, board.call.callee.trunk_id) == (BORIS.id, "k-op")
    clara = board.phone("clara")
    board.operator.press("##")
    board.run(1)
    board.operator.press("203")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert anna.talks
    anna.hang_up()
    board.ended()


def test_mobile_takes_the_call_by_key(board):
    anna = with_mobile(board, confirm=True)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.run(3)
    assert not anna.talks
    assert board.spoken() == ["press_one_to_take"]
    board.operator.press("5")
    board.run(1)
    assert not anna.talks
    board.operator.press("1")
    board.until(lambda: anna.talks)
    board.run(1)
    assert board.media.sessions[board.operator.session].play is None
    assert "confirming" in board.steps()
    anna.hang_up()
    board.ended()


def test_voicemail_of_the_mobile_network_does_not_swallow_the_call(board):
    anna = with_mobile(board, confirm=True)
    board.until(lambda: bool(board.operator.invites))
    dialog = board.operator.answer()
    board.run(2)
    board.operator.hang_up(dialog)
    board.until(lambda: bool(board.media.recorders))
    assert "unanswered" in board.steps()
    board.run(3)
    anna.hang_up()
    (message,) = board.ended().voicemails.values()
    assert message.extension_id == BORIS.id


def test_groups_pass_over_who_is_not_to_be_disturbed(board):
    use(board, {"201": PersonRules(do_not_disturb=True), "202": forwarding("unanswered", "204")})
    anna, boris = board.phone("anna"), board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu" in board.steps() or board.operator.talks)
    board.run(1)
    board.operator.press("1")
    board.until(lambda: boris.rings)
    assert not anna.invites
    board.operator.hang_up()
    board.ended()


def test_forwarding_goes_on_after_a_restart(board):
    use(board, {"202": forwarding("always", "204")})
    dora = board.phone("dora")
    anna = dialled(board)
    board.until(lambda: dora.rings)
    board.restart(away_s=1)
    board.until(lambda: len(dora.invites) == 2 and dora.rings)
    dora.answer()
    board.until(lambda: anna.talks)
    assert board.call.callee.extension_id == DORA.id
    anna.hang_up()
    board.ended()


def test_transfers_follow_the_rules(board):
    use(board, {"203": forwarding("always", "204")})
    boris, dora = board.phone("boris"), board.phone("dora")
    anna = dialled(board)
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    boris.press("##")
    board.run(1)
    boris.press("203")
    board.until(lambda: dora.rings)
    dora.answer()
    board.run(1)
    assert anna.talks
    anna.hang_up()
    board.ended()
    assert ANNA.id == board.call.caller.extension_id


def test_mobile_stays_an_extension_after_a_restart(board):
    anna = with_mobile(board)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    board.restart(away_s=1)
    board.run(1)
    clara = board.phone("clara")
    board.operator.press("##")
    board.run(1)
    board.operator.press("203")
    board.until(lambda: clara.rings)
    anna.hang_up()
    board.ended()


def test_mobile_that_was_asked_is_rung_again_after_a_restart(board):
    anna = with_mobile(board, confirm=True)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.run(2)
    board.restart(away_s=1)
    board.until(lambda: len(board.operator.invites) == 2)
    board.operator.answer()
    board.run(1)
    board.operator.press("1")
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()


@pytest.mark.requirement("RT-04", "RT-05")
def test_lists_of_the_company_count_as_own_ones(board):
    lists = (NumberList("l-good", "Good", ("201",)),)
    rules = {
        "202": PersonRules(do_not_disturb=True, white_lists=("l-gone", "l-good")),
        "203": PersonRules(black_lists=("l-good",)),
    }
    use(board, rules, lists=lists)
    boris, clara = board.phone("boris"), board.phone("clara")
    anna = dialled(board, "202")
    board.until(lambda: boris.rings)
    anna.cancel()
    board.ended()
    anna.dial("203")
    board.until(lambda: anna.refused == 603)
    assert not clara.invites
