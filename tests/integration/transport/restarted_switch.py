"""The least switch: started with descriptors, it answers each message with `PID: first line` until it is killed.

Arguments: the descriptor of the link to the keeper (or -1), then those of the sockets.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import uvloop

from offhook.sip.address import Flow, Transmit
from offhook.transport.driver import Driver, DriverOptions


class Echo:
    def __init__(self) -> None:
        self.out: list[Transmit] = []

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        assert now > 0
        self.out.append(Transmit(flow, b"%d: %s\n" % (os.getpid(), data.partition(b"\r\n")[0])))

    def transport_failed(self, flow: Flow, now: float) -> None:
        pass

    def timeout(self, now: float) -> None:
        pass

    def next_timer(self) -> float | None:
        return None

    def outgoing(self) -> list[Transmit]:
        drained, self.out = self.out, []
        return drained

    def events(self) -> list[object]:
        return []


async def main() -> None:
    link, *fds = (int(text) for text in sys.argv[1:])
    sockets = [socket.socket(fileno=fd) for fd in fds]
    custody = socket.socket(fileno=link) if link >= 0 else None
    driver = Driver(Echo(), sockets, lambda _: None, DriverOptions(custody=custody))
    await driver.start()
    print(f"ready {len(driver.connections)}", flush=True)  # noqa: T201  the test waits for it
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
