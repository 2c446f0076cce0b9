"""Dialling a busy number until it is free, by code: the wish is taken, or ended; `redialling.py` carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from offhook.call.announce import refuse
from offhook.call.play import play
from offhook.ids import new_id
from offhook.routing.dialled import find_dialled
from offhook.scenario.errands import Errand
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.codes import Codes
    from offhook.scenario.run import Run

FIRST_SECONDS: Final = 20.0


def read_retry(codes: Codes, dialled: str) -> str | None:
    """Return the number behind the code, "" where there is none; None for anything else."""
    return dialled.removeprefix(codes.retry) if codes.retry and dialled.startswith(codes.retry) else None


async def ask_to_retry(run: Run, wanted: str) -> None:
    """Take the wish to have a number dialled until it is free.

    Raises:
        PartyGone: the caller did not listen to the end; what was set stays.
    """
    call, caller, office = run.call, run.caller, run.office
    person = office.extensions_by_id.get(caller.party.extension_id or "")
    if not wanted and (known := call.exchange.journal.state.lately.get(caller.party.extension_id or "")):
        wanted = known.dialled
    found = find_dialled(office, wanted) if wanted else None
    number = found if isinstance(found, str) else getattr(found, "number", "")
    inside = number in office.extensions
    ordinary = number.startswith("+") or (inside and office.extensions[number].kind == "person")
    if person is None or not ordinary or number == person.number:
        await refuse(call, caller, 404, "there is no number to dial again", spoken(run, "nobody_to_call"))
        return
    now = call.exchange.wall() / 1e6
    first = now + (0.0 if inside else FIRST_SECONDS)
    errand = Errand(new_id(), office.company.id, person.id, "retry", number, first, now)
    if not run.services.errands.add(errand):
        await refuse(call, caller, 486, "too many numbers are dialled again", spoken(run, "too_many_retries"))
        return
    call.step("retry_set", number=number, who=person.name)
    await _say(run, "retry_is_on")


async def end_retries(run: Run) -> None:
    """Dial no number of this person any longer.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    run.services.errands.drop(run.caller.party.extension_id or "", "retry")
    await _say(run, "retry_is_off")


async def _say(run: Run, prompt: str) -> None:
    run.caller.answer()
    run.call.result = "service"
    await play(run.call, run.caller, spoken(run, prompt))
    run.call.end_as("system", "it is set")
    run.caller.hang_up()
