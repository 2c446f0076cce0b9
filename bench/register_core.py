"""REGISTER requests per second on one core, in process: reading, digest, registrar, transaction, writing; no network.

Each device registers as a phone does: REGISTER, 401, REGISTER with the answer, 200. Only the server's CPU time counts.
Two figures are given: of the bare path (wire, digest, registrar) and through the endpoint with transactions and timers.
A registration is both requests together; a refresh is one request with a nonce that still lives.

The endpoint gets room for all transactions: each UDP request is remembered for 32 s (timer J), so `max_transactions` of
an endpoint caps the rate of new requests at a thirty-second of it.

    uv run python bench/register_core.py [--devices 20000]
"""

from __future__ import annotations

import argparse
import gc
import itertools
import time
from typing import TYPE_CHECKING

from offhook.sip.address import Flow
from offhook.sip.digest import Challenge, Challenger, Credentials, Verified, answer_challenge, read_challenge
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import RequestReceived
from offhook.sip.register import Registrar, record
from offhook.sip.wire import Request, Response, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.digest import ServerChallenge

LOCAL = ("127.0.0.1", 5060)


class Registry:
    """The server's side without a network."""

    def __init__(self, devices: int) -> None:
        self.secrets = {f"device{number}": f"secret{number}" for number in range(devices)}
        self.challenger = Challenger(bytes(32), "offhook")
        self.registrar = Registrar()
        numbers = itertools.count()
        self.endpoint = Endpoint(EndpointConfig(max_transactions=1_000_000), lambda: f"{next(numbers):016x}")

    def respond(self, request: Request, flow: Flow, now: float) -> Response:
        """Authenticate and register, as the switch does."""
        match self.challenger.verify(request, self.secrets.get, now):
            case Verified(username):
                response = self.registrar.register(request, username, flow, now)
                for event in self.registrar.events():
                    record(event.contact, now, now)  # as it is journalled
                return response
            case Challenge(headers):
                response = request.response(401)
                for name, value in headers:
                    response.add(name, value)
                return response
            case denied:
                raise SystemExit(f"refused: {denied}")

    def bare(self, data: bytes, flow: Flow, now: float) -> bytes:
        """Serve a message without transactions."""
        request = parse(data)
        assert isinstance(request, Request)
        return self.respond(request, flow, now).encode()

    def whole(self, data: bytes, flow: Flow, now: float) -> bytes:
        """Serve a message through the endpoint."""
        endpoint = self.endpoint
        endpoint.receive(data, flow, now)
        for event in endpoint.events():
            assert isinstance(event, RequestReceived)
            endpoint.respond(event.transaction, self.respond(event.request, event.flow, now), now)
        [transmit] = endpoint.outgoing()
        timer = endpoint.next_timer()
        if timer is not None and timer <= now:
            endpoint.timeout(now)
        return transmit.data


def message(number: int, cseq: int, authorization: str = "") -> bytes:
    """Return a phone's REGISTER."""
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}:5060"
    lines = [
        "REGISTER sip:offhook SIP/2.0",
        f"Via: SIP/2.0/UDP {address};branch=z9hG4bK{number}x{cseq};rport",
        "Max-Forwards: 70",
        f"From: <sip:device{number}@offhook>;tag=f{number}",
        f"To: <sip:device{number}@offhook>",
        f"Call-ID: call{number}@phone",
        f"CSeq: {cseq} REGISTER",
        f"Contact: <sip:device{number}@{address}>;expires=3600",
        "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, INFO, MESSAGE, UPDATE, REFER",
        "User-Agent: bench",
        *([f"Authorization: {authorization}"] if authorization else []),
        "Content-Length: 0",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


def authorized(number: int, cseq: int, challenge: ServerChallenge, nc: int) -> bytes:
    """Return a phone's REGISTER that answers a challenge."""
    credentials = Credentials(f"device{number}", f"secret{number}")
    _, value = answer_challenge(Request("REGISTER", "sip:offhook"), challenge, credentials, "0a4f113b", nc)
    return message(number, cseq, value)


def timed(
    serve: Callable[[bytes, Flow, float], bytes], messages: list[bytes], flows: list[Flow], now: float
) -> tuple[float, list[bytes]]:
    """Serve the messages as if they came evenly over ten seconds; return CPU seconds and the answers."""
    gc.collect()
    gc.freeze()
    step = 10.0 / len(messages)
    start = time.process_time()
    answers = [
        serve(data, flow, now + number * step) for number, (data, flow) in enumerate(zip(messages, flows, strict=True))
    ]
    return time.process_time() - start, answers


def measure(name: str, devices: int) -> None:
    """Register all devices and refresh them once; print the figures."""
    registry = Registry(devices)
    serve = registry.bare if name == "bare" else registry.whole
    flows = [Flow("udp", LOCAL, (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}", 5060)) for n in range(devices)]
    now = 1000.0
    first, answers = timed(serve, [message(number, 1) for number in range(devices)], flows, now)
    challenges = []
    for answer in answers:
        response = parse(answer)
        assert isinstance(response, Response)
        assert response.status == 401
        challenges.append(read_challenge(response))
    now += 40.0
    second, answers = timed(serve, [authorized(n, 2, challenges[n], 1) for n in range(devices)], flows, now)
    assert all(answer.startswith(b"SIP/2.0 200 ") for answer in answers)
    now += 40.0
    third, answers = timed(serve, [authorized(n, 3, challenges[n], 2) for n in range(devices)], flows, now)
    assert all(answer.startswith(b"SIP/2.0 200 ") for answer in answers)
    assert len(registry.registrar) == devices
    cycle = first + second
    print(
        f"{name:6} registration (401 + 200): {devices / cycle:7.0f}/s, {cycle / devices * 1e6:5.0f} us   "
        f"refresh: {devices / third:7.0f}/s, {third / devices * 1e6:5.0f} us   "
        f"401 alone: {first / devices * 1e6:5.0f} us"
    )


def main() -> None:
    """Measure both ways."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--devices", type=int, default=20_000)
    devices = arguments.parse_args().devices
    for name in ("bare", "whole"):
        measure(name, devices)


if __name__ == "__main__":
    main()
