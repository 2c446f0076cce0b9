"""The demo company with calls, a second company, and a client of the API over both."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi.routing import _IncludedRouter
from sqlalchemy import select
from tests.unit.journal.samples import answered_call, voicemail_call

from offhook.access.service import NewUser, add_user, issue_token
from offhook.api.app import RESOURCES, create_app
from offhook.api.context import Context
from offhook.config import Settings
from offhook.db.base import TenantRow
from offhook.demo import seed_demo
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.errors import ResourceError
from offhook.ids import PersonId, TenantId, new_id
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fastapi import FastAPI

    from offhook.db.engine import Database


@dataclass
class FakeSwitch:
    """Answers what it was given; away when there is nothing."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def __call__(self, _settings: Settings, do: str, **arguments: Any) -> Any:
        self.asked.append((do, arguments))
        if do not in self.answers:
            raise ResourceError("the switch does not answer")
        return self.answers[do]


@dataclass
class World:
    """What the tests look at."""

    client: httpx.AsyncClient
    switch: FakeSwitch
    settings: Settings
    database: Database
    tenant: TenantId
    logins: dict[str, tuple[str, str]]
    answered: str
    left: str
    message: str
    other_token: str
    token: str
    recording: Path

    def bearer(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.token}"}


def wav(frames: int) -> bytes:
    data = b"".join(struct.pack("<hh", number % 100, -(number % 100)) for number in range(frames))
    size = len(data)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 2, 8000, 32000, 4, 16, b"data", size
    )
    return head + data


_INCLUDED: list[_IncludedRouter] = []


def made_once(app: FastAPI) -> FastAPI:
    """Let the application answer by the first one's resources: FastAPI builds each anew, which takes half of a test."""
    routes = app.router.routes
    places = [place for place, route in enumerate(routes) if isinstance(route, _IncludedRouter)]
    assert len(places) == len(RESOURCES)
    if not _INCLUDED:
        _INCLUDED.extend(routes[place] for place in places)
    for place, included in zip(places, _INCLUDED, strict=True):
        routes[place] = included
    return app


@pytest.fixture
async def world(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("offhook.access.passwords.PasswordHasher", cheap)
    settings = Settings(data=tmp_path)
    demo = await seed_demo(database, settings)
    (tenant,) = await list_tenants(database)
    async with database.tenant(tenant) as session:
        clara = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.number == "203"))
        anna = await session.scalar(select(PersonRow.id).where(PersonRow.name.startswith("Anna")))
        await add_user(session, NewUser("agnes", "agnes-password", "agent", PersonId(anna or "")))
        await add_user(session, NewUser("nobody", "nobody-password", "agent"))
        await add_user(session, NewUser("super", "super-password", "supervisor"))
    other = TenantId(new_id())
    async with database.tenant(other) as session:
        session.add(
            TenantRow(
                id=other, name="Other", country="EE", language="en", timezone="UTC", currency="EUR",
                sip_domain="other.example",
            )
        )  # fmt: skip
        await session.flush()
        other_token = await issue_token(session, await add_user(session, NewUser("o", "o-password", "admin")), "t")
    recording = tmp_path / "recordings" / "one.wav"
    recording.parent.mkdir()
    recording.write_bytes(wav(1000))
    answered, left = answered_call(tenant), voicemail_call(tenant, clara or "")
    answered = [_with_person(record, anna or "", recording) for record in answered]
    message = next(record for record in left if isinstance(record, records.VoicemailLeft))
    journal = Journal(tmp_path / "journal")
    journal.replay()
    (tmp_path / "voicemail").mkdir()
    for record in [*answered, *left, *answered_call(other)]:
        journal.append(record)
    flusher = Flusher(journal, journal.state, database)
    assert await flusher.flush()
    await flusher.stop()
    await journal.close()
    switch = FakeSwitch()
    app = made_once(create_app(Context(settings, database, switch), web=tmp_path / "no-web"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://pbx.test/api/v1"
    ) as client:
        yield World(
            client=client,
            switch=switch,
            settings=settings,
            database=database,
            tenant=tenant,
            logins={login.role: (login.user, login.password) for login in demo.web.logins},
            answered=answered[0].call,
            left=left[0].call,
            message=message.voicemail,
            other_token=other_token,
            token=(tmp_path / "admin.token").read_text().strip(),
            recording=recording,
        )


def _with_person(record: Any, person: str, recording: Path) -> Any:
    if isinstance(record, records.LegStarted) and record.party.number == "201":
        party = records.Party("201", "Anna", person_id=person)
        return records.LegStarted(record.call, record.leg, record.at, record.direction, party)
    if isinstance(record, records.RecordingStarted):
        return records.RecordingStarted(record.call, record.recording, record.at, str(recording))
    return record
