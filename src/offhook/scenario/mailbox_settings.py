"""Greetings and PIN of a mailbox, changed by telephone.

Invariant: the old greeting and the old PIN hold until the new one was confirmed; hanging up before leaves them.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from offhook.call.play import Verdict, gather, play
from offhook.call.voicemail import record_speech
from offhook.errors import MediaError
from offhook.media import protocol as media
from offhook.routing.boxes import box_context
from offhook.scenario.mailbox_door import LONGEST_PIN, enter_pin
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from offhook.configuration import Extension, Situation
    from offhook.scenario.run import Run

KEY_SECONDS: Final = 5.0
GREETING_SECONDS: Final = 120
SHORTEST_PIN: Final = 4
TAKES: Final = 5  # of one greeting, in one go
_SITUATIONS: Final[Mapping[str, Situation]] = {"1": "unavailable", "2": "busy", "3": "closed", "4": "holiday"}


async def change_greetings(run: Run, box: Extension) -> None:
    """Let a greeting be chosen, spoken, heard, and used.

    Raises:
        PartyGone: the caller hung up; what was not confirmed is thrown away.
    """
    situation = _SITUATIONS.get(await _ask(run, spoken(run, "mailbox_greetings")))
    if situation is None:
        return
    for _ in range(TAKES):
        await play(run.call, run.caller, spoken(run, "mailbox_speak"), interruptible=True)
        try:
            file, length = await record_speech(run.call, run.caller, max_s=GREETING_SECONDS)
        except MediaError as error:
            run.call.step("recording_failed", reason=str(error))
            await play(run.call, run.caller, spoken(run, "try_again"), interruptible=True)
            return
        answer = await _ask(run, [media.File(file=file), *spoken(run, "mailbox_accept")]) if length else "2"
        if answer == "1":
            run.services.settings.choose(run.office.company.id, f"greeting.{situation}", box.id, file)
            run.call.step("mailbox_greeting", box=box.name, of=situation)
            await play(run.call, run.caller, spoken(run, "mailbox_saved"), interruptible=True)
            return
        await asyncio.to_thread(Path(file).unlink, missing_ok=True)
        if answer != "2":
            return


async def change_pin(run: Run, box: Extension) -> None:
    """Let a new PIN be entered twice.

    Raises:
        PartyGone: the caller hung up; the old one stays.
    """
    pin = await enter_pin(run, "mailbox_new_pin")
    fits = pin.isdecimal() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN
    if not fits or await enter_pin(run, "mailbox_repeat_pin") != pin:
        await play(run.call, run.caller, spoken(run, "mailbox_wrong_pin"), interruptible=True)
        return
    tenant = run.office.company.id
    sealed = run.call.exchange.sealer.seal(pin.encode(), box_context(tenant, box.id)).hex()
    run.services.settings.choose(tenant, "pin", box.id, sealed)
    run.call.step("mailbox_pin", box=box.name)
    await play(run.call, run.caller, spoken(run, "mailbox_saved"), interruptible=True)


async def _ask(run: Run, items: Sequence[media.PlayItem]) -> str:
    await play(run.call, run.caller, items, interruptible=True)
    keys, _ = await gather(run.call, run.caller, lambda _: Verdict.COMPLETE, wait_s=KEY_SECONDS, digit_s=1)
    return keys
