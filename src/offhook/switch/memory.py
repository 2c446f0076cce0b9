"""How a switch keeps what it holds since the start: out of the garbage collector's way, and in huge pages.

It sleeps between messages, and each time others take the processor's caches and address translations: with pages of
4 KiB some hundred translations are missed for each message. Invariant: nothing here can fail the start.
"""

from __future__ import annotations

import ctypes
import gc
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

# Calls that are over leave nothing for the collector (ADR 0275): it looks for what faults leave. What a call makes
# lives for half a minute after it, and is looked through for nothing if sooner; but to look through 50,000 objects at
# once took 25 ms, and nothing may block for 20. The third generation, with what lives, comes seldom: that takes long
# where a thousand calls stand.
GC_THRESHOLD: Final = (20_000, 25, 50)
HUGE: Final = 2 << 20
_MADV_HUGEPAGE: Final = 14
_MADV_COLLAPSE: Final = 25  # since Linux 6.1


def settle() -> None:
    """Say that what exists now stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
    log.info("%d MiB lie in huge pages", use_huge_pages() >> 20)


def use_huge_pages() -> int:
    """Put this process's memory into huge pages where the system has them; return how many bytes were put so."""
    try:
        advise = ctypes.CDLL(None, use_errno=True).madvise
        regions = list(_regions(Path("/proc/self/maps").read_text(encoding="utf-8")))
    except (OSError, AttributeError, ValueError):
        return 0
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    moved = 0
    for start, size in regions:
        if advise(start, size, _MADV_HUGEPAGE) == 0 and advise(start, size, _MADV_COLLAPSE) == 0:
            moved += size
    return moved


def _regions(maps: str) -> Iterator[tuple[int, int]]:
    """Yield start and size of what can be in huge pages of a process's private, anonymous memory (proc(5))."""
    for line in maps.splitlines():
        span, rights, _, device, _, *name = line.split(maxsplit=5)
        if not rights.startswith("rw-p") or device != "00:00" or (name and name[0] != "[heap]"):
            continue
        first, last = (int(one, 16) for one in span.split("-"))
        start, end = -(-first // HUGE) * HUGE, last // HUGE * HUGE
        if end > start:
            yield start, end - start
