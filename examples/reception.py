"""A reception as a call program: who calls is asked what it is about, and reaches people, or leaves a message.

Run it (`python examples/reception.py`) and let a scenario's node `program` lead to http://127.0.0.1:8700/.
See docs/howto/call-programs.md.
"""

from __future__ import annotations

from offhook.call_program import Call, serve

SALES, SUPPORT, OFFICE = ("201", "202"), ("203",), "204"
SHORTEST = 4  # of a contract's number
KNOWN = {"+37255512345": "201"}  # customers with somebody of their own; a real program asks its CRM


async def program(call: Call) -> None:
    """Serve one caller."""
    if person := KNOWN.get(call.caller):
        await call.say("Good day. We connect you with your manager.")
        await call.dial(person, seconds=15)
    for _ in range(2):
        match await call.ask("For sales press 1. For support press 2. To leave a message press 3."):
            case "1":
                why = await call.dial(*SALES)
                await call.say("All our sales people talk." if why == "busy" else "Nobody in sales answers.")
            case "2":
                contract = await call.ask("Please enter the number of your contract and the hash key.", most=8)
                if len(contract) >= SHORTEST:
                    await call.dial(*SUPPORT)
                await call.say("Nobody can help you right now.")
            case "3":
                if await call.record(OFFICE, "Please leave a message after the tone.") == "full":
                    break
    await call.hang_up("Please call again later. Goodbye.")


if __name__ == "__main__":
    serve(program)
