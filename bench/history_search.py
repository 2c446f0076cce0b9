"""Looking for calls in a history of a million: how long each kind of search takes.

    python -m bench.history_search FOLDER [CALLS]

A database of its own is made in FOLDER (one that is there is asked again), with 200 companies of which one has four
fifths of all calls. Each search is asked
through the history's own service, as the serving role, with other values each time.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from offhook.db.call_words import call_words
from offhook.db.engine import Database
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.history.search import CallFilter
from offhook.history.service import View, list_calls
from offhook.ids import PersonId, TenantId, new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPANIES = 200
PEOPLE = 120
CUSTOMERS = 60_000
EACH = 40
FIRST = ("Anna", "Boris", "Clara", "Dora", "Jüri", "Maria", "Sergei", "Tiina", "Peeter", "Olga", "Liis", "Ivan")
LAST = ("Tamm", "Saar", "Sepp", "Mägi", "Kask", "Kukk", "Rebane", "Ilves", "Petrov", "Ivanova", "Pärn", "Koppel")
COLUMNS = (
    "tenant_id, id, started_at, answered_at, connected_at, ended_at, direction, caller_number, caller_name, dialled, "
    "number_id, callee_name, callee_number, result, hangup_side, status, owed, waiting_ms, talking_ms, journey, "
    "parties, person_ids, words"
)


class Company:
    """Who works there and who calls there."""

    def __init__(self, place: int, random_: random.Random) -> None:
        self.id = new_id()
        self.place = place
        self.people = [
            (new_id(), new_id(), str(200 + n), f"{random_.choice(FIRST)} {random_.choice(LAST)}") for n in range(PEOPLE)
        ]
        self.lines = [(new_id(), f"+372600{place:03}{n}") for n in range(8)]

    def customer(self, random_: random.Random) -> tuple[str, str]:
        """Return a number, and the name of those who are contacts."""
        n = int(random_.triangular(0, CUSTOMERS, 0))
        name = f"{FIRST[n % 12]} {LAST[n // 12 % 12]} {n}" if n % 3 == 0 else ""
        return f"+3725{self.place % 10}{n * 7919 % 1_000_000:06}", name


def rows(companies: list[Company], calls: int, random_: random.Random) -> Iterator[tuple[Any, ...]]:
    """Give the rows of all calls, the oldest first."""
    begin = datetime.now(UTC) - timedelta(days=730)
    for n in range(calls):
        company = companies[0] if n % 5 else companies[1 + n // 5 % (COMPANIES - 1)]
        at = begin + timedelta(days=729) * (n / calls)
        person_id, extension_id, number, name = random_.choice(company.people)
        outside, contact = company.customer(random_)
        line_id, line = random_.choice(company.lines)
        inbound = random_.random() < 0.6
        result = random_.choices(("answered", "missed", "abandoned", "busy", "failed"), (78, 12, 7, 2.7, 0.3))[0]
        talked = int(random_.expovariate(1 / 150)) * 1000 if result == "answered" else None
        own = {"number": number, "name": name, "extension_id": extension_id, "person_id": person_id}
        other = {"number": outside, "name": contact}
        caller, callee = (other, own) if inbound else (own, other)
        queue = {"queue": random_.choice(("Sales", "Support")), "queue_id": line_id}
        micro = int(at.timestamp() * 1e6)
        journey = [
            {"at": micro, "kind": "received", "node": None, "detail": {"from": caller["number"], "number": line}},
            {"at": micro, "kind": "scenario", "node": None, "detail": {"name": "Main line", "version": 3}},
            {"at": micro, "kind": "played", "node": "a", "detail": {"prompt": "welcome", "interrupted_by": "1"}},
            {"at": micro, "kind": "menu", "node": "b", "detail": {"choice": "1", "label": "Sales", "attempt": 1}},
            {"at": micro, "kind": "queued", "node": "c", "detail": queue if inbound else {}},
            {"at": micro, "kind": "ringing", "node": "c", "detail": {"who": [own], "seconds": 20}},
            {"at": micro, "kind": "answered", "node": "c", "detail": {"who": name, "after_s": 4.2}},
            {"at": micro, "kind": "connected", "node": None, "detail": {"who": name}},
            {"at": micro, "kind": "hangup", "node": None, "detail": {"side": "caller", "reason": ""}},
        ]
        row: dict[str, Any] = {
            "direction": "inbound" if inbound else "outbound",
            "result": result,
            "owed": result in {"missed", "abandoned"} and inbound,
            "talking_ms": talked,
            "number_id": line_id if inbound else None,
            "person_ids": [person_id],
            "parties": [caller, callee],
            "dialled": line if inbound else outside,
            "journey": journey,
        }
        words = " ".join("'" + word.replace("'", "''") + "'" for word in call_words(row, company.id))
        end = at + timedelta(seconds=20, milliseconds=talked or 0)
        yield (
            company.id, new_id(), at, at, at if talked is not None else None, end, row["direction"], caller["number"],
            caller["name"], row["dialled"], row["number_id"], callee["name"], callee["number"], result, "caller", 200,
            row["owed"], 8000, talked, json.dumps(journey), json.dumps(row["parties"]), [person_id], words,
        )  # fmt: skip


def fill(url: str, calls: int) -> list[Company]:
    """Make companies and calls as the superuser, whom row-level security does not bind."""
    random_ = random.Random(1)
    companies = [Company(n, random_) for n in range(COMPANIES)]
    with psycopg.connect(url) as connection:
        for company in companies:
            connection.execute(
                "INSERT INTO tenants (id, name, country, language, timezone, currency, sip_domain) "
                "VALUES (%s, %s, 'EE', 'et', 'Europe/Tallinn', 'EUR', %s)",
                (company.id, f"Company {company.place}", f"c{company.place}.test"),
            )
        with connection.cursor().copy(f"COPY calls ({COLUMNS}) FROM STDIN") as copy:
            for row in rows(companies, calls, random_):
                copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE calls")
    return companies


def known(url: str) -> list[Company]:
    """Return the companies of a history that was made before."""
    companies = []
    with psycopg.connect(url) as connection:
        for tenant, name in connection.execute("SELECT id::text, name FROM tenants").fetchall():
            company = Company(int(name.removeprefix("Company ")), random.Random(1))
            company.id = tenant
            of_calls = "FROM (SELECT * FROM calls WHERE tenant_id = %s ORDER BY started_at DESC LIMIT 5000) c"
            company.people = connection.execute(
                "SELECT DISTINCT p->>'person_id', p->>'extension_id', p->>'number', p->>'name' "
                f"{of_calls}, jsonb_array_elements(c.parties) p WHERE p ? 'person_id'",
                (tenant,),
            ).fetchall()  # type: ignore[assignment]  texts
            lines = f"SELECT DISTINCT number_id::text, dialled {of_calls} WHERE number_id IS NOT NULL"
            company.lines = connection.execute(lines, (tenant,)).fetchall()  # type: ignore[assignment]  texts
            companies.append(company)
    return sorted(companies, key=lambda one: one.place)


def searches(company: Company, random_: random.Random) -> dict[str, Callable[[], tuple[CallFilter | None, str | None]]]:
    """Return what is asked, by name: a filter, and whose calls only."""

    def number() -> str:
        return company.customer(random_)[0]

    def ago(days: int) -> datetime:
        return datetime.now(UTC) - timedelta(days=days)

    def of(**wanted: Any) -> Callable[[], tuple[CallFilter | None, str | None]]:
        return lambda: (CallFilter(**{key: one() if callable(one) else one for key, one in wanted.items()}), None)

    return {
        "newest page": lambda: (None, None),
        "whole number": of(number=number),
        "end of a number, 6 digits": of(number=lambda: number()[-6:]),
        "middle of a number, 5 digits": of(number=lambda: number()[4:9]),
        "part of a number, 4 digits": of(number=lambda: number()[-5:-1]),
        "number that is not there": of(number="998877665"),
        "name of a person": of(text=lambda: random_.choice(company.people)[3]),
        "first name": of(text=lambda: random_.choice(FIRST)),
        "contact": of(text=lambda: f"{random_.choice(LAST)} {random_.randrange(0, CUSTOMERS, 3)}"),
        "name that is not there": of(text="zebedee"),
        "a person's calls": of(person_id=lambda: random_.choice(company.people)[0]),
        "an agent's page": lambda: (None, random_.choice(company.people)[0]),
        "an extension, missed, last year": of(
            extension=lambda: random_.choice(company.people)[2], result="missed", since=lambda: ago(600), until=ago(235)
        ),
        "a month two years ago": of(since=ago(720), until=ago(690)),
        "failed": of(result="failed"),
        "owed, by number": of(owed=True, number=lambda: number()[-5:]),
        "talked for 15 minutes": of(shortest_s=900),
        "queue": of(queue_id=lambda: random_.choice(company.lines)[0]),
        "line and direction": of(number_id=lambda: random_.choice(company.lines)[0], direction="inbound"),
    }


async def measure(database: Database, company: Company) -> list[tuple[str, float, float, float]]:
    """Return the median, the 95th percentile and the worst of each search, in milliseconds."""
    random_ = random.Random(2)
    found = []
    for name, ask in searches(company, random_).items():
        took = []
        for _ in range(EACH):
            wanted, person = ask()
            started = time.perf_counter()
            async with database.tenant(TenantId(company.id)) as session:
                view = View("en", frozenset({PersonId(person)}) if person else None)
                await list_calls(session, view, limit=50, wanted=wanted)
            took.append((time.perf_counter() - started) * 1000)
        percent = statistics.quantiles(took, n=20)
        found.append((name, statistics.median(took), percent[18], max(took)))
    return found


def main() -> None:
    """Make the history, ask, and print a table."""
    folder, calls = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    server = EmbeddedPostgres(folder, settings={"fsync": "off", "synchronous_commit": "off"})
    urls = asyncio.run(server.start())
    try:
        asyncio.run(migrate(urls.owner_url))
        started = time.perf_counter()
        companies = known(server.administrator_url())
        if not companies:
            companies = fill(server.administrator_url(), calls)
            print(f"{calls} calls of {COMPANIES} companies made in {time.perf_counter() - started:.0f} s")
        for what in ("calls", "calls_words_idx", "calls_newest_idx"):
            with psycopg.connect(server.administrator_url()) as connection:
                size = connection.execute("SELECT pg_size_pretty(pg_table_size(%s))", (what,)).fetchone()
            print(f"{what}: {size[0] if size else ''}")

        async def ask() -> None:
            database = Database(urls.app_url)
            for company in (companies[0], companies[7]):
                share = "large" if company.place == 0 else "small"
                for name, median, percent, worst in await measure(database, company):
                    print(f"| {share} | {name} | {median:.1f} | {percent:.1f} | {worst:.1f} |")
            await database.close()

        asyncio.run(ask())
    finally:
        asyncio.run(server.stop())


if __name__ == "__main__":
    main()
