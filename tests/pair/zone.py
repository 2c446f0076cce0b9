"""DNS as it is for tests: hosts with their addresses, and other records."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from offhook.naming.answers import Answer
from offhook.naming.resolver import NamesAway

if TYPE_CHECKING:
    from offhook.sip.locating import Kind, Question


class Zone:
    """Answers at once; while `away`, after five seconds it has not."""

    def __init__(self) -> None:
        self.hosts: dict[str, list[str]] = {}
        self.records: dict[tuple[str, Kind], list[Any]] = {}
        self.ttl_s = 300.0
        self.absence_s = 10.0
        self.away = False
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.away:
            await asyncio.sleep(5)
            raise NamesAway("DNS does not answer (192.0.2.53)")
        name, kind = question
        found: list[Any] = self.records.get((name, kind), [])
        if kind in ("A", "AAAA"):
            version = 4 if kind == "A" else 6
            found = [one for one in self.hosts.get(name, []) if ip_address(one).version == version]
        if found:
            return Answer(tuple(dict.fromkeys(found)), self.ttl_s)
        return Answer((), self.absence_s, "there is no such name")
