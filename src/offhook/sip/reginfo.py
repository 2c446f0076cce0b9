"""Where a device is registered: the package reg (RFC 3680), always told whole."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from offhook.sip.packages import Package, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.sip.register import Binding

NAME = "reg"
CONTENT_TYPE = "application/reginfo+xml"


def reg_package(
    address_of: Callable[[str], str], bindings_of: Callable[[str], Sequence[Binding]], now: Callable[[], float]
) -> Package:
    """Return the package; the first two functions are given an account."""

    def body(account: str, version: int) -> bytes:
        address, bindings = address_of(account), bindings_of(account)
        contacts = "".join(_contact(one, now()) for one in bindings)
        state = "active" if bindings else "init"
        return (
            '<?xml version="1.0"?>\n<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" '
            f'version="{version}" state="full">\n<registration aor={quoteattr(address)} id={_id(address)} '
            f'state="{state}">\n{contacts}</registration>\n</reginfo>\n'
        ).encode("utf-8", "replace")

    return whole(NAME, CONTENT_TYPE, body)


def _contact(one: Binding, now: float) -> str:
    left = max(0, round(one.expires_at - now))
    return (
        f'<contact id={_id(one.uri)} state="active" event="registered" expires="{left}">'
        f"<uri>{escape(one.uri)}</uri></contact>\n"
    )


def _id(text: str) -> str:
    return f'"r{crc32(text.encode("utf-8", "surrogateescape")):08x}"'
