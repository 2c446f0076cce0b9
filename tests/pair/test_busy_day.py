"""A busy day on virtual time: hundreds of calls through menu, queue, transfers, messages and calls back, while
telephones die and the switch is killed. The same with real processes is `bench/busy_day.py`."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.pair.company import company
from tests.pair.crowd import Agent, Caller, Callers
from tests.pair.peer import Peer

from offhook.configuration import Device, Extension, Number, Person, Queue, QueueMember, Scenario
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.callback import Callback
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Choice, Menu
from offhook.scenario.nodes.queue import Queue as QueueNode
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.voicemail import Voicemail

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.journal.state import CallState

AGENTS, RECEPTION, COLLEAGUES = 5, 1, 1
PEOPLE = AGENTS + RECEPTION + COLLEAGUES
CALLER_KINDS: tuple[tuple[int, tuple[tuple[float, str], ...], float], ...] = (
    (46, ((1.0, "1"),), 90),  # the queue
    (12, ((1.0, "9"),), 60),  # the reception, which transfers
    (12, ((1.0, "3"),), 12),  # a message
    (10, ((1.0, "4"), (2.5, "1")), 40),  # a call back
    (10, (), 40),  # nothing
    (5, ((1.0, "1"), (6.0, "1")), 12),  # leaves the queue for a message
    (5, ((1.0, "2"), (0.3, "0"), (0.3, "3")), 45),  # an extension
)


def open_for_the_day(board: Board) -> list[Agent]:
    """Make the company, and its people with their telephones."""
    names = [f"person{number}" for number in range(PEOPLE)]
    extensions = tuple(
        Extension(f"e-{name}", str(201 + number), name, "person", person_id=f"p-{name}", voicemail=True)
        for number, name in enumerate(names)
    )
    graph = Graph(
        start="menu",
        rescue="sorry",
        nodes={
            "menu": Menu(
                prompts=("menu_main",),
                choices={
                    "1": Choice(next="line"),
                    "3": Choice(next="box"),
                    "4": Choice(next="back"),
                    "9": Choice(next="reception"),
                },
                attempts=1,
                otherwise="goodbye",
            ),
            "line": QueueNode(queue="q", choices={"1": Choice(next="box")}, timeout="sorry", full="back", nobody="box"),
            "reception": Ring(members=("206",), seconds=8, unanswered="box"),
            "box": Voicemail(extension="207"),
            "back": Callback(queue="q", refused="sorry"),
            "sorry": Hangup(prompts=("all_busy", "goodbye")),
            "goodbye": Hangup(prompts=("goodbye",)),
        },
    )
    members = tuple(QueueMember(one.id, always=True) for one in extensions[:AGENTS])
    queue = Queue("q", "Sales", members=members, announce_s=10, longest_wait_s=45, ring_s=8, wrap_up_s=1,
                  callback_retry_s=15)  # fmt: skip
    board.use(
        company(
            people=tuple(Person(f"p-{name}", name) for name in names),
            devices=tuple(Device(f"d-{name}", name, f"secret of {name}", f"p-{name}") for name in names),
            extensions=extensions,
            queues=(queue,),
            numbers=(Number("n-main", "+3726000100", "Main line", "k-op", "s-main"),),
            scenarios=(Scenario("s-main", "The day", 1, graph.model_dump()),),
        )
    )
    board.faults.add("no-session")  # a session of a leg whose end crosses a command about it
    choice = random.Random(1)
    agents = []
    for number, name in enumerate(names):
        peer = Peer(board, f"203.0.113.{number + 20}", name, f"secret of {name}")
        peer.register()
        agents.append(Agent(board, peer, rings=choice.uniform(0.3, 1.5), talks=choice.uniform(4, 9)))
    agents[AGENTS].refer_to, agents[AGENTS].talks = "207", 1.5
    return agents


def come(board: Board, callers: Callers, calls: int, seconds: float, seed: int) -> None:
    """Have so many callers call within so many seconds."""
    choice = random.Random(seed)
    shares = [share for share, _, _ in CALLER_KINDS]
    for number in range(calls):
        ((_, keys, patience),) = choice.choices(CALLER_KINDS, shares)
        caller = Caller(f"+3725{1_000_000 + number}", keys, patience)
        board.loop.call_later(choice.uniform(0, seconds), callers.call, caller)


def how_ended(call: CallState) -> str:
    """Say in a word to what a call came."""
    steps = {step.kind for step in call.steps}
    if call.connected_at is not None:
        return "conversation"
    if call.voicemails:
        return "message"
    if "callback_promised" in steps:
        return "promise"
    return "goodbye" if call.reason == "the scenario ended the call" else f"{call.result}, {call.reason}"


def close_the_day(board: Board, calls: int) -> Counter[str]:
    """Wait until all is over, promises too; judge and count how the calls ended."""

    def over() -> bool:
        floor = board.switch.services.floors.floor("t-one")
        return board.over and floor is not None and not any(line.waiting for line in floor.lines.values())

    board.until(over, 300)
    board.run(40)  # what was sent to the dead is given up
    came = [call for call in board.calls if call.direction == "inbound"]
    ends = Counter(map(how_ended, came))
    assert ends.keys() <= {"conversation", "message", "promise", "goodbye"}, ends
    assert sum(ends.values()) == calls
    assert board.journal.state.promises == {}
    for call in came:
        if how_ended(call) != "conversation" and any(step.kind in {"ringing", "queued"} for step in call.steps):
            assert call.owed, f"{[step.kind for step in call.steps]} {call.result} {call.reason}"
    return ends


@pytest.mark.requirement("RT-11", "QU-01", "VM-05")
def test_no_caller_of_a_busy_day_is_lost_while_telephones_die(board: Board) -> None:
    agents = open_for_the_day(board)
    callers = Callers(board)
    come(board, callers, 240, 240, seed=1)
    choice = random.Random(2)
    for time in range(10, 240, 20):
        board.loop.call_later(time, choice.choice(agents[:AGENTS]).die)
    board.run(241)
    ends = close_the_day(board, 240)
    assert all(ends[name] > 10 for name in ("conversation", "message", "promise", "goodbye")), ends
    assert all(caller.gone and not caller.status for caller in callers.all)


def test_nor_while_the_switch_is_killed(board: Board) -> None:
    agents = open_for_the_day(board)
    callers = Callers(board)
    come(board, callers, 90, 90, seed=3)
    choice = random.Random(4)
    for time in range(10, 90, 20):
        board.loop.call_later(time, choice.choice(agents[:AGENTS]).die)
    for _ in range(5):
        board.run(15)
        board.restart(away_s=1)
    board.run(20)
    close_the_day(board, 90)
    assert all(caller.gone and not caller.status for caller in callers.all)
