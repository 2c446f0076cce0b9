"""What is said around wake-up calls and shared telephones: in the order of `LANGUAGES` (en, ru, et, de, am)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WAKING: Mapping[str, tuple[str, str, str, str, str]] = {
    "wake_up": (
        "Good day. This is your wake-up call. It is",
        "Здравствуйте. Это звонок-будильник. Время",
        "Tere. See on teie äratuskõne. Kell on",
        "Guten Tag. Dies ist Ihr Weckruf. Es ist",
        "ጤና ይስጥልኝ። ይህ የማንቂያ ጥሪዎ ነው። ሰዓቱ",
    ),
    "wake_late": (
        "This wake-up call comes late. It was set for",
        "Этот звонок-будильник опоздал. Он был назначен на",
        "See äratuskõne hilines. See oli määratud kella",
        "Dieser Weckruf kommt zu spät. Er war bestellt für",
        "ይህ የማንቂያ ጥሪ ዘግይቷል። የተያዘው ለ",
    ),
    "wake_again": (
        "To be called again in a few minutes, press 1.",
        "Чтобы вам позвонили ещё раз через несколько минут, нажмите 1.",
        "Et teile mõne minuti pärast uuesti helistataks, vajutage 1.",
        "Um in einigen Minuten noch einmal geweckt zu werden, drücken Sie die 1.",
        "ከጥቂት ደቂቃዎች በኋላ እንደገና እንዲደወል 1 ይጫኑ።",
    ),
    "wake_is_set": (
        "A wake-up call is set for",
        "Звонок-будильник назначен на",
        "Äratuskõne on määratud kella",
        "Ein Weckruf ist bestellt für",
        "የማንቂያ ጥሪ የተያዘው ለ",
    ),
    "wake_once": ("once.", "один раз.", "üks kord.", "einmal.", "አንድ ጊዜ።"),
    "wake_daily": ("every day.", "каждый день.", "iga päev.", "jeden Tag.", "በየቀኑ።"),
    "wake_cancel": (
        "To cancel it, press star. To keep it, press hash.",
        "Отменить — звёздочка. Оставить — решётка.",
        "Tühistamiseks vajutage tärni. Säilitamiseks trelli.",
        "Zum Löschen drücken Sie den Stern, zum Behalten die Raute.",
        "ለመሰረዝ ኮከብ ይጫኑ። ለማቆየት መሰላል።",
    ),
    "wake_cancelled": ("It is cancelled.", "Отменено.", "Tühistatud.", "Gelöscht ist er.", "ተሰርዟል።"),
    "wake_enter": (
        "For a wake-up call, enter the time with four digits.",
        "Чтобы заказать звонок-будильник, введите время четырьмя цифрами.",
        "Äratuskõne tellimiseks sisestage kellaaeg nelja numbriga.",
        "Für einen Weckruf geben Sie die Uhrzeit mit vier Ziffern ein.",
        "የማንቂያ ጥሪ ለመያዝ ሰዓቱን በአራት አሃዝ ያስገቡ።",
    ),
    "wake_how_often": (
        "For once, press 1. For every day, press 2.",
        "Один раз — нажмите 1. Каждый день — 2.",
        "Üks kord: vajutage 1. Iga päev: vajutage 2.",
        "Einmal: drücken Sie 1. Jeden Tag: drücken Sie 2.",
        "ለአንድ ጊዜ 1 ይጫኑ። ለየቀኑ 2።",
    ),
    "wake_no_time": (
        "That is no time of the day.",
        "Такого времени нет.",
        "Sellist kellaaega ei ole.",
        "Das ist keine Uhrzeit.",
        "ይህ ሰዓት አይደለም።",
    ),
    "wake_too_many": (
        "There are too many wake-up calls already.",
        "Звонков-будильников уже слишком много.",
        "Äratuskõnesid on juba liiga palju.",
        "Es gibt schon zu viele Weckrufe.",
        "የማንቂያ ጥሪዎች በጣም በዝተዋል።",
    ),
    "desk_enter_number": (
        "Enter your extension.",
        "Введите свой внутренний номер.",
        "Sisestage oma sisenumber.",
        "Geben Sie Ihre Durchwahl ein.",
        "የውስጥ ቁጥርዎን ያስገቡ።",
    ),
    "desk_taken": (
        "This telephone is yours now.",
        "Теперь это ваш телефон.",
        "See telefon on nüüd teie oma.",
        "Dieses Telefon gehört jetzt Ihnen.",
        "ይህ ስልክ አሁን የእርስዎ ነው።",
    ),
    "desk_left": (
        "You are logged out of this telephone.",
        "Вы вышли, телефон свободен.",
        "Olete sellest telefonist välja logitud.",
        "Sie sind an diesem Telefon abgemeldet.",
        "ከዚህ ስልክ ወጥተዋል።",
    ),
    "desk_no_login": (
        "You cannot log in here.",
        "Войти здесь нельзя.",
        "Siin ei saa sisse logida.",
        "Sie können sich hier nicht anmelden.",
        "እዚህ መግባት አይቻልም።",
    ),
    "desk_log_in_first": (
        "Log in at this telephone first.",
        "Сначала войдите на этом телефоне.",
        "Logige kõigepealt sellesse telefoni sisse.",
        "Melden Sie sich zuerst an diesem Telefon an.",
        "መጀመሪያ በዚህ ስልክ ይግቡ።",
    ),
}
CAPTION: Mapping[str, str] = {
    "en": "Wake-up call",
    "ru": "Будильник",
    "et": "Äratuskõne",
    "de": "Weckruf",
    "am": "የማንቂያ ጥሪ",
}


def caption(language: str) -> str:
    """Return what a telephone shows while it wakes somebody, in a language (BCP 47)."""
    return CAPTION.get(language.replace("_", "-").partition("-")[0].lower(), CAPTION["en"])
