"""A busy day: 2,000 calls in ten minutes, twenty agents in a queue, one of whose telephones dies every 20 seconds.

    python -m bench.busy_day [--calls 2000] [--minutes 10] [--dying-s 20] [--switch-dies [60]] [--days 1]
        [--keep FOLDER]

SIPp plays everybody, on loopback, with the whole installation. Callers go through a menu to a queue, to a reception
that transfers them, to a mailbox, to a promise to be called back, to an extension, or choose nothing. Every call must
end in a conversation, a message, a promise that is kept, or a goodbye; none may be lost, stuck, or missing in the
history; and what the processes hold must be back at the level of the beginning. Ends with status 1 when it is not so.

A telephone dies by SIGKILL, in whatever it does, is dead for ten seconds, and comes back knowing nothing. With
`--switch-dies` the switch is killed as well, every 60 seconds or as many as are said. With `--days N` so many days
follow each other, and the last is judged: what a process keeps after its first busy day is what it needs for one.
`--keep` leaves SIPp's files and the trace there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import installation, measuring
from bench.busy_company import AGENTS, COLLEAGUES, CUSTOMERS_PORT, DEVICES, RECEPTION, extension, make_busy_company
from bench.busy_people import KINDS, PHONE, caller_xml, phone_xml, write_voice
from bench.media_server import resident_kb
from sqlalchemy import text

from offhook.control import ask
from offhook.errors import OffhookError
from offhook.media import MediaClient
from offhook.media import protocol as media

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

DEAD_S = 10.0
WARM_CALLS = 40
DRAIN_S = 150.0
MEMORY_BOUND_MB = 40.0
SESSIONS_AHEAD = 32  # two each for sixteen calls (`offhook/call/ahead.py`)
DESCRIPTORS_BOUND = 4  # connections to the database come and go
SOUND = "127.0.26"  # of callers, a host for each kind
PORTS = 5080  # callers' processes
MOST_ODD = 12
GOODBYE = "the scenario ended the call"
ENDS = ("conversation", "message", "promise", "goodbye")


@dataclass
class Level:
    """What the installation holds at a moment when nobody calls; memory in MB."""

    calls: int = 0
    sessions: int = 0
    recorders: int = 0
    switch_mb: float = 0.0
    media_mb: float = 0.0
    switch_descriptors: int = 0
    media_descriptors: int = 0
    journal_mb: float = 0.0
    promises: int = 0


@dataclass
class Outcome:
    """What came of the day."""

    calls: int = 0
    seconds: float = 0.0
    deaths: int = 0
    switch_deaths: int = 0
    switch_away_s: float = 0.0  # the longest
    recovered: int = 0  # calls that went on after a death
    made: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    history: int = 0
    open: int = 0
    without_legs: int = 0
    longest_wait_s: float = 0.0
    waited_s: float = 0.0
    promised: int = 0
    called_back: int = 0
    still_owed: int = 0
    at_once: int = 0
    failures: int = 0
    stalls: int = 0
    worst_stall_ms: float = 0.0
    switch_cpu_s: float = 0.0  # of those that died
    cpu_percent: float = 0.0
    before: Level = field(default_factory=Level)
    after: Level = field(default_factory=Level)

    def complaints(self) -> list[str]:
        """Say what is not as it should be."""
        before, after = self.before, self.after
        lost = {name: count for name, count in self.ends.items() if name not in ENDS}
        found = {
            f"{sum(self.made.values())} of {self.calls} calls were made": sum(self.made.values()) != self.calls,
            f"calls ended otherwise: {lost}": bool(lost),
            f"callers' telephones saw what they did not expect: {self.failed}": any(self.failed.values()),
            f"the history has {self.history} calls": self.history != self.calls,
            f"{self.open} calls of the history have no end": self.open > 0,
            f"{self.without_legs} calls of the history have no legs": self.without_legs > 0,
            f"{self.failures} calls failed inside": self.failures > 0,
            f"held at the end: {after.calls} calls, {after.sessions} sessions, {after.recorders} recorders": (
                after.calls > 0 or after.sessions > max(before.sessions, SESSIONS_AHEAD) or after.recorders > 0
            ),
            f"{after.promises} promises are neither kept nor given up": after.promises > 0,
            f"the switch grew by {after.switch_mb - before.switch_mb:.1f} MB": (
                after.switch_mb - before.switch_mb > MEMORY_BOUND_MB
            ),
            f"the media server grew by {after.media_mb - before.media_mb:.1f} MB": (
                after.media_mb - before.media_mb > MEMORY_BOUND_MB
            ),
            f"descriptors: {before.switch_descriptors}, {before.media_descriptors} before, "
            f"{after.switch_descriptors}, {after.media_descriptors} after": (
                after.switch_descriptors > before.switch_descriptors + DESCRIPTORS_BOUND
                or after.media_descriptors > before.media_descriptors + 2 * SESSIONS_AHEAD
            ),
        }
        return [words for words, true in found.items() if true]


class Phones:
    """The telephones of the company: one SIPp each, which may be killed and started again."""

    def __init__(self, bench: installation.Bench, folder: Path) -> None:
        self._bench = bench
        self._folder = folder
        self._running: dict[int, asyncio.subprocess.Process] = {}
        choice = random.Random(1)
        for number in range(DEVICES):
            refer = ""
            talk_s = choice.uniform(7, 12)
            if AGENTS <= number < AGENTS + RECEPTION:
                refer, talk_s = extension(AGENTS + RECEPTION + number % COLLEAGUES), 1.5
            (folder / f"phone{number}.xml").write_text(
                phone_xml(choice.randrange(300, 1500), round(talk_s * 1000), refer)
            )

    async def start(self, number: int) -> None:
        """Start a telephone, which registers."""
        folder, name = self._folder, installation.username(number)
        host, port = self._bench.settings.sip_address
        own = ("-i", f"{PHONE}.{number + 10}", "-p", 5060)
        account = ("-s", name, "-au", name, "-ap", installation.secret(number), "-m", 1, "-timeout", 20)
        register = Path(__file__).parent / "sipp" / "register.xml"
        for _ in range(5):
            registering = await sipp(folder, register, f"{host}:{port}", *own, *account)
            if await registering.wait() == 0:
                break
        else:
            raise SystemExit(f"telephone {number} cannot register")
        # What comes for a call of its former life must not end it, nor count as a failure.
        self._running[number] = await sipp(folder, folder / f"phone{number}.xml", *own, log=f"phone{number}")

    async def die(self, number: int) -> None:
        """Kill a telephone; it comes back after a while."""
        process = self._running[number]
        if process.returncode is None:
            process.kill()
        await process.wait()
        await asyncio.sleep(DEAD_S)
        await self.start(number)

    async def stop(self) -> None:
        """Take all away."""
        for process in self._running.values():
            await end(process)


async def sipp(folder: Path, scenario: Path, *arguments: object, log: str = "") -> asyncio.subprocess.Process:
    """Start SIPp in a folder; `log` names the file of what it did not expect."""
    errors = ("-trace_err", "-error_file", folder / f"{log}.err") if log else ()
    return await asyncio.create_subprocess_exec(
        *map(str, ("sipp", "-sf", scenario, "-nostdin", *errors, *arguments)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
    )


async def end(process: asyncio.subprocess.Process) -> None:
    """End a SIPp."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
    await process.wait()


async def call_in(bench: installation.Bench, folder: Path, number: int, calls: int, seconds: float) -> dict[str, int]:
    """Make the calls of one kind, evenly over the time; give how many were made, and how many went otherwise."""
    name, kind = f"caller{number}", KINDS[number]
    (folder / f"{name}.xml").write_text(caller_xml(kind))
    known = len(list(folder.glob(f"{name}-*.csv")))  # noqa: ASYNC240  everybody has a number of their own
    numbers = folder / f"{name}-{known}.csv"
    numbers.write_text("".join(["SEQUENTIAL\n", *(f"+3725{number + 1}{known}{one:05}\n" for one in range(calls))]))
    host, port = bench.settings.sip_address
    process = await sipp(
        folder, folder / f"{name}.xml", f"{host}:{port}", "-i", installation.OPERATOR, "-p", PORTS + number,
        "-mi", f"{SOUND}.{number + 10}", "-inf", numbers,
        "-m", calls, "-r", calls, "-rp", round(seconds * 1000), "-l", 500, "-timeout", round(seconds + DRAIN_S),
        "-trace_stat", "-stf", folder / f"{name}.stat", "-fd", 5, log=name,
    )  # fmt: skip
    try:
        await process.wait()
    finally:
        await end(process)
    with (folder / f"{name}.stat").open() as file:
        *_, last = csv.DictReader(file, delimiter=";")
    return {"made": int(last["TotalCallCreated"]), "failed": int(last["FailedCall(C)"])}


async def call_all(bench: installation.Bench, folder: Path, calls: int, seconds: float, outcome: Outcome) -> None:
    """Make the calls of all kinds."""
    shares = [round(calls * kind.share) for kind in KINDS]
    shares[0] += calls - sum(shares)
    made = await asyncio.gather(*(call_in(bench, folder, one, count, seconds) for one, count in enumerate(shares)))
    outcome.made = {kind.name: one["made"] for kind, one in zip(KINDS, made, strict=True)}
    outcome.failed = {kind.name: one["failed"] for kind, one in zip(KINDS, made, strict=True)}


async def kill_phones(phones: Phones, every_s: float, outcome: Outcome) -> None:
    """Let one agent's telephone after the other die."""
    choice = random.Random(2)
    order: list[int] = []
    async with asyncio.TaskGroup() as group:
        while True:
            await asyncio.sleep(every_s)
            order = order or choice.sample(range(AGENTS), AGENTS)
            group.create_task(phones.die(order.pop()))
            outcome.deaths += 1


async def kill_switch(bench: installation.Bench, every_s: float, outcome: Outcome) -> None:
    """Kill the switch again and again; note how long it is away, and what each process had done until then."""
    while True:
        await asyncio.sleep(every_s)
        with contextlib.suppress(OffhookError):
            outcome.failures += (await ask(bench.settings, "figures"))["failures"]
        pid = bench.switch
        outcome.switch_cpu_s += measuring.cpu_s(pid)
        os.kill(pid, signal.SIGKILL)
        outcome.switch_deaths += 1
        died = time.monotonic()
        while True:
            await asyncio.sleep(0.05)
            with contextlib.suppress(OffhookError):
                await ask(bench.settings, "figures")
                break
        outcome.switch_away_s = max(outcome.switch_away_s, round(time.monotonic() - died, 2))


async def watch(bench: installation.Bench, outcome: Outcome) -> None:
    """Note how many calls go on at once."""
    while True:
        with contextlib.suppress(OffhookError):
            outcome.at_once = max(outcome.at_once, (await ask(bench.settings, "figures"))["calls"])
        await asyncio.sleep(1.0)


async def weigh(bench: installation.Bench, queue: str) -> Level:
    """Return what the installation holds."""
    figures = await ask(bench.settings, "figures")
    live = await ask(bench.settings, "queue", tenant=bench.tenant, queue=queue)
    client = MediaClient(bench.settings.media_socket, "bench", lambda _: None)
    await client.start()
    try:
        pong = await client.do(media.Ping())
    finally:
        await client.close()
    journal = sum(path.stat().st_size for path in (bench.settings.data / "journal").iterdir())
    return Level(
        calls=figures["calls"],
        sessions=pong.sessions,
        recorders=pong.recorders,
        switch_mb=round(resident_kb(bench.switch) / 1024, 1),
        media_mb=round(resident_kb(bench.media) / 1024, 1),
        switch_descriptors=descriptors(bench.switch),
        media_descriptors=descriptors(bench.media),
        journal_mb=round(journal / (1 << 20), 1),
        promises=sum(one["promised"] for one in live["waiting"]),
    )


def descriptors(pid: int) -> int:
    """Return how many descriptors a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def settle(bench: installation.Bench, queue: str) -> Level:
    """Wait until nobody talks any more and no promise is open, and a moment longer; return what is held then."""
    deadline = time.monotonic() + DRAIN_S
    while time.monotonic() < deadline:
        level = await weigh(bench, queue)
        if not (level.calls or level.promises or level.recorders):
            break
        await asyncio.sleep(1.0)
    await asyncio.sleep(5.0)  # what the media server and the history have yet to do
    return await weigh(bench, queue)


async def judge(bench: installation.Bench, outcome: Outcome, since: datetime) -> None:
    """Look at every call of the history."""
    query = text(
        "SELECT id, direction, started_at, ended_at, connected_at, result, reason, journey, owed,"
        " (SELECT count(*) FROM call_legs WHERE call_id = calls.id) AS legs FROM calls WHERE started_at >= :since"
    )
    async with bench.database.tenant(bench.tenant) as session:
        rows = (await session.execute(query, {"since": since})).mappings().all()
        owed = await session.scalar(text("SELECT count(*) FROM owed_calls WHERE closed_at IS NULL AND since >= :since"),
                                    {"since": since})  # fmt: skip
    ends: Counter[str] = Counter()
    waits: list[float] = []
    for row in rows:
        steps = {step["kind"]: step for step in row["journey"]}
        outcome.recovered += "recovered" in steps
        outcome.open += row["ended_at"] is None or row["result"] is None
        outcome.without_legs += not row["legs"]
        if "calling_back" in steps:
            outcome.called_back += row["connected_at"] is not None
            continue
        outcome.history += 1
        outcome.promised += "callback_promised" in steps
        how = how_ended(row, steps)
        ends[how] += 1
        if "queue_served" in steps:
            waits.append(float(steps["queue_served"]["detail"]["seconds"]))
        if how not in ENDS and len(outcome.odd) < MOST_ODD:
            outcome.odd.append(f"{row['id']} {row['result']} {row['reason']}: {json.dumps(row['journey'])}")
    outcome.ends = dict(ends)
    outcome.still_owed = int(owed or 0)
    if waits:
        outcome.longest_wait_s, outcome.waited_s = max(waits), round(sum(waits) / len(waits), 1)


def how_ended(row: RowMapping, steps: dict[str, Any]) -> str:
    """Say in a word to what a call came."""
    if row["connected_at"] is not None:
        return "conversation"
    if "voicemail_left" in steps:
        return "message"
    if "callback_promised" in steps:
        return "promise"
    return "goodbye" if row["reason"] == GOODBYE else str(row["result"])


async def the_day(options: argparse.Namespace, folder: Path) -> Outcome:
    """Start everything, let the day go by, and tell what came of it."""
    outcome = Outcome(calls=options.calls)
    write_voice(folder / "voice.al")
    async with installation.installation(DEVICES, make_busy_company) as bench:
        await bench.take_devices()
        async with bench.database.tenant(bench.tenant) as session:
            queue = str(await session.scalar(text("SELECT id FROM queues")))
        phones = Phones(bench, folder)
        customers = await sipp(folder, folder / "customer.xml", "-i", installation.OPERATOR, "-p", CUSTOMERS_PORT)
        try:
            for number in range(DEVICES):
                await phones.start(number)
            await call_all(bench, folder, WARM_CALLS, 10.0, Outcome())
            for _ in range(options.days - 1):
                print(f"before: {await settle(bench, queue)}", flush=True)
                await call_all(bench, folder, options.calls, options.minutes * 60, Outcome())
            outcome.before = await settle(bench, queue)
            print(f"before: {outcome.before}", flush=True)
            since, began = datetime.now(UTC), time.monotonic()
            used = measuring.cpu_s(bench.switch)
            seconds = options.minutes * 60
            troubles = [asyncio.create_task(watch(bench, outcome))]
            if options.dying_s:
                troubles.append(asyncio.create_task(kill_phones(phones, options.dying_s, outcome)))
            if options.switch_dies:
                troubles.append(asyncio.create_task(kill_switch(bench, options.switch_dies, outcome)))
            try:
                await call_all(bench, folder, options.calls, seconds, outcome)
            finally:
                for task in troubles:
                    task.cancel()
                ended = await asyncio.gather(*troubles, return_exceptions=True)
                for fault in ended:
                    if not isinstance(fault, asyncio.CancelledError):
                        print(f"what troubles the day ended: {fault!r}", file=sys.stderr)
            outcome.seconds = round(time.monotonic() - began, 1)
            used = outcome.switch_cpu_s + measuring.cpu_s(bench.switch) - used
            outcome.cpu_percent = round(used / outcome.seconds * 100, 1)
            outcome.after = await settle(bench, queue)
            figures = await ask(bench.settings, "figures")
            outcome.failures, outcome.stalls = outcome.failures + figures["failures"], figures["stalls"]
            outcome.worst_stall_ms = figures["worst_stall_ms"]
            await judge(bench, outcome, since)
        finally:
            await phones.stop()
            await end(customers)
            if options.keep:
                shutil.copytree(bench.settings.data / "traces", folder / "traces", dirs_exist_ok=True)
    return outcome


def main() -> None:
    """Live the day, print, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--dying-s", type=float, default=20.0, help="from one telephone's death to the next; 0: none")
    parser.add_argument("--switch-dies", type=float, nargs="?", const=60.0, default=0.0,
                        help="from one death of the switch to the next, seconds")  # fmt: skip
    parser.add_argument("--days", type=int, default=1, help="one after the other, of which the last is judged")
    parser.add_argument("--keep", type=Path, help="leave SIPp's files and the trace in this folder")
    options = parser.parse_args()
    result: dict[str, Any] = {"machine": measuring.machine()}
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="offhook-busy-")))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "customer.xml").write_text(phone_xml(1000, 4000))
        outcome = asyncio.run(the_day(options, folder.resolve()))
    result |= asdict(outcome)
    print(json.dumps(result, indent=1))
    measuring.save("busy_day", result)
    if complaints := outcome.complaints():
        sys.exit("; ".join(complaints))


if __name__ == "__main__":
    main()
