"""What the end-to-end benchmarks share: CPU of other processes, a baseline, the machine's name, and results on disk.

CPU time is the scheduler's run time of all threads of a process and, where asked for, of all processes below it. A busy
or shared machine makes the same work cost more; the baseline, a fixed loop of pure Python, says how much.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

RESULTS = Path(__file__).parent / "results"
BASELINE_TURNS = 300_000


def cpu_s(pid: int) -> float:
    """Return the seconds that all living threads of a process ran."""
    total = 0
    with contextlib.suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def kernel_cpu_s(pid: int) -> float:
    """Return the seconds that a process spent in the kernel, counted in ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[12]) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all processes below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, ())
    return found


def family_cpu_s(pid: int) -> float:
    """Return the seconds that a process and those below it ran."""
    return sum(map(cpu_s, family(pid)))


def listener(path: Path) -> int:
    """Return the process that listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(path))
        size = struct.calcsize("3i")
        pid: int = struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]
        return pid


def baseline_ns() -> float:
    """Return the CPU ns of one turn of a fixed loop: name lookups, a dictionary, a format, a call."""

    def turn(table: dict[int, str], number: int) -> int:
        table[number & 255] = f"{number:x}"
        return len(table[number & 127 | 1 & number]) if number & 127 | 1 & number in table else 0

    best = float("inf")
    for _ in range(3):
        table: dict[int, str] = {}
        started = time.process_time()
        for number in range(BASELINE_TURNS):
            turn(table, number)
        best = min(best, time.process_time() - started)
    return best / BASELINE_TURNS * 1e9


def machine() -> dict[str, Any]:
    """Say what the figures were measured on."""
    names = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return {
        "processor": next(names, ":").partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "baseline_ns": round(baseline_ns(), 1),
        "load_before": round(os.getloadavg()[0], 2),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def save(name: str, result: dict[str, Any]) -> None:
    """Write a result to `bench/results/`, with its time in the name and as the newest."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1) + "\n"
    for path in (RESULTS / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S}.json", RESULTS / f"{name}.json"):
        path.write_text(text)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns, the first to the left, the others to the right."""
    texts = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for number, row in enumerate(texts):
        first, *others = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        print("  ".join([row[0].ljust(widths[0]), *others]) if first else "")
        if number == 0:
            print("  ".join("-" * width for width in widths))


def program(name: str) -> str | None:
    """Return the path of a program, also of one in /usr/sbin."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")


@asynccontextmanager
async def profiled(pid: int, file: Path | None) -> AsyncIterator[None]:
    """Sample a process meanwhile, with py-spy, into a file of folded stacks."""
    if file is None:
        yield
        return
    with throwaway_environment("py-spy") as programs:
        process = await asyncio.create_subprocess_exec(
            *(str(programs / "py-spy"), "record", "--gil", "-r", "500", "-f", "raw", "-o", str(file), "-p", str(pid)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        yield
        process.send_signal(signal.SIGINT)
        await process.wait()


@contextmanager
def throwaway_environment(*packages: str) -> Iterator[Path]:
    """Make a virtual environment with packages of PyPI; gives its `bin`, and removes it afterwards.

    Raises:
        subprocess.CalledProcessError: they cannot be installed.
    """
    with tempfile.TemporaryDirectory(prefix="offhook-bench-") as folder:
        place = Path(folder) / "venv"
        uv = program("uv") or str(Path(__file__).parents[1] / ".tools" / "bin" / "uv")
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(place / "bin/python"), *packages], check=True)
        yield place / "bin"


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody uses now, for UDP and TCP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind((host, 0))
            port: int = tcp.getsockname()[1]
            with contextlib.suppress(OSError):
                udp.bind((host, port))
                return port
