"""Lines and agents: strategies one by one, then everything at once in a random order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from offhook.configuration import Queue, QueueMember
from offhook.queueing.desk import UNANSWERED
from offhook.queueing.floor import Floor
from offhook.queueing.line import Waiting

NOW = 1_790_000_000.0
DAY = 86400


def queue(*members: str | QueueMember, **more: Any) -> Queue:
    found = tuple(QueueMember(one) if isinstance(one, str) else one for one in members)
    return Queue("q", "Sales", members=found, **more)


def floor(*queues: Queue, there: str = "abc") -> Floor:
    made = Floor(lambda now: int(now // DAY))
    made.configure(queues, NOW)
    for name in there:
        made.desk.sign_in(name, NOW)
    return made


def caller(name: str, since: float = NOW, **more: Any) -> Waiting:
    return Waiting(name, more.pop("queue", "q"), since, entered=since, **more)


def served(made: Floor, one: Waiting, now: float, *, talk: float = 0.0) -> str:
    """Let a caller be answered, and the conversation end; return by whom."""
    assert made.enter(one, now) is None
    (offer,) = made.assign(now)
    (name,) = offer.agents
    made.answered(one, name, now)
    made.released(name, now + talk)
    return name


def test_longest_idle_is_offered_first() -> None:
    made = floor(queue("a", "b", wrap_up_s=0), there="")
    made.desk.sign_in("b", NOW - 50)
    made.desk.sign_in("a", NOW - 20)
    assert [served(made, caller(str(n)), NOW + n) for n in range(3)] == ["b", "a", "b"]


def test_next_in_turn_goes_round() -> None:
    made = floor(queue("a", "b", "c", strategy="in_turn", wrap_up_s=0))
    assert [served(made, caller(str(n)), NOW + n) for n in range(4)] == ["a", "b", "c", "a"]


@pytest.mark.requirement("QU-03")
def test_fewest_calls() -> None:
    made = floor(queue("a", "b", strategy="fewest_calls", wrap_up_s=0))
    made.desk.agent("a").calls, made.desk.agent("a").day = 2, int(NOW // DAY)
    assert [served(made, caller(str(n)), NOW + n) for n in range(3)] == ["b", "b", "a"]


@pytest.mark.requirement("QU-03")
def test_least_talk() -> None:
    made = floor(queue("a", "b", strategy="least_talk", wrap_up_s=0))
    assert served(made, caller("1"), NOW, talk=100) == "a"
    assert served(made, caller("2"), NOW + 200, talk=20) == "b"
    assert served(made, caller("3"), NOW + 300, talk=20) == "b"


def test_all_ring_and_the_first_to_answer_is_taken() -> None:
    made = floor(queue("a", "b", QueueMember("c", penalty=1), strategy="all"))
    one = caller("1")
    made.enter(one, NOW)
    (offer,) = made.assign(NOW)
    assert set(offer.agents) == {"a", "b"}
    made.answered(one, "b", NOW)
    assert made.desk.agent("a").free(NOW)
    assert made.desk.agent("b").state(NOW) == "busy"


def test_skills_choose_the_best_and_patience_ends() -> None:
    members = (QueueMember("a", skills={"et": 1}), QueueMember("b", skills={"et": 3}), QueueMember("c"))
    made = floor(queue(*members, strategy="skills", skill_patience_s=30))
    first, second = caller("1", skills={"et": 1}), caller("2", skills={"et": 2})
    for one in (first, second):
        made.enter(one, NOW)
    made.assign(NOW)
    assert (first.offered, second.offered) == (("b",), ()), "a speaks it, but not well enough"
    made.assign(NOW + 30)
    assert second.offered in {("a",), ("c",)}


def test_penalty_comes_before_the_strategy() -> None:
    made = floor(queue(QueueMember("a", penalty=1), QueueMember("b")))
    made.desk.agent("a").idle_since = NOW - 1000
    assert served(made, caller("1"), NOW) == "b"


def test_sticky_caller_waits_for_the_last_agent_for_a_while() -> None:
    made = floor(queue("a", "b", sticky_last=True, sticky_s=30, wrap_up_s=0))
    assert served(made, caller("1", number="+3725"), NOW) == "a"
    other = caller("2")
    made.enter(other, NOW + 1)
    made.desk.agent("b").idle_since = NOW + 100
    made.assign(NOW + 1)
    assert other.offered == ("a",)
    again = caller("3", NOW + 2, number="+3725")
    made.enter(again, NOW + 2)
    made.assign(NOW + 2)
    assert again.offered == ()
    made.assign(NOW + 32)
    assert again.offered == ("b",)


def test_who_is_wanted_but_is_not_there_is_not_waited_for() -> None:
    made = floor(queue("a", "b"), there="b")
    one = caller("1", agent="a")
    made.enter(one, NOW)
    made.assign(NOW)
    assert one.offered == ("b",)


def test_priority_counts_as_waiting_and_nobody_waits_for_ever() -> None:
    made = floor(queue("a", priority_s=60), there="a")
    old, important = caller("old", NOW - 59), caller("vip", priority=1)
    for one in (old, important):
        made.enter(one, NOW)
    assert made.lines["q"].position("vip") == 1
    late = caller("late", NOW + 2, priority=1)
    made.enter(late, NOW + 2)
    assert [one.id for one in made.lines["q"].order()] == ["vip", "old", "late"]


def test_an_agent_of_two_queues_has_one_call() -> None:
    made = floor(queue("a"), Queue("r", "Other", members=(QueueMember("a"),)), there="a")
    one, other = caller("1"), caller("2", queue="r")
    for waiting in (one, other):
        made.enter(waiting, NOW)
    assert [offer.waiting.id for offer in made.assign(NOW)] == ["1"]
    made.answered(one, "a", NOW)
    assert made.assign(NOW) == []


def test_who_lets_it_ring_is_tried_last_and_sent_on_a_break() -> None:
    made = floor(queue("a", "b", retry_s=5, pause_after=2), there="ab")
    made.desk.agent("a").idle_since = NOW - 10
    one = caller("1")
    made.enter(one, NOW)
    for now, name in ((NOW, "a"), (NOW + 15, "b"), (NOW + 30, "a")):
        (offer,) = made.assign(now)
        assert offer.agents == (name,)
        made.declined(one, name, now, reached=True)
    agent = made.desk.agent("a")
    assert (agent.state(NOW + 40), agent.reason) == ("break", UNANSWERED)
    made.desk.sign_in("a", NOW + 50)
    assert agent.state(NOW + 50) == "available"


def test_who_cannot_be_reached_is_left_alone_but_not_blamed() -> None:
    made = floor(queue("a", pause_after=1), there="a")
    one = caller("1")
    made.enter(one, NOW)
    made.assign(NOW)
    made.declined(one, "a", NOW, reached=False)
    assert made.assign(NOW + 9) == []
    assert len(made.assign(NOW + 10)) == 1


def test_wrap_up_and_what_is_expected() -> None:
    made = floor(queue("a", wrap_up_s=10), there="a")
    assert served(made, caller("1"), NOW, talk=60) == "a"
    one = caller("2", NOW + 60)
    made.enter(one, NOW + 60)
    assert made.assign(NOW + 69) == []
    assert made.desk.agent("a").state(NOW + 69) == "after_call"
    assert made.expected_s(one) == pytest.approx(180 + 0.1 * (70 - 180))
    assert made.assign(NOW + 70)


def test_full_and_unattended() -> None:
    made = floor(queue("a", longest=1), there="a")
    assert made.enter(caller("1"), NOW) is None
    assert made.enter(caller("2"), NOW) == "full"
    assert made.enter(caller("3"), NOW, again=True) is None
    made.desk.take_break("a", "lunch", NOW)
    assert made.hopeless(NOW) == []
    made.desk.sign_out("a", NOW)
    assert {one.id for one in made.hopeless(NOW)} == {"1", "3"}
    assert made.enter(caller("4"), NOW) == "nobody"
    assert made.enter(caller("5", promised=True), NOW) is None


def test_an_agent_without_a_telephone_is_there_for_a_short_while_only() -> None:
    made = floor(queue("a"), there="a")
    made.enter(caller("1"), NOW)
    made.desk.see("a", NOW, engaged=False, reachable=False)
    assert made.assign(NOW) == []
    assert made.hopeless(NOW + 29) == []
    assert made.hopeless(NOW + 30)


def test_a_queue_that_is_gone_is_hopeless() -> None:
    made = floor(queue("a"))
    made.enter(caller("1"), NOW)
    made.configure((), NOW)
    assert [one.id for one in made.hopeless(NOW)] == ["1"]


def test_agents_that_are_always_there_sign_out_themselves_only() -> None:
    made = floor(queue(QueueMember("a", always=True)), there="")
    assert made.desk.agent("a").present
    made.desk.sign_out("a", NOW)
    made.configure([queue(QueueMember("a", always=True))], NOW)
    assert not made.desk.agent("a").present


def test_service_level_of_the_day() -> None:
    made = floor(queue("a", service_level_s=20, wrap_up_s=0), there="a")
    assert served(made, caller("1"), NOW) == "a"
    assert served(made, caller("2", NOW - 30), NOW) == "a"
    for name, since in (("3", NOW - 30), ("4", NOW - 5)):
        one = caller(name, since)
        made.enter(one, NOW)
        made.leave(one, "abandoned", NOW)
    figures = made.lines["q"].figures
    assert figures.service_level == pytest.approx(1 / 3)
    assert (figures.entered, figures.answered, figures.abandoned, figures.abandoned_early) == (4, 2, 2, 1)
    made.enter(caller("5", NOW + DAY), NOW + DAY)
    assert made.lines["q"].figures.service_level is None


class Anything(RuleBasedStateMachine):
    """Two queues that share agents, and whatever can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.count = 0
        self.inside: dict[str, Waiting] = {}
        self.floor = floor(
            queue("a", "b", QueueMember("c", penalty=1)),
            Queue("r", "Other", strategy="all", members=(QueueMember("b"), QueueMember("c"), QueueMember("d"))),
            there="ab",
        )

    agents = st.sampled_from("abcd")

    @rule(seconds=st.sampled_from([0.5, 5, 20, 100]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(name=agents, what=st.sampled_from(["in", "out", "break"]))
    def agent_says(self, name: str, what: str) -> None:
        desk = self.floor.desk
        match what:
            case "in":
                desk.sign_in(name, self.now)
            case "out":
                desk.sign_out(name, self.now)
            case _:
                desk.take_break(name, "", self.now)

    @rule(name=agents, engaged=st.booleans(), reachable=st.sampled_from([True, True, True, False]))
    def agent_is_seen(self, name: str, *, engaged: bool, reachable: bool) -> None:
        self.floor.desk.see(name, self.now, engaged=engaged, reachable=reachable)

    @rule(line=st.sampled_from("qr"), priority=st.integers(0, 2), promised=st.booleans())
    def caller_comes(self, line: str, priority: int, *, promised: bool) -> None:
        self.count += 1
        one = caller(str(self.count), self.now, queue=line, priority=priority, promised=promised)
        if self.floor.enter(one, self.now) is None:
            self.inside[one.id] = one

    @rule(data=st.data(), how=st.sampled_from(["abandoned", "timeout", "key"]))
    @precondition(lambda self: self.inside)
    def caller_goes(self, data: st.DataObject, how: Any) -> None:
        one = self.inside.pop(data.draw(st.sampled_from(sorted(self.inside))))
        self.floor.leave(one, how, self.now)

    @rule(data=st.data(), what=st.sampled_from(["answer", "answer", "decline", "unreachable", "withdraw"]))
    @precondition(lambda self: any(one.offered for one in self.inside.values()))
    def agent_reacts(self, data: st.DataObject, what: str) -> None:
        rung = [(one, name) for one in self.inside.values() for name in one.offered]
        one, name = data.draw(st.sampled_from(rung))
        match what:
            case "answer":
                self.floor.answered(one, name, self.now)
                del self.inside[one.id]
                assert self.floor.desk.agent(name).call == one.id
            case "withdraw":
                self.floor.withdraw(one, name)
            case _:
                self.floor.declined(one, name, self.now, reached=what == "decline")

    @rule(name=agents)
    def conversation_ends(self, name: str) -> None:
        self.floor.released(name, self.now)

    @rule()
    def assign(self) -> None:
        busy = {name for name, agent in self.floor.desk.agents.items() if not agent.free(self.now)}
        new = [offer.waiting for offer in self.floor.assign(self.now)]
        assert all(name not in busy for one in new for name in one.offered)
        for one in self.inside.values():
            line = self.floor.lines[one.queue]
            if not one.offered:
                mine = [member.extension_id for member in line.queue.members]
                assert not any(self.floor.desk.agent(name).free(self.now) for name in mine), "a caller is forgotten"
                late = [other for other in new if other.queue == one.queue and line.rank(other) > line.rank(one)]
                assert late == [], "somebody was passed by"

    @invariant()
    def offers_exist_on_both_sides(self) -> None:
        waiting = {one.id: one for line in self.floor.lines.values() for one in line.waiting.values()}
        assert waiting == self.inside
        for name, agent in self.floor.desk.agents.items():
            holders = [one.id for one in waiting.values() if name in one.offered]
            assert holders == ([agent.offer] if agent.offer else [])
            assert not (agent.offer and agent.call), "one call at a time"


Anything.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnything = Anything.TestCase
