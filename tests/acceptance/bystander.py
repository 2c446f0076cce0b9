"""How long the machine stood still: a virtual machine is paused now and then, and nobody in it is to blame."""

from __future__ import annotations

import subprocess
import sys

TICK = 0.02
_WATCH = f"""
import select, sys, time

def ready_s():
    with open("/proc/self/schedstat") as file:  # second: how long we were ready, and others had the processor
        return int(file.read().split()[1]) / 1e9

worst, began, ready = 0.0, time.monotonic(), ready_s()
while not select.select([sys.stdin], [], [], {TICK})[0]:
    now, since = time.monotonic(), ready_s()
    worst, began, ready = max(worst, now - began - {TICK} - (since - ready)), now, since
print(worst * 1000)
"""


class Bystander:
    """A process that does nothing but wake up, judged as the switch's watchdog judges the switch."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", _WATCH]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def worst_ms(self) -> float:
        """Stop watching; return how late it woke up at worst."""
        said, _ = self._process.communicate(timeout=20)
        return float(said)
