"""The kinds of nodes and the fields of their forms in plain words: English and Russian.

Invariant: every kind and every field has words in every language (tests/unit/scenario/test_node_words.py).
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, str]] = {
    "answer": ("Answer", "Ответить"),
    "ask": ("Ask another system", "Спросить другую систему"),
    "callback": ("Promise a callback", "Обещать перезвонить"),
    "caller": ("Look at who calls", "Кто звонит"),
    "compare": ("Compare", "Сравнить"),
    "conference": ("Conference", "Конференция"),
    "consent": ("Ask for consent to record", "Спросить согласие на запись"),
    "dial": ("Dial a number", "Набрать номер"),
    "directory": ("Dial by name", "Набор по имени"),
    "digits": ("Enter digits", "Ввод цифр"),
    "fax": ("Fax", "Факс"),
    "hangup": ("Goodbye", "Завершить"),
    "language": ("Choose a language", "Выбор языка"),
    "menu": ("Menu", "Меню"),
    "play": ("Play", "Проиграть"),
    "program": ("Call program", "Программа звонка"),
    "queue": ("Queue", "Очередь"),
    "ring": ("Ring people", "Звонить сотрудникам"),
    "scenario": ("Another scenario", "Другой сценарий"),
    "schedule": ("Opening hours", "Часы работы"),
    "set": ("Remember", "Запомнить"),
    "voicemail": ("Voicemail", "Голосовая почта"),
}
FIELDS: Mapping[str, tuple[str, str]] = {
    "agree": ("Key to agree", "Клавиша согласия"),
    "agreed": ("The caller agrees", "Согласен"),
    "agent": ("Agent", "Оператор"),
    "attempts": ("Attempts", "Попыток"),
    "beginnings": ("May begin with", "Может начинаться с"),
    "busy": ("All are busy", "Все заняты"),
    "cases": ("Cases", "Варианты"),
    "choices": ("Keys", "Клавиши"),
    "closed": ("Closed", "Закрыто"),
    "confirm": ("Asks for confirmation", "Просьба подтвердить"),
    "decline": ("Key to refuse", "Клавиша отказа"),
    "declined": ("The caller refuses", "Отказался"),
    "contact": ("Among the contacts", "Среди контактов"),
    "digit_seconds": ("Pause between keys, s", "Пауза между клавишами, с"),
    "done": ("The program is done", "Программа закончила"),
    "enter": ("Asks for a number", "Просьба ввести номер"),
    "entered": ("Entered", "Введено"),
    "extension": ("Extension", "Внутренний номер"),
    "extension_seconds": ("Ring an extension for, s", "Звонить на внутренний номер, с"),
    "extensions": ("Extensions may be dialled", "Можно набрать внутренний номер"),
    "failed": ("Otherwise", "Не удалось"),
    "field": ("Field of the answer", "Поле ответа"),
    "full": ("It is full", "Всё заполнено"),
    "hidden": ("The number is hidden", "Номер скрыт"),
    "holiday": ("Holiday", "Праздник"),
    "how": ("Is so", "Как сравнить"),
    "interruptible": ("A key interrupts it", "Прерывается клавишей"),
    "invalid": ("After a wrong key", "После неверной клавиши"),
    "label": ("Label", "Подпись"),
    "labels": ("With a label", "С меткой"),
    "languages": ("Languages by key", "Языки по клавишам"),
    "list": ("On the list", "Из списка"),
    "longest": ("At most", "Не больше"),
    "max_seconds": ("Longest message, s", "Длина сообщения не больше, с"),
    "members": ("Who rings", "Кому звонить"),
    "next": ("Then", "Затем"),
    "nobody": ("No agent is there", "Операторов нет"),
    "open": ("Open", "Открыто"),
    "order": ("Order", "Порядок"),
    "otherwise": ("Otherwise", "Иначе"),
    "personal": ("Own lists of people first", "Сначала личные списки сотрудников"),
    "prefixes": ("Number begins with", "Номер начинается с"),
    "priority": ("Priority", "Приоритет"),
    "promised": ("Says when promised", "Фраза после обещания"),
    "prompts": ("Says", "Фразы"),
    "queue": ("Queue", "Очередь"),
    "refuse": ("Turn the caller away as", "Отклонить как"),
    "refused": ("No number is given", "Номер не указан"),
    "replies": ("Answers", "Ответы"),
    "ring_seconds": ("Let it ring first, s", "Сначала гудки, с"),
    "rules": ("Callers", "Звонящие"),
    "scenario": ("Scenario", "Сценарий"),
    "schedule": ("Schedule", "Расписание"),
    "seconds": ("For, s", "Сколько, с"),
    "secret": ("Not shown in the history", "Не показывать в истории"),
    "send": ("Sends", "Отправить"),
    "shortest": ("At least", "Не меньше"),
    "skills": ("Skills", "Навыки"),
    "staying": ("Staying on the line is agreeing", "Остаться на линии — согласие"),
    "shown_number": ("The fixed number", "Постоянный номер"),
    "shows": ("Number seen outside", "Какой номер видят снаружи"),
    "text": ("Text", "Текст"),
    "timeout": ("The wait is too long", "Ждать слишком долго"),
    "times": ("Times", "Сколько раз"),
    "title": ("Title", "Название"),
    "to": ("Number", "Номер"),
    "unanswered": ("Nobody answers", "Никто не отвечает"),
    "unknown": ("It is no number", "Это не номер"),
    "unreachable": ("No telephone is there", "Телефоны недоступны"),
    "url": ("Address (URL)", "Адрес (URL)"),
    "value": ("Value", "Значение"),
    "variable": ("Name", "Имя"),
    "wait_seconds": ("Wait for a key, s", "Ждать клавишу, с"),
}
_PLACES = {"en": 0, "ru": 1}
LANGUAGES = tuple(_PLACES)


def kind_text(kind: str, language: str = "en") -> str:
    """Return what a kind of node is called; one without words is shown by its name."""
    return _text(KINDS, kind, language)


def field_text(field: str, language: str = "en") -> str:
    """Return what a field of a form is called; one without words is shown by its name."""
    return _text(FIELDS, field, language)


def _text(words: Mapping[str, tuple[str, str]], name: str, language: str) -> str:
    found = words.get(name)
    return name.replace("_", " ").capitalize() if found is None else found[_PLACES.get(language, 0)]
