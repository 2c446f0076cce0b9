"""Naming a dialog in a header: Replaces (RFC 3891), Join (RFC 3911, which we refuse) and Target-Dialog (RFC 4538).

Invariant: tags are kept as the receiver of the header sees them: `local_tag` is ours, `remote_tag` the other side's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.errors import BadMessage
from offhook.sip.headers import is_token, parse_parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.wire import Request

_LONGEST = 512


@dataclass(frozen=True, slots=True)
class DialogName:
    """A dialog as we hold it; `early_only` when it may be taken only while it is not answered (RFC 3891 §3)."""

    call_id: str
    local_tag: str
    remote_tag: str
    early_only: bool = False

    @property
    def mirrored(self) -> DialogName:
        """The same dialog named by its other side, as phones do that learnt it from dialog-info (RFC 4235)."""
        return DialogName(self.call_id, self.remote_tag, self.local_tag, self.early_only)

    def names(self, call_id: str, local_tag: str, remote_tag: str | None) -> bool:
        """Tell whether a dialog with these tags is meant; a tag of "0" stands for none (RFC 3891 §6.1)."""
        return (self.call_id, self.local_tag or "0", self.remote_tag or "0") == (
            call_id,
            local_tag or "0",
            remote_tag or "0",
        )


def parse_replaces(text: str) -> DialogName:
    """Read a Replaces value. Raises ValueError."""
    call_id, parameters = _split(text)
    local, remote = parameters.get("to-tag", ""), parameters.get("from-tag", "")
    _check(local, remote)
    return DialogName(call_id, local, remote, "early-only" in parameters)


def parse_target_dialog(text: str) -> DialogName:
    """Read a Target-Dialog value, whose tags are named from its sender's side. Raises ValueError."""
    call_id, parameters = _split(text)
    local, remote = parameters.get("remote-tag", ""), parameters.get("local-tag", "")
    _check(local, remote)
    return DialogName(call_id, local, remote)


def replaces_of(request: Request) -> DialogName | None:
    """Return which dialog an INVITE wants to replace, None for an ordinary one.

    Raises:
        BadMessage: 400 for several or an unreadable one; 488 for Join, which would make three parties of a call.
    """
    values = request.all("Replaces")
    joins = request.all("Join")
    if (values and joins) or len(values) > 1:
        raise BadMessage(400, "One Dialog At A Time", request)
    if joins:
        raise BadMessage(488, "Join Is Not Supported", request)
    return _read(request, parse_replaces, values)


def target_dialog_of(request: Request) -> DialogName | None:
    """Return the dialog that a request belongs to by its Target-Dialog.

    Raises:
        BadMessage: 400 for several or an unreadable one.
    """
    values = request.all("Target-Dialog")
    if len(values) > 1:
        raise BadMessage(400, "One Dialog At A Time", request)
    return _read(request, parse_target_dialog, values)


def _read(request: Request, parse: Callable[[str], DialogName], values: list[str]) -> DialogName | None:
    if not values:
        return None
    try:
        return parse(values[0])
    except ValueError as error:
        raise BadMessage(400, "Bad Dialog Name", request) from error


def _split(text: str) -> tuple[str, dict[str, str]]:
    call_id, _, tail = text.partition(";")
    call_id = call_id.strip()
    if not call_id or len(text) > _LONGEST or any(blank in call_id for blank in " \t<>"):
        raise ValueError("no Call-ID")
    return call_id, parse_parameters(tail)


def _check(*tags: str) -> None:
    if not all(is_token(tag) for tag in tags):
        raise ValueError("a dialog has two tags")
