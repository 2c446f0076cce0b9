"""Headings and words of tables of calls, by language."""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Begun ({zone})", "Direction", "From", "Caller", "Dialled", "To", "Callee", "Result", "Waited, s", "Talked, s",
        "Hung up", "Owed", "Id",
    ),
    "ru": (
        "Начало ({zone})", "Направление", "Откуда", "Кто звонил", "Набрано", "Куда", "Кто ответил", "Итог",
        "Ожидание, с", "Разговор, с", "Кто положил трубку", "Перезвонить", "Номер записи",
    ),
}  # fmt: skip
DIRECTIONS: Mapping[str, Mapping[str, str]] = {
    "en": {"inbound": "inbound", "outbound": "outbound", "internal": "internal"},
    "ru": {"inbound": "входящий", "outbound": "исходящий", "internal": "внутренний"},
}
RESULTS: Mapping[str, Mapping[str, str]] = {
    "en": {},
    "ru": {
        "answered": "отвечен", "missed": "пропущен", "unanswered": "без ответа", "abandoned": "не дождался",
        "busy": "занято", "rejected": "отклонён", "failed": "не удался", "service": "служебный",
        "voicemail": "голосовая почта",
    },
}  # fmt: skip
SIDES: Mapping[str, Mapping[str, str]] = {
    "en": {},
    "ru": {"caller": "звонивший", "callee": "ответивший", "system": "станция"},
}
YES: Mapping[str, str] = {"en": "yes", "ru": "да"}
