"""A rehearsal tells the path that the same call takes: tried for many wishes of people and states of telephones."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pair.board import EPOCH, Board
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.peer import describe

from offhook.configuration import Forward, Hours, NumberList, PersonRules, Scenario, Schedule, Turn
from offhook.routing.installation import Office
from offhook.scenario.foretold import ANSWER_SECONDS
from offhook.scenario.graph import read_graph
from offhook.scenario.rehearse import Assumptions, rehearse
from offhook.tenancy.zone import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.pair.peer import Peer

    from offhook.configuration import Company
    from offhook.scenario.foretold import State

MOBILE, HOME = "+37255598765", "+37255511111"
PHONES = {"202": "boris", "203": "clara", "204": "dora"}
STATUS = {"busy": 486, "away": 480}
BYE = {"kind": "hangup", "prompts": ["goodbye"]}
TOLD = {"not_rung": "who", "forwarded": "to", "forwarding_ended": "reason", "ringing": "who"}


class Situation(NamedTuple):
    """What is tried: rules by extension, states by number, and the nodes that the caller comes to with keys."""

    rules: Mapping[str, PersonRules]
    states: Mapping[str, State]
    node: dict[str, Any]
    keys: str = ""


def there(situation: Situation) -> Company:
    graph = {"start": "a", "rescue": "bye", "nodes": {"a": situation.node, "bye": BYE}}
    before = company(
        schedules=(Schedule("h-shut", "Shut", (Hours((1,), "00:00", "00:01"),), switched="closed"),),
        lists=(NumberList("l-us", "Customers", (OUTSIDE,)),),
        scenarios=(Scenario("s-main", "Main line", 4, graph),),
    )
    people = tuple(
        msgspec.structs.replace(one, rules=situation.rules.get(one.number, PersonRules())) for one in before.extensions
    )
    return msgspec.structs.replace(before, extensions=people)


def foretold(situation: Situation) -> tuple[str, str, list[Any]]:
    """How the rehearsal says that it ends, with whom, and the steps on the way."""
    office = Office.of(there(situation))
    at = datetime.fromtimestamp(EPOCH, UTC).astimezone(zone_of(office.company.timezone))
    assumed = Assumptions(at, OUTSIDE, office.numbers[MAIN], keys=(situation.keys,), states=situation.states)
    path = rehearse(read_graph(office.scenarios["s-main"].graph), office, assumed)
    who = path.who if path.ending in {"conversation", "voicemail"} else ""
    return path.ending, who, [_told(step.kind, step.detail) for step in path.steps if step.kind in TOLD]


def taken(board: Board, situation: Situation) -> tuple[str, str, list[Any]]:
    """How the call ends with real telephones, with whom, and the steps on the way."""
    board.use(there(situation))
    phones = {number: board.phone(name) for number, name in PHONES.items() if situation.states.get(number) != "away"}
    board.operator.alert = True
    board.operator.dial(MAIN, shown=OUTSIDE)
    if situation.keys:
        board.until(lambda: "welcome" in board.spoken())
        board.operator.press(situation.keys)
    behave = _Behaviour(board, situation.states, phones)
    for _ in range(1200):
        behave.step()
        board.run(0.25)
        if _decided(board):
            break
    ending, who = _ending(board)
    if board.call.live:
        board.run(3)
        board.operator.hang_up()
    call = board.ended()
    if ending == "voicemail":
        (message,) = call.voicemails.values()
        who = next(one.number for one in company().extensions if one.id == message.extension_id)
    return ending, who, [_told(step.kind, step.detail) for step in call.steps if step.kind in TOLD]


class _Behaviour:
    """Telephones that answer, are busy or let it ring."""

    def __init__(self, board: Board, states: Mapping[str, State], phones: Mapping[str, Peer]) -> None:
        self._board = board
        self._states = states
        self._phones = phones
        self._seen: list[Any] = []

    def step(self) -> None:
        """Do what is to be done at once."""
        for number, peer in [*self._phones.items(), ("", self._board.operator)]:
            for invite in peer.invites:
                if invite not in self._seen:
                    self._seen.append(invite)
                    self._called(number or "+" + invite.request.uri.partition("+")[2].partition("@")[0], peer, invite)

    def _called(self, number: str, peer: Peer, invite: Any) -> None:
        own = next((one for one, rules in self._rules() if any(turn.who == number for turn in rules.turns)), number)
        first = self._states.get(own, "answers")
        state = self._states.get(number, "answers" if first == "away" else first)
        if state in STATUS:
            peer.party.endpoint.reject(invite, STATUS[state], peer.now)
            self._board.kick()
        elif state == "answers":
            rings = [step for step in self._board.call.steps if step.kind == "ringing"][-1]
            until = rings.at / 1e6 - EPOCH + rings.detail["seconds"] - 0.5
            now = self._board.loop.time()
            self._board.loop.call_at(min(now + ANSWER_SECONDS, max(now, until)), self._answer, peer, invite)

    def _answer(self, peer: Peer, invite: Any) -> None:
        if not invite.gone:
            peer.party.endpoint.accept(invite, describe(peer.host, codecs="8"), peer.now)
            self._board.kick()

    def _rules(self) -> Sequence[tuple[str, PersonRules]]:
        (found,) = self._board.configuration.companies
        return [(one.number, one.rules) for one in found.extensions]


def _decided(board: Board) -> bool:
    return "connected" in board.steps() or _records_a_message(board) or (bool(board.calls) and board.over)


def _records_a_message(board: Board) -> bool:
    return bool(board.media.recorders) and "answered" not in board.steps()


def _ending(board: Board) -> tuple[str, str]:
    if "connected" in board.steps():
        leg = next(one for one in board.call.legs.values() if one.direction == "outbound" and one.answered_at)
        own = {one.id: one.number for one in company().extensions}
        return "conversation", own.get(leg.party.extension_id or "", leg.party.number)
    if _records_a_message(board):
        return "voicemail", ""
    return "goodbye" if "goodbye" in board.spoken() else "refused", ""


def _told(kind: str, detail: Mapping[str, Any]) -> Any:
    found = detail[TOLD[kind]]
    if isinstance(found, list):
        return kind, [one["number"] for one in found]
    return kind, found["number"] if isinstance(found, dict) else found


@contextmanager
def a_board() -> Iterator[Board]:
    with TemporaryDirectory() as folder:
        made = Board(Path(folder))
        try:
            yield made
            made.check()
        finally:
            made.close()


def alike(situation: Situation) -> None:
    with a_board() as board:
        assert foretold(situation) == taken(board, situation)


MENU = {"kind": "menu", "prompts": ["welcome"], "otherwise": "bye"}
targets = st.sampled_from(["203", "204", "voicemail", HOME, "299"])
whens = st.sampled_from(["always", "closed", "busy", "unanswered", "unreachable"])
states = st.sampled_from(["answers", "silent", "busy", "away"])
rules = st.builds(
    PersonRules,
    do_not_disturb=st.booleans(),
    ring_s=st.sampled_from([0, 8]),
    turns=st.sampled_from([(), (Turn(MOBILE),), (Turn(MOBILE, 12),), (Turn("d-boris", 6), Turn(MOBILE, 3))]),
    forwards=st.dictionaries(whens, targets, max_size=3).map(
        lambda found: tuple(Forward(when, to) for when, to in found.items())
    ),
    white=st.sampled_from([(), (), (OUTSIDE,)]),
    black_lists=st.sampled_from([(), (), (), ("l-us",)]),
    schedule_id=st.sampled_from([None, "h-shut"]),
)
plain = st.builds(PersonRules, do_not_disturb=st.booleans(), forwards=st.just(()) | st.just((Forward("busy", "204"),)))
nodes = st.sampled_from(
    [
        (MENU, "202"),
        (MENU, "202"),
        ({"kind": "ring", "members": ["202", "203"], "unanswered": "bye"}, ""),
        ({"kind": "ring", "members": ["202", HOME], "order": "in_turn", "unanswered": "bye"}, ""),
        ({"kind": "dial", "to": "202", "unanswered": "bye", "seconds": 10}, ""),
    ]
)


@pytest.mark.requirement("RT-01", "RT-02", "RT-04", "RT-07", "RT-19")
@given(
    st.fixed_dictionaries({"202": rules, "203": plain}),
    st.fixed_dictionaries({"202": states, "203": states, "204": states, HOME: states}, optional={MOBILE: states}),
    nodes,
)
@settings(max_examples=60)
def test_what_is_foretold_happens(
    wishes: dict[str, PersonRules], found: dict[str, State], node: tuple[dict[str, Any], str]
) -> None:
    alike(Situation(wishes, found, *node))


@pytest.mark.requirement("RT-19")
def test_a_mobile_has_its_turn_at_once_when_no_other_telephone_rings() -> None:
    wish = PersonRules(turns=(Turn(MOBILE, 12),), ring_s=10)
    ending = foretold(Situation({"202": wish}, {"202": "away"}, MENU, "202"))
    assert ending[:2] == ("conversation", "202")
    alike(Situation({"202": wish}, {"202": "away"}, MENU, "202"))
    late = Situation({"202": wish}, {"202": "silent", MOBILE: "answers"}, MENU, "202")
    assert foretold(late)[:2] == ("voicemail", "202")
    alike(late)
