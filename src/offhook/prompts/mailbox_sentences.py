"""The sentences of the mailbox by telephone: in the order of `LANGUAGES` (en, ru, et, de, am)."""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAILBOX: Mapping[str, tuple[str, str, str, str, str]] = {
    "mailbox_full": (
        "This mailbox is full and takes no more messages.",
        "Почтовый ящик переполнен и не принимает сообщений.",
        "See postkast on täis ega võta rohkem sõnumeid vastu.",
        "Diese Mailbox ist voll und nimmt keine Nachrichten mehr an.",
        "ይህ የመልእክት ሳጥን ሞልቷል፤ ተጨማሪ መልእክት አይቀበልም።",
    ),
    "mailbox_menu": (
        "For new messages, press 1. For kept messages, 2. For greetings, 3. For the PIN, 4.",
        "Новые сообщения — 1. Сохранённые — 2. Приветствия — 3. Пин-код — 4.",
        "Uued sõnumid: vajutage 1. Säilitatud sõnumid: 2. Tervitused: 3. PIN-kood: 4.",
        "Neue Nachrichten: 1. Aufbewahrte Nachrichten: 2. Ansagen: 3. PIN: 4.",
        "ለአዲስ መልእክቶች 1 ይጫኑ። ለተቀመጡ 2። ለሰላምታ 3። ለሚስጥር ቁጥር 4።",
    ),
    "mailbox_message_menu": (
        (
            "To hear it again, press 1. Next message, 2. Delete, or take that back, 3. "
            "Five seconds back, 4, on, 6. Call back, 5. Send it to a colleague, 7. "
            "Previous message, 8. Keep as new, 9. Main menu, star."
        ),
        (
            "Повторить — 1. Следующее — 2. Удалить или вернуть — 3. Назад — 4, вперёд — 6. Перезвонить — 5. "
            "Отправить коллеге — 7. Предыдущее — 8. Оставить новым — 9. Главное меню — звёздочка."
        ),
        (
            "Uuesti kuulamiseks vajutage 1. Järgmine sõnum: 2. Kustuta või taasta: 3. "
            "Tagasi kerimiseks 4, edasi 6. Helista tagasi: 5. Saada kolleegile: 7. "
            "Eelmine sõnum: 8. Jäta uueks: 9. Peamenüü: tärn."
        ),
        (
            "Noch einmal hören: 1. Nächste Nachricht: 2. Löschen oder zurückholen: 3. "
            "Zurückspulen: 4, vor: 6. Zurückrufen: 5. An Kollegen senden: 7. Vorige Nachricht: 8. "
            "Als neu behalten: 9. Hauptmenü: Stern."
        ),
        (
            "እንደገና ለመስማት 1። ቀጣይ 2። ለማጥፋት ወይም ለመመለስ 3። ወደ ኋላ 4፤ ወደ ፊት 6። ለመደወል 5። ለባልደረባ ለመላክ 7። "
            "ያለፈው 8። እንደ አዲስ ለማቆየት 9። ዋና ምናሌ ኮከብ።"
        ),
    ),
    "mailbox_no_more": (
        "There are no more messages.",
        "Сообщений больше нет.",
        "Rohkem sõnumeid ei ole.",
        "Es gibt keine weiteren Nachrichten.",
        "ተጨማሪ መልእክት የለም።",
    ),
    "mailbox_deleted": ("Deleted.", "Удалено.", "Kustutatud.", "Gelöscht.", "ጠፍቷል።"),
    "mailbox_restored": ("Taken back.", "Восстановлено.", "Taastatud.", "Zurückgeholt.", "ተመልሷል።"),
    "mailbox_kept": ("Kept as new.", "Оставлено новым.", "Jäetud uueks.", "Als neu behalten.", "እንደ አዲስ ተቀምጧል።"),
    "mailbox_saved": ("It is saved.", "Сохранено.", "Salvestatud.", "Gespeichert.", "ተቀምጧል።"),
    "mailbox_sent": ("It is sent.", "Отправлено.", "Saadetud.", "Gesendet.", "ተልኳል።"),
    "mailbox_enter_number": (
        "Enter the number of the mailbox.",
        "Введите номер почтового ящика.",
        "Sisestage postkasti number.",
        "Geben Sie die Nummer der Mailbox ein.",
        "የመልእክት ሳጥኑን ቁጥር ያስገቡ።",
    ),
    "mailbox_enter_pin": (
        "Enter the PIN, then press hash.",
        "Введите пин-код и нажмите решётку.",
        "Sisestage PIN-kood ja vajutage trelli.",
        "Geben Sie die PIN ein, dann die Raute.",
        "የሚስጥር ቁጥሩን ያስገቡ፤ ከዚያ መሰላል ይጫኑ።",
    ),
    "mailbox_wrong_pin": (
        "That is not right.",
        "Неверно.",
        "See ei ole õige.",
        "Das ist nicht richtig.",
        "ትክክል አይደለም።",
    ),
    "mailbox_not_here": (
        "This mailbox cannot be opened from here.",
        "Отсюда этот ящик открыть нельзя.",
        "Seda postkasti ei saa siit avada.",
        "Diese Mailbox lässt sich von hier nicht öffnen.",
        "ይህ የመልእክት ሳጥን ከዚህ አይከፈትም።",
    ),
    "mailbox_away": (
        "Messages cannot be reached at the moment. Nothing is lost; please call again later.",
        "Сейчас сообщения недоступны. Ничего не потеряно, позвоните позже.",
        "Sõnumid ei ole praegu kättesaadavad. Midagi ei ole kadunud, helistage hiljem uuesti.",
        "Nachrichten sind zurzeit nicht erreichbar. Nichts ist verloren, rufen Sie später wieder an.",
        "መልእክቶችን አሁን ማግኘት አልተቻለም። ምንም አልጠፋም፤ ቆይተው ይደውሉ።",
    ),
    "mailbox_greetings": (
        "The greeting when nobody answers: press 1. While you talk: 2. When it is closed: 3. On holidays: 4.",
        "Приветствие, когда никто не отвечает, — 1. Когда вы говорите — 2. Когда закрыто — 3. В праздники — 4.",
        "Tervitus, kui keegi ei vasta: vajutage 1. Kui te räägite: 2. Kui on suletud: 3. Pühadel: 4.",
        "Ansage, wenn niemand antwortet: 1. Während Sie sprechen: 2. Wenn geschlossen ist: 3. An Feiertagen: 4.",
        "ማንም ሳይመልስ ለሚሰማ ሰላምታ 1። ሲናገሩ 2። ሲዘጋ 3። በበዓላት 4።",
    ),
    "mailbox_speak": (
        "Speak after the tone, then press any key.",
        "Говорите после сигнала, затем нажмите любую клавишу.",
        "Rääkige pärast helisignaali, siis vajutage suvalist klahvi.",
        "Sprechen Sie nach dem Signalton, dann drücken Sie eine Taste.",
        "ከድምፁ በኋላ ይናገሩ፤ ከዚያ ማንኛውንም ቁልፍ ይጫኑ።",
    ),
    "mailbox_accept": (
        "To use it, press 1. To speak again, 2. To leave it, star.",
        "Использовать — 1. Записать снова — 2. Отказаться — звёздочка.",
        "Kasutamiseks vajutage 1. Uuesti rääkimiseks 2. Loobumiseks tärn.",
        "Verwenden: 1. Noch einmal sprechen: 2. Abbrechen: Stern.",
        "ለመጠቀም 1። እንደገና ለመናገር 2። ለመተው ኮከብ።",
    ),
    "mailbox_new_pin": (
        "Enter the new PIN, four digits or more, then press hash.",
        "Введите новый пин-код, не короче четырёх цифр, и нажмите решётку.",
        "Sisestage uus PIN-kood, vähemalt neli numbrit, ja vajutage trelli.",
        "Geben Sie die neue PIN ein, mindestens vier Ziffern, dann die Raute.",
        "አዲሱን የሚስጥር ቁጥር ቢያንስ አራት አሃዝ ያስገቡ፤ ከዚያ መሰላል።",
    ),
    "mailbox_repeat_pin": (
        "Enter it once more.",
        "Введите ещё раз.",
        "Sisestage veel kord.",
        "Geben Sie sie noch einmal ein.",
        "አንድ ጊዜ ደግመው ያስገቡ።",
    ),
    "mailbox_send_to": (
        "Enter the extension to which it goes.",
        "Введите внутренний номер получателя.",
        "Sisestage saaja sisenumber.",
        "Geben Sie die Durchwahl des Empfängers ein.",
        "የተቀባዩን የውስጥ ቁጥር ያስገቡ።",
    ),
    "mailbox_comment": (
        "To speak a comment before it, press 1. To send it as it is, 2.",
        "Добавить комментарий — 1. Отправить без него — 2.",
        "Kommentaari lisamiseks vajutage 1. Nii saatmiseks 2.",
        "Mit einem Kommentar davor: 1. So senden: 2.",
        "አስተያየት ለመጨመር 1። እንዳለ ለመላክ 2።",
    ),
}
