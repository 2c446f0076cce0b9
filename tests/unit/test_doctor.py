"""The doctor: what is wrong gets a line and an advice, and looking changes nothing."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.ports import free_port

from offhook.certificates.authority import LEAF_DAYS, LocalAuthority
from offhook.config import Settings
from offhook.doctor import Finding, examine

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    def make(**changes: str) -> Settings:
        usual = {"sip": f"127.0.0.1:{free_port()}", "http": f"127.0.0.1:{free_port()}"}
        return Settings(data=tmp_path / "data", **{**usual, **changes})

    return make


def about(findings: list[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]


async def test_before_the_first_start_nothing_fails_and_nothing_is_made(settings: Callable[..., Settings]) -> None:
    given = settings()
    findings = await examine(given)
    assert {finding.subject for finding in findings} == {
        *("processes", "ports", "media", "database", "SMTP", "clock", "prompts", "disk", "secrets", "TLS", "limits")
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
    (given.data / "secret.key").write_text("x")
    (given.data / "demo.json").chmod(0o600)
    (given.data / "secret.key").chmod(0o644)
    readable, public = about(await examine(given), "secrets")
    assert readable.advice == f"chmod 600 {given.data / 'secret.key'}"
    assert (public.level, "--demo" in public.advice) == ("fail", True)


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
