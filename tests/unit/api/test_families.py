"""What the metrics are called, and that dashboards and alerts use nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import CollectorRegistry

from offhook.api.families import Gathered, OnDisk, families_of
from offhook.api.metrics import _Once
from offhook.api.processes import Usage, usage_of_processes
from offhook.api.requests import RequestTally

ROOT = Path(__file__).parents[3]
SWITCH: dict[str, Any] = {
    "companies": 2, "failures": 0, "stalls": 1, "worst_stall_ms": 30.0, "cpu_s": 12.5, "journal_fault": None,
    "put_off": 0, "dropped": 3, "started": {"inbound": 5}, "connected": {"inbound": 4},
    "ended": [["inbound", "answered", 4], ["inbound", "missed", 1]], "now": {"outbound": 2}, "talking": 1, "legs": 4,
    "registrations": {"udp": 7, "wss": 1}, "bans": 1,
    "wire": {"received": {"INVITE": 5, "200": 9, "other": 1}, "sent": {"INVITE": 4, "486": 1}},
    "resent": 2, "send_failures": 0, "lag_s": 0.5,
    "journal": {"segment": 1, "bytes": 100, "waiting": 0, "unsafe_s": 0.4, "overflowed": False},
    "flusher": {"waiting": 1, "ended": 0, "age_s": 0.3, "away": False, "refused": 0, "lost": 0},
    "events": {"waiting": 3, "refused": 0, "lost": 0},
    "traces_lost": 0, "recordings": [4, 1], "voicemails": 1,
    "packets": {f"packets_{name}": 100 for name in ("sent", "received", "expected", "lost", "refused")},
    "media": {"connected": True, "errors": 0, "sessions": 4, "recorders": 1, "workers": 2, "cpu_s": 1.5},
    "trunks": [["a-trunk", True, 1, 2]],
}  # fmt: skip


def gathered(switch: dict[str, Any] | None = SWITCH) -> Gathered:
    requests = RequestTally()
    requests.add("GET", "/api/v1/calls/{call_id}", 200, 0.03)
    requests.add("GET", "/api/v1/calls/{call_id}", 404, 20.0)
    return Gathered(
        switch=switch,
        jobs=[("todo", "sweep", 2)] if switch else None,
        jobs_late_s=1.5 if switch else None,
        pool={"used": 1, "idle": 2},
        requests=requests,
        disk=OnDisk(1 << 30, 80.5, 1000, 0),
        processes={"switch": Usage(12.5, 1e8), "worker": Usage(1.5, 5e7)},
    )


def text_of(found: Gathered) -> str:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(families_of(found)))
    return generate_latest(registry).decode()


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (one.name, *(f"{key}={value}" for key, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


NAMES = {name[0] for name in samples(text_of(gathered()))}


def test_the_text_says_what_was_counted():
    found = samples(text_of(gathered()))
    assert found["offhook_up", "part=switch"] == 1
    assert found["offhook_calls", "direction=outbound"] == 2
    assert found["offhook_calls_ended_total", "direction=inbound", "result=missed"] == 1
    assert found["offhook_sip_requests_total", "method=INVITE", "way=received"] == 5
    assert found["offhook_sip_requests_total", "method=other", "way=received"] == 1
    assert found["offhook_sip_responses_total", "status=486", "way=sent"] == 1
    assert found["offhook_registrations", "transport=wss"] == 1
    assert found["offhook_trunk_channels", "direction=outbound", "trunk=a-trunk"] == 2
    route = "route=/api/v1/calls/{call_id}"
    assert found["offhook_http_requests_total", "method=GET", route, "status=404"] == 1
    assert found["offhook_http_request_seconds_bucket", "le=0.05", "method=GET", route] == 1
    assert found["offhook_http_request_seconds_bucket", "le=10.0", "method=GET", route] == 1
    assert found["offhook_http_request_seconds_count", "method=GET", route] == 2
    assert found["offhook_jobs", "state=todo", "task=sweep"] == 2
    assert found["offhook_cpu_seconds_total", "process=worker"] == 1.5
    assert found["offhook_cpu_seconds_total", "process=media"] == 1.5


def test_a_process_without_a_supervisor_is_the_web_process():
    usage = usage_of_processes()["web"]
    assert usage.cpu_s > 0
    assert usage.memory > 1 << 20


def test_what_is_away_is_left_out():
    found = samples(text_of(gathered(None)))
    assert [found["offhook_up", f"part={part}"] for part in ("switch", "database", "media")] == [0, 0, 0]
    assert ("offhook_disk_free_bytes",) in found
    assert not any(name[0].startswith(("offhook_calls", "offhook_jobs")) for name in found)


def queries() -> list[tuple[str, str]]:
    dashboard = json.loads((ROOT / "deploy/grafana/offhook.json").read_text())
    found = [(panel["title"], target["expr"]) for panel in dashboard["panels"] for target in panel.get("targets", ())]
    rules = (ROOT / "deploy/prometheus/alerts.yml").read_text()
    return found + [
        ("alerts", line.partition(":")[2]) for line in rules.splitlines() if line.strip().startswith("expr:")
    ]


@pytest.mark.parametrize(("where", "query"), queries())
def test_dashboard_and_alerts_name_metrics_that_are_there(where: str, query: str):
    named = set(re.findall(r"\boffhook_\w+", query))
    assert named
    assert named <= NAMES, where


def test_the_page_for_people_names_them_all():
    told = (ROOT / "docs/howto/monitoring.md").read_text()
    plain = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in NAMES}
    assert {name for name in plain if f"`{name}" not in told} == set()
