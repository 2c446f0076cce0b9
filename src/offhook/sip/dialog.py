"""Dialogs (RFC 3261 §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offhook.sip.address import Flow
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request


class Dialog:
    """A call's relation with one other side."""

    __slots__ = ("call_id", "flow", "local_tag", "local_uri", "owner", "remote_tag", "remote_target", "remote_uri")

    call_id: str
    flow: Flow
    local_tag: str
    local_uri: str
    remote_tag: str
    remote_uri: str
    remote_target: str
    owner: Any


class InDialogRequest:
    """A request in a dialog that waits for our answer."""

    __slots__ = ("dialog", "request", "transaction")

    dialog: Dialog
    request: Request
    transaction: ServerTransaction
