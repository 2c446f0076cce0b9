"""Agents with several telephones, and with mobiles that count as theirs: in turns, asked by key, one call at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import ANNA, BORIS
from tests.pair.peer import Peer
from tests.pair.test_queue import OTHERS, caller, promised, serve, with_queue

from offhook.configuration import Device, PersonRules, QueueMember, Turn

if TYPE_CHECKING:
    from tests.pair.board import Board

MOBILE = "+37255500201"
ALONE = (QueueMember(ANNA.id, always=True),)


def with_turns(board: Board, *turns: Turn, **queue: Any) -> None:
    """The queue of the tests, with Anna's telephones in turns; she has a desk telephone as well."""
    with_queue(board, **({"members": ALONE} | queue))
    own = board.configuration.companies[0]
    anna = replace(ANNA, rules=PersonRules(turns=turns))
    desk = Device("d-desk", "desk", "secret of desk", "p-anna")
    board.use(replace(own, extensions=(anna, *own.extensions[1:]), devices=(*own.devices, desk)))


def mobile_rings(board: Board) -> None:
    board.until(lambda: bool(board.operator.invites) and board.operator.rings)
    assert MOBILE in board.operator.invites[-1].request.uri


def state(board: Board) -> str:
    floors = board.switch.services.floors
    floor = floors.floor("t-one")
    assert floor is not None
    return floor.desk.agents[ANNA.id].state(floors.now())


def desk_phone(board: Board) -> Peer:
    phone = Peer(board, "203.0.113.21", "desk", "secret of desk")
    phone.register()
    return phone


@pytest.mark.requirement("QU-01", "FE-01")
def test_telephones_of_an_agent_ring_in_their_turns(board: Board) -> None:
    with_turns(board, Turn("d-desk", after_s=8))
    anna, desk = board.phone("anna"), desk_phone(board)
    call = caller(board)
    board.until(lambda: anna.rings)
    board.run(6)
    assert not desk.invites
    board.until(lambda: desk.rings)
    assert anna.rings
    serve(board, desk)
    assert call.connected_at
    assert len(anna.cancelled) == 1


@pytest.mark.requirement("FE-01", "RC-05")
def test_mobile_of_an_agent_takes_a_caller_by_key_and_counts(board: Board) -> None:
    with_turns(board, Turn(MOBILE))
    call, second = caller(board, OTHERS[0]), caller(board, OTHERS[1])
    mobile_rings(board)
    dialog = board.operator.answer()
    board.run(3)
    assert call.connected_at is None, "it is asked, though the person does not want that of own calls"
    assert board.spoken()[-1] == "press_one_to_take"
    board.operator.press("1")
    board.run(1)
    assert call.connected_at
    (recorder,) = board.media.recorders.values()
    assert sorted(recorder.taps) == [0, 1]
    assert (state(board), len(board.operator.invites)) == ("busy", 1)
    board.run(60)
    board.operator.hang_up(dialog)
    board.run(5)
    assert (state(board), len(board.operator.invites)) == ("after_call", 1)
    mobile_rings(board)
    assert second.live
    floors = board.switch.services.floors
    assert floors.floor("t-one").desk.agents[ANNA.id].calls == 1


@pytest.mark.parametrize("then", ["stays", "hangs up"])
def test_mailbox_of_a_network_never_has_a_customer(board: Board, then: str) -> None:
    boris = board.phone("boris")
    members = (QueueMember(ANNA.id, always=True), QueueMember(BORIS.id, always=True, penalty=1))
    with_turns(board, Turn(MOBILE), members=members, pause_after=1)
    call = caller(board)
    mobile_rings(board)
    dialog = board.operator.answer()
    board.run(2)
    if then == "hangs up":
        board.operator.hang_up(dialog)
    board.until(lambda: boris.rings)
    assert state(board) == "break", "who does not take what rings is not there"
    serve(board, boris)
    assert call.connected_at
    assert len(board.operator.invites) == 1
    assert "press_one_to_take" in board.spoken()


def test_agent_who_takes_a_direct_call_while_the_mailbox_is_asked(board: Board) -> None:
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    members = (QueueMember(ANNA.id, always=True), QueueMember(BORIS.id, always=True, penalty=1))
    with_turns(board, Turn(MOBILE), members=members, ring_s=60)
    call = caller(board)
    mobile_rings(board)
    board.operator.answer()
    board.run(1)
    clara.dial("201")
    board.until(lambda: len(anna.invites) == 2)
    anna.answer()
    board.run(2)
    assert boris.rings, "the caller does not wait for a mailbox"
    serve(board, boris)
    assert call.connected_at


def test_agent_on_the_own_mobile_is_offered_nobody(board: Board) -> None:
    anna = board.phone("anna")
    with_turns(board, Turn(MOBILE, after_s=120))
    caller(board, MOBILE)
    board.run(30)
    assert not anna.invites
    assert state(board) == "busy"


def test_agent_without_any_telephone_left_is_away(board: Board) -> None:
    with_turns(board, Turn(MOBILE))
    own = board.configuration.companies[0]
    assert state(board) == "available"
    board.use(replace(own, trunks=()))
    board.run(1)
    floors = board.switch.services.floors
    floors.soon("t-one")
    board.run(1)
    assert state(board) == "away"


def test_promise_is_kept_by_mobile(board: Board) -> None:
    with_turns(board, Turn(MOBILE))
    promised(board)
    floors = board.switch.services.floors
    floors.floor("t-one").desk.sign_in(ANNA.id, floors.now())
    mobile_rings(board)
    board.operator.answer()
    board.run(2)
    before = len(board.operator.invites)
    assert board.spoken()[-1] == "press_one_to_take"
    board.operator.press("1")
    board.until(lambda: len(board.operator.invites) == before + 1)


def test_mobile_that_was_asked_is_rung_again_by_the_next_switch(board: Board) -> None:
    with_turns(board, Turn(MOBILE))
    call = caller(board)
    mobile_rings(board)
    board.operator.answer()
    board.run(2)
    assert board.restart() == 1
    board.until(lambda: len(board.operator.invites) == 2)
    board.operator.answer()
    board.run(2)
    board.operator.press("1")
    board.run(1)
    assert {one.id: one for one in board.calls}[call.id].connected_at
