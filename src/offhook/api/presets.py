"""Gateways that are known: `GET /trunk-presets`, `GET /device-presets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.devices import DeviceChange, registrar_of
from offhook.api.models import Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.trunks import TrunkChange
from offhook.trunks.presets import DEVICE_PRESETS, TRUNK_PRESETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.trunks.presets import Preset, Step

router = APIRouter(tags=["trunks"])


class PresetStepModel(Model):
    """One setting in the pages of the box, in the maker's words."""

    where: str = Field(examples=["FXO Port"])
    name: str = Field(examples=["Stage Method (1/2)"])
    value: str = Field(
        examples=["1", "{number}"],
        description="In braces: number (of the line or SIM), user, password (the device's), extension, lines, trunk",
    )


class PresetModel(Model):
    """A kind of box: what is set here, what is set there, and where the facts are from."""

    key: str = Field(examples=["grandstream-ht813"])
    name: str = Field(examples=["Grandstream HT813 (FXO)"])
    kind: Literal["fxo", "fxs", "gsm"]
    box: list[PresetStepModel]
    sources: list[str]


class TrunkPresetModel(PresetModel):
    """A box as a trunk."""

    settings: TrunkChange


class DevicePresetModel(PresetModel):
    """A box, or a port of it, as a device."""

    settings: DeviceChange


class TrunkPresetListModel(Model):
    """All that are known."""

    items: list[TrunkPresetModel]


class DevicePresetListModel(Model):
    """All that are known."""

    items: list[DevicePresetModel]


@router.get("/trunk-presets", response_model_exclude_none=True, responses=responses(401, 403, 503))
async def read_trunk_presets(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))]
) -> TrunkPresetListModel:
    """List gateways that can be trunks; their settings fill a form, and nothing refers to them later."""
    pbx = await registrar_of(context, caller)
    return TrunkPresetListModel(
        items=[
            TrunkPresetModel(**_facts(one), box=_box(one.box, pbx), settings=TrunkChange(**one.settings))
            for one in TRUNK_PRESETS
        ]
    )


@router.get("/device-presets", response_model_exclude_none=True, responses=responses(401, 403, 503))
async def read_device_presets(
    context: InContext, caller: Annotated[Caller, Depends(permitted("devices.read"))]
) -> DevicePresetListModel:
    """List gateways that can be devices."""
    pbx = await registrar_of(context, caller)
    return DevicePresetListModel(
        items=[
            DevicePresetModel(**_facts(one), box=_box(one.box, pbx), settings=DeviceChange(**one.settings))
            for one in DEVICE_PRESETS
        ]
    )


def _facts(preset: Preset) -> dict[str, Any]:
    return {"key": preset.key, "name": preset.name, "kind": preset.kind, "sources": list(preset.sources)}


def _box(steps: Sequence[Step], pbx: str) -> list[PresetStepModel]:
    return [PresetStepModel(where=step.where, name=step.name, value=step.value.replace("{pbx}", pbx)) for step in steps]
