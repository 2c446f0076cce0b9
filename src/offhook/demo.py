"""The demo: a small company in Estonia with fixed passwords, for loopback only.

Invariant: seeding happens in one transaction and once; a second run changes nothing in the database and writes the
two files only where they are missing or their facts changed. Without `--demo` nothing of this exists anywhere.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from offhook.access import service as access
from offhook.access.rights import Role  # noqa: TC001  read by msgspec at run time
from offhook.configuration import Hours
from offhook.db.sealing import Sealer
from offhook.directory import service as directory
from offhook.directory.extensions import NewExtension, add_extension
from offhook.directory.listing import PersonChanges, change_person
from offhook.ids import TenantId, new_id
from offhook.number_lists import service as number_lists
from offhook.numbers import service as numbers
from offhook.scenario import store
from offhook.scenario.samples import after_hours, main_line
from offhook.schedules import service as schedules
from offhook.sip.address import host_text
from offhook.tenancy.branches import BranchChanges, add_branch
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant
from offhook.trunks import service as trunks

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.config import Settings
    from offhook.db.engine import Database
    from offhook.ids import ScenarioId

NUMBER = "+3726000100"
OPERATOR = ("127.0.0.10", 5060)
SIP_PORT = 5060
ADMINISTRATOR = "admin"


class DemoPerson(NamedTuple):
    """Someone of the demo company with a telephone."""

    name: str
    extension: str
    username: str
    password: str
    email: str
    branch: str = "Tallinn"


class DemoLogin(msgspec.Struct, frozen=True):
    """A login to the web application."""

    user: str
    password: str
    role: Role


class DemoExtension(msgspec.Struct, frozen=True):
    """SIP settings of one demo telephone; `domain` is the registrar, with its port unless that is 5060."""

    number: str
    name: str
    username: str
    password: str
    domain: str


class DemoOperator(msgspec.Struct, frozen=True):
    """Where the demo's operator is expected."""

    address: str


class DemoWeb(msgspec.Struct, frozen=True):
    """The web application and who may log in."""

    url: str
    logins: tuple[DemoLogin, ...]


class Demo(msgspec.Struct, frozen=True):
    """What `DATA/demo.json` says."""

    number: str
    operator: DemoOperator
    extensions: tuple[DemoExtension, ...]
    web: DemoWeb


PEOPLE = (
    DemoPerson("Anna Kask", "201", "demo201", "demo-phone-201", "anna@example.com"),
    DemoPerson("Boris Tamm", "202", "demo202", "demo-phone-202", "boris@example.com"),
    DemoPerson("Clara Saar", "203", "demo203", "demo-phone-203", "clara@example.com", "Tartu"),
)
LOGINS = (
    DemoLogin(ADMINISTRATOR, "demo-admin", "admin"),
    DemoLogin("anna", "demo-agent", "agent"),
    DemoLogin("boris", "demo-supervisor", "supervisor"),
    DemoLogin("books", "demo-accountant", "accountant"),
    DemoLogin("audit", "demo-auditor", "auditor"),
)
_WHOSE = {"anna": "201", "boris": "202"}  # extensions of people, by login


async def seed_demo(database: Database, settings: Settings) -> Demo:
    """Make the demo company unless it is there, write `DATA/demo.json` and `DATA/admin.token`, and return the facts.

    Raises:
        ResourceError: the key of the installation cannot be read or made.
        OSError: the files cannot be written.
        sqlalchemy.exc.OperationalError: the database is away.
    """
    tenant_id = await numbers.tenant_of_number(database, NUMBER)
    if tenant_id is None:
        tenant_id = TenantId(new_id())
        async with database.tenant(tenant_id) as session:
            await _make_company(session, Sealer.of(settings.data), host_text(settings.sip_address[0]))
    token_file = settings.data / "admin.token"
    if not await _works(database, token_file):
        async with database.tenant(tenant_id) as session:
            user = await access.find_user(session, ADMINISTRATOR)
            token = await access.issue_token(session, user, "demo administrator")
            _replace(token_file, token.encode() + b"\n")
    demo = describe(settings)
    content = msgspec.json.format(msgspec.json.encode(demo), indent=2) + b"\n"
    facts = settings.data / "demo.json"
    if _content(facts) != content:
        _replace(facts, content)
    return demo


def describe(settings: Settings) -> Demo:
    """Return the facts of the demo under these addresses."""
    host, port = settings.sip_address
    domain = host_text(host) if port == SIP_PORT else f"{host_text(host)}:{port}"
    return Demo(
        number=NUMBER,
        operator=DemoOperator(f"{OPERATOR[0]}:{OPERATOR[1]}"),
        extensions=tuple(
            DemoExtension(person.extension, person.name, person.username, person.password, domain) for person in PEOPLE
        ),
        web=DemoWeb(f"http://{_http(settings)}", LOGINS),
    )


def _http(settings: Settings) -> str:
    host, port = settings.http_address
    return f"{host_text(host)}:{port}"


async def _make_company(session: AsyncSession, sealer: Sealer, sip_domain: str) -> None:
    add_tenant(
        session,
        TenantRow(
            name="Tallinn Trading OÜ",
            country="EE",
            language="en",
            timezone="Europe/Tallinn",
            currency="EUR",
            sip_domain=sip_domain,
        ),
    )
    await session.flush()
    branches = {name: (await add_branch(session, BranchChanges(name, city=name))).id for name in ("Tallinn", "Tartu")}
    people = {}
    for person in PEOPLE:
        who = people[person.extension] = await directory.add_person(session, person.name, email=person.email)
        await change_person(session, who, PersonChanges(branch_id=branches[person.branch]))
        device = directory.NewDevice(person.username, person.password, who, f"Telephone of {person.name}")
        await directory.add_device(session, sealer, device)
        await add_extension(session, NewExtension(person.extension, person.name, who, voicemail=True))
    await add_extension(session, NewExtension("*43", "Echo test"))
    await add_extension(session, NewExtension("500", "Conference", service="conference"))
    trunk = await trunks.add_trunk(
        session,
        sealer,
        trunks.NewTrunk("Demo operator", OPERATOR[0], OPERATOR[1], match=(OPERATOR[0],), caller_id=NUMBER),
    )
    scenario = await store.add_scenario(session, "Main line")
    graph = main_line(("201", "202"), ("203",), "203")
    await store.save_draft(session, scenario, graph.model_dump(mode="json"))
    await store.publish(session, scenario)
    await numbers.add_number(session, numbers.NewNumber(NUMBER, "Main line", trunk, scenario))
    await _make_night(session, scenario)
    for login in LOGINS:
        whose = people[_WHOSE[login.user]] if login.user in _WHOSE else None
        runs = login.role == "admin"
        await access.add_user(session, access.NewUser(login.user, login.password, login.role, whose, provider=runs))


async def _make_night(session: AsyncSession, day: ScenarioId) -> None:
    """Add what could answer after hours; no number leads there until somebody wants so."""
    week = (Hours((1, 2, 3, 4, 5), "09:00", "17:00"),)
    office = await schedules.add_schedule(
        session, schedules.ScheduleChanges(name="Office hours", hours=week, holidays="EE")
    )
    important = await number_lists.add_list(session, "Important customers", ["+37255500000"])
    night = await store.add_scenario(session, "Night")
    graph = after_hours(office.id, day, important.id, "203")
    await store.save_draft(session, night, graph.model_dump(mode="json"))
    await store.publish(session, night)


async def _works(database: Database, token_file: Path) -> bool:
    """Say whether the token in the file lets us in."""
    token = _content(token_file).decode().strip()
    return await access.authenticate_token(database, token) is not None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _replace(path: Path, content: bytes) -> None:
    """Replace a file, readable by us only, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
