"""What the API does to parties of live calls: hold, mute, keys, announcements of one's own that are ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pair.company import company
from tests.pair.test_conference import leg_of, live, three_by_code
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import called_from_outside, hears, over, talk

from offhook.configuration import Prompt
from offhook.media import protocol as media
from offhook.switch.acting import Acting
from offhook.switch.announcing import Announcing
from offhook.switch.conferring import Conferring
from offhook.switch.live import LiveCalls

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer


def hold(board: Board, number: str, *, held: bool = True, **more: Any) -> str:
    acting = Acting(board.switch)
    answer = acting.hold("t-one", live(board)["id"], leg_of(board, number), held=held, by="crm", **more)
    board.run(0.3)
    return answer


def music(board: Board, peer: Peer) -> bool:
    """Whether the last that was played to a peer goes on for ever."""
    plays = [play for play in board.media.given(media.Play) if play.session == peer.session]
    return bool(plays) and plays[-1].repeat == 0


def two(board: Board) -> tuple[Peer, Peer]:
    anna, boris = board.phone("anna"), board.phone("boris")
    board.exchange.music = board.folder / "music.wav"
    talk(board, anna, "202", boris)
    return anna, boris


def finish(board: Board) -> None:
    LiveCalls(board.exchange).hang_up("t-one", live(board)["id"])
    over(board)


def test_hold_and_resume(board: Board) -> None:
    anna, boris = two(board)
    assert hold(board, "202") == "accepted"
    assert (hears(board, anna), hears(board, boris)) == ("", "")
    assert (music(board, boris), music(board, anna)) == (True, False)
    assert [(leg["number"], leg["on_hold"]) for leg in live(board)["legs"]] == [("201", False), ("202", True)]
    assert hold(board, "202") == "accepted"  # so already
    call, announcing = live(board)["id"], Announcing(board.switch)
    assert announcing.play("t-one", call, sound="goodbye") == "on-hold"
    assert Conferring(board.switch).mute("t-one", call, leg_of(board, "201"), muted=True) == "on-hold"
    assert hold(board, "202", held=False) == "accepted"
    assert hears(board, anna) == boris.host
    assert not music(board, boris)
    assert board.steps().count("put_on_hold") == board.steps().count("taken_off_hold") == 1
    anna.hang_up()
    over(board)


def test_hold_outlives_the_switch_and_who_is_held_may_leave(board: Board) -> None:
    anna, boris = two(board)
    hold(board, "202")
    board.restart(away_s=1)
    board.exchange.music = board.folder / "music.wav"
    board.run(1)
    assert (hears(board, anna), hears(board, boris)) == ("", "")
    assert live(board)["legs"][1]["on_hold"]
    assert hold(board, "202", held=False) == "accepted"
    assert hears(board, anna) == boris.host
    hold(board, "202")
    anna.hang_up()
    over(board)
    assert boris.gone


def test_held_party_is_transferred(board: Board) -> None:
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    board.exchange.music = board.folder / "music.wav"
    (call,) = LiveCalls(board.exchange).list("t-one")
    customer = next(leg["id"] for leg in call["legs"] if not leg["inside"])
    assert Acting(board.switch).hold("t-one", call["id"], customer, held=True, by="crm") == "accepted"
    board.run(0.5)
    assert LiveCalls(board.exchange).transfer("t-one", call["id"], to="203") == "accepted"
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    assert not any(leg["on_hold"] for leg in live(board)["legs"])
    board.operator.hang_up()
    over(board)


def test_hold_in_a_conference(board: Board) -> None:
    three = three_by_code(board)
    board.exchange.music = board.folder / "music.wav"
    peers = {"boris": three["boris"], "clara": three["clara"], "customer": board.operator}
    before = heard(board, **peers)
    assert hold(board, "203") == "accepted"
    assert "c" not in heard(board, boris=three["boris"], clara=three["clara"])["boris"]
    assert music(board, three["clara"])
    assert hold(board, "203", held=False) == "accepted"
    assert heard(board, **peers) == before
    finish(board)


def test_mute_one_of_two(board: Board) -> None:
    anna, boris = two(board)
    conferring, call = Conferring(board.switch), live(board)["id"]
    for _ in range(2):
        assert conferring.mute("t-one", call, leg_of(board, "202"), muted=True) == "accepted"
        board.run(0.3)
        assert heard(board, anna=anna, boris=boris) == {"anna": "", "boris": "a"}
    Announcing(board.switch).play("t-one", call, sound="goodbye")
    board.run(0.3)
    play = board.media.given(media.RoomPlay)[-1]
    board.media.end_room_play(play.room, play.play)
    board.run(0.3)
    assert heard(board, anna=anna, boris=boris) == {"anna": "", "boris": "a"}
    board.restart(away_s=1)
    board.run(0.5)
    assert heard(board, anna=anna, boris=boris) == {"anna": "", "boris": "a"}
    assert [leg["muted"] for leg in live(board)["legs"]] == [False, True]
    conferring = Conferring(board.switch)
    assert conferring.mute("t-one", call, leg_of(board, "202"), muted=False) == "accepted"
    board.run(0.3)
    assert hears(board, anna) == boris.host
    assert board.media.rooms == {}
    anna.hang_up()
    over(board)


def test_own_prompt_is_said_and_ended(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    board.use(company(prompts=(Prompt(id="p", name="sales", language="en", file="/own/sales.wav"),)))
    talk(board, anna, "202", boris)
    call, announcing = live(board)["id"], Announcing(board.switch)
    assert announcing.stop("t-one", call, by="crm") == "no-announcement"
    assert announcing.play("t-one", call, sound="sales") == "accepted"
    board.run(0.3)
    play = board.media.given(media.RoomPlay)[-1]
    assert play.items[0].file == "/own/sales.wav"
    assert (
        announcing.stop("t-two", call, by="crm")
        == announcing.stop("t-one", call, by="", people=["p-clara"])
        == "no-call"
    )
    assert announcing.stop("t-one", call, by="crm") == "accepted"
    assert board.media.given(media.RoomStop)[-1].play == play.play
    board.media.end_room_play(play.room, play.play)
    board.run(0.3)
    assert board.media.rooms == {}
    assert announcing.stop("t-one", call, by="crm") == "no-announcement"
    anna.hang_up()
    over(board)


def test_keys(board: Board) -> None:
    boris = board.phone("boris")
    called_from_outside(board, boris)
    acting = Acting(board.switch)
    call = live(board)["id"]
    customer = next(leg["id"] for leg in live(board)["legs"] if not leg["inside"])
    wish: dict[str, Any] = {"keys": {"digits": "12#", "each_ms": 80, "by": "crm"}}
    assert acting.send_keys("t-one", call, customer, people=["p-boris"], **wish) == "accepted"
    sent = board.media.given(media.DigitsSend)[-1]
    assert (sent.session, sent.digits, sent.duration_ms) == (board.operator.session, "12#", 80)
    step = next(step for step in board.call.steps if step.kind == "keys_sent")
    assert step.detail["count"] == 3
    assert "12#" not in str(step.detail)
    assert acting.send_keys("t-one", call, "nobody", **wish) == "no-leg"
    assert acting.send_keys("t-one", call, customer, people=["p-anna"], **wish) == "no-call"
    assert acting.send_keys("t-two", call, customer, **wish) == "no-call"
    board.operator.hang_up()
    over(board)


def test_at_the_wrong_moment(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    call, acting = live(board)["id"], Acting(board.switch)
    ringing = leg_of(board, "202")
    assert acting.hold("t-one", call, ringing, held=True, by="") == "nobody-talks"
    assert acting.send_keys("t-one", call, ringing, keys={"digits": "1", "each_ms": 100, "by": ""}) == "not-answered"
    assert Conferring(board.switch).mute("t-one", call, ringing, muted=True) == "no-conference"
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.5)
    assert acting.hold("t-one", call, "nobody", held=True, by="") == "no-leg"
    assert acting.hold("t-one", call, ringing, held=True, by="", people=["p-clara"]) == "no-call"
    assert acting.hold("t-two", call, ringing, held=True, by="") == "no-call"
    anna.hang_up()
    over(board)


def test_not_in_a_conference_that_is_dialled_into(board: Board) -> None:
    with_conference(board)
    comes_in(board, "anna")
    call = live(board)
    answer = Acting(board.switch).hold("t-one", call["id"], call["legs"][0]["id"], held=True, by="")
    assert answer == "no-hold-there"
