"""What a switch holds since its start lies in huge pages, where the system has them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from offhook.switch import memory

MAPS = """\
55d0c1a00000-55d0c1a01000 rw-p 00003000 fe:00 1234 /usr/bin/python3.11
55d0c2100000-55d0c2900000 rw-p 00000000 00:00 0 [heap]
7f3a10001000-7f3a10800000 rw-p 00000000 00:00 0
7f3a20000000-7f3a20400000 rw-p 00000000 00:00 0
7f3a30000000-7f3a30400000 r--p 00000000 00:00 0
7f3a40000000-7f3a40400000 rw-s 00000000 00:01 77 /dev/zero (deleted)
7f3a50000000-7f3a50100000 rw-p 00000000 00:00 0
7ffd00000000-7ffd00400000 rw-p 00000000 00:00 0 [stack]
"""
POLICY = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def test_only_whole_huge_pages_of_private_memory_are_meant():
    mib = 1 << 20
    assert list(memory._regions(MAPS)) == [
        (0x55D0C2200000, 6 * mib),
        (0x7F3A10200000, 6 * mib),
        (0x7F3A20000000, 4 * mib),
    ]


@pytest.mark.skipif(
    not POLICY.exists() or "[never]" in POLICY.read_text(encoding="utf-8"), reason="the system has no huge pages"
)
def test_memory_of_a_process_is_put_into_huge_pages():
    program = (
        "import time\n"
        "from offhook.switch.memory import use_huge_pages\n"
        "held = [bytes(500) for _ in range(40_000)]\n"
        "for _ in range(50):\n"  # the system may have none at the moment, or a page in use by itself (EAGAIN)
        "    if (moved := use_huge_pages()) >= 4 << 20:\n"
        "        break\n"
        "    time.sleep(0.1)\n"
        "print(moved)\n"
        "print(open('/proc/self/smaps_rollup').read())\n"
    )
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    moved, *report = output.splitlines()
    (huge,) = [int(line.split()[1]) for line in report if line.startswith("AnonHugePages")]
    assert int(moved) >= 4 << 20
    assert huge << 10 >= 4 << 20


def test_a_system_without_them_changes_nothing(monkeypatch):
    monkeypatch.setattr(memory.Path, "read_text", lambda *_, **__: (_ for _ in ()).throw(OSError("no /proc")))
    assert memory.use_huge_pages() == 0
