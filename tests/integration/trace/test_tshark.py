"""Captures of traces are read by tshark, and sngrep shows them as a call."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.unit.trace.samples import AT, OURS, call, report

from offhook.trace.entry import Entry
from offhook.trace.pcapng import pcapng

if TYPE_CHECKING:
    from pathlib import Path


def tshark(path: Path, *options: str) -> list[str]:
    found = subprocess.run(["tshark", "-r", path, *options], capture_output=True, text=True, check=True, timeout=60)
    return found.stdout.splitlines()


def test_tshark_reads_sip_and_rtcp_with_time_addresses_and_comment(tmp_path: Path) -> None:
    path = tmp_path / "call.pcapng"
    entries = [*call("in", sent=False), report("a", sent=True)]
    path.write_bytes(pcapng(entries))
    fields = ["frame.time_epoch", "ip.src", "udp.srcport", "ip.dst", "udp.dstport", "_ws.col.Protocol", "frame.comment"]
    options = [part for name in fields for part in ("-e", name)]
    lines = tshark(path, "-T", "fields", *options, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE")
    assert len(lines) == len(entries)
    first = lines[0].split("\t")
    assert float(first[0]) == pytest.approx(AT / 1e6, abs=1e-6)
    assert first[1:5] == ["127.0.61.2", "5070", "127.0.61.1", "5060"]
    assert first[5].startswith("SIP")
    assert first[6] == "SIP over UDP"
    assert lines[-1].split("\t")[5] == "RTCP"
    assert tshark(path, "-Y", "_ws.malformed") == []


def test_tshark_knows_the_call(tmp_path: Path) -> None:
    path = tmp_path / "call.pcapng"
    path.write_bytes(pcapng(call("in", sent=False)))
    assert tshark(path, "-Y", 'sip.Call-ID == "in" && sip.Method == "BYE"', "-T", "fields", "-e", "sip.Method") == [
        "BYE"
    ]
    assert tshark(path, "-Y", "sdp.media.port == 30000", "-T", "fields", "-e", "sdp.media.port") == ["30000"] * 2


@pytest.mark.parametrize("far", [("2001:db8::1", 5061), ("127.0.61.9", 443), ("no address", 1)])
def test_any_address_gives_a_readable_packet(tmp_path: Path, far: tuple[str, int]) -> None:
    path = tmp_path / "call.pcapng"
    local = ("2001:db8::2", 5061) if ":" in far[0] else OURS
    data = call("in", sent=False)[0].data
    path.write_bytes(pcapng([Entry(AT, "sip", True, "wss", local, far, data)]))  # noqa: FBT003
    options = ("-o", "udp.check_checksum:TRUE", "-T", "fields", "-e", "udp.dstport", "-e", "udp.checksum.status")
    assert tshark(path, *options) == [f"{far[1]}\t1"]
