"""The feature codes of a company, as a switch keeps them in memory; docs/howto/feature-codes.md tells what they do."""

from __future__ import annotations

import msgspec


class Codes(msgspec.Struct, frozen=True):
    """Feature codes: five pressed in a conversation, the others dialled. An empty one is switched off.

    `pickup` is followed by the extension that rings; `group_pickup` takes any phone of the company that rings;
    `forward` is followed by where all calls go. `night` closes a schedule until `day` lets its hours rule again,
    a digit behind them says which, by name; everybody may dial them, so a company sets them to have them.
    `park` as the target of a transfer parks a call, dialled it takes one back; a slot may follow. `pull` takes one's
    own conversation from another device, with an extension behind it a colleague's, for who may supervise.
    `last_caller` calls back who called last, `redial` the number that was dialled last; `retry` dials that, or the
    number behind it, until it is free, `retry_off` ends that.
    `meeting_invite` to `meeting_end` are pressed in the conference of an extension, by who leads it; but anybody may
    mute himself by `meeting_mute`.
    `intercom` is followed by the extension whose telephone is to answer by itself.
    `show` is followed by a digit, the place of one of the company's numbers in their order, and what is called, which
    then sees that number; `hide` by what is called, which sees none.
    `supervise` is followed by the extension whose conversation is listened to. `agent` signs in to queues or out,
    `agent_break` begins a break or ends it. `voicemail` opens one's own mailbox, with a box's number behind it that.
    `wakeup` tells which wake-up calls are set and sets others; a time (HHMM) may follow.
    `desk_in` logs in at a shared telephone, an extension may follow; `desk_out` logs out there.
    """

    blind: str = "##"
    attended: str = "*2"
    conference: str = "*3"
    record: str = "*1"  # begin a recording, or end it
    record_pause: str = "*4"  # pause it, or take it up again
    pickup: str = "*8"
    group_pickup: str = "**"
    supervise: str = "*55"
    dnd_on: str = "*76"
    dnd_off: str = "*77"
    forward: str = "*72"
    forward_off: str = "*73"
    night: str = ""
    day: str = ""
    meeting_invite: str = "*3"
    meeting_lock: str = "*2"
    meeting_record: str = "*1"
    meeting_mute_all: str = "*5"
    meeting_mute: str = "*6"
    meeting_end: str = "*9"
    agent: str = "*45"
    agent_break: str = "*46"
    park: str = "*70"
    pull: str = "*74"
    last_caller: str = "*69"
    redial: str = "*68"
    retry: str = "*66"
    retry_off: str = "*67"
    voicemail: str = "*97"
    intercom: str = "*50"
    show: str = "*65"
    hide: str = "*31"
    wakeup: str = "*94"
    desk_in: str = "*11"
    desk_out: str = "*12"
