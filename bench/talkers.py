"""Calls in which both sides send a tone of their own, and everything that is heard is measured.

An operator calls the number of `bench.installation`, its telephone answers; both are in this process. Sound is G.711
(A-law) in packets of 20 ms; each party has its own frequency, so that sound in the wrong ear is noticed, too.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from bench import installation
from tests.rtp import decode_pcma, encode_pcma, tone

from offhook.errors import BadMessage
from offhook.sip import events as sip
from offhook.sip.address import Flow
from offhook.sip.digest import Credentials
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.sdp import parse

if TYPE_CHECKING:
    from offhook.sip.dialog import Dialog
    from offhook.sip.events import Event

TICK_S = 0.02
FRAME = 160
SECOND = 8000
LOWEST_HZ, STEP_HZ = 300, 25  # two packets hold whole periods of any of these
TOLERANCE_HZ = 12
PHONE = "127.0.0.22"


def token() -> str:
    """Return random text."""
    return f"{random.getrandbits(64):016x}"


@dataclass(eq=False)
class Ear:
    """One end of the sound of a call: sends `hertz`, should hear `expected_hertz`."""

    hertz: int
    expected_hertz: int
    sock: socket.socket
    sent: int = 0
    received: int = 0
    duplicates: int = 0
    wrong_seconds: int = 0
    right_seconds: int = 0
    server: tuple[str, int] | None = None
    _last: int = -1
    _pcma: bytearray = field(default_factory=bytearray)
    _frames: list[bytes] = field(default_factory=list)
    _sequence: int = field(default_factory=lambda: random.getrandbits(15))
    _timestamp: int = field(default_factory=lambda: random.getrandbits(31))
    _ssrc: int = field(default_factory=lambda: random.getrandbits(32))

    @classmethod
    def open(cls, host: str, hertz: int, expected_hertz: int) -> Ear:
        """Bind a socket and listen."""
        sock = socket.socket(type=socket.SOCK_DGRAM)
        sock.bind((host, 0))
        sock.settimeout(0)
        ear = cls(hertz, expected_hertz, sock)
        pcma = encode_pcma(tone(hertz, 2 * TICK_S))
        ear._frames = [pcma[:FRAME], pcma[FRAME:]]
        asyncio.get_running_loop().add_reader(sock, ear._hear)
        return ear

    def begin(self, server: tuple[str, int]) -> None:
        """Talk to the media server from now on; nobody else is heard."""
        if self.server is None:
            self.server = server
            self.sock.connect(server)

    def speak(self) -> None:
        """Send one packet."""
        if self.server is None:
            return
        head = struct.pack("!BBHII", 0x80, 8, self._sequence, self._timestamp, self._ssrc)
        with suppress(BlockingIOError, ConnectionRefusedError):
            self.sock.send(head + self._frames[self._sequence & 1])
            self.sent += 1
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF

    def _hear(self) -> None:
        with suppress(BlockingIOError, ConnectionRefusedError):
            while True:
                data = self.sock.recv(2048)
                if len(data) != 12 + FRAME or data[1] & 0x7F != 8:
                    continue
                sequence = data[2] << 8 | data[3]
                self.duplicates += sequence == self._last
                self._last = sequence
                self.received += 1
                self._pcma += data[12:]
                if len(self._pcma) >= SECOND:
                    self._judge()

    def _judge(self) -> None:
        spectrum = np.abs(np.fft.rfft(decode_pcma(bytes(self._pcma[:SECOND])) * np.hanning(SECOND)))
        self._pcma.clear()
        loudest = int(np.argmax(spectrum))
        right = abs(loudest - self.expected_hertz) <= TOLERANCE_HZ and float(spectrum[loudest]) > SECOND
        self.right_seconds += right
        self.wrong_seconds += not right

    def close(self) -> None:
        """Fall silent."""
        asyncio.get_running_loop().remove_reader(self.sock)
        self.sock.close()


class Agent(asyncio.DatagramProtocol):
    """A SIP user agent at an address; `calls` are its dialogs that stand, `over` those that ended, with the reason."""

    def __init__(self, address: tuple[str, int], server: tuple[str, int]) -> None:
        self.address = address
        self.server = server
        self.endpoint = Endpoint(EndpointConfig(user_agent="talkers"), token)
        self.flow = Flow("udp", address, server)
        self.calls: list[Dialog] = []
        self.over: dict[int, str] = {}
        self.refused: list[int] = []
        self.account: Registration | None = None
        self.ears: list[Ear] = []
        self._waiting: dict[int, Ear] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Bind the socket."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, self.address)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take a message."""
        self.endpoint.receive(data, Flow("udp", self.address, addr), time.monotonic())
        self.pump()

    def pump(self) -> None:
        """Send and react until nothing is left, then wait for the next timer."""
        for _ in range(100):
            for transmit in self.endpoint.outgoing():
                self._transport.sendto(transmit.data, transmit.flow.remote)
            events = self.endpoint.events()
            if not events:
                break
            for event in events:
                self._react(event)
        if self._timer is not None:
            self._timer.cancel()
        due = self.endpoint.next_timer()
        if due is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, due - time.monotonic()), self._tick)

    def _tick(self) -> None:
        self.endpoint.timeout(time.monotonic())
        self.pump()

    def register(self, number: int) -> None:
        """Register as a device of the installation."""
        name, host = installation.username(number), f"{self.server[0]}:{self.server[1]}"
        config = RegistrationConfig(
            registrar=f"sip:{host}",
            address_of_record=f"sip:{name}@{host}",
            contact=f"sip:{name}@{self.address[0]}:{self.address[1]}",
            credentials=Credentials(name, installation.secret(number)),
        )
        self.account = Registration(config, token, random.random)
        self.account.start(time.monotonic())
        self._send_account()

    def _send_account(self) -> None:
        assert self.account is not None
        for request in self.account.outgoing():
            self.endpoint.request(request, self.flow, self.account, time.monotonic())
        self.pump()

    def call(self, number: str, ear: Ear) -> None:
        """Call a number."""
        invite = self.endpoint.invite(
            OutgoingInvite(
                flow=self.flow,
                uri=f"sip:{number}@{self.server[0]}:{self.server[1]}",
                from_=NameAddr("", f"sip:+3725550{random.randrange(1000):04}@{self.address[0]}"),
                to=NameAddr("", f"sip:{number}@{self.server[0]}"),
                offer=described(ear),
            ),
            time.monotonic(),
        )
        self._waiting[id(invite)] = ear
        self.pump()

    def hang_up(self) -> None:
        """End all calls."""
        for dialog in self.calls:
            self.endpoint.bye(dialog, time.monotonic())
        self.pump()

    def _react(self, event: Event) -> None:
        now = time.monotonic()
        match event:
            case sip.Accepted(invite, dialog, body):
                self.calls.append(dialog)
                self._waiting[id(invite)].begin(address_in(body))
            case sip.Refused(invite, status):
                self.refused.append(status)
            case sip.InviteReceived(invite):
                with suppress(IndexError, BadMessage):
                    ear = self.ears[len(self.calls)]
                    ear.begin(address_in(event.request.body))
                    self.endpoint.provisional(invite, 180, now)
                    self.calls.append(self.endpoint.accept(invite, described(ear), now))
            case sip.ReinviteReceived(_, request, _):
                self.endpoint.refuse(request, 488, now)
            case sip.DialogEnded(dialog, by, reason):
                self.over[id(dialog)] = f"{by} {reason or ''}"
            case sip.RequestReceived(transaction, request, _):
                self.endpoint.respond(transaction, request.response(200), now)
            case sip.ResponseReceived(Registration() as account, response):
                account.response(response, now)
                asyncio.get_running_loop().call_soon(self._send_account)
            case _:
                pass


def described(ear: Ear) -> bytes:
    """Return a session description with the socket of an ear."""
    host, port = ear.sock.getsockname()
    return (f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n").encode()


def address_in(body: bytes) -> tuple[str, int]:
    """Return where a session description wants its sound."""
    session = parse(body)
    (media,) = session.media
    return session.address_of(media) or "", media.port


class Conversation:
    """So many calls at once between the operator and the telephone of an installation, all parties talking."""

    def __init__(self, bench: installation.Bench, calls: int) -> None:
        self.calls = calls
        server = bench.settings.sip_address
        self.operator = Agent((installation.OPERATOR, 5060), server)
        self.phone = Agent((PHONE, 5062), server)
        self.ears: list[Ear] = []
        self.late_ms = 0.0
        self._talking: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Register, call, and talk. Raises TimeoutError when that takes more than a minute."""
        async with asyncio.timeout(60):
            await self.operator.open()
            await self.phone.open()
            self.phone.register(0)
            while self.phone.account is None or self.phone.account.status.state != "registered":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            self._talking = asyncio.create_task(self._talk())
            for number in range(self.calls):
                low = LOWEST_HZ + 2 * number * STEP_HZ
                asker = Ear.open(installation.OPERATOR, low, low + STEP_HZ)
                other = Ear.open(PHONE, low + STEP_HZ, low)
                self.ears += [asker, other]
                self.phone.ears.append(other)
                self.operator.call(installation.NUMBER, asker)
                while len(self.phone.calls) <= number or len(self.operator.calls) <= number:
                    if self.operator.refused:
                        raise RuntimeError(f"the call was refused with {self.operator.refused}")
                    await asyncio.sleep(0.01)

    async def _talk(self) -> None:
        due = time.monotonic()
        while True:
            for ear in self.ears:
                ear.speak()
            due += TICK_S
            await asyncio.sleep(due - time.monotonic())
            self.late_ms = max(self.late_ms, (time.monotonic() - due) * 1000)

    @property
    def standing(self) -> int:
        """How many calls both sides still have."""
        agents = (self.operator, self.phone)
        return min(sum(id(dialog) not in agent.over for dialog in agent.calls) for agent in agents)

    def forget(self) -> None:
        """Count from now on."""
        for ear in self.ears:
            ear.sent = ear.received = ear.duplicates = ear.wrong_seconds = ear.right_seconds = 0

    def heard(self) -> dict[str, float]:
        """Return packets sent and received by all, the worst loss of a party, seconds with and without its tone."""
        pairs = [*zip(self.ears[::2], self.ears[1::2], strict=True), *zip(self.ears[1::2], self.ears[::2], strict=True)]
        losses = [1 - receiver.received / max(1, sender.sent) for sender, receiver in pairs]
        return {
            "packets_sent": sum(ear.sent for ear in self.ears),
            "packets_received": sum(ear.received for ear in self.ears),
            "worst_loss_percent": round(100 * max(losses), 3),
            "duplicates": sum(ear.duplicates for ear in self.ears),
            "seconds_with_the_right_tone": sum(ear.right_seconds for ear in self.ears),
            "seconds_without": sum(ear.wrong_seconds for ear in self.ears),
        }

    async def hush(self) -> None:
        """Say nothing more, and hear out what is under way."""
        if self._talking is not None:
            self._talking.cancel()
        await asyncio.sleep(0.5)

    async def end(self) -> None:
        """Hang up."""
        self.operator.hang_up()
        for _ in range(200):
            if not self.standing:
                break
            await asyncio.sleep(0.05)
        for ear in self.ears:
            ear.close()
