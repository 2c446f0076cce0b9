"""The sentences that Offhook says, by id.

`texts` is what is spoken, by language. `recorded` names files of Debian's packages asterisk-core-sounds-en-wav and
asterisk-core-sounds-ru-wav that say the same (voices: Allison Smith, CC-BY-SA-3.0, and ivrvoice.ru, CC-BY-3.0; the
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.prompts.code_texts import TEXTS as CODE_TEXTS
from offhook.prompts.directory_words import TEXTS as DIRECTORY_TEXTS
from offhook.prompts.mailbox_sentences import MAILBOX
from offhook.prompts.wake_sentences import WAKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ru", "et", "de", "am")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in all languages."""

    texts: Mapping[str, str]
    recorded: tuple[str, ...] = ()


SENTENCES: Mapping[str, Sentence] = {
    "welcome": Sentence(
        {
            "en": "Welcome. Thank you for calling.",
            "ru": "Здравствуйте. Спасибо за ваш звонок.",
            "et": "Tere tulemast. Täname, et helistasite.",
            "de": "Herzlich willkommen. Vielen Dank für Ihren Anruf.",
            "am": "እንኳን ደህና መጡ። ስለደወሉ እናመሰግናለን።",
        }
    ),
    "menu_main": Sentence(
        {
            "en": "For sales, press 1. For support, press 2. Or dial the extension number.",
            "ru": "Отдел продаж — нажмите 1. Поддержка — нажмите 2. Или наберите внутренний номер.",
            "et": "Müügi jaoks vajutage 1. Klienditoe jaoks vajutage 2. Või valige sisenumber.",
            "de": "Für den Verkauf drücken Sie die 1, für den Kundendienst die 2. Oder wählen Sie die Durchwahl.",
            "am": "ለሽያጭ አንድን ይጫኑ። ለድጋፍ ሁለትን ይጫኑ። ወይም የውስጥ ቁጥሩን ይደውሉ።",
        }
    ),
    "invalid": Sentence(
        {
            "en": "That is not a valid option. Please try again.",
            "ru": "Такого пункта нет. Пожалуйста, попробуйте ещё раз.",
            "et": "Sellist valikut ei ole. Palun proovige uuesti.",
            "de": "Diese Auswahl gibt es nicht. Bitte versuchen Sie es noch einmal.",
            "am": "ይህ ምርጫ የለም። እባክዎ እንደገና ይሞክሩ።",
        },
        recorded=("pm-invalid-option",),
    ),
    "try_again": Sentence(
        {
            "en": "Please try again.",
            "ru": "Пожалуйста, попробуйте ещё раз.",
            "et": "Palun proovige uuesti.",
            "de": "Bitte versuchen Sie es noch einmal.",
            "am": "እባክዎ እንደገና ይሞክሩ።",
        },
        recorded=("please-try-again",),
    ),
    "goodbye": Sentence(
        {"en": "Goodbye.", "ru": "До свидания.", "et": "Head aega.", "de": "Auf Wiederhören.", "am": "ደህና ይሁኑ።"},
        recorded=("vm-goodbye",),
    ),
    "unavailable_leave_message": Sentence(
        {
            "en": "Nobody is available to take your call at the moment. Please leave a message after the tone.",
            "ru": "Сейчас никто не может ответить на ваш звонок. Оставьте сообщение после сигнала.",
            "et": "Praegu ei saa keegi teie kõnele vastata. Palun jätke sõnum pärast helisignaali.",
            "de": "Zurzeit kann niemand Ihren Anruf annehmen. Bitte sprechen Sie nach dem Signalton.",
            "am": "በአሁኑ ጊዜ ጥሪዎን የሚቀበል የለም። እባክዎ ከድምፁ በኋላ መልእክት ይተዉ።",
        },
        recorded=("vm-nobodyavail", "vm-intro"),
    ),
    "busy_leave_message": Sentence(
        {
            "en": "Your party is talking at the moment. Please leave a message after the tone.",
            "ru": "Сейчас абонент разговаривает. Оставьте сообщение после сигнала.",
            "et": "Vastaja räägib praegu. Palun jätke sõnum pärast helisignaali.",
            "de": "Ihr Gesprächspartner spricht gerade. Bitte hinterlassen Sie nach dem Signalton eine Nachricht.",
            "am": "የሚፈልጉት ሰው በሌላ ጥሪ ላይ ነው። እባክዎ ከድምፁ በኋላ መልእክት ይተዉ።",
        },
    ),
    "closed_leave_message": Sentence(
        {
            "en": "We are closed at the moment. Please leave a message after the tone; we will call you back.",
            "ru": "Сейчас мы не работаем. Оставьте сообщение после сигнала, мы вам перезвоним.",
            "et": "Oleme praegu suletud. Palun jätke sõnum pärast helisignaali, helistame teile tagasi.",
            "de": "Wir haben zurzeit geschlossen. Bitte sprechen Sie nach dem Signalton, wir rufen zurück.",
            "am": "አሁን ዝግ ነን። እባክዎ ከድምፁ በኋላ መልእክት ይተዉ፤ እንደውልልዎታለን።",
        },
    ),
    "fax_not_taken": Sentence(
        {
            "en": "Faxes cannot be received at this number yet.",
            "ru": "Приём факсов по этому номеру пока невозможен.",
            "et": "Sellel numbril ei saa veel fakse vastu võtta.",
            "de": "Unter dieser Nummer können noch keine Faxe empfangen werden.",
            "am": "በዚህ ቁጥር ፋክስ ለመቀበል ገና አልተቻለም።",
        },
    ),
    "press_one_to_take": Sentence(
        {
            "en": "There is a call for you. To take it, press 1.",
            "ru": "Вам звонят. Чтобы принять звонок, нажмите 1.",
            "et": "Teile on kõne. Vastuvõtmiseks vajutage 1.",
            "de": "Sie haben einen Anruf. Um ihn anzunehmen, drücken Sie die 1.",
            "am": "ጥሪ አለዎት። ለመቀበል አንድን ይጫኑ።",
        },
    ),
    "dnd_is_on": Sentence(
        {
            "en": "Do not disturb is on.",
            "ru": "Режим «не беспокоить» включён.",
            "et": "Mitte segada on sees.",
            "de": "Bitte nicht stören ist eingeschaltet.",
            "am": "አትረብሹኝ በርቷል።",
        },
    ),
    "dnd_is_off": Sentence(
        {
            "en": "Do not disturb is off.",
            "ru": "Режим «не беспокоить» выключен.",
            "et": "Mitte segada on väljas.",
            "de": "Bitte nicht stören ist ausgeschaltet.",
            "am": "አትረብሹኝ ጠፍቷል።",
        },
    ),
    "forwarding_is_on": Sentence(
        {
            "en": "Your calls are forwarded.",
            "ru": "Ваши звонки переадресованы.",
            "et": "Teie kõned on suunatud.",
            "de": "Ihre Anrufe werden umgeleitet.",
            "am": "ጥሪዎችዎ ተላልፈዋል።",
        },
    ),
    "forwarding_is_off": Sentence(
        {
            "en": "Your calls come to you again.",
            "ru": "Ваши звонки снова приходят к вам.",
            "et": "Teie kõned tulevad jälle teile.",
            "de": "Ihre Anrufe kommen wieder zu Ihnen.",
            "am": "ጥሪዎችዎ እንደገና ወደ እርስዎ ይመጣሉ።",
        },
    ),
    "closed_by_hand": Sentence(
        {
            "en": "It is closed now.",
            "ru": "Теперь закрыто.",
            "et": "Nüüd on suletud.",
            "de": "Jetzt ist geschlossen.",
            "am": "አሁን ተዘግቷል።",
        },
    ),
    "open_by_hours": Sentence(
        {
            "en": "The opening hours rule again.",
            "ru": "Снова действуют часы работы.",
            "et": "Lahtiolekuajad kehtivad jälle.",
            "de": "Die Öffnungszeiten gelten wieder.",
            "am": "የሥራ ሰዓቶች እንደገና ይሠራሉ።",
        },
    ),
    "call_is_recorded": Sentence(
        {
            "en": "This call is recorded.",
            "ru": "Разговор записывается.",
            "et": "See kõne salvestatakse.",
            "de": "Dieses Gespräch wird aufgezeichnet.",
            "am": "ይህ ጥሪ ይቀዳል።",
        },
    ),
    "consent_by_key": Sentence(
        {
            "en": "May we record this call? To agree, press 1. If you do not want that, press 2.",
            "ru": "Можно ли записать этот разговор? Если вы согласны, нажмите 1. Если нет, нажмите 2.",
            "et": "Kas tohime selle kõne salvestada? Nõustumiseks vajutage 1. Kui te seda ei soovi, vajutage 2.",
            "de": "Dürfen wir dieses Gespräch aufzeichnen? Wenn ja, drücken Sie die 1. Wenn nicht, die 2.",
            "am": "ይህን ጥሪ መቅዳት እንችላለን? ከተስማሙ አንድን ይጫኑ። ካልፈለጉ ሁለትን ይጫኑ።",
        },
    ),
    "consent_by_staying": Sentence(
        {
            "en": "This call will be recorded. If you do not want that, press 2.",
            "ru": "Разговор будет записан. Если вы этого не хотите, нажмите 2.",
            "et": "See kõne salvestatakse. Kui te seda ei soovi, vajutage 2.",
            "de": "Dieses Gespräch wird aufgezeichnet. Wenn Sie das nicht möchten, drücken Sie die 2.",
            "am": "ይህ ጥሪ ይቀዳል። ካልፈለጉ ሁለትን ይጫኑ።",
        },
    ),
    "recording_is_on": Sentence(
        {
            "en": "Recording.",
            "ru": "Запись идёт.",
            "et": "Salvestan.",
            "de": "Aufnahme läuft.",
            "am": "እየቀዳ ነው።",
        },
    ),
    "recording_is_off": Sentence(
        {
            "en": "Recording ended.",
            "ru": "Запись закончена.",
            "et": "Salvestus lõpetatud.",
            "de": "Aufnahme beendet.",
            "am": "መቅዳት አብቅቷል።",
        },
    ),
    "recording_is_paused": Sentence(
        {
            "en": "Recording paused.",
            "ru": "Запись приостановлена.",
            "et": "Salvestus peatatud.",
            "de": "Aufnahme angehalten.",
            "am": "መቅዳት ቆሟል።",
        },
    ),
    "recording_may_not_change": Sentence(
        {
            "en": "That is not allowed.",
            "ru": "Это не разрешено.",
            "et": "See ei ole lubatud.",
            "de": "Das ist nicht erlaubt.",
            "am": "ይህ አይፈቀድም።",
        },
    ),
    "number_not_known": Sentence(
        {
            "en": "The number you have dialled is not in service. Please check the number and try again.",
            "ru": "Набранный номер не существует. Проверьте номер и попробуйте ещё раз.",
            "et": "Valitud number ei ole kasutusel. Palun kontrollige numbrit ja proovige uuesti.",
            "de": "Die gewählte Nummer ist nicht vergeben. Bitte prüfen Sie sie und versuchen Sie es noch einmal.",
            "am": "የደወሉት ቁጥር አገልግሎት ላይ አይደለም። እባክዎ ቁጥሩን አረጋግጠው እንደገና ይሞክሩ።",
        },
        recorded=("ss-noservice",),
    ),
    "person_not_available": Sentence(
        {
            "en": "Nobody is available to take your call at the moment.",
            "ru": "Сейчас никто не может ответить на ваш звонок.",
            "et": "Praegu ei saa keegi teie kõnele vastata.",
            "de": "Zurzeit kann niemand Ihren Anruf annehmen.",
            "am": "በአሁኑ ጊዜ ጥሪዎን የሚቀበል የለም።",
        },
        recorded=("vm-nobodyavail",),
    ),
    "operator_unreachable": Sentence(
        {
            "en": "The outside line cannot be reached at the moment. Please try your call again later.",
            "ru": "Внешняя линия сейчас недоступна. Пожалуйста, перезвоните позже.",
            "et": "Välisliin ei ole praegu kättesaadav. Palun helistage hiljem uuesti.",
            "de": "Die Amtsleitung ist zurzeit nicht erreichbar. Bitte versuchen Sie es später noch einmal.",
            "am": "የውጭ መስመሩ በአሁኑ ጊዜ አይሰራም። እባክዎ ቆይተው ይደውሉ።",
        }
    ),
    "lines_taken": Sentence(
        {
            "en": "All outside lines are taken at the moment. Please try your call again later.",
            "ru": "Сейчас все внешние линии заняты. Пожалуйста, перезвоните позже.",
            "et": "Kõik välisliinid on praegu hõivatud. Palun helistage hiljem uuesti.",
            "de": "Zurzeit sind alle Amtsleitungen belegt. Bitte versuchen Sie es später noch einmal.",
            "am": "ሁሉም የውጭ መስመሮች በአሁኑ ጊዜ ተይዘዋል። እባክዎ ቆይተው ይደውሉ።",
        }
    ),
    "line_full": Sentence(
        {
            "en": "The line to the person you are calling is full at the moment. Please try your call again later.",
            "ru": "Линия связи этого абонента сейчас перегружена. Пожалуйста, перезвоните позже.",
            "et": "Ühendus sellesse kohta on praegu ülekoormatud. Palun helistage hiljem uuesti.",
            "de": "Die Leitung dorthin ist zurzeit ausgelastet. Bitte versuchen Sie es später noch einmal.",
            "am": "ወደዚህ ሰው የሚያደርሰው መስመር በአሁኑ ጊዜ ሞልቷል። እባክዎ ቆይተው ይደውሉ።",
        }
    ),
    "echo_intro": Sentence(
        {
            "en": "This is the echo test. Speak, and you will hear yourself. Hang up when you are done.",
            "ru": "Это эхо-тест. Говорите, и вы услышите себя. Чтобы закончить, повесьте трубку.",
            "et": "See on kajatest. Rääkige ja te kuulete ennast. Lõpetamiseks katkestage kõne.",
            "de": "Dies ist der Echotest. Sprechen Sie, dann hören Sie sich. Legen Sie auf, wenn Sie fertig sind.",
            "am": "ይህ የማሚቶ ሙከራ ነው። ይናገሩ፣ ራስዎን ይሰማሉ። ሲጨርሱ ይዝጉ።",
        }
    ),
    "all_busy": Sentence(
        {
            "en": "All our colleagues are busy at the moment. Please try your call again later.",
            "ru": "Сейчас все сотрудники заняты. Пожалуйста, перезвоните позже.",
            "et": "Kõik töötajad on praegu hõivatud. Palun helistage hiljem uuesti.",
            "de": "Zurzeit sind alle Mitarbeiter im Gespräch. Bitte versuchen Sie es später noch einmal.",
            "am": "ሁሉም ሠራተኞች በአሁኑ ጊዜ ሥራ ላይ ናቸው። እባክዎ ቆይተው ይደውሉ።",
        }
    ),
    "number_busy": Sentence(
        {
            "en": "The number you have dialled is busy. Please try your call again later.",
            "ru": "Набранный номер занят. Пожалуйста, перезвоните позже.",
            "et": "Valitud number on kinni. Palun helistage hiljem uuesti.",
            "de": "Die gewählte Nummer ist besetzt. Bitte versuchen Sie es später noch einmal.",
            "am": "የደወሉለት ቁጥር ተይዟል። እባክዎ ቆይተው ይደውሉ።",
        }
    ),
    "call_declined": Sentence(
        {
            "en": "Your call was declined.",
            "ru": "Ваш вызов отклонён.",
            "et": "Teie kõne lükati tagasi.",
            "de": "Ihr Anruf wurde abgelehnt.",
            "am": "ጥሪዎ ተቀባይነት አላገኘም።",
        }
    ),
    "transfer_failed": Sentence(
        {
            "en": "The call could not be transferred. You are connected again.",
            "ru": "Перевести звонок не удалось. Вы снова соединены.",
            "et": "Kõnet ei õnnestunud suunata. Olete taas ühenduses.",
            "de": "Der Anruf konnte nicht weitergeleitet werden. Sie sind wieder verbunden.",
            "am": "ጥሪውን ማስተላለፍ አልተቻለም። እንደገና ተገናኝተዋል።",
        }
    ),
    "conference_pin": Sentence(
        {
            "en": "Please enter the PIN of the conference, then press hash.",
            "ru": "Введите код конференции и нажмите решётку.",
            "et": "Sisestage konverentsi PIN ja vajutage trellid.",
            "de": "Bitte geben Sie die PIN der Konferenz ein und drücken Sie die Rautetaste.",
            "am": "እባክዎ የጉባኤውን ቁጥር ያስገቡና ፓውንድ ይጫኑ።",
        }
    ),
    "conference_first": Sentence(
        {
            "en": "You are the first in this conference.",
            "ru": "Вы первый участник конференции.",
            "et": "Olete konverentsi esimene osaleja.",
            "de": "Sie sind als Erster in dieser Konferenz.",
            "am": "በዚህ ጉባኤ የመጀመሪያው ተሳታፊ ነዎት።",
        }
    ),
    "conference_one": Sentence(
        {
            "en": "One other person is in this conference.",
            "ru": "Сейчас здесь ещё один участник.",
            "et": "Konverentsil on veel üks osaleja.",
            "de": "In dieser Konferenz ist noch eine Person.",
            "am": "በዚህ ጉባኤ ሌላ አንድ ሰው አለ።",
        }
    ),
    "conference_two": Sentence(
        {
            "en": "Two others are in this conference.",
            "ru": "Сейчас здесь ещё два участника.",
            "et": "Konverentsil on veel kaks osalejat.",
            "de": "In dieser Konferenz sind noch zwei Personen.",
            "am": "በዚህ ጉባኤ ሌሎች ሁለት ሰዎች አሉ።",
        }
    ),
    "conference_three": Sentence(
        {
            "en": "Three others are in this conference.",
            "ru": "Сейчас здесь ещё три участника.",
            "et": "Konverentsil on veel kolm osalejat.",
            "de": "In dieser Konferenz sind noch drei Personen.",
            "am": "በዚህ ጉባኤ ሌሎች ሦስት ሰዎች አሉ።",
        }
    ),
    "conference_several": Sentence(
        {
            "en": "More than three others are in this conference.",
            "ru": "Сейчас здесь больше трёх участников.",
            "et": "Konverentsil on rohkem kui kolm osalejat.",
            "de": "In dieser Konferenz sind mehr als drei andere Personen.",
            "am": "በዚህ ጉባኤ ከሦስት በላይ ሌሎች ሰዎች አሉ።",
        }
    ),
    "callback_confirm": Sentence(
        {
            "en": "To be called back at the number you are calling from, press 1. For another number, press 2.",
            "ru": "Чтобы мы перезвонили на номер, с которого вы звоните, нажмите 1. Чтобы указать другой, нажмите 2.",
            "et": "Et teile helistataks tagasi sellel numbril, vajutage 1. Teise numbri jaoks vajutage 2.",
            "de": "Für einen Rückruf unter Ihrer Nummer drücken Sie die 1, unter einer anderen die 2.",
            "am": "በሚደውሉበት ቁጥር መልሰን እንድንደውል አንድን ይጫኑ። ለሌላ ቁጥር ሁለትን ይጫኑ።",
        }
    ),
    "callback_enter": Sentence(
        {
            "en": "Please enter your telephone number, then press hash.",
            "ru": "Введите номер телефона и нажмите решётку.",
            "et": "Palun sisestage oma telefoninumber ja vajutage trellid.",
            "de": "Bitte geben Sie Ihre Telefonnummer ein und drücken Sie die Rautetaste.",
            "am": "እባክዎ የስልክ ቁጥርዎን ያስገቡና ፓውንድ ይጫኑ።",
        }
    ),
    "callback_promised": Sentence(
        {
            "en": "Thank you. You keep your place in line, and we will call you back. Goodbye.",
            "ru": "Спасибо. Ваше место в очереди сохранено, мы вам перезвоним. До свидания.",
            "et": "Aitäh. Teie koht järjekorras jääb alles ja me helistame teile tagasi. Head aega.",
            "de": "Vielen Dank. Ihr Platz in der Warteschlange bleibt, wir rufen Sie zurück. Auf Wiederhören.",
            "am": "እናመሰግናለን። ተራዎ ይጠበቃል፣ መልሰን እንደውልልዎታለን። ደህና ይሁኑ።",
        }
    ),
    "agent_signed_in": Sentence(
        {
            "en": "You are signed in.",
            "ru": "Вы на месте, звонки будут поступать.",
            "et": "Olete sisse logitud.",
            "de": "Sie sind angemeldet.",
            "am": "ገብተዋል።",
        }
    ),
    "agent_signed_out": Sentence(
        {
            "en": "You are signed out.",
            "ru": "Вы вышли, звонки поступать не будут.",
            "et": "Olete välja logitud.",
            "de": "Sie sind abgemeldet.",
            "am": "ወጥተዋል።",
        }
    ),
    "agent_break": Sentence(
        {
            "en": "You are on a break.",
            "ru": "У вас перерыв.",
            "et": "Olete pausil.",
            "de": "Sie haben Pause.",
            "am": "እረፍት ላይ ነዎት።",
        }
    ),
    "call_failed": Sentence(
        {
            "en": "Your call cannot be completed as dialled.",
            "ru": "Ваш вызов не может быть выполнен.",
            "et": "Teie kõnet ei saa ühendada.",
            "de": "Ihr Anruf kann nicht verbunden werden.",
            "am": "ጥሪዎን ማገናኘት አልተቻለም።",
        },
        recorded=("cannot-complete-as-dialed",),
    ),
    **{name: Sentence(dict(zip(LANGUAGES, texts, strict=True))) for name, texts in {**MAILBOX, **WAKING}.items()},
    **{name: Sentence(texts) for name, texts in {**CODE_TEXTS, **DIRECTORY_TEXTS}.items()},
}
