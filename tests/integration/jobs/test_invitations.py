"""Links by e-mail: made by the job that mails them, in the language of who gets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from offhook.access.links import use_link
from offhook.access.model import PasswordLinkRow, UserRow
from offhook.access.passwords import Passwords
from offhook.access.service import NewUser, add_user, verify_login
from offhook.config import Settings
from offhook.demo import seed_demo
from offhook.directory.model import PersonRow
from offhook.ids import PersonId
from offhook.jobs.invitations import Post, mail_invitation, mail_reset
from offhook.jobs.smtp import MailDelayed, SmtpServer
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from offhook.db.engine import Database

GOOD = "seven green umbrellas"


class Letterbox:
    """Keeps what is sent; delays the first when asked to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.delay = False

    async def send(self, mail: EmailMessage) -> None:
        if self.delay:
            self.delay = False
            raise MailDelayed("busy")
        self.mails.append(mail)


def token_in(mail: EmailMessage) -> str:
    found = re.search(r"https://pbx\.example\.com/password#(\S+)", mail.get_content())
    assert found is not None
    return found[1]


async def test_invited_and_forgotten(database: Database, tmp_path: Path) -> None:
    await seed_demo(database, Settings(data=tmp_path))
    (tenant,) = await list_tenants(database)
    async with database.tenant(tenant) as session:
        clara = (await session.scalars(select(PersonRow).where(PersonRow.name == "Clara Saar"))).one()
        clara.language = "ru"
        user = await add_user(session, NewUser("clara", None, "agent", PersonId(clara.id)))
        nobody = await add_user(session, NewUser("crm", None, "integration"))
    box = Letterbox()
    post = Post(cast("SmtpServer", box), "Offhook <pbx@example.com>", "https://pbx.example.com")
    box.delay = True
    with pytest.raises(MailDelayed):
        await mail_invitation(database, post, tenant, user)
    assert await mail_invitation(database, post, tenant, user)  # tried again: a new link
    (mail,) = box.mails
    assert (mail["To"], mail["Auto-Submitted"]) == ("clara@example.com", "auto-generated")
    assert "Выберите пароль" in mail.get_content()
    passwords: Any = Passwords()
    assert await use_link(database, passwords, token_in(mail), GOOD) == tenant
    assert await verify_login(database, "clara", GOOD) is not None
    assert await mail_reset(database, post, " CLARA ")
    assert not await mail_reset(database, post, "no such login")
    assert not await mail_invitation(database, post, tenant, nobody)
    assert not await mail_reset(database, post, "admin")  # has no address
    assert len(box.mails) == 2
    async with database.tenant(tenant) as session:
        (link,) = (await session.scalars(select(PasswordLinkRow))).all()
        assert token_in(box.mails[1]).encode() not in link.token_hash
        (await session.get_one(UserRow, (tenant, user))).disabled = True
    assert not await mail_reset(database, post, "clara")
