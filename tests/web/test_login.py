"""In and out, language and appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.web.test_pages import faults

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page
    from tests.web.company import Company

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_logs_in_lands_where_they_wanted(visit: Visit, company: Company) -> None:
    company.role = None
    page = await visit("/phones")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password", exact=True).fill("demo-admin")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Phones")).to_be_visible()


async def test_a_wrong_password_is_told(visit: Visit, company: Company) -> None:
    company.role = None
    page = await visit("/")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password", exact=True).fill("guess")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("alert")).to_have_text("User name or password is wrong.")


@pytest.mark.parametrize(
    ("status", "words"), [(429, "Too many tries"), (503, "cannot be reached"), (500, "had a problem")]
)
async def test_a_refusal_has_its_reason(visit: Visit, company: Company, status: int, words: str) -> None:
    company.role = None
    company.broken["/login"] = status
    page = await visit("/")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password", exact=True).fill("demo-admin")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("alert")).to_contain_text(words)


async def test_what_is_missing_is_named_at_its_field(visit: Visit, company: Company) -> None:
    company.role = None
    page = await visit("/")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_text("Enter your user name")).to_be_visible()
    await expect(page.get_by_text("Enter your password")).to_be_visible()
    await expect(page.get_by_label("User name")).to_be_focused()
    assert ("POST", "/login", {"user": "", "password": ""}) not in company.asked


async def test_logging_out(visit: Visit, company: Company) -> None:
    page = await visit("/calls")
    await page.get_by_role("button", name="Language, appearance and account").click()
    await page.get_by_role("menuitem", name="Log out").click()
    await expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()
    assert company.role is None


async def test_a_session_that_ended_leads_to_the_login(visit: Visit, company: Company) -> None:
    page = await visit("/calls")
    await expect(page.get_by_role("table")).to_be_visible()
    company.role = None
    await page.clock.run_for(3000)
    await expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()


async def test_language_and_appearance_are_kept(visit: Visit) -> None:
    page = await visit("/calls")
    await page.get_by_role("button", name="Language, appearance and account").click()
    await page.get_by_role("menuitemradio", name="Dark").click()
    await page.get_by_role("menuitemradio", name="Русский").click()
    await expect(page.get_by_role("menuitemradio", name="Русский")).to_be_checked()
    await expect(page.get_by_role("heading", level=1, name="Звонки")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", level=1, name="Звонки")).to_be_visible()
    assert await page.get_attribute("html", "lang") == "ru"
    assert await page.get_attribute("html", "data-mantine-color-scheme") == "dark"


async def test_an_agent_sees_what_agents_may(visit: Visit, company: Company) -> None:
    company.role = "agent"
    page = await visit("/calls")
    sections = page.get_by_role("navigation", name="Main").get_by_role("link")
    await expect(sections).to_have_text(["Calls", "Voicemail2"])


async def test_the_keyboard_reaches_content_first(visit: Visit) -> None:
    page = await visit("/calls")
    await expect(page.get_by_role("table")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Call from +372 5550 1234")).to_be_focused()


@pytest.mark.requirement("SC-01")
async def test_the_code_of_a_second_factor_is_asked_for(visit: Visit, company: Company) -> None:
    company.role, company.code = None, "123456"
    page = await visit("/phones")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password", exact=True).fill("demo-admin")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Code")).to_be_focused()
    await expect(page.get_by_role("alert")).to_have_count(0)
    assert await faults(page) == []
    await page.get_by_label("Code").fill("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("not the code of this moment")
    await page.get_by_label("Code").fill("123456")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Phones")).to_be_visible()


async def test_who_is_to_have_a_second_factor_sets_one_up_first(visit: Visit, company: Company) -> None:
    company.must_enrol = True
    page = await visit("/phones")
    await page.get_by_label("Password", exact=True).fill("demo-admin")
    await page.get_by_role("button", name="Begin").click()
    await expect(page.get_by_text("JBSWY3DPEHPK3PXP")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("Code").fill("000000")
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_role("alert")).to_contain_text("not the code of this moment")
    await page.get_by_label("Code").fill("123456")
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_text("k3jd-8s7a-q2mz-p4xv")).to_be_visible()
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_role("heading", level=1, name="Phones")).to_be_visible()


async def test_a_password_is_set_by_a_link(visit: Visit, company: Company) -> None:
    company.role = None
    page = await visit("/password#wrong")
    for label in ("New password", "Once more"):
        await page.get_by_label(label, exact=True).fill("seven green umbrellas")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    page = await visit("/password#right")
    await page.get_by_label("New password", exact=True).fill("seven green umbrellas")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("The two are different")).to_be_visible()
    await page.get_by_label("Once more", exact=True).fill("seven green umbrellas")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("is saved")


async def test_a_forgotten_password(visit: Visit, company: Company) -> None:
    company.role = None
    page = await visit("/")
    await page.get_by_role("link", name="Forgot your password?").click()
    await page.get_by_label("User name").fill("dora")
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("status")).to_contain_text("on its way")
    assert ("POST", "/password-resets", {"login": "dora"}) in company.asked
