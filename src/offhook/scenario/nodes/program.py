"""Let a program outside decide step by step what happens with the caller (`offhook/call_program.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from offhook.call.play import Verdict
from offhook.errors import RemoteError
from offhook.ids import new_id
from offhook.scenario.node import Leads, LooseId, Node, Spoken
from offhook.scenario.nodes.ask import Url  # noqa: TC001  read by Pydantic at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from offhook.scenario.visit import Visit

MOST_TURNS = 100  # of a program with one caller: no call goes round for ever
LONGEST_SECONDS = 600.0
MOST_KEYS = 30
MOST_MEMBERS = 20
END = "#"


class Program(Node):
    """Ask a URL what to do, do it, tell it what came of it, and so on.

    Each answer names one thing in `do`: `answer`, `say`, `ask`, `dial`, `record`, `hang_up` or `done`. A conversation,
    a message and `hang_up` end the call. What comes too late or cannot be done leads to `failed`, so the caller is
    never lost with the program.
    """

    kind: Literal["program"] = "program"
    url: Url
    seconds: Annotated[float, Field(ge=0.1, le=10)] = 3
    done: Annotated[LooseId, Leads("the program is done")] = ""
    failed: Annotated[LooseId, Leads("the program does not answer, or wants what cannot be done")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Do what the program says until it is done.

        Raises:
            PartyGone: the caller left, before or after a conversation.
        """
        session, result = new_id(), ""
        for turn in range(MOST_TURNS):
            question = {
                "session": session,
                "turn": str(turn),
                "caller": visit.caller,
                "number": visit.number.e164 if visit.number else "",
                "result": result,
            }
            answer = await visit.ask(self.url, question, self.seconds)
            if not answer.in_time:
                visit.step("ask_failed", reason=answer.reason)
                return self.failed
            wanted = answer.fields.get("do", "")
            if wanted == "done":
                visit.step("program_done", turns=turn)
                return self.done
            try:
                found = await _do(visit, wanted, answer.fields)
            except (RemoteError, ValidationError, ValueError) as error:
                visit.step("program_failed", what=wanted, reason=_reason(error))
                return self.failed
            if found is None:
                return None
            result = found
        visit.step("program_failed", what="", reason=f"it did not come to an end in {MOST_TURNS} turns")
        return self.failed


async def _do(visit: Visit, wanted: str, fields: Mapping[str, str]) -> str | None:
    """Do one thing; return what came of it, None when the call is at its end.

    Raises:
        RemoteError: there is no such thing, or nobody of that name.
        ValueError: a number is none.
        PartyGone: the caller left.
    """
    sounds = (Spoken(text=fields["text"]),) if fields.get("text") else ()
    match wanted:
        case "answer":
            visit.answer()
        case "say":
            visit.answer()
            return await visit.say(sounds, interruptible=True)
        case "ask":
            visit.answer()
            await visit.say(sounds, interruptible=True)
            most = max(1, min(MOST_KEYS, int(fields.get("most") or 1)))
            wait_s = _seconds(fields, 5.0)
            keys, _ = await visit.gather(_so_many(most), wait_s=wait_s, digit_s=min(wait_s, 3.0))
            visit.forget_keys()
            visit.step("asked", field="keys", value=keys or None)
            return keys.removesuffix(END)
        case "dial":
            members = [visit.member(one) for one in fields.get("to", "").replace(",", " ").split()][:MOST_MEMBERS]
            known = [one for one in members if one is not None]
            if not known:
                raise RemoteError(f"nobody is reached by {fields.get('to', '')!r}")
            return await visit.ring(known, _seconds(fields, 20.0))
        case "record":
            box = visit.office.extensions.get(fields.get("box", ""))
            if box is None:
                raise RemoteError(f"there is no mailbox {fields.get('box', '')!r}")
            await visit.take_message(box, sounds, _seconds(fields, 180.0), full=True)
            return "full"
        case "hang_up":
            visit.answer()
            await visit.say(sounds)
            await visit.hang_up()
            return None
        case _:
            raise RemoteError(f"there is nothing called {wanted!r}")
    return ""


def _seconds(fields: Mapping[str, str], usual: float) -> float:
    return max(1.0, min(LONGEST_SECONDS, float(fields.get("seconds") or usual)))


def _so_many(most: int) -> Callable[[str], Verdict]:
    return lambda keys: Verdict.COMPLETE if len(keys.removesuffix(END)) >= most or keys.endswith(END) else Verdict.OPEN


def _reason(error: Exception) -> str:
    return "its text is empty or too long" if isinstance(error, ValidationError) else str(error)
