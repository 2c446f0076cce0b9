"""Intercom and paging: telephones that answer by themselves, who may, and whom they leave in peace."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.pair.company import company
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import called_from_outside, hears, talk

from offhook.configuration import Extension, Person, PersonRules

ALL = Extension("e-all", "520", "All", "paging", voicemail=False, members=("201", "202", "203", "204", "299"))


def with_group(board, **rules) -> None:
    plain = company()
    extensions = [
        replace(one, rules=rules[one.name.lower()]) if one.name.lower() in rules else one for one in plain.extensions
    ]
    people = tuple(Person(f"p-{name}", name, may_page=name != "dora") for name in ("anna", "boris", "clara", "dora"))
    board.use(replace(plain, people=people, extensions=(*extensions, ALL)))


def asked(peer) -> list[str]:
    request = peer.invites[-1].request
    return [request.get(name) or "" for name in ("Call-Info", "Alert-Info", "Answer-Mode")]


def test_intercom(board):
    with_group(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("*50202")
    board.until(lambda: boris.rings)
    info, alert, mode = asked(boris)
    assert info.endswith(";answer-after=0")
    assert "info=alert-autoanswer" in alert
    assert mode == "Auto"
    boris.answer()
    board.until(lambda: anna.talks)
    board.run(1)
    assert (hears(board, anna), hears(board, boris)) == (boris.host, anna.host)
    board.restart(away_s=1)
    board.run(1)
    assert hears(board, anna) == boris.host
    anna.hang_up()
    board.ended()


@pytest.mark.parametrize(
    ("who", "code", "status", "said"),
    [
        ("dora", "*50202", 403, "not_allowed"),
        ("dora", "520", 403, "not_allowed"),
        ("anna", "*50203", 480, "person_not_available"),
        ("anna", "*50201", 404, "number_not_known"),
        ("anna", "*50600", 404, "number_not_known"),
        ("anna", "*50", 404, "number_not_known"),
    ],
)
def test_intercom_refused(board, who, code, status, said):
    with_group(board)
    board.phone("boris")
    peer = board.phone(who)
    peer.dial(code)
    board.ended()
    assert peer.refused == status
    assert said in board.spoken()


def test_whoever_talks_or_wants_peace_is_left_alone(board):
    with_group(board, boris=PersonRules(do_not_disturb=True))
    anna, boris, clara, dora = (board.phone(name) for name in ("anna", "boris", "clara", "dora"))
    dialog, _ = talk(board, clara, "204", dora)
    for number in ("202", "203", "204"):
        anna.dial(f"*50{number}")
        board.until(lambda: len(board.exchange.calls) == 2)
        board.until(lambda: len(board.exchange.calls) == 1)
        board.run(0.5)
        assert anna.refused == 486
    assert not boris.invites
    assert len(dora.invites) == 1
    clara.hang_up(dialog)
    board.until(lambda: board.over)


def test_many_hear_one(board):
    with_group(board)
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    dora = board.phone("dora")
    anna.dial("520")
    board.until(lambda: boris.rings and clara.rings and dora.rings)
    assert asked(clara)[2] == "Auto"
    theirs = [boris.answer(), clara.answer()]
    board.until(lambda: "paged" in board.steps())
    board.run(0.5)
    assert dora.cancelled  # it does not answer by itself
    assert heard(board, anna=anna, boris=boris, clara=clara) == {"anna": "", "boris": "a", "clara": "a"}
    assert board.detail("paged") == {"who": "Anna", "name": "All", "count": 2}
    boris.hang_up(theirs[0])
    board.run(1)
    anna.hang_up()
    call = board.ended()
    assert clara.gone
    assert call.result == "service"


def test_page_is_over_with_the_last_listener_and_in_time(board):
    with_group(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("520")
    board.until(lambda: boris.rings)
    dialog = boris.answer()
    board.run(3)
    boris.hang_up(dialog)
    board.ended()
    assert anna.gone
    anna.dial("520")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(100)
    assert not board.over
    board.until(lambda: board.over, 40)


def test_nobody_answers_by_himself(board):
    with_group(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("520")
    board.until(lambda: boris.rings)
    board.ended()
    assert boris.cancelled
    assert board.detail("refused")["reason"] == "no telephone answered by itself"


def test_a_page_begins_anew_after_a_restart(board):
    with_group(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("520")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    board.restart(away_s=1)
    board.until(lambda: len(boris.invites) == 2)
    boris.answer()
    board.until(lambda: board.steps().count("paged") == 2)
    board.run(0.5)
    assert heard(board, anna=anna, boris=boris) == {"anna": "", "boris": "a"}
    anna.hang_up()
    board.ended()


def test_nobody_from_outside_pages(board):
    with_group(board)
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    boris.press("##520")
    board.until(lambda: board.over, 120)
    assert "not_allowed" in board.spoken()
    assert not clara.invites
