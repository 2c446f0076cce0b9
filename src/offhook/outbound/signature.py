"""The signature of requests to outside URLs: `v1=` HMAC-SHA256 (RFC 2104) of the time, a full stop and the body.

The key is the secret as text. While a secret is being changed both sign, with a comma between.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

TIMESTAMP: Final = "Offhook-Timestamp"
SIGNATURE: Final = "Offhook-Signature"
PREFIX: Final = "whsec_"
OVERLAP_HOURS: Final = 24  # for which a secret that was replaced signs, too


def new_secret() -> str:
    """Return a secret of 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signed(body: bytes, keys: Iterable[str], now: int) -> dict[str, str]:
    """Return the headers that sign a body at `now` (UTC, seconds) with each of the secrets."""
    said = b"%d.%b" % (now, body)
    found = [f"v1={hmac.new(key.encode(), said, sha256).hexdigest()}" for key in keys]
    return {TIMESTAMP: str(now), SIGNATURE: ",".join(found)} if found else {}
