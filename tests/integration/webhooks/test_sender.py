"""Deliveries from the table of events to a receiver, on the real PostgreSQL."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web
from tests.integration.webhooks.conftest import ALLOWED, QUICK, make_company

from offhook.config import Settings
from offhook.ids import new_id
from offhook.jobs.process import send_webhooks
from offhook.webhooks import queue
from offhook.webhooks.deliveries import resend
from offhook.webhooks.posting import Outcome, Poster
from offhook.webhooks.sender import Limits, Sender
from offhook.webhooks.service import WebhookChanges, change_webhook, list_webhooks, rotate_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from tests.integration.webhooks.conftest import Company, Receiver

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer
    from offhook.db.urls import DatabaseUrls


def said(secret: str, raw: bytes, headers: dict[str, str]) -> str:
    key = f"{headers['Offhook-Timestamp']}.".encode() + raw
    return "v1=" + hmac.new(secret.encode(), key, hashlib.sha256).hexdigest()


async def test_events_become_signed_requests(company: Company, receiver: Receiver, sending: Callable[[], None]) -> None:
    _, secret = await company.hook("CRM", receiver.url, "call.ringing", "agent.state")
    call, other = new_id(), new_id()
    await company.tell(("call.ringing", call), ("call.answered", call), ("agent.state", None), ("call.ringing", other))
    await company.tell(("call.ringing", call))
    sending()
    await receiver.until(4)
    found = await company.settled(4)
    assert [(one["kind"], one["event_id"], one["sequence"], one["state"]) for one in found] == [
        ("call.ringing", 1, 1, "sent"),
        ("agent.state", 3, None, "sent"),
        ("call.ringing", 4, 1, "sent"),
        ("call.ringing", 5, 2, "sent"),
    ]
    assert [one["id"] for one in receiver.got if one["call"] == call] == [1, 5]
    for body, raw, headers in zip(receiver.got, receiver.raw, receiver.headers, strict=True):
        assert body["company"] == company.id
        assert body["data"] == {"n": body["id"]}
        assert body["at"].endswith("Z")
        assert headers["Content-Type"] == "application/json"
        assert headers["User-Agent"].startswith("Offhook/")
        assert headers["Offhook-Signature"] == said(secret, raw, headers)
        assert headers["Offhook-Delivery"] in {one["id"] for one in found}


async def test_new_events_are_sent_within_a_moment(
    company: Company, receiver: Receiver, database: Database, sealer: Sealer
) -> None:
    """Woken by the database: this one looks by itself every hour only."""
    await company.hook("CRM", receiver.url)
    poster = Poster(ALLOWED, 2)
    task = asyncio.create_task(Sender(database, sealer, poster, Limits(look_s=3600)).run())
    try:
        for count in range(1, 4):
            while not receiver.got:  # until it listens
                await company.tell(("call.ended", new_id()))
                await asyncio.sleep(0.05)
            before = len(receiver.got)
            await company.tell(("call.ended", new_id()))
            await receiver.until(before + 1)
            assert len(receiver.got) >= count
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await poster.close()


async def test_the_worker_process_sends(
    company: Company, receiver: Receiver, urls: DatabaseUrls, tmp_path: Path
) -> None:
    await company.hook("CRM", receiver.url)
    settings = Settings(data=tmp_path, ask_networks="127.0.82.0/24")
    await company.tell(("call.ended", None))
    task = asyncio.create_task(send_webhooks(settings, urls.app_url))
    await company.settled(1)
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    assert len(receiver.got) == 1


async def test_both_secrets_sign_while_one_replaces_the_other(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database, sealer: Sealer
) -> None:
    hook, old = await company.hook("CRM", receiver.url)
    async with database.tenant(company.id) as session:
        made = await rotate_secret(session, sealer, hook)
    assert made is not None
    new, until = made
    assert timedelta(hours=23) < until - datetime.now(UTC) < timedelta(hours=25)
    await company.tell(("call.ended", None))
    sending()
    await receiver.until(1)
    signatures = receiver.headers[0]["Offhook-Signature"].split(",")
    assert signatures == [said(key, receiver.raw[0], receiver.headers[0]) for key in (new, old)]
    async with database.raw(company.id) as connection:
        await connection.execute("UPDATE webhooks SET former_until = now() - interval '1 second'")
    await company.tell(("call.ended", None))
    await receiver.until(2)
    assert receiver.headers[1]["Offhook-Signature"] == said(new, receiver.raw[1], receiver.headers[1])


async def test_a_call_waits_for_its_earlier_events_and_others_do_not(
    company: Company, receiver: Receiver, sending: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offhook.webhooks.retry.FIRST_S", 0.05)
    await company.hook("CRM", receiver.url)
    slow, quick = new_id(), new_id()
    refused = 0

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        nonlocal refused
        if body["call"] == slow and body["sequence"] == 1 and refused < 3:
            refused += 1
            return web.Response(status=503, text="busy")
        return web.Response()

    receiver.answer = answer
    await company.tell(*[(f"call.k{n}", call) for n in range(3) for call in (slow, quick)])
    sending()
    found = await company.settled(6)
    assert [one["sequence"] for one in receiver.got if one["call"] == slow] == [1, 1, 1, 1, 2, 3]
    assert [one["sequence"] for one in receiver.got if one["call"] == quick] == [1, 2, 3]
    again = [headers["Offhook-Delivery"] for headers, one in zip(receiver.headers, receiver.got, strict=True)
             if (one["call"], one["sequence"]) == (slow, 1)]  # fmt: skip
    assert len(again) == 4
    assert len(set(again)) == 1
    assert found[0]["attempts"] == 4


async def test_a_slow_receiver_holds_up_nobody_elses(
    company: Company, receiver: Receiver, database: Database, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offhook.webhooks.retry.FIRST_S", 60)
    other = await make_company(database, sealer, "other")
    await company.hook("slow", receiver.url + "/slow")
    await other.hook("quick", receiver.url + "/quick")
    open_, most, never = 0, 0, asyncio.Event()

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        nonlocal open_, most
        if body["company"] == company.id:
            open_ += 1
            most = max(most, open_)
            try:
                await never.wait()
            finally:
                open_ -= 1
        return web.Response()

    receiver.answer = answer
    await company.tell(*[("call.ended", new_id()) for _ in range(40)])
    await other.tell(*[("call.ended", new_id()) for _ in range(40)])
    poster = Poster(ALLOWED, 30)
    task = asyncio.create_task(
        Sender(database, sealer, poster, Limits(most=8, company=6, webhook=3, look_s=0.05, stop_s=0.1)).run()
    )
    try:
        await other.settled(40)
        assert most == 3
        assert {one["state"] for one in await company.deliveries()} == {"waiting"}
    finally:
        never.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await poster.close()


async def test_410_switches_the_webhook_off(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database
) -> None:
    async def answer(_body: dict[str, Any]) -> web.StreamResponse:
        return web.Response(status=410)

    receiver.answer = answer
    await company.hook("CRM", receiver.url)
    call = new_id()
    await company.tell(*[("call.k", call)] * 3)
    sending()
    found = await company.settled(3)
    assert [one["state"] for one in found] == ["failed", "dropped", "dropped"]
    assert len(receiver.got) == 1
    async with database.tenant(company.id) as session:
        (hook,) = await list_webhooks(session)
    assert (hook.row.enabled, "410" in hook.row.off_reason, hook.waiting) == (False, True, 0)
    await company.tell(("call.k", call))
    assert len(await company.deliveries()) == 3


async def test_what_is_not_accepted_for_a_day_has_failed_and_can_be_sent_again(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database
) -> None:
    status = 500

    async def answer(_body: dict[str, Any]) -> web.StreamResponse:
        return web.Response(status=status, text="no\0body", headers={"X-Why": "x" * 1000})

    receiver.answer = answer
    hook, _ = await company.hook("CRM", receiver.url)
    call = new_id()
    await company.tell(("call.k", call), ("call.k", call))
    async with database.raw(company.id) as connection:
        await connection.execute("UPDATE webhook_deliveries SET since = now() - interval '25 hours' WHERE event_id = 1")
    sending()
    found = await company.settled(1)
    assert (found[0]["state"], found[0]["status"], found[0]["answer"]) == ("failed", 500, "no\ufffdbody")
    assert len(found[0]["headers"]["X-Why"]) == 200
    await receiver.until(2)  # the next of the call goes its way
    await company.until(lambda found: found[1]["status"] is not None)
    async with database.tenant(company.id) as session:
        (listed,) = await list_webhooks(session)
    assert listed.health is not None
    assert listed.health.error == "the server answered with status 500"
    assert listed.waiting == 1
    status = 200
    async with database.tenant(company.id) as session:
        for one in found:
            assert await resend(session, hook, one["id"]) is not None
    found = await company.settled(2)
    assert [(one["state"], one["error"]) for one in found] == [("sent", ""), ("sent", "")]
    assert receiver.headers[-1]["Offhook-Delivery"] == found[1]["id"]
    assert receiver.headers[-2]["Offhook-Delivery"] == found[0]["id"]
    async with database.tenant(company.id) as session:
        (listed,) = await list_webhooks(session)
    assert (listed.health, listed.waiting) == (None, 0)


async def test_a_changed_url_has_what_waits_at_once(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database
) -> None:
    hook, _ = await company.hook("CRM", "http://127.0.82.1:1/nobody")
    await company.tell(("call.k", None))
    sending()
    await company.until(lambda found: bool(found[0]["error"]))
    async with database.raw(company.id) as connection:
        await connection.execute("UPDATE webhook_deliveries SET next_at = now() + interval '1 hour'")
    async with database.tenant(company.id) as session:
        await change_webhook(session, hook, WebhookChanges(url=receiver.url))
    (found,) = await company.settled(1)
    assert (found["state"], found["url"]) == ("sent", receiver.url)


async def test_what_a_dead_worker_claimed_comes_back(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database, sealer: Sealer
) -> None:
    await company.hook("CRM", receiver.url)
    call = new_id()
    await company.tell(("call.k", call), ("call.k", call))
    room = queue.Room(10, 10, {})
    (claimed,) = await queue.claim(database, sealer, company.id, room, 0.3)
    assert claimed.told.sequence == 1
    assert await queue.claim(database, sealer, company.id, room, 0.3) == []
    await queue.postpone(database, company.id)
    sending()
    found = await company.settled(2)
    assert [one["sequence"] for one in receiver.got] == [1, 2]
    assert found[0]["attempts"] == 2
    # Whoever comes back from the dead settles nothing any more.
    await queue.settle(database, claimed, Outcome(1, error="late"), 1)
    assert (await company.deliveries())[0]["state"] == "sent"


async def test_one_who_stops_gives_back_what_it_claimed(
    company: Company, receiver: Receiver, database: Database, sealer: Sealer
) -> None:
    never = asyncio.Event()

    async def answer(_body: dict[str, Any]) -> web.StreamResponse:
        await never.wait()
        return web.Response()

    receiver.answer = answer
    await company.hook("CRM", receiver.url)
    await company.tell(("call.k", None))
    poster = Poster(ALLOWED, 30)
    task = asyncio.create_task(Sender(database, sealer, poster, QUICK).run())
    await receiver.until(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await poster.close()
    (found,) = await company.deliveries()
    assert (found["state"], found["claimed"]) == ("waiting", False)
    assert datetime.fromisoformat(found["next_at"]) <= datetime.now(UTC)
    never.set()


async def test_old_events_and_switched_off_webhooks_make_no_deliveries(company: Company, database: Database) -> None:
    hook, _ = await company.hook("CRM", "https://8.8.8.8/")
    await company.tell(("call.k", None), at=datetime.now(UTC) - timedelta(days=2))
    assert await company.deliveries() == []
    await company.tell(("call.k", None))
    async with database.tenant(company.id) as session:
        await change_webhook(session, hook, WebhookChanges(enabled=False))
    await company.tell(("call.k", None))
    (found,) = await company.deliveries()
    assert (found["state"], found["error"]) == ("dropped", "the webhook was switched off")


async def test_a_secret_that_does_not_open_sends_nothing(
    company: Company, receiver: Receiver, sending: Callable[[], None], database: Database
) -> None:
    await company.hook("CRM", receiver.url)
    async with database.raw(company.id) as connection:
        await connection.execute("UPDATE webhooks SET secret_sealed = '\\x01'")
    await company.tell(("call.k", None))
    sending()
    (found,) = await company.until(lambda found: bool(found[0]["error"]))
    assert "secret" in found["error"]
    assert receiver.got == []


async def test_what_ended_long_ago_is_dropped(company: Company, database: Database) -> None:
    await company.hook("CRM", "https://8.8.8.8/")
    await company.tell(("call.k", None), ("call.k", None))
    async with database.raw(company.id) as connection:
        await connection.execute(
            "UPDATE webhook_deliveries SET state = 'sent', next_at = NULL, ended_at = now() - interval '8 days' "
            "WHERE event_id = 1"
        )
    assert await queue.tidy(database, company.id, datetime.now(UTC) - timedelta(days=7)) == 1
    assert [one["event_id"] for one in await company.deliveries()] == [2]
