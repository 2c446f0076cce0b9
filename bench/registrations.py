"""Registrations with digest per second of CPU: the running switch beside Kamailio, under the same load.

    python -m bench.registrations [--devices 2000] [--passes 5] [--rounds 3] [--profile FILE]

A registration is a REGISTER without credentials, 401, a REGISTER with MD5 and qop=auth, and 200: two requests. A
refresh is one request with the next count of a nonce that still lives. `register_load.py` sends both over UDP, as fast
as they are answered. The figure is registrations per CPU second of the server, which is what one core can do; what was
reached by the clock is given too, and depends on who else uses the machine. Offhook writes each registration to its
journal. Kamailio (Debian) is a registrar in memory with one worker, stateless, and writes nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import statistics
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench import installation, measuring

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

CONFIGURATION = Path(__file__).parent / "servers" / "kamailio.cfg"
REALM = "offhook"
KAMAILIO = "127.0.0.25"
WINDOW = 50
GOAL = 3000


class Registrar(NamedTuple):
    """A server under load; `memory` is its resident size in MB."""

    name: str
    address: tuple[str, int]
    cpu: Callable[[], float]
    memory: Callable[[], float]


def resident_mb(pids: list[int]) -> float:
    """Return the private memory of processes in MB."""
    kilobytes = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            kilobytes += int(next(line for line in lines if line.startswith("RssAnon")).split()[1])
    return round(kilobytes / 1024, 1)


async def measure(server: Registrar, options: argparse.Namespace) -> dict[str, Any]:
    """Load one server with a phase of each kind."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.register_load", f"{server.address[0]}:{server.address[1]}", "--realm", REALM),
        *("--devices", str(options.devices), "--passes", str(options.passes), "--window", str(WINDOW)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    found: dict[str, Any] = {"server": server.name, "baseline_ns": round(measuring.baseline_ns(), 1)}
    try:
        for phase in ("full", "refresh"):
            before = server.cpu()
            process.stdin.write(f"{phase}\n".encode())
            line = await process.stdout.readline()
            if not line:
                raise SystemExit(f"{server.name}: the generator gave up")
            figures = json.loads(line)
            cpu = server.cpu() - before
            figures["cpu_s"] = round(cpu, 3)
            figures["per_cpu_second"] = round(figures["registrations"] / cpu)
            figures["per_second"] = round(figures["registrations"] / figures["seconds"])
            found[phase] = figures
        found["resident_mb"] = server.memory()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return found


@asynccontextmanager
async def kamailio() -> AsyncIterator[Registrar]:
    """Run Kamailio as a registrar with one worker."""
    program = measuring.program("kamailio")
    if program is None:
        raise SystemExit("kamailio is not installed")
    address = (KAMAILIO, measuring.free_port(KAMAILIO))
    with tempfile.TemporaryDirectory(prefix="offhook-bench-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(program, "-f", str(CONFIGURATION), "-l", f"udp:{address[0]}:{address[1]}", "-DD", "-E", "-Y", folder),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await asyncio.sleep(2.0)
            if process.returncode is not None:
                raise SystemExit("kamailio does not start")
            pid = process.pid
            yield Registrar(
                "kamailio",
                address,
                lambda: measuring.family_cpu_s(pid),
                lambda: resident_mb(measuring.family(pid)),
            )
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


async def run(options: argparse.Namespace) -> None:
    """Measure in turns, print and save."""
    result: dict[str, Any] = {"machine": measuring.machine(), "rounds": []}
    async with contextlib.AsyncExitStack() as stack:
        bench = await stack.enter_async_context(installation.installation(options.devices))
        switch = bench.switch
        servers = [
            Registrar(
                "offhook", bench.settings.sip_address, lambda: measuring.cpu_s(switch), lambda: resident_mb([switch])
            )
        ]
        if not options.alone:
            servers.append(await stack.enter_async_context(kamailio()))
        await bench.take_devices()
        for number in range(options.rounds):
            for server in servers:
                file = options.profile if server.name == "offhook" else None
                async with measuring.profiled(switch, file):
                    found = await measure(server, options)
                result["rounds"].append(found)
                print(f"round {number + 1}: {found}", flush=True)
    report(result)


def report(result: dict[str, Any]) -> None:
    """Print the medians and save all."""
    rows = []
    for name in dict.fromkeys(one["server"] for one in result["rounds"]):
        rounds = [one for one in result["rounds"] if one["server"] == name]
        for phase in ("full", "refresh"):
            rate = statistics.median(one[phase]["per_cpu_second"] for one in rounds)
            clock = statistics.median(one[phase]["per_second"] for one in rounds)
            repeated = sum(one[phase]["repeated"] for one in rounds)
            refused = sum(one[phase]["refused"] for one in rounds)
            memory = max(one["resident_mb"] for one in rounds)
            rows.append(
                (f"{name}: {phase}", f"{rate:.0f}", f"{1e6 / rate:.0f}", f"{clock:.0f}", repeated, refused, memory)
            )
            result.setdefault("median_per_cpu_second", {}).setdefault(name, {})[phase] = rate
    head = ("", "per CPU second", "us of CPU", "per second reached", "sent again", "refused", "MB")
    measuring.table(head, rows)
    print(f"goal: {GOAL} full registrations per CPU second")
    measuring.save("registrations", result)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--passes", type=int, default=5, help="how often each device registers in a phase")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="measure without Kamailio")
    parser.add_argument("--profile", type=Path, help="sample the switch into this file of folded stacks (py-spy)")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
