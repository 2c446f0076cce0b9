"""The embedded server: made, adopted, stopped, recovered. As root the last test runs all of this again as `nobody`."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from offhook.db import cluster as places
from offhook.db.postgres import EmbeddedPostgres
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = os.geteuid() == 0
REPOSITORY = Path(__file__).resolve().parents[3]
as_root = pytest.mark.skipif(not ROOT, reason="only root can change its account")


def discard(data: Path) -> None:
    asyncio.run(EmbeddedPostgres(data).stop())
    link = data / "postgres"
    if link.is_symlink() and link.exists():
        shutil.rmtree(link.readlink().parent)
    shutil.rmtree(data)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder as `mktemp -d` makes it: mode 0700."""
    folder = Path(tempfile.mkdtemp(prefix="offhook-test-"))
    yield folder
    discard(folder)


def pid_of(data: Path) -> int:
    cluster = places.cluster_of(data)
    assert cluster is not None
    pid = places.postmaster(cluster)
    assert pid is not None
    return pid


def ask(url: str, query: Any, *values: Any) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query, values)
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def let_pass(folder: Path) -> None:
    folder.chmod(0o711)


def mode_of(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def names_in(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return dict(line.split(":", 1) for line in lines)


async def test_starts_adopts_and_stops(data: Path) -> None:
    server = EmbeddedPostgres(data)
    urls = await server.start()
    first = pid_of(data)
    assert ask(urls.owner_url, "SELECT current_user") == "offhook_owner"
    assert ask(urls.app_url, "SELECT current_user") == "offhook_app"
    assert ask(urls.app_url, "SHOW listen_addresses") == ""
    assert ask(urls.app_url, "SHOW fsync") == "on"
    assert ask(urls.app_url, "SHOW data_checksums") == "on"
    assert ask(urls.owner_url, "SELECT count(*) FROM pg_roles WHERE rolsuper") == 1
    ask(urls.owner_url, "CREATE TABLE kept AS SELECT 7 AS seven")

    together = await asyncio.gather(*(EmbeddedPostgres(data).start() for _ in range(3)))
    assert together == [urls] * 3
    assert pid_of(data) == first

    began = time.monotonic()
    busy = psycopg.connect(urls.owner_url)
    busy.execute("SELECT * FROM kept")
    await server.stop()
    assert time.monotonic() - began < 5
    busy.close()
    assert places.postmaster(places.cluster_of(data) or data) is None
    await server.stop()

    began = time.monotonic()
    urls = await server.start()
    if time.monotonic() - began >= 2:  # the machine may have paused; a server that starts slowly does so again
        await server.stop()
        began = time.monotonic()
        await server.start()
        assert time.monotonic() - began < 2
    assert ask(urls.owner_url, "SELECT seven FROM kept") == 7


async def test_outlives_its_starter(data: Path) -> None:
    code = (
        "import asyncio, sys, time, pathlib\n"
        "from offhook.db.postgres import EmbeddedPostgres\n"
        "asyncio.run(EmbeddedPostgres(pathlib.Path(sys.argv[1])).start())\n"
        "print('started', flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    starter = subprocess.Popen(  # noqa: ASYNC220  its end is the test
        [sys.executable, "-c", code, str(data)], stdout=subprocess.PIPE, env=environment, start_new_session=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"started\n"
    running = pid_of(data)
    os.killpg(starter.pid, signal.SIGKILL)
    # Nobody holds the starter's output any more: the server has no pipe to it.
    assert starter.stdout.read() == b""
    starter.wait()
    starter.stdout.close()
    urls = await EmbeddedPostgres(data).start()
    assert pid_of(data) == running
    assert ask(urls.app_url, "SELECT 1") == 1
    assert os.getsid(running) != starter.pid


async def test_recovers_from_a_crash(data: Path) -> None:
    server = EmbeddedPostgres(data)
    urls = await server.start()
    ask(urls.owner_url, "CREATE TABLE kept AS SELECT 7 AS seven")
    busy = await psycopg.AsyncConnection.connect(urls.owner_url)
    for _ in range(2):
        os.kill(pid_of(data), signal.SIGKILL)
        urls = await server.start()
        assert ask(urls.owner_url, "SELECT seven FROM kept") == 7
    await busy.close()


async def test_process_id_taken_by_another(data: Path) -> None:
    server = EmbeddedPostgres(data)
    await server.start()
    cluster = places.cluster_of(data)
    assert cluster is not None
    file = cluster / "postmaster.pid"
    content = file.read_text(encoding="utf-8").split("\n")
    await server.stop()
    account = places.server_account()
    stranger = subprocess.Popen(["/usr/bin/sleep", "60"], **account.options())  # noqa: ASYNC220  it only waits
    try:
        file.write_text("\n".join([str(stranger.pid), *content[1:]]), encoding="utf-8")
        shutil.chown(file, account.uid, account.gid)
        urls = await server.start()
        assert ask(urls.app_url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_long_path(data: Path) -> None:
    deep = data / ("a" * 100)
    deep.mkdir()
    server = EmbeddedPostgres(deep)
    try:
        urls = await server.start()
        assert ask(urls.app_url, "SELECT 1") == 1
        sockets = places.sockets_of(deep)
        assert places.fits(sockets)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    finally:
        await server.stop()
    assert sockets == places.cluster_of(deep) or not sockets.exists()


async def test_says_why_it_does_not_start(data: Path) -> None:
    with pytest.raises(ResourceError, match="shared_buffers"):
        await EmbeddedPostgres(data, settings={"shared_buffers": "nonsense"}).start()
    cluster = places.cluster_of(data)
    assert cluster is not None
    version = cluster / "PG_VERSION"
    version.write_text("17\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="of PostgreSQL 17"):
        await EmbeddedPostgres(data).start()
    version.write_text("18\n", encoding="utf-8")
    await EmbeddedPostgres(data).start()


async def test_lost_cluster_is_not_replaced_silently(tmp_path: Path) -> None:
    (tmp_path / "postgres").symlink_to(tmp_path / "gone")
    with pytest.raises(ResourceError, match="is gone"):
        await EmbeddedPostgres(tmp_path).start()


async def test_half_made_cluster_is_made_anew(data: Path) -> None:
    leftover = data / "postgres.new-1234"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18\n", encoding="utf-8")
    let_pass(data)
    urls = await EmbeddedPostgres(data).start()
    assert ask(urls.app_url, "SELECT 1") == 1
    assert not leftover.exists()


@as_root
async def test_account_and_place(data: Path) -> None:
    await EmbeddedPostgres(data).start()
    link, account = data / "postgres", places.server_account()
    assert link.is_symlink()
    assert link.readlink().is_relative_to(places.CLUSTERS)
    facts = link.stat()
    assert (facts.st_uid, stat.S_IMODE(facts.st_mode)) == (account.uid, 0o700)
    status = status_of(pid_of(data))
    assert set(status["Uid"].split()) == {str(account.uid)}
    assert set(status["Gid"].split()) == {str(account.gid)}
    assert set(status["Groups"].split()) <= {str(account.gid)}


@as_root
async def test_passable_data_folder_holds_the_cluster(data: Path) -> None:
    let_pass(data)
    await EmbeddedPostgres(data).start()
    assert not (data / "postgres").is_symlink()
    assert (data / "postgres").stat().st_uid == places.server_account().uid


@as_root
async def test_closed_system_folder_as_data_folder(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SYSTEM_FOLDER", data)
    monkeypatch.setattr(places, "CLUSTERS", data / "clusters")
    urls = await EmbeddedPostgres(data).start()
    assert ask(urls.app_url, "SELECT 1") == 1
    assert [mode_of(folder) for folder in (data, data / "postgres")] == [0o711, 0o700]


@as_root
@pytest.mark.parametrize("name", ["nobody", "daemon"])
async def test_lets_nobody_else_in(data: Path, name: str) -> None:
    await EmbeddedPostgres(data).start()
    psql = places.binaries(places.server_account()) / "psql"
    command = ["runuser", "-u", name, "--", str(psql), "-h", str(places.sockets_of(data)), "-c", "SELECT 1", "postgres"]
    for role in ("postgres", "offhook_owner", "offhook_app"):
        done = subprocess.run(  # noqa: ASYNC221  short
            [*command, role], capture_output=True, text=True, check=False, cwd="/"
        )
        assert done.returncode != 0
        assert "Peer authentication failed" in done.stderr or "Permission denied" in done.stderr


@as_root
async def test_copies_programs_out_of_a_closed_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = places.binaries(places.Account("root", 0, 0)).parents[1]
    closed = tmp_path / "closed"
    for folder in (package, package.with_name(f"{places.WHEEL}.libs")):
        shutil.copytree(folder, closed / folder.name)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(str(closed))
    with tempfile.TemporaryDirectory() as system:
        monkeypatch.setattr(places, "SYSTEM_FOLDER", Path(system))
        programs = places.binaries(places.server_account())
        assert programs.is_relative_to(system)
        assert places.binaries(places.server_account()) == programs
        assert names_in(system) == [programs.relative_to(system).parts[0]]
        urls = await EmbeddedPostgres(data).start()
        assert ask(urls.app_url, "SELECT 1") == 1
        await EmbeddedPostgres(data).stop()


@as_root
def test_forgotten_clusters_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "CLUSTERS", tmp_path / "clusters")
    monkeypatch.setattr(places, "TEMPORARY", (tmp_path / "temporary",))
    kept = {}
    for name, where in (("linked", "data"), ("gone", "temporary/gone"), ("unmounted", "volume"), ("old", "old")):
        home = tmp_path / "clusters" / name
        (home / "data").mkdir(parents=True)
        folder = tmp_path / where
        (home / "home").write_text(str(folder / "postgres"), encoding="utf-8")
        kept[name] = home
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "postgres").symlink_to(kept["linked"] / "data")
    long_ago = time.time() - places.ORPHAN_SECONDS - 1
    (kept["old"] / "missed").touch()
    os.utime(kept["old"] / "missed", (long_ago, long_ago))
    forgotten = places.prune()
    assert set(forgotten) == {kept["gone"], kept["old"]}
    assert set(places.prune()) == set(forgotten)  # whoever was to remove them was killed
    places.remove(forgotten)
    assert {name for name, home in kept.items() if home.exists()} == {"linked", "unmounted"}
    assert (kept["unmounted"] / "missed").exists()
    (tmp_path / "volume").mkdir()
    (tmp_path / "volume" / "postgres").symlink_to(kept["unmounted"] / "data")
    assert places.prune() == []
    assert not (kept["unmounted"] / "missed").exists()


def python_for_everyone() -> str | None:
    """An interpreter of our version that `nobody` may run, or None."""
    nobody = places.server_account()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, shutil.which(version, path="/usr/bin:/usr/local/bin")):
        if path and nobody.reaches(Path(path)) and nobody.reaches(REPOSITORY / "tests"):
            return path
    return None


@as_root
@pytest.mark.timeout(240)
def test_all_of_this_as_an_ordinary_user() -> None:
    python = python_for_everyone()
    if python is None:
        pytest.skip("no interpreter or no checkout that `nobody` can reach")
    account = places.server_account()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # what ends may still write
        shutil.chown(folder, account.uid, account.gid)
        options = account.options()
        options["env"] |= {
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if "site-packages" in p or p.endswith("src"))
        }
        options["env"] |= {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": folder, "HOME": folder}
        done = subprocess.run(
            [
                *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={REPOSITORY}"),
                *("-c", str(REPOSITORY / "pyproject.toml"), f"--basetemp={folder}/base", __file__),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
            **{**options, "cwd": folder},
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 skipped" in done.stdout, done.stdout
