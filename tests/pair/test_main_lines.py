"""How a company takes its calls: a secretary or a menu, regions with people of their own, music while all are busy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import BARE, MAIN, OUTSIDE, company
from tests.pair.test_scenario_nodes import BYE

from offhook.configuration import Forward, Number, PersonRules, Prompt, Queue, QueueMember, Scenario
from offhook.media import protocol as media

if TYPE_CHECKING:
    from tests.pair.board import Board

REGIONAL = "+3726000177"
MOBILE = "+37255598765"


def ring(*members: str) -> dict[str, Any]:
    return {"kind": "ring", "members": [*members], "seconds": 10, "unanswered": "bye"}


def scenario(id_: str, nodes: dict[str, Any]) -> Scenario:
    graph = {"start": next(iter(nodes)), "rescue": "bye", "nodes": {**nodes, "bye": BYE}}
    return Scenario(id_, id_.removeprefix("s-").title(), 1, graph)


def numbers(**scenarios: str) -> tuple[Number, ...]:
    e164s = {"main": MAIN, "bare": BARE, "regional": REGIONAL}
    return tuple(Number(f"n-{name}", e164s[name], name, "k-op", leads) for name, leads in scenarios.items())


@pytest.mark.requirement("RT-14")
@pytest.mark.parametrize(
    ("number", "keys", "who"), [(MAIN, "1", "anna"), (MAIN, "2", "boris"), (MAIN, "", "dora"), (REGIONAL, "", "boris")]
)
def test_a_free_number_asks_for_the_region_and_a_regional_one_need_not(
    board: Board, number: str, keys: str, who: str
) -> None:
    tartu = ring("202")
    choices = {"1": {"label": "Tallinn", "next": "tallinn"}, "2": {"label": "Tartu", "next": "tartu"}}
    free = {
        "hello": {"kind": "play", "prompts": ["welcome"], "next": "region"},
        "region": {"kind": "menu", "prompts": ["menu_main"], "choices": choices, "attempts": 2, "otherwise": "duty"},
        "tallinn": ring("201"),
        "tartu": tartu,
        "duty": ring("204"),
    }
    board.use(
        company(
            scenarios=(scenario("s-free", free), scenario("s-tartu", {"tartu": tartu})),
            numbers=numbers(main="s-free", regional="s-tartu"),
        )
    )
    phones = {name: board.phone(name) for name in ("anna", "boris", "dora")}
    board.operator.dial(number, shown=OUTSIDE)
    if number == MAIN:
        board.until(lambda: "menu_main" in board.spoken())
        board.operator.press(keys)
    board.until(lambda: phones[who].rings)
    assert [name for name, phone in phones.items() if phone.rings] == [who]
    phones[who].answer()
    board.until(lambda: board.operator.talks)
    board.operator.hang_up()
    board.ended()


@pytest.mark.requirement("RT-22")
@pytest.mark.parametrize(("number", "keys", "who"), [(BARE, "", "clara"), (MAIN, "202", "boris")])
def test_a_secretary_answers_one_number_and_a_menu_that_takes_extensions_another(
    board: Board, number: str, keys: str, who: str
) -> None:
    attendant = {
        "menu": {"kind": "menu", "prompts": ["menu_main"], "choices": {}, "otherwise": "desk"},
        "desk": ring("203"),
    }
    board.use(
        company(
            scenarios=(scenario("s-desk", {"desk": ring("203")}), scenario("s-attendant", attendant)),
            numbers=numbers(main="s-attendant", bare="s-desk"),
        )
    )
    phones = {name: board.phone(name) for name in ("boris", "clara")}
    board.operator.dial(number, shown=OUTSIDE)
    if keys:
        board.until(lambda: "menu_main" in board.spoken())
        board.operator.press(keys)
    board.until(lambda: phones[who].rings)
    assert [name for name, phone in phones.items() if phone.rings] == [who]
    board.operator.hang_up() if board.operator.talks else board.operator.cancel()
    board.ended()


@pytest.mark.requirement("IV-02")
@pytest.mark.parametrize("first", ["greeting", "file", "menu"])
def test_the_first_step_is_a_greeting_a_file_or_a_menu_and_music_of_its_own_holds_who_waits(
    board: Board, tmp_path: Path, first: str
) -> None:
    ours = tmp_path / "ours.wav"
    prompts = (Prompt("p-ours", "ours", "en", str(ours)), Prompt("p-hold", "on_hold", "en", str(tmp_path / "hold.wav")))
    begin = {
        "greeting": {"kind": "play", "prompts": ["welcome"], "next": "line"},
        "file": {"kind": "play", "prompts": ["ours"], "next": "line"},
        "menu": {"kind": "menu", "prompts": ["menu_main"], "choices": {"1": {"next": "line"}}, "otherwise": "line"},
    }[first]
    queue = Queue("q-desk", "Desk", members=(QueueMember("e-anna", always=True),), music="on_hold", announce_s=0)
    nodes = {"first": begin, "line": {"kind": "queue", "queue": "q-desk", "timeout": "bye", "nobody": "bye"}}
    board.use(company(scenarios=(scenario("s-main", nodes),), queues=(queue,), prompts=prompts))
    anna, boris = board.phone("anna"), board.phone("boris")
    boris.dial("201")
    board.until(lambda: anna.rings)
    talking = anna.answer()
    board.until(lambda: boris.talks)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "queued" in board.steps())
    assert board.spoken()[0] == {"greeting": "welcome", "file": "ours", "menu": "menu_main"}[first]
    board.run(60)
    assert len(anna.invites) == 1, "she talks"
    held = board.media.given(media.Play)[-1]
    assert (Path(str(held.items[-1].file)).stem, held.repeat) == ("on_hold", 0)
    anna.hang_up(talking)
    board.until(lambda: len(anna.invites) == 2)
    anna.answer()
    board.until(lambda: "queue_served" in board.steps())
    board.operator.hang_up()
    board.until(lambda: board.over)


@pytest.mark.requirement("RT-18")
def test_an_office_without_power_is_reached_on_its_mobiles_or_leaves_messages(board: Board) -> None:
    mobile = PersonRules(forwards=(Forward("unreachable", MOBILE, shows="company"),))
    plain = company()
    people = tuple(replace(one, rules=mobile) if one.number == "202" else one for one in plain.extensions)
    board.use(replace(plain, extensions=people))
    board.operator.dial(MAIN, shown=OUTSIDE)  # no telephone of the office is there
    board.until(lambda: "menu_main" in board.spoken())
    board.operator.press("202")
    board.until(lambda: bool(board.operator.invites))
    assert MOBILE in board.operator.invites[-1].request.uri
    assert board.detail("forwarded")["forwards"] == "unreachable"
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.operator.hang_up()
    board.ended()
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.spoken().count("menu_main") == 2)
    board.operator.press("204")
    board.until(lambda: bool(board.media.recorders))
    board.run(3)
    board.operator.hang_up()
    board.until(lambda: board.over)
    assert [one.extension_id for call in board.calls for one in call.voicemails.values()] == ["e-dora"]
