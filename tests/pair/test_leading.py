"""Leading a conference by keys: lock, mute, record, end, call somebody in; who does not lead, and a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.pair.company import OUTSIDE
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_supervising import heard

from offhook.media import protocol as media
from offhook.switch.conferring import Conferring


def with_pin(board, name: str, pin: str) -> Any:
    peer = board.phone(name)
    inside = len(board.exchange.meetings["e-room"].members) if board.exchange.meetings else 0
    peer.dial("500")
    board.run(2)
    peer.press(pin)
    board.until(lambda: len(board.exchange.meetings["e-room"].members) > inside if board.exchange.meetings else False)
    board.run(0.5)
    return peer


def told(board) -> str:
    """What was said last in the room."""
    said = [play.items[0] for play in board.media.given(media.RoomPlay) if isinstance(play.items[0], media.File)]
    return Path(said[-1].file).stem


def led(board) -> dict[str, Any]:
    """Anna leads, Boris and Clara take part."""
    with_conference(board, pin="4711", moderator_pin="471199")
    return {
        "anna": with_pin(board, "anna", "471199"),
        "boris": with_pin(board, "boris", "4711#"),
        "clara": with_pin(board, "clara", "4711#"),
    }


@pytest.mark.requirement("FE-06")
def test_mute_all_and_restart(board):
    three = led(board)
    three["anna"].press("*5")
    board.run(0.5)
    assert heard(board, **three) == {"anna": "", "boris": "a", "clara": "a"}
    three["boris"].press("*6")
    board.run(0.5)
    assert told(board) == "only_leaders"
    board.restart(away_s=1)
    board.run(1)
    dora = with_pin(board, "dora", "4711#")
    assert heard(board, **three, dora=dora) == {"anna": "", "boris": "a", "clara": "a", "dora": "a"}
    three["anna"].press("*5")
    board.run(0.5)
    assert heard(board, **three)["anna"] == "bcd" or heard(board, **three, dora=dora)["anna"] == "bcd"
    three["anna"].press("*9")
    board.until(lambda: board.over)


def test_lock(board):
    three = led(board)
    three["anna"].press("*2")
    board.run(0.5)
    board.restart(away_s=1)
    board.run(1)
    dora = board.phone("dora")
    dora.dial("500")
    board.run(2)
    dora.press("4711#")
    board.until(lambda: dora.gone)
    assert "meeting_is_locked" in board.spoken()
    three["boris"].press("*2")  # does not lead
    board.run(0.5)
    assert board.exchange.meetings["e-room"].state.locked
    three["anna"].press("*2")
    board.run(0.5)
    assert told(board) == "meeting_open"
    three["anna"].press("*9")
    board.until(lambda: board.over)
    assert all(peer.gone for peer in three.values())


def test_recording_on_and_off(board):
    three = led(board)
    assert len(board.media.recorders) == 1
    three["anna"].press("*1")
    board.run(1)
    assert board.media.recorders == {}
    board.restart(away_s=1)
    board.run(1)
    dora = with_pin(board, "dora", "4711#")
    assert board.media.recorders == {}
    three["anna"].press("*1")
    board.run(1)
    assert len(board.media.recorders) == 1
    assert told(board) == "recording_begins"
    dora.hang_up()
    three["anna"].press("*9")
    board.until(lambda: board.over)


def test_one_mutes_himself(board):
    with_conference(board)
    anna, boris = comes_in(board, "anna"), comes_in(board, "boris")
    boris.press("*6")
    board.run(0.5)
    assert heard(board, anna=anna, boris=boris) == {"anna": "", "boris": "a"}
    boris.press("*6")
    board.run(0.5)
    assert heard(board, anna=anna, boris=boris) == {"anna": "b", "boris": "a"}
    boris.press("*9")  # without a PIN for it all people of the company lead
    board.until(lambda: board.over)


@pytest.mark.requirement("FE-06")
def test_somebody_outside_is_called_in(board):
    three = led(board)
    three["anna"].press(f"*3{OUTSIDE[1:]}#".replace("372", "00372", 1))
    board.until(lambda: bool(board.operator.invites))
    dialog = board.operator.answer()
    board.run(1)
    assert len(board.exchange.meetings["e-room"].members) == 3  # it may be a voicemail
    board.operator.press("1")
    board.run(1)
    assert len(board.exchange.meetings["e-room"].members) == 4
    board.restart(away_s=1)
    board.run(1)
    assert len(board.exchange.meetings["e-room"].members) == 4
    board.operator.hang_up(dialog)
    board.run(1)
    assert board.calls[-1].result == "answered"
    three["anna"].press("*9")
    board.until(lambda: board.over)


def test_guest_who_does_not_come_is_told(board):
    three = led(board)
    three["anna"].press("*3204#")  # Dora has no telephone
    board.run(0.5)
    assert told(board) == "number_not_known"
    dora = board.phone("dora")
    three["anna"].press("*3204")
    board.until(lambda: dora.rings, 20)  # without # after a while
    dora.refuse(486)
    board.run(1)
    assert told(board) == "guest_is_not_coming"
    three["boris"].press("*3204#")
    board.run(9)
    assert len(dora.invites) == 1
    three["anna"].press("*9")
    board.until(lambda: board.over)


def test_by_the_api(board):
    led(board)
    dora = board.phone("dora")
    (call, *_) = board.exchange.calls
    assert Conferring(board.switch).invite("t-one", call, "999") == "no-number"
    assert Conferring(board.switch).invite("t-one", call, "204") == "accepted"
    board.until(lambda: dora.rings)
    dialog = dora.answer()
    board.run(1)
    assert len(board.exchange.meetings["e-room"].members) == 4
    dora.hang_up(dialog)
    board.run(1)
    for leg in list(board.exchange.meetings["e-room"].members):
        leg.hang_up()
    board.until(lambda: board.over)
