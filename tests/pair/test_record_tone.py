"""The beep of a recording: who hears it, through hold, transfer, conference, supervision and a killed switch."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_supervising import heard
from tests.pair.test_supervising_conferences import first, invited, joined, led_by_dora
from tests.pair.test_transfer import over, talk

from offhook.call.pair_room import RECORD_TONE_PLAY
from offhook.configuration import Configuration
from offhook.media import protocol as media
from offhook.switch.live import LiveCalls


def toned(board) -> None:
    (plain,) = board.configuration.companies
    board.take(Configuration((replace(plain, record_tone=True),), 0))


def two(board) -> dict[str, Any]:
    toned(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    board.run(0.5)
    return {"anna": anna, "boris": boris}


def beeping(board) -> list[tuple[set[str], int]]:
    """Who is in each room with the beep, and how often it is played."""
    return [
        (room.members, [play.play for play in room.plays if not play.repeat].count(RECORD_TONE_PLAY))
        for room in board.media.rooms.values()
    ]


def sessions(**peers: Any) -> set[str]:
    return {peer.session for peer in peers.values()}


def test_both_hear_it_and_the_recording_is_of_both(board):
    parties = two(board)
    assert beeping(board) == [(sessions(**parties), 1)]
    assert heard(board, **parties) == {"anna": "b", "boris": "a"}
    (play,) = board.media.given(media.RoomPlay)
    assert (play.repeat, play.to) == (0, None)
    assert play.items == [media.Tone(tone="beep"), media.Silence(silence_ms=14_600)]
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: parties["anna"].session, 1: parties["boris"].session}
    parties["anna"].hang_up()
    over(board)
    assert board.media.rooms == {}


@pytest.mark.parametrize("wanted", [False, True])
def test_nobody_who_is_not_recorded_hears_it(board, wanted):
    if wanted:
        toned(board)
        board.media.refusing[media.RecordOpen] = "bad-value"
        board.faults |= {"no-recorder", "bad-value"}
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    board.run(0.5)
    assert board.media.rooms == {}
    assert heard(board, anna=anna, boris=boris) == {"anna": "b", "boris": "a"}
    anna.hang_up()
    over(board)


def test_it_survives_the_switch_without_a_word(board):
    parties = two(board)
    rooms = list(board.media.rooms)
    board.kill()
    before = len(board.media.commands)
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert list(board.media.rooms) == rooms
    assert not [one for one in board.media.commands[before:] if isinstance(one, media.RoomJoin | media.Link)]
    assert heard(board, **parties) == {"anna": "b", "boris": "a"}
    parties["anna"].hang_up()
    over(board)
    assert board.media.rooms == {}


def test_keys_reach_the_other_party(board):
    parties = two(board)
    parties["anna"].press("5")
    board.run(0.5)
    assert [(one.session, one.digits) for one in board.media.given(media.DigitsSend)] == [
        (parties["boris"].session, "5")
    ]


def test_after_a_transfer_the_new_two_hear_it(board):
    parties = two(board)
    clara = board.phone("clara")
    by = next(leg["id"] for leg in LiveCalls(board.exchange).list("t-one")[0]["legs"] if leg["number"] == "202")
    assert LiveCalls(board.exchange).transfer("t-one", first(board), to="203", by=by) == "accepted"
    board.until(lambda: clara.rings)
    assert board.media.rooms == {}
    clara.answer()
    board.run(1)
    now = {"anna": parties["anna"], "clara": clara}
    assert beeping(board) == [(sessions(**now), 1)]
    assert heard(board, **now) == {"anna": "c", "clara": "a"}


def test_in_a_conference_and_under_supervision(board):
    led_by_dora(board)
    parties = two(board)
    clara = board.phone("clara")
    supervision = joined(board, parties)
    assert beeping(board) == [(sessions(**parties), 1)]
    conference = invited(board, clara, "203")
    assert beeping(board) == [(sessions(**parties, clara=clara), 1)]
    clara.hang_up(conference)
    board.run(1)
    assert beeping(board) == [(sessions(**parties), 1)]
    parties.pop("dora").hang_up(supervision)
    board.run(1)
    assert beeping(board) == [(sessions(**parties), 1)]
    assert heard(board, **parties) == {"anna": "b", "boris": "a"}


def test_in_a_meeting_once(board):
    with_conference(board)
    toned(board)
    parties = {name: comes_in(board, name) for name in ("anna", "boris")}
    assert beeping(board) == [(sessions(**parties), 1)]
    parties.pop("anna").hang_up()
    board.run(1)
    assert beeping(board) == [(sessions(**parties), 1)]
