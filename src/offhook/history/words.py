"""The journey of a call in plain words, for people: English and Russian.

Invariant: any step of any version gives a sentence. A part in square brackets is left out when a fact in it is missing;
a kind that is not known here is shown by its name.
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from offhook import causes
from offhook.history import people_words, request_words
from offhook.sip.names import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "received": "Call from {from}[ to {number}][ through {trunk}][, forwarded from {forwarded_from}]",
    "scenario": "Scenario “{name}”[, version {version}]",
    "played": "Played “{prompt}”[, interrupted by key {interrupted_by}]",
    "prompt_failed": "A prompt could not be played[: {reason}]",
    "short_number": "Short number {number}[: {who}]",
    "shows_number": "Shows {number} in this call",
    "hides_number": "Hides its number in this call",
    "directory_found": "Spelled the name of {name}[ ({number})]",
    "directory_unknown": "Spelled {digits}, which is nobody's name[ (attempt {attempt})]",
    "menu": "Pressed {choice}[: {label}][ (attempt {attempt})]",
    "menu_invalid": "Dialled {digits}, which the menu does not know[ (attempt {attempt})]",
    "menu_silence": "Pressed nothing[ (attempt {attempt})]",
    "extension_dialled": "Dialled extension {number}[ ({name})]",
    "ringing": "Ringing {who}[ for up to {seconds} s][ as {as}]",
    "ring_failed": "{who} could not be rung[: {status}][, {reason}]",
    "redirected": "{who} redirected the call[ to {to}]",
    "unanswered": "{who} did not answer[ within {seconds} s]",
    "answered": "{who} answered[ after {after_s} s]",
    "cancelled": "Stopped ringing {who}[: {reason}]",
    "connected": "Talking to {who}",
    "held": "{by} put the call on hold",
    "resumed": "{by} took the call back from hold",
    "queued": "Waiting in the queue “{queue}”[ as number {position}]",
    "queue_served": "{who} took the call out of the queue “{queue}”[ after {seconds} s]",
    "queue_timeout": "Nobody could answer in the queue “{queue}”[ within {seconds} s]",
    "queue_full": "The queue “{queue}” was full",
    "queue_nobody": "No agent of the queue “{queue}” was there[ (after {seconds} s)]",
    "queue_key": "Left the queue “{queue}”[ after {seconds} s][ by key {key}]",
    "callback_promised": "Promised to call back at {number}[, place in the queue “{queue}” kept]",
    "calling_back": "Calling back {number}, as promised[ (attempt {attempt})][, queue “{queue}”]",
    "callback_failed": "{number} could not be called back[ (attempt {attempt})]",
    "agent_signed_in": "{who} signed in as an agent",
    "agent_signed_out": "{who} signed out as an agent",
    "agent_break": "{who} took a break as an agent",
    "voicemail": "Voicemail of {box}[: {reason}]",
    "voicemail_left": "Left a message of {seconds} s",
    "voicemail_empty": "Left no message",
    "fax_not_taken": "Said that faxes are not taken here",
    "voicemail_full": "The mailbox of {box} was full",
    "mailbox": "Opened the mailbox of {box}",
    "mailbox_refused": "Entered a wrong PIN for the mailbox of {box}",
    "mailbox_away": "Messages could not be reached[: {reason}]",
    "mailbox_calls_back": "Called {number} back from the mailbox",
    "mailbox_forwarded": "Sent a message on to {to}",
    "mailbox_greeting": "Spoke a new greeting of {box}",
    "mailbox_pin": "Changed the PIN of the mailbox of {box}",
    "announced": "Announced “{text}”",
    "echo": "Echo test",
    "outbound": "Calling {number}[ through {trunk}][ at {gateway}][ as {as}]",
    "sparing": "The line of {site} is nearly full: {who} talks in {codec}[ with {kbit} kbit/s]",
    "passed_over": "{trunk}[ at {gateway}] was passed over[: {reason}]",
    "refused": "Refused[: {status}][, {reason}]",
    "media_lost": "No sound from {who}[ for {silent_s} s]",
    "one_way_audio": "One-way audio, {who}: {why}",
    "fax": "Fax (T.38)[, begun by {by}]",
    "recovered": "Went on after a restart[ of {away_s} s]",
    "recording_failed": "The recording failed[: {reason}]",
    "recording_always": "Recorded by the rule “{rule}”",
    "recording_on_demand": "Recorded only on demand, by the rule “{rule}”",
    "recording_never": "Not recorded, by the rule “{rule}”",
    "recording_sampled_out": "Not recorded: the rule “{rule}” records {percent} % of its calls, and not this one",
    "recording_otherwise_always": "Recorded: no rule is for this conversation, and such calls are",
    "recording_otherwise_never": "Not recorded: no rule is for this conversation, and such calls are not",
    "recording_refused": "Not recorded: the caller did not agree",
    "recording_announced": "Both were told that the call is recorded",
    "recording_started": "{by} began a recording",
    "recording_stopped": "{by} ended the recording",
    "recording_paused": "{by} paused the recording",
    "recording_resumed": "{by} took the recording up again",
    "recording_not_changed": "{by} wished for something that the recording rules do not allow: {what}",
    "recording_deleted": "The recording was deleted: {why}",
    "recording_held": "{by} put the recording on hold: it is not deleted until that is lifted",
    "recording_released": "{by} lifted the hold of the recording",
    "consent_agreed": "The caller agreed to be recorded[ (key {key})]",
    "consent_refused": "The caller refused to be recorded[ (key {key})]",
    "transfer": "{by} transfers {who}[ to {to}]",
    "transferred": "{by} transferred {who} to {to}",
    "transfer_failed": "The transfer to {who} failed[: {status}][, {reason}]",
    "returning": "Bringing {who} back to {to}",
    "consulting": "{by} asks {who} first",
    "joined": "{who} went on talking with {other} in another call",
    "moved": "{who} took the call on another phone",
    "inviting": "Calling {who} into the conversation[, asked by {by}]",
    "not_admitted": "{who} did not come into the conversation[: {status}][, {reason}]",
    "conference": "Conference of {who}",
    "meeting": "In the conference “{name}”",
    "joined_conference": "{who} came into the conference",
    "left_conference": "{who} left the conference",
    "removed": "{who} was removed from the conference",
    "muted": "{who} was muted",
    "unmuted": "{who} can be heard again",
    "listening": "{who} listens to {agent}",
    "whispering": "{who} whispers to {agent}",
    "barging": "{who} talks with {agent} and the other party",
    "supervision_ended": "{who} listens to {agent} no longer",
    "taken_over": "{who} took the conversation over[ from {instead}]",
    "picked_up": "{who} took the call[ instead of {instead}]",
    "meeting_changed": "{who} led the conference: {what}",
    "paged": "{who} spoke from the telephones of {name}[ ({count})]",
    "redialled": "The code {code} dialled {number}",
    "retry_set": "{number} is dialled for {who} until it is free",
    "retrying": "Dialling {number} for {who} again[ (attempt {attempt})]",
    "parked": "{by} parked {who} on {slot}",
    "retrieved": "{who} took the parked call[ from {slot}]",
    "rescued": "A step failed[: {reason}]; the call goes on with what is foreseen for that",
    "schedule": "{name}: {says}[, {label}][ ({why})]",
    "caller": "The caller is known[: {label}][ ({name})]",
    "caller_unlisted": "The caller is on no list",
    "language": "Language {language}[ (key {choice})]",
    "digits": "Entered {digits}[ (attempt {attempt})]",
    "digits_invalid": "Entered {digits}, which does not fit[ (attempt {attempt})]",
    "set": "{variable} is now “{value}”",
    "compared": "“{value}” {how}[ “{other}”]",
    "compared_not": "“{value}” fits nothing",
    "asked": "The outside system answered[: {field} is {value}]",
    "program_done": "The call program is done",
    "program_failed": "The call program failed[ at “{what}”]: {reason}",
    "ask_failed": "The outside system did not answer[: {reason}]",
    "dial_unknown": "There is no number to call[: “{number}”]",
    "not_rung": "{who} is not rung: {excuse}",
    "forwarded": "{who} forwards calls to {to}[: {forwards}]",
    "forwarding_ended": "Forwarding ended at {who}[: {reason}]",
    "white_listed": "{number} is on the white list of {who} and rings there at once",
    "set_by_code": "Set by code for {of}: {what}[ ({to})]",
    "confirming": "{who} answered and is asked to take the call by key 1",
    "hangup": "{side} hung up[: {reason}]",
    **people_words.ENGLISH,
    **request_words.ENGLISH,
}
RUSSIAN: Mapping[str, str] = {
    "received": "Звонок от {from}[ на {number}][ через {trunk}][, переадресован с {forwarded_from}]",
    "scenario": "Сценарий «{name}»[, версия {version}]",
    "played": "Проиграно «{prompt}»[, прервано клавишей {interrupted_by}]",
    "prompt_failed": "Не удалось проиграть фразу[: {reason}]",
    "short_number": "Короткий номер {number}[: {who}]",
    "shows_number": "В этом звонке показывает номер {number}",
    "hides_number": "В этом звонке номер скрыт",
    "directory_found": "Набрано имя: {name}[ ({number})]",
    "directory_unknown": "Набрано {digits}, такого имени нет[ (попытка {attempt})]",
    "menu": "Нажато {choice}[: {label}][ (попытка {attempt})]",
    "menu_invalid": "Набрано {digits}, такого пункта в меню нет[ (попытка {attempt})]",
    "menu_silence": "Ничего не нажато[ (попытка {attempt})]",
    "extension_dialled": "Набран внутренний номер {number}[ ({name})]",
    "ringing": "Звоним: {who}[, до {seconds} с][, с номера {as}]",
    "ring_failed": "Не удалось вызвать: {who}[, {status}][, {reason}]",
    "redirected": "Переадресация: {who}[ → {to}]",
    "unanswered": "Нет ответа: {who}[, {seconds} с]",
    "answered": "Ответ: {who}[, через {after_s} с]",
    "cancelled": "Вызов отменён: {who}[, {reason}]",
    "connected": "Разговор: {who}",
    "held": "Удержание: {by}",
    "resumed": "Снято с удержания: {by}",
    "queued": "В очереди «{queue}»[, номер {position}]",
    "queue_served": "Из очереди «{queue}» принял {who}[, через {seconds} с]",
    "queue_timeout": "В очереди «{queue}» никто не смог ответить[ за {seconds} с]",
    "queue_full": "Очередь «{queue}» заполнена",
    "queue_nobody": "В очереди «{queue}» нет ни одного оператора[ (через {seconds} с)]",
    "queue_key": "Вышел из очереди «{queue}»[ через {seconds} с][, клавиша {key}]",
    "callback_promised": "Обещано перезвонить на {number}[, место в очереди «{queue}» сохранено]",
    "calling_back": "Обещанный звонок на {number}[ (попытка {attempt})][, очередь «{queue}»]",
    "callback_failed": "Не удалось перезвонить на {number}[ (попытка {attempt})]",
    "agent_signed_in": "Оператор на месте: {who}",
    "agent_signed_out": "Оператор ушёл: {who}",
    "agent_break": "Перерыв у оператора: {who}",
    "voicemail": "Голосовая почта: {box}[, {reason}]",
    "voicemail_left": "Оставлено сообщение, {seconds} с",
    "voicemail_empty": "Сообщение не оставлено",
    "fax_not_taken": "Сообщено, что факсы здесь не принимают",
    "voicemail_full": "Ящик «{box}» переполнен",
    "mailbox": "Открыт почтовый ящик: {box}",
    "mailbox_refused": "Введён неверный пин-код ящика: {box}",
    "mailbox_away": "Сообщения недоступны[: {reason}]",
    "mailbox_calls_back": "Обратный звонок из ящика: {number}",
    "mailbox_forwarded": "Сообщение переслано: {to}",
    "mailbox_greeting": "Записано новое приветствие ящика: {box}",
    "mailbox_pin": "Изменён пин-код ящика: {box}",
    "announced": "Сообщено: «{text}»",
    "echo": "Эхо-тест",
    "outbound": "Вызов {number}[ через {trunk}][, шлюз {gateway}][ с номера {as}]",
    "sparing": "Линия «{site}» почти занята: {who}, кодек {codec}[, {kbit} кбит/с]",
    "passed_over": "Пропущено: {trunk}[, шлюз {gateway}][: {reason}]",
    "refused": "Отказано[: {status}][, {reason}]",
    "media_lost": "Нет звука: {who}[, {silent_s} с]",
    "one_way_audio": "Односторонняя слышимость, {who}: {why}",
    "fax": "Факс (T.38)[, начал {by}]",
    "recovered": "Продолжено после перезапуска[, {away_s} с]",
    "recording_failed": "Запись не удалась[: {reason}]",
    "recording_always": "Записывается по правилу «{rule}»",
    "recording_on_demand": "Записывается только по требованию, правило «{rule}»",
    "recording_never": "Не записывается по правилу «{rule}»",
    "recording_sampled_out": "Не записывается: по правилу «{rule}» записывают {percent} % звонков, и этот не из них",
    "recording_otherwise_always": "Записывается: правила для этого разговора нет, а такие звонки записывают",
    "recording_otherwise_never": "Не записывается: правила для этого разговора нет, а такие звонки не записывают",
    "recording_refused": "Не записывается: звонящий не согласился",
    "recording_announced": "Обоим сообщено, что звонок записывается",
    "recording_started": "Запись начата: {by}",
    "recording_stopped": "Запись закончена: {by}",
    "recording_paused": "Запись приостановлена: {by}",
    "recording_resumed": "Запись продолжена: {by}",
    "recording_not_changed": "Правила записи этого не позволяют, {by}: {what}",
    "recording_deleted": "Запись удалена: {why}",
    "recording_held": "Запись оставлена на хранение, удалять нельзя: {by}",
    "recording_released": "Запрет удалять запись снят: {by}",
    "consent_agreed": "Звонящий согласился на запись[ (клавиша {key})]",
    "consent_refused": "Звонящий отказался от записи[ (клавиша {key})]",
    "transfer": "Перевод: {by} переводит {who}[ на {to}]",
    "transferred": "Переведено: {by} соединяет {who} с {to}",
    "transfer_failed": "Перевод на {who} не удался[: {status}][, {reason}]",
    "returning": "Возврат: {who} снова к {to}",
    "consulting": "Консультация: {by} и {who}",
    "joined": "Разговор {who} с {other} продолжен в другом звонке",
    "moved": "Звонок продолжен на другом телефоне: {who}",
    "inviting": "Вызываем в разговор: {who}[, по просьбе {by}]",
    "not_admitted": "В разговор не вступил: {who}[, {status}][, {reason}]",
    "conference": "Конференция: {who}",
    "meeting": "В конференции «{name}»",
    "joined_conference": "В конференцию вступил: {who}",
    "left_conference": "Из конференции вышел: {who}",
    "removed": "Из конференции удалён: {who}",
    "muted": "Микрофон выключен: {who}",
    "unmuted": "Микрофон снова включён: {who}",
    "listening": "Прослушивание: {who} слушает {agent}",
    "whispering": "Подсказка: {who} говорит только {agent}",
    "barging": "Вмешательство: {who} говорит с {agent} и собеседником",
    "supervision_ended": "{who} больше не слушает {agent}",
    "taken_over": "Разговор принял {who}[ вместо {instead}]",
    "picked_up": "Перехват: {who}[ вместо {instead}]",
    "meeting_changed": "{who}, ведущий конференции: {what}",
    "paged": "Громкое оповещение: {who}, {name}[ ({count})]",
    "redialled": "Код {code}: набран {number}",
    "retry_set": "Автодозвон: {number}, для {who}",
    "retrying": "Автодозвон на {number} для {who}[ (попытка {attempt})]",
    "parked": "{by}: парковка {who} на {slot}",
    "retrieved": "Припаркованный вызов принял {who}[ с {slot}]",
    "rescued": "Шаг не удался[: {reason}]; звонок продолжается так, как предусмотрено на этот случай",
    "schedule": "{name}: {says}[, {label}][ ({why})]",
    "caller": "Звонящий известен[: {label}][ ({name})]",
    "caller_unlisted": "Звонящего нет в списках",
    "language": "Язык {language}[ (клавиша {choice})]",
    "digits": "Введено {digits}[ (попытка {attempt})]",
    "digits_invalid": "Введено {digits}, это не подходит[ (попытка {attempt})]",
    "set": "{variable} теперь «{value}»",
    "compared": "«{value}» {how}[ «{other}»]",
    "compared_not": "«{value}» не подходит ни под одно условие",
    "asked": "Внешняя система ответила[: {field} — {value}]",
    "program_done": "Программа звонка закончила",
    "program_failed": "Программа звонка не справилась[ («{what}»)]: {reason}",
    "ask_failed": "Внешняя система не ответила[: {reason}]",
    "dial_unknown": "Звонить некуда[: «{number}»]",
    "not_rung": "Не вызываем: {who}, {excuse}",
    "forwarded": "Переадресация: {who} → {to}[, {forwards}]",
    "forwarding_ended": "Переадресация прекращена: {who}[, {reason}]",
    "white_listed": "{number} в белом списке: {who}, звоним сразу",
    "set_by_code": "Установлено кодом, {of}: {what}[ ({to})]",
    "confirming": "Ответ: {who}, просим принять звонок клавишей 1",
    "hangup": "Завершено: {side}[, {reason}]",
    **people_words.RUSSIAN,
    **request_words.RUSSIAN,
}
_STEPS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ru": RUSSIAN}
_SIDES: Mapping[str, Mapping[str, str]] = {
    "en": {"caller": "The caller", "callee": "The called person", "system": "The system"},
    "ru": {"caller": "звонивший", "callee": "вызванный", "system": "система"},
}
_UNKNOWN: Mapping[str, Mapping[str, str]] = {
    "en": {"from": "a hidden number", "side": "Someone", "who": "somebody", "": "?"},
    "ru": {"from": "скрытого номера", "side": "кто-то", "who": "кто-то", "": "?"},
}
_WHY: Mapping[str, Mapping[str, str]] = {
    "en": {
        "no_path": "no network path was found for the sound (ICE); a firewall blocks UDP",
        "no_keys": "the encryption was agreed, but its handshake (DTLS) never came",
        "wrong_keys": "the sound came encrypted with other keys than agreed",
        "elsewhere": "sound came from another address than the telephone announced and was dropped",
        "private_address": "nothing came from the private address that the telephone named; a router (NAT) hides it",
        "codec": "the sound came in a codec that was not agreed",
        "nothing": "not one packet of sound came; a firewall or router blocks it, or the telephone sends none",
        "silence": "packets came, but held only silence; the microphone is muted or broken",
        "on_hold": "the telephone answered on hold and never sent sound",
        "unheard": "hears nothing of us; a firewall or router on its side blocks our packets",
        "hours": "by its hours",
        "special": "a special day",
        "holiday": "a public holiday",
        "switched": "switched by hand",
        "missing": "the schedule is there no longer",
    },
    "ru": {
        "no_path": "для звука не нашлось пути в сети (ICE); межсетевой экран не пропускает UDP",
        "no_keys": "о шифровании договорились, но его согласование (DTLS) так и не началось",
        "wrong_keys": "звук пришёл зашифрованным не теми ключами, о которых договорились",
        "elsewhere": "звук шёл не с того адреса, который назвал телефон, и был отброшен",
        "private_address": "телефон назвал частный адрес, и с него ничего не пришло; он скрыт маршрутизатором (NAT)",
        "codec": "звук пришёл в кодеке, о котором не договаривались",
        "nothing": "не пришло ни одного пакета звука; его не пропускает сеть, или телефон его не посылает",
        "silence": "пакеты шли, но в них была только тишина; микрофон выключен или неисправен",
        "on_hold": "телефон ответил на удержании и звука не посылал",
        "unheard": "нас не слышит; наши пакеты не пропускает сеть на той стороне",
        "hours": "по часам работы",
        "special": "особый день",
        "holiday": "праздник",
        "switched": "переключено вручную",
        "missing": "этого расписания больше нет",
    },
}
_SAYS: Mapping[str, Mapping[str, str]] = {
    "en": {"open": "open", "closed": "closed", "holiday": "closed"},
    "ru": {"open": "открыто", "closed": "закрыто", "holiday": "закрыто"},
}
_HOW: Mapping[str, Mapping[str, str]] = {
    "en": {
        "is": "is",
        "is_not": "is not",
        "begins": "begins with",
        "contains": "contains",
        "less": "is less than",
        "more": "is more than",
        "empty": "is empty",
    },
    "ru": {
        "is": "равно",
        "is_not": "не равно",
        "begins": "начинается с",
        "contains": "содержит",
        "less": "меньше, чем",
        "more": "больше, чем",
        "empty": "пусто",
    },
}
_EXCUSES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "blocked": "the caller is on the person's black list",
        "do_not_disturb": "do not disturb is on",
        "talking": "is talking, and call waiting is off",
    },
    "ru": {
        "blocked": "звонящий в личном чёрном списке",
        "do_not_disturb": "включён режим «не беспокоить»",
        "talking": "уже разговаривает, второй звонок выключен",
    },
}
_SET: Mapping[str, Mapping[str, str]] = {
    "en": {"do_not_disturb": "do not disturb", "forward": "forwarding of all calls", "switch": "opening by hand"},
    "ru": {"do_not_disturb": "«не беспокоить»", "forward": "переадресация всех звонков", "switch": "день и ночь"},
}
_FORWARDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "always": "always",
        "closed": "outside the person's hours",
        "busy": "when busy",
        "unanswered": "when there is no answer",
        "unreachable": "when no telephone can be reached",
        "full": "when it is full",
        "timeout": "when the wait was too long",
        "nobody": "when no agent is there",
    },
    "ru": {
        "always": "всегда",
        "closed": "вне личного расписания",
        "busy": "если занято",
        "unanswered": "если нет ответа",
        "unreachable": "если телефоны недоступны",
        "full": "если нет места",
        "timeout": "если ждать слишком долго",
        "nobody": "если нет операторов",
    },
}
_RESULTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "answered": "answered",
        "missed": "missed",
        "voicemail": "left a message",
        "abandoned": "hung up while waiting",
        "busy": "busy",
        "rejected": "rejected",
        "failed": "failed",
        "service": "service",
        "": "going on",
    },
    "ru": {
        "answered": "отвечен",
        "missed": "пропущен",
        "voicemail": "оставлено сообщение",
        "abandoned": "не дождался",
        "busy": "занято",
        "rejected": "отклонён",
        "failed": "не удался",
        "service": "служебный",
        "": "идёт",
    },
}
LANGUAGES = tuple(_STEPS)
_PART = re.compile(r"\[([^]]*)]")
_FIELD = re.compile(r"\{(\w+)}")


def step_text(kind: str, detail: Mapping[str, Any], language: str = "en") -> str:
    """Return one step as a sentence."""
    language = language if language in _STEPS else "en"
    template = _STEPS[language].get(kind)
    if template is None:
        return kind.replace("_", " ").capitalize()
    facts = {name: _fact(name, value, language) for name, value in detail.items()}
    _explain(facts, detail, language)

    def optional(match: re.Match[str]) -> str:
        part = match.group(1)
        return part if all(facts.get(name) for name in _FIELD.findall(part)) else ""

    unknown = _UNKNOWN[language]
    text = _FIELD.sub(
        lambda match: facts.get(match.group(1)) or unknown.get(match.group(1), unknown[""]),
        _PART.sub(optional, template),
    )
    return text[:1].upper() + text[1:]


def result_text(result: str | None, language: str = "en") -> str:
    """Return a call's result in words; None is a call that goes on."""
    words = _RESULTS.get(language, _RESULTS["en"])
    return words.get(result or "", result or "")


def preferred_language(accepted: str | None) -> str:
    """Choose the language of an `Accept-Language` header (RFC 9110 §12.5.4), English when none fits."""
    wanted: list[tuple[float, str]] = []
    for item in (accepted or "").split(",")[:20]:
        tag, _, weight = item.partition(";")
        try:
            quality = float(weight.partition("=")[2]) if weight.strip().startswith("q=") else 1.0
        except ValueError:
            quality = 0.0
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and quality > 0:
            wanted.append((quality, language))
    return max(wanted, key=lambda one: one[0])[1] if wanted else "en"


def _explain(facts: dict[str, str], detail: Mapping[str, Any], language: str) -> None:
    """Say a SIP status in words, and leave out a reason that only repeats it."""
    status, q850 = detail.get("status"), detail.get("cause")
    if isinstance(status, int) and status >= 300:  # noqa: PLR2004  refusals begin there
        words = causes.of(status, q850 if isinstance(q850, int) else None).texts
        facts["status"] = f"{words[language]} ({status})"
        if facts.get("reason") == REASONS.get(status):
            facts["reason"] = ""


def _fact(name: str, value: Any, language: str) -> str:
    """Return a fact as text, empty when there is nothing to say; people are shown by name and number."""
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, (_fact(name, item, language) for item in value)))
    if isinstance(value, dict):
        person, number = str(value.get("name") or ""), str(value.get("number") or "")
        return f"{person} ({number})" if person and number else person or number
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    words = {
        "why": _WHY,
        "side": _SIDES,
        "says": _SAYS,
        "how": _HOW,
        "excuse": _EXCUSES,
        "forwards": _FORWARDS,
        "what": _SET,
        "daily": people_words.OFTEN,
    }.get(name)
    return words[language].get(str(value), str(value)) if words else str(value)
