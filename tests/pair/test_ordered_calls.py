"""Click-to-call: the person's telephones ring, the number is called under the rules of calls from there, both talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import BARE, OUTSIDE, company
from tests.pair.test_transfer import hears, over, talk

from offhook.configuration import Contact
from offhook.history.words import step_text
from offhook.switch.live import LiveCalls

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

NATIONAL = "5551 2345"


def ask(board: Board, **wish: Any) -> dict[str, str]:
    wanted = {"by": "crm", "extension": "201", "to": NATIONAL} | wish
    return board.switch.ordering.order("t-one", **wanted)


def order(board: Board, **wish: Any) -> str:
    """Order a call from Anna to an outside number."""
    answer = ask(board, **wish)
    assert "call" in answer, answer
    board.run(0.2)
    return answer["call"]


def stage(board: Board, call: str, person: str | None = None) -> str:
    (found,) = LiveCalls(board.exchange).list("t-one", person, call)
    assert found["ordered"]["by"] == "crm"
    return str(found["ordered"]["stage"])


def answered_by(board: Board, anna: Peer, **wish: Any) -> str:
    """Order a call, which Anna takes; the operator rings then."""
    call = order(board, **wish)
    anna.answer()
    board.until(lambda: bool(board.operator.invites))
    return call


@pytest.mark.requirement("CR-04", "CR-05")
def test_seven_steps(board: Board) -> None:
    anna = board.phone("anna")
    answer = ask(board)
    assert stage(board, answer["call"], "p-anna") == "ringing"  # before anything rings, too
    assert LiveCalls(board.exchange).list("t-one", "p-boris", answer["call"]) == []
    assert LiveCalls(board.exchange).list("t-two", None, answer["call"]) == []
    board.until(lambda: anna.rings)
    shown = anna.invites[-1].request.from_
    assert (shown.uri, shown.display) == (f"sip:{OUTSIDE}@example.test", OUTSIDE)
    assert not board.operator.invites
    board.run(4)
    anna.answer()
    board.until(lambda: bool(board.operator.invites))
    assert stage(board, answer["call"]) == "calling"
    board.operator.early(180, sound=False)
    board.until(lambda: "ringback" in board.spoken())
    theirs = board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(60)
    assert stage(board, answer["call"]) == "talking"
    assert hears(board, anna) == board.operator.host
    board.operator.hang_up(theirs)
    over(board)
    call = board.call
    assert call.id == answer["call"]
    assert (call.direction, call.dialled, call.result, call.hangup_side) == ("outbound", OUTSIDE, "answered", "callee")
    assert (call.caller.number, call.callee.number) == ("201", OUTSIDE)
    assert call.recordings
    assert 59 < (call.ended_at - call.connected_at) / 1e6 < 62  # the timer begins when the contact answers
    assert step_text("ordered", call.steps[0].detail, "en") == f"Call of Anna to {OUTSIDE}, ordered by crm"


def test_who_ordered_hangs_up(board: Board) -> None:
    anna = board.phone("anna")
    order(board)
    mine = anna.answer()
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    anna.hang_up(mine)
    over(board)
    assert board.call.hangup_side == "caller"


def test_to_a_colleague_and_to_a_service(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    order(board, to="202")
    assert anna.invites[-1].request.from_.display == "Boris"
    dialog = anna.answer()
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    assert hears(board, anna) == boris.host
    assert board.call.direction == "internal"
    anna.hang_up(dialog)
    over(board)
    order(board, to="600")
    dialog = anna.answer()
    board.until(lambda: "echo" in board.steps())
    anna.hang_up(dialog)
    over(board)


def test_what_is_shown_where_and_answering_by_itself(board: Board) -> None:
    board.use(company(contacts=(Contact("c-tamm", "Tamm Ltd", (OUTSIDE,)),)))
    anna = board.phone("anna")
    answered_by(board, anna, to="", contact="c-tamm", shows=BARE, auto_answer=True)
    request = anna.invites[-1].request
    assert request.from_.display == "Tamm Ltd"
    assert request.get("Call-Info") == "<sip:localhost>;answer-after=0"
    assert board.operator.invites[-1].request.from_.uri.startswith(f"sip:{BARE}@")
    board.operator.refuse(486)
    over(board)
    assert "busy" in "".join(board.spoken())  # in words, to Anna
    assert board.call.result == "busy"
    order(board, name="Order 1047\r\nX: y")
    assert anna.invites[-1].request.from_.display == "Order 1047X: y"
    assert anna.invites[-1].request.get("Call-Info") is None
    anna.refuse(486)
    over(board)
    assert (board.calls[-1].result, board.calls[-1].reason) == ("busy", "Anna: Busy Here")


def test_nobody_lifts(board: Board) -> None:
    anna = board.phone("anna")
    order(board, seconds=10)
    board.run(9)
    assert anna.rings
    call = board.ended()
    assert (call.result, call.reason) == ("unanswered", "Anna did not answer")
    assert "unanswered" in board.steps()
    assert not board.operator.invites
    assert anna.cancelled


def test_whoever_ordered_gives_up_while_it_rings(board: Board) -> None:
    anna = board.phone("anna")
    call = order(board)
    assert LiveCalls(board.exchange).hang_up("t-one", call, people=["p-anna"]) == "accepted"
    assert board.ended().reason == "ended by request"
    assert anna.cancelled


REFUSALS: list[tuple[str, dict[str, Any]]] = [
    ("no-person", {"extension": "999"}),
    ("no-person", {"extension": "600"}),
    ("no-person", {"extension": "", "login": None}),
    ("no-person", {"extension": "", "device": "nobody"}),
    ("no-person", {"extension": "", "of": "p-nobody"}),
    ("not-own", {"people": ["p-boris"]}),
    ("no-phone", {"extension": "203"}),
    ("no-number", {"to": "999999"}),
    ("no-number", {"to": ""}),
    ("no-number", {"to": "hello"}),
    ("no-number", {"to": "*69"}),
    ("own-number", {"to": "201"}),
    ("emergency", {"to": "112"}),
    ("emergency", {"to": "911"}),
    ("no-contact", {"to": "", "contact": "c-nobody"}),
    ("no-line", {"shows": OUTSIDE}),
]


def test_refusals_ring_nobody(board: Board) -> None:
    anna = board.phone("anna")
    for word, wish in REFUSALS:
        assert ask(board, **wish) == {"refused": word}, wish
    assert board.switch.ordering.order("t-two", by="crm", extension="201", to=OUTSIDE) == {"refused": "no-phone"}
    board.use(company(trunks=(), numbers=()))
    assert ask(board) == {"refused": "no-operator"}
    board.run(1)
    assert board.calls == []
    assert not anna.invites


def test_one_at_a_time(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    first = order(board)
    assert ask(board) == {"refused": "busy"}
    anna.refuse(486)
    over(board)
    assert ask(board)["call"] != first
    assert ask(board) == {"refused": "busy"}  # in the same moment
    board.run(0.2)
    anna.refuse(486)
    over(board)
    dialog, _ = talk(board, anna, "202", boris)
    assert ask(board) == {"refused": "busy"}
    anna.hang_up(dialog)
    over(board)


@pytest.mark.requirement("CR-05")
def test_restarted_while_the_telephone_rings(board: Board) -> None:
    anna = board.phone("anna")
    call = order(board)
    board.kill()
    assert board.restart(away_s=2) == 1
    board.until(lambda: len(anna.invites) == 2)
    anna.answer()
    board.until(lambda: bool(board.operator.invites))
    theirs = board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    assert stage(board, call) == "talking"
    board.operator.hang_up(theirs)
    over(board)
    assert (board.call.id, board.call.result) == (call, "answered")


def test_restarted_much_later(board: Board) -> None:
    anna = board.phone("anna")
    order(board)
    board.kill()
    assert board.restart(away_s=100) == 0
    board.run(1)
    assert board.call.reason == "the switch was restarted"
    assert not anna.rings


@pytest.mark.requirement("CR-05")
def test_restarted_while_the_number_rings_and_while_they_talk(board: Board) -> None:
    anna = board.phone("anna")
    answered_by(board, anna, shows=BARE)
    board.operator.early(180, sound=False)
    board.run(1)
    assert board.restart(away_s=1) == 1
    board.until(lambda: len(board.operator.invites) == 2)
    assert board.operator.cancelled
    assert board.operator.invites[-1].request.from_.uri.startswith(f"sip:{BARE}@")
    theirs = board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert hears(board, anna) == board.operator.host
    board.operator.hang_up(theirs)
    over(board)
    assert (board.call.result, board.call.hangup_side) == ("answered", "callee")
