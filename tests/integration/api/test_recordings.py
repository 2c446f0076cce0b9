"""Recordings through the API: sealed ones are heard in parts, proved unchanged, held, deleted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update
from tests.integration.api.test_api import check_problem, log_in

from offhook.config import Settings
from offhook.doctor import examine
from offhook.history.model import RecordingRow
from offhook.ids import RecordingId
from offhook.jobs.recordings import seal_recording
from offhook.recording.keys import Vault
from offhook.recording.sealed import sealed_path

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def sealed(world: World) -> tuple[str, bytes]:
    """The only recording, sealed; return its id and its plain content."""
    plain = world.recording.read_bytes()
    async with world.database.tenant(world.tenant) as session:
        await session.execute(
            update(RecordingRow).values(
                size=len(plain), pauses=[{"from_ms": 1500, "to_ms": None, "by": "Anna"}], rule="Sales", keep_days=30
            )
        )
        (recording,) = await session.scalars(select(RecordingRow.id))
    assert await seal_recording(world.database, Vault.of(world.settings.data), world.tenant, RecordingId(recording))
    assert not world.recording.exists()
    return recording, plain


async def get(world: World, url: str, **more: Any) -> dict[str, Any]:
    answered = await world.client.get(url, headers=world.bearer(), **more)
    assert answered.status_code == 200, answered.text
    return dict(answered.json())


@pytest.mark.requirement("RC-03")
@pytest.mark.requirement("RC-06")
async def test_a_sealed_recording_is_heard_in_parts_like_a_plain_one(world: World) -> None:
    recording, plain = await sealed(world)
    for url in (f"/calls/{world.answered}/recording", f"/recordings/{recording}/audio"):
        whole = await world.client.get(url, headers=world.bearer())
        assert (whole.status_code, whole.content) == (200, plain)
        for asked, start, end in (("0-99", 0, 100), ("40-", 40, len(plain)), ("-10", len(plain) - 10, len(plain))):
            part = await world.client.get(url, headers=world.bearer() | {"Range": f"bytes={asked}"})
            assert (part.status_code, part.content) == (206, plain[start:end])
            assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{len(plain)}"
        head = await world.client.head(url, headers=world.bearer())
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(plain)), b"")
        assert head.headers["accept-ranges"] == "bytes"
        check_problem(await world.client.get(url, headers=world.bearer() | {"Range": f"bytes={10**9}-"}), 416)
    call = await get(world, f"/calls/{world.answered}")
    (found,) = (await get(world, "/recordings", params={"number": call["from"]["number"]}))["items"]
    assert (found["id"], found["call_id"], found["rule"]) == (recording, world.answered, "Sales")
    assert found["pauses"] == [{"from": 1.5, "to": None, "by": "Anna"}]
    assert found["sha256"] == hashlib.sha256(plain).hexdigest()
    assert found["deletes_at"] is not None
    assert (await get(world, "/recordings", params={"number": "+15550000000"}))["items"] == []
    assert len((await get(world, "/recordings", params={"call": world.answered}))["items"]) == 1
    one = await get(world, f"/recordings/{recording}")
    assert len(one["waveform"]) == 2


@pytest.mark.requirement("RC-04")
async def test_it_is_proved_unchanged_and_a_change_is_found(world: World) -> None:
    recording, plain = await sealed(world)
    url = f"/recordings/{recording}/verify"
    told = (await world.client.post(url, headers=world.bearer())).json()
    digest = hashlib.sha256(plain).hexdigest()
    assert told == {"unchanged": True, "sha256": digest, "found": digest, "reason": ""}
    path = sealed_path(world.recording)
    octets = bytearray(path.read_bytes())
    octets[-20] ^= 1
    path.write_bytes(octets)
    told = (await world.client.post(url, headers=world.bearer())).json()
    assert (told["unchanged"], told["found"]) == (False, None)
    assert "changed" in told["reason"]
    path.unlink()
    world.recording.write_bytes(plain[:-4] + b"\1\1\1\1")
    told = (await world.client.post(url, headers=world.bearer())).json()
    assert (told["unchanged"], told["reason"]) == (False, "the content is another one")


async def test_one_of_before_goes_on_playing_without_a_proof(world: World) -> None:
    (found,) = (await get(world, "/recordings"))["items"]
    plain = await world.client.get(f"/recordings/{found['id']}/audio", headers=world.bearer())
    assert plain.content == world.recording.read_bytes()
    told = (await world.client.post(f"/recordings/{found['id']}/verify", headers=world.bearer())).json()
    assert told["unchanged"] is None
    assert told["found"] == hashlib.sha256(plain.content).hexdigest()


@pytest.mark.requirement("RC-04")
async def test_one_on_hold_stays_until_that_is_lifted(world: World) -> None:
    recording, _ = await sealed(world)
    url = f"/recordings/{recording}"
    held = await world.client.patch(url, json={"hold": True}, headers=world.bearer())
    assert (held.json()["hold"], held.json()["deletes_at"]) == (True, None)
    check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    assert sealed_path(world.recording).exists()
    await world.client.patch(url, json={"hold": False}, headers=world.bearer())
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert not sealed_path(world.recording).exists()
    check_problem(await world.client.get(f"{url}/audio", headers=world.bearer()), 404)
    check_problem(await world.client.delete(url, headers=world.bearer()), 404)
    call = await get(world, f"/calls/{world.answered}")
    assert [step["kind"] for step in call["steps"]][-3:] == [
        "recording_held",
        "recording_released",
        "recording_deleted",
    ]
    assert call["recording"]["deleted_at"] is not None
    assert call["recording_url"] is None
    assert (await get(world, url))["deleted_at"] is not None


async def test_other_companies_and_other_roles(world: World) -> None:
    recording, _ = await sealed(world)
    other = world.bearer(world.other_token)
    for path in ("", "/audio"):
        check_problem(await world.client.get(f"/recordings/{recording}{path}", headers=other), 404)
    check_problem(await world.client.post(f"/recordings/{recording}/verify", headers=other), 404)
    check_problem(await world.client.patch(f"/recordings/{recording}", json={"hold": True}, headers=other), 404)
    check_problem(await world.client.delete(f"/recordings/{recording}", headers=other), 404)
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.get("/recordings")).status_code == 200
    check_problem(await world.client.delete(f"/recordings/{recording}"), 403)


async def test_the_doctor_finds_the_key_changed_or_missing(world: World, urls: Any) -> None:
    await sealed(world)
    settings = Settings(data=world.settings.data, database_url=urls.owner_url)

    async def looked() -> tuple[str, str]:
        (found,) = [one for one in await examine(settings) if one.subject == "recording"]
        return found.level, found.text

    assert (await looked())[0] == "ok"
    key = world.settings.data / "secret.key"
    kept = key.read_bytes()
    key.write_bytes(bytes(32))
    level, text = await looked()
    assert (level, "do not open" in text) == ("fail", True)
    key.unlink()
    level, text = await looked()
    assert (level, "missing" in text) == ("fail", True)
    key.write_bytes(kept)
