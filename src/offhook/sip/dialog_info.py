"""The dialogs of an extension for the lamps of other phones: dialog-info (RFC 4235), whole or only what changed.

A ringing dialog is told with Call-ID and tags, so that a phone can pick it up by INVITE with Replaces (RFC 3891).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from offhook.sip.packages import Package, Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NAME = "dialog"
CONTENT_TYPE = "application/dialog-info+xml"


@dataclass(frozen=True, slots=True)
class DialogFacts:
    """One dialog of a phone, from the phone's side: `incoming` when the phone is called."""

    id: str
    state: Literal["trying", "early", "confirmed", "terminated"]
    incoming: bool
    call_id: str
    local_tag: str
    remote_tag: str
    remote_uri: str
    remote_name: str


def dialog_package(entity_of: Callable[[str], str], dialogs_of: Callable[[str], Iterable[DialogFacts]]) -> Package:
    """Return the package; both functions are given an account."""

    def body(account: str, version: int, told: Mapping[str, str] | None) -> tuple[bytes, Parts] | None:
        entity = entity_of(account)
        now = {one.id: _element(one, entity) for one in dialogs_of(account)}
        if told is None:
            return _document(entity, version, "full", now.values()), now
        if now == told:
            return None
        changed = [element for name, element in now.items() if told.get(name) != element]
        gone = [_terminated(name) for name in told if name not in now]
        return _document(entity, version, "partial", [*changed, *gone]), now

    return Package(NAME, CONTENT_TYPE, body)


def _document(entity: str, version: int, state: str, elements: Iterable[str]) -> bytes:
    head = (
        '<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" '
        f'version="{version}" state="{state}" entity={quoteattr(entity)}>\n'
    )
    return (head + "".join(elements) + "</dialog-info>\n").encode("utf-8", "replace")


def _element(one: DialogFacts, entity: str) -> str:
    direction = "recipient" if one.incoming else "initiator"
    tags = "".join(
        f" {name}={quoteattr(value)}"
        for name, value in (("call-id", one.call_id), ("local-tag", one.local_tag), ("remote-tag", one.remote_tag))
        if value
    )
    display = f" display={quoteattr(one.remote_name)}" if one.remote_name else ""
    return (
        f'<dialog id={quoteattr(one.id)}{tags} direction="{direction}"><state>{one.state}</state>'
        f"<local><identity>{escape(entity)}</identity><target uri={quoteattr(entity)}/></local>"
        f"<remote><identity{display}>{escape(one.remote_uri)}</identity><target uri={quoteattr(one.remote_uri)}/>"
        "</remote></dialog>\n"
    )


def _terminated(name: str) -> str:
    return f"<dialog id={quoteattr(name)}><state>terminated</state></dialog>\n"
