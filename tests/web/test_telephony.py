"""Calls, messages, phones and trunks as people see and use them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.web.calls import NOW, ident
from tests.web.conftest import NARROW

from offhook.api.trunks import GatewayStatusModel, RegistrationModel, TargetModel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page
    from tests.web.company import Company

    Visit = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_call_is_one_row(visit: Visit) -> None:
    page = await visit("/calls")
    row = page.get_by_role("row").filter(has_text="Boris Tamm").first
    await expect(row.get_by_role("cell")).to_have_text(
        [
            "13:48",
            "",
            re.compile(r"^\+372 5550 1234"),
            "Boris Tamm 202",
            "+372 600 0100",
            "0:09",
            "1:12",
            "Answered",
        ]
    )
    await expect(row.get_by_role("img", name="Incoming")).to_be_visible()
    await expect(row.get_by_role("img", name="Recorded")).to_be_visible()
    message = page.get_by_role("row").filter(has_text="Missed").first
    await expect(message.get_by_role("img", name="Left a message")).to_be_visible()
    owed = page.get_by_role("row").filter(has_text="Gave up waiting")
    await expect(owed).to_contain_text("Call back")
    await expect(page.get_by_role("rowheader").or_(page.locator("th.day"))).to_have_text(
        ["Today", "Yesterday", "Sunday 15 November"]
    )


@pytest.mark.parametrize("width", [320, 800, 1250, 1920])
async def test_calls_fit_any_width(visit: Visit, width: int) -> None:
    page = await visit("/calls", viewport={"width": width, "height": 800}, language="ru")
    await expect(page.locator(".row")).to_have_count(11)
    spilt = await page.locator(".row, .row td, .row th").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)"
    )
    assert spilt == []
    assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_live_calls_go_on_by_themselves(visit: Visit, company: Company) -> None:
    page = await visit("/calls")
    talking, waiting = page.get_by_role("row").nth(2), page.get_by_role("row").nth(3)
    await expect(talking).to_contain_text("Talking")
    gone_s = int(await page.evaluate("Date.now()") / 1000 - NOW.timestamp())
    # Each answer of the server begins anew at 32: a page that is slow may never get further.
    await expect(talking).to_contain_text(re.compile("|".join(f"0:{32 + more}" for more in range(gone_s + 3))))
    await expect(waiting).to_contain_text("Waiting")
    company.calls[1] = {**company.calls[1], "state": "ended", "result": "abandoned", "ended_at": NOW, "owed": True}
    company.calls.insert(0, {**company.calls[0], "id": ident(50), "started_at": NOW + timedelta(seconds=2)})
    await page.clock.run_for(3000)
    await expect(page.locator("tbody tr.row")).to_have_count(12)
    await expect(page.get_by_role("row").filter(has_text="Gave up waiting")).to_have_count(2)


async def test_older_calls_come_when_asked_for(visit: Visit, company: Company) -> None:
    company.page = 6
    page = await visit("/calls")
    await expect(page.locator("tbody tr.row")).to_have_count(6)
    await page.get_by_role("button", name="Show older").click()
    await expect(page.locator("tbody tr.row")).to_have_count(11)
    await expect(page.get_by_text("That is all.")).to_be_visible()


async def test_the_journey_is_told_in_order(visit: Visit) -> None:
    page = await visit("/calls")
    await page.get_by_role("link", name=re.compile("Today, 13:48")).click()
    steps = page.get_by_role("region", name="What happened").get_by_role("listitem")
    await expect(steps).to_have_count(9)
    await expect(steps.first).to_contain_text("Call from +372 5550 1234 to +372 600 0100 through Demo operator")
    await expect(steps.nth(5)).to_contain_text("Boris Tamm (202) answered after 6 s")
    await expect(steps.nth(5)).to_contain_text("13:48:29 · +0:09")
    await expect(steps.last).to_contain_text("The caller hung up")
    await page.get_by_role("link", name="All calls").click()
    await expect(page.get_by_role("heading", level=1, name="Calls")).to_be_visible()


async def test_the_steps_follow_the_language(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(3)}", language="ru")
    steps = page.get_by_role("region", name="Что произошло").get_by_role("listitem")
    await expect(steps.nth(3)).to_contain_text("Нажато 1: Sales")


async def test_quality_is_a_word_and_figures_for_technicians(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(3)}")
    customer, boris, anna = (page.get_by_role("article").nth(position) for position in range(3))
    await expect(customer).to_contain_text("Poor: hard work to listen")
    await expect(boris).to_contain_text("Good: no complaint to be expected")
    await expect(anna).to_contain_text("Rung, but not answered here")
    await expect(boris.get_by_text("PCMA")).to_be_hidden()
    await boris.get_by_text("For technicians").click()
    await expect(boris.get_by_text("PCMA")).to_be_visible()
    await expect(boris).to_contain_text("3,600 received, 2 lost (0.1 %)")


async def test_a_recording_plays_and_downloads(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(3)}")
    sound = page.get_by_label("Recording of the call with +372 5550 1234")
    await sound.evaluate("sound => sound.play()")
    assert await sound.evaluate("sound => sound.duration") == pytest.approx(2, abs=0.1)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename == f"offhook-call-{ident(3)}.wav"


async def test_an_owed_call_can_be_dialled(visit: Visit) -> None:
    page = await visit(f"/calls/{ident(5)}", viewport=NARROW)
    await expect(page.get_by_role("note")).to_contain_text("Weber Logistik GmbH reached nobody")
    link = page.get_by_role("link", name="Call +49 30 901820")
    assert await link.get_attribute("href") == "tel:+4930901820"


async def test_a_message_is_marked_and_unmarked(visit: Visit, company: Company) -> None:
    page = await visit("/voicemail")
    menu = page.get_by_role("navigation", name="Main")
    await expect(menu.get_by_label("2 new messages")).to_be_visible()
    first = page.get_by_role("list", name="Messages, newest first").get_by_role("listitem").first
    await first.get_by_role("button", name="Mark as heard").click()
    await expect(first.get_by_role("button", name="Mark as new")).to_be_visible()
    await expect(menu.get_by_label("1 new message", exact=True)).to_be_visible()
    assert company.heard[ident(501)] == NOW
    await first.get_by_role("button", name="Mark as new").click()
    await expect(first).to_contain_text("New")
    assert company.heard[ident(501)] is None


async def test_hearing_a_message_marks_it(visit: Visit, company: Company) -> None:
    page = await visit("/voicemail")
    sound = page.get_by_label("Message from +372 5550 1234")
    await sound.evaluate("sound => sound.play()")
    await expect(page.get_by_role("button", name="Mark as heard")).to_have_count(1)
    assert company.heard[ident(502)] == NOW


async def test_a_link_leads_to_its_message(visit: Visit) -> None:
    page = await visit(f"/voicemail?message={ident(502)}")
    wanted = page.locator("li[aria-current]")
    await expect(wanted).to_contain_text("+372 5550 1234")
    await expect(wanted).to_be_in_viewport()
    page = await visit(f"/voicemail?message={ident(1)}")
    await expect(page.get_by_role("alert")).to_contain_text("it was deleted")


async def test_a_mark_that_fails_is_told(visit: Visit, company: Company) -> None:
    page = await visit("/voicemail")
    company.broken[f"/voicemails/{ident(501)}"] = 503
    await page.get_by_role("button", name="Mark as heard").first.click()
    await expect(page.get_by_role("alert")).to_contain_text("could not be changed")


async def test_a_message_leads_to_its_call(visit: Visit) -> None:
    page = await visit("/voicemail")
    await page.get_by_role("link", name="What happened").first.click()
    await expect(page.get_by_role("heading", level=1, name="Call from Weber Logistik GmbH")).to_be_visible()


async def test_phones_say_whether_and_from_where_they_are_connected(visit: Visit) -> None:
    page = await visit("/phones")
    await expect(page.get_by_text("1 of 3 connected")).to_be_visible()
    anna, boris = (page.get_by_role("listitem").filter(has_text=name) for name in ("Anna Kask", "Boris Tamm"))
    for words in ("201", "Connected", "demo201", "192.0.2.15:5060 (UDP)", "baresip v1.1.0, renews by 14:58"):
        await expect(anna.first).to_contain_text(words)
    await expect(boris.first).to_contain_text("Not connected")


async def test_the_settings_of_a_phone_are_shown_and_copied(visit: Visit) -> None:
    page = await visit("/phones", permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Set up the phone of Anna Kask").click()
    dialog = page.get_by_role("dialog", name="Set up the phone of Anna Kask")
    await expect(dialog).to_contain_text("demo201")
    await dialog.get_by_role("button", name="Copy Server").click()
    await expect(dialog.get_by_text("Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "pbx.example.com"
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_nothing_is_claimed_while_the_switch_is_away(visit: Visit, company: Company) -> None:
    company.switch_away = True
    page = await visit("/phones")
    await expect(page.get_by_text("Not known just now")).to_have_count(3)
    await expect(page.get_by_text("The telephone service does not answer.")).to_be_visible()
    await page.get_by_role("link", name="Trunks").click()
    await expect(page.get_by_text("Not known just now")).to_have_count(2)


async def test_trunks_say_how_they_stand_and_why(visit: Visit) -> None:
    page = await visit("/trunks")
    trunks = page.get_by_role("list", name="Trunks").locator("> li")
    ready, refused = trunks.nth(0), trunks.nth(1)
    for words in ("Ready, known by address", "127.0.0.10:5060 (UDP)", "+372 600 0100", "Main line"):
        await expect(ready).to_contain_text(words)
    for words in ("Registration failed", "403 Forbidden", "next try at 14:00:40", "No number comes by this trunk"):
        await expect(refused).to_contain_text(words)


def named_gateway() -> GatewayStatusModel:
    """A gateway whose name leads to two servers, while DNS is away."""
    told = {"port": 5060, "transport": "udp", "answer_ms": None}
    return GatewayStatusModel(
        host="operator.test",
        port=0,
        transport="auto",
        state="up",
        targets=[
            TargetModel(**told, address="192.0.2.10", state="up", reason=""),
            TargetModel(**told, address="2001:db8::10", state="down", reason="no answer to OPTIONS for 4 s"),
        ],
        name_trouble="DNS does not answer (192.0.2.53)",
        registration=RegistrationModel(
            status="failed", since=None, last_status=403, last_reason="Forbidden", next_attempt=None
        ),
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("(by DNS)", "Registration: Registration failed (Forbidden)", "The old answer of DNS serves: DNS does")),
        ("ru", ("(через DNS)", "(Forbidden)", "Действует прежний ответ DNS: DNS does not answer (192.0.2.53)")),
    ],
)
async def test_what_the_name_of_a_gateway_leads_to(
    visit: Visit, company: Company, language: str, words: tuple[str, ...]
) -> None:
    company.gateways = [named_gateway()]
    page = await visit("/trunks", language=language)
    trunk = page.locator("li", has_text="Nordic Voice").first
    for text in (*words, "192.0.2.10:5060 (UDP)", "[2001:db8::10]:5060 (UDP)", "no answer to OPTIONS for 4 s"):
        await expect(trunk).to_contain_text(text)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Does not answer", "it is not rung")), ("ru", ("отвечает", "вызовы на него не идут"))],
)
async def test_telephone_that_does_not_answer(
    visit: Visit, company: Company, language: str, words: tuple[str, ...]
) -> None:
    company.silent = True
    page = await visit("/phones", language=language)
    phone = page.locator("li", has_text="Anna Kask").first
    for text in words:
        await expect(phone).to_contain_text(text)


async def test_sound_of_a_phone(visit: Visit, company: Company) -> None:
    page = await visit("/phones", language="ru")
    await page.get_by_role("button", name="Anna Kask").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Шифрование звука").click()
    await page.get_by_role("option", name="Обязательно").click()
    await dialog.get_by_role("combobox", name="Кодеки").click()
    await page.get_by_role("option", name="G.722").click()
    await page.get_by_role("option", name="Opus").click()
    await page.keyboard.press("Escape")
    await dialog.get_by_role("combobox", name="Клавиши (DTMF)").click()
    await page.get_by_role("option", name="Только SIP INFO").click()
    await dialog.get_by_label("Видео").click()
    await dialog.get_by_role("button", name="Сохранить").click()
    await expect(dialog.get_by_role("button", name="Сохранить")).to_be_disabled()
    changed = {"encryption": "required", "codecs": ["G722", "OPUS"], "dtmf": "info", "video": False}
    assert company.device_settings == {ident(800): changed}


async def test_voice_of_a_phone(visit: Visit, company: Company) -> None:
    page = await visit("/phones")
    await page.get_by_role("button", name="Anna Kask").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Microphone, dB").fill("-6")
    await dialog.get_by_label("Suppress noise").click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    assert company.device_settings == {ident(800): {"gain_db": -6, "denoise": True}}


async def test_who_may_supervise(visit: Visit, company: Company) -> None:
    page = await visit("/phones")
    await page.get_by_role("button", name="Anna Kask").first.click()
    right = page.get_by_role("dialog").get_by_label("Anna Kask may supervise conversations")
    await expect(right).not_to_be_checked()
    await right.click()
    await expect(right).to_be_checked()
    assert company.rights == {ident(810): True}
