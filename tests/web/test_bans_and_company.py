"""Bans and the company's settings as administrators see and change them."""

from __future__ import annotations

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


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_ban_is_seen_and_lifted(visit: Visit, company: Company, language: str) -> None:
    lift, why, until = {
        "en": ("Lift the ban of 203.0.113.9", "Wrong passwords", "14:55"),
        "ru": ("Снять запрет: 203.0.113.9", "Неверные пароли", "14:55"),
    }[language]
    page = await visit("/bans", language=language, viewport=NARROW if language == "ru" else WIDE)
    card = page.get_by_role("listitem").filter(has_text="203.0.113.9")
    for words in (why, until, "1"):
        await expect(card).to_contain_text(words)
    await card.get_by_role("button", name=lift).click()
    await expect(card).to_have_count(0)
    assert [ban.place for ban in company.bans] == ["2001:db8:1::/48"]
    company.broken["/bans/2001:db8:1::/48"] = company.broken["/bans/2001%3Adb8%3A1%3A%3A%2F48"] = 503
    await page.get_by_role("listitem").get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def test_a_ban_by_hand(visit: Visit, company: Company) -> None:
    page = await visit("/bans", viewport=NARROW)
    place = page.get_by_label("Address or network")
    await place.fill("everybody")
    await page.get_by_role("button", name="Ban", exact=True).click()
    await expect(page.get_by_text("where no phone of yours and no operator is")).to_be_visible()
    assert await faults(page) == []
    await place.fill("198.51.100.0/24")
    await page.get_by_role("combobox", name="For").click()
    await page.get_by_role("option", name="1 week").click()
    await page.get_by_label("Note").fill("calls at night")
    await page.get_by_role("button", name="Ban", exact=True).click()
    card = page.get_by_role("listitem").filter(has_text="198.51.100.0/24")
    await expect(card).to_contain_text("By hand")
    await expect(card).to_contain_text("calls at night")
    await expect(place).to_have_value("")
    sent = [body for method, path, body in company.asked if (method, path) == ("POST", "/bans")][-1]
    assert sent == {"place": "198.51.100.0/24", "seconds": 7 * 86_400, "note": "calls at night"}
    assert await sideways(page) == 0


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_company_is_set_up(visit: Visit, company: Company, language: str) -> None:
    words = {
        "en": ("Time zone", "A time zone such as", "Language on the telephone", "Save"),
        "ru": ("Часовой пояс", "Часовой пояс, например", "Язык в телефоне", "Сохранить"),
    }[language]
    zone, wrong, spoken, save = words
    page = await visit("/company", language=language, viewport=NARROW if language == "ru" else WIDE)
    button = page.get_by_role("button", name=save)
    await expect(button).to_be_disabled()
    await page.get_by_label(zone, exact=False).fill("Mars/Base")
    await button.click()
    await expect(page.get_by_text(wrong)).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label(zone, exact=False).fill("Europe/Berlin")
    await page.get_by_role("combobox", name=spoken).click()
    await page.get_by_role("option", name="Deutsch").click()
    await button.click()
    await expect(button).to_be_disabled()
    assert company.company | {"timezone": "Europe/Berlin", "language": "de"} == company.company
    assert await sideways(page) == 0


async def test_a_company_sees_bans_of_its_phones_and_cannot_lift_them(visit: Visit, company: Company) -> None:
    company.provider = False
    page = await visit("/bans")
    await expect(page.get_by_role("heading", level=2, name="203.0.113.9")).to_be_visible()
    await expect(page.get_by_text("anna", exact=True)).to_be_visible()
    await expect(page.get_by_text("Correct the password there.").first).to_be_visible()
    await expect(page.get_by_role("button", name="Lift")).to_have_count(0)
    await expect(page.get_by_label("Address or network")).to_have_count(0)


async def test_supervisors_read_the_company_and_do_not_see_bans(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit("/company")
    await expect(page.get_by_label("Time zone")).to_have_attribute("readonly", "")
    await expect(page.get_by_role("button", name="Save")).to_have_count(0)
    menu = page.get_by_role("navigation", name="Main")
    await expect(menu.get_by_role("link", name="Routes")).to_be_visible()
    await expect(menu.get_by_role("link", name="Bans")).to_have_count(0)


async def test_on_a_narrow_screen_the_other_sections_are_under_more(visit: Visit) -> None:
    page = await visit("/calls", viewport=NARROW)
    menu = page.get_by_role("navigation", name="Main")
    await expect(menu.get_by_role("link", name="Bans")).to_have_count(0)
    await menu.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Bans").click()
    await expect(page.get_by_role("heading", level=1, name="Bans")).to_be_visible()
    await expect(menu.get_by_role("button", name="More")).to_have_attribute("aria-current", "page")


async def test_a_lock_says_that_a_call_is_encrypted(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(3)}")
    await expect(page.get_by_text("Partly encrypted")).to_be_visible()
    boris = page.get_by_role("article").nth(1)
    await expect(boris.get_by_text("Encrypted", exact=True)).to_be_visible()
    await boris.get_by_text("For technicians").click()
    await expect(boris).to_contain_text("DTLS")
    await expect(page.get_by_role("article").nth(0).get_by_text("Encrypted", exact=True)).to_have_count(0)


async def test_forwarding_and_a_preset_of_a_phone(visit: Visit, company: Company) -> None:
    page = await visit("/phones", viewport=NARROW)
    await page.get_by_role("button", name="Anna Kask").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Preset").click()
    await page.get_by_role("option", name="GoIP, one account (GSM)").click()
    await expect(dialog.get_by_role("table")).to_contain_text("Single Server Mode")
    await dialog.get_by_role("combobox", name="Forwarding by the phone itself").click()
    await page.get_by_role("option", name="As if the phone had dialled it").click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    changed = company.device_settings[ident(800)]
    assert (changed["codecs"], changed["encryption"], changed["redirects"]) == (["PCMA", "PCMU"], "off", "follow")
    assert await sideways(page) == 0


async def test_the_account_of_a_phone(visit: Visit, company: Company) -> None:
    page = await visit("/phones", language="ru")
    await page.get_by_role("button", name="Boris Tamm").first.click()
    dialog = page.get_by_role("dialog")
    save = dialog.get_by_role("button", name="Сохранить")
    await dialog.get_by_label("Название телефона").fill("DECT")
    await dialog.get_by_role("combobox", name="Чей").click()
    await page.get_by_role("option", name="Anna Kask").click()
    await dialog.get_by_label("Новый пароль").fill("short")
    await save.click()
    await expect(dialog.get_by_text("меньше 8 знаков")).to_be_visible()
    await dialog.get_by_label("Новый пароль").fill("long enough")
    await save.click()
    await expect(save).to_be_disabled()
    changed = {"label": "DECT", "person_id": ident(810), "secret": "long enough"}
    assert company.device_settings == {ident(801): changed}
