"""Call programs in plain Python with the real interpreter: the examples, and programs that go wrong."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import MAIN, OUTSIDE, with_graph

from offhook.call_program import Call, Sessions
from offhook.scenario.asking import Asker
from offhook.scenario.visit import Answered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pair.board import Board

EXAMPLES = Path(__file__).parents[2] / "examples"
STRANGER = "+37255500001"
LONGEST_EXAMPLE = 100


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Server:
    """A program behind a URL, without the network."""

    def __init__(self, program: Any) -> None:
        self.sessions = Sessions(program)
        self.told: list[dict[str, str]] = []
        self.away = False

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:  # noqa: ARG002
        self.told.append(dict(question))
        if self.away:
            return Answered(in_time=False, fields={}, reason="no answer within 3 s")
        return Answered(in_time=True, fields=await self.sessions.turn(question))

    async def close(self) -> None:
        pass


def use(board: Board, program: Any) -> Server:
    nodes = {
        "p": {"kind": "program", "url": "https://example.com/reception", "done": "bye", "failed": "box"},
        "box": {"kind": "voicemail", "extension": "204"},
        "bye": {"kind": "hangup", "prompts": ["goodbye"]},
    }
    board.use(with_graph({"start": "p", "rescue": "bye", "nodes": nodes}))
    server = Server(program)
    board.switch.services.asker = server  # type: ignore[assignment]
    return server


def test_examples_are_short() -> None:
    found = sorted(EXAMPLES.glob("*.py"))
    assert found
    for path in found:
        assert len(path.read_text().splitlines()) < LONGEST_EXAMPLE, path


@pytest.mark.requirement("IV-03", "RT-15")
def test_the_reception_asks_dials_and_takes_a_message(board: Board) -> None:
    server = use(board, load("reception").program)
    anna, boris = board.phone("anna"), board.phone("boris")
    board.operator.dial(MAIN, shown=STRANGER)
    board.until(lambda: len(board.spoken()) == 1)
    board.operator.press("1")
    board.until(lambda: anna.rings and boris.rings)
    board.until(lambda: not anna.rings, 30)
    board.until(lambda: board.spoken()[-1].startswith("For sales"))
    assert "Nobody in sales answers." in board.spoken()
    board.operator.press("3")
    board.until(lambda: "voicemail" in board.steps(board.call))
    board.run(10)
    board.operator.hang_up()
    call = board.ended()
    assert len(call.voicemails) == 1
    assert server.told[0] == server.told[0] | {"turn": "0", "caller": STRANGER, "number": MAIN, "result": ""}
    assert [one["result"] for one in server.told[1:]] == ["1", "unanswered", "", "3"]
    assert call.owed


@pytest.mark.requirement("RT-12")
def test_the_reception_knows_its_customers(board: Board) -> None:
    use(board, load("reception").program)
    anna, boris = board.phone("anna"), board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    assert boris.invites == []
    dialog = anna.answer()
    board.run(5)
    anna.hang_up(dialog)
    assert board.ended().result == "answered"


@pytest.mark.requirement("RT-02")
def test_engineers_are_rung_in_turn_until_somebody_answers(board: Board) -> None:
    example = load("on_call")
    turns = example.in_turn(datetime(2026, 11, 23, tzinfo=UTC))
    assert sorted(turns) == sorted(example.ENGINEERS)
    assert (
        turns[0]
        == example.in_turn(datetime(2026, 11, 29, tzinfo=UTC))[0]
        != example.in_turn(datetime(2026, 11, 30, tzinfo=UTC))[0]
    )
    use(board, example.program)
    phones = {name: board.phone(name) for name in ("anna", "boris", "clara")}
    board.operator.dial(MAIN, shown=STRANGER)
    board.until(lambda: bool(board.spoken()))
    board.operator.press("1")
    for _ in range(3):
        board.until(lambda: any(phone.rings for phone in phones.values()))
        (ringing,) = [phone for phone in phones.values() if phone.rings]
        board.until(lambda ringing=ringing: not ringing.rings, 30)
    board.until(lambda: board.spoken()[-1].startswith("Please hold the line"))
    board.until(lambda: any(phone.rings for phone in phones.values()))
    (ringing,) = [phone for phone in phones.values() if phone.rings]
    dialog = ringing.answer()
    board.run(5)
    ringing.hang_up(dialog)
    assert board.ended().result == "answered"
    assert sum(len(phone.invites) for phone in phones.values()) == len(phones) + 1


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        (["999999", "100200", ""], ["We know no order", "It was sent on Monday.", "Goodbye."]),
        (["100201", "1"], ["It waits for you", "Nobody answers."]),
        (["", "", ""], ["Please enter the number.", "Nobody answers."]),
    ],
)
def test_orders_are_told_and_the_shop_rings(board: Board, keys: list[str], heard: list[str]) -> None:
    use(board, load("order_line").program)
    board.phone("anna")
    board.operator.dial(MAIN, shown=STRANGER)
    for number, key in enumerate(keys, 1):
        board.until(lambda number=number: len(board.spoken()) >= number)
        if key:
            board.operator.press(key)
    board.until(lambda: any(text.startswith(heard[-1]) for text in board.spoken()), 120)
    rest = iter(board.spoken())
    assert all(any(text.startswith(words) for text in rest) for words in heard), board.spoken()


async def gives_up(call: Call) -> None:
    await call.say("One moment.")


async def breaks(call: Call) -> None:
    await call.answer()
    raise RuntimeError(call.caller)


async def wants_too_much(call: Call) -> None:
    await call.dial("nobody", "999999")


async def goes_on_for_ever(call: Call) -> None:
    while True:
        await call.answer()


@pytest.mark.parametrize(
    ("program", "step", "then"),
    [
        (gives_up, "program_done", "hangup"),
        (breaks, "program_failed", "voicemail"),
        (wants_too_much, "program_failed", "voicemail"),
        (goes_on_for_ever, "program_failed", "voicemail"),
    ],
)
def test_whatever_a_program_does_the_caller_goes_on(board: Board, program: Any, step: str, then: str) -> None:
    use(board, program)
    board.operator.dial(MAIN)
    board.until(lambda: step in board.steps(), 100)
    board.until(lambda: then in board.steps())


def test_a_server_that_is_away_and_a_switch_that_is_killed(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    program = load("reception").program
    server = use(board, program)
    server.away = True
    board.operator.dial(MAIN, shown=STRANGER)
    board.until(lambda: "voicemail" in board.steps() and board.operator.talks)
    board.operator.hang_up()
    board.ended()
    server.away = False
    board.operator.dial(MAIN, shown=STRANGER)
    board.until(lambda: board.spoken()[-1].startswith("For sales"))
    before = len(server.told)
    monkeypatch.setattr(Asker, "ask", lambda _asker, *question: server.ask(*question))  # of the switch that comes
    board.restart()
    board.until(lambda: len(server.told) > before)
    again = server.told[before]
    assert (again["turn"], again["caller"]) == ("0", STRANGER), "it begins anew with the same caller"
    board.run(40)
    board.until(lambda: board.over)
    assert "program_failed" not in board.steps()
