"""Routes, and what would become of a call."""

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

DEMO, NORDIC = ident(601), ident(602)


async def test_routes_are_ordered_added_and_removed(visit: Visit, company: Company) -> None:
    page = await visit("/routes", viewport=NARROW)
    first = page.get_by_role("region", name="Route 1: +7")
    await expect(first.get_by_role("listitem")).to_have_text(["1. Nordic Voice", "2. Demo operator"])
    save = page.get_by_role("button", name="Save")
    await expect(save).to_be_disabled()
    await first.get_by_role("button", name="Demo operator: earlier").click()
    await expect(first.get_by_role("listitem")).to_have_text(["1. Demo operator", "2. Nordic Voice"])
    await first.get_by_role("button", name="Nordic Voice: take out").click()
    await page.get_by_role("button", name="Remove the route of all numbers").click()
    await page.get_by_role("button", name="Add a beginning").click()
    added = page.get_by_role("region", name="Route 2")
    await added.get_by_label("Numbers that begin with").fill("+7")
    await save.click()
    await expect(page.get_by_text("There is another route with this beginning")).to_have_count(2)
    await added.get_by_label("Numbers that begin with").fill("+372 55")
    await expect(page.get_by_text("A route needs a trunk")).to_be_visible()
    assert await faults(page) == []
    assert await sideways(page) == 0
    await added.get_by_role("combobox", name="Leave by").click()
    await page.get_by_role("option", name="Nordic Voice").click()
    await added.get_by_role("combobox", name="If that fails, by").click()
    await page.get_by_role("option", name="Demo operator").click()
    await added.get_by_role("button", name="Nordic Voice: later").click()
    await save.click()
    await expect(save).to_be_disabled()
    assert company.routes == [
        {"prefix": "+7", "trunk_id": DEMO, "priority": 1},
        {"prefix": "+37255", "trunk_id": DEMO, "priority": 1},
        {"prefix": "+37255", "trunk_id": NORDIC, "priority": 2},
    ]
    await expect(page.get_by_role("region", name="Route 1: +37255")).to_be_visible()


async def test_a_draft_is_given_up_and_a_failure_told(visit: Visit, company: Company) -> None:
    page = await visit("/routes")
    await page.get_by_role("button", name="Remove the route of +7").click()
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("region", name="Route 1: +7")).to_be_visible()
    await page.get_by_role("button", name="Remove the route of +7").click()
    company.broken["/routes"] = 500
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("could not be saved")
    assert len(company.routes) == 3


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_what_happens_when_somebody_dials(visit: Visit, company: Company, language: str) -> None:
    words = {
        "en": ("Extension", "dials", "Try", "2 phones of Boris Tamm 202 ring", "the route of +7 rules"),
        "ru": ("Номер", "набирает", "Проверить", "Boris Tamm 202: звонят 2 телефона", "действует маршрут: +7"),
    }[language]
    nobody, away = {"en": ("There is none", "does not answer"), "ru": ("Такого нет", "не отвечает")}[language]
    extension, dials, attempt, rings, rules = words
    page = await visit("/routes", language=language, viewport=NARROW if language == "ru" else WIDE)
    panel = page.locator("section[aria-labelledby=rehearsal]")
    await panel.get_by_label(extension).fill("201")
    await panel.get_by_label(dials).fill("202")
    await panel.get_by_role("button", name=attempt).click()
    await expect(panel.get_by_role("status")).to_contain_text(rings)
    await panel.get_by_label(dials).fill("89165554433")
    await panel.get_by_role("button", name=attempt).click()
    for told in (rules, "1. Demo operator (127.0.0.10:5060)", "89165554433", "Nordic Voice: all 2 channels are taken"):
        await expect(panel.get_by_role("status")).to_contain_text(told)
    assert await faults(page) == []
    assert await sideways(page) == 0
    await panel.get_by_label(extension).fill("999")
    await panel.get_by_role("button", name=attempt).click()
    await expect(panel).to_contain_text(nobody)
    company.switch_away = True
    await panel.get_by_label(extension).fill("201")
    await panel.get_by_role("button", name=attempt).click()
    await expect(panel.get_by_role("alert")).to_contain_text(away)


async def test_a_number_is_tried_with_the_formats_in_the_form(visit: Visit) -> None:
    page = await visit(f"/trunks/{DEMO}")
    await page.get_by_label("Try a number").fill("+37255512345")
    await page.clock.run_for(400)
    asked = page.locator("dl.facts > div").filter(has_text="We ask the operator for")
    await expect(asked).to_contain_text("+37255512345")
    await page.get_by_role("combobox", name="Called numbers").click()
    await page.get_by_role("option", name="37255512345", exact=True).click()
    await page.clock.run_for(400)
    await expect(asked.locator("dd")).to_have_text("37255512345")


async def test_supervisors_see_routes_and_do_not_change_them(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit("/routes")
    await expect(page.get_by_role("heading", name="+7")).to_be_visible()
    await expect(page.get_by_role("button", name="Save")).to_have_count(0)
    await expect(page.get_by_role("button", name="Try")).to_be_visible()
