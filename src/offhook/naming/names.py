"""The places that requests go to, with their names resolved beforehand: calls look up and never wait.

`keep` says which places are to be known; each is asked for at once and again when its answers lapse. What was found is
given until something else is found. Invariant: `hops` does no I/O; `find` waits no longer than it is told to.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import random
from typing import TYPE_CHECKING, Final

from offhook.naming.answers import Answers
from offhook.naming.resolver import NamesAway
from offhook.sip.locating import Hop, Located, Place, Question, is_address, locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any

    from offhook.naming.resolver import Resolver

log = logging.getLogger(__name__)

ROUNDS: Final = 6
AT_ONCE: Final = 32
REMEMBERED_SECONDS: Final = 3600.0
TOLD_AFTER_SECONDS: Final = 0.2
SAVED_AFTER_SECONDS: Final = 1.0
FOUND_SECONDS: Final = 2.0
SHORTEST_PAUSE_SECONDS: Final = 0.1
MOST_PASSING: Final = 1000


class Names:
    """What is known of all places; `on_change` is called soon after the hops of one that is kept have changed."""

    def __init__(
        self, resolver: Resolver, clock: Callable[[], float], chance: Callable[[], float] = random.random
    ) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._resolver = resolver
        self._clock = clock
        self._chance = chance
        self._answers = Answers()
        self._places: dict[Place, frozenset[Hop]] = {}
        self._passing: dict[Place, None] = {}
        self._seen: dict[str, dict[str, float]] = {}
        self._asking: dict[Question, asyncio.Task[None]] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._keeping: dict[Place, asyncio.Task[None]] = {}
        self._saving: asyncio.Task[None] | None = None
        self._telling: asyncio.TimerHandle | None = None
        self._saved = 0
        self._crowded = False

    # -- what is known

    def hops(self, place: Place) -> list[Hop]:
        """Return where requests to a place go, in the order to be tried in, as far as it is known now."""
        return self._locate(place).hops

    def trouble(self, place: Place) -> str:
        """Return why the name of a place has no fresh answer or no address, "" where all is well."""
        found = self._locate(place)
        known = [one for question in found.asked if (one := self._answers.of(question)) is not None]
        if fault := next((one.fault for one in known if one.fault), ""):
            return fault
        if found.hops:
            return ""
        return next((one.why for one in reversed(known) if one.why), "" if known else "it is being asked for")

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Return the addresses of each name that is kept, those it had within the last hour among them."""
        now = self._clock()
        found: dict[str, dict[str, None]] = {host: {} for host in self._seen}
        for place, hops in self._places.items():
            found[place.host].update(dict.fromkeys(sorted(hop.address for hop in hops)))
        for host, seen in self._seen.items():
            found[host].update({address: None for address, at in seen.items() if now - at < REMEMBERED_SECONDS})
        return {host: tuple(addresses) for host, addresses in found.items()}

    # -- keeping

    def keep(self, places: Iterable[Place]) -> None:
        """Know these places from now on, and no others but those of `find` lately."""
        wanted = {place: self._places.get(place, frozenset[Hop]()) for place in places if not is_address(place.host)}
        self._places = wanted
        self._seen = {host: self._seen.get(host, {}) for host in {place.host for place in wanted}}
        for place in wanted:
            self._note(place)
        self._crowded = True
        for place in [place for place in self._keeping if place not in wanted]:
            self._keeping.pop(place).cancel()
        for place in [place for place in wanted if place not in self._keeping]:
            self._keeping[place] = asyncio.get_running_loop().create_task(self._keep_known(place))

    async def find(self, place: Place, within_s: float = FOUND_SECONDS) -> list[Hop]:
        """Return where requests to any place go; what is not known is asked for, so many seconds at most."""
        if not is_address(place.host) and place not in self._places:
            self._passing.pop(place, None)
            self._passing[place] = None
            if len(self._passing) > MOST_PASSING:
                for oldest in list(self._passing)[: MOST_PASSING // 10]:
                    del self._passing[oldest]
                self._crowded = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._learn(place)
        return self.hops(place)

    async def close(self) -> None:
        """Ask no more."""
        tasks = [*self._keeping.values(), *self._asking.values()]
        if self._saving is not None:
            tasks.append(self._saving)
        for task in tasks:
            task.cancel()
        if self._telling is not None:
            self._telling.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._keeping.clear()
        self._saving = None

    async def _keep_known(self, place: Place) -> None:
        """Ask about a place whenever one of its answers lapses."""
        while True:
            await self._learn(place)
            await asyncio.sleep(max(self._due_at(place) - self._clock(), SHORTEST_PAUSE_SECONDS))

    def _due_at(self, place: Place) -> float:
        return min((self._answers.due_at(question) for question in self._locate(place).asked), default=float("inf"))

    async def _learn(self, place: Place) -> None:
        """Ask what wants to be asked about a place: each answer may bring further questions."""
        for _ in range(ROUNDS):
            now = self._clock()
            due = [one for one in self._locate(place).asked if self._answers.due_at(one) <= now]
            if not due:
                break
            await asyncio.gather(*(asyncio.shield(self._ask(question)) for question in due))
            self._note(place)
        self._forget()

    def _ask(self, question: Question) -> asyncio.Task[None]:
        task = self._asking.get(question)
        if task is None:
            task = self._asking[question] = asyncio.get_running_loop().create_task(self._asked(question))
            task.add_done_callback(lambda _: self._asking.pop(question, None))
        return task

    async def _asked(self, question: Question) -> None:
        async with self._at_once:
            try:
                answer = await self._resolver.ask(question)
            except NamesAway as error:
                before = self._answers.of(question)
                if before is None or not before.fault:
                    log.warning("%s %s: %s", question.kind, question.name, error)
                self._answers.failed(question, str(error), self._clock())
            except Exception as error:  # whatever a server sends must not end the asking
                log.exception("asking for %s %s failed", question.kind, question.name)
                self._answers.failed(question, f"the answer cannot be read: {error}", self._clock())
            else:
                self._answers.put(question, answer, self._clock())

    def _note(self, place: Place) -> None:
        """Remember what a place that is kept has now, and tell when it is something else."""
        if place not in self._places:
            return
        hops = frozenset(self._locate(place).hops)
        now = self._clock()
        seen = self._seen[place.host]
        for address in [address for address, at in seen.items() if now - at >= REMEMBERED_SECONDS]:
            del seen[address]
        seen.update({hop.address: now for hop in hops})
        if hops != self._places[place]:
            self._places[place] = hops
            if self._telling is None:
                self._telling = asyncio.get_running_loop().call_later(TOLD_AFTER_SECONDS, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self.on_change()

    def _forget(self) -> None:
        """Forget what no place needs; what was restored may still be needed while a question is open."""
        if not self._crowded:
            return
        asked = {one for place in (*self._places, *self._passing) for one in self._locate(place).asked}
        if all(self._answers.of(question) is not None for question in asked):
            self._answers.keep(asked)
            self._crowded = False

    def _locate(self, place: Place) -> Located:
        return locate(place, self._answers.get, self._chance)

    # -- the memory of before

    def restore(self, path: Path) -> None:
        """Begin with what a former process has found, and save there what is found from now on."""
        try:
            self._answers.restore(json.loads(path.read_bytes()))
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            log.warning("names of before are forgotten: %s: %s", path, error)
        self._saved = self._answers.changes
        self._saving = asyncio.get_running_loop().create_task(self._save_always(path))

    async def _save_always(self, path: Path) -> None:
        while True:
            await asyncio.sleep(SAVED_AFTER_SECONDS)
            if self._answers.changes == self._saved:
                continue
            self._saved = self._answers.changes
            try:
                await asyncio.to_thread(_write, path, self._answers.snapshot())
            except OSError as error:
                log.warning("names are not remembered: %s", error)


def _write(path: Path, saved: list[dict[str, Any]]) -> None:
    new = path.with_suffix(".new")
    with new.open("w") as file:
        json.dump(saved, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
