"""Dialling owed calls: agents of a queue who are free are given callers whom nobody answered, at a set pace.

Invariant: a caller who waits in the queue goes first; an owed call is given to one queue at a time, stands in its line
as a promise (`scenario/calling_back.py` rings the agent, then the customer), and leaves it as soon as both have talked.
How often it was tried in vain is counted where owed calls are kept, so nothing here needs to outlive the switch.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import exc, func, or_, select

from offhook.errors import OffhookError
from offhook.ids import TenantId
from offhook.owed.model import OwedCallRow
from offhook.queueing.line import Waiting
from offhook.routing.dialling import is_ordinary
from offhook.routing.hours import opening

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from offhook.call.floors import Floors
    from offhook.configuration import Queue
    from offhook.db.engine import Database
    from offhook.queueing.floor import Floor
    from offhook.queueing.line import Line
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

LOOK_SECONDS = 2.0
MOST_READ = 50
State = Literal["off", "closed", "busy", "paced", "nobody", "dialling"]
log = logging.getLogger(__name__)


class Owed(NamedTuple):
    """An owed call that may be made now; `person_id` is whose it is, "" for nobody's in particular."""

    id: str
    number: str
    name: str
    number_id: str
    person_id: str


class OwedCalls(Protocol):
    """Where owed calls are kept; each method may raise an OffhookError while it cannot."""

    async def due(self, tenant: str, queue: Queue, now: datetime) -> Sequence[Owed]:
        """Return those that may be tried now, as often as the queue says, first who called first."""
        ...

    async def closed(self, tenant: str, ids: Sequence[str]) -> Sequence[str]:
        """Return which of these are owed no longer."""
        ...


class DatabaseOwedCalls:
    """The table of the companies' database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, tenant: str, queue: Queue, now: datetime) -> Sequence[Owed]:
        """Return those that may be tried now."""
        row = OwedCallRow
        query = (
            select(row)
            .where(row.closed_at.is_(None), func.cardinality(row.tried_by) < queue.dial_tries)
            .where(or_(row.tried_at.is_(None), row.tried_at <= now - timedelta(seconds=queue.dial_pause_s)))
            .order_by(row.since, row.id)
            .limit(MOST_READ)
        )
        if queue.dial_numbers:
            query = query.where(row.number_id.in_(queue.dial_numbers))
        async with self._database.tenant(TenantId(tenant)) as session:
            rows = (await session.scalars(query)).all()
            return [Owed(one.id, one.number, one.name, one.number_id or "", one.owner_id or "") for one in rows]

    async def closed(self, tenant: str, ids: Sequence[str]) -> Sequence[str]:
        """Return which of these are owed no longer."""
        query = select(OwedCallRow.id).where(OwedCallRow.id.in_(ids), OwedCallRow.closed_at.is_(None))
        async with self._database.tenant(TenantId(tenant)) as session:
            still = set((await session.scalars(query)).all())
        return [one for one in ids if one not in still]


class Dialling:
    """The dialling of all companies of a switch; `begin` has it look every other second."""

    def __init__(self, switch: Switch, store: OwedCalls) -> None:
        self._switch = switch
        self._store = store
        self._next: dict[str, float] = {}  # queues: not before
        self._rest: dict[str, float] = {}  # owed calls that were given out: until their try is counted
        self._states: dict[str, State] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def _floors(self) -> Floors:
        return self._switch.services.floors

    def begin(self) -> None:
        """Look from now on."""
        self._timer = self._switch.exchange.loop.call_later(LOOK_SECONDS, self._tick)

    def end(self) -> None:
        """Look no longer."""
        if self._timer is not None:
            self._timer.cancel()

    def state(self, queue: Queue, line: Line) -> dict[str, str | int]:
        """Say how it goes in a queue."""
        under_way = len(_owed_in(line))
        idle: State = self._states.get(queue.id, "nobody") if queue.dial_owed else "off"
        return {"state": "dialling" if under_way and queue.dial_owed else idle, "under_way": under_way}

    def _tick(self) -> None:
        self._switch.exchange.spawn(self._look())
        self.begin()

    async def _look(self) -> None:
        """Give out what may be given out; a database that is away only means later."""
        for tenant, office in list(self._switch.installation.offices.items()):
            for queue in office.queues.values() if office.company.suspended_at is None else ():
                floor = self._floors.floor(tenant)
                line = floor.lines.get(queue.id) if floor else None
                if line is None or not (queue.dial_owed or _owed_in(line)):
                    continue
                try:
                    await self._take_back(tenant, queue, line)
                    self._states[queue.id] = await self._give(office, queue, line)
                except (OffhookError, exc.DBAPIError, exc.TimeoutError) as error:
                    log.info("owed calls of %s cannot be read: %s", queue.name, error)

    async def _take_back(self, tenant: str, queue: Queue, line: Line) -> None:
        """Leave alone who has talked with somebody in the meantime, and everybody once it is switched off."""
        under_way = _owed_in(line)
        if not under_way:
            return
        over = set(await self._store.closed(tenant, [one.id for one in under_way]))
        for one in under_way:
            if one.id in over or not queue.dial_owed:
                self._rest.pop(one.id, None)
                self._floors.drop(tenant, one)

    async def _give(self, office: Office, queue: Queue, line: Line) -> State:
        """Give one owed call to a free agent, if it is time and nobody waits."""
        now = self._floors.now()
        if not queue.dial_owed:
            return "off"
        zone = ZoneInfo(office.company.timezone)
        schedule = office.schedules.get(queue.dial_schedule)
        if schedule is not None and opening(schedule, datetime.fromtimestamp(now, zone)).says != "open":
            return "closed"
        tenant = office.company.id
        floor = self._floors.floor(tenant)
        if floor is None or line.waiting or not _free(floor, queue, now):
            return "busy"
        if now < self._next.get(queue.id, 0.0):
            return "paced"
        for one in await self._store.due(tenant, queue, datetime.fromtimestamp(now, UTC)):
            if self._may_call(office, queue, one, now):
                self._next[queue.id] = now + 3600 / queue.dial_per_hour
                self._rest[one.id] = now + queue.dial_pause_s
                whose = (e.id for e in office.company.extensions if one.person_id and e.person_id == one.person_id)
                agent = next(whose, "")
                self._floors.take_owed(
                    tenant,
                    Waiting(one.id, queue.id, now, one.number, one.name, now, agent=agent, promised=True, owed=True),
                )
                return "dialling"
        return "nobody"

    def _may_call(self, office: Office, queue: Queue, one: Owed, now: float) -> bool:
        never = office.lists.get(queue.dial_never)
        if (never is not None and never.has(one.number)) or not is_ordinary(one.number):
            return False
        self._rest = {name: until for name, until in self._rest.items() if until > now}
        promised = self._switch.exchange.journal.state.promises.values()
        return one.id not in self._rest and not any(
            saved.tenant == office.company.id and saved.state.get("number") == one.number for saved in promised
        )


def _owed_in(line: Line) -> list[Waiting]:
    return [one for one in line.waiting.values() if one.owed]


def _free(floor: Floor, queue: Queue, now: float) -> bool:
    return any(floor.desk.agent(member.extension_id).free(now) for member in queue.members)
