"""Presence (RFC 3856): what is known of a person and what its phones published (RFC 3903), as one PIDF (RFC 3863).

Invariant: what a phone publishes is read, not passed on: only its basic status, notes and activities (RFC 4480) go into
the document that others get, so nothing strange reaches them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from offhook.sip.packages import Package, whole

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "presence"
CONTENT_TYPE = "application/pidf+xml"
LONGEST_BODY = 16_384
_PIDF = "{urn:ietf:params:xml:ns:pidf}"
_RPID = "{urn:ietf:params:xml:ns:pidf:rpid}"
_LONGEST_NOTE = 200
_ACTIVITY_NAMES = """
appointment away breakfast busy dinner holiday in-transit looking-for-work lunch meal meeting on-the-phone other
performance permanent-absence playing presentation shopping sleeping spectator steering travel tv unknown vacation
working worship
"""
_ACTIVITIES = frozenset(_ACTIVITY_NAMES.split())


@dataclass(frozen=True, slots=True)
class Published:
    """What a phone said of its person; `open` is None when it did not say."""

    open: bool | None = None
    note: str = ""
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """What is known: whether a phone is registered, whether the person talks, and what was published last."""

    entity: str
    reachable: bool
    talking: bool
    published: Published = Published()


def read_pidf(body: bytes) -> Published:
    """Read a published document. Raises ValueError for one that is too long, no PIDF, or has a DTD."""
    if len(body) > LONGEST_BODY or b"<!DOCTYPE" in body or b"\0" in body:
        raise ValueError("too long, or with a DTD")
    try:
        root = ET.fromstring(body)  # noqa: S314  without a DTD there are no entities, and it is short
    except (ET.ParseError, LookupError, UnicodeError) as error:
        raise ValueError("no XML") from error
    if root.tag != f"{_PIDF}presence":
        raise ValueError("no PIDF")
    basics = [(one.text or "").strip() for one in root.iter(f"{_PIDF}basic")]
    notes = [text for one in root.iter() if one.tag.endswith("}note") and (text := (one.text or "").strip())]
    activities = [
        name
        for one in root.iter(f"{_RPID}activities")
        for child in one
        if (name := child.tag.removeprefix(_RPID)) in _ACTIVITIES
    ]
    return Published(
        open="open" in basics if basics else None,
        note=" ".join(notes[:1])[:_LONGEST_NOTE],
        activities=tuple(dict.fromkeys(activities)),
    )


def presence_package(facts_of: Callable[[str], PresenceFacts]) -> Package:
    """Return the package; the function is given an account."""
    return whole(NAME, CONTENT_TYPE, lambda account, _: pidf(facts_of(account)))


def pidf(facts: PresenceFacts) -> bytes:
    """Return the document that watchers get."""
    published = facts.published
    open_ = facts.reachable if published.open is None else published.open and facts.reachable
    activities = dict.fromkeys((*(("on-the-phone",) if facts.talking else ()), *published.activities))
    note = published.note or ("On the phone" if facts.talking else "")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<presence xmlns="urn:ietf:params:xml:ns:pidf" '
        'xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" '
        f"entity={quoteattr(facts.entity)}>\n"
        f'<tuple id="phone"><status><basic>{"open" if open_ else "closed"}</basic></status>'
        + (f"<note>{escape(note)}</note>" if note else "")
        + '</tuple>\n<dm:person id="person">'
        + (
            f"<rpid:activities>{''.join(f'<rpid:{name}/>' for name in activities)}</rpid:activities>"
            if activities
            else ""
        )
        + "</dm:person>\n</presence>\n"
    ).encode("utf-8", "replace")
