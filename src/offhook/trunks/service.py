"""Trunks of the session's company: adding, changing and removing them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from offhook.configuration import NumberFormats
from offhook.db.engine import tenant_of
from offhook.errors import InUse, InvalidValue
from offhook.ids import TrunkId, new_id
from offhook.trunks.checks import checked
from offhook.trunks.model import RouteRow, TrunkRow, trunk_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import (
        DtmfMode,
        Encryption,
        ForwardedHeader,
        Gateway,
        IdentityHeader,
        TrunkRedirects,
        TrunkTransport,
    )
    from offhook.db.sealing import Sealer


@dataclass(frozen=True, slots=True)
class NewTrunk:
    """A trunk to be added; see `configuration.Trunk` for the fields."""

    name: str
    host: str
    port: int = 5060
    transport: TrunkTransport = "udp"
    match: tuple[str, ...] = ()
    register: bool = False
    username: str | None = None
    secret: str | None = None
    domain: str | None = None
    caller_id: str | None = None
    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    dtmf: DtmfMode = "auto"
    video: bool = False
    authority: str | None = None
    identity: IdentityHeader = "pai"
    trusted: bool = False
    withhold: bool = False
    forwarded: ForwardedHeader = "diversion"
    redirects: TrunkRedirects = "same_host"
    large_by_tcp: bool = True
    gateways: tuple[Gateway, ...] = ()
    probe_s: int = 0
    backup_id: str | None = None
    channels_in: int = 0
    channels_out: int = 0
    channels: int = 0
    alarm_percent: int = 80
    formats: NumberFormats = field(default_factory=NumberFormats)


@dataclass(frozen=True, slots=True)
class TrunkChanges:
    """Settings of a trunk to be changed; None leaves one as it is, "" empties a text that may be missing.

    See `configuration.Trunk` for the fields.
    """

    name: str | None = None
    host: str | None = None
    port: int | None = None
    transport: TrunkTransport | None = None
    match: Sequence[str] | None = None
    register: bool | None = None
    username: str | None = None
    secret: str | None = None
    domain: str | None = None
    caller_id: str | None = None
    authority: str | None = None
    codecs: Sequence[str] | None = None
    encryption: Encryption | None = None
    dtmf: DtmfMode | None = None
    video: bool | None = None
    identity: IdentityHeader | None = None
    trusted: bool | None = None
    withhold: bool | None = None
    forwarded: ForwardedHeader | None = None
    redirects: TrunkRedirects | None = None
    large_by_tcp: bool | None = None
    gateways: Sequence[Gateway] | None = None
    probe_s: int | None = None
    backup_id: str | None = None
    channels_in: int | None = None
    channels_out: int | None = None
    channels: int | None = None
    alarm_percent: int | None = None
    formats: NumberFormats | None = None


async def add_trunk(session: AsyncSession, sealer: Sealer, new: NewTrunk) -> TrunkId:
    """Add a trunk, its password sealed.

    Raises:
        InvalidValue: a setting cannot be so (`trunks/checks.py`), a registration lacks its user name or password, the
            name is another trunk's, or the stand-in is none.
    """
    trunk = TrunkRow(tenant_id=tenant_of(session), id=new_id(), secret_sealed=None)
    await _settle(session, sealer, trunk, {one.name: getattr(new, one.name) for one in fields(new)})
    session.add(trunk)
    await session.flush()
    return TrunkId(trunk.id)


async def change_trunk(session: AsyncSession, sealer: Sealer, trunk_id: str, changes: TrunkChanges) -> TrunkRow | None:
    """Change a trunk's settings. None when there is no such trunk.

    Raises:
        InvalidValue: as with `add_trunk`.
    """
    trunk = await read_trunk(session, trunk_id)
    if trunk is None:
        return None
    values = {one.name: getattr(changes, one.name) for one in fields(changes)}
    await _settle(session, sealer, trunk, {name: value for name, value in values.items() if value is not None})
    await session.flush()
    return trunk


async def remove_trunk(session: AsyncSession, trunk_id: str, numbers: Sequence[str]) -> bool:
    """Remove a trunk by which none of these `numbers` (E.164) comes. False when there is no such trunk.

    Raises:
        InUse: a number, a route or another trunk needs it.
    """
    trunk = await read_trunk(session, trunk_id)
    if trunk is None:
        return False
    prefixes = await session.scalars(select(RouteRow.prefix).where(RouteRow.trunk_id == trunk_id))
    others = await session.scalars(select(TrunkRow.name).where(TrunkRow.backup_id == trunk_id))
    uses = (
        *(("numbers", number) for number in numbers),
        *(("routes", prefix) for prefix in sorted(prefixes)),
        *(("trunks", name) for name in sorted(others)),
    )
    if uses:
        raise InUse(
            "the trunk is in use: give its numbers to another trunk, take it out of the routes, and let it stand in "
            "for no other trunk",
            uses,
        )
    await session.delete(trunk)
    await session.flush()
    return True


async def read_trunk(session: AsyncSession, trunk_id: str) -> TrunkRow | None:
    """Return one trunk, or None."""
    return await session.scalar(select(TrunkRow).where(TrunkRow.id == trunk_id))


async def list_trunks(session: AsyncSession) -> Sequence[TrunkRow]:
    """Return the company's trunks by name."""
    return (await session.scalars(select(TrunkRow).order_by(TrunkRow.name))).all()


async def _settle(session: AsyncSession, sealer: Sealer, trunk: TrunkRow, values: dict[str, Any]) -> None:
    """Give a trunk these settings, each checked, and see that it is whole with them."""
    others = {one.id: one.name for one in await list_trunks(session) if one.id != trunk.id}
    for name, value in values.items():
        kept = checked(name, value)
        match name:
            case "name" if kept in others.values():
                raise InvalidValue("name", "another trunk has it")
            case "backup_id" if kept and kept not in others:
                raise InvalidValue("backup_id", "is no other trunk of the company")
            case "secret":
                context = trunk_context(trunk.tenant_id, trunk.id)
                trunk.secret_sealed = None if kept is None else sealer.seal(kept.encode(), context)
            case _:
                setattr(trunk, name, kept)
    if trunk.register and not trunk.username:
        raise InvalidValue("username", "a registration needs it")
    if trunk.register and not trunk.secret_sealed:
        raise InvalidValue("secret", "a registration needs it")
