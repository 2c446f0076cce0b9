"""Trunks as administrators add, change and remove them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.web.calls import ident
from tests.web.conftest import NARROW, WIDE
from tests.web.test_pages import faults, sideways

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page
    from tests.web.company import Company

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "en": {
        "new": "Add a trunk",
        "name": "Name",
        "host": "Address",
        "register": "Register there",
        "user": "User name",
        "password": "Password",
        "identity": "Who calls is said in",
        "withhold": "Hide our number",
        "match": "Calls come also from",
        "add": "Add",
        "save": "Save",
        "taken": "A name that no other trunk has",
        "settings": "Settings of",
    },
    "ru": {
        "new": "Добавить транк",
        "name": "Название",
        "host": "Адрес",
        "register": "Регистрироваться",
        "user": "Имя пользователя",
        "password": "Пароль",
        "identity": "Номер звонящего передаётся в",
        "withhold": "Скрывать наш номер",
        "match": "Вызовы приходят также",
        "add": "Добавить",
        "save": "Сохранить",
        "taken": "Название, которого нет",
        "settings": "Настройки транка",
    },
}
SIGHT = {"en": WIDE, "ru": NARROW}


@pytest.mark.parametrize("language", WORDS)
async def test_a_trunk_is_added(visit: Visit, company: Company, language: str) -> None:
    words = WORDS[language]
    page = await visit("/trunks", language=language, viewport=SIGHT[language])
    await page.get_by_role("link", name=words["new"]).click()
    await expect(page.get_by_role("heading", level=1, name=words["new"])).to_be_visible()
    await expect(page.get_by_role("button", name=words["add"], exact=True)).to_be_disabled()
    await page.get_by_label(words["name"], exact=False).first.fill("Nordic Voice")
    host = page.get_by_label(words["host"], exact=False).first
    await host.fill("sip.example.net:5060")
    await page.get_by_label(words["match"]).fill("192.0.2.0/24\n2001:db8::7")
    await page.get_by_label(words["register"]).click()
    await page.get_by_role("textbox", name=words["user"]).fill("372600")
    await page.get_by_label(words["password"], exact=True).fill("operator-secret")
    await page.get_by_role("button", name=words["add"], exact=True).click()
    await expect(page.get_by_text(words["taken"])).to_be_visible()
    await expect(host).to_have_attribute("aria-invalid", "true")
    assert await faults(page) == []
    assert await sideways(page) == 0
    assert company.added == []
    await page.get_by_label(words["name"], exact=False).first.fill("Nordic 2")
    await host.fill("sip2.example.net")
    await page.get_by_role("button", name=words["add"], exact=True).click()
    await expect(page.get_by_role("heading", name="Nordic 2")).to_be_visible()
    (sent,) = [body for method, path, body in company.asked if (method, path) == ("POST", "/trunks")][1:]
    assert sent == {
        "name": "Nordic 2",
        "host": "sip2.example.net",
        "match": ["192.0.2.0/24", "2001:db8::7"],
        "register": True,
        "username": "372600",
        "secret": "operator-secret",
    }


@pytest.mark.parametrize("language", WORDS)
async def test_settings_of_a_trunk(visit: Visit, company: Company, language: str) -> None:
    words = WORDS[language]
    page = await visit("/trunks", language=language, viewport=SIGHT[language])
    await page.get_by_role("link", name=f"{words['settings']} Demo operator").click()
    save = page.get_by_role("button", name=words["save"], exact=True)
    await expect(save).to_be_disabled()
    await page.get_by_role("combobox", name=words["identity"]).click()
    await page.get_by_role("option", name="Remote-Party-ID").click()
    await page.get_by_label(words["withhold"]).click()
    await save.click()
    await expect(page.get_by_role("heading", name="Demo operator")).to_be_visible()
    assert company.trunk_settings == {ident(601): {"identity": "rpid", "withhold": True}}
    await page.get_by_role("link", name=f"{words['settings']} Demo operator").click()
    await expect(page.get_by_label(words["withhold"])).to_be_checked()


async def test_gateways_limits_formats_and_sound(visit: Visit, company: Company) -> None:
    page = await visit(f"/trunks/{ident(601)}")
    await page.get_by_role("button", name="Add a gateway").click()
    gateway = page.get_by_role("group", name="Gateway 1")
    await gateway.get_by_label("Address").fill("198.51.100.7")
    await gateway.get_by_label("Priority").fill("2")
    await gateway.get_by_label("Weight").fill("3")
    await gateway.get_by_label("In use").click()
    await page.get_by_label("Check every … seconds").fill("30")
    await page.get_by_label("Shown when calling out").fill("+3726000101")
    await page.get_by_role("combobox", name="Called numbers").click()
    await page.get_by_role("option", name="As dialled inside the country").click()
    await page.get_by_label("Rules for what goes").first.fill("8 = 0")
    await page.get_by_role("combobox", name="Encryption of sound").click()
    await page.get_by_role("option", name="Required").click()
    await page.get_by_label("Channels, both ways").fill("30")
    await page.get_by_role("combobox", name="Stand-in").click()
    await page.get_by_role("option", name="Nordic Voice").click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1, name="Trunks")).to_be_visible()
    changed = company.trunk_settings[ident(601)]
    assert changed.pop("formats")["called"] == {
        "form": "national",
        "international": "00",
        "rules": [{"prefix": "8", "replacement": "0"}],
    }
    assert changed == {
        "gateways": [
            {"host": "198.51.100.7", "port": 5060, "transport": "udp", "priority": 2, "weight": 3, "enabled": False}
        ],
        "probe_s": 30,
        "caller_id": "+3726000101",
        "encryption": "required",
        "channels": 30,
        "backup_id": ident(602),
    }


@pytest.mark.parametrize("language", WORDS)
async def test_a_preset_fills_the_form_and_tells_what_to_set_in_the_box(
    visit: Visit, company: Company, language: str
) -> None:
    words = WORDS[language]
    page = await visit("/trunks/new", language=language, viewport=SIGHT[language])
    label, stage = {
        "en": ("Preset", "number of the line or SIM"),
        "ru": ("Готовая настройка", "номер линии или SIM"),
    }[language]
    await page.get_by_role("combobox", name=label).click()
    await page.get_by_role("option", name="Grandstream HT813 (FXO)").click()
    box = page.get_by_role("table")
    await expect(box.get_by_role("row").filter(has_text="Stage Method (1/2)")).to_contain_text("1")
    await expect(box).to_contain_text(stage)
    assert await sideways(page) == 0
    assert await faults(page) == []
    await page.get_by_label(words["name"], exact=False).first.fill("Old line")
    await page.get_by_label(words["host"], exact=False).first.fill("192.0.2.9")
    await page.get_by_role("button", name=words["add"], exact=True).click()
    await expect(page.get_by_role("heading", name="Old line")).to_be_visible()
    (sent,) = [body for method, path, body in company.asked if (method, path) == ("POST", "/trunks")]
    assert (sent["port"], sent["channels"], sent["codecs"]) == (5062, 1, ["PCMA", "PCMU"])
    assert sent["formats"]["called"]["form"] == "national"


async def test_a_number_changes_its_trunk_at_once(visit: Visit, company: Company) -> None:
    page = await visit(f"/trunks/{ident(602)}")
    number = page.get_by_role("switch", name=re.compile("Main line"))
    await expect(number).not_to_be_checked()
    await number.click()
    await expect(number).to_be_checked()
    assert company.trunk_of_number == ident(602)
    await number.click()
    await expect(number).not_to_be_checked()
    assert company.trunk_of_number is None


@pytest.mark.parametrize("language", WORDS)
async def test_a_trunk_in_use_says_for_what_and_then_goes(visit: Visit, company: Company, language: str) -> None:
    remove, sure, why = {
        "en": ("Remove the trunk", "Remove", ("+372 600 0100", "+7, all numbers", "stands in for: Nordic Voice")),
        "ru": ("Удалить транк", "Удалить", ("+372 600 0100", "+7, все номера", "заменяет: Nordic Voice")),
    }[language]
    company.needed = True
    page = await visit(f"/trunks/{ident(601)}", language=language, viewport=SIGHT[language])
    await page.get_by_role("button", name=remove).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=sure, exact=True).click()
    for words in why:
        await expect(dialog.get_by_role("alert")).to_contain_text(words)
    found = await faults(page)
    assert [one for one in found if not one.startswith("landmark-")] == []  # a dialog has a header of its own
    company.needed = False
    await dialog.get_by_role("button", name=sure, exact=True).click()
    await expect(page.get_by_role("heading", name="Nordic Voice")).to_be_visible()
    await expect(page.get_by_role("heading", name="Demo operator")).to_have_count(0)
    assert company.removed == {ident(601)}


async def test_a_trunk_that_is_gone(visit: Visit) -> None:
    page = await visit(f"/trunks/{ident(699)}")
    await expect(page.get_by_role("alert")).to_contain_text("no longer")
    await page.get_by_role("link", name="All trunks").click()
    await expect(page.get_by_role("heading", name="Demo operator")).to_be_visible()


async def test_who_is_no_administrator_does_not_change_trunks(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit("/trunks")
    await expect(page.get_by_text("Nordic Voice")).to_be_visible()
    await expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    await expect(page.get_by_role("link", name="Add a trunk")).to_have_count(0)
