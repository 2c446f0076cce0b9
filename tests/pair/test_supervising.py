"""Supervision of a running conversation by a whole switch: by the API and by code, who may, and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.pair.company import company
from tests.pair.test_transfer import called_from_outside, hears, over, talk

from offhook.media import protocol as media
from offhook.switch.live import LiveCalls
from offhook.switch.supervising import Supervising


def led_by_dora(board, of: tuple[str, ...] | None = None, **changes: Any) -> None:
    """Have a company in which Dora may supervise: everybody, or these people."""
    plain = company()
    people = tuple(
        replace(one, may_supervise=one.name == "Dora", supervises=of if one.name == "Dora" else None)
        for one in plain.people
    )
    board.use(replace(plain, people=people, **changes))


def ask(board, mode: str = "listen", **wish: Any) -> str:
    (call,) = LiveCalls(board.exchange).list("t-one")
    return Supervising(board.switch).supervise("t-one", call["id"], mode=mode, **{"extension": "204", **wish})


def heard(board, **peers: Any) -> dict[str, str]:
    """Whom each hears, by first letters."""
    return {
        name: "".join(
            other[0] for other, two in peers.items()
            if two is not one and board.media.hears(one.session, two.session) == 0.0
        )
        for name, one in peers.items()
    }  # fmt: skip


def supervised(board) -> tuple[dict[str, Any], Any]:
    """Boris talks with a customer, Dora listens; return them and her dialog."""
    led_by_dora(board)
    boris, dora = board.phone("boris"), board.phone("dora")
    called_from_outside(board, boris)
    assert ask(board) == "accepted"
    board.until(lambda: dora.rings)
    dialog = dora.answer()
    board.run(1)
    return {"boris": boris, "customer": board.operator, "dora": dora}, dialog


LISTEN = {"boris": "c", "customer": "b", "dora": "bc"}
WHISPER = {"boris": "cd", "customer": "b", "dora": "bc"}
BARGE = {"boris": "cd", "customer": "bd", "dora": "bc"}


@pytest.mark.parametrize("by_key", [False, True])
def test_the_modes(board, by_key):
    three, dialog = supervised(board)
    boris, dora = three["boris"], three["dora"]
    assert heard(board, **three) == LISTEN
    for mode, key, result in (("whisper", "5", WHISPER), ("barge", "6", BARGE), ("listen", "4", LISTEN)):
        if by_key:
            dora.press(key)
        else:
            assert ask(board, mode) == "accepted"
        board.run(0.5)
        assert heard(board, **three) == result
    dora.press("9#")
    assert heard(board, **three) == LISTEN
    dora.hang_up(dialog)
    board.run(1)
    assert hears(board, boris) == board.operator.host
    assert board.media.rooms == {}
    modes = ["listening", "whispering", "barging", "listening", "supervision_ended"]
    assert [one for one in board.steps() if one in modes] == modes
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: boris.session}
    board.operator.hang_up()
    assert board.ended().result == "answered"
    assert boris.gone


@pytest.mark.parametrize("how", ["key", "request", "at once"])
def test_take_over(board, how):
    if how == "at once":
        led_by_dora(board)
        boris, dora = board.phone("boris"), board.phone("dora")
        called_from_outside(board, boris)
        assert ask(board, "take_over", device="dora", extension="") == "accepted"
        board.until(lambda: dora.rings)
        dora.answer()
    else:
        three, _ = supervised(board)
        boris, dora = three["boris"], three["dora"]
        dora.press("7") if how == "key" else ask(board, "take_over")
    board.run(1)
    assert hears(board, dora) == board.operator.host
    assert boris.gone
    assert board.detail("taken_over") == {"who": "Dora", "instead": "Boris"}
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: dora.session}
    board.operator.hang_up()
    assert board.ended().result == "answered"
    assert dora.gone


def test_by_code(board):
    led_by_dora(board)
    anna, boris, dora = board.phone("anna"), board.phone("boris"), board.phone("dora")
    talk(board, anna, "202", boris)
    dora.dial("*55202")
    board.until(lambda: dora.talks)
    board.run(1)
    three = {"anna": anna, "boris": boris, "dora": dora}
    assert heard(board, **three) == {"anna": "b", "boris": "a", "dora": "ab"}
    dora.press("5")
    assert heard(board, **three) == {"anna": "b", "boris": "ad", "dora": "ab"}
    second = board.phone("dora", host="203.0.113.99")
    second.dial("*55201")
    board.run(1)
    assert second.refused == 486
    assert len(board.calls) == 1
    anna.hang_up()
    over(board)
    assert dora.gone


@pytest.mark.requirement("SV-01")
def test_a_supervisor_of_groups_comes_to_their_people_only(board):
    """By the API and by code alike; the login's own limit holds, too."""
    led_by_dora(board, of=("p-boris", "p-dora"))
    anna, boris, clara, dora = (board.phone(name) for name in ("anna", "boris", "clara", "dora"))
    talk(board, anna, "203", clara)
    assert ask(board) == "no-call"
    dora.dial("*55203")
    board.run(1)
    assert dora.refused == 404
    anna.hang_up()
    board.run(1)
    talk(board, anna, "202", boris)
    assert ask(board, over=["p-clara"]) == "no-call"
    assert ask(board, over=["p-boris"]) == "accepted"
    board.until(lambda: dora.rings)


def test_who_may_not(board):
    led_by_dora(board)
    anna, boris, dora = board.phone("anna"), board.phone("boris"), board.phone("dora")
    clara = board.phone("clara")
    clara.dial("*55202")
    board.run(1)
    assert clara.refused == 403
    for number, status in (("*55202", 480), ("*55777", 404)):
        dora.dial(number)
        board.run(1)
        assert dora.refused == status
    talk(board, anna, "204", dora)
    dora.dial("*55201")
    board.run(1)
    assert dora.refused == 403
    assert ask(board) == "own-call"
    anna.hang_up()
    over(board)
    talk(board, anna, "202", boris)
    assert ask(board, extension="203") == "no-right"
    assert ask(board, extension="204", people=["p-anna"]) == "no-right"
    for wish in ({"extension": "600"}, {"extension": "777"}, {"device": "nobody"}, {"extension": ""}):
        assert ask(board, **wish) == "no-phone"
    assert ask(board, extension="", login="p-dora", people=["p-dora"], agent="other") == "no-agent"
    supervising = Supervising(board.switch)
    (call,) = LiveCalls(board.exchange).list("t-one")
    assert supervising.supervise("t-two", call["id"], mode="listen", extension="204") == "no-call"
    assert supervising.supervise("t-one", "none", mode="listen", extension="204") == "no-call"
    anna.hang_up()
    board.run(1)
    assert supervising.supervise("t-one", call["id"], mode="listen", extension="204") == "no-call"


def test_nobody_talks_yet(board):
    led_by_dora(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    board.phone("dora")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(0.5)
    assert ask(board) == "nobody-talks"
    anna.cancel()
    board.ended()


@pytest.mark.parametrize("how", ["refuses", "is silent", "is not there", "without media"])
def test_a_supervisor_that_does_not_come(board, how):
    led_by_dora(board)
    boris = board.phone("boris")
    dora = board.phone("dora", registered=how != "is not there")
    called_from_outside(board, boris)
    if how == "without media":
        board.media.refusing[media.SessionOpen] = "no-ports"
    assert ask(board) == ("no-phone" if how == "is not there" else "accepted")
    board.run(1)
    assert ask(board) == {"is not there": "no-phone", "without media": "accepted"}.get(how, "supervised")
    if how == "refuses":
        dora.refuse(486)
    board.run(35)
    if how != "is not there":
        assert "not_admitted" in board.steps()
    assert not dora.rings
    assert hears(board, boris) == board.operator.host
    board.operator.hang_up()
    board.until(lambda: board.over)
    board.run(1)


def test_the_conversation_ends_while_the_supervisor_listens(board):
    three, _ = supervised(board)
    board.operator.hang_up()
    board.ended()
    assert three["dora"].gone


def test_the_conversation_ends_while_the_supervisor_rings(board):
    led_by_dora(board)
    boris, dora = board.phone("boris"), board.phone("dora")
    called_from_outside(board, boris)
    assert ask(board, "barge") == "accepted"
    board.until(lambda: dora.rings)
    board.operator.hang_up()
    board.ended()
    assert not dora.rings


def test_a_transfer_ends_the_supervision(board):
    three, _ = supervised(board)
    clara = board.phone("clara")
    (call,) = LiveCalls(board.exchange).list("t-one")
    assert LiveCalls(board.exchange).transfer("t-one", call["id"], to="203") == "accepted"
    board.until(lambda: clara.rings)
    assert three["dora"].gone
    clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host


def test_the_supervisor_is_gone_after_a_restart_and_the_two_talk(board):
    three, _ = supervised(board)
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert three["dora"].gone
    assert hears(board, three["boris"]) == board.operator.host
    board.operator.hang_up()
    board.ended()


@pytest.mark.parametrize("wanted", [False, True])
def test_the_warning_tone(board, wanted):
    led_by_dora(board, supervision_tone=wanted)
    boris, dora = board.phone("boris"), board.phone("dora")
    called_from_outside(board, boris)
    ask(board)
    board.until(lambda: dora.rings)
    dora.answer()
    board.run(1)
    sides = [sorted(one.to) for one in board.media.given(media.RoomPlay)]
    assert sides == ([sorted([boris.session, board.operator.session])] if wanted else [])
