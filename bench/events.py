"""How soon a subscriber hears what happens, and what telling costs the switch.

    python -m bench.events [--calls 1500] [--rate 50]

SIPp plays operator and phone as in `bench.calls`; a subscriber reads `GET /events` of the whole installation by HTTP,
on the same machine and clock. The time is from the event's `at`, when the switch deals with the SIP message that is its
cause, to the line's arrival at the subscriber; how long the message waited in the socket before is not in it. Every
event of every call must come, once and in order. The cost is CPU time of one process that journals the records of calls
as a switch does, without and with telling, and encodes and reads the events as the flusher and the stream do.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from bench import installation, measuring
from bench.calls import Load, register_phone, run_calls
from tests.unit.journal.samples import T0, answered_call

from offhook.access.service import NewUser, add_user, issue_token
from offhook.journal.events import EventHappened, EventsFlushed
from offhook.journal.log import Journal
from offhook.journal.rows import encode_events
from offhook.switch.event_stream import _frame
from offhook.switch.telling import Teller

GOAL_MS = 100.0
GOAL_COST_MS = 0.3
WARM_CALLS = 100
COSTED = 1000
PER_CALL = 4  # appeared, ringing, answered, ended


async def listen(bench: installation.Bench, token: str, heard: list[tuple[float, dict[str, Any]]]) -> None:
    """Note every event with the time of its coming (UTC, seconds)."""
    host, port = bench.settings.http_address
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"data: "):
                heard.append((time.time(), msgspec.json.decode(line[6:])))
            elif line.startswith(b"HTTP/1.1") and b" 200 " not in line:
                raise SystemExit(f"the subscriber is refused: {line.decode()}")
    finally:
        writer.close()


def cost_ms() -> tuple[float, float]:
    """Return CPU-ms per call of the journal without telling, and of telling beside it."""
    spent = []
    for telling in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder))
            journal.replay()
            exchange: Any = SimpleNamespace(journal=journal, calls={})
            fresh: list[EventHappened] = []
            if telling:
                Teller(exchange)
                journal.watches[EventHappened] = fresh.append
            calls = [answered_call("0197c1a2-7d0e-7cc3-98c4-dc0c0c0739ff", at=T0 + one) for one in range(COSTED)]
            before = time.process_time()
            for number, call in enumerate(calls, start=1):
                for record in call:
                    journal.append(record)
                    if fresh:  # each leaves in a frame of its own at worst
                        _frame({"complete": 0, "events": fresh})
                        fresh.clear()
                if number % 25 == 0:  # half a second
                    encode_events(journal.state.events.oldest(500))
                    journal.append(EventsFlushed(journal.state.events.last))
                journal.flush_now()
            spent.append((time.process_time() - before) / COSTED * 1000)
            asyncio.run(journal.close())
    return spent[0], spent[1] - spent[0]


async def run(options: argparse.Namespace) -> None:
    """Measure, print and save."""
    without, telling = await asyncio.to_thread(cost_ms)
    heard: list[tuple[float, dict[str, Any]]] = []
    async with installation.installation() as bench:
        async with bench.database.tenant(bench.tenant) as session:
            token = await issue_token(
                session, await add_user(session, NewUser("e@e.ee", "long-password", "admin")), "b"
            )
        await register_phone(bench)
        await run_calls(bench.settings.sip_address, Load(WARM_CALLS, options.rate))
        listening = asyncio.create_task(listen(bench, token, heard))
        await asyncio.sleep(1.0)
        outcome = await run_calls(bench.settings.sip_address, Load(options.calls, options.rate))
        await asyncio.sleep(2.0)
        listening.cancel()
    late = sorted((at - datetime.fromisoformat(event["at"]).timestamp()) * 1000 for at, event in heard)
    ids = [event["id"] for _, event in heard]
    calls = [event for _, event in heard if event["kind"].startswith("call.")]
    p99 = late[int(len(late) * 0.99)]
    result = {
        "machine": measuring.machine(),
        **outcome,
        "rate": options.rate,
        "events": len(heard),
        "in_order_and_once": ids == sorted(set(ids)),
        "missing": options.calls * PER_CALL - len(calls),
        "p50_ms": round(statistics.median(late), 2),
        "p99_ms": round(p99, 2),
        "most_ms": round(late[-1], 2),
        "journal_ms_per_call": round(without, 4),
        "telling_ms_per_call": round(telling, 4),
    }
    measuring.table(("", "ms"), [(name, value) for name, value in result.items() if name.endswith(("_ms", "_call"))])
    print(f"{result}; goals: p99 {GOAL_MS} ms, {GOAL_COST_MS} ms of CPU per call")
    measuring.save("events", result)
    if result["missing"] or not result["in_order_and_once"]:
        raise SystemExit("the events are not what they should be")


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1500)
    parser.add_argument("--rate", type=int, default=50, help="calls a second")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
