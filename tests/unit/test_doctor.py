"""The doctor: what is wrong gets a line and an advice, and looking changes nothing."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pair.company import company
from tests.pair.zone import Zone
from tests.ports import free_port

from offhook.certificates.authority import LEAF_DAYS, LocalAuthority
from offhook.config import Settings
from offhook.configuration import Configuration, Extension, Gateway, Trunk
from offhook.db.sealing import Sealer
from offhook.doctor import Finding, examine
from offhook.naming.resolver import NamesAway
from offhook.recording.room import Room
from offhook.supervisor.key import take_key
from offhook.tenancy.loading import save_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.naming.answers import Answer
    from offhook.sip.locating import Question


class Dns(Zone):
    """DNS that answers, or is found away, at once."""

    async def ask(self, question: Question) -> Answer:
        if self.away:
            raise NamesAway("DNS does not answer (192.0.2.53)")
        return await super().ask(question)


@pytest.fixture(autouse=True)
def dns(monkeypatch: pytest.MonkeyPatch) -> Dns:
    found = Dns()
    monkeypatch.setattr("offhook.doctor.DnsResolver", lambda _servers: found)
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    def make(**changes: str) -> Settings:
        usual = {"sip": f"127.0.0.1:{free_port()}", "http": f"127.0.0.1:{free_port()}"}
        return Settings(data=tmp_path / "data", **{**usual, **changes})

    return make


async def test_codes_of_an_upgrade_that_hide_something_are_told(settings: Callable[..., Settings]) -> None:
    made = settings()
    made.data.mkdir()
    old = company(extensions=(Extension("e-old", "*501", "Echo", "echo"),))
    save_copy(made.data, Sealer.of(made.data), Configuration((old, company()), 0))
    (finding,) = about(await examine(made), "codes")
    assert finding.level == "warn"
    assert finding.text == "Example: the code *50 (intercom) begins the extension *501, which goes before it"


def about(findings: list[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]


async def test_before_the_first_start_nothing_fails_and_nothing_is_made(settings: Callable[..., Settings]) -> None:
    given = settings()
    findings = await examine(given)
    assert {finding.subject for finding in findings} == {
        *("processes", "ports", "media", "database", "DNS", "SMTP", "clock", "prompts", "disk", "secrets", "TLS"),
        *("limits", "recording"),
    }
    assert all(finding.advice for finding in findings if finding.level == "warn" and finding.subject != "clock")
    assert [str(finding) for finding in about(findings, "ports") if finding.level != "ok"] == []
    assert not given.data.exists()


async def test_a_taken_port_is_a_failure_with_advice(settings: Callable[..., Settings]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sip, _web = about(await examine(settings(sip=f"127.0.0.1:{port}")), "ports")
    assert sip.level == "fail"
    assert f"port {port}" in sip.text
    assert "ss -lnptu" in sip.advice


async def test_smtp_and_database_that_do_not_answer(settings: Callable[..., Settings]) -> None:
    port = free_port()
    given = settings(smtp_url=f"smtp://127.0.0.1:{port}", database_url=f"postgresql://owner:hush@127.0.0.1:{port}/x")
    findings = await examine(given)
    for subject in ("SMTP", "database"):
        (finding,) = about(findings, subject)
        assert finding.level == "fail", subject
        assert finding.advice
    assert "hush" not in "".join(str(finding) for finding in findings)
    assert not given.data.exists()


def with_trunks(given: Settings, *trunks: Trunk) -> Settings:
    """A data folder in which a switch has worked with these trunks."""
    given.data.mkdir()
    save_copy(given.data, Sealer.of(given.data), Configuration((company(trunks=trunks),), 0))
    return given


async def test_names_of_trunks_lead_somewhere_or_nowhere(settings: Callable[..., Settings], dns: Dns) -> None:
    dns.hosts["sip.north.test"] = ["192.0.2.1", "192.0.2.2"]
    gateways = (Gateway("192.0.2.9"), Gateway("gone.test"))
    trunks = (Trunk("t-1", "North", "sip.north.test"), Trunk("t-2", "South", "192.0.2.7", gateways=gateways))
    answers, north, gone = about(await examine(with_trunks(settings(), *trunks)), "DNS")
    assert (answers.level, north.level, gone.level) == ("ok", "ok", "fail")
    assert north.text == "sip.north.test, of the trunk North, leads to 192.0.2.1, 192.0.2.2"
    assert gone.text == "gone.test, of the trunk South, leads nowhere: there is no such name"
    assert "trunk's settings" in gone.advice


async def test_dns_that_does_not_answer(settings: Callable[..., Settings], dns: Dns) -> None:
    dns.away = True
    (finding,) = about(await examine(settings()), "DNS")
    assert (finding.level, finding.text) == ("warn", "DNS does not answer (192.0.2.53)")
    assert "/etc/resolv.conf" in finding.advice
    needed = with_trunks(settings(dns="127.0.0.1"), Trunk("t-1", "North", "sip.north.test"))
    server, name = about(await examine(needed), "DNS")
    assert (server.level, "OFFHOOK_DNS" in server.advice) == ("fail", True)
    assert (name.level, "DNS does not answer" in name.text) == ("fail", True)


async def test_a_copy_that_does_not_open(settings: Callable[..., Settings]) -> None:
    given = with_trunks(settings())
    (given.data / "configuration.sealed").write_bytes(b"x")
    unread, answers = about(await examine(given), "DNS")
    assert (unread.level, answers.level) == ("warn", "ok")
    assert "start Offhook" in unread.advice


async def test_a_missing_media_server_and_voice(
    settings: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFHOOK_MEDIA_BIN", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    findings = await examine(settings())
    (media,) = about(findings, "media")
    assert (media.level, media.advice) == ("fail", "build it: make build")
    assert ("fail", "apt-get install espeak-ng") in [(one.level, one.advice) for one in about(findings, "prompts")]


@pytest.mark.parametrize("sip", ["192.0.2.1:5060", "127.0.0.1:5060,[2001:db8::1]", "127.0.0.1=203.0.113.7"])
async def test_open_secrets_and_a_public_demo(settings: Callable[..., Settings], sip: str) -> None:
    given = settings(sip=sip)
    given.data.mkdir()
    (given.data / "demo.json").write_text("{}")
    (given.data / "secret.key").write_bytes(bytes(32))
    (given.data / "demo.json").chmod(0o600)
    (given.data / "secret.key").chmod(0o644)
    readable, public = about(await examine(given), "secrets")
    assert readable.advice == f"chmod 600 {given.data / 'secret.key'}"
    assert (public.level, "--demo" in public.advice) == ("fail", True)


async def test_the_key_of_another_folder_is_told_with_what_to_do(settings: Callable[..., Settings]) -> None:
    given = settings()
    given.data.mkdir()
    take_key(given.data)
    for wrong in (bytes(32), None):
        (given.data / "secret.key").unlink()
        if wrong is not None:
            (given.data / "secret.key").write_bytes(wrong)
            (given.data / "secret.key").chmod(0o600)
        (found,) = [one for one in about(await examine(given), "secrets") if one.level == "fail"]
        assert "secret.key" in found.text
        assert "from your backup" in found.advice


async def test_a_full_disk_fails(settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.doctor.room_of", lambda _: Room(100 << 20, "full"))
    (found,) = about(await examine(settings()), "disk")
    assert (found.level, "not recorded" in found.advice) == ("fail", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_of_somebody_else() -> None:
    (disk,) = about(await examine(Settings(data=Path("/proc/nowhere"))), "disk")
    assert disk.level == "fail"


async def certificate_findings(settings: Callable[..., Settings], **changes: object) -> list[Finding]:
    given = settings(https=f"127.0.0.1:{free_port()}", **changes)
    return about(await examine(given), "TLS")


def own_files(folder: Path, name: str, now: datetime | None = None) -> dict[str, str]:
    pair = LocalAuthority(folder).provide([name], now)
    return {"tls_certificate": str(pair.certificate), "tls_key": str(pair.key)}


async def test_a_good_certificate_is_told_with_its_end(settings: Callable[..., Settings], tmp_path: Path) -> None:
    files = own_files(tmp_path / "own", "pbx.test")
    (finding,) = await certificate_findings(settings, names=("pbx.test",), **files)
    assert finding.level == "ok"
    assert "is valid until 20" in finding.text


async def test_an_expired_certificate_and_one_for_another_name_fail(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    files = own_files(tmp_path / "own", "other.test", datetime.now(UTC) - timedelta(days=LEAF_DAYS + 1))
    expired, name = await certificate_findings(settings, names=("pbx.test",), **files)
    assert (expired.level, name.level) == ("fail", "fail")
    assert "expired on" in expired.text
    assert "not for pbx.test" in name.text


async def test_a_certificate_that_ends_soon_is_a_warning(settings: Callable[..., Settings], tmp_path: Path) -> None:
    files = own_files(tmp_path / "own", "pbx.test", datetime.now(UTC) - timedelta(days=LEAF_DAYS - 5))
    (finding,) = await certificate_findings(settings, names=("pbx.test",), **files)
    assert finding.level == "warn"


async def test_a_missing_file_and_a_foreign_key_fail(settings: Callable[..., Settings], tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    (finding,) = await certificate_findings(settings, tls_certificate=gone, tls_key=gone)
    assert finding.level == "fail"
    files = own_files(tmp_path / "own", "pbx.test") | {"tls_key": own_files(tmp_path / "other", "pbx.test")["tls_key"]}
    (finding,) = await certificate_findings(settings, **files)
    assert (finding.level, "no pair" in finding.text) == ("fail", True)


async def test_the_local_authority_is_explained_and_acmes_absence_is_a_warning(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    LocalAuthority(tmp_path / "data" / "certificates").provide(["pbx.test"])
    acme, _valid, local = await certificate_findings(settings, names=("pbx.test",), acme="letsencrypt")
    assert acme.level == "warn"
    assert "trust it" in local.advice
