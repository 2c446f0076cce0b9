"""The typed client of the media server.

Invariant: no audio passes here, only commands and events (docs/media-control.md).
"""

from offhook.media.client import MediaClient
from offhook.media.protocol import Command, Event

__all__ = ["Command", "Event", "MediaClient"]
