"""Whatever a journal holds, a switch starts: a call that cannot be understood is ended and written down."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pair.board import Board
from tests.pair.company import MAIN, OUTSIDE, with_graph
from tests.pair.journal import MemoryJournal
from tests.unit.switch.test_recovery import BOX, RING, talking

from offhook.journal.segment import frame
from offhook.journal.state import CallSaved

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
BROKEN = (
    "caller",
    "callee",
    "dialog",
    "flow",
    "request",
    "uri",
    "headers",
    "contact",
    "offer",
    "node",
    "held",
    "call_id",
    "local_tag",
    "session",
    "path",
    "codecs",
    "unacknowledged",
    "remote_target",
    "port",
    "number",
    "box",
    "voicemail",
    "scenario",
    "variables",
    "route_set",
    "offering",
    "version",
)


class Stages(dict):
    """What each of several killed switches left: its journal, and what the media server held."""

    __repr__ = object.__repr__


@pytest.fixture(scope="module")
def stages(tmp_path_factory) -> Stages:
    found = Stages()
    for stage in ("talking", "ringing", "message", "menu"):
        board = Board(tmp_path_factory.mktemp(stage))
        if stage == "talking":
            talking(board)
        elif stage == "message":
            board.use(with_graph(BOX))
            board.operator.dial(MAIN, shown=OUTSIDE)
            board.until(lambda b=board: bool(b.media.recorders))
        elif stage == "menu":
            board.operator.dial(MAIN, shown=OUTSIDE)
            board.until(lambda b=board: "menu_main" in b.spoken())
        else:
            anna = board.phone("anna")
            board.use(with_graph(RING))
            board.operator.dial(MAIN, shown=OUTSIDE)
            board.until(lambda a=anna: a.rings)
        found[stage] = bytes(board.journal.octets), (dict(board.media.sessions), dict(board.media.recorders))
        board.close()
    return found


@given(st.sampled_from(["talking", "ringing", "message", "menu"]), st.sampled_from(BROKEN), plain, st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_garbage_in_the_journal_ends_calls_and_nothing_else(stages, tmp_path, stage, name, value, data):
    octets, (sessions, recorders) = stages[stage]
    board = Board(tmp_path)
    try:
        board.faults |= {"no-recorder", "no-session"}
        board.kill()
        board.media.sessions, board.media.recorders = dict(sessions), dict(recorders)
        board.journal = MemoryJournal(octets)
        call = board.call
        places = [call.checkpoint.state] if call.checkpoint else []
        for leg in call.legs.values():
            if leg.saved is not None:
                places += [leg.saved, *(one for one in leg.saved.values() if isinstance(one, dict))]
        places = [place for place in places if name in place]
        if places:
            data.draw(st.sampled_from(places))[name] = value
        octets = bytearray()
        octets += frame(CallSaved(call))
        board.journal = MemoryJournal(bytes(octets))
        board.restart()
        board.run(40)
        for session in board.exchange.sessions.values():
            assert session.call.call_id in board.exchange.calls
        assert board.media.sessions.keys() == board.exchange.sessions.keys()
        assert not board.call.live or board.exchange.calls
        board.loop.run_until_complete(board.exchange.end_all("the test is over"))
        assert not board.call.live
        assert board.call.live_legs == []
    finally:
        board.close()
