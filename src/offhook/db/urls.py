"""Where the database is, for each of its two roles.

`offhook_owner` owns the tables and migrates; `offhook_app` serves and is bound by row-level security. With an external
server the installation's URL is the owner's, and the password of `offhook_app` is derived from `DATA/secret.key`: nothing
more has to be stored, and nodes that share a database share that key anyway, because it opens the sealed secrets in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """The same database for both roles; they hold passwords, so they are never logged."""

    owner_url: str
    app_url: str
