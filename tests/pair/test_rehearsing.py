"""What is foretold of a call is what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pair.company import BARE, MAIN, OPERATOR, OUTSIDE, SPARE, company

from offhook.configuration import Gateway, NumberFormat, NumberFormats, Route, Trunk
from offhook.switch.rehearsing import Rehearsing

NATIONAL = NumberFormats(called=NumberFormat("national"), caller=NumberFormat("plain"))


def use(board, *trunks: Trunk, routes: tuple[Route, ...] = (), **more) -> None:
    board.use(company(trunks=trunks, routes=routes, **more))
    board.loop.call_soon(board.operators.configure, board.configuration)
    board.run(0.1)


def rehearse(board, dialled: str, caller: str = "201") -> dict[str, Any]:
    told = Rehearsing(board.switch).rehearse("t-one", caller, dialled)
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("dialled", "expected"),
    [
        ("600", {"kind": "service", "who": {"number": "600", "name": "Echo test"}}),
        ("203", {"kind": "extension", "who": {"number": "203", "name": "Clara"}, "phones": 0, "voicemail": False}),
        (MAIN, {"kind": "number", "number": MAIN, "scenario": "Main line"}),
        (BARE, {"kind": "number", "number": BARE, "scenario": None}),
        ("*8202", {"kind": "pickup"}),
        ("*55202", {"kind": "supervision", "allowed": False}),
        ("12345", {"kind": "nothing"}),
        ("", {"kind": "nothing"}),
    ],
)
def test_inside(board, dialled, expected):
    assert rehearse(board, dialled) == expected


def test_phones_that_would_ring_are_counted(board):
    board.phone("boris")
    assert rehearse(board, "202")["phones"] == 1


def test_nobody_else_and_no_other_company(board):
    assert Rehearsing(board.switch).rehearse("t-one", "999", OUTSIDE) is None
    assert Rehearsing(board.switch).rehearse("t-two", "201", OUTSIDE) is None


def test_the_ways_are_those_of_the_call(board):
    two = (Gateway(OPERATOR[0], priority=2), Gateway("198.51.100.30", priority=1))
    use(
        board,
        Trunk("k-op", "Operator", OPERATOR[0], gateways=two, formats=NATIONAL, backup_id="k-spare"),
        Trunk("k-spare", "Spare", SPARE[0], withhold=True),
        routes=(Route("+372", "k-op"), Route("", "k-spare")),
    )
    told = rehearse(board, "55512345")
    assert (told["kind"], told["number"], told["prefix"], told["left_out"]) == ("outside", OUTSIDE, "+372", [])
    assert [(way["trunk"], way["gateway"]) for way in told["ways"]] == [
        ("Operator", "198.51.100.30:5060"),
        ("Operator", "198.51.100.1:5060"),
        ("Spare", "198.51.100.2:5060"),
    ]
    assert [(way["number"], way["caller"]) for way in told["ways"][1:]] == [
        ("55512345", "3726000100"),
        (OUTSIDE, ""),
    ]
    anna = board.phone("anna")
    anna.dial("55512345")
    board.until(lambda: bool(board.operator.invites))
    assert board.operator.invites[0].request.uri == f"sip:55512345@{OPERATOR[0]}"
    board.operator.refuse(503)
    board.until(lambda: bool(board.spare.invites))
    board.spare.refuse(486)
    board.until(lambda: anna.refused is not None)
    tried = [(step.detail["trunk"], step.detail.get("gateway")) for step in board.call.steps if step.kind == "outbound"]
    assert [trunk for trunk, _ in tried] == [way["trunk"] for way in told["ways"]]
    dead = rehearse(board, "55512345")
    assert [(way["gateway"], way["reason"]) for way in dead["left_out"]] == [
        ("198.51.100.30:5060", "a call got no response")
    ]
    assert len(dead["ways"]) == 2


def test_why_a_trunk_is_left_out(board):
    use(
        board,
        Trunk("k-op", "Operator", OPERATOR[0], channels_out=1),
        Trunk("k-off", "Off", "192.0.2.1", gateways=(Gateway("192.0.2.1", enabled=False),)),
        Trunk("k-name", "Name", "nowhere.invalid"),
    )
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    told = rehearse(board, OUTSIDE, "202")
    assert (told["ways"], told["prefix"]) == ([], None)
    assert {way["trunk"]: way["reason"] for way in told["left_out"]} == {
        "Operator": "all 1 outbound channels are taken",
        "Off": "no gateway is enabled",
        "Name": "nowhere.invalid has no known address",
    }
    use(board, Trunk("k-op", "Operator", OPERATOR[0]), numbers=())
    assert rehearse(board, OUTSIDE)["left_out"][0]["reason"] == "the company has no number to show"
