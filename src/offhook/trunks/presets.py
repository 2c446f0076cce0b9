"""What is known of analogue and GSM gateways: how they are best set up here, and what is set in their own pages.

Each is a beginning that the administrator changes at will; nothing refers to a preset once a trunk or device is saved.
`Step.where` and `Step.name` are the words of the maker's pages, which differ a little between firmwares. `FILLED` lists
what stands in values for something that the reader knows: our address, the number of the line or SIM, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["fxo", "fxs", "gsm"]
FILLED: Final = ("pbx", "number", "user", "password", "extension", "lines", "trunk")


@dataclass(frozen=True, slots=True)
class Step:
    """One setting in the pages of the box."""

    where: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of box. `settings` are those of `NewTrunk` or `DeviceChange`; `sources` are where the facts are from."""

    key: str
    name: str
    kind: Kind
    settings: Mapping[str, Any]
    box: tuple[Step, ...]
    sources: tuple[str, ...] = field(default=())


_LINE: Final[Mapping[str, Any]] = {
    "port": 5060,
    "transport": "udp",
    "codecs": ["PCMA", "PCMU"],
    "encryption": "off",
    "dtmf": "rfc4733",
    "video": False,
    "identity": "from",
    "forwarded": "none",
    "redirects": "refuse",
    "large_by_tcp": False,
    "probe_s": 30,
    "formats": {"called": {"form": "national", "international": "00"}},
}
"""A box beside us: plain G.711, numbers as they are dialled on a telephone, asked every 30 s whether it is there."""

_PHONE: Final[Mapping[str, Any]] = {
    "codecs": ["PCMA", "PCMU"],
    "encryption": "optional",
    "dtmf": "rfc4733",
    "video": False,
    "redirects": "follow",
    "gain_db": 0,
    "agc": False,
    "denoise": False,
}
"""An analogue telephone or fax: G.711 only, and nothing done to the sound that a fax would not survive."""

_GSM_PHONE: Final[Mapping[str, Any]] = {**_PHONE, "encryption": "off", "redirects": "refuse"}

_GOIP = ("DBL Technology, GoIP Series User Manual 1.4B (2014), 3.3.3 VoIP, 3.3.4 Call Management",)
_YEASTAR = ("Yeastar Support, article 222007887: Understand the Yeastar Gateway Route",)
_DINSTAR = ("Dinstar, UC2000-VE User Manual, 4.8 Call Configuration",)
_AUDIOCODES = ("AudioCodes, MP-11x & MP-124 SIP User's Manual 6.6, LTRT-65422 (2014)",)
_GRANDSTREAM = (
    "https://documentation.grandstream.com/knowledge-base/ht813-user-guide/",
    "Grandstream, HT503 User Manual 1.0.14.1: FXO port, PSTN-to-VoIP calls",
)
_SPA = ("Linksys, ATA Administration Guide (2008): Configuring the PSTN (FXO) Gateway",)
_SPA112 = ("Cisco, SPA100 Series Phone Adapters Administration Guide: Line 1 and 2 Settings (PHONE Port)",)

TRUNK_PRESETS: Final = (
    Preset(
        "grandstream-ht813",
        "Grandstream HT813 (FXO)",
        "fxo",
        {**_LINE, "port": 5062, "channels": 1},
        (
            Step("FXO Port", "Primary SIP Server", "{pbx}"),
            Step("FXO Port", "SIP Registration", "No"),
            Step("FXO Port", "Outgoing Call without Registration", "Yes"),
            Step("FXO Port", "Local SIP Port", "5062"),
            Step("FXO Port", "Preferred Vocoder", "PCMA, PCMU"),
            Step("FXO Port", "DTMF via RFC2833", "Yes"),
            Step("FXO Port", "Stage Method (1/2)", "1"),
            Step("FXO Port", "Wait for Dial Tone", "No"),
            Step("FXO Port", "Number of Rings", "2"),
            Step("FXO Port", "PSTN Ring Thru FXS", "No"),
            Step("FXO Port", "Enable Current Disconnect", "Yes"),
            Step("FXO Port", "Enable PSTN Disconnect Tone Detection", "Yes"),
            Step("Basic Settings", "Unconditional Call Forward to VOIP: User ID", "{number}"),
            Step("Basic Settings", "Unconditional Call Forward to VOIP: SIP Server, Port", "{pbx}"),
        ),
        _GRANDSTREAM,
    ),
    Preset(
        "cisco-spa3102",
        "Cisco / Linksys SPA3102 (FXO)",
        "fxo",
        {**_LINE, "port": 5061, "channels": 1},
        (
            Step("PSTN Line", "Proxy", "{pbx}"),
            Step("PSTN Line", "Register", "no"),
            Step("PSTN Line", "Make Call Without Reg", "yes"),
            Step("PSTN Line", "Ans Call Without Reg", "yes"),
            Step("PSTN Line", "SIP Port", "5061"),
            Step("PSTN Line", "Preferred Codec", "G711a"),
            Step("PSTN Line", "DTMF Tx Method", "AVT"),
            Step("PSTN Line", "Dial Plan 2", "(S0<:{number}>)"),
            Step("PSTN Line", "VoIP-To-PSTN Gateway Enable", "yes"),
            Step("PSTN Line", "VoIP Caller Auth Method", "none"),
            Step("PSTN Line", "VoIP Access List", "{pbx}"),
            Step("PSTN Line", "One Stage Dialing", "yes"),
            Step("PSTN Line", "PSTN-To-VoIP Gateway Enable", "yes"),
            Step("PSTN Line", "PSTN Caller Auth Method", "none"),
            Step("PSTN Line", "PSTN CID For VoIP CID", "yes"),
            Step("PSTN Line", "PSTN Caller Default DP", "2"),
            Step("PSTN Line", "PSTN Answer Delay", "5"),
            Step("PSTN Line", "Detect CPC, Detect Polarity Reversal, Detect Disconnect Tone", "yes"),
        ),
        _SPA,
    ),
    Preset(
        "audiocodes-mp11x-fxo",
        "AudioCodes MP-11x (FXO)",
        "fxo",
        {**_LINE, "channels": 4},
        (
            Step("Proxy & Registration", "Use Default Proxy (IsProxyUsed)", "Yes: {pbx}"),
            Step("Proxy & Registration", "Enable Registration (IsRegisterNeeded)", "Disable"),
            Step("Coders", "Coder Name", "G.711A-law, G.711U-law"),
            Step("DTMF & Dialing", "1st Tx DTMF Option", "RFC 2833"),
            Step("FXO Settings", "Dialing Mode (IsTwoStageDial)", "One Stage"),
            Step("FXO Settings", "Waiting for Dial Tone", "Yes"),
            Step("FXO Settings", "Disconnect on Busy Tone", "Enable"),
            Step("Endpoint Phone Number", "Channels 1-4", "{number}, hunt group 1"),
            Step("Automatic Dialing (TargetOfChannel)", "Destination of each port", "{number}"),
            Step("IP to Hunt Group Routing", "any number", "hunt group 1"),
        ),
        _AUDIOCODES,
    ),
    Preset(
        "goip",
        "GoIP 1 / 4 / 8 / 16 / 32 (GSM)",
        "gsm",
        {**_LINE, "channels": 4},
        (
            Step("Configurations, Basic VoIP", "Config Mode", "Trunk Gateway Mode"),
            Step("Configurations, Basic VoIP", "SIP Trunk Gateway1", "{pbx}"),
            Step("Configurations, Basic VoIP", "Re-register Period", "0"),
            Step("Configurations, Advance VoIP", "SIP Listening Port", "Fixed, 5060"),
            Step("Configurations, Advance VoIP", "Call OUT Auth Mode", "IP"),
            Step("Configurations, Advance VoIP", "DTMF Signaling", "Outband, RFC 2833"),
            Step("Configurations, Media", "Audio Codec Preference", "PCMA, PCMU"),
            Step("Configurations, Call In", "Forwarding to VoIP Number, for each line", "{number}"),
            Step("Configurations, Call In", "CID Forward Mode", "Use CID as SIP Caller ID"),
        ),
        _GOIP,
    ),
    Preset(
        "yeastar-tg",
        "Yeastar TG100 / TG200 / TG400 / TG800 (GSM)",
        "gsm",
        {**_LINE, "channels": 4},
        (
            Step("Gateway, VoIP Settings, VoIP Trunk", "Type", "Service Provider"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "Hostname/IP", "{pbx}"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "DTMF Mode", "RFC2833"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "Codec", "a-law, u-law"),
            Step("Gateway, Routes, IP to Mobile", "Call Source, Call Destination", "{trunk}, {lines}"),
            Step("Gateway, Routes, Mobile to IP", "Call Source, Call Destination", "{lines}, {trunk}"),
            Step("Gateway, Routes, Mobile to IP", "Simple Mode, Hotline", "{number}"),
        ),
        _YEASTAR,
    ),
    Preset(
        "dinstar-uc2000",
        "Dinstar UC2000 / DWG2000 (GSM)",
        "gsm",
        {**_LINE, "channels": 8},
        (
            Step("Call Configuration, SIP Trunk Configuration", "IP Address, Port", "{pbx}"),
            Step("Call Configuration, Port Group Configuration", "Ports of group 0", "{lines}"),
            Step("Call Configuration, IP->Tel Routing", "Source, Destination", "SIP trunk 0, port group 0"),
            Step("Call Configuration, Tel->IP Routing", "Source, Destination", "port group 0, SIP trunk 0"),
            Step("Call Configuration, Port Configuration", "To VoIP Hotline, for each port", "{number}"),
            Step("System Configuration, Service Parameter", "DTMF Method", "RFC 2833"),
            Step("System Configuration, Media Parameter", "Preferred Coders", "PCMA, PCMU"),
        ),
        _DINSTAR,
    ),
)

DEVICE_PRESETS: Final = (
    Preset(
        "grandstream-ht8xx-fxs",
        "Grandstream HT801 / HT802 / HT812 / HT813 (FXS)",
        "fxs",
        _PHONE,
        (
            Step("FXS Port", "Primary SIP Server", "{pbx}"),
            Step("FXS Port", "SIP User ID, Authenticate ID", "{user}"),
            Step("FXS Port", "Authenticate Password", "{password}"),
            Step("FXS Port", "SIP Registration", "Yes"),
            Step("FXS Port", "Preferred Vocoder", "PCMA, PCMU"),
            Step("FXS Port", "DTMF via RFC2833", "Yes"),
            Step("FXS Port", "Fax Mode", "T.38 (Auto Detect)"),
        ),
        _GRANDSTREAM,
    ),
    Preset(
        "cisco-spa112",
        "Cisco SPA112 / SPA122 (FXS)",
        "fxs",
        _PHONE,
        (
            Step("Voice, Line 1", "Proxy", "{pbx}"),
            Step("Voice, Line 1", "Register", "yes"),
            Step("Voice, Line 1", "User ID", "{user}"),
            Step("Voice, Line 1", "Password", "{password}"),
            Step("Voice, Line 1", "Preferred Codec", "G711a"),
            Step("Voice, Line 1", "DTMF Tx Method", "AVT"),
            Step("Voice, Line 1", "FAX Enable T38", "yes"),
        ),
        _SPA112,
    ),
    Preset(
        "audiocodes-mp11x-fxs",
        "AudioCodes MP-11x (FXS)",
        "fxs",
        _PHONE,
        (
            Step("Proxy & Registration", "Use Default Proxy (IsProxyUsed)", "Yes: {pbx}"),
            Step("Proxy & Registration", "Enable Registration (IsRegisterNeeded)", "Enable"),
            Step("Proxy & Registration", "Authentication Mode", "Per Endpoint"),
            Step("Authentication", "User Name, Password of the port", "{user}, {password}"),
            Step("Endpoint Phone Number", "Phone Number of the port", "{user}"),
            Step("Coders", "Coder Name", "G.711A-law, G.711U-law"),
            Step("DTMF & Dialing", "1st Tx DTMF Option", "RFC 2833"),
        ),
        _AUDIOCODES,
    ),
    Preset(
        "goip-account",
        "GoIP, one account (GSM)",
        "gsm",
        _GSM_PHONE,
        (
            Step("Configurations, Basic VoIP", "Config Mode", "Single Server Mode"),
            Step("Configurations, Basic VoIP", "SIP Registrar Server, SIP Proxy", "{pbx}"),
            Step("Configurations, Basic VoIP", "Phone Number, Authentication ID", "{user}"),
            Step("Configurations, Basic VoIP", "Password", "{password}"),
            Step("Configurations, Advance VoIP", "DTMF Signaling", "Outband, RFC 2833"),
            Step("Configurations, Call In", "Forwarding to VoIP Number", "{extension}"),
        ),
        _GOIP,
    ),
    Preset(
        "yeastar-tg-account",
        "Yeastar TG, one account (GSM)",
        "gsm",
        _GSM_PHONE,
        (
            Step("Gateway, VoIP Settings, VoIP Trunk", "Type", "VoIP Trunk"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "Hostname/IP, Domain", "{pbx}"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "User Name, Authentication Name", "{user}"),
            Step("Gateway, VoIP Settings, VoIP Trunk", "Password", "{password}"),
            Step("Gateway, Routes, Mobile to IP", "Simple Mode, Hotline", "{extension}"),
        ),
        _YEASTAR,
    ),
    Preset(
        "dinstar-uc2000-account",
        "Dinstar UC2000, one account a port (GSM)",
        "gsm",
        _GSM_PHONE,
        (
            Step("System Configuration, SIP Parameter", "SIP Server Address, Port", "{pbx}"),
            Step("System Configuration, SIP Parameter", "Is Register", "Yes"),
            Step("Call Configuration, Port Configuration", "SIP User ID, Authenticate ID", "{user}"),
            Step("Call Configuration, Port Configuration", "Authenticate Password", "{password}"),
            Step("Call Configuration, Port Configuration", "To VoIP Hotline", "{extension}"),
        ),
        _DINSTAR,
    ),
)
