"""Where is my order? Callers enter its number and hear how it stands; who wants more is connected with the shop.

Run it (`python examples/order_line.py`) and let a scenario's node `program` lead to http://127.0.0.1:8700/.
See docs/howto/call-programs.md.
"""

from __future__ import annotations

from offhook.call_program import Call, serve

SHOP = ("201", "202")
OFFICE = "204"
DIGITS = 6
TRIES = 3
ORDERS = {"100200": "It was sent on Monday.", "100201": "It waits for you in the shop."}  # really: your database


async def program(call: Call) -> None:
    """Serve one caller."""
    said = "Please enter the six digits of your order."
    for _ in range(TRIES):
        number = await call.ask(said, most=DIGITS)
        if state := ORDERS.get(number):
            if await call.ask(f"{state} To speak to the shop press 1. Otherwise you may hang up.") != "1":
                await call.hang_up("Goodbye.")
            break
        said = "We know no order with this number. Please enter it again." if number else "Please enter the number."
    why = await call.dial(*SHOP)
    sorry = "All our people talk." if why == "busy" else "Nobody answers."
    await call.record(OFFICE, f"{sorry} Please leave a message after the tone.")


if __name__ == "__main__":
    serve(program)
