"""Announcements into a conversation by the API: a prompt of the installation, or a text that is spoken.

Invariant: who is told something goes on hearing the others, quieter if that is wished; nobody else notices. For that
two who are linked are brought into a room until it is over.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.pair_room import mix_in, stop_mixed
from offhook.errors import ResourceError
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "no-party", "no-sound", "on-hold", "no-announcement"]
ALL = "all"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be said, to whom and how loud; empty where it was not said."""

    sound: str = ""
    text: str = ""
    to: str = ALL
    db: float = 0.0
    voices_db: float = 0.0


class Announcing:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def play(self, tenant: str, call: str, *, people: Collection[str] | None = None, **wish: Any) -> Answer:
        """Play a prompt by its name (`sound`), or a `text` in the company's language, to all who talk or to one leg.

        `db` is its level, `voices_db` that of the others meanwhile.
        """
        wanted = _Wish(**wish)
        found = self._switch.exchange.calls.get(call)
        if found is None or found.company.id != tenant or not concerns(found, people):
            return "no-call"
        chosen = _hearers(found, wanted.to)
        if isinstance(chosen, str):
            return chosen
        if wanted.text:
            self._switch.exchange.spawn(self._speak(found, chosen, wanted))
            return "accepted"
        files = self._files(found, wanted.sound)
        if not files:
            return "no-sound"
        _play(found, chosen, files, wanted)
        return "accepted"

    def stop(self, tenant: str, call: str, *, by: str, people: Collection[str] | None = None) -> Answer:
        """End all that is being said to those who talk; what will be said later is not touched."""
        found = self._switch.exchange.calls.get(call)
        if found is None or found.company.id != tenant or not concerns(found, people):
            return "no-call"
        if not stop_mixed(found):
            return "no-announcement"
        found.step("announcement_stopped", by=by)
        return "accepted"

    def _files(self, call: Call, sound: str) -> list[Path]:
        """Return the files of a prompt: the company's own before what all companies have."""
        office = self._switch.installation.offices.get(call.company.id)
        own = office.prompt(sound, call.company.language) if office is not None else ""
        return [Path(own)] if own else self._switch.prompts.prompt(sound, call.company.language)

    async def _speak(self, call: Call, legs: list[Leg], wish: _Wish) -> None:
        try:
            file = await self._switch.prompts.say(wish.text, call.company.language)
        except ResourceError as error:
            log.warning("call %s: %s", call.call_id, error)
            call.step("prompt_failed", reason=str(error))
        else:
            _play(call, legs, [file], wish)


def _hearers(call: Call, to: str) -> list[Leg] | Answer:
    """Return who is to hear something, or why nobody can."""
    hearers = _who_talks(call)
    if not hearers:
        return "nobody-talks"
    if call.talking is not None and any(leg.on_hold for leg in call.talking):
        return "on-hold"
    return [leg for leg in hearers if to in {ALL, leg.leg_id}] or "no-party"


def _who_talks(call: Call) -> list[Leg]:
    if call.meeting is not None:
        return [leg for leg in call.meeting.members if leg.call is call]
    return [leg for leg in call.guests.members if not leg.gone] if call.guests is not None else []


def _play(call: Call, legs: list[Leg], files: list[Path], wish: _Wish) -> None:
    """Play to those who are still there."""
    if mix_in(call, legs, files, wish.voices_db, wish.db):
        call.step("announced", text=wish.text or wish.sound)
