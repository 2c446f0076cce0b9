"""`offhook trunks`: how the trunks to operators and their gateways stand, as the switch knows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from offhook.control import ask

if TYPE_CHECKING:
    from offhook.config import Settings


async def trunk_lines(settings: Settings) -> list[str]:
    """Return a line for each trunk, by name, with its gateways below it.

    Raises:
        ResourceError: the switch is away.
        RemoteError: the switch refused.
    """
    statuses: dict[str, dict[str, Any]] = await ask(settings, "trunks")
    return [line for status in sorted(statuses.values(), key=lambda one: one["name"]) for line in _lines(status)]


def _lines(status: dict[str, Any]) -> list[str]:
    lines = [_line(status["name"], status["status"], status["since"], status["last_reason"])]
    if alarm := status.get("alarm"):
        taken = f"{alarm['used']} of {alarm['limit']} channels ({alarm['of']}) are taken"
        lines.append(_line("  channels", alarm["level"], alarm["since"], taken))
    for gateway in status["gateways"]:
        port = f":{gateway['port']}" if gateway["port"] else ""
        place = f"  {gateway['host']}{port} {gateway['transport']}"
        state = gateway["state"] if gateway["enabled"] else "not in use"
        answer = gateway["answer_ms"]
        reason = gateway["reason"] or ("" if answer is None else f"answered in {answer} ms")
        lines.append(_line(place, state, gateway["since"], reason))
        if registration := gateway.get("registration"):
            said = f"{registration['last_status'] or ''} {registration['last_reason'] or ''}".strip()
            lines.append(_line("    registration", registration["status"], registration["since"], said))
        for target in gateway["targets"]:
            answered = "" if target["answer_ms"] is None else f"answered in {target['answer_ms']} ms"
            where = f"    {target['address']}:{target['port']} {target['transport']}"
            lines.append(_line(where, target["state"], None, target["reason"] or answered))
        if gateway["targets"] and gateway["name_trouble"]:
            lines.append(_line("    old answer of DNS", "in use", None, gateway["name_trouble"]))
    return lines


def _line(who: str, state: str, since: int | None, reason: str) -> str:
    moment = "" if since is None else f"since {datetime.fromtimestamp(since / 1e6, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return f"{who:<40} {state:<12} {moment:<30} {reason or ''}".rstrip()
