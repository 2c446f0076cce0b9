"""A registrar and a notifier behind a driver, a registration behind another: real sockets, real time."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import asynccontextmanager

import pytest

from offhook.sip.address import Flow
from offhook.sip.digest import Challenge, Challenger, Credentials, Verified, authorize
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import RequestFailed, RequestReceived, ResponseReceived
from offhook.sip.register import Registrar
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.subscribe import Notifier, message_summaries, message_summary
from offhook.sip.wire import Request, Response, parse
from offhook.transport.driver import Driver
from offhook.transport.sockets import bind_udp, listen_tcp


def tokens():
    numbers = itertools.count(time.time_ns())
    return lambda: f"{next(numbers):x}"


class Side:
    """An endpoint with its driver and sockets."""

    def __init__(self):
        udp, tcp = bind_udp("127.0.0.1", 0), listen_tcp("127.0.0.1", 0)
        self.addresses = {"udp": udp.getsockname(), "tcp": tcp.getsockname()}
        self.endpoint = Endpoint(EndpointConfig(), tokens())
        self.driver = Driver(self.endpoint, [udp, tcp], self.on_event)
        self.now = self.driver.now

    def on_event(self, event):
        raise NotImplementedError


class Server(Side):
    def __init__(self):
        super().__init__()
        self.challenger = Challenger(bytes(32), "offhook")
        self.registrar = Registrar()
        self.new = 0
        self.notifier = Notifier(
            message_summaries(lambda account: message_summary(f"sip:{account}@h", self.new, 0)), tokens()
        )
        self.driver.on_connections_closed = lambda flows: [
            self.registrar.connection_closed(one.connection) for one in flows
        ]

    def send(self):
        for one in self.notifier.outgoing():
            self.endpoint.request(one.request, one.flow, one.tag, self.now())
        self.driver.kick()

    def on_event(self, event):
        match event:
            case RequestReceived(transaction, request, flow):
                match self.challenger.verify(request, {"201": "secret"}.get, self.now()):
                    case Verified(username) if request.method == "REGISTER":
                        response = self.registrar.register(request, username, flow, self.now())
                    case Verified(username):
                        response = self.notifier.subscribe(request, username, flow, self.now())
                    case Challenge(headers):
                        response = request.response(401)
                        for header in headers:
                            response.add(*header)
                    case _:
                        response = request.response(403)
                self.endpoint.respond(transaction, response, self.now())
            case ResponseReceived(tag, response):
                self.notifier.response(tag, response, self.now())
            case RequestFailed(tag, _):
                self.notifier.failed(tag)
        self.send()


class Phone(Side):
    def __init__(self, server, transport, password="secret"):  # noqa: S107  of this test only
        super().__init__()
        self.flow = Flow(transport, self.addresses[transport], server.addresses[transport])
        host, port = self.addresses[transport]
        config = RegistrationConfig(
            "sip:offhook",
            "sip:201@offhook",
            f"sip:201@{host}:{port};transport={transport}",
            Credentials("201", password),
        )
        self.registration = Registration(config, tokens(), lambda: 0.5)
        self.driver.watch(self.registration, self.send)

    def send(self):
        for request in self.registration.outgoing():
            self.endpoint.request(request, self.flow, "registration", self.now())
        self.driver.kick()

    def on_event(self, event):
        match event:
            case ResponseReceived("registration", response):
                self.registration.response(response, self.now())
            case RequestFailed("registration", status):
                self.registration.failed(status, self.now())
        self.send()


@asynccontextmanager
async def running(*sides):
    for side in sides:
        await side.driver.start()
    try:
        yield
    finally:
        for side in sides:
            await side.driver.close()


async def until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_registering_and_leaving(run, transport):
    async def main():
        server = Server()
        phone = Phone(server, transport)
        async with running(server, phone):
            phone.registration.start(phone.now())
            phone.send()
            await until(lambda: phone.registration.status.state == "registered")
            [binding] = server.registrar.bindings("201")
            assert binding.flow.transport == transport
            assert bool(binding.flow.connection) == (transport == "tcp")
            phone.registration.stop(phone.now())
            phone.send()
            await until(lambda: phone.registration.status.state == "off")
            assert server.registrar.bindings("201") == []

    run(main())


def test_a_wrong_password(run):
    async def main():
        server = Server()
        phone = Phone(server, "udp", "wrong")
        async with running(server, phone):
            phone.registration.start(phone.now())
            phone.send()
            await until(lambda: phone.registration.status.state == "failed")
            assert phone.registration.status.last_status == 403
            assert len(server.registrar) == 0

    run(main())


def test_an_operator_that_is_not_there(run):
    async def main():
        server = Server()
        server.addresses["tcp"] = ("127.0.0.1", 9)
        phone = Phone(server, "tcp")
        async with running(phone):
            phone.registration.start(phone.now())
            phone.send()
            await until(lambda: phone.registration.status.state == "failed")
            assert (phone.registration.status.last_status, phone.registration.status.last_reason) == (
                503,
                "not reachable",
            )
        await server.driver.start()
        await server.driver.close()

    run(main())


def test_a_phone_that_drops_its_connection(run):
    async def main():
        server = Server()
        phone = Phone(server, "tcp")
        phone.registration._config = RegistrationConfig(
            "sip:offhook", "sip:201@offhook", "sip:201@10.0.0.1;transport=tcp", Credentials("201", "secret")
        )
        async with running(server):
            await phone.driver.start()
            phone.registration.start(phone.now())
            phone.send()
            await until(lambda: phone.registration.status.state == "registered")
            assert len(server.registrar) == 1
            await phone.driver.close()
            await until(lambda: len(server.registrar) == 0)

    run(main())


def test_message_waiting(run):
    async def main():
        loop = asyncio.get_running_loop()
        server = Server()
        phone = bind_udp("127.0.0.1", 0)

        async def receive():
            return parse(await asyncio.wait_for(loop.sock_recv(phone, 65_535), 5))

        async with running(server):
            host, port = phone.getsockname()
            request = Request(
                "SUBSCRIBE",
                "sip:201@offhook",
                [
                    ("Via", f"SIP/2.0/UDP {host}:{port};branch=z9hG4bK1;rport"),
                    ("From", "<sip:201@offhook>;tag=1"),
                    ("To", "<sip:201@offhook>"),
                    ("Call-ID", "mwi"),
                    ("CSeq", "1 SUBSCRIBE"),
                    ("Contact", f"<sip:201@{host}:{port}>"),
                    ("Event", "message-summary"),
                ],
            )
            challenged = Response(401, None, server.challenger.challenge(server.now()).headers)
            request.add(*authorize(request, challenged, Credentials("201", "secret"), "c", 1))
            phone.sendto(request.encode(), server.addresses["udp"])
            assert (await receive()).status == 200
            first = await receive()
            assert (first.method, first.body.splitlines()[0]) == ("NOTIFY", b"Messages-Waiting: no")
            server.new = 3
            server.notifier.notify("201", server.now())  # waits until the first one is answered
            phone.sendto(first.response(200).encode(), server.addresses["udp"])
            second = await receive()
            assert second.cseq.number == first.cseq.number + 1
            assert second.body.splitlines()[0] == b"Messages-Waiting: yes"
            phone.sendto(second.response(481).encode(), server.addresses["udp"])
            await until(lambda: len(server.notifier) == 0)
        phone.close()

    run(main())
