"""The command line: options over variables, and errors that are sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from offhook.cli import app, settings_of


def test_options_win_over_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFHOOK_DATA", "/var/a")
    monkeypatch.setenv("OFFHOOK_SIP", "127.0.0.1:5070")
    settings = settings_of(Path("/var/b"), http="127.0.0.1:9000")
    assert (settings.data, settings.sip, settings.http) == (Path("/var/b"), "127.0.0.1:5070", "127.0.0.1:9000")
    assert settings_of(None).data == Path("/var/a")


def test_a_relative_folder_is_meant_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings_of(Path("data")).data == tmp_path / "data"


def test_the_commands_that_people_see() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    for command in ("up", "switch", "web", "worker", "calls", "bans", "doctor"):
        assert command in shown
    assert "spared" not in shown


def test_no_database_is_a_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["calls", "--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "is Offhook running?" in done.output


@pytest.mark.parametrize("option", [["--sip", "127.0.0.1:nonsense"], ["--http", "127.0.0.1:0"]])
def test_bad_addresses_are_sentences(tmp_path: Path, option: list[str]) -> None:
    done = CliRunner().invoke(app, ["up", "--data", str(tmp_path), *option])
    assert done.exit_code == 2
    assert option[0] in done.output


def test_commands_start_without_heavy_modules() -> None:
    """A switch that restarts must not pay for the web server, nor the other way round."""
    heavy = {"sqlalchemy", "fastapi", "procrastinate", "pydantic"}
    code = f"import sys, offhook.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
