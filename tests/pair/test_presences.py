"""What the directory tells of people just now, and that nobody who is hidden is found by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from tests.pair.company import company
from tests.pair.test_dial_by_name import reach
from tests.pair.test_transfer import talk
from tests.pair.test_watches import publish

from offhook.configuration import PersonRules, Turn
from offhook.switch.presences import Presences

if TYPE_CHECKING:
    from tests.pair.board import Board


def now(board: Board) -> dict[str, str]:
    told = Presences(board.switch).told("t-one")
    return {person.removeprefix("p-"): one["presence"] for person, one in told.items()}


def test_what_people_do_just_now(board: Board) -> None:
    rules = {"203": PersonRules(do_not_disturb=True), "204": PersonRules(turns=(Turn("+37255598765"),))}
    before = company()
    people = tuple(msgspec.structs.replace(one, rules=rules.get(one.number, one.rules)) for one in before.extensions)
    board.use(msgspec.structs.replace(before, extensions=people))
    assert now(board) == {"anna": "offline", "boris": "offline", "clara": "dnd", "dora": "free"}
    anna, boris = board.phone("anna"), board.phone("boris")
    assert now(board) == {"anna": "free", "boris": "free", "clara": "dnd", "dora": "free"}
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(0.5)
    assert (now(board)["anna"], now(board)["boris"]) == ("busy", "ringing")
    anna.cancel()
    board.until(lambda: board.over)
    talk(board, anna, "202", boris)
    assert (now(board)["anna"], now(board)["boris"]) == ("busy", "busy")
    board.restart(away_s=1)
    board.run(0.5)
    assert (now(board)["anna"], now(board)["boris"]) == ("busy", "busy")
    anna.hang_up()
    board.until(lambda: board.over)
    publish(anna, "201", "At a fair")
    assert Presences(board.switch).told("t-one")["p-anna"] == {"presence": "free", "note": "At a fair"}
    assert Presences(board.switch).told("t-none") == {}


def test_of_several_extensions_the_busiest_counts(board: Board) -> None:
    before = company()
    second = msgspec.structs.replace(before.extensions[0], id="e-second", number="301", rules=PersonRules())
    quiet = msgspec.structs.replace(before.extensions[0], rules=PersonRules(do_not_disturb=True))
    board.use(msgspec.structs.replace(before, extensions=(quiet, *before.extensions[1:], second)))
    board.phone("anna")
    assert now(board)["anna"] == "dnd"


def test_who_is_hidden_is_not_found_by_name(board: Board) -> None:
    reach(board, "Anna Kask", "Karl Kask")
    there = board.configuration.companies[0]
    people = tuple(msgspec.structs.replace(one, hidden=one.id == "p-anna") for one in there.people)
    board.run(1)
    board.operator.hang_up()
    board.ended()
    board.use(msgspec.structs.replace(there, people=people))
    boris = board.phone("boris")
    board.operator.dial("+3726000100", shown="+37255512345")
    board.until(lambda: board.spoken().count("directory_spell") == 2)
    board.operator.press("527")
    board.until(lambda: boris.rings)
