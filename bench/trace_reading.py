"""How long it takes to find a call's messages among those of all calls of its ten minutes, from a file in the cache.

The segment is written as a switch does it: a frame for each second, in it the messages of the calls of that second.

    uv run python -m bench.trace_reading [--rate 20] [--messages 14]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from bench.measuring import RESULTS
from tests.unit.trace.samples import CALLER, OURS, SDP, message

from offhook.trace.entry import Entry, frame
from offhook.trace.finding import TracedLeg, find_trace
from offhook.trace.segments import SEGMENT_SECONDS, segment_path

START_S = 1_790_000_400  # the beginning of a segment
ROUNDS = 5


def fill(folder: Path, rate: int, messages: int) -> int:
    """Write the segment; return its size."""
    path = segment_path(folder, START_S)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        for second in range(SEGMENT_SECONDS):
            entries = []
            for number in range(rate):
                call_id = f"{second}-{number}@bench"
                for step in range(messages):
                    body = SDP if step % 3 == 0 else b""
                    data = message("INVITE sip:202@x SIP/2.0", call_id, ("caller", "" if step == 0 else "t"), body=body)
                    at = (START_S + second) * 1_000_000 + step * 1000
                    entries.append(Entry(at, "sip", sent=False, transport="udp", local=OURS, remote=CALLER, data=data))
            file.write(frame(entries))
    return path.stat().st_size


def main() -> None:
    """Measure, print, and keep the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=20, help="calls a second")
    parser.add_argument("--messages", type=int, default=14, help="of each call")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        size = fill(folder, wanted.rate, wanted.messages)
        middle = SEGMENT_SECONDS // 2
        begun = (START_S + middle) * 1_000_000
        leg = TracedLeg("leg", f"{middle}-0@bench", "inbound", "Caller", begun, begun + 1_000_000)
        elapsed, used = [], []
        for _ in range(ROUNDS):
            clock, cpu = time.perf_counter(), time.process_time()
            found = find_trace(folder, [leg], begun)
            elapsed.append(time.perf_counter() - clock)
            used.append(time.process_time() - cpu)
            assert len(found.messages) == wanted.messages
    result = {
        "segment_mb": round(size / 1e6, 1),
        "calls": wanted.rate * SEGMENT_SECONDS,
        "seconds": round(min(elapsed), 3),
        "cpu_seconds": round(min(used), 3),
        "worst_seconds": round(max(elapsed), 3),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "trace_reading.json").write_text(json.dumps(result, indent=1))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
