"""A process that registers devices as fast as they are answered: `bench/registrations.py` starts it beside a server.

Devices take turns; so many at a time wait for their answer. Each speaks from one of some sockets, signs with MD5 and
qop=auth, keeps its Call-ID and counts CSeq and nc on. Nothing is parsed but what is needed, so that the server is the
slower of the two. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import socket
import time
from collections import deque
from hashlib import md5
from typing import NamedTuple

FIRST_HOST = "127.0.0.24"
SOCKETS = 32
RESEND_SECONDS = 0.5
LONGEST_SECONDS = 60.0
RUN = os.urandom(4).hex()  # another Call-ID than the last process had, whose CSeq was higher


class Plan(NamedTuple):
    """What to do: devices `bench0` … register `passes` times each, `window` of them at a time."""

    server: tuple[str, int]
    realm: str
    devices: int
    passes: int
    window: int


class Device:
    """One phone and where it stands."""

    __slots__ = ("contact", "cseq", "data", "ha1", "nc", "nonce", "number", "sent_at", "sock", "via")

    def __init__(self, number: int, sock: socket.socket, realm: str) -> None:
        host, port = sock.getsockname()
        self.number = number
        self.sock = sock
        self.cseq = 0
        self.nc = 0
        self.nonce = ""
        self.data = b""
        self.sent_at = 0.0
        self.via = f"{host}:{port}"
        self.contact = f"<sip:bench{number}@{host}:{port}>"
        self.ha1 = md5(f"bench{number}:{realm}:secret-of-{number}".encode()).hexdigest()  # noqa: S324  RFC 2617

    def register(self, realm: str) -> bytes:
        """Return the next REGISTER; signed when there is a nonce."""
        self.cseq += 1
        credentials = ""
        if self.nonce:
            self.nc += 1
            ha2 = md5(b"REGISTER:sip:bench.example").hexdigest()  # noqa: S324
            middle = f"{self.nonce}:{self.nc:08x}:0a4f113b:auth"
            answer = md5(f"{self.ha1}:{middle}:{ha2}".encode()).hexdigest()  # noqa: S324
            credentials = (
                f'Authorization: Digest username="bench{self.number}", realm="{realm}", nonce="{self.nonce}", '
                f'uri="sip:bench.example", response="{answer}", algorithm=MD5, qop=auth, nc={self.nc:08x}, '
                'cnonce="0a4f113b"\r\n'
            )
        self.data = (
            "REGISTER sip:bench.example SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.via};branch=z9hG4bK{RUN}r{self.number}x{self.cseq};rport\r\n"
            "Max-Forwards: 70\r\n"
            f"From: <sip:bench{self.number}@bench.example>;tag=f{self.number}\r\n"
            f"To: <sip:bench{self.number}@bench.example>\r\n"
            f"Call-ID: {self.number}@{RUN}.phone\r\n"
            f"CSeq: {self.cseq} REGISTER\r\n"
            f"Contact: {self.contact};expires=3600\r\n"
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, INFO\r\n"
            "User-Agent: bench\r\n"
            f"{credentials}"
            "Content-Length: 0\r\n\r\n"
        ).encode()
        return self.data


class Load:
    """All devices of one server."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sockets = [_socket(plan.server) for _ in range(SOCKETS)]
        self.devices = [Device(n, self.sockets[n % SOCKETS], plan.realm) for n in range(plan.devices)]
        self.by_descriptor = {one.fileno(): one for one in self.sockets}
        self.poll = select.epoll()
        for one in self.sockets:
            self.poll.register(one, select.EPOLLIN)
        self.waiting: dict[int, Device] = {}
        self.repeated = 0
        self.refused = 0

    def run(self, *, refresh: bool) -> dict[str, float]:
        """Register all devices, with the nonces that they have or, unless `refresh`, from the beginning."""
        plan = self.plan
        turns = deque(device for _ in range(plan.passes) for device in self.devices)
        total, done = len(turns), 0
        self.repeated = self.refused = 0
        started, used = time.monotonic(), time.process_time()
        while done < total:
            while turns and len(self.waiting) < plan.window and turns[0].number not in self.waiting:
                device = turns.popleft()
                if not refresh:
                    device.nonce, device.nc = "", 0
                self._send(device)
            done += self._receive()
            self._repeat()
            if time.monotonic() > started + LONGEST_SECONDS:
                raise SystemExit(f"only {done} of {total} registrations in {LONGEST_SECONDS} s")
        seconds = time.monotonic() - started
        return {
            "registrations": total,
            "seconds": round(seconds, 3),
            "repeated": self.repeated,
            "refused": self.refused,
            "generator_cpu_s": round(time.process_time() - used, 3),
        }

    def try_once(self, number: int) -> bool:
        """Register one device, without sending again; False when it was not answered by 200 after the challenge."""
        device = self.devices[number]
        device.nonce, device.nc = "", 0
        self.refused = 0
        self._send(device)
        deadline = time.monotonic() + RESEND_SECONDS
        while not self.refused and time.monotonic() < deadline:
            if self._receive():
                return not self.refused
        self.waiting.clear()
        return False

    def _send(self, device: Device) -> None:
        self.waiting[device.number] = device
        device.sent_at = time.monotonic()
        device.sock.send(device.register(self.plan.realm))

    def _receive(self) -> int:
        """Take what came; gives how many registrations that completed."""
        done = 0
        for descriptor, _ in self.poll.poll(0.05):
            sock = self.by_descriptor[descriptor]
            while True:
                try:
                    data = sock.recv(4096)
                except BlockingIOError:
                    break
                place = data.index(b"Call-ID: ") + 9
                device = self.waiting.get(int(data[place : data.index(b"@", place)]))
                if device is None or b"CSeq: %d " % device.cseq not in data:
                    continue  # an answer to what was sent twice
                if data[8:11] == b"200":
                    del self.waiting[device.number]
                    done += 1
                    continue
                if data[8:11] != b"401":
                    del self.waiting[device.number]
                    self.refused += 1
                    done += 1
                    continue
                self.refused += bool(device.nonce)
                place = data.index(b'nonce="') + 7
                device.nonce, device.nc = data[place : data.index(b'"', place)].decode(), 0
                self._send(device)
        return done

    def _repeat(self) -> None:
        due = time.monotonic() - RESEND_SECONDS
        for device in list(self.waiting.values()):
            if device.sent_at > due:
                break  # they are in the order of their sending, but for second halves, which come a turn later
            device.sent_at = time.monotonic()
            device.sock.send(device.data)
            self.repeated += 1


def _socket(server: tuple[str, int]) -> socket.socket:
    sock = socket.socket(type=socket.SOCK_DGRAM)
    sock.bind((FIRST_HOST, 0))
    sock.connect(server)
    sock.setblocking(False)  # noqa: FBT003  the standard library's signature
    return sock


def main() -> None:
    """Do one phase for each line of standard input (`full` or `refresh`), and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("server", help="host:port")
    parser.add_argument("--realm", required=True)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--passes", type=int, required=True)
    parser.add_argument("--window", type=int, required=True)
    options = parser.parse_args()
    host, _, port = options.server.partition(":")
    load = Load(Plan((host, int(port)), options.realm, options.devices, options.passes, options.window))
    while phase := input():
        print(json.dumps(load.run(refresh=phase == "refresh")), flush=True)


if __name__ == "__main__":
    main()
