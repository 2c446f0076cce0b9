"""Faults of a scenario in plain words, each with what to do: English and Russian.

Invariant: every code of `scenario/verify.py` has a sentence in every language
(tests/unit/scenario/test_fault_words.py).
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.scenario.verify import Fault

ENGLISH: Mapping[str, str] = {
    "empty": "The scenario is empty. Add a first step, such as a greeting.",
    "start_loose": "Nothing says where a call begins. Choose the first step.",
    "start_gone": "The first step “{to}” does not exist. Choose another first step.",
    "rescue_loose": "Nothing says where callers go when something fails. Choose a step for that, such as a voicemail.",
    "rescue_gone": "The step “{to}” for callers whom something failed does not exist. Choose another one.",
    "exit_loose": "Nothing happens when {when}. Lead this exit to another step.",
    "exit_gone": "When {when} it goes to “{to}”, which does not exist. Lead this exit to another step.",
    "endless": "A caller who does nothing goes round for ever: {round}. Lead one of these steps elsewhere.",
    "unreached": "No caller ever comes here. Lead an exit here, or remove the step.",
    "silent_end": "The caller is hung up on without a word. Add a goodbye, or turn the caller away as busy.",
    "menu_empty": "There is nothing to choose. Add a key, or allow extensions to be dialled.",
    "ring_empty": "Nobody rings. Choose whom to ring.",
    "scenario_loose": "It does not say which scenario goes on. Choose one.",
    "scenario_gone": "The scenario that goes on does not exist or is not published. Choose another one, or publish it.",
    "schedule_loose": "It does not say by which hours to go. Choose a schedule.",
    "schedule_gone": "Its schedule does not exist any more. Choose another one.",
    "queue_loose": "It does not say in which queue callers wait. Choose one.",
    "queue_gone": "Its queue does not exist any more. Choose another one.",
    "queue_empty": "Nobody with a telephone is an agent of the queue “{name}”. Add one to it.",
    "list_gone": "Its list of numbers does not exist any more. Choose another one.",
    "extension_gone": "There is no extension {name}. Choose another one, or create it.",
    "not_a_person": "Extension {name} ({person}) is a service and cannot be rung. Choose a person.",
    "no_devices": "{person} ({name}) has no telephone. Give them one, or ring somebody else.",
    "no_number": "“{name}” is no number that can be called. Write an extension, an outside number or a SIP address.",
    "not_a_conference": "Extension {name} is no conference. Choose another one, or create it.",
    "no_way_out": "No operator is connected by which {name} could be called. Connect one, or ring somebody else.",
    "box_gone": "There is no person and no mailbox {name} to leave a message for. Choose another one.",
    "box_off": "{person} ({name}) has no voicemail. Switch it on, or choose another one.",
    "shown_loose": "It does not say which number is shown. Choose one of the company’s.",
    "shown_gone": "{name} is no number of the company, so it cannot be shown. Choose another one.",
    "prompt_gone": "There is no prompt “{name}”. Choose another one, or record it.",
}
RUSSIAN: Mapping[str, str] = {
    "empty": "Сценарий пуст. Добавьте первый шаг, например приветствие.",
    "start_loose": "Не указано, с чего начинается звонок. Выберите первый шаг.",
    "start_gone": "Первого шага «{to}» не существует. Выберите другой.",
    "rescue_loose": "Не указано, куда идёт звонок при сбое. Выберите такой шаг, например голосовую почту.",
    "rescue_gone": "Шага «{to}», куда звонок идёт при сбое, не существует. Выберите другой.",
    "exit_loose": "Ничего не происходит, когда {when}. Соедините этот выход с другим шагом.",
    "exit_gone": "Когда {when}, звонок идёт на «{to}», но такого шага нет. Соедините выход с другим шагом.",
    "endless": "Звонящий, который ничего не делает, ходит по кругу: {round}. Направьте один из шагов в другое место.",
    "unreached": "Сюда не попадёт ни один звонок. Направьте сюда какой-нибудь выход или удалите шаг.",
    "silent_end": "Звонок обрывается без единого слова. Добавьте прощание или отклоняйте звонок как «занято».",
    "menu_empty": "Выбирать не из чего. Добавьте клавишу или разрешите набор внутренних номеров.",
    "ring_empty": "Звонить некому. Выберите, кому звонить.",
    "scenario_loose": "Не указано, какой сценарий продолжает звонок. Выберите его.",
    "scenario_gone": "Сценария, который продолжает звонок, нет или он не опубликован. Выберите другой или опубликуйте.",
    "schedule_loose": "Не указано расписание. Выберите его.",
    "schedule_gone": "Этого расписания больше нет. Выберите другое.",
    "queue_loose": "Не указана очередь. Выберите её.",
    "queue_gone": "Этой очереди больше нет. Выберите другую.",
    "queue_empty": "В очереди «{name}» нет ни одного оператора с телефоном. Добавьте его.",
    "list_gone": "Этого списка номеров больше нет. Выберите другой.",
    "extension_gone": "Внутреннего номера {name} нет. Выберите другой или создайте его.",
    "not_a_person": "Номер {name} ({person}) — служебный, вызвать его нельзя. Выберите сотрудника.",
    "no_devices": "У сотрудника {person} ({name}) нет телефона. Добавьте телефон или вызывайте другого.",
    "no_number": "По «{name}» позвонить нельзя. Укажите внутренний, внешний номер или адрес SIP.",
    "not_a_conference": "Номер {name} — не конференция. Выберите другой или создайте его.",
    "no_way_out": "Нет оператора, через которого можно позвонить на {name}. Подключите его или вызывайте другого.",
    "box_gone": "Нет ни сотрудника, ни почтового ящика {name}, чтобы оставить сообщение. Выберите другой номер.",
    "box_off": "У сотрудника {person} ({name}) нет голосовой почты. Включите её или выберите другого.",
    "shown_loose": "Не указано, какой номер показывать. Выберите номер компании.",
    "shown_gone": "{name} — не номер компании, показывать его нельзя. Выберите другой.",
    "prompt_gone": "Фразы «{name}» нет. Выберите другую или запишите её.",
}
WHEN_RUSSIAN: Mapping[str, str] = {
    "the step is done": "шаг выполнен",
    "the key is pressed": "нажата эта клавиша",
    "nothing is chosen": "ничего не выбрано",
    "nobody answers": "никто не отвечает",
    "all are busy": "все заняты",
    "it is no number": "это не номер",
    "no telephone is there": "ни один телефон не на связи",
    "it is open": "открыто",
    "it is closed": "закрыто",
    "it is a holiday": "праздник",
    "the caller is one of these": "звонит кто-то из них",
    "it is somebody else": "звонит кто-то другой",
    "they are good": "цифры введены верно",
    "none are entered": "цифры не введены",
    "it fits": "условие выполнено",
    "nothing fits": "ни одно условие не выполнено",
    "this is answered": "получен этот ответ",
    "anything else is answered": "получен другой ответ",
    "no answer comes in time": "ответа вовремя нет",
    "the program is done": "программа закончила",
    "the program does not answer, or wants what cannot be done": "программа не отвечает или хочет невозможного",
    "the wait is too long": "ожидание слишком долгое",
    "the queue is full": "очередь заполнена",
    "the mailbox is full": "ящик переполнен",
    "no agent is there": "нет ни одного оператора",
    "no number is given": "номер не указан",
    "the caller agrees": "звонящий согласен",
    "the caller refuses": "звонящий отказался",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ru": RUSSIAN}
LANGUAGES = tuple(_WORDS)


def fault_text(fault: Fault, language: str = "en") -> str:
    """Return what is wrong and what to do; an unknown language is English."""
    words = _WORDS.get(language, ENGLISH)
    facts = dict(fault.facts)
    if when := facts.get("when"):
        facts["when"] = when_text(when, language)
    return words[fault.code].format_map(facts)


def when_text(when: str, language: str = "en") -> str:
    """Return in words when an exit is taken."""
    return WHEN_RUSSIAN.get(when, when) if language == "ru" else when
