"""CPU of the switch per call, operator to phone: the whole installation beside sippy's B2BUA, under the same load.

    python -m bench.calls [--calls 1500] [--rate 50] [--rounds 3] [--profile FILE]

SIPp plays operator and phone, on loopback, without audio: INVITE with an offer, 100, 180, 200, ACK, two seconds, BYE.
Offhook is complete: journal, media server, a recorder per call, the scenario, and the history in PostgreSQL, where all
calls must be found at the end. sippy (PyPI, in a throw-away environment) runs its `b2bua_simple` without its log: it
joins two dialogs and does nothing else. Rounds alternate; the first calls of each warm up and are not counted. What is
counted ends when the history is written.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import statistics
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import installation, measuring

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SCENARIOS = Path(__file__).parent / "sipp"
PHONE = ("127.0.0.22", 5062)
SIPPY = "127.0.0.23"
WARM_CALLS = 250
SETTLE_SECONDS = 3.0
GOAL_MS = 1.5


@dataclass(frozen=True, slots=True)
class Load:
    """How many calls, and how many a second."""

    calls: int
    rate: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A server under load: where it listens, and the CPU seconds of its parts."""

    name: str
    address: tuple[str, int]
    parts: dict[str, Callable[[], float]]


async def sipp(scenario: str, *arguments: object) -> tuple[int, str]:
    """Run SIPp; gives its status and its last screen."""
    command = ("sipp", "-sf", SCENARIOS / f"{scenario}.xml", "-nostdin", "-timeout", 600, *arguments)
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tempfile.gettempdir()
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace")


async def run_calls(address: tuple[str, int], load: Load) -> dict[str, int]:
    """Make the calls; gives how many succeeded and failed, and how often something was sent again."""
    phone = asyncio.create_task(sipp("phone", "-i", PHONE[0], "-p", PHONE[1]))
    await asyncio.sleep(0.5)
    where = (f"{address[0]}:{address[1]}", "-i", installation.OPERATOR, "-p", 5060, "-s", installation.NUMBER)
    try:
        _, screen = await sipp("operator", *where, "-r", load.rate, "-m", load.calls)
    finally:
        await asyncio.sleep(1.0)  # what is under way arrives
        phone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await phone
    _, successful, last = screen.rpartition("Successful call")
    found = (re.search(r"(\d+)\s*$", line) for line in (successful + last).splitlines())
    numbers = [int(one[1]) for one in found if one]
    repeated = re.findall(r"Retransmissions.*?(\d+)\s*$", screen, re.MULTILINE)
    return {"succeeded": numbers[0], "failed": numbers[1], "retransmissions": int(repeated[-1]) if repeated else 0}


async def measure(subject: Subject, load: Load) -> dict[str, Any]:
    """Load a subject once."""
    await run_calls(subject.address, Load(WARM_CALLS, load.rate))
    baseline = measuring.baseline_ns()
    before = {name: read() for name, read in subject.parts.items()}
    outcome = await run_calls(subject.address, load)
    await asyncio.sleep(SETTLE_SECONDS)
    used = {name: round((read() - before[name]) / load.calls * 1000, 3) for name, read in subject.parts.items()}
    baseline = (baseline + measuring.baseline_ns()) / 2
    return {"server": subject.name, **outcome, "ms_per_call": used, "baseline_ns": round(baseline, 1)}


async def register_phone(bench: installation.Bench) -> None:
    """Register the phone, as soon as the switch knows it."""
    await bench.take_devices()
    host, port = bench.settings.sip_address
    name, secret = installation.username(0), installation.secret(0)
    account = ("-s", name, "-au", name, "-ap", secret, "-m", 1)
    status, screen = await sipp("register", f"{host}:{port}", "-i", PHONE[0], "-p", PHONE[1], *account)
    if status:
        raise SystemExit(f"the phone cannot register:\n{screen}")


@asynccontextmanager
async def sippy() -> AsyncIterator[Subject]:
    """Run sippy's B2BUA."""
    with measuring.throwaway_environment("sippy") as programs:
        port = measuring.free_port(SIPPY)
        process = await asyncio.create_subprocess_exec(
            *(str(programs / "python"), "-m", "sippy.b2bua_simple", "-f", "-l", SIPPY, "-p", str(port)),
            *("-n", f"{PHONE[0]}:{PHONE[1]}"),
            env=os.environ | {"SIPLOG_BEND": "none", "SIPLOG_LVL": "CRIT"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await asyncio.sleep(2.0)
            pid = process.pid
            parts = {
                "switch": lambda: measuring.cpu_s(pid),
                "of it in the kernel": lambda: measuring.kernel_cpu_s(pid),
            }
            yield Subject("sippy b2bua_simple", (SIPPY, port), parts)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()


async def run(options: argparse.Namespace) -> None:
    """Measure in turns, look for the calls in the history, print and save."""
    load = Load(options.calls, options.rate)
    result: dict[str, Any] = {"machine": measuring.machine(), "calls": load.calls, "rate": load.rate, "rounds": []}
    async with contextlib.AsyncExitStack() as stack:
        bench = await stack.enter_async_context(installation.installation())
        switch, media, postgres = bench.switch, bench.media, bench.postgres
        parts = {
            "switch": lambda: measuring.cpu_s(switch),
            "of it in the kernel": lambda: measuring.kernel_cpu_s(switch),
            "media server": lambda: measuring.cpu_s(media),
            "PostgreSQL": lambda: measuring.family_cpu_s(postgres),
        }
        subjects = [Subject("offhook", bench.settings.sip_address, parts)]
        if not options.alone:
            subjects.append(await stack.enter_async_context(sippy()))
        await register_phone(bench)
        for number in range(options.rounds):
            for subject in subjects:
                async with measuring.profiled(switch, options.profile if subject.name == "offhook" else None):
                    found = await measure(subject, load)
                result["rounds"].append(found)
                print(f"round {number + 1}: {found}", flush=True)
        result["history"] = await bench.history()
        result["odd_call"] = await bench.odd_call()
        result["history_expected"] = options.rounds * (load.calls + WARM_CALLS)
    report(result)
    if result["history"] != {"answered": result["history_expected"]}:
        raise SystemExit(f"the history is not what it should be; one call: {result['odd_call']}")


def report(result: dict[str, Any]) -> None:
    """Print the medians and save all."""
    rows = []
    medians: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(one["server"] for one in result["rounds"]):
        rounds = [one for one in result["rounds"] if one["server"] == name]
        medians[name] = {
            part: statistics.median(one["ms_per_call"][part] for one in rounds) for part in rounds[0]["ms_per_call"]
        }
        least = min(one["ms_per_call"]["switch"] for one in rounds)
        baseline = statistics.median(one["baseline_ns"] for one in rounds)
        failed = sum(one["failed"] for one in rounds)
        for part, milliseconds in medians[name].items():
            shown = (f"{least:.3f}", failed) if part == "switch" else ("", "")
            relative = f"{milliseconds * 1e6 / baseline:.0f}"
            rows.append((f"{name}: {part}", f"{milliseconds:.3f}", *shown, relative))
    measuring.table(("", "CPU-ms per call", "least", "failed calls", "baseline turns"), rows)
    result["median_ms_per_call"] = medians
    if "sippy b2bua_simple" in medians:
        ratio = medians["offhook"]["switch"] / medians["sippy b2bua_simple"]["switch"]
        result["switch_to_sippy"] = round(ratio, 2)
        print(f"the switch needs {ratio:.2f} times what sippy needs")
    print(f"history: {result['history']}, expected {result['history_expected']}; goal of the switch: {GOAL_MS} ms")
    measuring.save("calls", result)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1500, help="calls of one round")
    parser.add_argument("--rate", type=int, default=50, help="calls a second")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="measure without sippy")
    parser.add_argument("--profile", type=Path, help="sample the switch into this file of folded stacks (py-spy)")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
