"""Branches: people of several are one directory; the history says which were in a call; each shows its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import BARE, MAIN, OUTSIDE, company
from tests.pair.test_transfer import called_from_outside, hears, refer, talk, told

from offhook.configuration import Branch, Extension, PersonRules
from offhook.journal.rows import call_row
from offhook.scenario.samples import main_line

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.configuration import Company

TALLINN, TARTU, NARVA = (
    Branch("b-tallinn", "Tallinn"),
    Branch("b-tartu", "Tartu", shows=BARE, reception="300"),
    Branch("b-narva", "Narva", reception="301"),
)
AT = {"201": (TALLINN.id, "d-sales"), "202": (TARTU.id, "d-sales-tartu"), "203": (TARTU.id, None)}


def company_of_branches() -> Company:
    """Anna sits in Tallinn, Boris and Clara in Tartu; both of the other branches have a reception of their own."""
    before = company(branches=(TALLINN, TARTU, NARVA))
    extensions = [
        msgspec.structs.replace(one, branch_id=branch, department_id=department)
        for one in before.extensions
        for branch, department in [AT.get(one.number, (None, None))]
    ]
    receptions = (
        Extension("e-tartu", "300", "Reception Tartu", "scenario", scenario_id="s-tartu", voicemail=False),
        Extension("e-narva", "301", "Reception Narva", "scenario", scenario_id="s-main", voicemail=False),
    )
    graph = main_line(("202",), ("203",), "203").model_dump()
    tartu = msgspec.structs.replace(before.scenarios[0], id="s-tartu", name="Tartu", graph=graph)
    main = msgspec.structs.replace(before.numbers[0], branch_id=NARVA.id)
    return msgspec.structs.replace(
        before,
        extensions=(*extensions, *receptions),
        scenarios=(*before.scenarios, tartu),
        numbers=(main, *before.numbers[1:]),
    )


@pytest.fixture
def branches(board: Board) -> Board:
    board.use(company_of_branches())
    return board


@pytest.mark.requirement("OR-01", "OR-02")
def test_a_call_keeps_where_its_people_belonged(branches: Board) -> None:
    anna, boris = branches.phone("anna"), branches.phone("boris")
    talk(branches, anna, "202", boris)
    branches.use(company())  # everybody is moved elsewhere meanwhile
    anna.hang_up()
    row = call_row(branches.ended())
    assert row["branch_ids"] == [TALLINN.id, TARTU.id]
    assert row["department_ids"] == ["d-sales", "d-sales-tartu"]


@pytest.mark.requirement("OR-01")
def test_a_number_belongs_to_a_branch_and_so_do_its_calls(branches: Board) -> None:
    branches.operator.dial(MAIN, shown=OUTSIDE)
    branches.until(lambda: "menu_main" in branches.spoken())
    assert call_row(branches.call)["branch_ids"] == [NARVA.id]
    assert branches.restart() == 1  # what the switch holds of it outlives the switch
    assert call_row(branches.call)["branch_ids"] == [NARVA.id]
    branches.operator.hang_up()
    branches.ended()


@pytest.mark.requirement("FE-12")
def test_a_caller_is_transferred_to_the_reception_of_another_branch(branches: Board) -> None:
    """Whom the reception rings is that branch's affair, and the call says that both had it."""
    anna, boris, clara = (branches.phone(name) for name in ("anna", "boris", "clara"))
    dialog = called_from_outside(branches, anna)
    refer(anna, dialog, f"<sip:{TARTU.reception}@example.test>")
    branches.until(lambda: branches.spoken().count("menu_main") > 1)
    assert told(anna)[-1] == "200 OK"
    branches.operator.press("1")
    branches.until(lambda: boris.rings)
    boris.answer()
    branches.run(1)
    assert hears(branches, boris) == branches.operator.host
    assert not clara.rings
    branches.operator.hang_up()
    branches.until(lambda: branches.over)
    assert call_row(branches.call)["branch_ids"] == sorted(one.id for one in (TALLINN, TARTU, NARVA))


@pytest.mark.requirement("FE-12")
def test_an_attended_transfer_crosses_branches(branches: Board) -> None:
    anna, boris, dora = (branches.phone(name) for name in ("anna", "boris", "dora"))
    mine, _ = talk(branches, dora, "201", anna)
    refer(dora, mine, "<sip:202@example.test>")
    branches.until(lambda: boris.rings)
    boris.answer()
    branches.run(1)
    assert hears(branches, boris) == anna.host


@pytest.mark.requirement("OR-01")
@pytest.mark.parametrize(("who", "own", "seen"), [("boris", "", BARE), ("boris", MAIN, MAIN), ("anna", "", MAIN)])
def test_people_show_the_number_of_their_branch(branches: Board, who: str, own: str, seen: str) -> None:
    """What a person has chosen goes before it; a branch that says nothing leaves it to the trunk."""
    before = company_of_branches()
    extensions = tuple(msgspec.structs.replace(one, rules=PersonRules(shows=own)) for one in before.extensions)
    branches.use(msgspec.structs.replace(before, extensions=extensions))
    branches.phone(who).dial(OUTSIDE)
    branches.until(lambda: bool(branches.operator.invites))
    assert branches.operator.invites[0].request.from_.uri.startswith(f"sip:{seen}@")
