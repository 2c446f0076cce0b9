"""One-way audio on the whole switch: named once, while people talk or at the end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from tests.pair.fake_media import STATISTICS

from offhook.media import protocol as media
from offhook.trace.entry import Entry

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

NOTHING = replace(STATISTICS, packets_received=0)


@pytest.fixture
def pair(board: Board) -> tuple[Peer, Peer]:
    """Anna talks to Boris."""
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    return anna, boris


def found(board: Board) -> list[tuple[str, str]]:
    call = next(iter(board.journal.state.calls.values()))
    return [(step.detail["who"], step.detail["why"]) for step in call.steps if step.kind == "one_way_audio"]


def deafen(board: Board, peer: Peer, figures: media.Statistics = NOTHING) -> None:
    board.media.figures[peer.session] = figures


def test_a_good_call_is_not_suspected(board: Board, pair: tuple[Peer, Peer]) -> None:
    board.run(30)
    pair[0].hang_up()
    board.ended()
    assert found(board) == []
    assert len(board.media.given(media.SessionStats)) == 4


def test_it_is_named_once_while_they_talk(board: Board, pair: tuple[Peer, Peer]) -> None:
    deafen(board, pair[1])
    board.run(6)
    assert found(board) == []
    board.run(2)
    assert found(board) == [("Boris", "nothing")]
    board.run(30)
    pair[0].hang_up()
    board.ended()
    assert found(board) == [("Boris", "nothing")]
    assert board.steps()[-1] == "hangup"


def test_a_restart_does_not_name_it_again(board: Board, pair: tuple[Peer, Peer]) -> None:
    deafen(board, pair[1])
    board.run(10)
    assert board.restart() == 1
    board.run(30)
    assert found(board) == [("Boris", "nothing")]


def test_it_is_named_at_the_end_of_a_call_too_short_to_be_asked(board: Board, pair: tuple[Peer, Peer]) -> None:
    deafen(board, pair[1])
    board.run(5.5)
    pair[0].hang_up()
    board.ended()
    assert found(board) == [("Boris", "nothing")]


def test_seconds_are_no_proof(board: Board, pair: tuple[Peer, Peer]) -> None:
    deafen(board, pair[1])
    board.run(2)
    pair[0].hang_up()
    board.ended()
    assert found(board) == []


def test_a_media_server_that_does_not_answer_is_not_the_telephones_fault(board: Board, pair: tuple[Peer, Peer]) -> None:
    deafen(board, pair[1])
    board.media.deaf.add(media.SessionStats)
    board.run(40)
    assert found(board) == []
    pair[0].hang_up()
    board.ended()
    assert found(board) == [("Boris", "nothing")]


def test_reports_of_a_leg_go_into_the_trace(board: Board) -> None:
    kept: list[Entry] = []
    board.exchange.tracer = SimpleNamespace(rtcp=kept.append)
    anna = board.phone("anna")
    boris = board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    session = boris.session
    near, far = media.Endpoint("192.0.2.1", 30001), media.Endpoint("203.0.113.12", 40001)
    event = media.Rtcp(at=7, session=session, sent=False, local=near, remote=far, data=b"\x80\xc9")
    board.media.tell(event)
    board.media.tell(replace(event, session="of nobody"))
    board.run(0.1)
    assert kept == [Entry(7, "rtcp", False, "udp", ("192.0.2.1", 30001), ("203.0.113.12", 40001), b"\x80\xc9", session)]  # noqa: FBT003
    given = [command.report for command in board.media.given(media.SessionSet) if command.session == session]
    assert given[0] is True
