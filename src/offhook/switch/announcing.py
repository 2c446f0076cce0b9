"""Announcements into a conversation by the API: a prompt of the installation, or a text that is spoken.

Invariant: who is told something goes on hearing the others, quieter if that is wished; nobody else notices. For that
two who are linked are brought into a room until it is over.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.pair_room import mix_in
from offhook.errors import ResourceError
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "no-party", "no-sound"]
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
        hearers = _who_talks(found)
        if not hearers:
            return "nobody-talks"
        chosen = [leg for leg in hearers if wanted.to in {ALL, leg.leg_id}]
        if not chosen:
            return "no-party"
        if wanted.text:
            self._switch.exchange.spawn(self._speak(found, chosen, wanted))
            return "accepted"
        files = self._switch.prompts.prompt(wanted.sound, found.company.language)
        if not files:
            return "no-sound"
        _play(found, chosen, files, wanted)
        return "accepted"

    async def _speak(self, call: Call, legs: list[Leg], wish: _Wish) -> None:
        try:
            file = await self._switch.prompts.say(wish.text, call.company.language)
        except ResourceError as error:
            log.warning("call %s: %s", call.call_id, error)
            call.step("prompt_failed", reason=str(error))
        else:
            _play(call, legs, [file], wish)


def _who_talks(call: Call) -> list[Leg]:
    if call.meeting is not None:
        return [leg for leg in call.meeting.members if leg.call is call]
    return [leg for leg in call.guests.members if not leg.gone] if call.guests is not None else []


def _play(call: Call, legs: list[Leg], files: list[Path], wish: _Wish) -> None:
    """Play to those who are still there."""
    if mix_in(call, legs, files, wish.voices_db, wish.db):
        call.step("announced", text=wish.text or wish.sound)
