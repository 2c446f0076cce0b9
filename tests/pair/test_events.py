"""What subscribers are told of calls, agents, queues and telephones; each event is held to what the API says of it."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import ANNA, BORIS, MAIN, OUTSIDE
from tests.pair.peer import describe
from tests.pair.test_queue import caller, serve, with_queue
from tests.pair.test_supervising import supervised
from tests.pair.test_transfer import called_from_outside, refer

from offhook.events.kinds import TEXTS
from offhook.journal.events import EventHappened, EventsFlushed
from offhook.journal.kept import Kept, Owed
from offhook.journal.recordings import RecordingState
from offhook.journal.segment import unframe
from offhook.journal.state import VoicemailState

if TYPE_CHECKING:
    from tests.pair.board import Board

CUSTOMER = {"number": OUTSIDE, "name": "", "extension_id": None, "person_id": None}


def events(board: Board, *kinds: str) -> list[EventHappened]:
    """All that was ever told, or only these kinds."""
    found = [one for one in unframe(bytes(board.journal.octets)).records if isinstance(one, EventHappened)]
    assert [one.id for one in found] == sorted({one.id for one in found})
    for one in found:
        known: Any = TEXTS
        assert one.data.keys() == known[one.kind].data.keys(), one.kind
        assert (one.call is None) == (one.kind in {"agent.state", "queue.state", "registration"})
    return [one for one in found if not kinds or one.kind in kinds]


def who(extension: Any) -> dict[str, Any]:
    return {
        "number": extension.number,
        "name": extension.name,
        "extension_id": extension.id,
        "person_id": extension.person_id,
    }


def test_a_call_from_its_coming_to_its_end(board: Board) -> None:
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    board.run(10)
    boris.hang_up(dialog)
    call = board.ended()
    told = events(board)
    assert [one.kind for one in told] == [
        "registration", "call.appeared", "call.ringing", "call.answered", "call.ended",
    ]  # fmt: skip
    registered, appeared, ringing, answered, ended = told
    assert registered.data["online"]
    assert registered.data["who"] == who(BORIS)
    assert registered.people == [BORIS.person_id]
    assert appeared.data == {"direction": "inbound", "from": CUSTOMER, "number": MAIN}
    assert (appeared.at, appeared.people, appeared.call) == (call.started_at, [], call.id)
    assert ringing.data["who"] == answered.data["to"] == ended.data["to"] == who(BORIS)
    assert {*ringing.people, *answered.people, *ended.people} == {BORIS.person_id}
    assert (ended.data["result"], ended.data["hangup_side"], ended.data["owed"]) == ("answered", "callee", False)
    assert ended.data["talking_seconds"] == pytest.approx(10, abs=1)
    assert ended.data["waiting_seconds"] == answered.data["waiting_seconds"]


def test_hold_and_transfer(board: Board) -> None:
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    board.operator.reinvite(describe(board.operator.host, direction="sendonly", version=2))
    board.run(1)
    board.operator.reinvite(describe(board.operator.host, version=3))
    board.run(1)
    assert [(one.kind, one.data["by"]) for one in events(board, "call.held", "call.resumed")] == [
        ("call.held", CUSTOMER),
        ("call.resumed", CUSTOMER),
    ]
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    (moved,) = events(board, "call.transferred")
    assert (moved.data["by"], moved.data["who"]["number"], moved.data["to"]["number"]) == (who(BORIS), OUTSIDE, "203")
    assert (moved.data["how"], moved.data["second_call"]) == ("blind", None)
    board.operator.hang_up()
    board.ended()


def test_a_telephone_that_goes_and_comes(board: Board) -> None:
    anna = board.phone("anna")
    anna.register()  # a refresh is no news
    board.run(4000)
    assert [one.data["online"] for one in events(board, "registration")] == [True, False]
    anna.register()
    board.run(1)
    board.restart()
    board.run(1)
    assert [one.data["online"] for one in events(board, "registration")] == [True, False, True]


def test_a_queue_and_its_agents(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, wrap_up_s=10)
    board.run(1)
    call = caller(board)
    dialog = serve(board, anna)
    board.run(5)
    board.restart()
    board.run(5)
    anna.hang_up(dialog)
    board.ended()
    board.run(60)
    states = [one.data["state"] for one in events(board, "agent.state") if one.data["agent"] == who(ANNA)]
    assert states == ["available", "ringing", "busy", "after_call", "available"]
    (first, *_) = events(board, "agent.state")
    assert (first.queues, first.data["queue_ids"]) == (["q-sales"], ["q-sales"])
    for one in events(board, "call.ringing", "call.answered", "call.ended"):
        assert (one.call, one.queues) == (call.id, ["q-sales"])
    stood = [(one.data["waiting"], one.data["agents"].get("busy", 0)) for one in events(board, "queue.state")]
    assert (1, 0) in stood
    assert stood[-1] == (0, 0)
    times = [one.at for one in events(board, "queue.state")]
    assert all(later - earlier > 300_000 for earlier, later in itertools.pairwise(times))


def test_what_is_in_the_database_is_told_once(board: Board) -> None:
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    boris.hang_up(dialog)
    call = board.ended()
    before = call.ended_at or 0
    recording = RecordingState("r", before - 5, "/x", before, 4000, 100)
    message = VoicemailState("v", before, BORIS.id, "/y", 11_500)
    owed = Owed("o", OUTSIDE, "", ANNA.person_id)
    kept = Kept([(call, recording)], [(call, message)], [(call, owed)], [(call, owed)])
    board.switch.teller.on_kept(kept)
    ready, left, made, closed = events(board, "recording.ready", "voicemail.left", "owed_call.made", "owed_call.closed")
    assert (ready.data["duration_seconds"], ready.data["complete"], ready.people) == (4.0, True, [BORIS.person_id])
    assert (left.data["box"], left.data["from"]) == (who(BORIS), CUSTOMER)
    assert set(made.people) == set(closed.people) == {BORIS.person_id, ANNA.person_id}
    board.restart()
    call = board.call
    assert call.told == ["recording.ready r", "voicemail.left v", "owed_call.made o", "owed_call.closed o"]
    call.recordings["r"], call.voicemails["v"] = recording, message
    again = Kept()
    again.take([call])
    assert "r" not in [one.id for _, one in again.recordings]
    assert again.voicemails == []


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_random_the_switch_tells_each_thing_once(board: Board, seed: int) -> None:
    """Kills at random moments of calls, flushes that end or do not: the table has each event once, and ids rise."""
    random_ = random.Random(seed)
    boris, table, last = board.phone("boris"), {}, 0
    for _ in range(4):
        board.operator.dial(MAIN)
        for _ in range(4):
            board.run(random_.choice((0.05, 0.4, 1.0, 3.0)))
            if boris.rings and random_.random() < 0.7:
                boris.answer()
            pending = board.journal.state.events.oldest(random_.randrange(6))
            for event in pending:
                assert event.id > last
                last = event.id
                table[event.id] = event
            if pending and random_.random() < 0.5:
                board.journal.append(EventsFlushed(pending[-1].id))
            else:
                last = min([event.id - 1 for event in pending], default=last)
            if random_.random() < 0.4:
                board.restart(away_s=0.2)
        board.operator.hang_up() if board.operator.talks else board.operator.cancel()
        board.until(lambda: board.over)
    told = events(board)
    pending = board.journal.state.events.oldest(1000)
    assert sorted(table.keys() | {event.id for event in pending}) == [event.id for event in told]
    for call in {one.call for one in told if one.call}:
        kinds = [one.kind for one in told if one.call == call]
        assert kinds.count("call.appeared") == kinds.count("call.ended") == 1
        assert kinds.count("call.answered") <= 1
        assert (kinds[0], kinds[-1]) == ("call.appeared", "call.ended")


def test_who_listens_in_is_told_to_nobody(board: Board) -> None:
    three, dialog = supervised(board)
    three["dora"].hang_up(dialog)
    board.run(1)
    assert [one.data["who"] for one in events(board, "call.ringing")] == [who(BORIS)]
    assert not events(board, "call.transferred")
    board.operator.hang_up()
    board.ended()
