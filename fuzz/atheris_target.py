"""Runs one target of Python under atheris: `python -m fuzz.atheris_target NAME [arguments of libFuzzer]`."""

from __future__ import annotations

import importlib
import sys

import atheris


def main() -> None:
    """Instrument the program, then let libFuzzer call the target for ever."""
    program, name, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=["offhook"]):
        target = importlib.import_module(f"fuzz.{name}")
    # libFuzzer starts its own helpers by the first argument; the runner puts a script of that name there.
    atheris.Setup([program, *arguments], target.test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
