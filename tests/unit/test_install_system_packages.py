"""The script that installs system packages, with stand-ins for Debian's programs: nothing is installed here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "install-system-packages"


class Machine:
    """A folder of programs, and what they were called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = folder / "asked"
        for name in ("bash", "sed", "grep", "rm", "mv", "chmod", "mktemp", "tail", "cat"):
            (folder / name).symlink_to(shutil.which(name) or name)
        self.program("id", "echo 1000")

    def program(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >> {self.asked}\n{body}\n')
        path.chmod(0o755)

    def installed(self, *packages: str) -> None:
        self.program("dpkg-query", "\n".join(f"echo 'ii  {name}'" for name in packages) or "exit 1")

    def run(self, *groups: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": str(self.folder)}
        return subprocess.run(
            [str(self.folder / "bash"), str(SCRIPT), *groups],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


TEST = re.findall(r"^test=\((.*)\)$", SCRIPT.read_text(), re.MULTILINE)[0].split()
RUN = (
    *("asterisk-core-sounds-en-wav", "asterisk-core-sounds-ru-wav", "build-essential", "ca-certificates", "cmake"),
    "espeak-ng",
)


def test_nothing_to_do_is_silent(machine: Machine) -> None:
    machine.installed(*RUN, "python3-venv")
    done = machine.run("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked.read_text().startswith("dpkg-query")
    assert "apt-get" not in machine.asked.read_text()


def test_without_root_the_exact_line_is_printed(machine: Machine) -> None:
    machine.installed(*RUN)
    done = machine.run("run", "test")
    assert done.returncode == 2
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
    assert f"  {line}python3-venv {' '.join(TEST)}\n" in done.stderr
    assert "apt-get" not in machine.asked.read_text()


def test_no_package_at_all_is_there(machine: Machine) -> None:
    machine.installed()
    done = machine.run("bench")
    assert done.returncode == 2
    assert "kamailio rtpengine-daemon" in done.stderr


@pytest.mark.parametrize("groups", [(), ("run", "everything")])
def test_unknown_groups(machine: Machine, groups: tuple[str, ...]) -> None:
    machine.installed()
    assert machine.run(*groups).returncode == 64


def test_another_system_is_told_what_it_needs(machine: Machine) -> None:
    done = machine.run("run")
    assert done.returncode == 0
    assert "espeak-ng" in done.stderr
