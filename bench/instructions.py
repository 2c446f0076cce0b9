"""Machine instructions of one call in the SIP core with its journal records, counted by valgrind.

    python -m bench.instructions [--calls 60]

CPU time tells little on a machine that others use; this figure is the same to a percent whatever goes on beside it. The
messages are those of `sip_core`. They are played once and three times: what the difference holds is nothing but calls.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import re
import sys

from bench import measuring, sip_core

from offhook.journal.records import Record  # noqa: TC001  the argument of a function of this module
from offhook.journal.segment import frame
from offhook.journal.state import SwitchState


def play(calls: int, times: int) -> None:
    """Play calls so many times."""
    inputs, _ = sip_core.record(calls)
    gc.collect()
    gc.freeze()
    for _ in range(times):
        state = SwitchState()

        def note(record: Record, state: SwitchState = state) -> None:
            frame(record)
            state.apply(record)

        switch = sip_core.Switch(note)
        endpoint = switch.endpoint
        for now, data, flow in inputs:
            due = endpoint.next_timer()
            if due is not None and due <= now:
                endpoint.timeout(now)
            endpoint.receive(data, flow, now)
            switch.react(now)
            endpoint.outgoing()


async def count(calls: int, times: int) -> int:
    """Return the instructions of a process that plays calls so many times."""
    valgrind = measuring.program("valgrind")
    if valgrind is None:
        raise SystemExit("valgrind is missing")
    process = await asyncio.create_subprocess_exec(
        *(valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"),
        *(sys.executable, "-m", "bench.instructions", "--calls", str(calls), "--play", str(times)),
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, output = await process.communicate()
    found = re.search(rb"I +refs: +([0-9,]+)", output)
    if process.returncode or found is None:
        raise SystemExit(output.decode(errors="replace"))
    return int(found[1].replace(b",", b""))


async def run(calls: int) -> None:
    """Count, print and save."""
    once, thrice = await asyncio.gather(count(calls, 1), count(calls, 3))
    result = {"machine": measuring.machine(), "calls": calls, "instructions_per_call": (thrice - once) // (2 * calls)}
    print(f"{result['instructions_per_call']:,} instructions per call")
    measuring.save("instructions", result)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--play", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.play:
        play(options.calls, options.play)
    else:
        asyncio.run(run(options.calls))


if __name__ == "__main__":
    main()
