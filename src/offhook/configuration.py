"""The configuration of companies as a switch keeps it in memory.

Invariant: a call never waits for the database; it reads these structs only. They are replaced whole, company by
company, never changed in place. Secrets are plain here and exist in memory only; the copy on disk is sealed
(`db/sealing.py`).

Past 500 lines because it is one list of plain structs, one for each thing that a company has.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from offhook.codes import Codes

ExtensionKind = Literal["person", "echo", "conference", "box", "paging", "queue", "scenario"]
TrunkTransport = Literal["auto", "udp", "tcp", "tls"]  # auto: what DNS says (NAPTR, SRV), else udp
Encryption = Literal["off", "optional", "required"]
DtmfMode = Literal["auto", "rfc4733", "info", "inband"]
IdentityHeader = Literal["from", "pai", "ppi", "rpid"]
ForwardedHeader = Literal["none", "diversion", "history-info"]
NumberForm = Literal["e164", "plain", "national", "international"]
TrunkRedirects = Literal["refuse", "same_host", "any", "pass"]
DeviceRedirects = Literal["follow", "refuse"]
IdleCalls = Literal["emergency", "internal"]  # of a shared telephone at which nobody sits
ScheduleSwitch = Literal["auto", "open", "closed"]
PromptKind = Literal["upload", "text"]
QueueStrategy = Literal["all", "in_turn", "fewest_calls", "least_talk", "longest_idle", "skills"]
ForwardWhen = Literal["always", "closed", "busy", "unanswered", "unreachable"]
ShownNumber = Literal["customer", "company", "fixed"]
Situation = Literal["unavailable", "busy", "closed", "holiday"]  # in which a caller comes to a mailbox
Mailing = Literal["attach", "link", "off"]
RecordingMode = Literal["always", "on_demand", "never"]  # on_demand: begun and ended by who talks
Direction = Literal["inbound", "outbound", "internal"]


class Person(msgspec.Struct, frozen=True):
    """Someone who works for the company."""

    id: str
    name: str
    email: str | None = None
    language: str | None = None
    may_supervise: bool = False  # listen to colleagues, whisper, barge in, take over
    may_page: bool = True  # speak from telephones that answer by themselves
    hidden: bool = False  # found by nobody in the directory, nor by who spells the name
    supervises: tuple[str, ...] | None = None  # only these people; None: whoever it may be


class Device(msgspec.Struct, frozen=True):
    """A SIP account; `username` is unique in the installation. The last three treat what its microphone sends."""

    id: str
    username: str
    secret: str
    person_id: str | None
    label: str = ""
    codecs: tuple[str, ...] = ()  # allowed ones in order of preference; empty = the usual ones
    encryption: Encryption = "optional"  # of sound: taken where it is offered, or nothing without it
    dtmf: DtmfMode = "auto"  # how its keys come, and are sent to it
    video: bool = True  # whether it may show and see
    gain_db: int = 0  # -30 to 30
    agc: bool = False  # automatic gain
    denoise: bool = False  # suppression of noise
    redirects: DeviceRedirects = "follow"  # whether the telephone's own forwarding (302) is obeyed
    site_id: str | None = None  # where it stands; None: where its address belongs
    shared: bool = False  # people log in there by code
    idle_calls: IdleCalls = "internal"  # what may be dialled while nobody has; emergency services always
    seat_id: str | None = None  # the person who has
    seated_at: int = 0  # UTC, microseconds


class Turn(msgspec.Struct, frozen=True):
    """When one of a person's telephones begins to ring: a device by its id, or an outside number (E.164).

    With `confirm` whoever answers there takes the call by key 1, so that no voicemail of a network does. `shows` is
    what is seen there: the customer's number or the company's.
    """

    who: str
    after_s: int = 0
    confirm: bool = False
    shows: Literal["customer", "company"] = "company"


class Forward(msgspec.Struct, frozen=True):
    """Where a person's calls go instead; `closed` is outside the person's hours.

    `to` is `voicemail`, an extension, or an outside number (E.164), where the receiver sees the customer's number, the
    company's, or the `number` that is fixed (E.164).
    """

    when: ForwardWhen
    to: str
    shows: ShownNumber = "company"
    number: str = ""


class PersonRules(msgspec.Struct, frozen=True):
    """What a person wants done with calls. Devices that have no turn ring at once.

    `white` and `black` are callers as in a `NumberList`: listed ones ring in spite of do-not-disturb and hours, or are
    turned away; so are those on the company's `white_lists` and `black_lists` (ids). `shows` is the number of the
    company (E.164) that called people see, `hidden`, or "" for the trunk's. `ring_s` 0 leaves it to whoever rings.
    Without `call_waiting` a person who talks is busy.
    """

    do_not_disturb: bool = False
    call_waiting: bool = True
    ring_s: int = 0
    turns: tuple[Turn, ...] = ()
    forwards: tuple[Forward, ...] = ()
    white: tuple[str, ...] = ()
    black: tuple[str, ...] = ()
    white_lists: tuple[str, ...] = ()
    black_lists: tuple[str, ...] = ()
    schedule_id: str | None = None
    shows: str = ""


class Box(msgspec.Struct, frozen=True):
    """What a mailbox says, takes and keeps.

    The first four are greetings, prompts by their names; `recorded` are files of those that were spoken by telephone,
    which go before. A caller who finds the box full goes to `full_to`: an extension or an outside number.
    """

    unavailable: str = ""
    busy: str = ""
    closed: str = ""
    holiday: str = ""
    recorded: dict[Situation, str] = {}
    schedule_id: str | None = None  # whose hours say that it is closed; None: the person's
    longest_s: int = 180
    most: int = 1000  # messages; 0: any number
    keep_days: int = 0  # 0: until somebody deletes them
    full_to: str = ""
    people: tuple[str, ...] = ()  # who may listen, besides the person whose extension it is
    emails: tuple[str, ...] = ()  # empty: the person's address
    mail: Mailing = "attach"
    pin: str = ""  # sealed (`voicemail/boxes.py`); "": it is heard by the own telephones only


class Extension(msgspec.Struct, frozen=True):
    """A short number of the company: a person's, or a service's. `pin` to `record` are of conferences.

    `pin` is asked of who comes in; with `moderator_pin` one leads it, without such a PIN all people of the company do.
    `music` is for who is alone, `announce` says how many are there, `record` the mix.
    """

    id: str
    number: str
    name: str
    kind: ExtensionKind
    person_id: str | None = None
    voicemail: bool = True
    pin: str | None = None
    moderator_pin: str | None = None
    music: bool = True
    announce: bool = True
    places: int = 100  # for so many people
    record: bool = True
    members: tuple[str, ...] = ()  # of paging: the extensions whose telephones answer by themselves
    scenario_id: str | None = None  # of the kind scenario: what answers
    rules: PersonRules = PersonRules()
    box: Box = Box()  # of a person with voicemail, or of a mailbox with a number of its own
    queue_id: str | None = None  # of a queue's number: who calls it waits there
    overflow: str = ""  # and goes here when no agent took the call: an extension or an outside number (E.164)
    branch_id: str | None = None  # to which the person belongs, as the department
    department_id: str | None = None


class NumberAsking(msgspec.Struct, frozen=True):
    """An outside system that says who is to answer; `former`, the secret before, signs until `former_until` (µs)."""

    url: str
    seconds: float
    secret: str | None
    former: str | None = None
    former_until: int = 0


class Number(msgspec.Struct, frozen=True):
    """An outside number; `scenario_id` answers it, unless `asking` names somebody else."""

    id: str
    e164: str
    label: str
    trunk_id: str | None
    scenario_id: str | None
    branch_id: str | None = None
    asking: NumberAsking | None = None


class Rule(msgspec.Struct, frozen=True):
    """Numbers that begin with `prefix` begin with `replacement` instead."""

    prefix: str
    replacement: str = ""


class NumberFormat(msgspec.Struct, frozen=True):
    """How an operator wants numbers: +372…, 372… (`plain`), 0… or 8… (`national`), 00372… (`international`).

    Of several `rules` the first that fits is applied, to the number in its form. A number of another country is
    `international` for an operator who wants `national` ones.
    """

    form: NumberForm = "e164"
    international: str = "00"  # 810 in Russia of old, 011 in North America
    rules: tuple[Rule, ...] = ()


class NumberFormats(msgspec.Struct, frozen=True):
    """Numbers of a trunk both ways; `country` is the operator's (ISO 3166), the company's where it is empty."""

    country: str | None = None
    called: NumberFormat = NumberFormat()
    caller: NumberFormat = NumberFormat()
    called_in: tuple[Rule, ...] = ()  # applied to what comes, before it is read
    caller_in: tuple[Rule, ...] = ()


class Gateway(msgspec.Struct, frozen=True):
    """One place where an operator, or a box of our own, takes calls; lower priorities are tried first."""

    host: str
    port: int = 5060  # 0: what DNS says (SRV), else the usual one
    transport: TrunkTransport = "udp"
    priority: int = 1
    weight: int = 1  # among those of one priority: how large a share of the calls it gets
    enabled: bool = True


class Trunk(msgspec.Struct, frozen=True):
    """A connection to an operator, known by its address, by our registration there, or both."""

    id: str
    name: str
    host: str
    port: int = 5060  # 0: what DNS says (SRV), else the usual one
    transport: TrunkTransport = "udp"
    match: tuple[str, ...] = ()  # addresses and networks that its calls come from
    register: bool = False
    username: str | None = None
    secret: str | None = None
    domain: str | None = None  # in From and in the registration; the host when empty
    caller_id: str | None = None  # E.164; the company's first number when empty
    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    dtmf: DtmfMode = "auto"
    video: bool = False
    authority: str | None = None  # PEM: who signs the certificate of its TLS server, or that itself; else the system's
    identity: IdentityHeader = "pai"  # the header, besides From, that says who calls
    trusted: bool = False  # whether its own headers about callers and forwarded calls are believed
    withhold: bool = False  # hide our number from the called people (CLIR)
    forwarded: ForwardedHeader = "diversion"  # how a forwarded call says for whom it was first
    redirects: TrunkRedirects = "same_host"  # which redirections (3xx) of it are followed
    large_by_tcp: bool = True  # requests over 1,300 bytes by TCP where the operator takes it (RFC 3261 §18.1.1)
    gateways: tuple[Gateway, ...] = ()  # where calls to it go; empty: to its host
    probe_s: int = 0  # seconds between OPTIONS to each gateway; 0: none are sent
    backup_id: str | None = None  # the trunk that stands in when this one does not work
    channels_in: int = 0  # calls at once that may come; 0: any number
    channels_out: int = 0  # calls at once that may go; 0: any number
    channels: int = 0  # calls at once both ways together; 0: any number
    alarm_percent: int = 80  # of a limit: from there on it is warned
    formats: NumberFormats = NumberFormats()


class Site(msgspec.Struct, frozen=True):
    """A place of the company behind one line, whose rate its calls share; it is known by the addresses there."""

    id: str
    name: str
    networks: tuple[str, ...] = ()  # CIDR; of several that fit an address the narrowest rules
    kbit_up: int = 0  # what sound may take from there to us, kbit/s; 0: any
    kbit_down: int = 0  # from us to there
    alarm_percent: int = 80  # of that: from there on it is warned


class Route(msgspec.Struct, frozen=True):
    """Outside numbers that begin with `prefix` are called by this trunk; of several, the lower priority first."""

    prefix: str  # of E.164 (+372), or of a short number; "" fits all
    trunk_id: str
    priority: int = 1


class Scenario(msgspec.Struct, frozen=True):
    """The published version of a scenario; `graph` is read by `scenario/graph.py`."""

    id: str
    name: str
    version: int
    graph: dict[str, Any]


class Hours(msgspec.Struct, frozen=True):
    """Opening hours of some days of the week; `ends` before `begins` is on the next day."""

    days: tuple[int, ...]  # ISO: 1 is Monday
    begins: str  # HH:MM
    ends: str  # HH:MM, 24:00 is midnight


class SpecialDays(msgspec.Struct, frozen=True):
    """Days that are other than usual, both ends included; without hours they are closed."""

    first: str  # ISO 8601 date
    last: str
    label: str = ""
    begins: str = ""
    ends: str = ""


class Schedule(msgspec.Struct, frozen=True):
    """When the company, or a part of it, is open. `switched` is the switch by hand, which goes before all else."""

    id: str
    name: str
    hours: tuple[Hours, ...] = ()
    special: tuple[SpecialDays, ...] = ()
    holidays: str | None = None  # of a country (ISO 3166), or of a part of one (DE-BY)
    switched: ScheduleSwitch = "auto"


class NumberList(msgspec.Struct, frozen=True):
    """Numbers that are treated alike: E.164, or beginnings of it that end with `*`."""

    id: str
    name: str
    numbers: tuple[str, ...] = ()

    def has(self, number: str) -> bool:
        """Tell whether a number is on the list."""
        return bool(number) and any(
            number.startswith(one[:-1]) if one.endswith("*") else number == one for one in self.numbers
        )


class Contact(msgspec.Struct, frozen=True):
    """Somebody outside whom the company knows. The first of the `numbers` (E.164) is called by the `short` number.

    `person_id` is of whoever is responsible.
    """

    id: str
    name: str
    numbers: tuple[str, ...] = ()
    company: str = ""
    vip: bool = False
    labels: tuple[str, ...] = ()
    person_id: str | None = None
    short: str | None = None


class QueueMember(msgspec.Struct, frozen=True):
    """An agent of a queue: a person's extension.

    Who has the lower `penalty` is offered a caller first; `skills` have levels. `always`: there without signing in.
    """

    extension_id: str
    penalty: int = 0
    skills: dict[str, int] = {}
    always: bool = False


class QueuePriority(msgspec.Struct, frozen=True):
    """Callers whose number is on a list go before others; each point counts as `Queue.priority_s` of waiting."""

    list_id: str
    priority: int


class Queue(msgspec.Struct, frozen=True):
    """Where callers wait for an agent. All times are in seconds."""

    id: str
    name: str
    strategy: QueueStrategy = "longest_idle"
    members: tuple[QueueMember, ...] = ()
    priority: int = 0  # of all its callers, among those of other queues with the same agents
    priorities: tuple[QueuePriority, ...] = ()  # the first list that has the caller counts
    priority_s: int = 60  # of waiting that one point of priority is worth
    music: str = ""  # a prompt; "": the hold music
    announcement: str = ""  # a prompt that is played now and then; "": none
    announce_s: int = 60  # from one announcement to the next; 0: none are made
    say_position: bool = True
    say_wait: bool = False  # how long it will take, by what callers before took
    longest_wait_s: int = 900
    longest: int = 100  # so many callers at most
    ring_s: int = 15  # an agent's telephones
    retry_s: int = 5  # an agent who did not answer is left alone
    pause_after: int = 3  # calls in a row that an agent lets ring: then it is on a break; 0: never
    wrap_up_s: int = 10  # after a conversation
    sticky_last: bool = False  # to whom the caller talked last, if that agent is there
    sticky_responsible: bool = False  # to who is responsible for the caller, a contact; goes before the last
    sticky_s: int = 30  # to wait for that agent, or for the one who is responsible
    skill_patience_s: int = 0  # after that anybody will do; 0: never
    service_level_s: int = 20
    callback_attempts: int = 3
    callback_retry_s: int = 600
    dial_owed: bool = False  # whether its agents are given owed calls to make
    dial_per_hour: int = 60  # at most
    dial_tries: int = 3  # of the company's calls to a number in vain, by hand too
    dial_pause_s: int = 3600  # from one of them to the next
    dial_schedule: str = ""  # when it says open; "": at any time
    dial_never: str = ""  # a list of numbers
    dial_numbers: tuple[str, ...] = ()  # of the company, that were called; none: all


class Prompt(msgspec.Struct, frozen=True):
    """What the company lets callers hear, in one language; `file` is a WAV file of the data folder."""

    id: str
    name: str
    language: str  # the base of a BCP 47 tag
    file: str
    kind: PromptKind = "upload"
    text: str = ""


class RecordingRule(msgspec.Struct, frozen=True):
    """Which conversations are recorded, and how. A condition that is empty fits all; of several all must hold.

    `extensions` are of one who talks, `numbers` the company's own, `list_id` has the outside party's. `percent` of the
    calls that it fits are recorded, the others are not.
    """

    id: str
    name: str
    mode: RecordingMode = "always"
    directions: tuple[Direction, ...] = ()
    numbers: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    list_id: str | None = None
    percent: int = 100
    announce: bool = False  # those who talk are told at the beginning
    keep_days: int = 0  # then it is deleted; 0: until somebody does


class Branch(msgspec.Struct, frozen=True):
    """A branch of the company. Its people show the number `shows` (E.164; "": the trunk's) to whom they call outside.

    Who wants to speak to the branch is put through to its `reception`, an extension.
    """

    id: str
    name: str
    shows: str = ""
    reception: str = ""


class Company(msgspec.Struct, frozen=True):
    """One tenant with everything that its calls need."""

    id: str
    name: str
    country: str  # ISO 3166 alpha-2
    language: str  # BCP 47, of spoken texts
    timezone: str  # IANA name
    currency: str  # ISO 4217
    sip_domain: str
    supervision_tone: bool = False  # whether who is listened to hears a beep now and then
    record_tone: bool = False  # whether who is recorded does
    park_s: int = 120  # a parked call goes back to who parked it
    park_fallback: str = ""  # then to this extension; "": it is tried again
    wake_tries: int = 3  # how often a wake-up call rings until it is given up
    wake_pause_s: int = 300  # from one of these attempts to the next
    desk_hours: int = 0  # after so many one is logged out of a shared telephone; 0: never
    desk_logout: str = ""  # HH:MM, when everybody is; "": never
    record_calls: bool = True  # whether calls that no rule is for are recorded
    record_days: int = 0  # how long the recordings of those are kept; 0: until somebody deletes them
    suspended_at: str | None = None  # since when it is not served
    max_channels: int = 0  # calls at once; 0: any number
    storage_full: bool = False  # its plan has no room for recordings that no rule demands
    codes: Codes = Codes()
    people: tuple[Person, ...] = ()
    devices: tuple[Device, ...] = ()
    extensions: tuple[Extension, ...] = ()
    numbers: tuple[Number, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    routes: tuple[Route, ...] = ()
    sites: tuple[Site, ...] = ()
    branches: tuple[Branch, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    lists: tuple[NumberList, ...] = ()
    contacts: tuple[Contact, ...] = ()  # by name
    queues: tuple[Queue, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    recording_rules: tuple[RecordingRule, ...] = ()  # in their order: the first that fits decides
    scenarios: tuple[Scenario, ...] = ()
    stand_ins: dict[str, str] = {}  # scenarios that another one answers for, all by their ids


class Configuration(msgspec.Struct, frozen=True):
    """All companies of one switch, as read at `read_at` (UTC, microseconds)."""

    companies: tuple[Company, ...]
    read_at: int
