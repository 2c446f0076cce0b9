"""Runs the targets one after the other, each for some minutes: `python -m fuzz [--minutes N] [TARGET …]`.

A target goes on from what was found before: `fuzz/corpus` (kept in the repository, small) and `fuzz/work` (everything,
not kept). Afterwards the corpus is what reaches the most with the least. `python -m fuzz TARGET --again FILE` runs one
input only.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MOST_FILES, MOST_OCTETS = 200, 1_000_000
PYTHON = ("sip_message", "session_description", "switch")
RUST = {
    "session": 8192,
    "rtcp": 2048,
    "stun": 2048,
    "dtls": 8192,
    "srtp": 4096,
    "control": 4096,
    "jitter": 8192,
    "udptl": 4096,
}
COVERAGE = (
    "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 "
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters "
    "-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
)
SECONDS_PER_INPUT = 60  # of the clock on the wall: at the lowest priority a busy machine lets it stand for long
MEMORY_MB = 2048


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: its name, how its program is started, the longest input."""

    name: str
    command: tuple[str, ...]
    longest: int

    @property
    def corpus(self) -> Path:
        """Inputs that the repository keeps."""
        return HERE / "corpus" / self.name

    @property
    def work(self) -> Path:
        """All inputs that reach something."""
        return HERE / "work" / self.name

    @property
    def found(self) -> Path:
        """Inputs that break something."""
        return HERE / "found" / self.name

    def run(self, *arguments: str) -> int:
        """Start libFuzzer; return its status."""
        line = [*self.command, f"-max_len={self.longest}", f"-rss_limit_mb={MEMORY_MB}", *arguments]
        line += [f"-timeout={SECONDS_PER_INPUT}", f"-artifact_prefix={self.found}/"]
        return subprocess.run(line, cwd=HERE.parent, check=False).returncode


def python_target(name: str) -> Target:
    """Return a target of Python, with its first inputs written down."""
    starter = HERE / "work" / f"{name}.sh"
    starter.parent.mkdir(exist_ok=True)
    # libFuzzer starts helpers by the name of the program.
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fuzz.atheris_target "$0" {name} "$@"\n')
    starter.chmod(0o755)
    module = importlib.import_module(f"fuzz.{name}")
    target = Target(name, (str(starter),), module.LONGEST)
    target.work.mkdir(exist_ok=True)
    for seed in module.seeds():
        (target.work / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    return target


def rust_target(name: str) -> Target:
    """Return a target of Rust; `built` has made it."""
    program = HERE / "media" / "target" / _host() / "release" / name
    target = Target(name, (str(program),), RUST[name])
    target.work.mkdir(parents=True, exist_ok=True)
    return target


def build() -> None:
    """Build the targets of Rust, with counters of coverage in them and in all that they use."""
    environment = {**os.environ, "RUSTFLAGS": COVERAGE}
    # With a target named, scripts that only build are left as they are.
    command = ["cargo", "build", "--release", "--locked", "--target", _host()]
    subprocess.run(command, cwd=HERE / "media", env=environment, check=True)


def _host() -> str:
    said = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    return next(line.removeprefix("host: ") for line in said.splitlines() if line.startswith("host: "))


def fuzz(target: Target, minutes: float) -> bool:
    """Fuzz a target, then make its corpus anew; false when something broke."""
    for folder in (target.corpus, target.found):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"== {target.name}: {minutes:g} minutes", flush=True)
    began = time.monotonic()
    status = target.run(
        f"-max_total_time={round(minutes * 60)}", "-print_final_stats=1", str(target.work), str(target.corpus)
    )
    print(f"== {target.name}: {(time.monotonic() - began) / 60:.0f} minutes, status {status}", flush=True)
    shrink(target)
    return status == 0


def shrink(target: Target) -> None:
    """Keep as corpus the few small inputs that reach all that the work reaches, or an even part of them."""
    fresh = HERE / "work" / f"{target.name}.merged"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    if target.run("-set_cover_merge=1", "-verbosity=0", str(fresh), str(target.work), str(target.corpus)) == 0:
        inputs = sorted(fresh.iterdir(), key=lambda path: (path.stat().st_size, path.name))
        while len(inputs) > MOST_FILES or sum(path.stat().st_size for path in inputs) > MOST_OCTETS:
            del inputs[:: max(2, len(inputs) // max(1, len(inputs) - MOST_FILES))]
        shutil.rmtree(target.corpus)
        target.corpus.mkdir()
        for path in inputs:
            shutil.copyfile(path, target.corpus / path.name)
    shutil.rmtree(fresh)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="; ".join((*PYTHON, *RUST)) + "; all when none is named")
    parser.add_argument("--minutes", type=float, default=60.0, help="for each target")
    parser.add_argument("--again", type=Path, help="only run this input")
    options = parser.parse_args()
    names = options.targets or [*PYTHON, *RUST]
    if unknown := [name for name in names if name not in PYTHON and name not in RUST]:
        parser.error(f"there is no target {', '.join(unknown)}")
    if any(name in RUST for name in names):
        build()
    well = True
    for name in names:
        target = python_target(name) if name in PYTHON else rust_target(name)
        if options.again:
            well = target.run(str(options.again.resolve())) == 0 and well
        else:
            well = fuzz(target, options.minutes) and well
    raise SystemExit(0 if well else f"see what broke in {HERE / 'found'}")


if __name__ == "__main__":
    main()
