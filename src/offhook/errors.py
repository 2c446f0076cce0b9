"""The error tree: misuse, remote fault and resource failure are distinct; each protocol maps them in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.sip.wire import Request


class OffhookError(Exception):
    """Base of all errors that Offhook raises."""


class MisuseError(OffhookError):
    """The caller of an API broke its contract: a bug on our side."""


class RemoteError(OffhookError):
    """The other side (phone, operator, browser, service) did something wrong."""


class ResourceError(OffhookError):
    """Something that we need is missing, full, away or too slow."""


class BadMessage(RemoteError):  # noqa: N818  what it is, not what went wrong
    """A SIP message that cannot be understood.

    `status` is what RFC 3261 §21 wants as the answer; `request` is there when enough was understood to send one.
    """

    def __init__(self, status: int, text: str, request: Request | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.request = request


class NotAcceptable(RemoteError):  # noqa: N818  the status's own name
    """An offer without anything that we can do (RFC 3261 §21.4.26, status 488); `warning` is a code of its §20.43."""

    def __init__(self, text: str, warning: int = 305) -> None:
        super().__init__(text)
        self.warning = warning


class MediaError(ResourceError):
    """The media server refused a command or is away; `code` is the protocol's error code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class LineFull(MediaError):  # noqa: N818  what it is, not what went wrong
    """The line of a site has no room for another stream; `site` is its name."""

    def __init__(self, site: str) -> None:
        super().__init__("line-full", f"the line of {site} is full")
        self.args = (f"the line of {site} is full",)
        self.site = site


class PartyGone(OffhookError):  # noqa: N818  a condition of the call, not a fault
    """A party left while the call program waited."""


class InvalidValue(RemoteError):  # noqa: N818  says what the value is
    """A value from outside breaks a rule; `field` names what it was for, the text says the rule."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field


class NotAllowed(OffhookError):  # noqa: N818  what it is, not what went wrong
    """Somebody wants what their rights do not include; the text says what to do."""


class ChangedSince(OffhookError):  # noqa: N818  a condition, not a fault
    """Somebody else changed it after it was read."""


class InUse(OffhookError):  # noqa: N818  a condition, not a fault
    """Something cannot be removed because other things need it; `uses` are their kinds and names."""

    def __init__(self, text: str, uses: tuple[tuple[str, str], ...]) -> None:
        super().__init__(text)
        self.uses = uses
