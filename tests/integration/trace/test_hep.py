"""HEP as real collectors take it: sngrep decodes what is sent, tshark reads what sngrep wrote."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.ports import free_port
from tests.unit.trace.samples import AT, OURS, call, report

from offhook.trace.entry import Entry
from offhook.trace.hep import HepSender, hep_packet

if TYPE_CHECKING:
    from pathlib import Path


def packets_in(path: Path) -> int:
    """Return how many packets a growing capture has, whole ones."""
    data = path.read_bytes() if path.exists() else b""
    count, at = 0, 24
    while at + 16 <= len(data):
        at += 16 + int.from_bytes(data[at + 8 : at + 12], sys.byteorder)
        count += at <= len(data)
    return count


def test_sngrep_takes_every_message_as_it_was(tmp_path: Path) -> None:
    port, path = free_port(), tmp_path / "collected.pcap"
    arguments = ["sngrep", "-F", "-N", "-q", "-L", f"udp:127.0.0.1:{port}", "-O", path]
    collector = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not any(f":{port:04X} " in line for line in open("/proc/net/udp")):  # noqa: PTH123, SIM115
            assert collector.poll() is None
            time.sleep(0.05)
        messages = call("in", sent=False)
        HepSender(("127.0.0.1", port))(messages)
        deadline = time.monotonic() + 20
        while packets_in(path) < len(messages) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        collector.send_signal(signal.SIGINT)
        collector.wait(10)
    fields = ("-T", "fields", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "udp.srcport", "-e", "sip.CSeq.method")
    read = subprocess.run(["tshark", "-r", path, *fields], capture_output=True, text=True, check=True, timeout=60)
    lines = [line.split("\t") for line in read.stdout.splitlines()]
    assert [line[3] for line in lines] == ["INVITE", "INVITE", "ACK", "BYE", "BYE"]
    assert float(lines[0][0]) == pytest.approx(AT / 1e6, abs=1e-5)
    assert [(line[1], line[2]) for line in lines][:2] == [("127.0.61.2", "5070"), ("127.0.61.1", "5060")]


def test_chunks_of_a_report() -> None:
    packet = hep_packet(report("the-leg", sent=True), 2001)
    assert packet[:4] == b"HEP3"
    assert int.from_bytes(packet[4:6], "big") == len(packet)
    chunks, at = {}, 6
    while at < len(packet):
        vendor, kind, length = (int.from_bytes(packet[at + 2 * one : at + 2 * one + 2], "big") for one in range(3))
        assert vendor == 0
        chunks[kind] = packet[at + 6 : at + length]
        at += length
    assert chunks[11] == b"\x05"
    assert chunks[17] == b"the-leg"
    assert chunks[15] == report("the-leg", sent=True).data
    assert (chunks[3], chunks[4]) == (bytes([127, 0, 61, 1]), bytes([127, 0, 61, 2]))


def test_addresses_of_ipv6_and_a_collector_that_is_away() -> None:
    data = call("in", sent=False)[0].data
    packet = hep_packet(Entry(AT, "sip", True, "tls", ("2001:db8::2", 5061), ("2001:db8::1", 5061), data), 1)  # noqa: FBT003
    assert b"\x00\x00\x00\x01\x00\x07\x0a" in packet
    HepSender(("127.0.0.1", free_port()))([Entry(AT, "sip", True, "udp", OURS, OURS, data)] * 3)  # noqa: FBT003
