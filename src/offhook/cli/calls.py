"""`offhook calls`: the history in plain words, read from the database by whoever may read the data folder."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import exc, select, text

from offhook.db.engine import Database
from offhook.db.urls import database_urls
from offhook.errors import ResourceError
from offhook.history.service import View, get_call, list_calls
from offhook.history.traces import trace_of
from offhook.history.words import result_text
from offhook.ids import CallId, TenantId
from offhook.tenancy.model import TenantRow
from offhook.tenancy.zone import zone_of
from offhook.trace.ladder import ladder

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from offhook.config import Settings
    from offhook.history.call import Call, Leg, Recording, Who
    from offhook.history.quality import HeardThere, Quality


async def newest_calls(settings: Settings, limit: int) -> list[str]:
    """Return one line per call of all companies, newest first.

    Raises:
        ResourceError: the database is away.
    """
    found: list[tuple[Call, tzinfo]] = []
    database = Database(database_urls(settings).app_url, connections=1)
    try:
        for tenant in await _tenants(database):
            async with database.tenant(tenant) as session:
                zone = zone_of(await session.scalar(select(TenantRow.timezone)))
                page = await list_calls(session, View(), limit=limit)
            found += [(call, zone) for call in page.calls]
    except exc.SQLAlchemyError as error:
        raise _away(error) from error
    finally:
        await database.close()
    found.sort(key=lambda pair: pair[0].started_at, reverse=True)
    return [summary(call, zone) for call, zone in found[:limit]]


async def one_call(settings: Settings, call_id: str) -> str | None:
    """Return the whole story of a call, found by the beginning or end of its id; None when there is none, or several.

    Raises:
        ResourceError: the database is away.
    """
    found = await _only_call(settings, call_id)
    return None if found is None else story(*found)


async def call_trace(settings: Settings, call_id: str) -> list[str] | None:
    """Return the ladder of a call, found as `one_call` finds it; no lines when nothing of it is kept.

    Raises:
        ResourceError: the database is away.
    """
    found = await _only_call(settings, call_id)
    if found is None:
        return None
    call, zone = found
    return ladder(await asyncio.to_thread(trace_of, settings.traces, call), zone)


async def _only_call(settings: Settings, call_id: str) -> tuple[Call, tzinfo] | None:
    database = Database(database_urls(settings).app_url, connections=1)
    found: list[tuple[Call, tzinfo]] = []
    try:
        for tenant in await _tenants(database):
            async with database.tenant(tenant) as session:
                zone = zone_of(await session.scalar(select(TenantRow.timezone)))
                query = text("SELECT id::text FROM calls WHERE id::text LIKE :first OR id::text LIKE :last LIMIT 2")
                wanted = call_id.replace("\\", "").replace("%", "").replace("_", "").lower()
                ids = await session.scalars(query, {"first": f"{wanted}%", "last": f"%{wanted}"})
                calls = [await get_call(session, View(), CallId(one)) for one in ids.all()]
            found += [(call, zone) for call in calls if call is not None]
    except exc.SQLAlchemyError as error:
        raise _away(error) from error
    finally:
        await database.close()
    return found[0] if len(found) == 1 else None


def summary(call: Call, zone: tzinfo) -> str:
    """Return a call in one line: when, who, to whom, how it ended, how long, the end of its id."""
    talked = "" if call.talking_seconds is None else f", talked {length(call.talking_seconds)}"
    marks = _recorded(call.recording) + (", call back" if call.owed else "")
    whom = who(call.callee) if call.callee else call.number
    return _printable(
        f"{when(call.started_at, zone)}  {call.direction:<8}  {who(call.caller)} → {whom}: "
        f"{result_text(call.result)}, waited {length(call.waiting_seconds)}{talked}{marks}  [{call.id[-12:]}]"
    )


def story(call: Call, zone: tzinfo) -> str:
    """Return everything that happened in a call."""
    lines = [summary(call, zone), f"  dialled {call.number}, id {call.id}"]
    if call.hangup_side:
        lines.append(f"  ended by {call.hangup_side}" + (f": {call.reason}" if call.reason else ""))
    lines += [f"  {when(step.at, zone)[11:]}  {step.text}" for step in call.steps]
    if recording := call.recording:
        state = "complete" if recording.complete else recording.error or "not finished"
        lines.append(f"  recording {recording.path} ({length(recording.duration_seconds or 0)}, {state})")
    if message := call.voicemail:
        heard = "heard" if message.heard_at else "not heard yet"
        lines.append(f"  voice message of {length(message.duration_seconds)}, {heard}")
    lines += [line for leg in call.legs or () for line in _leg_lines(leg, zone)]
    return "\n".join(_printable(line) for line in lines)


def length(seconds: float) -> str:
    """Return a time span as minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def when(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in the company's zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def who(party: Who) -> str:
    """Return a party by name and number."""
    if party.name and party.number and party.name != party.number:
        return f"{party.name} ({party.number})"
    return party.name or party.number or "hidden number"


def _recorded(recording: Recording | None) -> str:
    if recording is None:
        return ""
    return ", recording incomplete" if recording.error else ", recorded"


def _printable(line: str) -> str:
    """Return a line that cannot command a terminal, whatever callers and far ends wrote into it."""
    return "".join(one if one.isprintable() else "\ufffd" for one in line)


def _leg_lines(leg: Leg, zone: tzinfo) -> list[str]:
    name = str(leg.party.get("name") or leg.party.get("number") or "?")
    end = f", ended {when(leg.ended_at, zone)[11:]}" if leg.ended_at else ""
    status = f", status {leg.status}" if leg.status else ""
    lines = [f"  {leg.direction} leg {name}: from {when(leg.started_at, zone)[11:]}{end}{status}"]
    if quality := leg.quality:
        mos, trip = _mos(quality), quality.round_trip_ms
        back = "" if trip is None else f", there and back {trip:.0f} ms"
        heard = f"heard {quality.packets_received} packets of {quality.codec or 'unknown codec'}"
        lines.append(f"    {heard}, lost {quality.loss_percent:.1f} %, jitter {quality.jitter_ms:.0f} ms{mos}")
        if there := quality.there:
            lines.append(
                f"    heard there: lost {there.loss_percent:.1f} %, jitter {there.jitter_ms:.0f} ms{_mos(there)}{back}"
            )
    if video := leg.video:
        shown = f"showed {video.packets_received} packets of {video.codec or 'unknown codec'}"
        lines.append(f"    {shown}, lost {video.loss_percent:.1f} %")
    return lines


def _mos(heard: Quality | HeardThere) -> str:
    return "" if heard.mos is None else f", MOS {heard.mos:.1f} ({heard.verdict})"


async def _tenants(database: Database) -> list[TenantId]:
    async with database.system() as session:
        return [TenantId(str(one)) for one in await session.scalars(text("SELECT offhook_tenants()"))]


def _away(error: Exception) -> ResourceError:
    first = str(error).partition("\n")[0]
    return ResourceError(f"the history cannot be read, is Offhook running? ({first})")
