"""REFER of a party (RFC 3515): what it asks for becomes a wish of its call, or is refused at once.

Only devices of the company may transfer, and only by dialogs of their own person: an operator's REFER would let it
place calls at the company's cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.events import TransferRequested
from offhook.call.report import Report
from offhook.call.wish import Wish, dialled_text
from offhook.errors import BadMessage
from offhook.sip.refer import SUBSCRIPTION_SECONDS, ReferProgress, read_refer

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.journal.records import Party
    from offhook.sip.dialog import Dialog, InDialogRequest
    from offhook.sip.refer import Refer
    from offhook.sip.replaces import DialogName


def on_refer(leg: Leg, waiting: InDialogRequest) -> None:
    """Answer a REFER in a leg's dialog and pass on what it asks for."""
    exchange = leg.call.exchange
    now = exchange.now()
    try:
        refer = read_refer(waiting.request)
    except BadMessage as error:
        exchange.endpoint.refuse(waiting, error.status, now)
        return
    if status := refusal(leg):
        exchange.endpoint.refuse(waiting, status, now)
        return
    headers = [("Contact", waiting.dialog.contact)]
    if not refer.subscribes:
        headers.append(("Refer-Sub", "false"))
    exchange.endpoint.acknowledge(waiting, now, status=202, headers=headers)
    request_transfer(leg, refer, waiting.dialog)


def refusal(leg: Leg) -> int:
    """Return the status with which a leg's REFER is refused before anything is tried, 0 when it may go on."""
    if not leg.inside:
        return 403
    talking = leg.call.talking
    if talking is None or leg not in talking:
        return 491 if leg.answered and leg.call.connected else 480  # nobody is there to be transferred
    return 0


def request_transfer(leg: Leg, refer: Refer, dialog: Dialog) -> None:
    """Pass on what an accepted REFER asks for; `dialog` is where its progress is told."""
    exchange = leg.call.exchange
    report = Report(exchange, dialog, ReferProgress(refer, exchange.now(), several=leg.refers > 0))
    leg.refers += 1
    report.tell(100)
    if refer.replaces is None:
        wish = Wish(leg, "blind", to=dialled_text(refer.user), report=report)
    else:
        over = find_leg(exchange, leg.call.company.id, refer.replaces)
        if over is None or over is leg:
            report.tell(481)
            return
        if not same_person(over.party, leg.party):
            report.tell(403)
            return
        if _goes_on(over.call, leg.call) and over.call.talking is not None and over in over.call.talking:
            leg, over = over, leg
        wish = Wish(leg, "attended", over=over, report=report)
    leg.call.talking = None
    leg.call.report = report
    leg.call.post(TransferRequested(wish))


def _goes_on(call: Call, other: Call) -> bool:
    """Tell whether of two calls that are joined it is this one that goes on: a customer's call stays one call."""
    return call.direction == "inbound" and other.direction != "inbound"


def on_subscribe(leg: Leg, waiting: InDialogRequest) -> None:
    """Answer a SUBSCRIBE in a call's dialog: the only subscription there is a REFER's, refreshed or ended by it."""
    exchange = leg.call.exchange
    now = exchange.now()
    report = leg.call.report
    if report is None or not report.progress.is_meant(waiting.request.get("Event") or ""):
        exchange.endpoint.refuse(waiting, 489, now)
        return
    left = SUBSCRIPTION_SECONDS if waiting.request.expires != 0 else 0
    headers = [("Contact", waiting.dialog.contact), ("Expires", str(left))]
    exchange.endpoint.acknowledge(waiting, now, headers=headers)
    if not left:
        report.progress.ended = True


def find_leg(exchange: Exchange, company_id: str, name: DialogName) -> Leg | None:
    """Return the leg of a company whose dialog is meant, named from either side."""
    for one in (name, name.mirrored):
        for call in exchange.calls.values():
            if call.company.id == company_id:
                for leg in call.legs.values():
                    if leg.is_dialog(one):
                        return leg
    return None


def same_person(one: Party, other: Party) -> bool:
    """Tell whether two parties are devices of one person, or the same device."""
    if one.device_id is None or other.device_id is None:
        return False
    return one.device_id == other.device_id or (one.person_id is not None and one.person_id == other.person_id)
