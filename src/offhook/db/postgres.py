"""The embedded PostgreSQL server: made, started, adopted and stopped here; it outlives its starter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.db.urls import DatabaseUrls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class EmbeddedPostgres:
    """The server of one data folder."""

    def __init__(self, data: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._data = data
        self._settings = dict(settings or {})

    def urls(self) -> DatabaseUrls:
        """Return where the server listens once it runs."""
        raise NotImplementedError

    async def start(self) -> DatabaseUrls:
        """Start the server, or adopt it when it runs already; make the cluster first when there is none."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop the server within 5 s; do nothing when it does not run."""
        raise NotImplementedError
