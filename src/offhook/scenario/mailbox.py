"""A mailbox by telephone: messages new and kept, one after the other, each with what may be done with it.

Invariant: any key interrupts whatever is said. What was done holds at once (`switch/boxes.py`), so hanging up at any
moment loses nothing; a message counts as heard once it was heard to its end or a key said so. The checkpoint names the
message that plays: a restarted switch goes on with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.play import Verdict, gather, judge_numbers, play, play_through
from offhook.call.voicemail import record_speech
from offhook.errors import MediaError, ResourceError
from offhook.prompts.mailbox_words import caller_texts, count_texts, moment_texts, sender_text
from offhook.routing.boxes import is_box
from offhook.scenario.mailbox_door import may_enter, open_box
from offhook.scenario.mailbox_settings import change_greetings, change_pin
from offhook.scenario.outside import ring_outside
from offhook.scenario.person import ring_person
from offhook.scenario.spoken import said, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from offhook.configuration import Extension
    from offhook.media import protocol as media
    from offhook.routing.boxes import Folder, Message
    from offhook.scenario.run import Run

KEY_SECONDS: Final = 5.0
DIGIT_SECONDS: Final = 2.5
MOST_SILENCES: Final = 3
JUMP_MS: Final = 5000
ATTEMPTS: Final = 2  # to play a message: it may be sealed in the moment between the look and the play
COMMENT_SECONDS: Final = 120
RING_SECONDS: Final = 30.0
NEXT, PREVIOUS, MENU, STAY = "next", "previous", "menu", "stay"
_LEADS: Final = {"2": NEXT, "#": NEXT, "8": PREVIOUS, "9": NEXT, "*": MENU}


async def call_mailbox(run: Run, dialled: str) -> None:
    """Open the mailbox of who dialled the code, or the one whose number stands behind it.

    Raises:
        PartyGone: the caller hung up, as callers do.
        TransferDue: the caller called somebody back, and that conversation ended by a wish.
    """
    run.caller.answer()
    run.call.result = "service"
    box = await open_box(run, dialled)
    if box is None:
        run.call.end_as("system", "no mailbox was opened", result="service")
        run.caller.hang_up()
        return
    await serve_mailbox(run, box)


async def enter_mailbox(run: Run, box: Extension) -> None:
    """Open a box for who pressed the star in its greeting and knows its PIN.

    Raises:
        PartyGone: the caller hung up.
        TransferDue: as `call_mailbox`.
    """
    run.call.result = "service"
    if await may_enter(run, box):
        await serve_mailbox(run, box)
    else:
        run.call.end_as("system", "the mailbox was not opened", result="service")
        run.caller.hang_up()


async def resume_mailbox(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart: with the message that played, else in the menu.

    Raises:
        PartyGone: the caller hung up.
        TransferDue: as `call_mailbox`.
    """
    run.call.result = "service"
    box = run.office.extensions_by_id.get(state["box"])
    if box is None:
        await refuse(run.call, run.caller, 404, "the mailbox is gone", spoken(run, "mailbox_not_here"))
        return
    await serve_mailbox(run, box, folder=state.get("folder", ""), message=state.get("message", ""))


async def serve_mailbox(run: Run, box: Extension, *, folder: Folder | str = "", message: str = "") -> None:
    """Let a caller who may do with a mailbox what can be done, until it hangs up or falls silent.

    Raises:
        PartyGone: the caller hung up.
        TransferDue: as `call_mailbox`.
    """
    visit = _Visit(run, box)
    run.call.step("mailbox", box=box.name)
    if folder in {"new", "kept"}:
        await visit.listen("new" if folder == "new" else "kept", message)
    await visit.menu()
    await play(run.call, run.caller, spoken(run, "goodbye"))
    run.call.end_as("system", "the mailbox was left", result="service")
    run.caller.hang_up()


class _Visit:
    """One caller in one mailbox."""

    def __init__(self, run: Run, box: Extension) -> None:
        self._run = run
        self._box = box
        self._boxes = run.services.boxes
        self._tenant = run.office.company.id

    async def menu(self) -> None:
        """Let the caller choose, until it is silent for long."""
        silences, run = 0, self._run
        while silences < MOST_SILENCES:
            self._at("", "")
            new, kept = await self._boxes.count(self._tenant, self._box)
            counts = await said(run, *count_texts(new, kept, run.office.company.language))
            match await self._ask([*counts, *spoken(run, "mailbox_menu")]):
                case "1":
                    await self.listen("new")
                case "2":
                    await self.listen("kept")
                case "3":
                    await change_greetings(run, self._box)
                case "4":
                    await change_pin(run, self._box)
                case "":
                    silences += 1
                    continue
                case _:
                    await self._tell("invalid")
            silences = 0

    async def listen(self, folder: Folder, first: str = "") -> None:
        """Go through the messages of a folder, from a certain one where it is still there."""
        heard: list[Message] = []
        place = 0
        while True:
            if place >= len(heard):
                try:
                    heard += await self._boxes.read(self._tenant, self._box, folder, heard[-1] if heard else None)
                except ResourceError as error:
                    self._run.call.step("mailbox_away", reason=str(error))
                    await self._tell("mailbox_away")
                    return
                if place >= len(heard):
                    await self._tell("mailbox_no_more")
                    return
            if first:
                place = next((at for at, one in enumerate(heard) if one.id == first), place)
                first = ""
            match await self._message(folder, heard[place]):
                case "next":
                    place += 1
                case "previous":
                    place = max(0, place - 1)
                case _:
                    return

    async def _message(self, folder: Folder, message: Message) -> str:
        """Let one message be heard; return where to go then."""
        run = self._run
        self._at(folder, message.id)
        await play(run.call, run.caller, await self._about(message), interruptible=True)
        position, silences = 0, 0
        while silences < MOST_SILENCES:
            reached = await self._hear(message, position)
            position = message.duration_ms if reached is None else reached
            over = position >= message.duration_ms
            if over and reached is not None and not run.caller.digits:
                self._heard(message)
            prompt = spoken(run, "mailbox_message_menu") if over else []
            key = await self._ask(prompt)
            silences = 0 if key else silences + 1
            if key in {"1", "4", "6"}:
                position = 0 if key == "1" else max(0, position + (JUMP_MS if key == "6" else -JUMP_MS))
            elif key:
                went = await self._do(key, message)
                if went != STAY:
                    return went
                position = message.duration_ms
        return MENU

    async def _hear(self, message: Message, position: int) -> int | None:
        """Play a message from a position in ms; return the one where it was interrupted, its length at its end.

        None, which was said, where it cannot be heard now.
        """
        run, clock = self._run, self._run.call.exchange.loop
        if position >= message.duration_ms:
            return position
        for _ in range(ATTEMPTS):
            try:
                sound = await self._boxes.sound(self._tenant, message)
            except ResourceError as error:
                run.call.step("prompt_failed", reason=str(error))
                break
            began = clock.time()
            item = msgspec.structs.replace(sound, from_ms=position) if position else sound
            ended = await play_through(run.call, run.caller, [item], interruptible=True)
            now = position + round((clock.time() - began) * 1000)
            if ended != "error":
                return min(now, message.duration_ms - 1) if ended == "digit" else message.duration_ms
        await self._tell("mailbox_away")
        return None

    async def _do(self, key: str, message: Message) -> str:
        """Do what a key is for; return where to go then."""
        match key:
            case "2" | "#":
                self._heard(message)
            case "3":
                back = message.state == "deleted"
                self._boxes.mark(self._tenant, self._box, message, "heard" if back else "deleted")
                await self._tell("mailbox_restored" if back else "mailbox_deleted")
                return STAY if back else NEXT
            case "5":
                self._heard(message)
                await self._call_back(message)
            case "7":
                await self._forward(message)
            case "9":
                self._boxes.mark(self._tenant, self._box, message, "new")
                await self._tell("mailbox_kept")
            case _:
                pass
        return _LEADS.get(key, STAY)

    def _heard(self, message: Message) -> None:
        if message.state == "new":
            self._boxes.mark(self._tenant, self._box, message, "heard")

    async def _about(self, message: Message) -> Sequence[media.PlayItem]:
        """Say who called, when, and what was added by who sent it on."""
        run = self._run
        language, zone = run.office.company.language, ZoneInfo(run.office.company.timezone)
        now = datetime.fromtimestamp(run.call.exchange.wall() / 1e6, zone)
        known = run.office.extensions.get(message.caller_number)
        name = known.name if known else message.caller_name
        texts = [
            *caller_texts(message.caller_number, name, language),
            *moment_texts(message.at.astimezone(zone), now, language),
        ]
        if message.forwarded_by:
            texts.append(sender_text(message.forwarded_by, language))
        if message.comment:
            texts.append(message.comment)
        return await said(run, *texts)

    async def _call_back(self, message: Message) -> None:
        """Call who left a message; come back when nobody answers."""
        run, number = self._run, message.caller_number
        extension = run.office.extensions.get(number)
        outcome = None
        run.call.step("mailbox_calls_back", number=number)
        if extension is not None and extension.kind == "person":
            outcome, _ = await ring_person(run, extension, seconds=RING_SECONDS)
        elif number.startswith("+"):
            outcome = await ring_outside(run, number)
        if outcome is not None and outcome.leg is not None:
            await converse(run.call, run.caller, outcome.leg)
        await self._tell("person_not_available")

    async def _forward(self, message: Message) -> None:
        """Send a message on to a colleague, with a comment before it if the caller has one."""
        run = self._run
        boxes = {one.number: one for one in run.office.company.extensions if is_box(one) and one is not self._box}
        await play(run.call, run.caller, spoken(run, "mailbox_send_to"), interruptible=True)
        judge = judge_numbers(set(boxes))
        keys, verdict = await gather(run.call, run.caller, judge, wait_s=KEY_SECONDS, digit_s=DIGIT_SECONDS)
        if verdict not in {Verdict.COMPLETE, Verdict.OPEN}:
            run.caller.digits.clear()
            await self._tell("number_not_known")
            return
        file = ""
        match await self._ask(spoken(run, "mailbox_comment")):
            case "1":
                try:
                    await play(run.call, run.caller, spoken(run, "mailbox_speak"), interruptible=True)
                    file, length = await record_speech(run.call, run.caller, max_s=COMMENT_SECONDS)
                    file = file if length else ""
                except MediaError as error:
                    run.call.step("recording_failed", reason=str(error))
            case "2":
                pass
            case _:
                return
        by = run.office.extensions_by_id.get(run.caller.party.extension_id or "")
        to = boxes[keys]
        self._boxes.forward(self._tenant, self._box, message, to, by.name if by else self._box.name, file)
        run.call.step("mailbox_forwarded", to=to.name)
        await self._tell("mailbox_sent")

    def _at(self, folder: str, message: str) -> None:
        call = self._run.call
        call.checkpoint("mailbox", caller=self._run.caller.leg_id, box=self._box.id, folder=folder, message=message)

    async def _ask(self, items: Sequence[media.PlayItem]) -> str:
        """Return the key that is pressed while, or soon after, something is said; "" for none."""
        run = self._run
        await play(run.call, run.caller, items, interruptible=True)
        keys, _ = await gather(run.call, run.caller, lambda _: Verdict.COMPLETE, wait_s=KEY_SECONDS, digit_s=1)
        return keys

    async def _tell(self, prompt: str) -> None:
        await play(self._run.call, self._run.caller, spoken(self._run, prompt), interruptible=True)
