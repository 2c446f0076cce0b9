"""What the processes beside this one use: those that the same supervisor started, as Linux tells it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final, NamedTuple

NAMES: Final = ("switch", "web", "tls", "worker")
_PROC: Final = Path("/proc")


class Usage(NamedTuple):
    """Processor seconds used so far, and bytes of memory now."""

    cpu_s: float
    memory: float


def usage_of_processes() -> dict[str, Usage]:
    """Return what each process of the installation uses, by its name; those of which nothing is told are left out.

    Without a supervisor it is this process alone, which is `web`. Blocks, shortly.
    """
    found = {}
    for pid in _siblings():
        with contextlib.suppress(OSError, ValueError, IndexError):
            arguments = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
            name = "web" if pid == os.getpid() else arguments[arguments.index(b"offhook") + 1].decode()
            if name in NAMES:
                found[name] = _usage(pid)
    return found


def _siblings() -> list[int]:
    """Return the processes of our parent, at least ourselves."""
    parent = os.getppid()
    try:
        told = (_PROC / str(parent) / "task" / str(parent) / "children").read_text()
    except OSError:
        return [os.getpid()]
    return sorted({os.getpid(), *map(int, told.split())})


def _usage(pid: int) -> Usage:
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime: proc(5) counts them 14 and 15
    pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), float(pages * os.sysconf("SC_PAGE_SIZE")))
