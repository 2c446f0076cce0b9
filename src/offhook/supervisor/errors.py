"""What keeps an installation from starting."""

from __future__ import annotations

from offhook.errors import ResourceError


class CannotStart(ResourceError):  # noqa: N818  what happened, as in `PartyGone`
    """The user has to do something first; the text says what."""
