"""A DNS server on loopback that answers from a zone file, by UDP and TCP."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.zone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SOA = "@ 60 IN SOA ns.operator.test. admin.operator.test. 1 60 60 60 25\n@ 60 IN NS ns\n"
UDP_LARGEST = 512


class DnsServer:
    """`records` are lines of the zone operator.test; `silent` swallows questions, `failing` answers SERVFAIL."""

    def __init__(self, records: str) -> None:
        self.silent = self.failing = False
        self.asked: list[str] = []
        self.use(records)

    def use(self, records: str) -> None:
        self.zone = dns.zone.from_text(SOA + records, origin="operator.test.", check_origin=False, relativize=False)

    def answer(self, query: dns.message.Message, *, udp: bool) -> bytes | None:
        (question,) = query.question
        self.asked.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
        if self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA | dns.flags.RA
        if self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
            return response.to_wire()
        name = question.name
        soa = self.zone.find_rrset(self.zone.origin, "SOA")
        if not name.is_subdomain(self.zone.origin) or self.zone.get_node(name) is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
            response.authority.append(soa)
        else:
            for _ in range(4):
                found = self.zone.get_rrset(name, question.rdtype)
                alias = self.zone.get_rrset(name, "CNAME")
                if found is None and alias is not None:
                    response.answer.append(alias)
                    name = alias[0].target
                    continue
                (response.answer if found else response.authority).append(found or soa)
                break
        wire = response.to_wire(max_size=65535)
        if udp and len(wire) > UDP_LARGEST:
            cut = dns.message.make_response(query)
            cut.flags |= dns.flags.TC
            return cut.to_wire()
        return wire


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        wire = self._server.answer(dns.message.from_wire(data), udp=True)
        if wire is not None:
            self._transport.sendto(wire, address)


@contextlib.asynccontextmanager
async def serving(server: DnsServer, host: str, port: int) -> AsyncIterator[None]:
    """Serve for a while."""

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                length = int.from_bytes(await reader.readexactly(2), "big")
                wire = server.answer(dns.message.from_wire(await reader.readexactly(length)), udp=False)
                if wire is not None:
                    writer.write(len(wire).to_bytes(2, "big") + wire)
        writer.close()

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(server), local_addr=(host, port))
    tcp = await asyncio.start_server(stream, host, port)
    try:
        yield
    finally:
        transport.close()
        tcp.close()
