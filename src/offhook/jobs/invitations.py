"""Mailing links by which people set their password: what the tasks do, and the words.

Invariant: the token is made here and stands in the mail alone: neither the queue nor the database ever has it. When the
mail has to be tried again, a new link takes the place of the one that may or may not have arrived.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from offhook.access.links import LASTS, addressee, make_link, tenant_of_login
from offhook.jobs.letter import one_line
from offhook.prompts.speech import base_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.access.links import Addressee, Kind
    from offhook.db.engine import Database
    from offhook.ids import TenantId
    from offhook.jobs.smtp import SmtpServer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wording:
    """The letter in one language."""

    subject: str
    body: str
    end: str


WORDINGS: Mapping[str, Mapping[Kind, Wording]] = {
    "en": {
        "invitation": Wording(
            "{company}: your login",
            "You are invited to the telephone system of {company}. Your user name is {login}. "
            "Choose your password here, within {hours} hours:",
            "The link works once.",
        ),
        "reset": Wording(
            "{company}: a new password",
            "Somebody, probably you, asked for a new password for {login}. Choose it here, within an hour:",
            "The link works once. If it was not you, there is nothing to do: your password stays as it is.",
        ),
    },
    "ru": {
        "invitation": Wording(
            "{company}: ваш вход",
            "Приглашаем вас в телефонную систему компании {company}. Ваше имя пользователя: {login}. "
            "Выберите пароль по ссылке, она действует {hours} часа:",
            "Ссылка работает один раз.",
        ),
        "reset": Wording(
            "{company}: новый пароль",
            "Кто-то, вероятно вы, попросил новый пароль для {login}. Выберите новый пароль в течение часа:",
            "Ссылка работает один раз. Если это были не вы, ничего делать не нужно: пароль останется прежним.",
        ),
    },
    "et": {
        "invitation": Wording(
            "{company}: teie kasutajakonto",
            "Teid kutsutakse ettevõtte {company} telefonisüsteemi. Teie kasutajanimi on {login}. "
            "Valige parool siin {hours} tunni jooksul:",
            "Link toimib ühe korra.",
        ),
        "reset": Wording(
            "{company}: uus parool",
            "Keegi, tõenäoliselt teie, palus kasutajale {login} uut parooli. Valige see tunni jooksul siin:",
            "Link toimib ühe korra. Kui see ei olnud teie, ei ole vaja midagi teha: parool jääb endiseks.",
        ),
    },
    "de": {
        "invitation": Wording(
            "{company}: Ihr Zugang",
            "Sie sind in die Telefonanlage von {company} eingeladen. Ihr Benutzername ist {login}. "
            "Wählen Sie hier innerhalb von {hours} Stunden Ihr Passwort:",
            "Der Link gilt einmal.",
        ),
        "reset": Wording(
            "{company}: ein neues Passwort",
            "Jemand, vermutlich Sie, hat ein neues Passwort für {login} verlangt. Wählen Sie es hier, innerhalb einer "
            "Stunde:",
            "Der Link gilt einmal. Waren Sie es nicht, ist nichts zu tun: Ihr Passwort bleibt, wie es ist.",
        ),
    },
    "am": {
        "invitation": Wording(
            "{company}: የእርስዎ መግቢያ",
            "ወደ {company} የስልክ ሥርዓት ተጋብዘዋል። የተጠቃሚ ስምዎ {login} ነው። በ{hours} ሰዓት ውስጥ የይለፍ ቃልዎን እዚህ ይምረጡ፦",
            "አገናኙ የሚሠራው አንድ ጊዜ ብቻ ነው።",
        ),
        "reset": Wording(
            "{company}: አዲስ የይለፍ ቃል",
            "አንድ ሰው፣ ምናልባት እርስዎ፣ ለ{login} አዲስ የይለፍ ቃል ጠይቋል። በአንድ ሰዓት ውስጥ እዚህ ይምረጡ፦",
            "አገናኙ የሚሠራው አንድ ጊዜ ብቻ ነው። እርስዎ ካልጠየቁ ምንም ማድረግ አያስፈልግም፤ የይለፍ ቃልዎ እንዳለ ይቆያል።",
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Post:
    """By whom and as whom links are mailed, and the address of the web application."""

    server: SmtpServer
    sender: str
    address: str


async def mail_invitation(database: Database, post: Post, tenant: TenantId, user_id: str) -> bool:
    """Mail an invitation; False when there is nobody to mail it to any more.

    Raises:
        MailDelayed: the server did not take it this time.
        MailRefused: it never will.
    """
    return await _mail(database, post, tenant, "invitation", user_id=user_id)


async def mail_reset(database: Database, post: Post, login: str) -> bool:
    """Mail a link to who forgot the password of a login; False when there is no such login, or no address.

    Raises:
        MailDelayed: the server did not take it this time.
        MailRefused: it never will.
    """
    tenant = await tenant_of_login(database, login)
    return tenant is not None and await _mail(database, post, tenant, "reset", login=login)


async def _mail(
    database: Database, post: Post, tenant: TenantId, kind: Kind, *, user_id: str = "", login: str = ""
) -> bool:
    async with database.tenant(tenant) as session:
        to = await addressee(session, user_id=user_id, login=login)
        if to is None or not to.email:
            return False
        link = await make_link(session, to.user_id, kind)
    await post.server.send(compose(to, kind, link.url(post.address), post.sender))
    log.info("a link (%s) for %s was mailed", kind, to.login)
    return True


def compose(to: Addressee, kind: Kind, url: str, sender: str) -> EmailMessage:
    """Return the mail."""
    words = WORDINGS.get(base_language(to.language), WORDINGS["en"])[kind]
    hours = int(LASTS[kind].total_seconds() // 3600)
    facts = {"company": one_line(to.company), "login": one_line(to.login), "hours": hours}
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to.email
    mail["Subject"] = words.subject.format_map(facts)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join([words.body.format_map(facts), url, words.end, f"-- \n{facts['company']}"]) + "\n")
    return mail
