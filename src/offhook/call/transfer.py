"""Transfers, the mechanics: who wishes what, parting two who talk, and bringing a leg of one call into another.

Invariant: between `part` and the next conversation exactly one party waits, and it is the only essential one, so the
transferor may leave as it likes. We never send REFER; media is joined here. What a target is, and what follows when it
cannot be reached, is decided by `scenario/transfer.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.music import start_music, stop_music
from offhook.call.recording import untap
from offhook.call.renegotiate import back_to_sound
from offhook.journal import records
from offhook.journal.events import party_of
from offhook.sip.headers import NameAddr

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.call.wish import Wish

TRANSFERRED = 'SIP;cause=200;text="Transferred"'


def part(call: Call, by: Leg, other: Leg) -> None:
    """Let `other` wait with music, and `by` do as it likes."""
    call.essential = {other}
    call.talking = None
    call.exchange.unlink(by)
    untap(call, by)
    other.digits.clear()
    for leg in (by, other):
        back_to_sound(leg)
    start_music(other)


def release(wish: Wish, party: str, who: Leg, target: Leg | None = None) -> None:
    """Note that a transfer succeeded, and let the transferor go.

    With a `target` leg the two are written down as talking first: a switch that is killed now goes on with them.
    """
    by = wish.by
    if target is not None:
        by.call.checkpoint("conversation", caller=who.leg_id, callee=target.leg_id, taps=dict(by.call.taps))
    if wish.report is not None:
        wish.report.tell(200)
    by.call.report = None
    by.call.step("transferred", by=by.label, who=who.label, to=party, how=wish.how)
    by.call.tell(
        "call.transferred",
        by=party_of(by.party),
        who=party_of(who.party),
        to=party_of(target.party if target is not None else records.Party(wish.to, party)),
        how="blind" if wish.how == "blind" else "attended",
        second_call=wish.over.call.call_id if wish.over is not None else None,
    )
    if not by.gone:
        by.hang_up(reason=TRANSFERRED)
    by.call.exchange.retire(by)


def adopt(call: Call, leg: Leg) -> None:
    """Bring an answered leg of another call into this one; the other call goes on without it."""
    old = leg.call
    del old.legs[leg.leg_id]
    old.essential.discard(leg)
    old.talking = None
    untap(old, leg)
    old.journal(records.LegMoved(old.call_id, leg.leg_id, call.call_id))
    leg.call = call
    leg.digits.clear()
    call.legs[leg.leg_id] = leg
    stop_music(leg)
    call.essential.add(leg)


def show_party(leg: Leg, other: Leg) -> None:
    """Tell a phone whom it talks to now (RFC 3325 in an UPDATE), where it can take that."""
    dialog = leg.dialog
    allowed = {name.strip().upper() for name in dialog.peer_allows} if dialog is not None else set()
    if dialog is None or leg.gone or leg.party.device_id is None or "UPDATE" not in allowed:
        return
    exchange = leg.call.exchange
    address = NameAddr(other.party.name, f"sip:{other.party.number or 'anonymous'}@{leg.call.company.sip_domain}")
    exchange.endpoint.send_in_dialog(dialog, "UPDATE", [("P-Asserted-Identity", str(address))], b"", exchange.now())
    exchange.driver.kick()
