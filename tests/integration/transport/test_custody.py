"""A killed and restarted switch finds its sockets as it left them, established TCP connections included."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

from offhook.transport.custody import Custody, Keeper
from offhook.transport.sockets import bind_udp, listen_tcp

PROGRAM = Path(__file__).with_name("restarted_switch.py")


def message(number: int) -> bytes:
    return b"OPTIONS sip:%d SIP/2.0\r\nContent-Length: 0\r\n\r\n" % number


class Supervisor:
    """Holds the sockets and the keeper, starts and kills the switch."""

    def __init__(self):
        self.udp = bind_udp("127.0.0.1", 0)
        self.tcp = listen_tcp("127.0.0.1", 0)
        self.keeper = Keeper()
        self.switch = None

    async def start(self) -> int:
        link = self.keeper.attach()
        fds = [link.fileno(), self.udp.fileno(), self.tcp.fileno()]
        self.switch = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), *map(str, fds), pass_fds=fds, stdout=asyncio.subprocess.PIPE
        )
        link.close()
        line = await asyncio.wait_for(self.switch.stdout.readline(), 20)
        return int(line.split()[1])

    async def kill(self) -> None:
        self.switch.send_signal(signal.SIGKILL)
        await self.switch.wait()

    async def close(self) -> None:
        if self.switch.returncode is None:
            await self.kill()
        self.keeper.close()
        self.udp.close()
        self.tcp.close()


@asynccontextmanager
async def supervisor():
    one = Supervisor()
    try:
        yield one
    finally:
        await one.close()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def is_read(address, phone) -> bool:
    """Tell whether a server at `address` has read everything that came from a phone (proc_net_tcp(5))."""
    server, client = (f"0100007F:{port:04X}" for port in (address[1], phone.getsockname()[1]))
    found = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        found[local, remote] = queues.split(":")
    return int(found[client, server][0], 16) == int(found[server, client][1], 16) == 0


async def read(sock) -> bytes:
    data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(sock, 2000), 10)
    return data.partition(b": ")[2].split()[1] if data else data


async def connect(address) -> socket.socket:
    sock = socket.socket()
    sock.settimeout(0)
    await asyncio.get_running_loop().sock_connect(sock, address)
    return sock


async def until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.005)


def test_sockets_and_connections_survive_kill_9(run):
    async def main():
        loop = asyncio.get_running_loop()
        async with supervisor() as one:
            assert await one.start() == 0
            first = one.switch.pid
            phone, early = bind_udp("127.0.0.1", 0), await connect(one.tcp.getsockname())
            phone.sendto(message(1), one.udp.getsockname())
            assert await read(phone) == b"sip:1"
            early.send(message(2))
            assert await read(early) == b"sip:2"
            await until(lambda: len(one.keeper) == 1)

            await one.kill()
            for number in range(500):  # the phones do not know that nobody is there
                phone.sendto(message(number), one.udp.getsockname())
            early.send(message(3))
            late = await connect(one.tcp.getsockname())
            late.send(message(4))

            assert await one.start() == 1
            assert one.switch.pid != first
            assert [await read(phone) for _ in range(500)] == [b"sip:%d" % number for number in range(500)]
            early.send(message(5))
            data = b""
            while data.count(b"\n") < 2:
                data += await asyncio.wait_for(loop.sock_recv(early, 2000), 10)
            assert (
                data.split()
                == b"%d: OPTIONS sip:3 SIP/2.0 %d: OPTIONS sip:5 SIP/2.0".replace(b"%d", b"%d" % one.switch.pid).split()
            )
            assert await read(late) == b"sip:4"

            await one.kill()  # and once more, with both connections
            await until(lambda: len(one.keeper) == 2)
            assert await one.start() == 2
            late.send(message(6))
            assert await read(late) == b"sip:6"
            for sock in (phone, early, late):
                sock.close()
            await until(lambda: len(one.keeper) == 0)

    run(main())


def test_a_connection_cut_inside_a_message_is_dropped(run):
    async def main():
        async with supervisor() as one:
            await one.start()
            phone = await connect(one.tcp.getsockname())
            phone.send(message(1))
            assert await read(phone) == b"sip:1"
            phone.send(message(2)[:30])
            await until(lambda: is_read(one.tcp.getsockname(), phone))
            await one.kill()
            phone.send(message(2)[30:] + message(3))
            assert await one.start() == 1
            assert await read(phone) == b""
            await until(lambda: len(one.keeper) == 0)
            phone.close()

    run(main())


def test_a_connection_that_ended_meanwhile_is_let_go(run):
    async def main():
        async with supervisor() as one:
            await one.start()
            phone = await connect(one.tcp.getsockname())
            phone.send(message(1))
            await read(phone)
            await until(lambda: len(one.keeper) == 1)
            await one.kill()
            phone.close()
            await one.start()
            await until(lambda: len(one.keeper) == 0)

    run(main())


def test_the_switch_goes_on_without_its_keeper(run):
    async def main():
        async with supervisor() as one:
            await one.start()
            one.keeper.close()
            for number in range(3):
                phone = await connect(one.tcp.getsockname())
                phone.send(message(number))
                assert await read(phone) == b"sip:%d" % number
                phone.close()

    run(main())


def test_many_connections_come_back(run):
    async def main():
        loop = asyncio.get_running_loop()
        keeper, pairs = Keeper(), [socket.socketpair() for _ in range(600)]
        custody = Custody(keeper.attach(), loop)
        for number, (ours, _) in enumerate(pairs):
            custody.keep(number, ("127.0.0.1", 5060), ("::1", number), ours)
        for number in range(0, 600, 2):
            custody.drop(number)
        await until(lambda: len(keeper) == 300 and 599 in keeper._kept)
        custody.close()
        again = Custody(keeper.attach(), loop)
        kept = await again.reclaim()
        assert {one.connection for one in kept} == set(range(1, 600, 2))
        for one in kept:
            assert (one.local, one.remote) == (("127.0.0.1", 5060), ("::1", one.connection))
            one.sock.send(b"%d" % one.connection)
            assert pairs[one.connection][1].recv(10) == b"%d" % one.connection
            one.sock.close()
        gc.collect()  # what earlier tests left behind is not to go between two counts
        before = descriptors()
        keeper.close()
        assert descriptors() == before - 301
        again.close()
        for pair in pairs:
            pair[0].close()
            pair[1].close()

    run(main())


def test_a_keeper_that_does_not_answer_is_not_awaited_for_ever(run):
    async def main():
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        custody = Custody(ours, asyncio.get_running_loop())
        assert await custody.reclaim(0.05) == []
        theirs.close()
        custody.drop(1)
        custody.drop(2)
        assert await custody.reclaim(0.05) == []

    run(main())


def test_rubbish_on_the_link_leaks_nothing(run):
    async def main():
        keeper = Keeper(limit=1)
        link = keeper.attach()
        gc.collect()
        before = descriptors()
        with socket.socket() as sock:
            socket.send_fds(link, [b"\xc1"], [sock.fileno()])
            socket.send_fds(link, [b"\x80"], [sock.fileno()])
            socket.send_fds(link, [b"\x81\xa2do\xa4keep"], [sock.fileno()])
            link.send(b"\x81\xa2do\xa4drop")
            link.send(b"\x82\xa2do\xa4drop\xa2id\x07")
        await asyncio.sleep(0.05)
        assert descriptors() == before
        link.close()
        keeper.close()

    run(main())


def test_the_last_words_of_a_dead_switch_are_heard(run):
    async def main():
        keeper = Keeper()
        link = keeper.attach()
        with socket.socket() as sock:
            socket.send_fds(link, [b"\x82\xa2do\xa4keep\xa2id\x07"], [sock.fileno()])
        link.send(b"\x81\xa2do\xa5hello")
        await until(lambda: len(keeper) == 1)
        link.send(b"\x82\xa2do\xa4drop\xa2id\x07")
        link.close()  # with the keeper's answer unread, which the kernel tells as a reset
        keeper.attach().close()
        assert len(keeper) == 0
        keeper.close()

    run(main())
