"""Do keys arrive? Calls through the PBX to an outside leg, four keys in each, counted where they arrive.

    python -m bench.digits [--calls 1000] [--at-once 25]

A whole Offhook on loopback. Half of the calls are made by a telephone to an outside number; half come from the
operator to the company's number and are forwarded by the telephone (302) to a mobile, outside again. Callers and the
called speak PCMU, PCMA and Opus in all pairs, with packets of 20 and 30 ms, and press keys in each way that there is:
events of 40 to 1600 ms, with end packets lost, in bursts; tones; INFO. What arrives is read at the called party's own
socket.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from bench import installation, measuring
from tests.agent import Agent, Refused, Talk, sound_of
from tests.opus import OpusPeer, encode
from tests.rtp import ENCODE, KEYS, PAYLOADS, Pcm, RtpPeer, key_tones

from offhook.errors import OffhookError

if TYPE_CHECKING:
    from offhook.sip import events as sip

PHONE = "127.0.0.22"
KEYS_PER_CALL = 4
RTPMAP = {"PCMU": "0 PCMU/8000", "PCMA": "8 PCMA/8000", "opus": "111 opus/48000/2"}


@dataclass(frozen=True, slots=True)
class Case:
    """How one call is made."""

    caller: str
    callee: str
    ptime_ms: int
    forwarded: bool
    way: str  # events, lossy, bursts, long, tones, info


def describe(peer: RtpPeer, case: Case, *, events: bool = True) -> bytes:
    """Describe a party's sound."""
    host, port = peer.address
    number = PAYLOADS[peer.codec]
    clock = peer.event_units_per_ms * 1000
    told = f" {peer.dtmf_payload}\r\na=rtpmap:{peer.dtmf_payload} telephone-event/{clock}" if events else ""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP {number}{told}\r\n"
        f"a=rtpmap:{RTPMAP[peer.codec]}\r\na=ptime:{case.ptime_ms}\r\n"
    ).encode()


async def send(peer: RtpPeer, payloads: list[bytes], ptime_ms: int) -> None:
    """Send packets in real time."""
    units = ptime_ms * peer.units_per_ms
    start = time.monotonic()
    for number, payload in enumerate(payloads):
        peer.send(payload, PAYLOADS[peer.codec], units=units, marker=number == 0)
        await asyncio.sleep(max(0.0, start + (number + 1) * ptime_ms / 1000 - time.monotonic()))


def packets(codec: str, pcm: Pcm, ptime_ms: int) -> list[bytes]:
    """Compress audio of 8 kHz, or 48 kHz for Opus."""
    if codec == "opus":
        return encode(pcm, ptime_ms=20)
    size = 8 * ptime_ms
    return [ENCODE[codec](pcm[at : at + size]) for at in range(0, len(pcm) - size + 1, size)]


async def press(peer: RtpPeer, keys: str, case: Case) -> None:
    """Press keys as events, as the case wants it: long, with an end packet lost, or three packets at a time."""
    for key in keys:
        duration = 1600 if case.way == "long" else random.choice((40, 60, 100, 240))
        steps = duration // 20
        lost = random.randrange(3) if case.way == "lossy" else None
        base = 0  # timestamp units of the segments that are full (RFC 4733, section 2.5.1.3)
        begun = peer.timestamp
        for step in range(steps + 2):
            end = step >= steps - 1
            units = min(step + 1, steps) * 20 * peer.event_units_per_ms
            if units - base > 0xFFFF:
                peer.timestamp = (begun + base) & 0xFFFFFFFF
                event = bytes((KEYS.index(key), 10)) + b"\xff\xff"
                peer.send(event, peer.dtmf_payload, units=0)
                base += 0xFFFF
            peer.timestamp = (begun + base) & 0xFFFFFFFF
            event = bytes((KEYS.index(key), 10 | (0x80 if end else 0))) + (units - base).to_bytes(2, "big")
            if lost is not None and (step - (steps - 1) == lost or (not end and random.random() < 0.3)):
                peer.sequence = (peer.sequence + 1) & 0xFFFF
            else:
                peer.send(event, peer.dtmf_payload, units=0, marker=step == 0)
            if not end and (case.way != "bursts" or step % 3 == 2):
                await asyncio.sleep(0.06 if case.way == "bursts" else 0.02)
        peer.timestamp = (begun + (duration + 80) * peer.units_per_ms) & 0xFFFFFFFF
        await asyncio.sleep(0.08)


async def press_tones(peer: RtpPeer, keys: str, case: Case) -> None:
    """Press keys as tones."""
    rate = 48_000 if peer.codec == "opus" else 8000
    await send(peer, packets(peer.codec, key_tones(keys, rate=rate), case.ptime_ms), case.ptime_ms)


def arrived(peer: RtpPeer) -> str:
    """Read the keys that came, as a plain receiver of RFC 4733 does: segments are one press."""
    heard: list[str] = []
    last: tuple[int, int, int] | None = None  # timestamp, duration, event
    done = False
    for one in peer.received:
        if one.payload_type != peer.dtmf_payload or len(one.payload) < 4:
            continue
        event, flags, duration = one.payload[0], one.payload[1], int.from_bytes(one.payload[2:4], "big")
        same = last is not None and last[0] == one.timestamp
        goes_on = (
            last is not None and not done and last[2] == event and one.timestamp == (last[0] + 0xFFFF) & 0xFFFFFFFF
        )
        if not same and not goes_on:
            heard.append(KEYS[event])
            done = False
        done = done or bool(flags & 0x80)
        last = one.timestamp, duration, event
    return "".join(heard)


@dataclass(frozen=True, slots=True)
class Place:
    """A PBX: its address, that of its operator, the company's number, a telephone's address and login."""

    server: tuple[str, int]
    operator: str
    number: str
    phone: str
    login: tuple[str, str]


class Load:
    """All calls of a run."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.phone = Agent(place.server, (place.phone, 0), place.login)
        self.operator = Agent(place.server, (place.operator, 5060))
        self.operator.taken, self.phone.taken = self.mobile_rings, self.redirect
        self.awaited: dict[str, tuple[Case, asyncio.Future[tuple[RtpPeer, Talk]]]] = {}
        self.ready: dict[str, RtpPeer] = {}
        self.wrong: list[str] = []
        self.good = 0

    def redirect(self, _talk: Talk, event: sip.InviteReceived) -> tuple[int, list[tuple[str, str]]]:
        """Forward a call from the telephone to the mobile that its caller is meant for."""
        caller = event.request.from_.uri.partition(":")[2].partition("@")[0]
        host, port = self.phone.server
        return 302, [("Contact", f"<sip:{caller.replace('+3725', '+3726', 1)}@{host}:{port}>")]

    def mobile_rings(self, talk: Talk, event: sip.InviteReceived) -> bytes | tuple[int, list[tuple[str, str]]]:
        """Answer as the operator's subscriber."""
        number = event.request.uri.partition(":")[2].partition("@")[0]
        if number not in self.awaited:
            return 404, []
        case, future = self.awaited[number]
        peer = self.ready[number]
        if future.done():
            return 486, []
        peer.remote = sound_of(event.request.body)
        future.set_result((peer, talk))
        return describe(peer, case)

    async def run(self, made: list[Case], at_once: int) -> None:
        """Make these calls."""
        room = asyncio.Semaphore(at_once)

        async def one(number: int, case: Case) -> None:
            async with room:
                await self.call(number, case)

        async with self.phone, self.operator:
            await self.phone.register()
            await asyncio.gather(*(one(number, case) for number, case in enumerate(made)))

    async def call(self, number: int, case: Case) -> None:
        """Make one call and count its keys."""
        mobile, caller_number = f"+37260{number:06d}", f"+37250{number:06d}"
        usual = KEYS[:12] if case.forwarded else KEYS[:10]  # of our own people ## and *2 are codes
        keys = "".join(random.choice(usual) for _ in range(KEYS_PER_CALL))
        callee = await _peer(case.callee, self.place.operator)
        caller = await _peer(case.caller, self.place.operator if case.forwarded else self.place.phone)
        self.ready[mobile] = callee
        future: asyncio.Future[tuple[RtpPeer, Talk]] = asyncio.get_running_loop().create_future()
        self.awaited[mobile] = case, future
        talk = None
        try:
            offer = describe(caller, case, events=case.way not in {"tones", "info"})
            if case.forwarded:
                talk = await self.operator.call(self.place.number, offer, caller_number)
            else:
                talk = await self.phone.call(mobile, offer)
            caller.remote = sound_of(talk.sdp)
            await self._talk(talk, caller, callee, keys, case)
        except (Refused, TimeoutError, OffhookError) as error:
            self.wrong.append(f"{case}: {type(error).__name__} {error}")
        finally:
            if talk is not None:
                talk.hang_up()
                await asyncio.wait_for(talk.ended.wait(), 5)
            del self.awaited[mobile], self.ready[mobile]
            caller.close()
            callee.close()

    async def _talk(self, talk: Talk, caller: RtpPeer, callee: RtpPeer, keys: str, case: Case) -> None:
        rate = 48_000 if case.caller == "opus" else 8000
        quiet = packets(case.caller, np.zeros(rate * 3 // 10, np.int16), case.ptime_ms)
        await send(caller, quiet, case.ptime_ms)
        match case.way:
            case "tones":
                await press_tones(caller, keys, case)
            case "info":
                for key in keys:
                    talk.info(f"Signal={key}\r\nDuration=100\r\n".encode())
                    await asyncio.sleep(0.15)
            case _:
                await press(caller, keys, case)
        await send(caller, quiet, case.ptime_ms)
        for _ in range(60):
            if len(arrived(callee)) >= KEYS_PER_CALL:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)
        if (found := arrived(callee)) == keys:
            self.good += 1
        else:
            self.wrong.append(f"{case}: pressed {keys}, arrived {found}")


async def _peer(codec: str, address: str) -> RtpPeer:
    if codec == "opus":
        return await OpusPeer.open(address, event_units_per_ms=48, dtmf_payload=110)
    return await RtpPeer.open(address, codec=codec)


def cases() -> list[Case]:
    """All kinds of calls."""
    pairs = list(itertools.product(("PCMU", "PCMA", "opus"), repeat=2))
    ways = ("events", "lossy", "bursts", "long", "tones", "info")
    made = itertools.product(pairs, (20, 30), (False, True), ways)
    return [Case(a, b, ptime if a != "opus" else 20, forwarded, way) for (a, b), ptime, forwarded, way in made]


async def run(options: argparse.Namespace) -> None:
    """Make the calls, so many at once, and count."""
    kinds = cases()
    random.seed(options.seed)
    random.shuffle(kinds)
    async with contextlib.AsyncExitStack() as stack:
        bench = await stack.enter_async_context(installation.installation())
        login = installation.username(0), installation.secret(0)
        server = bench.settings.sip_address
        load = Load(Place(server, installation.OPERATOR, installation.NUMBER, PHONE, login))
        await bench.take_devices()
        began = time.monotonic()
        await load.run([kinds[number % len(kinds)] for number in range(options.calls)], options.at_once)
        seconds = time.monotonic() - began
    print(f"{load.good} of {options.calls} calls: all keys arrived, once each and in order; {seconds:.0f} s")
    for line in load.wrong[:20]:
        print(line)
    found = {"machine": measuring.machine(), "calls": options.calls, "whole": load.good, "wrong": load.wrong[:50]}
    measuring.save("digits", found | {"at_once": options.at_once, "seconds": round(seconds)})
    if load.good != options.calls:
        raise SystemExit(1)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=25)
    parser.add_argument("--seed", type=int, default=17)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
