"""Whatever people press and however often the switch is killed: nothing fails, nobody stays behind, one end each."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pair.board import Board
from tests.pair.company import MAIN, OUTSIDE
from tests.pair.test_transfer import called_from_outside, refer, replaces

from offhook.codes import Codes
from offhook.switch.live import LiveCalls

NUMBERS = {"anna": "201", "boris": "202", "clara": "203"}
TARGETS = ("201", "202", "203", "204", "600", "999", "**", "*8202", MAIN)
ACTIONS = st.one_of(
    st.tuples(st.just("dial"), st.sampled_from(sorted(NUMBERS)), st.sampled_from(TARGETS)),
    st.tuples(st.sampled_from(["answer", "refuse", "hang up", "cancel", "live"]), st.sampled_from(sorted(NUMBERS))),
    st.tuples(st.just("refer"), st.sampled_from(sorted(NUMBERS)), st.sampled_from(TARGETS)),
    st.tuples(st.just("join"), st.sampled_from(sorted(NUMBERS))),
    st.tuples(st.just("keys"), st.sampled_from(sorted(NUMBERS)), st.sampled_from(["##203", "*2201", "*2", "##"])),
    st.tuples(st.just("answer all")),
    st.tuples(st.just("answer all"), st.just("and wait")),
    st.tuples(st.just("call in")),
    st.tuples(st.just("restart")),
    st.tuples(st.just("wait"), st.sampled_from([0.02, 1.0, 6.0, 25.0])),
)


def dialogs(peer):
    return [one for one in peer.party.endpoint._core.dialogs.values() if not one.ended]


def act(board: Board, phones: dict, action: tuple) -> None:  # noqa: C901, PLR0912  one arm per action
    phone = phones.get(action[1]) if len(action) > 1 and isinstance(action[1], str) else None
    match action:
        case ("dial", _, number):
            phone.dial(number)
        case ("answer", _) if phone.rings:
            phone.answer()
        case ("answer all", *_):
            for one in phones.values():
                if one.rings:
                    one.answer()
        case ("refuse", _) if phone.rings:
            phone.refuse(486)
        case ("hang up", _) if dialogs(phone):
            phone.hang_up(dialogs(phone)[-1])
        case ("cancel", _) if phone.invite is not None:
            phone.cancel()
        case ("live", who):
            live = LiveCalls(board.exchange)
            for call in live.list("t-one", [f"p-{who}"])[:1]:
                live.transfer("t-one", call["id"], to="204", people=[f"p-{who}"])
        case ("refer", _, number) if dialogs(phone):
            refer(phone, dialogs(phone)[-1], f"<sip:{number}@example.test>")
        case ("join", _) if len(dialogs(phone)) > 1:
            refer(phone, dialogs(phone)[0], replaces(dialogs(phone)[-1]))
        case ("keys", _, keys) if dialogs(phone):
            try:
                session = phone.session
            except IndexError:
                return
            for key in keys:
                if session in board.media.sessions:
                    board.media.press(session, key)
                board.run(0.2)
        case ("call in",):
            board.operator.dial(MAIN, shown=OUTSIDE)
        case ("restart",):
            board.restart(away_s=0.5)
        case ("wait", seconds):
            board.run(seconds)
        case _:
            pass
    board.run(0.05)


@pytest.mark.parametrize("ends", ["by the phones", "by the switch"])
@given(actions=st.lists(ACTIONS, min_size=3, max_size=25))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_left_behind(ends: str, actions: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        try:
            phones = {name: board.phone(name) for name in NUMBERS}
            called_from_outside(board, phones["boris"])
            for action in actions:
                act(board, phones, action)
            if ends == "by the phones":
                for _ in range(20):
                    for phone in (*phones.values(), board.operator):
                        for dialog in dialogs(phone):
                            phone.hang_up(dialog)
                        if phone.rings:
                            phone.refuse(480)
                    board.run(40)
                    if board.over:
                        break
            else:
                for call in list(board.exchange.calls.values()):
                    LiveCalls(board.exchange).hang_up("t-one", call.call_id)
            board.until(lambda: board.over, 700)
            board.run(1)
            board.check()
            for call in board.calls:
                assert call.ended_at is not None
                assert [step.kind for step in call.steps].count("hangup") == 1
        finally:
            board.close()


def test_codes_do_not_overlap() -> None:
    codes = (Codes().blind, Codes().attended, Codes().pickup, Codes().group_pickup)
    assert len(set(codes)) == len(codes)
