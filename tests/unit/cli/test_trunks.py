"""The lines of `offhook trunks`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from offhook.cli.trunks import trunk_lines
from offhook.config import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GATEWAY = {
    "host": "198.51.100.1",
    "port": 5060,
    "transport": "udp",
    "enabled": True,
    "state": "down",
    "since": 1_790_000_000_000_000,
    "reason": "no answer to OPTIONS for 4 s",
    "answer_ms": None,
    "targets": [],
    "name_trouble": "",
}
TARGET = {"address": "192.0.2.1", "port": 5070, "transport": "tcp", "state": "up", "reason": "", "answer_ms": 5}
NAMED = GATEWAY | {
    "host": "operator.test",
    "port": 0,
    "transport": "auto",
    "state": "up",
    "reason": "",
    "targets": [
        TARGET,
        TARGET | {"address": "192.0.2.2", "state": "down", "reason": "no connection", "answer_ms": None},
    ],
    "name_trouble": "DNS does not answer (192.0.2.53)",
    "registration": {"status": "failed", "since": None, "last_status": 403, "last_reason": "Forbidden"},
}


def test_each_trunk_and_gateway_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    up = GATEWAY | {"host": "198.51.100.2", "state": "up", "reason": "", "answer_ms": 23}
    off = GATEWAY | {"host": "198.51.100.3", "enabled": False, "state": "unknown", "since": None, "reason": ""}
    found = {
        "k-2": {"name": "Zeta", "status": "by address", "since": None, "last_reason": "", "gateways": [NAMED]},
        "k-1": {
            "name": "Alpha",
            "status": "by address",
            "since": None,
            "last_reason": "",
            "gateways": [GATEWAY, up, off],
        },
    }

    async def ask(_: Settings, do: str) -> object:
        assert do == "trunks"
        return found

    monkeypatch.setattr("offhook.cli.trunks.ask", ask)
    lines = asyncio.run(trunk_lines(Settings(data=tmp_path)))
    assert [" ".join(line.split()) for line in lines] == [
        "Alpha by address",
        "198.51.100.1:5060 udp down since 2026-09-21 14:13:20 UTC no answer to OPTIONS for 4 s",
        "198.51.100.2:5060 udp up since 2026-09-21 14:13:20 UTC answered in 23 ms",
        "198.51.100.3:5060 udp not in use",
        "Zeta by address",
        "operator.test auto up since 2026-09-21 14:13:20 UTC",
        "registration failed 403 Forbidden",
        "192.0.2.1:5070 tcp up answered in 5 ms",
        "192.0.2.2:5070 tcp down no connection",
        "old answer of DNS in use DNS does not answer (192.0.2.53)",
    ]
