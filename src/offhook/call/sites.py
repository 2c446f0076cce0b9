"""Admission by bandwidth: which legs share the line of a site, what they take of it, and the alarm before it is full.

Invariant: what a leg takes is counted from the moment its sound is opened to its end, also over a restart of the
switch, and never stored but with the leg. A leg counts until its answer with the most that may come of its offer, then
with what was agreed; a party on hold counts too, as it comes back unasked. Of the telephones that ring for one call one
counts.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.bandwidth import LONGEST_TAG, PCM_BITRATE, SMALLEST_KBIT, STEPS, Economy, stream_kbit, tag_of
from offhook.errors import LineFull
from offhook.journal import records
from offhook.sip.fax import fax_only
from offhook.sip.offer_answer import speech_offered

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.configuration import Company, Site
    from offhook.journal.records import Party
    from offhook.sip.address import Flow

log = logging.getLogger(__name__)

Rates = tuple[float, float]  # up and down, kbit/s
VIDEO_KBIT = 1000.0  # where the description of video does not say how much it is
RELIEF_PERCENT = 10  # so much must be free again below the threshold before an alarm ends


class Sites:
    """The legs of all sites."""

    __slots__ = ("_exchange", "_legs")

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._legs: dict[str, set[Leg]] = {}

    def admit(self, leg: Leg) -> None:
        """Find a leg's site and room on its line; where that is scarce, by an economy in the leg's terms.

        Raises:
            LineFull: not even the most sparing sound fits.
        """
        site = site_of(leg.call.company, leg.party, leg.flow)
        if site is None:
            return
        for economy in STEPS if site.kbit_up or site.kbit_down else STEPS[:1]:
            kbit = _most(leg, economy)
            if kbit is not None and self._fits(site, leg, kbit):
                break
        else:
            log.warning("the line of site %s (%s) is full: a call was refused", site.name, site.id)
            raise LineFull(site.name)
        leg.terms = replace(leg.terms, economy=economy)
        if economy.tight:
            codec = economy.of(leg.terms.names)[0]
            kilo = (economy.bitrate or PCM_BITRATE) // 1000
            leg.call.step("sparing", who=leg.label, site=site.name, codec=codec, kbit=kilo, ptime_ms=economy.ptime_ms)
        self.take(leg, site, kbit)

    def take(self, leg: Leg, site: Site, kbit: Rates) -> None:
        """Count a leg with these rates."""
        leg.site, leg.kbit = site, kbit
        self._legs.setdefault(site.id, set()).add(leg)
        self._look(leg)

    def settle(self, leg: Leg) -> None:
        """Count a leg by what was agreed, once it is answered."""
        if leg.site is not None and leg.answered and leg.negotiated is not None:
            agreed, economy = leg.negotiated, leg.terms.economy
            bitrate, tag = economy.bitrate, tag_of(agreed.security)
            v6 = _is_v6(leg.flow)
            up = stream_kbit(agreed.codec.name, economy.ptime_ms, bitrate, v6=v6, tag=tag)
            down = stream_kbit(agreed.codec.name, agreed.ptime_ms, bitrate, v6=v6, tag=tag)
            leg.kbit = (up, down)
            self._look(leg)

    def free(self, leg: Leg) -> None:
        """Count a leg no longer that has ended."""
        if leg.site is not None and leg in self._legs.get(leg.site.id, ()):
            self._legs[leg.site.id].discard(leg)
            self._look(leg)

    def shows(self, leg: Leg) -> bool:
        """Tell whether the line has room for video of a leg beside its sound."""
        up, down = leg.kbit
        return leg.site is None or self._fits(leg.site, leg, (up + VIDEO_KBIT, down + VIDEO_KBIT))

    def used(self, site_id: str) -> Rates:
        """Return what sound and video take of a site's line now, kbit/s up and down."""
        return self._total(site_id)

    def status(self) -> dict[str, dict[str, Any]]:
        """Return of each site (by id) with calls or an alarm what is taken; times are UTC microseconds."""
        alarms = self._exchange.journal.state.lines
        found: dict[str, dict[str, Any]] = {}
        for site_id in {*alarms, *(site_id for site_id, legs in self._legs.items() if legs)}:
            up, down = self._total(site_id)
            found[site_id] = {"used_up": ceil(up), "used_down": ceil(down), "legs": len(self._legs.get(site_id, ()))}
            if alarm := alarms.get(site_id):
                found[site_id]["alarm"] = {"level": alarm.level, "since": alarm.at}
        return found

    def _fits(self, site: Site, leg: Leg, kbit: Rates) -> bool:
        up, down = self._total(site.id, leg, kbit)
        return (not site.kbit_up or up <= site.kbit_up) and (not site.kbit_down or down <= site.kbit_down)

    def _total(self, site_id: str, leg: Leg | None = None, kbit: Rates = (0.0, 0.0)) -> Rates:
        """Return what the legs of a site take, `leg` among them with `kbit` instead of its own."""
        up = down = 0.0
        ringing: dict[str, Rates] = {}
        legs = self._legs.get(site_id, set())
        for one in legs if leg is None else {*legs, leg}:
            takes = kbit if one is leg else one.kbit
            if one.direction == "outbound" and not (one.answered or one.early):
                most = ringing.get(one.call.call_id, (0.0, 0.0))
                ringing[one.call.call_id] = (max(most[0], takes[0]), max(most[1], takes[1]))
            else:
                more = VIDEO_KBIT if one.video is not None and one.video.on and one is not leg else 0.0
                up, down = up + takes[0] + more, down + takes[1] + more
        return up + sum(one for one, _ in ringing.values()), down + sum(one for _, one in ringing.values())

    def _look(self, leg: Leg) -> None:
        if leg.site is not None:
            self._tell(leg.site, leg.call.company.id)

    def _tell(self, site: Site, tenant: str) -> None:
        """Raise or end the alarm of a site."""
        journal = self._exchange.journal
        before = journal.state.lines[site.id].level if site.id in journal.state.lines else "clear"
        used = self._total(site.id)
        level: Literal["clear", "near", "full"] = "clear"
        for taken, limit in zip(used, (site.kbit_up, site.kbit_down), strict=True):
            near = min(limit * site.alarm_percent / 100, limit - 2 * SMALLEST_KBIT)
            relief = near - limit * RELIEF_PERCENT / 100
            if taken and 0 < limit < taken + SMALLEST_KBIT:
                level = "full"
            elif limit and level == "clear" and taken and (taken > near or (before != "clear" and taken > relief)):
                level = "near"
        if level == before or (before == "full" and level == "near"):
            return
        up, down = (ceil(one) for one in used)
        journal.append(
            records.SiteAlarm(site.id, tenant, self._exchange.wall(), level, up, down, site.kbit_up, site.kbit_down)
        )
        if level == "clear":
            log.info("the line of site %s (%s) has room again", site.name, site.id)
        else:
            words = (site.name, site.id, up, site.kbit_up, down, site.kbit_down)
            log.warning("the line of site %s (%s): %d of %d kbit/s up and %d of %d down are taken", *words)


def site_of(company: Company, party: Party, flow: Flow | None) -> Site | None:
    """Return where a party of a company is: what its device's settings say, else where its address belongs."""
    if not company.sites:
        return None
    for device in company.devices:
        if device.id == party.device_id and device.site_id is not None:
            return next((site for site in company.sites if site.id == device.site_id), None)
    if flow is None:
        return None
    try:
        address = ip_address(flow.remote[0].partition("%")[0])
    except ValueError:
        return None
    fitting = [
        (network.prefixlen, place)
        for place, site in enumerate(company.sites)
        for text in site.networks
        if (network := _network(text)) is not None and address in network
    ]
    return company.sites[max(fitting)[1]] if fitting else None


def saved_line(leg: Leg) -> dict[str, Any] | None:
    """Return what a restarted switch needs of a leg's share of a line; None of a leg without a site."""
    if leg.site is None:
        return None
    economy = leg.terms.economy
    return {"codecs": economy.codecs, "ptime": economy.ptime_ms, "bitrate": economy.bitrate, "kbit": leg.kbit}


def restore_line(leg: Leg, saved: dict[str, Any] | None) -> None:
    """Undo `saved_line`; a site that is gone, or that the leg no longer belongs to, is not counted for."""
    if saved is None:
        return
    economy = Economy(tuple(saved["codecs"]), saved["ptime"], saved["bitrate"])
    leg.terms = replace(leg.terms, economy=economy)
    site = site_of(leg.call.company, leg.party, leg.flow)
    if site is not None:
        up, down = saved["kbit"]
        leg.call.exchange.sites.take(leg, site, (up, down))


def _most(leg: Leg, economy: Economy) -> Rates | None:
    """Return the most that a leg's sound can take with this economy; None where it has no such codec."""
    names = economy.of(leg.terms.names)
    offer = leg.offered or leg.offer
    secret = leg.terms.encryption == "required" or leg.terms.browser or b"SAVP" in offer
    if leg.direction == "inbound" and offer:
        heard = speech_offered(offer) or (names if fax_only(offer) else ())  # a fax counts as what it may become
        names = tuple(name for name in names if name.upper() in heard)
    if not names:
        return None if economy.codecs else (0.0, 0.0)  # the offer will be refused for want of a codec
    tag = LONGEST_TAG if secret else 0
    v6 = _is_v6(leg.flow)
    most = max(stream_kbit(name, economy.ptime_ms, economy.bitrate, v6=v6, tag=tag) for name in names)
    return most, most


def _is_v6(flow: Flow | None) -> bool:
    return flow is not None and ":" in flow.remote[0]


@lru_cache(maxsize=4096)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
