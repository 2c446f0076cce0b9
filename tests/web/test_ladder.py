"""The ladder of a call's messages in Chromium: opened, read and closed, on a desk and on a telephone."""

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
CALL = f"/calls/{ident(3)}"
WORDS = {"en": ("Messages, for technicians", "Download for Wireshark"), "ru": ("Сообщения, для техников", "Wireshark")}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", ["desk", "telephone"])
async def test_the_ladder_is_opened_and_read(visit: Visit, company: Company, language: str, width: str) -> None:
    title, download = WORDS[language]
    page = await visit(CALL, language=language, viewport=WIDE if width == "desk" else NARROW)
    assert not any("/trace" in path for _, path, _ in company.asked)  # asked for only when it is wanted
    await page.get_by_text(title).click()
    ladder = page.get_by_role("list", name=title)
    rungs = ladder.get_by_role("listitem")
    await expect(rungs).to_have_count(4)
    await expect(ladder).to_contain_text(re.compile("INVITE.*200.*RTCP.*BYE", re.DOTALL))
    await rungs.first.get_by_role("button").click()
    await expect(ladder).to_contain_text("INVITE sip:+3726000100@192.0.2.1 SIP/2.0")
    await rungs.first.get_by_role("button").click()
    await expect(ladder).not_to_contain_text("SIP/2.0")
    link = page.get_by_role("link", name=download)
    assert await link.get_attribute("href") == f"/api/v1/calls/{ident(3)}/trace.pcapng"
    assert await sideways(page) == 0  # the ladder itself may be moved sideways, the page not
    assert await faults(page) == []


async def test_who_is_no_administrator_sees_no_messages(visit: Visit, company: Company) -> None:
    company.role = "supervisor"
    page = await visit(CALL)
    await expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    await expect(page.get_by_text(WORDS["en"][0])).to_have_count(0)
