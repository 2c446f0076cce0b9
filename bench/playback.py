"""CPU of one core for 100 listeners to one prompt, in each codec, and whether each packet came.

    python -m bench.playback [--listeners 100] [--seconds 15]

offhook-media is started here; the listeners are sockets on loopback that count what they get. CPU is the scheduler's
run time of all threads of the process, the sending included.
"""

from __future__ import annotations

import argparse
import asyncio
import select
import socket
import sys
import tempfile
import threading
import time
import wave
from array import array
from math import pi, sin
from pathlib import Path

from bench import measuring
from bench.media_server import media_server

from offhook.media.protocol import File, Play, Remote, Send, SessionOpen, SessionSet

ADDRESS = "127.0.52.1"
RTP_PORTS = "41000-43999"
RATE = 16_000
PROMPT_S = 10
WARM_S = 2
PACKETS_PER_S = 50
GOAL = {"PCMU": 4.0}  # percent of a core for 100 listeners
CODECS = {"PCMU": 0, "G722": 9, "opus": 111}


class Listeners(threading.Thread):
    """Sockets that read and count."""

    def __init__(self, count: int) -> None:
        super().__init__(daemon=True)
        self.sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
        for one in self.sockets:
            one.bind((ADDRESS, 0))
            one.settimeout(0)
        self.packets = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Read until the end."""
        poll = select.epoll()
        known = {one.fileno(): one for one in self.sockets}
        for number in known:
            poll.register(number, select.EPOLLIN)
        while not self._ended.is_set():
            for number, _ in poll.poll(0.1):
                known[number].recv(2048)
                self.packets += 1
        poll.close()

    def end(self) -> None:
        """Stop and close."""
        self._ended.set()
        self.join()
        for one in self.sockets:
            one.close()


def write_prompt(path: Path) -> None:
    """Write a swelling chord."""
    moments = (n / RATE for n in range(RATE * PROMPT_S))
    chord = ((sin(2 * pi * 220 * t) + sin(2 * pi * 550 * t)) * (1 + sin(2 * pi * t)) for t in moments)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", (int(6000 * value) for value in chord)).tobytes())


async def measure(codec: str, listeners: int, seconds: float) -> dict[str, float]:
    """Let all listen to one prompt; return percent of a core per 100 of them, and percent of packets that came."""
    ears = Listeners(listeners)
    ears.start()
    with tempfile.TemporaryDirectory(prefix="offhook") as name:
        prompt = Path(name) / "prompt.wav"
        await asyncio.to_thread(write_prompt, prompt)
        async with media_server(RTP_PORTS) as (pid, client):
            for number, ear in enumerate(ears.sockets):
                session = f"s{number}"
                await client.do(SessionOpen(session=session, address=ADDRESS))
                remote = Remote(ADDRESS, ear.getsockname()[1])
                await client.do(SessionSet(session=session, remote=remote, send=Send(codec, CODECS[codec])))
                await client.do(Play(session=session, play="p", items=[File(str(prompt))], repeat=0))
            await asyncio.sleep(WARM_S)
            before, packets, start = measuring.cpu_s(pid), ears.packets, time.monotonic()
            await asyncio.sleep(seconds)
            passed = time.monotonic() - start
            used, came = measuring.cpu_s(pid) - before, ears.packets - packets
    ears.end()
    percent = 100 * used / passed / listeners * 100
    return {"percent": round(percent, 2), "came_percent": round(100 * came / (passed * listeners * PACKETS_PER_S), 2)}


async def main() -> int:
    """Measure each codec, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    result = {codec: await measure(codec, options.listeners, options.seconds) for codec in CODECS}
    rows = [(codec, one["percent"], GOAL.get(codec, ""), one["came_percent"]) for codec, one in result.items()]
    measuring.table(("codec", "% of a core per 100", "goal", "% of packets that came"), rows)
    measuring.save("playback", {"machine": measuring.machine(), "listeners": options.listeners, "codecs": result})
    return int(any(result[codec]["percent"] > goal for codec, goal in GOAL.items()))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
