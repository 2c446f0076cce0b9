"""The trace of a call of real telephones: what tshark reads in it, reports about the sound among it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from tests.acceptance.pbx import kinds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ, BORIS_HZ = 700, 1000
LATEST_REPORT_S = 30.0  # one each 5 s, give or take a half


def tshark(path: Path, condition: str, *fields: str) -> list[list[str]]:
    """Return the fields of the packets of a capture that fulfil a condition."""
    options = [part for field in fields for part in ("-e", field)]
    program = ["tshark", "-r", str(path), "-Y", condition, "-T", "fields", *options]
    found = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60)
    return [line.split("\t") for line in found.stdout.splitlines()]


def test_tshark_finds_the_reports_of_both_sides(pbx: Pbx, stage: Stage) -> None:
    anna = stage.phone(pbx, "201", ANNA_HZ)
    stage.phone(pbx, "202", BORIS_HZ, answer=True)
    anna.dial(f"sip:202@{pbx.sip}")
    anna.wait_until_heard(BORIS_HZ)
    which = pbx.wait_for_call("201", lambda call: "connected" in kinds(call))["id"]
    pbx.wait_until(lambda: both_report(messages(pbx, which)), LATEST_REPORT_S)
    anna.hang_up()
    call = pbx.ended_call("201")
    pbx.wait_until(lambda: [one["summary"] for one in messages(pbx, which)].count("BYE") == 2, 20)
    response = pbx.api.get(f"/api/v1/calls/{call['id']}/trace.pcapng")
    path = stage.folder / "call.pcapng"
    path.write_bytes(response.content)
    assert tshark(path, "_ws.malformed", "frame.number") == []
    offers = tshark(path, 'sip.Method == "INVITE" && sdp && sip contains "rtcp-xr"', "sip.to.user")
    assert ["202"] in offers  # ours, to the called phone
    reports = tshark(path, "rtcp", "udp.srcport", "rtcp.pt")
    from_us = {leg.rpartition(":")[2] for leg in _ours(pbx, call["id"])}
    assert {port in from_us for port, _ in reports} == {True, False}  # ours and theirs
    ours = [kinds for port, kinds in reports if port in from_us]
    assert len({port for port, _ in reports if port in from_us}) == 2  # about both legs
    assert any("207" in kinds for kinds in ours)  # with extended ones (RFC 3611)


def messages(pbx: Pbx, call: str) -> list[dict[str, Any]]:
    return list(pbx.get(f"/calls/{call}/trace")["messages"])


def both_report(said: list[dict[str, Any]]) -> bool:
    """Tell whether we sent reports about both legs, extended ones among them, and got some."""
    reports = [one for one in said if one["kind"] == "rtcp"]
    ours = [one for one in reports if one["sent"]]
    extended = any("XR" in one["summary"] for one in ours)
    return extended and len({one["local"] for one in ours}) == 2 and len(ours) < len(reports)


def _ours(pbx: Pbx, call: str) -> set[str]:
    """Return our addresses in the reports that the API shows."""
    return {one["local"] for one in messages(pbx, call) if one["kind"] == "rtcp"}
