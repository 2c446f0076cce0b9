"""Children: started again when they die, gone after a stop, gone with their supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.supervisor.child import Child, Launch

if TYPE_CHECKING:
    from collections.abc import Callable

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(0.005)


async def until_pid(child: Child, *, other_than: int | None = None) -> int:
    await until(lambda: child.pid not in {None, other_than})
    assert child.pid is not None
    return child.pid


def make(tmp_path: Path, command: list[str], told: list[str]) -> Child:
    return Child("switch", command, tmp_path / "switch.log", lambda: Launch({}, []), told.append)


async def test_a_killed_child_is_back_at_once_and_the_second_time_after_a_pause(tmp_path: Path) -> None:
    told: list[str] = []
    child = make(tmp_path, SLEEPER, told)
    child.start()
    first = await until_pid(child)
    os.kill(first, signal.SIGKILL)
    second = await until_pid(child, other_than=first)
    assert told == ["switch was killed (SIGKILL); starting it again"]  # without "next start in"
    os.kill(second, signal.SIGKILL)
    started = time.monotonic()
    third = await until_pid(child, other_than=second)
    assert time.monotonic() - started > 0.4
    assert told[1:] == ["switch was killed (SIGKILL); next start in 0.5 s"]
    await child.stop(3, asyncio.Event())
    assert not any(alive(pid) for pid in (first, second, third))


async def test_a_child_that_cannot_start_is_tried_again_and_its_log_is_shown(tmp_path: Path) -> None:
    told: list[str] = []
    child = make(tmp_path, [sys.executable, "-c", "raise SystemExit('no licence')"], told)
    child.start()
    await until(lambda: child.backoff.failures == 2)
    await child.stop(3, asyncio.Event())
    assert told[0] == "switch ended by itself (status 1); starting it again"
    assert "next start in 0.5 s" in told[1]
    assert "no licence" in told[2]


async def test_a_stubborn_child_is_killed_after_its_grace_or_in_a_hurry(tmp_path: Path) -> None:
    for hurry in (False, True):
        child = make(tmp_path, STUBBORN, [])
        child.start()
        pid = await until_pid(child)
        await until(lambda: (tmp_path / "switch.log").stat().st_size > 0)
        hurried = asyncio.Event()
        if hurry:
            hurried.set()
        started = time.monotonic()
        await child.stop(30 if hurry else 0.3, hurried)
        assert time.monotonic() - started < 3
        assert not alive(pid)
        (tmp_path / "switch.log").unlink()


async def test_a_child_gets_its_descriptors_and_variables(tmp_path: Path) -> None:
    read, write = os.pipe()
    command = [
        sys.executable,
        "-c",
        "import os; os.write(int(os.environ['OUT']), b'hello'); import time; time.sleep(60)",
    ]
    child = Child("web", command, tmp_path / "web.log", lambda: Launch({"OUT": str(write)}, [write]), print)
    child.start()
    assert await asyncio.to_thread(os.read, read, 5) == b"hello"
    await child.stop(3, asyncio.Event())
    os.close(read)
    os.close(write)


def test_a_child_ends_with_its_supervisor() -> None:
    """The supervisor is killed; its child sees the end of the pipe."""
    code = """
import os, subprocess, sys, time
from offhook.supervisor.parent import Lifeline
line = Lifeline()
os.set_blocking(line.descriptor, False)
code = "import time; from offhook.supervisor.parent import follow_parent; follow_parent(); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", code],
    env=os.environ | line.environment(), pass_fds=[line.descriptor], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        assert alive(pid)
        supervisor.kill()
        deadline = time.monotonic() + 20
        while _runs(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Tell whether it runs; an orphan that nobody reaps (in a container) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
