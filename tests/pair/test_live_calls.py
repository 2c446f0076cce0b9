"""What the API may ask of live calls: lists, transfers by the exchange itself, hanging up."""

from __future__ import annotations

from tests.pair.test_transfer import called_from_outside, hears, over, talk

from offhook.switch.live import LiveCalls


def test_blind_transfer_by_request(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    live = LiveCalls(board.exchange)
    talk(board, anna, "202", boris)
    (call,) = live.list("t-one")
    assert (call["dialled"], call["direction"], call["talking"], call["recording"]) == ("202", "internal", True, True)
    assert [(leg["number"], leg["state"]) for leg in call["legs"]] == [("201", "answered"), ("202", "answered")]
    assert live.transfer("t-one", call["id"], to="203") == "who"
    assert live.transfer("t-one", call["id"], to="203", people=["p-boris"]) == "accepted"
    assert live.transfer("t-one", call["id"], to="204", people=["p-boris"]) == "nobody-talks"
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert hears(board, clara) == anna.host
    assert boris.gone
    leg = next(leg["id"] for leg in live.list("t-one")[0]["legs"] if leg["number"] == "201")
    assert live.transfer("t-one", call["id"], to="202", by=leg) == "accepted"
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    assert hears(board, clara) == boris.host


def test_only_device_of_a_conversation_transfers(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    live = LiveCalls(board.exchange)
    (call,) = live.list()
    assert live.transfer("t-one", call["id"], to="203") == "accepted"
    board.until(lambda: clara.rings)
    clara.refuse(486)
    board.until(lambda: board.steps().count("connected") == 2)
    assert "transfer_failed" in board.spoken()
    assert hears(board, boris) == board.operator.host


def test_two_calls_of_one_person_are_joined(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    talk(board, boris, "203", clara)
    live = LiveCalls(board.exchange)
    first, second = live.list("t-one", ["p-boris"])
    assert [call["id"] for call in live.list("t-one", ["p-clara"])] == [second["id"]]
    assert live.list("t-two") == live.list("t-one", ["p-anna"]) == []
    dora = board.phone("dora")
    talk(board, anna, "204", dora)
    foreign = next(one for one in live.list("t-one") if one["id"] not in {first["id"], second["id"]})
    assert live.transfer("t-one", first["id"], second=foreign["id"]) == "not-the-same-person"
    assert live.transfer("t-one", first["id"], second="none") == "no-second-call"
    assert live.transfer("t-one", first["id"], second=first["id"]) == "no-second-call"
    assert live.transfer("t-two", first["id"], second=second["id"]) == "no-call"
    assert live.transfer("t-one", first["id"], second=second["id"], people=["p-boris"]) == "accepted"
    board.run(1)
    assert hears(board, clara) == board.operator.host
    assert boris.gone


def test_hanging_up(board):
    boris = board.phone("boris")
    called_from_outside(board, boris)
    live = LiveCalls(board.exchange)
    (call,) = live.list("t-one")
    assert live.hang_up("t-one", call["id"], people=["p-anna"]) == "no-call"
    assert live.hang_up("t-two", call["id"]) == "no-call"
    assert live.hang_up("t-one", call["id"], people=["p-boris"]) == "accepted"
    over(board)
    assert boris.gone
    assert board.operator.gone
    assert board.call.reason == "ended by request"
