"""Steps of calls that somebody asked for by the API, in words: ordered calls, and what was done to live ones.

As in `history/words.py`, whose part this is.
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "ordered": "Call of {who} to {number}, ordered by {by}",
    "put_on_hold": "{by} put {who} on hold",
    "taken_off_hold": "{by} took {who} back from hold",
    "announcement_stopped": "{by} ended the announcement",
    "keys_sent": "{by} sent keys to {who}[: {count}]",
    "recording_shared": "{by} made a link to the recording, good until {until}",
    "recording_unshared": "{by} revoked a link to the recording",
}
RUSSIAN: Mapping[str, str] = {
    "ordered": "Звонок по запросу {by}: {who} → {number}",
    "put_on_hold": "Поставлен на удержание: {who}, по запросу {by}",
    "taken_off_hold": "Снят с удержания: {who}, по запросу {by}",
    "announcement_stopped": "Сообщение остановлено по запросу {by}",
    "keys_sent": "Переданы нажатия: {who}[, {count}], по запросу {by}",
    "recording_shared": "Создана ссылка на запись, действует до {until}: {by}",
    "recording_unshared": "Ссылка на запись отозвана: {by}",
}
