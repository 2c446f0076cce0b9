"""Messages by the API: deleted and taken back, sent on, and marks that a telephone brought."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text, update
from tests.integration.api.conftest import wav
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.history.model import VoicemailRow
from offhook.ids import VoicemailId, new_id
from offhook.jobs.messages import seal_voicemail
from offhook.jobs.resealing import reseal
from offhook.journal import records
from offhook.recording.keys import Vault
from offhook.recording.sealed import HEAD, sealed_path
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


def boxes_of(world: World) -> DatabaseBoxes:
    return DatabaseBoxes(world.database, Vault.of(world.settings.data))


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
    store, boxes = DatabaseSettings(world.database, Vault.of(world.settings.data)), boxes_of(world)
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
    store = DatabaseSettings(world.database, Vault.of(world.settings.data))
    with pytest.raises(ResourceError):
        await store.keep(setting(world, "message", f"{new_id()}/{new_id()}", "heard"))
    await store.keep(setting(world, "message", f"{new_id()}/{new_id()}", "heard", time.time() - 61))


async def test_forwarding_and_settings_of_a_telephone_reach_the_database(world: World) -> None:
    path, store = await with_sound(world), DatabaseSettings(world.database, Vault.of(world.settings.data))
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


@pytest.mark.requirement("VM-01")
async def test_sealed_message_is_heard_in_parts_sent_on_and_played_by_telephone(world: World) -> None:
    world.switch.answers["voicemail_changed"] = None
    path, vault = await with_sound(world), Vault.of(world.settings.data)
    assert await seal_voicemail(world.database, vault, world.tenant, VoicemailId(world.message))
    assert not path.exists()
    url, plain = f"/voicemails/{world.message}/audio", wav(8000)
    whole = await world.client.get(url, headers=world.bearer())
    assert (whole.status_code, whole.content) == (200, plain)
    part = await world.client.get(url, headers=world.bearer() | {"Range": "bytes=40-"})
    assert (part.status_code, part.content) == (206, plain[40:])
    head = await world.client.head(url, headers=world.bearer())
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(plain)), b"")
    sent = await world.client.post(f"/voicemails/{world.message}/forward", json={"to": "201"}, headers=world.bearer())
    assert sent.status_code == 204, sent.text
    copy = (await listed(world))[0]
    assert (await world.client.get(copy["audio_url"].removeprefix("/api/v1"), headers=world.bearer())).content == plain
    (message,) = await boxes_of(world).read(world.tenant, (await found(world, "203") or {})["id"], "new", None)
    item = await boxes_of(world).sound(world.tenant, message)
    assert item.file == str(sealed_path(path))
    assert isinstance(item.key, bytes)
    octets = sealed_path(path).read_bytes()
    assert AESGCM(item.key).decrypt(bytes(12), octets[HEAD:], octets[:HEAD]) == plain  # as the media server does
    # The key of the installation was replaced while it runs.
    (world.settings.data / "secret.key").write_bytes(bytes(32))
    answer = await world.client.get(url, headers=world.bearer())
    assert "offhook doctor" in check_problem(answer, 503)["detail"]
    sent = await world.client.post(f"/voicemails/{world.message}/forward", json={"to": "201"}, headers=world.bearer())
    check_problem(sent, 503)
    with pytest.raises(ResourceError):
        await boxes_of(world).sound(world.tenant, message)


async def test_sending_on_to_a_full_disk_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await with_sound(world)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("offhook.recording.sealed.os.fsync", full)
    sent = await world.client.post(f"/voicemails/{world.message}/forward", json={"to": "201"}, headers=world.bearer())
    check_problem(sent, 507)
    assert len(await listed(world)) == 1
    (world.settings.data / "voicemail" / "one.wav").unlink()
    sent = await world.client.post(f"/voicemails/{world.message}/forward", json={"to": "201"}, headers=world.bearer())
    check_problem(sent, 409)


async def test_forwarding_by_telephone_gives_up_what_is_gone_and_waits_for_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, store = await with_sound(world), DatabaseSettings(world.database, Vault.of(world.settings.data))
    anna = (await found(world, "201") or {})["id"]
    value = msgspec.json.encode(Forwarded(new_id(), anna, "Clara")).decode()
    fresh, old = (
        setting(world, "forward_message", f"{anna}/{world.message}", value, time.time() - ago) for ago in (0, 61)
    )

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("offhook.recording.sealed.os.fsync", full)
        with pytest.raises(ResourceError, match="No space"):
            await store.keep(old)
    path.unlink()
    with pytest.raises(ResourceError):
        await store.keep(fresh)
    await store.keep(old)  # it would stop all others for ever
    assert len(await listed(world)) == 1


async def test_keys_are_changed_by_administrators(world: World) -> None:
    await with_sound(world)
    vault = Vault.of(world.settings.data)
    assert (await world.client.get("/sealing-keys", headers=world.bearer())).json() == {"items": []}
    assert await seal_voicemail(world.database, vault, world.tenant, VoicemailId(world.message))
    for _ in range(2):
        answer = await world.client.post("/sealing-keys", headers=world.bearer())
        assert answer.status_code == 201, answer.text
    new, old = answer.json()["items"]
    assert (new["in_use"], new["files"], old["in_use"], old["files"], old["made_by"]) == (True, 0, False, 1, "")
    assert new["made_by"]
    assert await reseal(world.database, vault, {}) == 1
    items = (await world.client.get("/sealing-keys", headers=world.bearer())).json()["items"]
    assert [one["files"] for one in items] == [1, 0]
    sound = await world.client.get(f"/voicemails/{world.message}/audio", headers=world.bearer())
    assert sound.content == wav(8000)
    assert (await world.client.get("/sealing-keys", headers=world.bearer(world.other_token))).json() == {"items": []}
    await log_in(world, "agnes", "agnes-password")
    for method in ("GET", "POST"):
        check_problem(await world.client.request(method, "/sealing-keys"), 403)
