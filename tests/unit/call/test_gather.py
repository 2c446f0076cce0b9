"""Gathering keys: type-ahead, numbers that begin alike, pauses."""

from __future__ import annotations

import asyncio
from collections import deque
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pair.virtual_time import VirtualLoop

from offhook.call.call import Call
from offhook.call.events import DigitPressed, PlayDone
from offhook.call.play import Verdict, gather, judge_numbers, play

C, O, P, W = Verdict.COMPLETE, Verdict.OPEN, Verdict.PREFIX, Verdict.WRONG  # noqa: E741
keys = st.text("0123456789*#", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [("1", C), ("2", O), ("20", P), ("201", C), ("204", C), ("205", W), ("2011", W), ("9", W), ("3", P), ("*", W)],
)
def test_verdicts(typed, verdict):
    assert judge_numbers({"1", "2", "201", "204", "301"})(typed) is verdict


def test_nothing_is_right_where_there_is_nothing():
    assert judge_numbers(set())("1") is W


@given(st.sets(keys, max_size=8), keys)
def test_verdicts_agree_with_what_can_follow(numbers, typed):
    verdict = judge_numbers(numbers)(typed)
    assert (typed in numbers) == (verdict in {C, O})
    assert any(one.startswith(typed) and one != typed for one in numbers) == (verdict in {O, P})


class Typed:
    """A call and its leg, with keys that come at given times."""

    def __init__(self, loop: VirtualLoop) -> None:
        exchange = SimpleNamespace(loop=loop, media=SimpleNamespace(post=self._post))
        self.loop = loop
        self.commands: list[object] = []
        self.call = Call(exchange, None, "c", "inbound", None, "")  # type: ignore[arg-type]
        self.leg = SimpleNamespace(digits=deque(), gone=False, call=self.call, leg_id="l", next_play=lambda: "l:1")

    def _post(self, command: object) -> None:
        self.commands.append(command)

    def press(self, digit: str, *, by_info: bool = False) -> None:
        self.leg.digits.append(digit)
        self.call.post(DigitPressed(self.leg, digit, by_info))  # type: ignore[arg-type]

    def at(self, seconds: float, digit: str) -> None:
        self.loop.call_later(seconds, self.press, digit)


@pytest.fixture
def typed():
    loop = VirtualLoop()
    yield Typed(loop)
    loop.close()


def gathered(typed: Typed, numbers: set[str], **limits: float) -> tuple[str, Verdict, float]:
    start = typed.loop.time()
    judge = judge_numbers(numbers)
    task = gather(typed.call, typed.leg, judge, **({"wait_s": 5.0, "digit_s": 1.5} | limits))  # type: ignore[arg-type]
    found, verdict = typed.loop.run_until_complete(task)
    return found, verdict, round(typed.loop.time() - start, 3)


def test_silence(typed):
    assert gathered(typed, {"1"}) == ("", P, 5.0)


def test_pause_after_a_valid_prefix(typed):
    typed.at(1, "2")
    assert gathered(typed, {"2", "201"}) == ("2", O, 2.5)


def test_pause_after_half_a_number(typed):
    typed.at(4, "2")
    typed.at(5, "0")
    assert gathered(typed, {"2", "201"}) == ("20", P, 6.5)


def test_complete_number_ends_at_once(typed):
    for second, digit in enumerate("201"):
        typed.at(second, digit)
    assert gathered(typed, {"2", "201"}) == ("201", C, 2.0)


def test_wrong_key_ends_at_once_and_leaves_the_rest(typed):
    for digit in "96":
        typed.press(digit)
    assert gathered(typed, {"2"}) == ("9", W, 0.0)
    assert list(typed.leg.digits) == ["6"]


def test_type_ahead_counts_and_what_follows_stays(typed):
    for digit in "2017":
        typed.press(digit)
    assert gathered(typed, {"2", "201"}) == ("201", C, 0.0)
    assert list(typed.leg.digits) == ["7"]


@given(st.sets(keys, min_size=1, max_size=6), st.lists(st.tuples(st.floats(0.01, 4), st.sampled_from("0123456789*#"))))
def test_gathering_always_ends(numbers, presses):
    loop = VirtualLoop()
    try:
        typed = Typed(loop)
        at = 0.0
        for pause, digit in presses:
            at += pause
            typed.at(at, digit)
        found, verdict, seconds = gathered(typed, numbers)
        assert verdict is (judge_numbers(numbers)(found) if found else P)
        assert seconds <= 5 + 4 * 4 + 1.5
        assert len(found) <= max(len(one) for one in numbers) + 1
    finally:
        loop.close()


def played(typed: Typed, items: list, **options: bool) -> bool:
    return typed.loop.run_until_complete(play(typed.call, typed.leg, items, **options))  # type: ignore[arg-type]


def test_play_of_nothing_and_play_after_a_key_play_nothing(typed):
    assert played(typed, []) is False
    typed.press("1")
    assert played(typed, [object()], interruptible=True) is True
    assert typed.commands == []


def test_info_key_stops_a_play_that_the_media_server_does_not(typed):
    typed.loop.call_later(1, lambda: typed.press("5", by_info=True))
    assert played(typed, [], interruptible=True) is False
    assert played(typed, [object()], interruptible=True) is True
    assert [type(command).__name__ for command in typed.commands] == ["Play", "PlayStop"]


def test_key_that_stopped_a_play_is_waited_for_until_it_is_up(typed):
    done = PlayDone(typed.leg, "l:1", "digit")  # type: ignore[arg-type]
    typed.loop.call_later(1, typed.call.post, done)
    typed.at(3, "7")
    start = typed.loop.time()
    assert played(typed, [object()], interruptible=True) is True
    assert typed.loop.time() - start == pytest.approx(3, abs=0.01)
    assert list(typed.leg.digits) == ["7"]


def test_key_that_never_comes_up_is_not_waited_for_for_ever(typed):
    done = PlayDone(typed.leg, "l:1", "digit")  # type: ignore[arg-type]
    typed.call.post(done)
    start = typed.loop.time()
    assert played(typed, [object()], interruptible=True) is True
    assert typed.loop.time() - start == pytest.approx(5, abs=0.01)


def test_end_of_another_play_is_not_the_end_of_this_one(typed):
    typed.call.post(PlayDone(typed.leg, "l:0", "replaced"))  # type: ignore[arg-type]
    typed.loop.call_later(2, typed.call.post, PlayDone(typed.leg, "l:1", "finished"))  # type: ignore[arg-type]
    start = typed.loop.time()
    assert played(typed, [object()]) is False
    assert typed.loop.time() - start == pytest.approx(2, abs=0.01)


def test_virtual_loop_says_when_nothing_can_happen():
    loop = VirtualLoop()
    with pytest.raises(AssertionError, match="nothing would ever happen"):
        loop.run_until_complete(asyncio.Future(loop=loop))
    loop.close()
