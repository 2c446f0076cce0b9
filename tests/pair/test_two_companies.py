"""Two companies with the same extension numbers on one switch, each with its SIP domain: nothing crosses by SIP.

Text messages, lamps, parked calls, pickups, supervision and live calls are held to it where they are tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import company
from tests.pair.test_transfer import hears, refer, replaces, talk, told

from offhook.configuration import Extension

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer


@pytest.fixture
def phones(board: Board) -> dict[str, Peer]:
    """Anna (201) and Boris (202) work for one company, Clara (201) and Dora (202) for the other."""
    whole = company()
    first = msgspec.structs.replace(whole, devices=whole.devices[:2], extensions=whole.extensions[:2])
    second = msgspec.structs.replace(
        whole,
        id="t-two",
        sip_domain="second.test",
        devices=whole.devices[2:],
        extensions=(
            Extension("e-two-clara", "201", "Clara", "person", "p-clara"),
            Extension("e-two-dora", "202", "Dora", "person", "p-dora"),
        ),
        numbers=(),
        trunks=(),
        scenarios=(),
    )
    board.use(first, second)
    return {name: board.phone(name) for name in ("anna", "boris", "clara", "dora")}


def test_the_same_number_is_somebody_else_in_each_company(board: Board, phones: dict[str, Peer]) -> None:
    anna, boris, clara, dora = phones.values()
    talk(board, anna, "202", boris)
    assert not dora.invites
    talk(board, clara, "202", dora)
    assert len(boris.invites) == 1
    assert (hears(board, boris), hears(board, dora)) == (anna.host, clara.host)
    assert sorted(call.tenant for call in board.calls) == ["t-one", "t-two"]
    assert {leg.party.name for call in board.calls if call.tenant == "t-two" for leg in call.legs.values()} == {
        "Clara", "Dora"
    }  # fmt: skip
    anna.hang_up()
    clara.hang_up()
    board.until(lambda: board.over)


@pytest.mark.parametrize("domain", ["second.test", "example.test"])
def test_a_transfer_stays_in_the_company_whatever_domain_it_names(
    board: Board, phones: dict[str, Peer], domain: str
) -> None:
    anna, boris, clara, dora = phones.values()
    mine, _ = talk(board, clara, "202", dora)
    refer(clara, mine, f"<sip:201@{domain}>")
    board.run(5)
    assert not anna.invites
    assert not boris.invites


def test_nobody_takes_a_conversation_of_another_company(board: Board, phones: dict[str, Peer]) -> None:
    """Who knows all that names a dialog of the other company cannot have it replaced."""
    anna, boris, clara, dora = phones.values()
    theirs, _ = talk(board, anna, "202", boris)
    mine, _ = talk(board, clara, "202", dora)
    refer(clara, mine, replaces(theirs))
    board.run(5)
    assert not any(one.startswith("200") for one in told(clara))
    assert (hears(board, boris), hears(board, anna)) == (anna.host, boris.host)
    assert not boris.gone
    assert not anna.gone


def test_a_stranger_company_registers_no_telephone_of_another(board: Board, phones: dict[str, Peer]) -> None:
    """A telephone proves who it is by its own name and secret; whose company that is nobody can choose."""
    clara = phones["clara"]
    before = board.registrar.bindings("anna")
    clara.username = "anna"  # with Clara's secret
    clara.register(must=False)
    assert board.registrar.bindings("anna") == before
