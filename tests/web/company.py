"""A made-up company behind the web application: what the API would say about it, from the API's own models.

The fake keeps what a page changes, so that a test sees the effect; `broken` makes answers fail.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tests.web.calls import ANNA, BORIS, CLARA, CUSTOMER, JOURNEY, NOW, NUMBER, calls, ident, legs, silence, trace
from tests.web.live_calls import LiveCalls

from offhook.access.rights import permissions_of, rights_of
from offhook.api.bans import BanListModel, BanModel
from offhook.api.calls import (
    CallListModel,
    CallModel,
    CallWithLegsModel,
    StepModel,
)
from offhook.api.company import CompanyModel
from offhook.api.devices import ContactModel, DeviceListModel, DeviceModel
from offhook.api.extensions import ExtensionListModel, ExtensionModel
from offhook.api.models import PartyModel
from offhook.api.number_formats import PreviewModel
from offhook.api.numbers import NumberListModel, NumberModel
from offhook.api.people import PersonListModel, PersonModel
from offhook.api.presets import DevicePresetListModel, DevicePresetModel, TrunkPresetListModel, TrunkPresetModel
from offhook.api.routes import RehearsalModel, RouteListModel, RouteModel, WayModel
from offhook.api.second_factor import EnrolmentModel, RecoveryCodesModel
from offhook.api.sessions import MeModel
from offhook.api.sites import LineAlarmModel, SiteListModel, SiteModel
from offhook.api.trunks import GatewayStatusModel, NumberFormatsModel, TrunkListModel, TrunkModel
from offhook.api.voicemails import VoicemailListModel, VoicemailModel
from offhook.history.words import step_text
from offhook.trunks.presets import DEVICE_PRESETS, TRUNK_PRESETS

if TYPE_CHECKING:
    from pydantic import BaseModel


def _service(which: str, **facts: Any) -> dict[str, Any]:
    usual = {"person_id": None, "pin": None, "music": True, "announce": True, "places": 100, "record": True}
    usual |= {"moderator_pin": None, "members": [], "queue_id": None, "overflow": "", "scenario_id": None}
    return {"id": which, **usual, **facts}


def _extensions() -> list[dict[str, Any]]:
    return [
        _service(ident(901), number="*43", name="Echo test", kind="echo"),
        _service(ident(902), number="201", name="Anna Kask", kind="person", person_id=ident(810)),
        _service(ident(903), number="500", name="Monday meeting", kind="conference", pin="4711", places=12),
    ]


class Company:
    """The state behind the API."""

    def __init__(self) -> None:
        self.role: str | None = "admin"
        self.calls = calls()
        self.silent = False  # whether Anna's telephone does not answer
        self.gateways: list[GatewayStatusModel] = []
        self.live = LiveCalls(ident(1), NOW)
        self.trunk_settings: dict[str, dict[str, Any]] = {}
        self.sites: dict[str, dict[str, Any]] = {
            ident(901): {"name": "Tallinn", "networks": ["203.0.113.0/28"], "kbit_up": 0, "kbit_down": 0},
            ident(902): {"name": "Tartu", "networks": ["198.51.100.7/32"], "kbit_up": 512, "kbit_down": 2000},
        }
        self.added: list[TrunkModel] = []
        self.removed: set[str] = set()
        self.needed = False
        """Whether a trunk that is to be removed is in use."""
        self.trunk_of_number: str | None = ident(601)
        self.routes: list[dict[str, Any]] = [
            {"prefix": "", "trunk_id": ident(601), "priority": 1},
            {"prefix": "+7", "trunk_id": ident(602), "priority": 1},
            {"prefix": "+7", "trunk_id": ident(601), "priority": 2},
        ]
        self.bans = _bans()
        self.provider = True
        self.device_settings: dict[str, dict[str, Any]] = {}
        self.rights: dict[str, bool] = {}
        self.extensions = _extensions()
        self.settings: dict[str, Any] = {"supervision_tone": False, "record_tone": False, "owed_minutes": 60}
        self.settings |= {"record_calls": True, "record_days": 0, "park_s": 120, "park_fallback": ""}
        self.settings |= {"wake_tries": 3, "wake_pause_s": 300, "desk_hours": 0, "desk_logout": ""}
        self.company: dict[str, Any] = {
            "name": "Tallinn Trading OÜ",
            "country": "EE",
            "language": "et",
            "timezone": "Europe/Tallinn",
            "currency": "EUR",
            "sip_domain": "pbx.example.com",
        }
        self.heard: dict[str, datetime | None] = {ident(501): None, ident(502): None, ident(503): NOW}
        self.switch_away = False
        self.empty = False
        self.code: str | None = None
        self.must_enrol = False
        self.page = 200
        self.broken: dict[str, int] = {}
        """Paths below `/api/v1` and the status that they fail with; 0 = no answer at all."""
        self.asked: list[tuple[str, str, Any]] = []

    def answer(  # noqa: PLR0911  one return per path
        self, method: str, url: str, body: Any, language: str
    ) -> tuple[int, Any] | None:
        """Return status and contents (bytes are a sound); None is no answer."""
        parts = urlsplit(url)
        path = parts.path.removeprefix("/api/v1")
        self.asked.append((method, path, body))
        if (status := self.broken.get(path)) is not None:
            return (status, {"title": "broken", "status": status}) if status else None
        if (method, path) == ("POST", "/login"):
            return self._log_in(body)
        if (method, path) == ("POST", "/password-resets"):
            return 202, {"detail": "on its way"}
        if (method, path) == ("POST", "/password"):
            return (204, None) if body["token"] == "right" else _problem(404)
        if self.role is None:
            return _problem(401)
        if (method, path) == ("POST", "/logout"):
            self.role = None
            return 204, None
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return self._read(method, path, body, query, language) or _problem(404)

    def _log_in(self, body: dict[str, str]) -> tuple[int, Any]:
        if {**body, "code": ""} != {"user": "admin", "password": "demo-admin", "code": ""}:
            return _problem(401)
        if self.code is not None and body.get("code") != self.code:
            return 401, {"title": "Unauthorized", "status": 401, "type": "urn:offhook:second-factor"}
        self.role = "admin"
        return _ok(self._me())

    def _me(self) -> MeModel:
        mine = permissions_of(rights_of(self.role, provider=self.provider))  # type: ignore[arg-type]
        return MeModel(
            login="admin",
            role=self.role,  # type: ignore[arg-type]
            tenant_id=ident(700),
            person_id=None,
            provider=self.provider,
            permissions=sorted(mine),
            must_enrol=self.must_enrol,
        )

    def _read(  # noqa: C901, PLR0911, PLR0912, PLR0915  one arm and return per resource
        self, method: str, path: str, body: Any, query: dict[str, str], language: str
    ) -> tuple[int, Any] | None:
        match path.strip("/").split("/"):
            case ["me"]:
                return _ok(self._me())
            case ["me", "second-factor"] if method == "POST":
                return _ok(EnrolmentModel(secret="JBSWY3DPEHPK3PXP", uri="otpauth://totp/Offhook:admin?secret=JBSW"))
            case ["me", "second-factor"] if body["code"] != "123456":
                return 422, {"title": "no", "status": 422, "errors": [{"field": "code", "message": "is wrong"}]}
            case ["me", "second-factor"]:
                self.must_enrol = False
                return _ok(RecoveryCodesModel(recovery_codes=["k3jd-8s7a-q2mz-p4xv"]))
            case ["calls"]:
                first = int(query.get("cursor", 0))
                some = [] if self.empty else self.calls[first : first + self.page]
                more = None if self.empty or first + self.page >= len(self.calls) else str(first + self.page)
                return _ok(CallListModel(items=[CallModel(**call) for call in some], next_cursor=more))
            case ["calls", "live"]:
                return _ok(self.live.listed())
            case ["calls", _, *deed] if method == "POST":
                return self.live.act(deed, body)
            case ["calls", call_id, "trace"] if call_id == ident(3):
                return _ok(trace())
            case ["calls", call_id]:
                return next((_ok(self._call(call, language)) for call in self.calls if call["id"] == call_id), None)
            case ["calls", _, "recording"] | ["voicemails", _, "audio"]:
                return 200, silence(2)
            case ["voicemails"]:
                found = [] if self.empty else [self._message(one) for one in self.heard]
                return _ok(VoicemailListModel(items=found, next_cursor=None))
            case ["voicemails", message_id] if method == "PATCH":
                self.heard[message_id] = NOW if body["heard"] else None
                return _ok(self._message(message_id))
            case ["people", person_id] if method == "PATCH":
                self.rights[person_id] = bool(body["may_supervise"])
                return 204, None
            case ["people"]:
                may = self.rights.get(ident(810), False)
                anna = PersonModel(id=ident(810), name="Anna Kask", may_supervise=may, may_page=True)
                return _ok(PersonListModel(items=[anna]))
            case ["devices"]:
                return _ok(DeviceListModel(items=[] if self.empty else self._devices()))
            case ["devices", _] if method == "PATCH" and body.get("secret") == "short":
                return _refused("secret")
            case ["devices", device_id] if method == "PATCH":
                self.device_settings[device_id] = self.device_settings.get(device_id, {}) | body
                return 204, None
            case ["company"] if method == "PATCH" and body.get("timezone", "").startswith("Mars"):
                return _refused("timezone")
            case ["company"] if method == "PATCH":
                changed = self.company if set(body) <= set(self.company) else self.settings
                changed |= body
                return 204, None
            case ["company"]:
                return _ok(CompanyModel(**self.company, **self.settings))
            case ["extensions", *_]:
                return self._extensions(method, path.rpartition("/")[2], body)
            case ["trunks"] if method == "POST":
                return self._add_trunk(body)
            case ["trunks", trunk_id] if method == "PATCH":
                if wrong := _wrong(body):
                    return wrong
                self.trunk_settings[trunk_id] = self.trunk_settings.get(trunk_id, {}) | body
                return 204, None
            case ["trunks", trunk_id] if method == "DELETE":
                return self._remove_trunk(trunk_id)
            case ["trunk-presets"]:
                return _ok(TrunkPresetListModel(items=[TrunkPresetModel.model_validate(one) for one in TRUNK_PRESETS]))
            case ["device-presets"]:
                return _ok(
                    DevicePresetListModel(items=[DevicePresetModel.model_validate(one) for one in DEVICE_PRESETS])
                )
            case ["numbers", _] if method == "PATCH":
                self.trunk_of_number = body["trunk_id"] or None
                return 204, None
            case ["trunks"]:
                return _ok(TrunkListModel(items=[] if self.empty else self._trunks()))
            case ["sites"] if method == "POST":
                if body["networks"] == ["nonsense"]:
                    return 422, {"title": "Unprocessable", "status": 422, "detail": "networks: nonsense is no address"}
                self.sites[ident(903)] = body
                return 201, json.loads(self._site(ident(903)).model_dump_json())
            case ["sites", site_id] if method == "PATCH":
                self.sites[site_id] |= body
                return 204, None
            case ["sites", site_id] if method == "DELETE":
                del self.sites[site_id]
                return 204, None
            case ["sites"]:
                return _ok(SiteListModel(items=[] if self.empty else [self._site(one) for one in self.sites]))
            case ["routes", "rehearsal"]:
                return self._rehearse(query)
            case ["routes"] if method == "PUT":
                self.routes = body["items"]
                return 204, None
            case ["routes"]:
                found = [] if self.empty else self.routes
                return _ok(RouteListModel(items=[RouteModel(**route) for route in found]))
            case ["number-formats", "preview"]:
                return _ok(_preview(body))
            case ["bans"] if method == "POST":
                return self._ban(body)
            case ["bans"]:
                return _ok(BanListModel(items=[] if self.empty else self.bans))
            case ["bans", *place] if method == "DELETE":
                self.bans = [ban for ban in self.bans if ban.place != unquote("/".join(place))]
                return 204, None
            case ["numbers"]:
                number = NumberModel(
                    id=ident(600), e164=NUMBER, label="Main line", trunk_id=self.trunk_of_number, scenario_id=None
                )
                return _ok(NumberListModel(items=[number]))
        return None

    def _extensions(self, method: str, name: str, body: Any) -> tuple[int, Any] | None:
        """List, make, change and remove extensions; a number is given once."""
        if method in {"POST", "PATCH"} and any(
            one["number"] == body.get("number") and one["id"] != name for one in self.extensions
        ):
            status, document = _problem(422)
            return status, document | {"errors": [{"field": "number", "message": "number: another extension has it"}]}
        match method:
            case "GET":
                found = [] if self.empty else self.extensions
                return _ok(ExtensionListModel(items=[ExtensionModel(**one) for one in found]))
            case "POST":
                self.extensions.append(_service(ident(900 + len(self.extensions)), **body))
                return 201, self.extensions[-1]
            case "PATCH":
                next(one for one in self.extensions if one["id"] == name).update(body)
            case "DELETE":
                self.extensions = [one for one in self.extensions if one["id"] != name]
        return 204, None

    def _call(self, call: dict[str, Any], language: str) -> CallWithLegsModel:
        start = call["started_at"]
        whole = call["id"] == ident(3)
        steps = [
            StepModel(
                at=start + timedelta(seconds=after),
                kind=kind,
                node=None,
                text=step_text(kind, detail, language),
                detail=detail,
            )
            for after, kind, detail in (JOURNEY if whole else JOURNEY[:2])
        ]
        return CallWithLegsModel(**{**call, "steps": steps}, legs=legs(start) if whole else [])

    def _message(self, message_id: str) -> VoicemailModel:
        callers = {
            ident(501): PartyModel(number="+4930901820", name="Weber Logistik GmbH"),
            ident(502): CUSTOMER,
            ident(503): PartyModel(number="+79165554433", name=""),
        }
        return VoicemailModel(
            id=message_id,
            call_id=ident(5),
            at=NOW - timedelta(hours=int(message_id[-1]) * 2),
            duration_seconds=14,
            heard_at=self.heard[message_id],
            extension=CLARA,
            caller=callers[message_id],
            audio_url=f"/api/v1/voicemails/{message_id}/audio",
            forwarded_by="",
            comment="",
            deleted_at=None,
        )

    def _devices(self) -> list[DeviceModel]:
        contact = ContactModel(
            contact="sip:demo201@192.0.2.15:5060",
            address="192.0.2.15:5060",
            transport="udp",
            user_agent="baresip v1.1.0",
            expires_at=NOW + timedelta(minutes=58),
            reachable=not self.silent,
            answer_ms=None if self.silent else 21,
        )
        known = {"201": [contact], "202": [], "203": []}
        return [
            DeviceModel(
                id=ident(800 + position),
                username=f"demo{who.number}",
                domain="pbx.example.com",
                label=f"Telephone of {who.name}",
                person=who.name,
                person_id=ident(810 + position),
                extensions=[who.number],
                codecs=[],
                encryption="optional",
                status="unknown" if self.switch_away else self._standing(known[who.number]),
                contacts=[] if self.switch_away else known[who.number],
            )
            for position, who in enumerate((ANNA, BORIS, CLARA))
        ]

    @staticmethod
    def _standing(contacts: list[ContactModel]) -> Literal["registered", "unreachable", "unregistered"]:
        if not contacts:
            return "unregistered"
        return "registered" if contacts[0].reachable else "unreachable"

    def _site(self, site_id: str) -> SiteModel:
        settings = {"alarm_percent": 80, **self.sites[site_id]}
        live: dict[str, Any] = {"used_up": 0, "used_down": 0, "legs": 0}
        if settings["name"] == "Tartu":
            live = {"used_up": 480, "used_down": 480, "legs": 6, "alarm": LineAlarmModel(level="near", since=NOW)}
        return SiteModel(id=site_id, **settings, **({} if self.switch_away else live))

    def _trunks(self) -> list[TrunkModel]:
        plain: dict[str, Any] = {
            "transport": "udp",
            "port": 5060,
            "caller_id": NUMBER,
            "codecs": [],
            "encryption": "optional",
            "since": None,
            "next_attempt": None,
        }
        trunks = [
            TrunkModel(
                **plain, id=ident(601), name="Demo operator", host="127.0.0.10", register_=False, username=None,
                status="by address", last_status=None, last_reason=None,
            ),
            TrunkModel(
                **{**plain, "since": NOW - timedelta(minutes=7), "next_attempt": NOW + timedelta(seconds=40)},
                id=ident(602), name="Nordic Voice", host="sip.example.net", register_=True, username="372600",
                status="failed", last_status=403, last_reason="Forbidden", gateways=self.gateways,
            ),
        ]  # fmt: skip
        trunks = [
            trunk.model_copy(update=_models(self.trunk_settings.get(trunk.id, {})))
            for trunk in [*trunks, *self.added]
            if trunk.id not in self.removed
        ]
        if self.switch_away:
            away = {"status": "unknown", "since": None, "last_status": None, "last_reason": None, "next_attempt": None}
            return [trunk.model_copy(update=away) for trunk in trunks]
        return trunks

    def _add_trunk(self, body: dict[str, Any]) -> tuple[int, Any]:
        if wrong := _wrong(body):
            return wrong
        usual: dict[str, Any] = {
            "port": 5060,
            "transport": "udp",
            "register": False,
            "username": None,
            "caller_id": None,
            "codecs": [],
            "encryption": "optional",
            "status": "by address",
        }
        nothing = dict.fromkeys(("since", "last_status", "last_reason", "next_attempt"))
        facts = {name: value for name, value in {**usual, **nothing, **body}.items() if name != "gateways"}
        facts["register_"] = facts.pop("register")
        self.added.append(TrunkModel(**facts, id=ident(610 + len(self.added)), has_credentials="secret" in body))
        return 201, json.loads(self.added[-1].model_dump_json(by_alias=True))

    def _rehearse(self, query: dict[str, str]) -> tuple[int, Any]:
        if self.switch_away:
            return _problem(503)
        if query["extension"] != "201":
            return _refused("extension")
        if query["dialled"] == "202":
            return _ok(RehearsalModel(kind="extension", who=BORIS, phones=2, voicemail=True))
        plain: dict[str, Any] = {"trunk_id": ident(601), "trunk": "Demo operator"}
        ways = [WayModel(**plain, gateway="127.0.0.10:5060", number="89165554433", caller=NUMBER)]
        left_out = [
            WayModel(trunk_id=ident(602), trunk="Nordic Voice", gateway="", reason="all 2 channels are taken"),
        ]
        return _ok(RehearsalModel(kind="outside", number="+79165554433", prefix="+7", ways=ways, left_out=left_out))

    def _ban(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body["place"] == "everybody":
            return _refused("place")
        until = NOW + timedelta(seconds=body["seconds"])
        new = BanModel(**{**body, "since": NOW, "until": until, "reason": "manual", "times": 1, "dropped": 0})
        self.bans.insert(0, new)
        status, told = _ok(new)
        return status + 1, told

    def _remove_trunk(self, trunk_id: str) -> tuple[int, Any]:
        if self.needed:
            uses = [("numbers", NUMBER), ("routes", "+7"), ("routes", ""), ("trunks", "Nordic Voice")]
            errors = [{"field": kind, "message": name} for kind, name in uses]
            return 409, {"title": "Conflict", "status": 409, "errors": errors}
        self.removed.add(trunk_id)
        return 204, None


def _models(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings of a trunk with the models that the API would make of them."""
    found = dict(settings)
    if "gateways" in found:
        found["gateways"] = [GatewayStatusModel(**one) for one in found["gateways"]]
    if "formats" in found:
        found["formats"] = NumberFormatsModel(**found["formats"])
    return found


def _bans() -> list[BanModel]:
    usual: dict[str, Any] = {"since": NOW - timedelta(minutes=5), "until": NOW + timedelta(minutes=55), "times": 2}
    return [
        BanModel(**usual, place="203.0.113.9", reason="failures", dropped=1730, names=["anna"]),
        BanModel(**usual, place="2001:db8:1::/48", reason="network", dropped=4),
    ]


def _preview(body: dict[str, Any]) -> PreviewModel:
    number = body["number"]
    plain = body["formats"]["called"]["form"] == "plain"
    return PreviewModel(
        number=number,
        called=number.removeprefix("+") if plain else number,
        caller=NUMBER,
        called_in=number,
        caller_in="",
    )


def _refused(field: str) -> tuple[int, Any]:
    errors = [{"field": field, "message": f"{field}: no"}]
    return 422, {"title": "Unprocessable Content", "status": 422, "errors": errors}


def _wrong(body: dict[str, Any]) -> tuple[int, Any] | None:
    """Refuse what the API would refuse of a trunk, too: a name that is taken, an address with a port."""
    fields = [
        name for name, bad in (("name", "Nordic Voice"), ("host", "sip.example.net:5060")) if body.get(name) == bad
    ]
    errors = [{"field": name, "message": f"{name}: no"} for name in fields]
    return (422, {"title": "Unprocessable Content", "status": 422, "errors": errors}) if errors else None


def _ok(model: BaseModel) -> tuple[int, Any]:
    return 200, json.loads(model.model_dump_json(by_alias=True))


def _problem(status: int) -> tuple[int, Any]:
    return status, {"type": "about:blank", "title": "problem", "status": status}
