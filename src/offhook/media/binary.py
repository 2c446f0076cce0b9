"""Where the media server's program is."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from offhook.errors import ResourceError

NAME = "offhook-media"


def path() -> Path:
    """Return the program: `OFFHOOK_MEDIA_BIN`, else the environment's scripts, else a source checkout's build.

    Raises `ResourceError` when there is none.
    """
    if chosen := os.environ.get("OFFHOOK_MEDIA_BIN"):
        return _checked([Path(chosen)])
    checkout = Path(__file__).resolve().parents[3]
    return _checked([Path(sysconfig.get_path("scripts"), NAME), checkout / "media" / "target" / "release" / NAME])


def _checked(places: list[Path]) -> Path:
    for place in places:
        if os.access(place, os.X_OK) and place.is_file():
            return place
    wanted = " or ".join(str(place) for place in places)
    raise ResourceError(f"the media server is not built: no program at {wanted}")
