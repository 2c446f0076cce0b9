"""A line for emergencies: who is on duty this week is rung, then the others in turn; nobody is left waiting.

Run it (`python examples/on_call.py`) and let a scenario's node `program` lead to http://127.0.0.1:8700/.
See docs/howto/call-programs.md.
"""

from __future__ import annotations

from datetime import UTC, datetime

from offhook.call_program import Call, serve

ENGINEERS = ("201", "202", "203")  # extensions or outside numbers; a week each
OFFICE = "204"
ROUNDS = 2


def in_turn(today: datetime) -> list[str]:
    """Return whom to ring, the one of this week first."""
    first = today.isocalendar().week % len(ENGINEERS)
    return [*ENGINEERS[first:], *ENGINEERS[:first]]


async def program(call: Call) -> None:
    """Serve one caller."""
    if await call.ask("Is this an emergency? Then press 1.") != "1":
        await call.record(OFFICE, "We call you back in the morning. Please say what it is about after the tone.")
    for attempt in range(ROUNDS):
        for engineer in in_turn(datetime.now(UTC)):
            await call.dial(engineer, seconds=15)
        if attempt == 0:
            await call.say("Please hold the line. We try everybody once more.")
    await call.record(OFFICE, "Nobody could be reached. Please say your number and what happened after the tone.")


if __name__ == "__main__":
    serve(program)
