"""Every page in Chromium, wide and narrow, in every language and both appearances: complete, accessible, fitting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect
from tests.web.calls import NOW, ident
from tests.web.conftest import NARROW, WEB, WIDE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Locator, Page
    from tests.web.company import Company

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = {
    "/login": ("Log in", "Вход"),
    "/password#token": ("Choose a password", "Выберите пароль"),
    "/forgot": ("Forgot your password?", "Забыли пароль?"),
    "/calls": ("Calls", "Звонки"),
    f"/calls/{ident(3)}": ("Call from +372 5550 1234", "Звонок от: +372 5550 1234"),
    f"/calls/{ident(5)}": ("Call from Weber Logistik GmbH", "Звонок от: Weber Logistik GmbH"),
    "/voicemail": ("Voicemail", "Сообщения"),
    "/phones": ("Phones", "Телефоны"),
    "/services": ("Services", "Сервисы"),
    "/trunks": ("Trunks", "Транки"),
    "/sites": ("Sites", "Площадки"),
    "/trunks/new": ("Add a trunk", "Добавить транк"),
    f"/trunks/{ident(602)}": ("Settings of Nordic Voice", "Настройки транка Nordic Voice"),
    "/routes": ("Routes", "Маршруты"),
    "/bans": ("Bans", "Запреты"),
    "/company": ("Company", "Компания"),
}
SIGHT = {  # each language, appearance and width at least once with each other
    "wide-en-light": (WIDE, "en", "light"),
    "wide-ru-dark": (WIDE, "ru", "dark"),
    "narrow-en-dark": (NARROW, "en", "dark"),
    "narrow-ru-light": (NARROW, "ru", "light"),
}


async def faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and good practice."""
    await page.add_script_tag(path=WEB / "node_modules" / "axe-core" / "axe.min.js")
    found: dict[str, Any] = await page.evaluate("axe.run({resultTypes: ['violations'], selectors: false})")
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


async def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than the screen."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_can_be_read_by_everyone(visit: Visit, company: Company, path: str, sight: str) -> None:
    viewport, language, scheme = SIGHT[sight]
    if path == "/login":
        company.role = None
    page = await visit(path, viewport=viewport, language=language, color_scheme=scheme)
    heading = PAGES[path][language == "ru"]
    await expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="…")).to_have_count(0)
    assert await page.title() == f"{heading} · Offhook"
    assert await page.get_attribute("html", "lang") == language
    assert await page.get_attribute("html", "data-mantine-color-scheme") == scheme
    assert await sideways(page) == 0
    assert await faults(page) == []


@pytest.mark.parametrize(
    ("path", "opener"),
    [("/sites", "Add a site"), ("/services", "Add a service"), ("/phones", "Set up the phone of Anna Kask")],
)
async def test_a_dialog_can_be_read_by_everyone(visit: Visit, path: str, opener: str) -> None:
    page = await visit(path)
    await page.get_by_role("button", name=opener).click()
    await expect(page.get_by_role("dialog")).to_have_css("opacity", "1")  # while it fades in, all contrasts are poor
    assert await faults(page) == []


@pytest.mark.parametrize(
    ("path", "words", "hint"),
    [
        ("/calls", "No calls yet", "*43"),
        ("/voicemail", "No messages", "by e-mail"),
        ("/phones", "No phones yet", "administrator"),
        ("/services", "No services yet", "dial into"),
        ("/trunks", "No trunks yet", "telephone operator"),
        ("/sites", "No sites yet", "internet line"),
        ("/routes", "No routes", "Add a trunk first"),
        ("/bans", "Nobody is banned", "by itself"),
    ],
)
async def test_an_empty_page_says_what_to_do(visit: Visit, company: Company, path: str, words: str, hint: str) -> None:
    company.empty = True
    page = await visit(path)
    await expect(page.get_by_role("heading", name=words)).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text(hint)
    assert await faults(page) == []


@pytest.mark.parametrize(
    ("path", "asked", "status", "words"),
    [
        ("/calls", "/calls", 500, "The server had a problem"),
        ("/calls", "/me", 0, "cannot be reached"),
        (f"/calls/{ident(3)}", f"/calls/{ident(3)}", 503, "cannot be reached"),
        ("/voicemail", "/voicemails", 503, "cannot be reached"),
        ("/phones", "/devices", 0, "cannot be reached"),
        ("/services", "/extensions", 503, "cannot be reached"),
        ("/trunks", "/trunks", 403, "no right"),
        ("/sites", "/sites", 503, "cannot be reached"),
        ("/routes", "/routes", 500, "The server had a problem"),
        ("/routes", "/trunks", 503, "cannot be reached"),
        ("/bans", "/bans", 503, "cannot be reached"),
        ("/company", "/company", 0, "cannot be reached"),
    ],
)
async def test_a_fault_is_told_and_can_be_tried_again(
    visit: Visit, company: Company, path: str, asked: str, status: int, words: str
) -> None:
    company.broken[asked] = status
    page = await visit(path)
    await pass_time(page, page.get_by_role("alert"))
    await expect(page.get_by_role("alert")).to_contain_text(words)
    assert await faults(page) == []
    if status == 403:
        return  # trying again would not help
    await page.clock.pause_at(NOW + timedelta(hours=1))  # or the page asks again by itself before the button is pressed
    await pass_time(page, page.get_by_role("alert"))
    del company.broken[asked]
    await page.get_by_role("button", name="Try again").dispatch_event("click")  # click() waits for frames
    for _ in range(50):
        if not await page.get_by_role("alert").count():
            return
        await page.clock.run_for(10)  # half a second in all: sooner than the page asks by itself
        await asyncio.sleep(0.2)
    pytest.fail("the fault is still told")


async def pass_time(page: Page, told: Locator) -> None:
    """Let time pass until this is told, after some tries; their answers take real time."""
    for _ in range(100):
        if await told.count():
            return
        await page.clock.run_for(2000)
        await asyncio.sleep(0.05)


async def test_what_is_shown_stays_when_the_server_goes_and_is_called_stale(visit: Visit, company: Company) -> None:
    page = await visit("/calls")
    await expect(page.get_by_role("table")).to_be_visible()
    company.broken["/calls"] = 0
    await pass_time(page, page.get_by_text("Not up to date"))
    await expect(page.get_by_text("Not up to date")).to_be_visible()
    await expect(page.get_by_role("table")).to_be_visible()


async def test_a_strange_address_leads_back(visit: Visit) -> None:
    page = await visit("/nothing/here")
    await expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    await page.get_by_role("link", name="To the calls").click()
    await expect(page.get_by_role("heading", level=1, name="Calls")).to_be_visible()


async def test_a_call_that_is_not_there(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(99)}")
    await expect(page.get_by_role("alert")).to_contain_text("no longer")
    await expect(page.get_by_role("link", name="All calls")).to_be_visible()
