"""A supervisor's buttons on a live call, and those of conferences: each has its effect, and only who may sees them."""

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
LIVE = f"/calls/{ident(1)}"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_listen_whisper_barge_and_take_over(visit: Visit, company: Company, language: str) -> None:
    words = {
        "en": ("Listen", "Whisper", "Barge in", "Take over", "listens", "whispers to Anna", "heard by all", "talks"),
        "ru": ("Слушать", "Подсказывать", "Вмешаться", "Забрать разговор", "слушает", "подсказывает: Anna",
               "слышен всем", "говорит"),
    }[language]  # fmt: skip
    page = await visit(LIVE, language=language, viewport=NARROW if language == "ru" else WIDE)
    for button, state in zip(words[:4], words[4:], strict=True):
        await page.get_by_role("button", name=button).click()
        clara = page.get_by_role("listitem").filter(has_text="Clara Saar")
        await expect(clara).to_contain_text(state)
    modes = ["listen", "whisper", "barge", "take_over"]
    assert company.live.done == [("supervise", {"mode": mode, "extension": "203", "agent": "anna"}) for mode in modes]
    await expect(page.get_by_role("listitem").filter(has_text="Anna Kask")).to_have_count(0)
    assert await faults(page) == []
    assert await sideways(page) == 0


async def test_only_who_may_sees_the_buttons(visit: Visit, company: Company) -> None:
    company.live.supervisors = []
    page = await visit(LIVE)
    await expect(page.get_by_role("heading", name="Now")).to_be_visible()
    await expect(page.get_by_role("button", name="Listen")).to_have_count(0)


async def test_nobody_supervises_an_own_conversation(visit: Visit, company: Company) -> None:
    company.live.supervisors = [("201", "Anna Kask", ident(810))]
    page = await visit(LIVE)
    await expect(page.get_by_role("heading", name="Now")).to_be_visible()
    await expect(page.get_by_role("button", name="Listen")).to_have_count(0)


async def test_the_phone_and_the_colleague_are_chosen(visit: Visit, company: Company) -> None:
    company.live.supervisors.append(("204", "Dora Lepp", ident(813)))
    company.live.act(["invite"], {"to": "202"})
    page = await visit(LIVE)
    await page.get_by_role("combobox", name="On the phone of").click()
    await page.get_by_role("option", name="Dora Lepp").click()
    await page.get_by_role("combobox", name="Colleague").click()
    await page.get_by_role("option", name="Anna Kask").click()
    await page.get_by_role("button", name="Whisper").click()
    await expect(page.get_by_role("listitem").filter(has_text="whispers to Anna Kask")).to_be_visible()
    assert company.live.done[-1] == ("supervise", {"mode": "whisper", "extension": "204", "agent": "anna"})


@pytest.mark.parametrize(("status", "words"), [(403, "may not"), (409, "just now"), (503, "problem")])
async def test_a_refusal_is_told(visit: Visit, company: Company, status: int, words: str) -> None:
    page = await visit(LIVE)
    company.live.refusal = status
    await page.get_by_role("button", name="Listen").click()
    await expect(page.get_by_role("alert")).to_contain_text(words)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_conference(visit: Visit, company: Company, language: str) -> None:
    words = {
        "en": ("Call somebody in", "Call in", "Mute Anna Kask", "muted", "Unmute Anna Kask", "Remove Boris Tamm"),
        "ru": ("Позвать в разговор", "Позвать", "Выключить звук: Anna Kask", "без звука", "Включить звук: Anna Kask",
               "Отключить: Boris Tamm"),
    }[language]  # fmt: skip
    label, invite, mute, muted, unmute, remove = words
    page = await visit(LIVE, language=language, viewport=NARROW)
    parties = page.get_by_role("listitem")
    await expect(page.get_by_role("button", name=mute)).to_have_count(0)  # of two nobody is muted
    await page.get_by_label(label).fill("202")
    await page.get_by_role("button", name=invite, exact=True).click()
    await expect(parties.filter(has_text="Boris Tamm")).to_be_visible()
    await expect(page.get_by_label(label)).to_have_value("")
    await page.get_by_role("button", name=mute).click()
    await expect(parties.filter(has_text="Anna Kask")).to_contain_text(muted)
    await page.get_by_role("button", name=unmute).click()
    await expect(page.get_by_role("button", name=mute)).to_be_visible()
    await page.get_by_role("button", name=remove).click()
    await expect(parties.filter(has_text="Boris Tamm")).to_have_count(0)
    assert [what for what, _ in company.live.done] == [
        "invite", "legs/anna/mute", "legs/anna/mute", "legs/boris/remove",
    ]  # fmt: skip
    assert await faults(page) == []
    assert await sideways(page) == 0


async def test_a_conference_of_an_extension_takes_no_invitations(visit: Visit, company: Company) -> None:
    company.live.call |= {"talking": False, "conference": True, "meeting": True}
    page = await visit(LIVE)
    await expect(page.get_by_role("button", name="Listen")).to_be_visible()
    await expect(page.get_by_role("button", name="Take over")).to_have_count(0)
    await expect(page.get_by_label("Call somebody in")).to_have_count(0)
