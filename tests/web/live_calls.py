"""The calls that go on in the made-up company: a customer talks with Anna; what is done has its effect at once."""

from __future__ import annotations

from typing import Any

from offhook.api.live import LiveCallListModel, LiveCallModel, LiveLegModel, SupervisorModel


def leg(which: str, number: str, name: str, **facts: Any) -> dict[str, Any]:
    usual = {"direction": "outbound", "inside": bool(name), "state": "answered"}
    return {"id": which, "number": number, "name": name, **usual, **facts}


class LiveCalls:
    """One call and who may supervise it."""

    def __init__(self, call: str, started: Any) -> None:
        self.call: dict[str, Any] = {
            "id": call,
            "direction": "inbound",
            "number": "+3726000100",
            "started_at": started,
            "connected_at": started,
            "talking": True,
            "recording": True,
            "legs": [leg("customer", "+37255501234", "", direction="inbound"), leg("anna", "201", "Anna Kask")],
        }
        self.supervisors = [("203", "Clara Saar", "person-clara")]
        self.refusal = 0
        self.done: list[tuple[str, Any]] = []

    def listed(self) -> LiveCallListModel:
        call = {**self.call, "legs": [LiveLegModel(**one) for one in self.call["legs"]]}
        supervisors = [
            SupervisorModel(number=number, name=name, person_id=person) for number, name, person in self.supervisors
        ]
        return LiveCallListModel(items=[LiveCallModel(**call)], supervisors=supervisors)

    def act(self, deed: list[str], body: Any) -> tuple[int, Any]:
        """Carry out what was posted below the call."""
        if self.refusal:
            return self.refusal, {"title": "refused", "status": self.refusal}
        self.done.append(("/".join(deed), body))
        legs = self.call["legs"]
        match deed:
            case ["supervise"] if body["mode"] == "take_over":
                legs[:] = [one for one in legs if one["id"] != body["agent"]]
                next(one for one in legs if one["id"] == "clara")["supervises"] = None
            case ["supervise"]:
                if not any(one["id"] == "clara" for one in legs):
                    legs.append(leg("clara", "203", "Clara Saar"))
                legs[-1] |= {"supervises": body["mode"], "agent": body["agent"]}
            case ["invite"]:
                legs.append(leg("boris", body["to"], "Boris Tamm"))
                self.call |= {"talking": False, "conference": True}
            case ["legs", which, "mute"]:
                next(one for one in legs if one["id"] == which)["muted"] = body["muted"]
            case ["legs", which, "remove"]:
                legs[:] = [one for one in legs if one["id"] != which]
        return 202, {"status": "accepted"}
