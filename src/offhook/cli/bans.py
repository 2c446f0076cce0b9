"""`offhook bans`: who is not answered, and the end of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from offhook.control import ask
from offhook.errors import MisuseError

if TYPE_CHECKING:
    from offhook.config import Settings


async def list_bans(settings: Settings) -> list[str]:
    """Return a line for each ban. Raises ResourceError when the switch does not answer."""
    found: list[dict[str, Any]] = await ask(settings, "bans")
    if not found:
        return ["Nobody is banned."]
    head = f"{'address':<30}{'why':<10}{'until (UTC)':<21}{'bans':>5}{'dropped':>9}"
    return [head, *(_line(one) for one in found)]


async def lift_ban(settings: Settings, place: str) -> list[str]:
    """End a ban. Raises MisuseError when there is none, ResourceError when the switch does not answer."""
    if not await ask(settings, "lift_ban", place=place):
        raise MisuseError(f"{place} is not banned")
    return [f"{place} is served again."]


def _line(ban: dict[str, Any]) -> str:
    until = datetime.fromtimestamp(ban["until"] / 1e6, UTC)
    return f"{ban['place']:<30}{ban['reason']:<10}{until:%Y-%m-%d %H:%M:%S}  {ban['times']:>5}{ban['dropped']:>9}"
