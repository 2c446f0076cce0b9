"""What is foretold of a call is what becomes of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.pair.company import BARE, MAIN, OPERATOR, OUTSIDE, SPARE, company
from tests.pair.peer import Peer

from offhook.codes import Codes
from offhook.configuration import (
    Contact,
    Forward,
    Gateway,
    NumberFormat,
    NumberFormats,
    PersonRules,
    Route,
    Schedule,
    Trunk,
)
from offhook.directory.codes import DIALLED
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
        (
            "203",
            {
                "kind": "extension",
                "who": {"number": "203", "name": "Clara"},
                "phones": 0,
                "voicemail": False,
                "steps": [{"kind": "ring_failed", "detail": {"who": "Clara", "status": 480}}],
                "ending": "refused",
                "whom": {"number": "203", "name": "Clara"},
            },
        ),
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


OTHER = "+37255598765"
RULES = {
    "202": PersonRules(forwards=(Forward("always", "203"),)),
    "203": PersonRules(do_not_disturb=True, forwards=(Forward("busy", "204"),)),
    "204": PersonRules(forwards=(Forward("unreachable", OTHER),)),
}


@pytest.mark.requirement("RT-01", "RT-02")
@pytest.mark.parametrize("number", ["201", "202", "203", "204"])
@pytest.mark.parametrize("there", [(), ("dora",), ("anna", "boris", "clara", "dora")])
def test_wishes_of_people_are_heeded_as_calls_heed_them(board, number, there):
    before = company()
    people = tuple(msgspec.structs.replace(one, rules=RULES.get(one.number, one.rules)) for one in before.extensions)
    caller = msgspec.structs.replace(before.extensions[0], id="e-guest", number="299", person_id="p-guest")
    device = msgspec.structs.replace(before.devices[0], id="d-guest", username="anna2", person_id="p-guest")
    board.use(msgspec.structs.replace(before, extensions=(*people, caller), devices=(*before.devices, device)))
    for one in there:
        board.phone(one)
    told = rehearse(board, number, "299")
    board.operator.alert = True
    guest = Peer(board, "203.0.113.99", "anna2", "secret of anna")
    guest.register()
    guest.dial(number)
    kinds = {"not_rung", "forwarded", "ringing", "ring_failed", "forwarding_ended"}
    board.until(lambda: bool(board.media.recorders) or (board.over and bool(board.calls)), 200)
    board.run(3)
    steps = [step.kind for step in board.call.steps if step.kind in kinds]
    assert [step["kind"] for step in told["steps"] if step["kind"] in kinds] == steps
    if told["ending"] == "voicemail":
        guest.hang_up()
        (message,) = board.ended().voicemails.values()
        assert next(one.number for one in people if one.id == message.extension_id) == told["whom"]["number"]
    else:
        assert guest.refused


@pytest.mark.parametrize("name", DIALLED)
def test_every_code_is_known(board, name):
    codes = Codes(night="*28", day="*29")
    board.use(company(codes=codes, schedules=(Schedule("h-1", "Office"),)))
    rest = {"pickup": "202", "supervise": "202", "forward": "202", "intercom": "202", "voicemail": "202", "park": "1"}
    told = rehearse(board, getattr(codes, name) + {**rest, "show": f"1{OUTSIDE}", "hide": OUTSIDE}.get(name, ""))
    expected = {"pickup": "pickup", "group_pickup": "pickup", "supervise": "supervision"}
    assert told["kind"] == expected.get(name, "outside" if name in {"show", "hide"} else "code")
    if told["kind"] not in expected.values():
        assert told["code"] == name
    if name == "forward":
        assert told["number"] == "202"
    if name in {"intercom", "voicemail"}:
        assert told["who"]["name"] == "Boris"


def test_what_a_code_stands_for_is_told(board):
    board.use(company(contacts=(Contact("c-jaan", "Jaan", (OUTSIDE,), short="77"),)))
    assert rehearse(board, "*68") == {"kind": "code", "code": "redial", "allowed": False}
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    anna.cancel()
    board.until(lambda: board.over)
    told = rehearse(board, "*68")
    assert (told["kind"], told["who"]["number"], told["code"]) == ("extension", "202", "redial")
    assert rehearse(board, "77")["number"] == OUTSIDE
    assert rehearse(board, f"*652{OUTSIDE}")["ways"][0]["caller"] == BARE
    assert rehearse(board, f"*31{OUTSIDE}")["ways"][0]["caller"] == ""
    for wrong in ("*65", "*31", "*72", "*70x", "*8"):
        assert rehearse(board, wrong)["kind"] == "nothing"
