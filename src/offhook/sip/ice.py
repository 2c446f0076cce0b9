"""ICE in session descriptions (RFC 8839) for a lite side (RFC 8445 §2.5): host candidates only, all told at once.

The far end does the checks; its candidates need not be known. Trickling is not needed: a full offer is waited for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.sdp import Attributes, Media, SessionDescription

_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_HOST: Final = 126  # RFC 8445 §5.1.2.2: the type preference of host candidates


@dataclass(frozen=True, slots=True)
class Ice:
    """Credentials of both sides, as agreed."""

    ufrag: str
    password: str = field(repr=False)
    remote_ufrag: str
    remote_password: str = field(repr=False)


def remote_credentials(session: SessionDescription, media: Media) -> tuple[str, str] | None:
    """Return the speaker's user fragment and password; None when it does no ICE, or none that RFC 8839 §5.4 allows."""
    ufrag = media.attribute("ice-ufrag") or session.attribute("ice-ufrag") or ""
    password = media.attribute("ice-pwd") or session.attribute("ice-pwd") or ""
    return (ufrag, password) if _UFRAG.fullmatch(ufrag) and _PASSWORD.fullmatch(password) else None


def candidate_lines(addresses: Sequence[str], port: int) -> Attributes:
    """Return our host candidates, the preferred address first, and the word that there are no more.

    Component 1 only: RTCP shares the port.
    """
    lines: Attributes = []
    for place, address in enumerate(dict.fromkeys(addresses)):
        priority = (_HOST << 24) + ((65535 - place) << 8) + 255
        lines.append(("candidate", f"{place + 1} 1 UDP {priority} {address} {port} typ host"))
    lines.append(("end-of-candidates", None))
    return lines
