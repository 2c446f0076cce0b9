"""What the services of a company's configuration refuse, and the database behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from offhook.db.rules import broken_rule
from offhook.directory import service as directory
from offhook.directory.extensions import (
    ConferenceSettings,
    NewExtension,
    add_extension,
    change_extension,
    list_extensions,
)
from offhook.errors import InvalidValue
from offhook.ids import PersonId, TenantId, new_id
from offhook.numbers import service as numbers
from offhook.scenario import store
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant
from offhook.trunks.service import NewTrunk, add_trunk, list_trunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer


def company(**changes: str) -> TenantRow:
    facts = {
        "name": "A",
        "country": "EE",
        "language": "et",
        "timezone": "Europe/Tallinn",
        "currency": "EUR",
        "sip_domain": "a.test",
    }
    return TenantRow(**{**facts, **changes})


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.tenant(TenantId(new_id())) as opened:
        add_tenant(opened, company())
        await opened.flush()
        yield opened
        await opened.rollback()


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "Estonia"), ("currency", "€"), ("timezone", "Europe/Nowhere"), ("timezone", "../../etc/passwd")],
)
async def test_companies(database: Database, field: str, value: str) -> None:
    async with database.tenant(TenantId(new_id())) as session:
        with pytest.raises(InvalidValue) as caught:
            add_tenant(session, company(**{field: value}))
        assert caught.value.field == field


async def test_directory(session: AsyncSession, sealer: Sealer) -> None:
    with pytest.raises(InvalidValue):
        await directory.add_person(session, "  ")
    for username in ("", "a b", "a@b", "ä", "x" * 65, 'a"b'):
        with pytest.raises(InvalidValue):
            await directory.add_device(session, sealer, directory.NewDevice(username, "secret"))
    with pytest.raises(InvalidValue):
        await directory.add_device(session, sealer, directory.NewDevice("phone", ""))
    for number in ("", "20a", "+372", "1" * 16):
        with pytest.raises(InvalidValue):
            await add_extension(session, NewExtension(number, "A"))
    person = await directory.add_person(session, "Jüri Ööbik", email="j@example.com")
    await directory.add_device(session, sealer, directory.NewDevice("phone", "пароль", person, codecs=("PCMA",)))
    await add_extension(session, NewExtension("201", "Jüri", person, voicemail=True))
    assert [row.name for row in await directory.list_people(session)] == ["Jüri Ööbik"]
    (device,) = await directory.list_devices(session)
    assert device.codecs == ["PCMA"]
    assert "пароль".encode() not in device.secret_sealed
    assert [(row.number, row.kind) for row in await list_extensions(session)] == [("201", "person")]


@pytest.mark.parametrize("wrong", [{"pin": "12a"}, {"pin": "1" * 16}, {"places": 1}, {"places": 101}])
async def test_no_conference(session: AsyncSession, wrong: dict[str, Any]) -> None:
    new = NewExtension("500", "Monday", service="conference", conference=ConferenceSettings(**wrong))
    with pytest.raises(InvalidValue) as caught:
        await add_extension(session, new)
    assert [caught.value.field] == [*wrong]


async def test_conference(session: AsyncSession) -> None:
    settings = ConferenceSettings(pin="4711", places=5)
    await add_extension(session, NewExtension("500", "Monday", service="conference", conference=settings))
    (found,) = await list_extensions(session)
    assert (found.kind, found.pin, found.places, found.person_id) == ("conference", "4711", 5, None)
    calmer = ConferenceSettings(pin="", music=False, record=False)
    await change_extension(session, found, number="501", name=None, conference=calmer)
    await session.refresh(found)
    assert (found.number, found.name, found.pin, found.music) == ("501", "Monday", None, False)
    assert (found.announce, found.record, found.places) == (True, False, 5)
    with pytest.raises(InvalidValue):
        await change_extension(session, found, number=None, name=" ", conference=ConferenceSettings())
    await session.rollback()


async def test_an_echo_test_has_no_pin(session: AsyncSession) -> None:
    with pytest.raises(InvalidValue):
        await add_extension(session, NewExtension("*43", "Echo", conference=ConferenceSettings(pin="1")))


async def test_taken(session: AsyncSession) -> None:
    await add_extension(session, NewExtension("*43", "Echo"))
    with pytest.raises(IntegrityError) as caught:
        await add_extension(session, NewExtension("*43", "Echo again"))
    refused = broken_rule(caught.value)
    assert refused is not None
    assert refused.field == "number"


async def test_unknown_person(session: AsyncSession) -> None:
    with pytest.raises(IntegrityError):
        await add_extension(session, NewExtension("201", "A", PersonId(new_id())))


@pytest.mark.parametrize("number", ["", "6000100", "+", "+372", "+1234567890123456", "sip:201@a.test", "+99912345678"])
async def test_no_numbers(session: AsyncSession, number: str) -> None:
    with pytest.raises(InvalidValue):
        await numbers.add_number(session, numbers.NewNumber(number, "Main"))


async def test_numbers(session: AsyncSession) -> None:
    await numbers.add_number(session, numbers.NewNumber("+372 600-0100", "Main"))
    assert [row.e164 for row in await numbers.list_numbers(session)] == ["+3726000100"]


async def test_trunks(session: AsyncSession, sealer: Sealer) -> None:
    with pytest.raises(InvalidValue):
        await add_trunk(session, sealer, NewTrunk("A", "sip.example.com", match=("300.1.1.1",)))
    with pytest.raises(InvalidValue):
        await add_trunk(session, sealer, NewTrunk("A", "sip.example.com", register=True, username="a"))
    await add_trunk(
        session,
        sealer,
        NewTrunk("A", "sip.example.com", match=("192.0.2.0/24", "2001:db8::1"), username="a", secret="operator-secret"),
    )
    (trunk,) = await list_trunks(session)
    assert trunk.secret_sealed is not None
    assert b"operator-secret" not in trunk.secret_sealed


async def test_versions(session: AsyncSession) -> None:
    scenario = await store.add_scenario(session, "Main line")
    with pytest.raises(InvalidValue):
        await store.publish(session, scenario)
    assert await store.save_draft(session, scenario, {"n": 1}) == 1
    with pytest.raises(InvalidValue):
        await store.roll_back(session, scenario, 1)
    assert await store.publish(session, scenario) == 1
    with pytest.raises(InvalidValue):
        await store.publish(session, scenario)
    assert await store.save_draft(session, scenario, {"n": 2}) == 2
    assert await store.publish(session, scenario) == 2
    await store.roll_back(session, scenario, 1)
    with pytest.raises(InvalidValue):
        await store.roll_back(session, scenario, 3)
