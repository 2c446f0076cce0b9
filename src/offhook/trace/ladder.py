"""A trace as a ladder for the terminal: who called us on the left, Offhook, whom we called on the right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import tzinfo

    from offhook.trace.finding import Trace, TracedLeg, TracedMessage

_WIDTH: Final = 30
_MARGIN: Final = 14
OURSELVES: Final = "Offhook"


def ladder(trace: Trace, zone: tzinfo = UTC) -> list[str]:
    """Return the lines of a ladder; none when nothing is kept."""
    if not trace.messages:
        return []
    spoke = {message.leg_id for message in trace.messages}
    legs = [leg for leg in trace.legs if leg.leg_id in spoke]
    left = [leg for leg in legs if leg.direction == "inbound"]
    right = [leg for leg in legs if leg.direction == "outbound"]
    columns = {leg.leg_id: place for place, leg in enumerate(left)}
    columns |= {leg.leg_id: len(left) + 1 + place for place, leg in enumerate(right)}
    lines = _heads(left, right, trace)
    lines += [_line(message, columns[message.leg_id], len(left), len(legs) + 1, zone) for message in trace.messages]
    if not trace.complete:
        lines.append("There are more messages than are shown.")
    return lines


def _heads(left: list[TracedLeg], right: list[TracedLeg], trace: Trace) -> list[str]:
    where: dict[str, str] = {}
    ours = ""
    for message in trace.messages:
        if message.entry.kind == "sip":
            where.setdefault(message.leg_id, _address(message.entry.remote))
            ours = ours or _address(message.entry.local)
    names = [*(leg.name for leg in left), OURSELVES, *(leg.name for leg in right)]
    addresses = [*(where.get(leg.leg_id, "") for leg in left), ours, *(where.get(leg.leg_id, "") for leg in right)]
    return [_row(names), _row(addresses)]


def _row(texts: list[str]) -> str:
    return (" " * (_MARGIN - _WIDTH // 2 + 1) + "".join(f"{text[: _WIDTH - 2]:^{_WIDTH}}" for text in texts)).rstrip()


def _line(message: TracedMessage, column: int, ourselves: int, count: int, zone: tzinfo) -> str:
    entry = message.entry
    cells = list(" " * (_MARGIN + 1 + _WIDTH * (count - 1)))
    places = [_MARGIN + _WIDTH * place for place in range(count)]
    for place in places:
        cells[place] = "|"
    start, end = sorted((places[column], places[ourselves]))
    to_right = entry.sent == (column > ourselves)
    shaft = "." if entry.kind == "rtcp" else "-"
    cells[start + 1 : end] = shaft * (end - start - 1)
    cells[end - 1 if to_right else start + 1] = ">" if to_right else "<"
    near = places[ourselves] - _WIDTH if column < ourselves else places[ourselves]
    text = f" {message.summary} "[: _WIDTH - 5]
    begin = near + 1 + (_WIDTH - 1 - len(text)) // 2
    cells[begin : begin + len(text)] = text
    at = datetime.fromtimestamp(entry.at / 1e6, UTC).astimezone(zone)
    cells[: _MARGIN - 2] = f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"
    return "".join(one if one.isprintable() else "\ufffd" for one in cells).rstrip()


def _address(address: tuple[str, int]) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
