"""The page of sites: how full lines are, adding, changing and removing a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.web.calls import ident

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page
    from tests.web.company import Company

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_how_full_a_line_is(visit: Visit, company: Company) -> None:
    page = await visit("/sites")
    tartu = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Tartu"))
    await expect(tartu).to_contain_text("Nearly full")
    await expect(tartu).to_contain_text("480 of 512 kbit/s")
    await expect(tartu.get_by_role("progressbar", name="Tartu, From there")).to_have_attribute("aria-valuenow", "94")
    tallinn = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Tallinn"))
    await expect(tallinn).to_contain_text("0 kbit/s, no limit")
    company.switch_away = True
    await page.clock.run_for(3000)
    await expect(tartu).to_contain_text("Not known just now")
    await expect(tartu).to_contain_text("up to 512 kbit/s")


async def test_a_site_is_added_changed_and_removed(visit: Visit, company: Company) -> None:
    page = await visit("/sites")
    await page.get_by_role("button", name="Add a site").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Name").fill("Narva")
    await form.get_by_label("Addresses").fill("nonsense")
    await form.get_by_label("From there, kbit/s").fill("64")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("nonsense is no address")
    await form.get_by_label("Addresses").fill("192.0.2.1\n2001:db8::/48")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    assert company.sites[ident(903)] == {
        "name": "Narva",
        "networks": ["192.0.2.1", "2001:db8::/48"],
        "kbit_up": 64,
        "kbit_down": 0,
        "alarm_percent": 80,
    }
    await page.get_by_role("button", name="Edit Narva").click()
    await form.get_by_label("To there, kbit/s").fill("128")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("listitem").filter(has_text="Narva")).to_contain_text("0 of 128 kbit/s")
    await page.get_by_role("button", name="Edit Narva").click()
    await form.get_by_role("button", name="Remove", exact=True).click()
    await form.get_by_role("button", name="Remove it for good").click()
    await expect(page.get_by_role("heading", name="Narva")).to_have_count(0)


async def test_a_telephone_is_put_somewhere_by_hand(visit: Visit, company: Company) -> None:
    page = await visit("/phones")
    await page.get_by_role("button", name="Anna Kask").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("combobox", name="Site").click()
    await page.get_by_role("option", name="Tartu").click()
    await form.get_by_role("button", name="Save").first.click()
    await expect(form.get_by_role("button", name="Save").first).to_be_disabled()
    assert company.device_settings[ident(800)] == {"site_id": ident(902)}


async def test_who_only_leads_sees_and_changes_nothing(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit("/sites")
    await expect(page.get_by_role("heading", name="Tartu")).to_be_visible()
    await expect(page.get_by_role("button", name="Edit Tartu")).to_have_count(0)
    await expect(page.get_by_role("button", name="Add a site")).to_have_count(0)
