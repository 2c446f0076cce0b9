"""The web application before a real Offhook: a real call appears, goes on, ends, and can be heard."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.acceptance.pbx import Pbx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.async_api import Browser

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.real_time]


@pytest.fixture
def pbx(tmp_path: Path) -> Iterator[Pbx]:
    running = Pbx(tmp_path / "pbx")
    yield running
    running.stop()


async def test_a_call_appears_and_can_be_heard(browser: Browser, pbx: Pbx, tmp_path: Path) -> None:
    page = await browser.new_page(locale="en-GB")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    await page.goto(f"http://{pbx.http}/phones")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password", exact=True).fill("demo-admin")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_text("0 of 3 connected")).to_be_visible()

    with (
        closing(await asyncio.to_thread(pbx.phone, tmp_path / "anna", "201", hertz=440)) as anna,
        closing(await asyncio.to_thread(pbx.phone, tmp_path / "boris", "202", hertz=880)),
    ):
        await expect(page.get_by_text("2 of 3 connected")).to_be_visible()
        await page.get_by_role("link", name="Trunks").click()
        await expect(page.get_by_text("Ready, known by address")).to_be_visible()
        await page.get_by_role("link", name="Calls").click()
        await expect(page.get_by_role("heading", name="No calls yet")).to_be_visible()

        anna.dial(f"sip:202@{pbx.sip}")
        row = page.get_by_role("row").filter(has_text="Anna Kask")
        await expect(row).to_contain_text("Talking")
        await expect(row).to_contain_text(re.compile("0:0[3-9]"))
        anna.hang_up()
        await expect(row).to_contain_text("Answered")
        talked_s = (await asyncio.to_thread(pbx.ended_call, "201"))["talking_seconds"]

    await row.get_by_role("link").click()
    steps = page.get_by_role("region", name="What happened").get_by_role("listitem")
    await expect(steps.filter(has_text=re.compile(r"^Boris Tamm.* answered"))).to_have_count(1)
    await expect(steps.last).to_contain_text("The caller hung up")
    await expect(page.get_by_text(re.compile("^Good: "))).to_have_count(2)
    sound = page.get_by_label("Recording of the call with Anna Kask")
    await sound.evaluate("sound => sound.play()")
    assert await sound.evaluate("sound => sound.duration") == pytest.approx(talked_s, abs=0.7)
    assert talked_s > 2
    assert complaints == []
    await page.context.close()
