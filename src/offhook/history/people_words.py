"""Steps of calls that concern people themselves, in words: wake-up calls, who sits at which telephone, who is named.

As in `history/words.py`, whose part this is.
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "wake_set": "Set a wake-up call of {who} for {time}[, {daily}]",
    "wake_cancelled": "Cancelled the wake-up call of {who} for {time}",
    "waking": "Waking {who} at {time}[ (attempt {attempt})][, {late_min} minutes late]",
    "woken": "{who} answered the wake-up call",
    "wake_put_off": "{who} is to be woken again at {time}",
    "wake_given_up": "{who} did not answer the wake-up call[ in {attempts} attempts]; it is given up",
    "wake_missed": "The wake-up call of {who} for {time} did not ring: the switch was away too long",
    "desk_taken": "{who} logged in at the telephone {desk}[; left {left}][; {before} is logged out]",
    "desk_left": "{who} logged out of the telephone {desk}",
    "desk_refused": "Entered a wrong PIN of {box} at a shared telephone",
    "number_asked": "Asked {system} who is to answer[: {whom}][, shown as “{shown}”]",
    "number_ask_failed": "Asked {system} who is to answer, in vain: {reason}",
}
RUSSIAN: Mapping[str, str] = {
    "wake_set": "Назначен звонок-будильник: {who}, {time}[, {daily}]",
    "wake_cancelled": "Отменён звонок-будильник: {who}, {time}",
    "waking": "Звонок-будильник на {time}: {who}[ (попытка {attempt})][, с опозданием на {late_min} мин.]",
    "woken": "Ответ на звонок-будильник: {who}",
    "wake_put_off": "Следующая попытка разбудить: {who}, {time}",
    "wake_given_up": "На звонок-будильник нет ответа: {who}[, попыток: {attempts}]; попытки прекращены",
    "wake_missed": "Звонок-будильник не состоялся: {who}, {time}; коммутатор не работал слишком долго",
    "desk_taken": "Вход на общем телефоне {desk}: {who}[; освобождён {left}][; выход: {before}]",
    "desk_left": "Выход с общего телефона {desk}: {who}",
    "desk_refused": "Неверный пин-код на общем телефоне: {box}",
    "number_asked": "Внешняя система {system} спрошена, кто ответит[: {whom}][, показано «{shown}»]",
    "number_ask_failed": "Внешняя система {system} не сказала, кто ответит: {reason}",
}
OFTEN: Mapping[str, Mapping[str, str]] = {"en": {"daily": "every day"}, "ru": {"daily": "каждый день"}}
