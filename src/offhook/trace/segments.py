"""Where traces lie: `traces/YYYY-MM-DD/HHMM.trace` (UTC), ten minutes a file, compressed once nobody writes to them.

Invariant: a segment can be read at any time, whether it is being written, compressed or already deleted.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEGMENT_SECONDS: Final = 600
_RESTING_SECONDS: Final = 120  # after its last moment: a flush may be late
_SUFFIX: Final = ".trace"
_NAME: Final = re.compile(r"(\d{2})(\d{2})(?:\.\d+)?\.trace(?:\.gz)?$")


def segment_path(folder: Path, at_s: float) -> Path:
    """Return the path of the segment of a moment (UTC seconds)."""
    start = datetime.fromtimestamp(at_s // SEGMENT_SECONDS * SEGMENT_SECONDS, UTC)
    return folder / f"{start:%Y-%m-%d}" / f"{start:%H%M}{_SUFFIX}"


def unused(path: Path) -> Path:
    """Return the path, or one with a number in it when a former process has written to it."""
    number = 0
    found = path
    while found.exists() or found.with_name(f"{found.name}.gz").exists():
        number += 1
        found = path.with_name(f"{path.stem}.{number}{_SUFFIX}")
    return found


def segments_between(folder: Path, start_s: float, end_s: float) -> Iterator[Path]:
    """Give the segments that may hold messages of a period (UTC seconds), the oldest first."""
    day = datetime.fromtimestamp(start_s - SEGMENT_SECONDS, UTC).date()
    last = datetime.fromtimestamp(end_s, UTC).date()
    while day <= last:
        with suppress(OSError):
            for path in sorted((folder / f"{day:%Y-%m-%d}").iterdir()):
                begins = _start_of(path)
                if begins is not None and start_s - SEGMENT_SECONDS - _RESTING_SECONDS <= begins <= end_s:
                    yield path
        day += timedelta(days=1)


def read_segment(path: Path) -> bytes:
    """Return the contents of a segment, also when it is being compressed; empty when it is gone or damaged."""
    plain = path.with_name(path.name.removesuffix(".gz"))
    for _ in range(2):
        with suppress(OSError):
            return plain.read_bytes()
        with suppress(OSError, EOFError):  # a damaged file is an OSError too
            return gzip.decompress(plain.with_name(f"{plain.name}.gz").read_bytes())
    return b""


def keep_house(folder: Path, days: int, now_s: float | None = None) -> int:
    """Compress segments that are closed and delete those older than `days` days; return how many were compressed.

    `days` 0 deletes all that is closed. Blocks.
    """
    now = time.time() if now_s is None else now_s
    compressed = 0
    if not folder.is_dir():
        return 0
    for day in sorted(one for one in folder.iterdir() if one.is_dir()):
        for path in sorted(day.iterdir()):
            begins = _start_of(path)
            if begins is None:
                if path.name.endswith(".part") and path.stat().st_mtime < now - SEGMENT_SECONDS:
                    path.unlink(missing_ok=True)
            elif begins + SEGMENT_SECONDS + _RESTING_SECONDS > now:
                continue
            elif begins + SEGMENT_SECONDS <= now - days * 86400:
                path.unlink(missing_ok=True)
            elif path.suffix != ".gz":
                _compress(path)
                compressed += 1
        with suppress(OSError):
            day.rmdir()
    return compressed


def _compress(path: Path) -> None:
    part = path.with_name(f"{path.name}.part")
    target = path.with_name(f"{path.name}.gz")
    try:
        with path.open("rb") as plain, open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:  # noqa: PTH123  for its mode
            with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _start_of(path: Path) -> float | None:
    found = _NAME.match(path.name)
    if found is None:
        return None
    try:
        day = datetime.strptime(path.parent.name, "%Y-%m-%d").replace(tzinfo=UTC)
        return day.replace(hour=int(found[1]), minute=int(found[2])).timestamp()
    except ValueError:
        return None
