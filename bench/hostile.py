"""A hundred thousand damaged datagrams at a running PBX while fifty calls go on: no call is hurt, memory stays flat.

    python -m bench.hostile [--datagrams 100000] [--rate 700] [--calls 50] [--seed 1]

Calls run between an operator and a telephone through the whole installation, every party sends a tone of its own.
Meanwhile valid SIP requests and responses of all methods, RTP, RTCP, STUN and DTLS are damaged and sent, the former to
the SIP port, the others to the ports of the calls' sound: from an address that is banned, from addresses that may be
banned for it, from such as are never banned, and to the sound also from the addresses of the calls' own parties. What
is sent is the same for the same seed, but for tags and ports.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import secrets
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bench import installation, measuring
from bench.media_server import resident_kb
from bench.talkers import PHONE, Conversation
from tests.acceptance.wire import Wire

from offhook.control import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

BANNED = "127.0.106.9"
SUSPECTS = tuple(f"127.0.106.{number}" for number in range(16, 48))
FRIENDS = tuple(f"127.0.106.{number}" for number in range(128, 136))
NEVER_BAN = "127.0.106.128/25"
SETTLED_SHARE = 0.2  # caches are warm, and the addresses that will be banned are
TO_SOUND = 0.4
METHODS = (
    "INVITE ACK BYE CANCEL REGISTER OPTIONS INFO PRACK UPDATE REFER NOTIFY SUBSCRIBE MESSAGE PUBLISH FOO".split()  # noqa: SIM905
)
SWITCH_BOUND_MB = 24.0
MEDIA_BOUND_MB = 4.0
LOSS_BOUND_PERCENT = 0.5


@dataclass
class Outcome:
    """What came of it; memory in MB, at the beginning of what counts and at the end."""

    datagrams: int = 0
    seconds: float = 0.0
    calls: int = 0
    calls_standing: int = 0
    heard: dict[str, float] = field(default_factory=dict)
    switch_mb: list[float] = field(default_factory=list)
    media_mb: list[float] = field(default_factory=list)
    restarted: bool = False
    registrations_kept: bool = False
    bans: int = 0
    banned_dropped: int = 0
    failures: int = 0
    history: dict[str, int] = field(default_factory=dict)
    latest_tick_ms: float = 0.0

    def complaints(self) -> list[str]:
        """Say what is not as it should be."""
        loss, silent = self.heard["worst_loss_percent"], self.heard["seconds_without"]
        found = {
            f"{self.calls - self.calls_standing} calls ended": self.calls_standing != self.calls,
            f"a party lost {loss} % of its packets": loss > LOSS_BOUND_PERCENT,
            f"{silent} seconds without the right tone": silent > 0,
            "a packet came twice": self.heard["duplicates"] > 0,
            "a process was started anew": self.restarted,
            "a registration changed": not self.registrations_kept,
            f"{self.failures} calls failed inside": self.failures > 0,
            "nothing was banned": not self.banned_dropped,
            f"the switch grew by {self.grown(self.switch_mb):.1f} MB": self.grown(self.switch_mb) > SWITCH_BOUND_MB,
            f"the media server grew by {self.grown(self.media_mb):.1f} MB": self.grown(self.media_mb) > MEDIA_BOUND_MB,
            f"the history has {self.history}": self.history != {"answered": self.calls},
        }
        return [text for text, true in found.items() if true]

    @staticmethod
    def grown(samples: Sequence[float]) -> float:
        """Return by how much memory grew."""
        return samples[-1] - samples[0]


class Attackers:
    """Everybody who sends what should not be sent."""

    def __init__(self, server: tuple[str, int], sound: Sequence[tuple[str, int]], seed: int) -> None:
        self._server = server
        self._sound = [*sound, *((host, port + 1) for host, port in sound)]
        self._random = random.Random(seed)
        everybody = (BANNED, *SUSPECTS, *FRIENDS)
        self._strangers = [self._socket(host) for host in everybody]
        self._near = [self._socket(host) for host in (PHONE, installation.OPERATOR)]
        self._wires = [Wire(server, address=(host, measuring.free_port(host))) for host in FRIENDS]
        self.sent = 0

    @staticmethod
    def _socket(host: str) -> socket.socket:
        sock = socket.socket(type=socket.SOCK_DGRAM)
        sock.bind((host, 0))
        sock.settimeout(0)
        return sock

    def send(self) -> None:
        """Send one datagram."""
        choice = self._random
        to_sound = choice.random() < TO_SOUND
        data = self._damaged(self._packet() if to_sound else self._message())
        sock = choice.choice(self._strangers + self._near) if to_sound else choice.choice(self._strangers)
        with suppress(BlockingIOError, ConnectionRefusedError):
            sock.sendto(data[:60_000], choice.choice(self._sound) if to_sound else self._server)
            self.sent += 1

    def drain(self) -> None:
        """Throw away what was answered."""
        for sock in (*self._strangers, *self._near):
            with suppress(BlockingIOError, ConnectionRefusedError):
                while sock.recv(65536):
                    pass

    def close(self) -> None:
        """Leave."""
        for sock in (*self._strangers, *self._near):
            sock.close()
        for wire in self._wires:
            wire.sock.close()

    def _message(self) -> bytes:
        """Return a valid message: requests of all methods, for people who exist too, sometimes a response."""
        choice = self._random
        wire = choice.choice(self._wires)
        user, to = choice.choice(("bench0", "bench1", "nobody")), choice.choice(("201", "bench0", installation.NUMBER))
        headers = choice.choice(
            (
                "",
                "Expires: 60\r\nEvent: dialog\r\nAccept: application/dialog-info+xml\r\n",
                'Authorization: Digest username="bench0", realm="offhook", nonce="0", uri="sip:x", response="0"\r\n',
                "Require: 100rel\r\nSupported: timer\r\nSession-Expires: 90;refresher=uac\r\n",
                "Refer-To: <sip:201@x?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>\r\nReplaces: a;to-tag=b;from-tag=c\r\n",
                "Route: <sip:a;lr>, <sip:b;lr>\r\nRecord-Route: <sip:c;lr>\r\nPath: <sip:d;lr>\r\n",
            )
        )
        text = wire.request(choice.choice(METHODS), user, to, headers=headers, body=choice.choice(("", OFFER)))
        if choice.random() < 0.1:
            text = f"SIP/2.0 {choice.randrange(100, 700)} X" + text[text.index("\r\n") :]
        return text.encode()

    def _packet(self) -> bytes:
        """Return a valid packet of what is spoken on ports of sound."""
        choice = self._random
        number = choice.getrandbits(32)
        match choice.randrange(5):
            case 0 | 1:
                kind = choice.choice((8, 0, 101))
                return struct.pack("!BBHII", 0x80, kind, number & 0xFFFF, number, number) + bytes(160)
            case 2:
                return struct.pack("!BBHI", 0x81, 200, 12, number) + bytes(44)
            case 3:
                return struct.pack("!HHI12s", 1, 8, 0x2112A442, secrets.token_bytes(12)) + bytes(8)
            case _:
                return struct.pack("!BHHHIH", 22, 0xFEFD, 0, 0, number, 60) + b"\x01" + secrets.token_bytes(59)

    def _damaged(self, data: bytes) -> bytes:
        """Return it with some bytes changed, and perhaps a part missing, twice, or very long."""
        choice, changed = self._random, bytearray(data)
        for _ in range(choice.randrange(6)):
            place, special = choice.randrange(len(changed)), choice.choice(b"\0\xff\r\n ;")
            changed[place] = special if choice.random() < 0.5 else choice.randrange(256)
        start = choice.randrange(len(changed))
        end = min(len(changed), start + choice.randrange(1, 200))
        match choice.randrange(8):
            case 0:
                del changed[start:end]
            case 1:
                changed[start:start] = changed[start:end]
            case 2:
                changed[start:start] = changed[start:end] * choice.choice((10, 100))
            case 3:
                del changed[start:]
            case 4:
                changed[start:end] = choice.randbytes(end - start)
            case _:
                pass
        return bytes(changed)


OFFER = (
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\na=ice-ufrag:a\r\n"
)


def get_banned(server: tuple[str, int]) -> None:
    """Guess passwords until nobody answers any more."""
    with Wire(server, address=(BANNED, measuring.free_port(BANNED))) as wire:
        for _ in range(100):
            wire.send(wire.request("OPTIONS", "x", "x").encode())
            if wire.final(0.3) is None:
                return
            with suppress(AssertionError):
                wire.register("bench0", "a guess", seconds=2)
    raise RuntimeError("who guesses passwords is not banned")


async def attack(datagrams: int, rate: int, calls: int, seed: int) -> Outcome:
    """Start everything, talk, attack meanwhile, and tell what came of it."""
    outcome = Outcome(calls=calls)
    async with installation.installation(OFFHOOK_NEVER_BAN=NEVER_BAN) as bench:
        await bench.take_devices()
        talk = Conversation(bench, calls)
        await talk.begin()
        await asyncio.to_thread(get_banned, bench.settings.sip_address)
        before = await ask(bench.settings, "registrations")
        processes = (bench.switch, bench.media)
        attackers = Attackers(bench.settings.sip_address, [ear.server for ear in talk.ears if ear.server], seed)
        talk.forget()
        began = due = time.monotonic()
        step = max(1, datagrams // 20)
        try:
            while attackers.sent < datagrams:
                for _ in range(min(rate // 50, datagrams - attackers.sent)):
                    attackers.send()
                if attackers.sent // step > len(outcome.switch_mb):
                    _weigh(outcome, processes)
                attackers.drain()
                due += 0.02
                await asyncio.sleep(due - time.monotonic())
            outcome.seconds = round(time.monotonic() - began, 1)
            await asyncio.sleep(1.0)
            await talk.hush()
        finally:
            attackers.close()
        outcome.datagrams = attackers.sent
        outcome.calls_standing = talk.standing
        outcome.heard = talk.heard()
        outcome.latest_tick_ms = round(talk.late_ms, 1)
        _weigh(outcome, processes)
        for samples in (outcome.switch_mb, outcome.media_mb):
            del samples[: round(len(samples) * SETTLED_SHARE)]
        outcome.restarted = processes != (bench.switch, bench.media)
        after = await ask(bench.settings, "registrations")
        outcome.registrations_kept = _places(before) == _places(after)
        outcome.bans = len(await ask(bench.settings, "bans"))
        figures = await ask(bench.settings, "figures")
        outcome.banned_dropped, outcome.failures = figures["dropped"], figures["failures"]
        await talk.end()
        await asyncio.sleep(2.0)  # the history is written
        outcome.history = await bench.history()
    return outcome


def _weigh(outcome: Outcome, processes: tuple[int, int]) -> None:
    for samples, pid in zip((outcome.switch_mb, outcome.media_mb), processes, strict=True):
        samples.append(round(resident_kb(pid) / 1024, 1))


def _places(registrations: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [one["address"] for one in bindings] for name, bindings in registrations.items()}


def main() -> None:
    """Attack, print, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datagrams", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=700, help="a second, in steps of 50")
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result: dict[str, Any] = {"machine": measuring.machine()}
    outcome = asyncio.run(attack(options.datagrams, options.rate, options.calls, options.seed))
    result |= asdict(outcome)
    print(json.dumps(result, indent=1))
    measuring.save("hostile", result)
    if complaints := outcome.complaints():
        sys.exit("; ".join(complaints))


if __name__ == "__main__":
    main()
