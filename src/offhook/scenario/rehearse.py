"""A scenario tried without telephony: who would have been rung, and why.

Invariant: it runs the nodes' own code (`scenario/visit.py`), so it shows what a call would do under the same
assumptions. Time is the rehearsal's own; nothing is waited for.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.play import Verdict
from offhook.configuration import Extension, Scenario
from offhook.errors import MisuseError, OffhookError, RemoteError
from offhook.routing.boxes import greeting_of, situation_of
from offhook.routing.person_rules import has_phones, receive
from offhook.scenario.foretold import ANSWER_SECONDS, Line, State, foretell
from offhook.scenario.interpreter import interpret
from offhook.scenario.live import graph_of
from offhook.scenario.members import is_outside, member_of
from offhook.scenario.number_asking import Named, meant, tell
from offhook.scenario.person import FORWARDED_SECONDS
from offhook.scenario.reaching import reach
from offhook.scenario.visit import Answered, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from offhook.configuration import Number, Queue
    from offhook.routing.installation import Office
    from offhook.scenario.graph import Graph
    from offhook.scenario.node import Sound
    from offhook.scenario.reaching import Rang
    from offhook.scenario.visit import Unanswered

Ending = Literal["conversation", "voicemail", "service", "goodbye", "refused", "lost"]
RING_SECONDS = 20.0  # as `scenario/programs.py` rings whom a number's outside system names
SOUND_SECONDS = 4.0  # what a prompt is taken to last


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a rehearsal takes for granted.

    `keys` are what the caller presses, one text for each question ("" is silence, and so is what follows the last).
    `states` are of members, and of mobiles that ring for people, by their number; who is not in it answers, a mobile as
    its person does, or while no other telephone of theirs is there. Personal rules are heeded as they are. `answers`
    are an outside system's by its URL, None for none. `full` are queues, by id, that nobody else may wait in, and
    mailboxes, by number; all agents who have telephones are there.
    """

    at: datetime  # in the company's zone
    caller: str = ""
    number: Number | None = None
    keys: tuple[str, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    seed: int = 0
    scenario: str = ""  # whose graph is rehearsed, by its id


@dataclass(frozen=True, slots=True)
class Step:
    """Something that would happen `after_s` seconds; `kind` and `detail` are a history step's (`history/words.py`)."""

    after_s: float
    node: str
    kind: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Path:
    """How a call would go: the nodes in their order, what happens at them, and how it ends, with whom."""

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]
    ending: Ending
    who: str = ""


class _Over(OffhookError):  # noqa: N818  how a rehearsal ends, not a fault
    def __init__(self, ending: Ending, who: str = "") -> None:
        super().__init__(ending)
        self.ending = ending
        self.who = who


def rehearse(graph: Graph, office: Office, assumptions: Assumptions) -> Path:
    """Return the way that a caller would go through a graph."""
    visit = _Rehearsal(graph, office, assumptions)
    over = _finish(_answered(visit))
    return Path(tuple(visit.nodes), tuple(visit.steps), over.ending, over.who)


async def _answered(visit: _Rehearsal) -> None:
    """Take the caller to whom the number's outside system names, else through the graph."""
    asking, start = visit.number.asking if visit.number else None, None
    if asking is not None:
        answer = await visit.ask(asking.url, {}, asking.seconds)
        named = meant(visit.office, answer.fields) if answer.in_time else Named(fault=answer.reason)
        tell(visit.step, asking.url, named)
        match named.target:
            case Extension() as extension:
                start = await visit.connect(extension, RING_SECONDS)
            case Scenario() as scenario:
                start = visit.enter(scenario.id)
            case None:
                pass
    await interpret(visit, start)


def _finish(program: Coroutine[Any, Any, None]) -> _Over:
    """Run a program that never waits."""
    try:
        program.send(None)
    except _Over as over:
        return over
    except RemoteError as error:
        return _Over("lost", str(error))
    except StopIteration:
        return _Over("lost")
    program.close()
    raise MisuseError("a rehearsal waited for something")


class _Rehearsal:
    """The visit of a caller who is not there."""

    def __init__(self, graph: Graph, office: Office, assumptions: Assumptions) -> None:
        self.graph = graph
        self.at = graph.start
        self.office = office
        self.number = assumptions.number
        self.caller = assumptions.caller
        self.variables: dict[str, str] = {}
        self.language = office.company.language
        self.nodes: list[str] = []
        self.steps: list[Step] = []
        self._assumed = assumptions
        self._within = assumptions.scenario
        self._keys = deque(assumptions.keys)
        self._seconds = 0.0
        self._spoken_at = ""
        self._full: set[str] = set()
        self._chance = random.Random(assumptions.seed)  # noqa: S311  no secret

    def arrive(self, node: str) -> None:
        self.at = node
        self.nodes.append(node)

    def enter(self, scenario: str) -> str:
        found = self.office.entered(scenario, self._within)
        if found is None:
            return ""
        self._within = found.id
        self.graph = graph_of(self.office, found)
        self.step("scenario", name=found.name, version=found.version)
        return self.graph.start

    def now(self) -> datetime:
        return self._assumed.at + timedelta(seconds=self._seconds)

    def step(self, kind: str, **detail: Any) -> None:
        self.steps.append(Step(round(self._seconds, 1), self.at, kind, detail))

    def alert(self) -> None:
        """Do nothing: the pause that follows shows it."""

    def answer(self) -> None:
        """Do nothing: it makes no difference to the way."""

    async def pause(self, seconds: float) -> None:
        self._seconds += seconds

    async def say(self, sounds: Sequence[Sound], *, interruptible: bool = False) -> str:  # noqa: ARG002  as assumed
        self._seconds += SOUND_SECONDS * len(sounds)
        if sounds:
            self._spoken_at = self.at
        return ""

    async def gather(self, judge: Callable[[str], Verdict], *, wait_s: float, digit_s: float) -> tuple[str, Verdict]:
        pressed = self._keys.popleft() if self._keys else ""
        keys, verdict = "", Verdict.PREFIX
        for key in pressed:
            keys += key
            verdict = judge(keys)
            if verdict in {Verdict.COMPLETE, Verdict.WRONG}:
                return keys, verdict
        self._seconds += digit_s if keys else wait_s
        return keys, verdict

    def forget_keys(self) -> None:
        """Do nothing: keys are assumed question by question, and none are left over."""

    async def ring(self, members: Sequence[str], seconds: float, shows: str = "") -> Unanswered:
        wanted = []
        for member in members:
            extension = self.office.extensions.get(member)
            if extension is not None and (excuse := self._excuse(extension)):
                self.step("not_rung", who=extension.name, excuse=excuse)
            else:
                wanted.append(member)
        return await self._ring(wanted, seconds, shows) if wanted else "unreachable"

    def _excuse(self, extension: Extension) -> str:
        return receive(self.office, extension, self.caller, self.now(), lambda: self.talks(extension)).excuse

    async def _ring(self, members: Sequence[str], seconds: float, shows: str = "") -> Unanswered:
        lines: list[Line] = []
        for member in members:
            found = self._lines(member)
            lines += found
            if not found:
                self.step("ring_failed", who=self._party(member), status=480)
        if not lines:
            return "unreachable"
        who = [self._party(member) for member in dict.fromkeys(line.who for line in lines)]
        seen = {"as": shows} if shows and any(is_outside(member) for member in members) else {}
        self.step("ringing", who=who, seconds=round(seconds), **seen)
        began, rang = self._seconds, foretell(lines, seconds)
        mobiles = [(at, line.number) for at, line in rang.began if line.number and line.number != line.who]
        told: list[tuple[float, str, dict[str, Any]]] = [(at, "outbound", {"number": one}) for at, one in mobiles]
        told += [
            (at, "ring_failed", {"who": self._party(line.who), "status": 486 if line.state == "busy" else 480})
            for at, line in rang.refused
        ]
        for at, kind, detail in sorted(told, key=lambda one: one[0]):
            self._seconds = began + at
            self.step(kind, **detail)
        self._seconds = began + rang.seconds
        if rang.answered is not None:
            self.step("answered", who=self._party(rang.answered.who))
            raise _Over("conversation", rang.answered.who)
        if rang.silent:
            silent = [self._party(member) for member in dict.fromkeys(line.who for line in rang.silent)]
            self.step("unanswered", who=silent, seconds=round(seconds))
        return rang.why

    def _lines(self, member: str) -> list[Line]:
        """Return what rings for a member, and when: none where no telephone is there."""
        extension = self.office.extensions.get(member)
        if extension is None:
            return [Line(member, self._state(member), number=member)] if is_outside(member) else []
        state, turns = self._assumed.states.get(member, "answers"), extension.rules.turns
        after = {turn.who: turn.after_s for turn in turns}
        devices = self.office.devices_of(extension) if state != "away" else ()
        own: State = "answers" if state == "away" else state  # no telephone is there, but the mobile may be
        mobiles = [
            Line(member, self._assumed.states.get(turn.who, own), turn.after_s, turn.who)
            for turn in turns
            if turn.who.startswith("+")
        ]
        return [*(Line(member, state, after.get(device.id, 0)) for device in devices), *mobiles]

    def _state(self, member: str) -> State:
        if member in self._assumed.states:
            return self._assumed.states[member]
        extension = self.office.extensions.get(member)
        outside = is_outside(member)
        return "answers" if outside or (extension and has_phones(self.office, extension)) else "away"

    def _party(self, member: str) -> dict[str, str]:
        extension = self.office.extensions.get(member)
        return {"number": member, "name": extension.name if extension else self.office.name_of(member)}

    def member(self, dialled: str) -> str | None:
        return member_of(self.office, dialled)

    def ordered(self, members: Sequence[str], order: str) -> list[str]:
        return self._chance.sample(members, len(members)) if order == "random" else list(members)

    async def wait(self, queue: Queue, wish: Wish) -> str:
        known = self.office.extensions_by_id
        agents = [known[one.extension_id].number for one in queue.members if one.extension_id in known]
        found = {agent: self._state(agent) for agent in agents}
        if queue.id in self._assumed.full or not set(found.values()) - {"away"}:
            why = "full" if queue.id in self._assumed.full else "nobody"
            self.step(f"queue_{why}", queue=queue.name)
            return why
        self.step("queued", queue=queue.name, position=1)
        for agent, state in found.items():
            if state == "answers":
                self.step("ringing", who=[self._party(agent)], seconds=queue.ring_s)
                self._seconds += ANSWER_SECONDS
                self.step(
                    "queue_served", queue=queue.name, seconds=round(ANSWER_SECONDS), who=self._party(agent)["name"]
                )
                raise _Over("conversation", agent)
        pressed = self._keys.popleft() if self._keys else ""
        if pressed[:1] in wish.keys:
            self.step("queue_key", queue=queue.name, seconds=0, key=pressed[:1])
            return pressed[:1]
        self._seconds += queue.longest_wait_s
        self.step("queue_timeout", queue=queue.name, seconds=queue.longest_wait_s)
        return "timeout"

    def promise(self, queue: Queue, number: str) -> None:
        self.step("callback_promised", queue=queue.name, number=number)

    async def connect(self, extension: Extension, seconds: float) -> str | None:
        if extension.kind == "scenario":
            return self.enter(extension.scenario_id or "")
        if extension.kind == "box":
            await self.take_message(extension, (), 0, full=False)
        if extension.kind == "queue":
            await self._by_number(extension)
        if extension.kind != "person":
            raise _Over("service", extension.number)
        ending = await reach(self, extension, seconds)
        person = ending.person
        if ending.to_voicemail or (person.voicemail and ending.rang != "declined"):
            await self._take_message(person, (), full=False, busy=ending.rang == "busy")
        status = {"busy": 486, "declined": 603}.get(ending.rang, 480)
        await self.refuse(status, f"{person.name} cannot be reached", ())
        return None

    async def _by_number(self, extension: Extension) -> None:
        queue = self.office.queues.get(extension.queue_id or "")
        why = await self.wait(queue, Wish()) if queue is not None else "nobody"
        self._full.add(extension.id)
        to = extension.overflow
        other = self.office.extensions.get(to)
        if other is not None and other.id not in self._full:
            self.step("forwarded", who=extension.name, to=self._party(to), forwards=why)
            await self.connect(other, FORWARDED_SECONDS)
        elif is_outside(to) and to not in self.office.numbers:
            self.step("forwarded", who=extension.name, to=self._party(to), forwards=why)
            await self._ring([to], FORWARDED_SECONDS)
        await self.refuse(480, f"nobody answered in {extension.name}", ("all_busy",))

    def talks(self, extension: Extension) -> bool:
        return self._assumed.states.get(extension.number) == "busy"

    async def ring_person(self, extension: Extension, seconds: float) -> Rang:
        return await self._ring([extension.number], seconds)

    async def ring_number(self, number: str, shows: str, by: Extension) -> Rang:
        return await self._ring([number], by.rules.ring_s or FORWARDED_SECONDS, shows)

    async def take_message(self, box: Extension, greeting: Sequence[Sound], max_s: float, *, full: bool) -> None:  # noqa: ARG002
        await self._take_message(box, greeting, full=full, busy=False)

    async def _take_message(self, box: Extension, greeting: Sequence[Sound], *, full: bool, busy: bool) -> None:
        if box.number not in self._assumed.full:
            situation = situation_of(self.office, box, self.now(), busy=busy)
            await self.say(greeting or (greeting_of(box, situation)[1] or box.name,))
            self.step("voicemail", box=box.name)
            raise _Over("voicemail", box.number)
        self.step("voicemail_full", box=box.name)
        await self.say(("mailbox_full",))
        if not full:
            await self._elsewhere(box)

    async def _elsewhere(self, box: Extension) -> None:
        self._full.add(box.id)
        to = box.box.full_to
        other = self.office.extensions.get(to)
        if other is not None and other.id not in self._full:
            self.step("forwarded", who=box.name, to=self._party(to), forwards="full")
            await self.connect(other, FORWARDED_SECONDS)
        elif is_outside(to) and to not in self.office.numbers:
            await self._ring([to], FORWARDED_SECONDS)
        await self.say(("goodbye",))
        raise _Over("goodbye")

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:  # noqa: ARG002
        answer = self._assumed.answers.get(url)
        if answer is None:
            self._seconds += timeout_s
            return Answered(in_time=False, fields={}, reason=f"no answer within {timeout_s:g} s")
        return Answered(in_time=True, fields=answer)

    def take_consent(self, *, agreed: bool) -> None:
        """Do nothing: the step shows it."""

    async def refuse(self, status: int, reason: str, sounds: Sequence[Sound]) -> None:
        await self.say(sounds)
        self.step("refused", status=status, reason=reason)
        raise _Over("refused", str(status))

    async def hang_up(self) -> None:
        self.step("hangup", side="system")
        raise _Over("goodbye") if self._spoken_at == self.at else _Over("lost", "hung up on without a word")
