"""Announcements into a conversation by the API: a prompt of the installation, or a text that is spoken.

Invariant: who is told something hears that instead of the others, and then the others again; nobody else notices.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from offhook.call.play import start_play
from offhook.errors import ResourceError
from offhook.media import protocol as media
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "no-party", "no-sound"]
ALL = "all"
log = logging.getLogger(__name__)


class Announcing:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def play(
        self, tenant: str, call: str, *, sound: str = "", text: str = "", to: str = ALL, person: str | None = None
    ) -> Answer:
        """Play a prompt by its name, or a text in the company's language, to all who talk or to one leg."""
        found = self._switch.exchange.calls.get(call)
        if found is None or found.company.id != tenant or not concerns(found, person):
            return "no-call"
        hearers = _who_talks(found)
        if not hearers:
            return "nobody-talks"
        chosen = [leg for leg in hearers if to in {ALL, leg.leg_id}]
        if not chosen:
            return "no-party"
        if text:
            self._switch.exchange.spawn(self._speak(found, chosen, text))
            return "accepted"
        files = self._switch.prompts.prompt(sound, found.company.language)
        if not files:
            return "no-sound"
        _play(found, chosen, files, sound)
        return "accepted"

    async def _speak(self, call: Call, legs: list[Leg], text: str) -> None:
        try:
            file = await self._switch.prompts.say(text, call.company.language)
        except ResourceError as error:
            log.warning("call %s: %s", call.call_id, error)
            call.step("prompt_failed", reason=str(error))
        else:
            _play(call, legs, [file], text)


def _who_talks(call: Call) -> list[Leg]:
    if call.meeting is not None:
        return [leg for leg in call.meeting.members if leg.call is call]
    return [leg for leg in call.guests.members if not leg.gone] if call.guests is not None else []


def _play(call: Call, legs: list[Leg], files: list[Path], said: str) -> None:
    """Play to those who are still there."""
    there = [leg for leg in legs if not leg.gone and leg.call is call and not leg.retired]
    for leg in there:
        start_play(leg, [media.File(file=str(file)) for file in files])
    if there:
        call.step("announced", text=said)
