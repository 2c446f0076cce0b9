"""The sound of a SIPp phone: an RTP peer that runs in a thread of its own, beside the blocking tests."""

from __future__ import annotations

import asyncio
import threading
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.acceptance.audio import share_of
from tests.rtp import RATE, RtpPeer

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import numpy as np


TICK_S = 0.005


@dataclass
class TimedPeer(RtpPeer):
    """Knows when it sent, too: on a busy machine not only the PBX may be late."""

    sent_at: list[float] = field(default_factory=list)

    def send(self, payload: bytes, payload_type: int, *, units: int = 160, marker: bool = False) -> None:
        self.sent_at.append(time.monotonic())
        super().send(payload, payload_type, units=units, marker=marker)


class Sound:
    """Sends a tone in PCMA and listens; times are monotonic seconds."""

    def __init__(self, address: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.peer: TimedPeer = self._do(TimedPeer.open(address, codec="PCMA"))
        self.port = self.peer.address[1]
        self._tone: Any = None
        self._awake: list[float] = []
        self._watch = asyncio.run_coroutine_threadsafe(self._look(), self._loop)

    async def _look(self) -> None:
        """Remember when we were awake: what comes while we, or the whole machine, stand still is read late."""
        while True:
            self._awake.append(time.monotonic())
            await asyncio.sleep(TICK_S)

    def _do(self, work: Coroutine[Any, Any, Any], seconds: float = 30.0) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def send_to(self, remote: tuple[str, int]) -> None:
        self.peer.remote = remote

    def tone(self, hertz: float, seconds: float = 100.0) -> None:
        """Begin to send a tone."""
        self.silence()
        self._tone = asyncio.run_coroutine_threadsafe(self.peer.send_tone(hertz, seconds), self._loop)

    def silence(self) -> None:
        """Send nothing any more."""
        if self._tone is not None:
            self._tone.cancel()
            self._tone = None

    def press(self, keys: str) -> None:
        """Press keys (RFC 4733)."""
        self._do(self.peer.press(keys))

    def heard(self, since: float = 0.0, until: float = float("inf")) -> np.ndarray:
        return self.peer.pcm(since, until)

    def share(self, hertz: float, seconds: float = 0.5) -> float:
        """Return how much of the sound of the last `seconds` has this frequency, 0 … 1."""
        heard = self.heard(since=time.monotonic() - seconds)
        return share_of(heard.astype(float), RATE, hertz) if heard.size > RATE * seconds / 2 else 0.0

    def lost(self, since: float) -> int:
        """Count the packets that are missing among those that came since then."""
        numbers = [packet.sequence for packet in self.peer.audio(since)]
        return sum((later - earlier - 1) % 65536 for earlier, later in pairwise(numbers))

    def longest_gap(self, since: float) -> float:
        """Return the longest time between two packets that came since then, without what we slept through, seconds."""
        times = [packet.at for packet in self.peer.audio(since)]
        return max(
            (later - earlier - self._slept(earlier, later) for earlier, later in pairwise(times)), default=float("inf")
        )

    def _slept(self, since: float, until: float) -> float:
        """Return how long we did not look in this time, seconds."""
        awake = self._awake[:]
        looks = awake[max(0, bisect_left(awake, since) - 1) : bisect_left(awake, until) + 1]
        return sum(max(0.0, min(later, until) - max(earlier, since) - 2 * TICK_S) for earlier, later in pairwise(looks))

    def longest_pause(self, since: float) -> float:
        """Return the longest time in which we ourselves sent nothing, seconds."""
        return max((later - earlier for earlier, later in pairwise(self.peer.sent_at) if earlier >= since), default=0.0)

    def wait_for_tone(self, hertz: float, seconds: float = 15.0, *, share: float = 0.8) -> None:
        """Wait until half a second sounds like this."""
        deadline = time.monotonic() + seconds
        best = 0.0
        while (now := self.share(hertz)) < share:
            best = max(best, now)
            if time.monotonic() > deadline:
                raise AssertionError(f"{hertz} Hz was not heard within {seconds} s, at most {best:.2f} of the sound")
            time.sleep(0.05)

    def wait_for_sound(self, seconds: float = 10.0, *, level: float = 500.0, length: float = 0.2) -> None:
        """Wait until something was to be heard: so much loud sound in all."""
        deadline = time.monotonic() + seconds
        while (abs(self.heard().astype(float)) > level).sum() < length * RATE * 0.3:
            if time.monotonic() > deadline:
                raise AssertionError(f"nothing was heard within {seconds} s ({len(self.peer.received)} packets)")
            time.sleep(0.05)

    def close(self) -> None:
        self.silence()
        self._watch.cancel()
        self._do(asyncio.sleep(0.01))  # the tasks end in order
        self._loop.call_soon_threadsafe(self.peer.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
