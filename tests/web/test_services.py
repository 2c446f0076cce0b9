"""Services as administrators make, change and remove them; what is wrong is told at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.web.calls import ident
from tests.web.company import Company
from tests.web.conftest import NARROW, WIDE
from tests.web.test_pages import sideways

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_conference_is_made(visit: Visit, company: Company, language: str) -> None:
    words = {
        "en": ("Add a service", "Number", "Name", "PIN", "Places", "Record the conference", "Save", "taken", "digits"),
        "ru": ("Добавить сервис", "Номер", "Название", "PIN", "Мест", "Записывать", "Сохранить", "занят", "цифр"),
    }
    add, number, name, pin, places, record, save, taken, digits = words[language]
    page = await visit("/services", language=language, viewport=NARROW if language == "ru" else WIDE)
    await page.get_by_role("button", name=add).click()
    form = page.get_by_role("dialog", name=add)
    await form.get_by_label(number).fill("500")
    await form.get_by_label(name).fill("Board")
    await form.get_by_label(pin).fill("12a")
    await form.get_by_role("button", name=save).click()
    await expect(form).to_contain_text(digits)
    assert not any(method == "POST" for method, _, _ in company.asked)
    await form.get_by_label(pin).fill("1234")
    await form.get_by_label(places).fill("5")
    await form.get_by_label(record).click()
    await form.get_by_role("button", name=save).click()
    await expect(form).to_contain_text(taken)
    assert await sideways(page) == 0
    await form.get_by_label(number).fill("510")
    await form.get_by_role("button", name=save).click()
    await expect(form).to_be_hidden()
    made = company.extensions[-1]
    assert {name: made[name] for name in ("number", "name", "kind", "pin", "places", "record", "music")} == {
        "number": "510", "name": "Board", "kind": "conference", "pin": "1234", "places": 5, "record": False,
        "music": True,
    }  # fmt: skip
    await expect(page.get_by_role("listitem").filter(has_text="Board")).to_contain_text("510")


async def test_an_echo_test_has_no_settings(visit: Visit, company: Company) -> None:
    page = await visit("/services")
    await page.get_by_role("button", name="Add a service").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("combobox", name="What answers").click()
    await page.get_by_role("option", name="Echo test").click()
    await expect(form.get_by_label("PIN")).to_have_count(0)
    await form.get_by_label("Number").fill("*44")
    await form.get_by_label("Name").fill("Second echo")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("listitem").filter(has_text="Second echo")).to_be_visible()
    assert ("POST", "/extensions", {"kind": "echo", "number": "*44", "name": "Second echo"}) in company.asked


async def test_a_conference_is_changed_and_removed(visit: Visit, company: Company) -> None:
    page = await visit("/services")
    await expect(page.get_by_role("list", name="Services").get_by_role("listitem")).to_have_count(2)  # of people none
    await page.get_by_role("button", name="Change Monday meeting").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("PIN").fill("")
    await form.get_by_label("Music for who is alone").click()
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()
    assert ("PATCH", f"/extensions/{ident(903)}", {"pin": "", "music": False}) in company.asked
    await page.get_by_role("button", name="Remove Monday meeting").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Nobody can dial 500")
    await page.get_by_role("button", name="Remove it").click()
    await expect(page.get_by_text("Monday meeting")).to_have_count(0)
    assert [one["number"] for one in company.extensions] == ["*43", "201"]


async def test_what_cannot_be_saved_is_told(visit: Visit, company: Company) -> None:
    page = await visit("/services")
    company.broken[f"/extensions/{ident(903)}"] = 503
    await page.get_by_role("button", name="Change Monday meeting").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("Tuesday")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("could not be saved")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_beeps_of_the_law(visit: Visit, company: Company, language: str) -> None:
    label = {"en": "Beep in recorded conversations", "ru": "Сигнал в записываемых разговорах"}[language]
    page = await visit("/services", language=language)
    tone = page.get_by_label(label)
    await expect(tone).not_to_be_checked()
    await tone.click()
    await expect(tone).to_be_checked()
    assert company.settings == Company().settings | {"record_tone": True}
    company.broken["/company"] = 503
    await tone.click()
    await expect(page.get_by_role("alert")).to_contain_text({"en": "could not", "ru": "не удалось"}[language])


async def test_supervisors_only_look(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit("/services")
    await expect(page.get_by_text("Monday meeting")).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
