"""`offhook doctor`: looks at everything that an installation needs and says what to do.

Invariant: it changes nothing, and works while the installation runs and while it does not.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import shutil
import stat
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import psycopg

from offhook.certificates.files import days_left, is_for, is_short, read_certificate
from offhook.certificates.store import CertificateStore, check_pair
from offhook.db.engine import plain_url
from offhook.db.migrate import head_revision, knows_revision
from offhook.db.sealing import SealBroken, Sealer
from offhook.db.urls import database_urls
from offhook.directory.code_conflicts import conflicts_of
from offhook.errors import MisuseError, OffhookError, ResourceError
from offhook.jobs.smtp import smtp_server
from offhook.listening import is_loopback
from offhook.media import binary
from offhook.naming.names import Names
from offhook.naming.resolver import DnsResolver, NamesAway
from offhook.prompts.catalogue import SOUNDS
from offhook.recording.keys import key_context
from offhook.recording.room import room_of
from offhook.routing.way import located
from offhook.sip.locating import Question, is_address
from offhook.supervisor.addresses import bind_http, bind_sip, bind_tls, hosts_of
from offhook.supervisor.errors import CannotStart
from offhook.supervisor.folder import supervisor_pid
from offhook.supervisor.key import key_advice, key_trouble
from offhook.supervisor.media import meet
from offhook.supervisor.readiness import switch_ready, web_ready
from offhook.tenancy.loading import load_copy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.config import Settings
    from offhook.naming.resolver import Resolver
    from offhook.recording.room import RoomState
    from offhook.sip.locating import Place

Level = Literal["ok", "warn", "fail"]

FEW_FILES: Final = 8192
CLOCK_SECONDS: Final = 1.0
TIME_ERROR: Final = 5  # adjtimex(2): the clock is not synchronised
TIMEX_SIZE: Final = 208
SOON_EXPIRED: Final = 14.0  # days
NO_NAME: Final = Question("offhook.invalid", "SRV")  # RFC 6761: never there, so an answer says that it is not
NAME_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; `advice` is what to do about it."""

    level: Level
    subject: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.level:<5}{self.subject:<10}{self.text}" + (f"\n{'':15}→ {self.advice}" if self.advice else "")


async def examine(settings: Settings) -> list[Finding]:
    """Return all findings in a fixed order."""
    checks: list[Callable[[Settings], Awaitable[list[Finding]]]] = [
        _processes,
        _ports,
        _media,
        _database,
        _dns,
        _smtp,
        _clock,
        _codes,
        _prompts,
        _disk,
        _secrets,
        _recording_keys,
        _certificates,
        _limits,
    ]
    return [
        finding for findings in await asyncio.gather(*(check(settings) for check in checks)) for finding in findings
    ]


async def _processes(settings: Settings) -> list[Finding]:
    pid = supervisor_pid(settings.data)
    if pid is None:
        return [Finding("warn", "processes", f"nothing runs on {settings.data}", "start it with: offhook up")]
    findings = [Finding("ok", "processes", f"the supervisor is process {pid}")]
    for name, ready in (("switch", switch_ready), ("web", web_ready)):
        if await ready(settings):
            findings.append(Finding("ok", "processes", f"the {name} process answers"))
        else:
            log = settings.data / "log" / f"{name}.log"
            findings.append(Finding("fail", "processes", f"the {name} process does not answer", f"look into {log}"))
    return findings


async def _ports(settings: Settings) -> list[Finding]:
    if supervisor_pid(settings.data) is not None:
        places = [f"SIP {settings.sip}", f"web {settings.http}"]
        places += [f"{what} {text}" for what, text in (("HTTPS", settings.https), ("TLS", settings.sip_tls)) if text]
        return [Finding("ok", "ports", f"{', '.join(places)} are ours")]
    findings = []
    takes: list[tuple[str, Callable[[], None]]] = [
        (f"SIP {settings.sip}", lambda: bind_sip(settings).close()),
        (f"web {settings.http}", lambda: bind_http(settings).close()),
    ]
    if settings.sip_tls:
        takes.append((f"TLS {settings.sip_tls}", lambda: bind_tls(settings).close()))
    for what, take in takes:
        try:
            take()
            findings.append(Finding("ok", "ports", f"{what} is free"))
        except CannotStart as error:
            first, _, rest = str(error).partition(". ")
            findings.append(Finding("fail", "ports", f"{what}: {first}", " ".join(rest.split())))
    return findings


async def _media(settings: Settings) -> list[Finding]:
    try:
        program = binary.path()
    except OffhookError as error:
        return [Finding("fail", "media", str(error), "build it: make build")]
    findings = [Finding("ok", "media", f"the program is {program}")]
    try:
        server = await meet(settings)
        server.writer.close()
        findings.append(Finding("ok", "media", f"the media server answers (process {server.pid}, {server.version})"))
    except ResourceError as error:
        if supervisor_pid(settings.data) is not None:
            findings.append(Finding("fail", "media", str(error), f"look into {settings.data / 'log' / 'media.log'}"))
    return findings


async def _database(settings: Settings) -> list[Finding]:
    if settings.database_url is None and supervisor_pid(settings.data) is None:
        return [Finding("ok", "database", "the embedded PostgreSQL starts with Offhook")]
    try:
        # The owner's URL of an external server: the other role's password would need a key, which is made when missing.
        url = settings.database_url or database_urls(settings).app_url
        async with await psycopg.AsyncConnection.connect(plain_url(url), connect_timeout=5) as connection:
            row = await (await connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8")).fetchone()
            schema = await _schema(connection)
    except (psycopg.Error, OffhookError) as error:
        return [
            Finding(
                "fail",
                "database",
                " ".join(str(error).split()),
                "check OFFHOOK_DATABASE_URL and the server"
                if settings.database_url
                else f"look into {settings.data / 'postgres' / 'log'}",
            )
        ]
    assert row is not None
    findings = [Finding("ok", "database", "PostgreSQL answers")]
    if schema is not None and schema != head_revision():
        text = f"the tables are of schema {schema}, and this program is of {head_revision()}"
        advice = (
            "start Offhook anew: it brings them up to date" if knows_revision(schema) else "install a newer Offhook"
        )
        findings.append(Finding("fail", "database", text, advice))
    apart = abs(row[0] - time.time())
    if apart > CLOCK_SECONDS:
        text = f"the database's clock and ours are {apart:.1f} s apart"
        findings.append(Finding("fail", "clock", text, "synchronise both by NTP"))
    return findings


async def _schema(connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> str | None:
    """Return the revision of the tables, None where there are none yet."""
    try:
        row = await (await connection.execute("SELECT version_num FROM alembic_version")).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        return None
    return None if row is None else str(row[0])


async def _dns(settings: Settings) -> list[Finding]:
    """Ask whether DNS answers, and where the names of trunks and gateways lead."""
    findings = []
    try:
        places = await asyncio.to_thread(_trunk_places, settings)
    except ResourceError as error:
        text = f"the names of trunks cannot be looked at: {error}"
        findings.append(Finding("warn", "DNS", text, "start Offhook: it writes them down anew"))
        places = {}
    resolver = DnsResolver(settings.dns_servers)
    names = Names(resolver, asyncio.get_running_loop().time)
    asking = asyncio.gather(*(names.find(place, NAME_SECONDS) for place in places))
    away = await _trouble_of(resolver)
    found = await asking
    if away:
        where = "OFFHOOK_DNS" if settings.dns else "/etc/resolv.conf"
        advice = f"name a server that answers in {where}, or let it be reached (port 53, UDP and TCP)"
        findings.append(Finding("fail" if places else "warn", "DNS", away, advice))
    else:
        findings.append(Finding("ok", "DNS", "the DNS server answers"))
    for (place, trunks), hops in zip(places.items(), found, strict=True):
        used = f"{place.host}, of the trunk {' and the trunk '.join(trunks)},"
        if hops:
            addresses = ", ".join(dict.fromkeys(hop.address for hop in hops))
            findings.append(Finding("ok", "DNS", f"{used} leads to {addresses}"))
        else:
            advice = "correct the name in the trunk's settings, or ask the operator for the right one"
            findings.append(Finding("fail", "DNS", f"{used} leads nowhere: {names.trouble(place)}", advice))
    await names.close()
    return findings


async def _trouble_of(resolver: Resolver) -> str:
    """Return why DNS gives no answer, "" where it gives one."""
    try:
        await resolver.ask(NO_NAME)
    except NamesAway as error:
        return str(error)
    return ""


def _trunk_places(settings: Settings) -> dict[Place, list[str]]:
    """Return what DNS must know for the trunks of all companies, with the names of these, from the sealed copy.

    Raises:
        ResourceError: it does not open.
    """
    if not (settings.data / "secret.key").exists():
        return {}  # nothing was ever set up, and looking makes no key
    configuration = load_copy(settings.data, Sealer.of(settings.data))
    found: dict[Place, list[str]] = {}
    for company in configuration.companies if configuration is not None else ():
        for trunk in company.trunks:
            for place in dict.fromkeys([located(trunk), *map(located, trunk.gateways)]):
                if not is_address(place.host):
                    found.setdefault(place, []).append(trunk.name)
    return found


async def _smtp(settings: Settings) -> list[Finding]:
    if not settings.smtp_url:
        return [
            Finding("warn", "SMTP", "voice messages are not mailed", "set OFFHOOK_SMTP_URL=smtp://user:password@host")
        ]
    try:
        server = smtp_server(settings.smtp_url)
        await server.probe()
    except (MisuseError, ResourceError) as error:
        return [Finding("fail", "SMTP", str(error), "check OFFHOOK_SMTP_URL and the mail server")]
    return [Finding("ok", "SMTP", f"{server.host}:{server.port} answers")]


async def _codes(settings: Settings) -> list[Finding]:
    """Look for feature codes that an upgrade brought and that begin a number of a company."""
    if not (settings.data / "secret.key").exists():
        return []
    try:
        configuration = load_copy(settings.data, Sealer.of(settings.data))
    except ResourceError:
        return []  # told with DNS
    companies = configuration.companies if configuration is not None else ()
    advice = "give it another code, or switch it off: PATCH /api/v1/company/codes; or change the number"
    return [
        Finding("warn", "codes", f"{company.name}: {conflict}", advice)
        for company in companies
        for conflict in conflicts_of(company)
    ]


async def _clock(_settings: Settings) -> list[Finding]:
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(TIMEX_SIZE))
    if state == TIME_ERROR:
        text = "the system clock is not synchronised: times in the history may be wrong"
        return [Finding("warn", "clock", text, "run an NTP service, for example systemd-timesyncd or chrony")]
    if state < 0:
        return [Finding("warn", "clock", "the system does not say whether its clock is synchronised")]
    return [Finding("ok", "clock", "the system clock is synchronised")]


async def _prompts(_settings: Settings) -> list[Finding]:
    findings = []
    if shutil.which("espeak-ng"):
        findings.append(Finding("ok", "prompts", "espeak-ng is installed"))
    else:
        text = "espeak-ng is missing: callers hear no synthesised sentences"
        findings.append(Finding("fail", "prompts", text, "apt-get install espeak-ng"))
    for language in ("en", "ru"):
        if any(SOUNDS.glob(f"{language}*")):
            findings.append(Finding("ok", "prompts", f"recorded voices are installed ({language})"))
        else:
            advice = f"apt-get install asterisk-core-sounds-{language}-wav"
            findings.append(Finding("warn", "prompts", f"recorded voices are missing ({language})", advice))
    return findings


async def _disk(settings: Settings) -> list[Finding]:
    place = settings.data
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        return [Finding("fail", "disk", f"{place} is not writable", "choose another folder with --data DIR")]
    room = room_of(place)
    levels: dict[RoomState, Level] = {"ok": "ok", "little": "warn", "full": "fail"}
    level, free = levels[room.state], room.free
    hours = free / (32000 * 3600)  # stereo, 8000 samples a second, 2 bytes
    text = f"{free / (1 << 30):.1f} GiB free at {settings.data}: recordings of about {hours:.0f} hours"
    return [Finding(level, "disk", text, "" if level == "ok" else "make room: calls go on, but are not recorded")]


async def _secrets(settings: Settings) -> list[Finding]:
    findings = []
    if trouble := key_trouble(settings.data):
        findings.append(Finding("fail", "secrets", trouble, key_advice(settings.data)))
    for name in ("secret.key", "admin.token", "configuration.sealed", "demo.json"):
        path = settings.data / name
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue
        if mode & 0o077:
            findings.append(Finding("fail", "secrets", f"others may read {path}", f"chmod 600 {path}"))
    if (settings.data / "demo.json").exists():
        try:
            hosts = [host for _, found in hosts_of(settings) for host in found]
        except CannotStart:  # told above, as a port that is not there
            hosts = []
        if not all(is_loopback(host) for host in hosts):
            text = "the demo's passwords are known to everyone, and others can reach this machine's addresses"
            findings.append(Finding("fail", "secrets", text, "use another data folder, without --demo"))
    return findings or [Finding("ok", "secrets", "files with secrets are readable by their owner only")]


async def _recording_keys(settings: Settings) -> list[Finding]:
    """Look whether the key of the installation opens the keys that recordings are sealed with."""
    try:
        found = await _company_keys(settings)
    except (psycopg.Error, OffhookError):
        return []  # told above, as a database that is away
    if not found:
        return [Finding("ok", "recording", "no recording and no message is sealed yet")]
    advice = f"put back {settings.data / 'secret.key'} from your backup: without it these recordings are lost"
    if not (settings.data / "secret.key").exists():
        return [Finding("fail", "recording", "the key that opens recordings, secret.key, is missing", advice)]
    sealer = Sealer.of(settings.data)
    broken = 0
    for tenant, key, sealed in found:
        try:
            sealer.open(sealed, key_context(tenant, key))
        except SealBroken:
            broken += 1
    if broken:
        text = f"{broken} of {len(found)} keys of recordings do not open with secret.key: it is another one"
        return [Finding("fail", "recording", text, advice)]
    text = f"the keys of recordings open ({len(found)}); keep a copy of secret.key apart from that of the database"
    return [Finding("ok", "recording", text)]


async def _company_keys(settings: Settings) -> list[tuple[str, str, bytes]]:
    """Return all keys of companies as they are stored, each with its company and id."""
    if settings.database_url is None and supervisor_pid(settings.data) is None:
        return []
    # The owner's URL: the other role's password would need the key that is looked for.
    url = settings.database_url or database_urls(settings).app_url
    found: list[tuple[str, str, bytes]] = []
    async with await psycopg.AsyncConnection.connect(plain_url(url), connect_timeout=5) as connection:
        tenants = await (await connection.execute("SELECT offhook_tenants()::text")).fetchall()
        for (tenant,) in tenants:
            await connection.execute("SELECT set_config('offhook.tenant', %s, true)", (tenant,))
            rows = await connection.execute("SELECT tenant_id::text, id::text, key_sealed FROM company_keys")
            found += [(company, key, bytes(sealed)) for company, key, sealed in await rows.fetchall()]
    return found


async def _certificates(settings: Settings) -> list[Finding]:
    """Look at the certificate that browsers and telephones are shown; nothing is made."""
    if settings.https is None and settings.sip_tls is None:
        return [Finding("ok", "TLS", "neither HTTPS nor SIP over TLS is wanted")]
    store = CertificateStore(settings)
    path = store.shown
    if not path.exists():
        if settings.own_certificate:
            return [Finding("fail", "TLS", f"there is no file {path}", "check OFFHOOK_TLS_CERTIFICATE")]
        return [Finding("ok", "TLS", "a certificate is made when Offhook starts")]
    try:
        certificate = read_certificate(path)
        check_pair(store.present())
    except ResourceError as error:
        return [Finding("fail", "TLS", str(error), "put a certificate and its key there, both in PEM form")]
    findings = []
    if settings.acme and store.local:
        advice = f"see {settings.data / 'log' / 'web.log'}; port 80 of each name must lead here"
        findings.append(Finding("warn", "TLS", "the ACME server has given no certificate yet", advice))
    left = days_left(certificate)
    until = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
    if left < 0:
        findings.append(Finding("fail", "TLS", f"the certificate {path} expired on {until}", "renew it"))
    elif left < SOON_EXPIRED and not is_short(certificate):
        findings.append(Finding("warn", "TLS", f"the certificate {path} expires on {until}", "renew it"))
    else:
        findings.append(Finding("ok", "TLS", f"the certificate {path} is valid until {until}"))
    findings += [
        Finding("fail", "TLS", f"the certificate is not for {name}", "get one for all names of OFFHOOK_NAMES")
        for name in settings.names
        if not is_for(certificate, name)
    ]
    if store.local:
        advice = "trust it on each device: docs/howto/certificates.md"
        findings.append(Finding("ok", "TLS", f"the local authority signed it ({store.authority.root})", advice))
    return findings


async def _limits(_settings: Settings) -> list[Finding]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FEW_FILES:
        text = f"a process may open {hard} files: about {hard // 8} calls at once"
        return [Finding("warn", "limits", text, "raise it, for example LimitNOFILE=65536 in the systemd unit")]
    return [Finding("ok", "limits", "enough open files are allowed")]
