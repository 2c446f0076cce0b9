"""A visit of a real caller: what nodes ask for is done with its call.

Invariant: before each node there is a checkpoint, with everything that a restarted switch needs to go on in it.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from offhook.call.announce import refuse
from offhook.call.play import Verdict, gather, play
from offhook.call.recording import take_consent
from offhook.errors import MisuseError, RemoteError, ResourceError
from offhook.media import protocol as media
from offhook.scenario.graph import Graph, read_graph
from offhook.scenario.members import member_of
from offhook.scenario.node import Spoken
from offhook.scenario.person import call_person, leave_elsewhere, ring_members, take_message, unanswered
from offhook.scenario.service import serve
from offhook.scenario.spoken import prompt_files
from offhook.scenario.waiting import promise_call, wait_in_queue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from offhook.configuration import Extension, Number, Queue
    from offhook.configuration import Scenario as Stored
    from offhook.routing.installation import Office
    from offhook.scenario.node import Sound
    from offhook.scenario.run import Run
    from offhook.scenario.visit import Answered, Unanswered, Wish


class LiveVisit:
    """One caller in one scenario; see `scenario/visit.py`."""

    def __init__(self, run: Run, scenario: Stored) -> None:
        self._run = run
        self._scenario = scenario
        self.graph = graph_of(run.office, scenario)
        self.at = self.graph.start
        self.office: Office = run.office
        self.number: Number | None = run.number
        self.caller = run.caller.party.number
        self.variables = run.variables
        self.language = run.language or run.office.company.language

    @classmethod
    def of(cls, run: Run) -> LiveVisit:
        """Return the visit of a call's caller to its scenario.

        Raises:
            RemoteError: it is there no longer, or no graph.
        """
        if run.scenario is None:
            raise RemoteError("the scenario is there no longer")
        return cls(run, run.scenario)

    def arrive(self, node: str) -> None:
        """Write down where the caller is."""
        self.at = node
        run = self._run
        run.call.checkpoint(
            "scenario",
            scenario=self._scenario.id,
            caller=run.caller.leg_id,
            node=node,
            number=self.number.id if self.number else None,
            variables=self.variables,
            language=self.language,
        )

    def enter(self, scenario: str) -> str:
        """Go over to the published version of another scenario."""
        found = self.office.entered(scenario, self._scenario.id)
        if found is None:
            return ""
        self._scenario = found
        self.graph = graph_of(self.office, found)
        self._run.call.step("scenario", id=found.id, name=found.name, version=found.version)
        return self.graph.start

    def now(self) -> datetime:
        """Return the time in the company's zone."""
        seconds = self._run.call.exchange.wall() / 1e6
        return datetime.fromtimestamp(seconds, ZoneInfo(self.office.company.timezone))

    def step(self, kind: str, **detail: Any) -> None:
        """Add a step at this node."""
        self._run.call.step(kind, node=self.at, **detail)

    def alert(self) -> None:
        """Let the caller hear that it rings."""
        self._run.caller.ring()

    def answer(self) -> None:
        """Answer the caller."""
        self._run.caller.answer()

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self._run.call.pause(seconds)

    async def say(self, sounds: Sequence[Sound], *, interruptible: bool = False) -> str:
        """Play to the caller; a text that cannot be spoken is left out, and noted."""
        call, caller = self._run.call, self._run.caller
        items = await self._items(sounds)
        interrupted = await play(call, caller, items, interruptible=interruptible)
        return caller.digits[0] if interrupted and caller.digits else ""

    async def _items(self, sounds: Sequence[Sound]) -> list[media.PlayItem]:
        prompts = self._run.prompts
        files: list[str] = []
        for sound in sounds:
            if isinstance(sound, Spoken):
                try:
                    files.append(str(await prompts.say(sound.text, self.language)))
                except ResourceError as error:
                    self.step("prompt_failed", reason=str(error))
            else:
                found = prompt_files(self._run, sound, self.language)
                if not found:
                    self.step("prompt_failed", reason=f"there is no prompt {sound}")
                files += found
        return [media.File(file=file) for file in files]

    async def gather(self, judge: Callable[[str], Verdict], *, wait_s: float, digit_s: float) -> tuple[str, Verdict]:
        """Take keys of the caller."""
        return await gather(self._run.call, self._run.caller, judge, wait_s=wait_s, digit_s=digit_s)

    def forget_keys(self) -> None:
        """Forget keys that were not used."""
        self._run.caller.digits.clear()

    async def ring(self, members: Sequence[str], seconds: float, shows: str = "") -> Unanswered:
        """Ring members; whoever answers talks with the caller."""
        return unanswered(await ring_members(self._run, members, seconds=seconds, node=self.at, shows=shows))

    def member(self, dialled: str) -> str | None:
        """Return what was dialled as a member to ring."""
        return member_of(self.office, dialled)

    def ordered(self, members: Sequence[str], order: str) -> list[str]:
        """Return the members as this call is to ring them, and remember it for the next call."""
        match order:
            case "in_turn":
                return list(members)
            case "random":
                return random.sample(members, len(members))
            case "rotating":
                return self._run.services.turns.rotated(self.office.company.id, self._scenario.id, self.at, members)
            case "longest_uncalled":
                return self._run.services.turns.longest_uncalled(self.office.company.id, members)
            case _:
                raise MisuseError(f"unknown order {order!r}")

    async def wait(self, queue: Queue, wish: Wish) -> str:
        """Let the caller wait for an agent."""
        return await wait_in_queue(self._run, queue, wish, lambda: self.arrive(self.at), self.at)

    def promise(self, queue: Queue, number: str) -> None:
        """Keep the caller's place for calling it back."""
        promise_call(self, self._run, queue, number)

    async def connect(self, extension: Extension, seconds: float) -> str | None:
        """Let an extension have the caller."""
        if extension.kind == "scenario":
            return self.enter(extension.scenario_id or "")
        if extension.kind == "person":
            await call_person(self._run, extension, seconds=seconds)
        else:
            await serve(self._run, extension)
        return None

    async def take_message(self, box: Extension, greeting: Sequence[Sound], max_s: float, *, full: bool) -> None:
        """Let the caller leave a message."""
        if not await take_message(self._run, box, greeting=await self._items(greeting), max_s=max_s) and not full:
            await leave_elsewhere(self._run, box)

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:
        """Ask an outside system."""
        return await self._run.services.asker.ask(url, question, timeout_s)

    def take_consent(self, *, agreed: bool) -> None:
        """Keep whether the caller may be recorded."""
        take_consent(self._run.call, agreed=agreed)

    async def refuse(self, status: int, reason: str, sounds: Sequence[Sound]) -> None:
        """Turn the caller away."""
        await refuse(self._run.call, self._run.caller, status, reason, await self._items(sounds))

    async def hang_up(self) -> None:
        """End the call from our side."""
        self._run.call.end_as("system", "the scenario ended the call", result="service")
        self._run.caller.hang_up()


def graph_of(office: Office, scenario: Stored) -> Graph:
    """Return the graph of a scenario; reading it checks all of it, which is for the first call only.

    Raises:
        BadScenario: it is none.
    """
    graph: Graph | None = office.graphs.get(scenario.id)
    if graph is None:
        graph = office.graphs[scenario.id] = read_graph(scenario.graph)
    return graph
