"""Supervision of three and more, and of who dialled into a conference: who hears whom, and what ends."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.pair.test_conference import leg_of
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import called_from_outside, hears, over

from offhook.configuration import Configuration
from offhook.switch.conferring import Conferring
from offhook.switch.live import LiveCalls
from offhook.switch.supervising import Supervising


def led_by_dora(board, **changes: Any) -> None:
    """Let Dora of the company that there is supervise."""
    (plain,) = board.configuration.companies
    people = tuple(replace(one, may_supervise=one.name == "Dora") for one in plain.people)
    board.take(Configuration((replace(plain, people=people, **changes),), 0))


def supervise(board, call: str, mode: str = "listen", **wish: Any) -> str:
    return Supervising(board.switch).supervise("t-one", call, mode=mode, **{"extension": "204", **wish})


def first(board) -> str:
    return next(iter(board.exchange.calls))


def invited(board, peer: Any, number: str) -> Any:
    """Call somebody into the only conversation, who answers; return the dialog."""
    assert Conferring(board.switch).invite("t-one", first(board), number) == "accepted"
    board.until(lambda: peer.rings)
    dialog = peer.answer()
    board.run(1)
    return dialog


def three(board, **changes: Any) -> dict[str, Any]:
    """Boris and Clara talk with a customer."""
    led_by_dora(board, **changes)
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    invited(board, clara, "203")
    return {"boris": boris, "clara": clara, "operator": board.operator}


def joined(board, parties: dict[str, Any], mode: str = "listen", **wish: Any) -> Any:
    """Let Dora in; she is one of the parties from then on."""
    parties["dora"] = dora = board.phone("dora")
    assert supervise(board, first(board), mode, **wish) == "accepted"
    board.until(lambda: dora.rings)
    dialog = dora.answer()
    board.run(1)
    return dialog


ALONE = {"boris": "co", "clara": "bo", "operator": "bc"}
LISTEN = ALONE | {"dora": "bco"}
WHISPER_BORIS = LISTEN | {"boris": "cod"}
WHISPER_CLARA = LISTEN | {"clara": "bod"}
BARGE = {"boris": "cod", "clara": "bod", "operator": "bcd", "dora": "bco"}


def same(found: dict[str, str], expected: dict[str, str]) -> bool:
    return {who: sorted(whom) for who, whom in found.items()} == {who: sorted(whom) for who, whom in expected.items()}


@pytest.mark.parametrize("by_key", [False, True])
def test_a_conference_of_three(board, by_key):
    parties = three(board)
    dialog = joined(board, parties, agent=leg_of(board, "202"))
    dora = parties["dora"]
    assert same(heard(board, **parties), LISTEN)
    for mode, key, result in (("whisper", "5", WHISPER_BORIS), ("barge", "6", BARGE), ("listen", "4", LISTEN)):
        dora.press(key) if by_key else supervise(board, first(board), mode)
        board.run(0.5)
        assert same(heard(board, **parties), result)
    assert supervise(board, first(board), "whisper", agent=leg_of(board, "203")) == "accepted"
    board.run(0.5)
    assert same(heard(board, **parties), WHISPER_CLARA)
    (recorder,) = board.media.recorders.values()
    (room,) = board.media.rooms
    assert recorder.taps == {0: f"room {room}"}
    dora.hang_up(dialog)
    board.run(1)
    del parties["dora"]
    assert same(heard(board, **parties), ALONE)
    assert board.steps()[-1] == "supervision_ended"
    board.operator.hang_up()
    board.run(1)
    assert hears(board, parties["boris"]) == parties["clara"].host


def test_who_supervises_two_supervises_three_and_then_two_again(board):
    led_by_dora(board)
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    parties: dict[str, Any] = {"boris": boris, "operator": board.operator}
    joined(board, parties, "whisper")
    invited(board, clara, "203")
    assert same(heard(board, **parties, clara=clara), WHISPER_BORIS)
    assert Conferring(board.switch).remove("t-one", first(board), leg_of(board, "202")) == "accepted"
    board.run(1)
    left = {"clara": clara, "operator": board.operator, "dora": parties["dora"]}
    assert same(heard(board, **left), {"clara": "o", "operator": "c", "dora": "co"})
    parties["dora"].press("7")
    board.run(1)
    assert hears(board, parties["dora"]) == board.operator.host
    assert clara.gone
    board.operator.hang_up()
    over(board)


@pytest.mark.parametrize("by_key", [False, True])
def test_taking_over_in_a_conference(board, by_key):
    parties = three(board)
    joined(board, parties, agent=leg_of(board, "202"))
    parties["dora"].press("7") if by_key else supervise(board, first(board), "take_over")
    board.run(1)
    assert parties.pop("boris").gone
    assert same(heard(board, **parties), {"clara": "do", "operator": "cd", "dora": "co"})
    assert board.detail("taken_over") == {"who": "Dora", "instead": "Boris"}
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert same(heard(board, **parties), {"clara": "do", "operator": "cd", "dora": "co"})
    board.operator.hang_up()
    board.run(1)
    assert hears(board, parties["dora"]) == parties["clara"].host


@pytest.mark.parametrize("kind", ["conference", "meeting"])
def test_the_warning_and_a_killed_switch(board, kind):
    if kind == "conference":
        parties = three(board, supervision_tone=True)
        alone = ALONE
    else:
        parties, alone = meeting(board, supervision_tone=True), MEETING
    joined(board, parties)
    (room,) = board.media.rooms.values()
    assert [play.to for play in room.plays if play.play == "warning"] == [None]
    assert board.restart(away_s=1) == (1 if kind == "conference" else 3)
    board.run(1)
    assert parties.pop("dora").gone
    assert same(heard(board, **parties), alone)
    (room,) = board.media.rooms.values()
    assert [play.play for play in room.plays if not play.repeat] == []


def test_the_warning_ends_with_the_supervision(board):
    parties = three(board, supervision_tone=True)
    dialog = joined(board, parties)
    parties["dora"].hang_up(dialog)
    board.run(1)
    (room,) = board.media.rooms.values()
    assert [play.play for play in room.plays if not play.repeat] == []


MEETING = {"anna": "bc", "boris": "ac", "clara": "ab"}


def meeting(board, **changes: Any) -> dict[str, Any]:
    with_conference(board)
    led_by_dora(board, **changes)
    return {name: comes_in(board, name) for name in ("anna", "boris", "clara")}


def test_a_meeting(board):
    parties = meeting(board)
    calls = LiveCalls(board.exchange).list("t-one")
    (boris,) = [one for one in calls if one["legs"][0]["number"] == "202"]
    joined(board, parties, "whisper", agent=boris["legs"][0]["id"])
    assert same(heard(board, **parties), MEETING | {"boris": "acd", "dora": "abc"})
    assert len(board.exchange.calls) == 3
    (clara,) = [one for one in calls if one["legs"][0]["number"] == "203"]
    assert supervise(board, clara["id"], "whisper", agent=clara["legs"][0]["id"]) == "accepted"
    board.run(0.5)
    assert same(heard(board, **parties), MEETING | {"clara": "abd", "dora": "abc"})
    assert supervise(board, clara["id"], "take_over") == "no-take-over"
    parties["dora"].press("7")
    board.run(0.5)
    assert same(heard(board, **parties), MEETING | {"clara": "abd", "dora": "abc"})
    dora = parties.pop("dora")
    second = board.phone("dora", host="203.0.113.99")
    second.dial("*55201")
    board.run(1)
    assert second.refused == 486
    parties.pop("boris").hang_up()  # whose call she came into
    board.run(1)
    assert dora.gone
    assert same(heard(board, **parties), {"anna": "c", "clara": "a"})


def test_a_meeting_by_code(board):
    parties = meeting(board)
    parties["dora"] = dora = board.phone("dora")
    dora.dial("*55203")
    board.until(lambda: dora.talks)
    board.run(1)
    assert same(heard(board, **parties), MEETING | {"dora": "abc"})
    dora.press("5")
    board.run(0.5)
    assert same(heard(board, **parties), MEETING | {"clara": "abd", "dora": "abc"})


def test_who_takes_part_does_not_supervise(board):
    parties = meeting(board)
    dora = comes_in(board, "dora")
    assert supervise(board, first(board)) == "own-call"
    dora.dial("*55201")
    board.run(1)
    assert dora.refused == 403
    assert set(parties) == {"anna", "boris", "clara"}


def test_a_supervisor_is_shown_to_leaders_only(board):
    parties = three(board)
    joined(board, parties, "whisper", agent=leg_of(board, "202"))
    live = LiveCalls(board.exchange)

    def supervisors(person: str | None) -> list[Any]:
        (call,) = live.list("t-one", None if person is None else [person])
        return [
            (leg["number"], leg["supervises"]) for leg in call["legs"] if leg["supervises"] or leg["number"] == "204"
        ]

    assert supervisors(None) == supervisors("p-dora") == [("204", "whisper")]
    assert supervisors("p-boris") == []
    (call,) = live.list("t-one")
    assert [leg["agent"] for leg in call["legs"] if leg["agent"]] == [leg_of(board, "202")]
