"""A browser, and pages of the built web application before a made-up company: no server, no network."""

from __future__ import annotations

import json
import mimetypes
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect
from tests.web.browsers import built, chromium, pbx, pbx_of_browsers, telephone  # noqa: F401  fixtures
from tests.web.calls import NOW
from tests.web.company import Company
from tests.web.telephones import WEB

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from playwright.async_api import Browser, Page, Route

ORIGIN = "http://localhost:9"  # nothing listens there: every request is answered below
expect.set_options(timeout=15_000)
WIDE, NARROW = {"width": 1360, "height": 900}, {"width": 375, "height": 740}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    assert program, "Chromium is missing: scripts/install-system-packages test"
    assert (WEB / "dist" / "index.html").is_file(), "the web application is not built: make build"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program)
        yield running
        await running.close()


@pytest.fixture
def company() -> Company:
    return Company()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, company: Company) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Return a function that opens a page; afterwards nothing may have gone wrong in the browser's console."""
    contexts, complaints = [], []

    async def answer(route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN).partition("?")[0]
        assert request.url.startswith(ORIGIN), f"asks a stranger: {request.url}"
        if not path.startswith("/api/"):
            await route.fulfill(**_file(path))
            return
        language = request.headers.get("accept-language", "en")[:2]
        answered = company.answer(request.method, request.url, request.post_data_json, language)
        if answered is None:
            await route.abort("connectionrefused")
        elif isinstance(answered[1], bytes):
            await route.fulfill(status=answered[0], body=answered[1], content_type="audio/wav")
        else:
            text = "" if answered[1] is None else json.dumps(answered[1])
            await route.fulfill(status=answered[0], body=text, content_type="application/json")

    async def open_page(path: str, **options: Any) -> Page:
        language = options.pop("language", "en")
        context = await browser.new_context(
            viewport=options.pop("viewport", WIDE),
            locale={"en": "en-GB", "ru": "ru-RU"}[language],
            timezone_id="Europe/Tallinn",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        await page.clock.install(time=NOW)
        await page.route("**/*", answer)
        await page.goto(ORIGIN + path)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []


def _file(path: str) -> dict[str, Any]:
    file = WEB / "dist" / path.lstrip("/")
    if not file.is_file():
        file = WEB / "dist" / "index.html"
    return {"body": file.read_bytes(), "content_type": mimetypes.guess_type(file.name)[0] or "text/plain"}


def _is_complaint(said: Any) -> bool:
    return said.type in {"error", "warning"} and not said.text.startswith("Failed to load resource")
