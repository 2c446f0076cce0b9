"""Callers in queues with the real interpreter, calls and telephones, on virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import ANNA, BORIS, MAIN, OUTSIDE, company
from tests.pair.peer import describe

from offhook.call.ring import ELSEWHERE
from offhook.configuration import NumberList, PersonRules, Queue, QueueMember, QueuePriority, Scenario
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.callback import Callback
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Choice
from offhook.scenario.nodes.queue import Queue as QueueNode
from offhook.scenario.nodes.voicemail import Voicemail
from offhook.switch.attending import Attending

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

    from offhook.journal.state import CallState

AGENTS = (QueueMember(ANNA.id, always=True), QueueMember(BORIS.id, always=True))
OTHERS = tuple(f"+3725551234{number}" for number in range(6, 10))


def with_queue(board: Board, node: dict[str, Any] | None = None, **more: Any) -> None:
    """A company whose main line is a queue of Anna and Boris."""
    fields: dict[str, Any] = {"members": AGENTS, "announce_s": 0, "wrap_up_s": 10} | more
    graph = Graph(
        start="line",
        rescue="end",
        nodes={
            "line": QueueNode(
                queue="q-sales",
                choices={"1": Choice(next="box"), "2": Choice(next="back")},
                timeout="end",
                nobody="box",
                **(node or {}),
            ),
            "box": Voicemail(extension="204"),
            "back": Callback(queue="q-sales", refused="end"),
            "end": Hangup(prompts=("goodbye",)),
        },
    )
    board.use(
        company(
            queues=(Queue("q-sales", "Sales", **fields),),
            scenarios=(Scenario("s-main", "Main line", 4, graph.model_dump()),),
            lists=(NumberList("l-vip", "Important", (OTHERS[1],)),),
        )
    )


def caller(board: Board, number: str = OUTSIDE) -> CallState:
    """Somebody calls and waits in the queue."""
    board.operator.dial(MAIN, shown=number)
    board.until(lambda: any(call.caller.number == number for call in board.calls))
    board.run(0.3)
    return next(call for call in board.calls if call.caller.number == number and call.live)


def hang_up(board: Board, call: CallState) -> None:
    """Who called hangs up."""
    for leg in board.exchange.calls[call.id].legs.values():
        if leg.direction == "inbound":
            for event in board.operator.party.log:
                dialog = getattr(event, "dialog", None)
                if dialog is not None and dialog.call_id == leg.dialog.call_id:
                    board.operator.hang_up(dialog)
                    board.run(0.3)
                    return
    raise AssertionError


def serve(board: Board, agent: Peer) -> Any:
    """An agent answers."""
    board.until(lambda: agent.rings)
    dialog = agent.answer()
    board.run(0.3)
    return dialog


@pytest.mark.requirement("QU-01")
def test_music_plays_on_while_the_agent_rings_and_ends_with_the_answer(board: Board, tmp_path: Any) -> None:
    board.exchange.music = tmp_path / "music.wav"
    anna = board.phone("anna")
    with_queue(board)
    call = caller(board)
    board.until(lambda: anna.rings)
    board.run(3)
    assert board.spoken() == ["music"]
    assert board.media.given(media.Play)[0].repeat == 0
    dialog = serve(board, anna)
    assert board.media.sessions[anna.session].peer == board.operator.session
    board.run(20)
    anna.hang_up(dialog)
    board.ended()
    assert board.steps(call) == [
        "received", "scenario", "queued", "ringing", "answered", "queue_served", "connected", "hangup",
    ]  # fmt: skip
    assert board.detail("queue_served") == {"queue": "Sales", "seconds": 3, "who": "Anna"}
    assert (call.result, call.owed) == ("answered", False)


def test_each_agent_has_one_call_and_the_third_caller_waits(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_queue(board)
    first, second, third = (caller(board, number) for number in OTHERS[:3])
    board.run(1)
    assert (len(anna.invites), len(boris.invites)) == (1, 1)
    dialog = serve(board, anna)
    serve(board, boris)
    assert [call.connected_at is not None for call in (first, second, third)] == [True, True, False]
    board.run(60)
    anna.hang_up(dialog)
    board.run(9)
    assert len(anna.invites) == 1, "what comes after the call is to be done"
    board.run(2)
    assert len(anna.invites) == 2
    serve(board, anna)
    assert third.connected_at is not None


def test_an_agent_who_talks_otherwise_is_offered_nobody(board: Board) -> None:
    anna, clara = board.phone("anna"), board.phone("clara")
    with_queue(board)
    clara.dial("201")
    serve(board, anna)
    call = caller(board)
    board.run(20)
    assert len(anna.invites) == 1
    clara.hang_up()
    board.run(2)
    assert len(anna.invites) == 2
    serve(board, anna)
    assert call.connected_at is not None


def test_an_agent_who_wants_not_to_be_disturbed_is_offered_nobody(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_queue(board)
    own = board.configuration.companies[0]
    quiet = replace(ANNA, rules=PersonRules(do_not_disturb=True))
    board.use(replace(own, extensions=(quiet, *own.extensions[1:])))
    caller(board)
    board.until(lambda: boris.rings)
    board.run(60)
    assert anna.invites == []


def test_an_agent_who_takes_another_call_while_a_caller_is_offered(board: Board) -> None:
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    with_queue(board, ring_s=60)
    call = caller(board)
    board.until(lambda: anna.rings)
    clara.dial("201")
    board.until(lambda: len(anna.invites) == 2)
    anna.answer()
    board.run(2)
    assert anna.invites[0].gone
    assert boris.rings
    serve(board, boris)
    assert call.connected_at is not None


def test_two_calls_answered_in_one_instant_leave_the_agent_with_one(board: Board) -> None:
    anna, clara = board.phone("anna"), board.phone("clara")
    with_queue(board, members=AGENTS[:1], ring_s=60)
    call = caller(board)
    board.until(lambda: anna.rings)
    clara.dial("201")
    board.until(lambda: len(anna.invites) == 2)
    queued, direct = anna.invites
    for invite in (direct, queued):
        anna.party.endpoint.accept(invite, describe(anna.host, codecs="8"), anna.now)
    board.kick()
    board.run(1)
    talks = [leg for one in board.calls for leg in one.live_legs if leg.party.name == "Anna"]
    assert len(talks) == 1
    assert call.connected_at is None
    assert call.live


def test_who_does_not_answer_is_followed_by_another_and_sent_on_a_break(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_queue(board, ring_s=10, pause_after=1)
    caller(board)
    board.until(lambda: anna.rings)
    board.until(lambda: boris.rings)
    assert not anna.rings
    floor = board.switch.services.floors.floor("t-one")
    assert floor is not None
    assert floor.desk.agents[ANNA.id].reason == "unanswered"
    board.until(lambda: not boris.rings)
    board.run(60)
    assert (len(anna.invites), len(boris.invites)) == (1, 1)


def test_all_ring_and_the_others_are_told_who_took_it(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_queue(board, strategy="all")
    caller(board)
    board.until(lambda: anna.rings and boris.rings)
    serve(board, boris)
    assert anna.cancelled == [ELSEWHERE]


def test_who_waits_too_long_goes_on_in_the_scenario(board: Board) -> None:
    board.phone("anna")
    with_queue(board, longest_wait_s=30, ring_s=20)
    caller(board)
    call = board.ended()
    assert board.steps(call)[-2:] == ["queue_timeout", "hangup"] or "queue_timeout" in board.steps(call)
    assert board.detail("queue_timeout")["seconds"] == pytest.approx(40, abs=6), "who rang last could still answer"
    assert "goodbye" in board.spoken()


def test_nobody_there_and_the_last_agent_leaves(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=(QueueMember(ANNA.id),))
    first = caller(board, OTHERS[0])
    assert "queue_nobody" in board.steps(first)
    assert "voicemail" in board.steps(first)
    board.run(1)
    sign(board, anna, "*45", "agent_signed_in")
    serve_one = caller(board, OTHERS[1])
    serve(board, anna)
    waits = caller(board, OTHERS[2])
    assert board.steps(waits)[-1] == "queued"
    floor = board.switch.services.floors.floor("t-one")
    assert floor is not None
    floor.desk.sign_out(ANNA.id, board.switch.services.floors.now())
    board.run(2)
    assert "queue_nobody" in board.steps(waits)
    assert "voicemail" in board.steps(waits)
    assert serve_one.live, "who talks goes on talking"


def sign(board: Board, phone: Peer, code: str, said: str) -> None:
    before = board.steps().count(said)
    phone.dial(code)
    board.until(lambda: board.steps().count(said) > before)
    board.until(lambda: not any(call.live and call.dialled == code for call in board.calls))


@pytest.mark.requirement("QU-09")
def test_codes_sign_in_and_out_and_make_a_break(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=(QueueMember(ANNA.id),))
    floor = board.switch.services.floors.floor("t-one")
    assert floor is not None
    now = board.switch.services.floors.now
    states = []
    for code, said in (
        ("*45", "agent_signed_in"),
        ("*46", "agent_break"),
        ("*46", "agent_signed_in"),
        ("*45", "agent_signed_out"),
    ):
        sign(board, anna, code, said)
        board.run(1)
        states.append(floor.desk.agents[ANNA.id].state(now()))
    assert states == ["available", "break", "available", "signed_out"]


def test_full(board: Board) -> None:
    board.phone("anna")
    with_queue(board, {"full": "box"}, longest=1)
    caller(board, OTHERS[0])
    call = caller(board, OTHERS[1])
    assert "queue_full" in board.steps(call)
    assert "voicemail" in board.steps(call)


@pytest.mark.requirement("QU-06")
def test_key_leaves_for_voicemail(board: Board) -> None:
    board.phone("anna")
    with_queue(board)
    call = caller(board)
    board.run(2)
    board.operator.press("9")
    board.operator.press("1")
    board.run(1)
    assert board.detail("queue_key")["key"] == "1"
    assert "voicemail" in board.steps(call)


@pytest.mark.requirement("QU-02")
def test_important_callers_go_first(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=AGENTS[:1], wrap_up_s=0, priorities=(QueuePriority("l-vip", 2),), priority_s=60)
    first, second, important = (caller(board, number) for number in (OTHERS[2], OTHERS[3], OTHERS[1]))
    dialog = serve(board, anna)
    assert first.connected_at
    anna.hang_up(dialog)
    board.run(1)
    serve(board, anna)
    assert important.connected_at
    assert not second.connected_at


@pytest.mark.requirement("QU-01", "IV-03")
def test_announcements_interrupt_the_music_only(board: Board, tmp_path: Any) -> None:
    board.exchange.music = tmp_path / "music.wav"
    with_queue(board, announce_s=30, announcement="welcome", say_wait=True)
    board.phone("anna")
    floor = board.switch.services.floors.floor("t-one")
    assert floor is not None
    floor.desk.take_break(ANNA.id, "", 0)
    floor.desk.take_break(BORIS.id, "", 0)
    caller(board)
    board.run(40)
    said = ["welcome", "You are number 1 in line.", "The expected waiting time in minutes: 3."]
    assert [one.rstrip(".") for one in board.spoken()] == [
        one.rstrip(".") for one in ["music", *said, "music", *said, "music"]
    ]


def test_place_and_agents_survive_a_killed_switch(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=AGENTS[:1], wrap_up_s=0)
    first, second, third = (caller(board, number) for number in OTHERS[:3])
    dialog = serve(board, anna)
    assert first.connected_at
    board.run(100)
    fourth = caller(board, OTHERS[3])
    before = [one.since for one in board.switch.services.floors.floor("t-one").lines["q-sales"].order()]
    assert board.restart(away_s=2) == 4
    board.run(2)
    line = board.switch.services.floors.floor("t-one").lines["q-sales"]
    assert [one.id for one in line.order()] == [second.id, third.id, fourth.id]
    assert [one.since for one in line.order()] == before, "who comes now does not come before them"
    assert len(anna.invites) == 1, "she still talks"
    assert line.figures.entered == 4
    anna.hang_up(dialog)
    board.run(1)
    serve(board, anna)
    now = {call.id: call for call in board.calls}
    assert now[second.id].connected_at
    assert not now[third.id].connected_at
    assert board.steps(now[second.id]).count("queued") == 2


def test_an_agent_who_rang_when_the_switch_died_is_rung_again(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=AGENTS[:1])
    call = caller(board)
    board.until(lambda: anna.rings)
    assert board.restart() == 1
    board.until(lambda: len(anna.invites) == 2)
    assert anna.invites[0].gone
    serve(board, anna)
    assert {one.id: one for one in board.calls}[call.id].connected_at


def test_a_break_and_a_sign_out_survive(board: Board) -> None:
    with_queue(board)
    floors = board.switch.services.floors
    floors.floor("t-one").desk.take_break(ANNA.id, "lunch", floors.now())
    floors.floor("t-one").desk.sign_out(BORIS.id, floors.now())
    floors.soon("t-one")
    board.run(1)
    board.restart()
    board.run(1)
    agents = board.switch.services.floors.floor("t-one").desk.agents
    assert (agents[ANNA.id].present, agents[ANNA.id].reason) == (True, "lunch")
    assert not agents[BORIS.id].present


@pytest.mark.requirement("QU-09")
def test_live_view_and_agents_by_request(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_queue(board)
    attending = Attending(board.switch)
    assert attending.set_agent("t-one", BORIS.id, "break", "lunch") == "accepted"
    assert attending.set_agent("t-one", BORIS.id, "available", people=["p-anna"]) == "no-agent", "not herself"
    assert attending.set_agent("t-one", "e-clara", "available") == "no-agent"
    call, other = caller(board, OTHERS[0]), caller(board, OTHERS[1])
    serve(board, anna)
    board.run(30)
    shown = attending.queue("t-one", "q-sales")
    assert shown is not None
    assert [(one["state"], one["reason"]) for one in shown["agents"]] == [("busy", ""), ("break", "lunch")]
    assert [(one["call_id"], one["number"], one["position"]) for one in shown["waiting"]] == [(other.id, OTHERS[1], 1)]
    assert [(one["call_id"], one["queues"]) for one in shown["agents"]] == [(call.id, ["q-sales"]), (None, ["q-sales"])]
    assert shown["waiting"][0]["waits_s"] == pytest.approx(30.5, abs=2)
    assert (shown["today"]["entered"], shown["today"]["answered"], shown["today"]["service_level"]) == (2, 1, 1.0)
    assert attending.queue("t-two", "q-sales") is None
    assert attending.set_agent("t-one", BORIS.id, "available", people=["p-boris"]) == "accepted"
    serve(board, boris)
    assert call.connected_at
    assert other.connected_at
    assert attending.set_agent("t-one", ANNA.id, "signed_out") == "accepted"
    assert [one["state"] for one in attending.agents("t-one")] == ["signed_out", "busy"]


def test_live_view_tells_since_when_an_agent_does_what_it_does(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=AGENTS[:1], wrap_up_s=20, pause_after=1, ring_s=10)
    attending = Attending(board.switch)
    board.run(5)

    def shown() -> tuple[str, float]:
        (agent,) = attending.agents("t-one")
        return agent["state"], round(board.switch.services.floors.now() - agent["since"])

    call = caller(board)
    board.until(lambda: anna.rings)
    board.run(4)
    assert shown() == ("ringing", 4)
    dialog = serve(board, anna)
    board.run(30)
    assert shown() == ("busy", 30)
    board.restart()
    attending = Attending(board.switch)
    board.run(5)
    assert shown() == ("busy", 35)
    assert attending.agents("t-one")[0]["call_id"] == call.id
    anna.hang_up(dialog)
    board.run(15)
    assert shown() == ("after_call", 15)
    assert round(attending.agents("t-one")[0]["until"] - board.switch.services.floors.now()) == 5
    board.run(10)
    assert shown() == ("available", 5)
    caller(board, OTHERS[0])
    board.run(12)
    state, seconds = shown()
    assert (state, attending.agents("t-one")[0]["reason"]) == ("break", "unanswered")
    assert seconds <= 3


def promised(board: Board) -> None:
    """A caller leaves its number; both agents are on a break until then."""
    floors = board.switch.services.floors
    for agent in (ANNA, BORIS):
        floors.floor("t-one").desk.take_break(agent.id, "", floors.now())
    caller(board)
    board.run(30)
    board.operator.press("2")
    board.until(lambda: "callback_confirm" in board.spoken())
    board.run(0.5)
    board.operator.press("1")
    board.until(lambda: "callback_promised" in board.steps())
    board.until(lambda: board.over)
    board.run(1)


@pytest.mark.requirement("RT-11", "VM-05")
def test_a_promise_is_kept_agent_first(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board)
    promised(board)
    waits = caller(board, OTHERS[0])
    floors = board.switch.services.floors
    order = floors.floor("t-one").lines["q-sales"].order()
    assert [one.promised for one in order] == [True, False], "the place is kept"
    assert next(call.owed for call in board.calls if not call.live), "until both talked"
    before = len(board.operator.invites)
    floors.floor("t-one").desk.sign_in(ANNA.id, floors.now())
    board.until(lambda: anna.rings)
    assert len(board.operator.invites) == before
    serve(board, anna)
    board.until(lambda: len(board.operator.invites) == before + 1)
    assert OUTSIDE in board.operator.invites[-1].request.uri
    board.operator.answer()
    board.run(1)
    back = next(call for call in board.calls if call.direction == "outbound")
    assert back.connected_at
    assert board.steps(back)[:4] == ["calling_back", "ringing", "answered", "outbound"]
    assert board.journal.state.promises == {}
    assert waits.connected_at is None


def test_a_promise_survives_and_is_tried_again(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, wrap_up_s=0, callback_retry_s=100, callback_attempts=2)
    promised(board)
    board.restart(away_s=1)
    with_queue(board, wrap_up_s=0, callback_retry_s=100, callback_attempts=2)
    floors = board.switch.services.floors
    floors.floor("t-one").desk.sign_in(ANNA.id, floors.now())
    for attempt in (1, 2):
        board.until(lambda: anna.rings, 200)
        serve(board, anna)
        board.until(lambda: board.operator.rings)
        board.operator.refuse(486)
        board.until(lambda: board.over)
        board.run(0.5)
        assert bool(board.journal.state.promises) == (attempt == 1)
    board.run(200)
    assert len(anna.invites) == 2
    assert board.steps().count("callback_failed") == 2
