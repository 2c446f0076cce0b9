from __future__ import annotations

import pytest

from offhook.errors import ResourceError
from offhook.media import binary


def test_the_variable_decides(monkeypatch, tmp_path):
    program = tmp_path / "server"
    monkeypatch.setenv("OFFHOOK_MEDIA_BIN", str(program))
    with pytest.raises(ResourceError, match="not built"):
        binary.path()
    program.write_text("#!/bin/sh\n")
    with pytest.raises(ResourceError):
        binary.path()
    program.chmod(0o755)
    assert binary.path() == program


def test_the_scripts_of_the_environment_come_before_a_build(monkeypatch, tmp_path):
    monkeypatch.delenv("OFFHOOK_MEDIA_BIN", raising=False)
    monkeypatch.setattr(binary.sysconfig, "get_path", lambda _: str(tmp_path))
    program = tmp_path / "offhook-media"
    program.write_text("")
    program.chmod(0o755)
    assert binary.path() == program
