"""Messages by the API: deleted and taken back, sent on, and marks that a telephone brought."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select, text, update
from tests.integration.api.conftest import wav
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.history.model import VoicemailRow
from offhook.ids import new_id
from offhook.journal import records
from offhook.switch.boxes import DatabaseBoxes
from offhook.switch.settings import DatabaseSettings
from offhook.voicemail.forwarding import Forwarded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.api.conftest import World


async def listed(world: World, query: str = "") -> list[dict[str, Any]]:
    answer = await world.client.get(f"/voicemails{query}", headers=world.bearer())
    assert answer.status_code == 200, answer.text
    return [dict(one) for one in answer.json()["items"]]


async def with_sound(world: World) -> Path:
    path = world.settings.data / "voicemail" / "one.wav"
    path.write_bytes(wav(8000))
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(VoicemailRow).values(path=str(path)))
    return path


def setting(world: World, what: str, subject: str, value: str, at: float = 0) -> records.SettingChosen:
    return records.SettingChosen("k", world.tenant, int((at or time.time()) * 1e6), what, subject, value)


async def test_deleting_can_be_taken_back(world: World) -> None:
    world.switch.answers["voicemail_changed"] = None
    url = f"/voicemails/{world.message}"
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert world.switch.asked[-1][0] == "voicemail_changed"
    assert await listed(world) == []
    (gone,) = await listed(world, "?deleted=true")
    assert gone["deleted_at"]
    answer = await world.client.patch(url, json={"deleted": False, "heard": True}, headers=world.bearer())
    assert (answer.status_code, answer.json()["deleted_at"]) == (200, None)
    (back,) = await listed(world, f"?box={(await found(world, '203') or {})['id']}")
    assert (back["id"], back["heard_at"] is not None) == (world.message, True)
    assert await listed(world, f"?box={new_id()}") == []
    check_problem(await world.client.delete(f"/voicemails/{new_id()}", headers=world.bearer()), 404)


async def test_message_is_sent_on_with_a_comment(world: World) -> None:
    world.switch.answers["voicemail_changed"] = None
    path = await with_sound(world)
    url = f"/voicemails/{world.message}/forward"
    answer = await world.client.post(url, json={"to": "201", "comment": "Yours, I think"}, headers=world.bearer())
    assert answer.status_code == 204, answer.text
    copy, original = await listed(world)
    assert (copy["comment"], copy["extension"]["number"], copy["from"]) == ("Yours, I think", "201", original["from"])
    assert copy["forwarded_by"]
    path.unlink()
    sound = await world.client.get(f"/voicemails/{copy['id']}/audio", headers=world.bearer())
    assert sound.content == wav(8000)
    async with world.database.tenant(world.tenant) as session:
        jobs = await session.execute(text("SELECT args ->> 'voicemail' FROM procrastinate_jobs"))
        assert copy["id"] in {row[0] for row in jobs}
    for wrong in ("203", "500", "999"):
        answer = await world.client.post(url, json={"to": wrong}, headers=world.bearer())
        assert [one["field"].rpartition(".")[2] for one in check_problem(answer, 422)["errors"]] == ["to"]
    await log_in(world, "agnes", "agnes-password")  # whose box the copy is in
    assert (await world.client.get("/voicemails")).json()["items"][0]["id"] == copy["id"]
    check_problem(await world.client.post(url, json={"to": "202"}), 404)


@pytest.mark.requirement("VM-01")
async def test_marks_of_a_telephone_reach_the_database(world: World) -> None:
    store, boxes = DatabaseSettings(world.database), DatabaseBoxes(world.database)
    (known,) = await listed(world)
    box = (await found(world, "203") or {})["id"]
    subject = f"{box}/{known['id']}"
    (message,) = await boxes.read(world.tenant, box, "new", None)
    assert (message.id, message.caller_number) == (known["id"], known["from"]["number"])
    assert await boxes.read(world.tenant, box, "new", (message.at, message.id)) == []
    await store.keep(setting(world, "message", subject, "heard"))
    assert await boxes.read(world.tenant, box, "new", None) == []
    assert [one.state for one in await boxes.read(world.tenant, box, "kept", None)] == ["heard"]
    await store.keep(setting(world, "message", subject, "deleted"))
    assert await listed(world) == []
    await store.keep(setting(world, "message", subject, "new"))
    (again,) = await listed(world)
    assert again["heard_at"] is None


async def test_mark_of_a_message_that_is_not_there_yet_waits(world: World) -> None:
    store = DatabaseSettings(world.database)
    with pytest.raises(ResourceError):
        await store.keep(setting(world, "message", f"{new_id()}/{new_id()}", "heard"))
    await store.keep(setting(world, "message", f"{new_id()}/{new_id()}", "heard", time.time() - 61))


async def test_forwarding_and_settings_of_a_telephone_reach_the_database(world: World) -> None:
    path, store = await with_sound(world), DatabaseSettings(world.database)
    spoken = path.with_name("comment.wav")
    spoken.write_bytes(wav(4000))
    anna = (await found(world, "201") or {})["id"]
    wanted = Forwarded(new_id(), anna, "Clara", spoken=str(spoken))
    for _ in range(2):  # once more after a crash
        chosen = setting(world, "forward_message", f"{anna}/{world.message}", msgspec.json.encode(wanted).decode())
        await store.keep(chosen)
    copy, original = await listed(world)
    assert copy["duration_seconds"] == original["duration_seconds"] + 0.5
    assert not spoken.exists()
    await store.keep(setting(world, "greeting.busy", anna, "/data/voicemail/busy.wav"))
    await store.keep(setting(world, "pin", anna, "00ff"))
    async with world.database.tenant(world.tenant) as session:
        box = await session.scalar(select(ExtensionRow.box).where(ExtensionRow.id == anna))
    assert box is not None
    assert (box["recorded"], box["pin"]) == ({"busy": "/data/voicemail/busy.wav"}, "00ff")
