"""Where a page of a list by name ends: the name and id of its last row, in a form that is opaque to clients."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from uuid import UUID

from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from offhook.directory.model import ContactRow, PersonRow


def cursor_after(row: ContactRow | PersonRow) -> str:
    """Return the cursor of the page behind a row."""
    return base64.urlsafe_b64encode(json.dumps([row.name, row.id]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str, str]:
    """Return name and id of a page's last row.

    Raises:
        InvalidValue: this is no cursor that we gave.
    """
    try:
        plain = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        name, known = json.loads(plain)
        known = str(UUID(known))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidValue("cursor", "is not one that this server gave") from error
    if not isinstance(name, str):
        raise InvalidValue("cursor", "is not one that this server gave")
    return name, known
