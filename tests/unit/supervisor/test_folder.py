"""The data folder belongs to one supervisor at a time, and refusals say what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from offhook.config import Settings
from offhook.supervisor.errors import CannotStart
from offhook.supervisor.folder import DataFolder, supervisor_pid
from offhook.supervisor.logs import cut_logs, open_log, tail

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_taken_once_and_private(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    assert supervisor_pid(settings.data) is None
    folder = DataFolder.take(settings)
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert supervisor_pid(settings.data) == os.getpid()
    with pytest.raises(CannotStart, match=rf"already \(process {os.getpid()}\)"):
        DataFolder.take(settings)
    folder.release()
    assert supervisor_pid(settings.data) is None
    DataFolder.take(settings).release()


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys, os, pathlib\n"
        "from offhook.config import Settings\n"
        "from offhook.supervisor.folder import DataFolder\n"
        "folder = DataFolder.take(Settings(data=pathlib.Path(sys.argv[1]))); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    DataFolder.take(Settings(data=tmp_path)).release()


def test_a_long_path_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    data = tmp_path / ("x" * 120)
    with pytest.raises(CannotStart, match="too long"):
        DataFolder.take(Settings(data=data))
    assert not data.exists()


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="--data DIR"):
        DataFolder.take(Settings(data=tmp_path / "file" / "data"))


def test_logs_are_appended_cut_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "switch.log"
    assert tail(path) == ""
    descriptor = open_log(path)
    os.write(descriptor, b"".join(b"line %d\n" % n for n in range(100)))
    assert tail(path, 2) == "  line 98\n  line 99"
    cut_logs(tmp_path, longest=10_000)
    assert path.stat().st_size > 0
    cut_logs(tmp_path, longest=100)
    assert path.stat().st_size == 0
    os.write(descriptor, b"goes on\n")
    os.close(descriptor)
    assert path.read_text() == "goes on\n"
    assert (tmp_path / "switch.log.1").read_text().endswith("line 99\n")
