"""Where a page of a list ends: the time and id of its last row, in a form that is opaque to clients.

Rows are ordered by (time, id) descending, so that a page is found by an index and new rows shift nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from offhook.errors import InvalidValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page."""

    at: datetime
    id: str

    def __str__(self) -> str:
        microseconds = (self.at - _EPOCH) // timedelta(microseconds=1)
        return base64.urlsafe_b64encode(f"{microseconds}.{self.id}".encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read a cursor.

        Raises:
            InvalidValue: this is none that we gave.
        """
        try:
            plain = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
            number, _, key = plain.partition(".")
            return cls(_EPOCH + timedelta(microseconds=int(number)), str(UUID(key)))
        except (ValueError, OverflowError) as error:  # also binascii.Error and UnicodeError
            raise InvalidValue("cursor", "is not one that this server gave") from error
