"""The metrics of an installation by name: what was gathered, as families of samples for Prometheus.

Invariant: no label takes values without bound: no numbers, no ids of calls or people; of a company's things only its
trunks, by their ids. Names are those that docs/howto/monitoring.md explains, the dashboard draws and alerts watch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from offhook.api.requests import BOUNDS, RequestTally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_client.metrics_core import Metric

    from offhook.api.processes import Usage

_WORDS = ("method", "status")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What is seen on the disk: bytes, days, bytes, and how many files; None is what cannot be seen."""

    disk_free: float | None
    certificate_days: float | None
    journal_bytes: int
    spooled_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was gathered; None is what could not be asked."""

    switch: dict[str, Any] | None
    jobs: list[tuple[str, str, int]] | None
    jobs_late_s: float | None
    pool: dict[str, int]
    requests: RequestTally
    disk: OnDisk
    processes: dict[str, Usage]


def families_of(gathered: Gathered) -> list[Metric]:
    """Return all families."""
    switch = gathered.switch
    up = GaugeMetricFamily("offhook_up", "Whether a part answers", labels=["part"])
    up.add_metric(["switch"], float(switch is not None))
    up.add_metric(["database"], float(gathered.jobs is not None))
    up.add_metric(["media"], float(bool(switch and switch["media"]["connected"])))
    found: list[Metric] = [up, *_of_web(gathered), *_of_disk(gathered.disk), *_of_jobs(gathered)]
    found += _of_processes(gathered)
    if switch is not None:
        found += [*_of_calls(switch), *_of_sip(switch), *_of_process(switch), *_of_journal(switch), *_of_media(switch)]
    return found


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"offhook_{name}", told, value=float(value))


def _count(name: str, told: str, value: float) -> Metric:
    return CounterMetricFamily(f"offhook_{name}", told, value=float(value))


def _labelled(
    family: GaugeMetricFamily | CounterMetricFamily, samples: Iterable[tuple[tuple[str, ...], float]]
) -> Metric:
    for labels, value in samples:
        family.add_metric(list(labels), float(value))
    return family


def _by(name: str, told: str, label: str, values: Mapping[str, float], *, count: bool = False) -> Metric:
    kind = CounterMetricFamily if count else GaugeMetricFamily
    return _labelled(kind(f"offhook_{name}", told, labels=[label]), (((key,), value) for key, value in values.items()))


def _of_calls(switch: dict[str, Any]) -> Iterator[Metric]:
    ways = ("inbound", "outbound", "internal")
    yield _by("calls", "Calls that go on", "direction", {way: switch["now"].get(way, 0) for way in ways})
    yield _gauge("calls_talking", "Calls in which two talk", switch["talking"])
    yield _gauge("legs", "Legs of the calls that go on", switch["legs"])
    for name, told in (("started", "Calls that began"), ("connected", "Calls in which somebody talked, at their end")):
        values = {way: switch[name].get(way, 0) for way in ways}
        yield _by(f"calls_{name}", told, "direction", values, count=True)
    ended = CounterMetricFamily("offhook_calls_ended", "Calls that are over", labels=["direction", "result"])
    yield _labelled(ended, (((way, result), count) for way, result, count in switch["ended"]))
    yield _count("call_failures", "Calls and requests that met a mistake of the program", switch["failures"])
    yield _count("recordings", "Recordings that were closed", switch["recordings"][0])
    yield _count("recordings_faulty", "Recordings of which something is missing", switch["recordings"][1])
    yield _count("voicemails", "Messages that were left", switch["voicemails"])
    yield _gauge("companies", "Companies", switch["companies"])
    trunks = [(trunk, up, (used_in, used_out)) for trunk, up, used_in, used_out in switch["trunks"]]
    up = GaugeMetricFamily("offhook_trunk_up", "Whether calls can go by a trunk", labels=["trunk"])
    yield _labelled(up, (((trunk,), float(alive)) for trunk, alive, _ in trunks))
    used = GaugeMetricFamily("offhook_trunk_channels", "Channels of a trunk in use", labels=["trunk", "direction"])
    samples = (
        ((trunk, way), count)
        for trunk, _, counts in trunks
        for way, count in zip(("inbound", "outbound"), counts, strict=True)
    )
    yield _labelled(used, samples)


def _of_sip(switch: dict[str, Any]) -> Iterator[Metric]:
    transports = ("udp", "tcp", "tls", "ws", "wss")
    values = {one: switch["registrations"].get(one, 0) for one in transports}
    yield _by("registrations", "Contacts that are registered", "transport", values)
    for label, told in zip(_WORDS, ("Requests", "Responses"), strict=True):
        family = CounterMetricFamily(f"offhook_sip_{told.lower()}", f"SIP {told.lower()}", labels=["way", label])
        samples = (
            ((way, word), count)
            for way, counts in switch["wire"].items()
            for word, count in counts.items()
            if word.isdigit() == (label == "status")
        )
        yield _labelled(family, samples)
    yield _count("sip_retransmissions", "SIP messages sent again as nobody answered", switch["resent"])
    yield _count("sip_send_failures", "Messages that could not be sent, and events that met a mistake",
                 switch["send_failures"])  # fmt: skip
    yield _count("sip_put_off", "Requests that were answered 503, as the switch was late", switch["put_off"])
    yield _count("sip_banned_dropped", "Messages of banned addresses, dropped", switch["dropped"])
    yield _gauge("bans", "Addresses and networks that are banned", switch["bans"])


def _of_process(switch: dict[str, Any]) -> Iterator[Metric]:
    yield _count("loop_stalls", "How often the switch's loop stood still for over 20 ms", switch["stalls"])
    yield _gauge("loop_worst_stall_seconds", "The longest of them", switch["worst_stall_ms"] / 1000)
    yield _count("loop_lag_seconds", "How late the switch's loop came, all added up", switch["lag_s"])
    yield _count("traces_lost", "SIP messages that are missing in the traces", switch["traces_lost"])


def _of_journal(switch: dict[str, Any]) -> Iterator[Metric]:
    journal, flusher = switch["journal"], switch["flusher"]
    yield _gauge("journal_waiting_bytes", "What the journal could not write yet", journal["waiting"])
    yield _gauge(
        "journal_unsafe_seconds", "For how long the journal was not made safe on the disk", journal["unsafe_s"]
    )
    yield _gauge("journal_faulty", "Whether the disk refuses the journal", float(switch["journal_fault"] is not None))
    yield _gauge("flusher_waiting_calls", "Calls whose news the database does not have yet", flusher["waiting"])
    yield _gauge("flusher_ended_calls", "Calls that are over and only in the journal", flusher["ended"])
    yield _gauge("flusher_age_seconds", "How long ago the database took all there was", flusher["age_s"])
    yield _gauge("flusher_away", "Whether the database refuses the history", float(flusher["away"]))
    yield _count("flusher_refused_calls", "Calls that the database refused for what they hold", flusher["refused"])
    yield _count("flusher_lost_calls", "Calls that neither database nor disk took", flusher["lost"])
    events = switch["events"]
    yield _gauge("events_waiting", "Events for subscribers that are only in the journal", events["waiting"])
    yield _count("events_refused", "Events that the database refused for what they hold", events["refused"])
    yield _count("events_lost", "Events that neither database nor disk took", events["lost"])


def _of_media(switch: dict[str, Any]) -> Iterator[Metric]:
    media, packets = switch["media"], switch["packets"]
    for name in ("sent", "received", "expected", "lost", "refused"):
        yield _count(
            f"media_packets_{name}", f"Packets of sound {name}, of legs that are over", packets[f"packets_{name}"]
        )
    yield _count("media_errors", "Commands that the media server did not carry out", media["errors"])
    for name in ("sessions", "recorders", "workers"):
        if name in media:
            yield _gauge(f"media_{name}", f"The media server's {name}, when it was last asked", media[name])


def _of_web(gathered: Gathered) -> Iterator[Metric]:
    labels = ["method", "route", "status"]
    answered = CounterMetricFamily("offhook_http_requests", "HTTP requests that were answered", labels=labels)
    tally = gathered.requests
    yield _labelled(
        answered, (((method, route, str(status)), count) for (method, route, status), count in tally.answered.items())
    )
    took = HistogramMetricFamily("offhook_http_request_seconds", "How long they took", labels=labels[:2])
    for (method, route), durations in tally.took.items():
        buckets, below = [], 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), durations.counts, strict=True):
            below += count
            buckets.append((bound, below))
        took.add_metric([method, route], buckets, durations.total)
    yield took
    yield _gauge("http_requests_under_way", "HTTP requests that are being answered", tally.under_way)
    yield _by("database_connections", "Connections of the web process to the database", "state", gathered.pool)


def _of_disk(disk: OnDisk) -> Iterator[Metric]:
    if disk.disk_free is not None:
        yield _gauge("disk_free_bytes", "What is free on the disk of the data folder", disk.disk_free)
    if disk.certificate_days is not None:
        yield _gauge("certificate_days", "Days for which the certificate is still good", disk.certificate_days)
    yield _gauge("journal_bytes", "The journal on the disk", disk.journal_bytes)
    yield _gauge("journal_spooled_files", "Files of calls set aside while the database is away", disk.spooled_files)


def _of_processes(gathered: Gathered) -> Iterator[Metric]:
    cpu = {name: usage.cpu_s for name, usage in gathered.processes.items()}
    if gathered.switch is not None and "cpu_s" in gathered.switch["media"]:
        cpu["media"] = gathered.switch["media"]["cpu_s"]
    yield _by("cpu_seconds", "Processor time used", "process", cpu, count=True)
    memory = {name: usage.memory for name, usage in gathered.processes.items()}
    yield _by("memory_bytes", "Memory in use", "process", memory)


def _of_jobs(gathered: Gathered) -> Iterator[Metric]:
    if gathered.jobs is None:
        return
    family = GaugeMetricFamily("offhook_jobs", "Jobs of the worker", labels=["state", "task"])
    yield _labelled(family, (((state, task), count) for state, task, count in gathered.jobs))
    yield _gauge("jobs_late_seconds", "How long the oldest job that is due has waited", gathered.jobs_late_s or 0.0)
