"""What an event package (RFC 6665 §5) adds to a subscription: its name, its body, and what of it is told anew.

Invariant: a body is made from the state at the time of its NOTIFY. `told` are the parts that the subscriber was told
last, by name; None when everything is to be told, as at the beginning, at a refresh and after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Package:
    """An event package; `body(account, version, told)` returns a NOTIFY's body and the parts that are told by now.

    None when nothing of them changed. `version` counts a subscription's NOTIFY requests from 0.
    """

    name: str
    content_type: str
    body: Callable[[str, int, Mapping[str, str] | None], tuple[bytes, Parts] | None]


def whole(name: str, content_type: str, body: Callable[[str, int], bytes]) -> Package:
    """Return a package that always tells everything."""
    return Package(name, content_type, lambda account, version, _: (body(account, version), {}))
