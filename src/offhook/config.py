"""Settings of an installation, from `OFFHOOK_…` variables; the command line overrides them.

Addresses are `host:port`, those of SIP and of the web server lists with commas between (`listening.py`). Nothing here
is a secret but the URLs, which are never logged.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from offhook.defence.sources import Network, read_networks
from offhook.errors import MisuseError
from offhook.listening import Address, ListenAddress, read_addresses, split_address

DIGEST_ALGORITHMS = ("MD5", "SHA-256")
LONGEST_TIMEOUT = 86_400
LONGEST_TRACE = 366
LONGEST_INTERVAL = 3600
MOST_RATE = 1_000_000
HTTPS_PORT = 443
SILENCE = "silence"
LOG_FORMS = ("text", "json")
LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
_TEXTS = (
    "public",
    "http", "https", "sip", "sip_tls", "rtp_ports", "database_url", "smtp_url", "mail_from", "digest",
    "never_ban", "trusted_proxies", "ask_networks",
    "dns", "hold_music", "tls_certificate", "tls_key", "acme", "acme_email", "hep",
    "dscp_sip", "dscp_rtp", "web_url", "log", "metrics_from",
)  # fmt: skip


def default_data() -> Path:
    """Return the data folder when none is named: a system folder for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/offhook")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "offhook"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `data` holds the journal, recordings, keys and the embedded database."""

    data: Path = field(default_factory=default_data)
    http: str = "127.0.0.1:8080"
    https: str | None = None
    sip: str = "127.0.0.1:5060"
    sip_tls: str | None = None
    names: tuple[str, ...] = ()  # what this installation is called, for certificates
    tls_certificate: str | None = None  # files of one's own
    tls_key: str | None = None
    acme: str | None = None  # directory of an ACME server
    acme_email: str | None = None
    public: str = ""  # public address of this machine, or local=public pairs with commas between
    rtp_ports: str = "30000-39999"
    dscp_sip: str = "CS3"  # how packets are marked (RFC 2474): a name or a number of 0 to 63
    dscp_rtp: str = "EF"
    database_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "offhook@localhost"
    log: str = "text"  # the form of log lines: text or json
    metrics_from: str = "127.0.0.1,::1"  # addresses and networks that may read /metrics, with commas between
    web_url: str = ""  # where people reach the web application, for links in e-mails; told by HTTPS and name when empty
    digest: str = "MD5"  # algorithms of RFC 8760 in the order offered, with commas between; see docs/adr/0030
    hold_music: str = ""  # a WAV file for who waits, or `silence`; the built-in music when empty
    dns: str = ""  # DNS servers, `address:port` with commas between; those of /etc/resolv.conf when empty
    never_ban: str = ""  # addresses and networks that are never banned, with commas between
    ask_networks: str = ""  # networks that are not public where scenarios may ask all the same, with commas between
    trusted_proxies: str = ""  # reverse proxies whose X-Forwarded-For and -Proto are believed, with commas between
    rtp_timeout_s: int = 60  # a party whose sound stops for so long is gone; 0 = never
    hep: str | None = None  # a collector of traces, `address:port` (UDP, HEP version 3)
    qualify_s: int = 60  # how often telephones are asked whether they are there; 0 = never
    keep_alive_s: int = 25  # how often an empty datagram goes to telephones behind a NAT; 0 = never
    rate_login: int = 20  # requests a second of one login, and of one company; 15 s of them at once; 0 = no limit
    rate_company: int = 100
    trace_days: int = 7  # how long SIP messages and RTCP reports are kept; 0 = not at all

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the `OFFHOOK_…` variables; an empty one counts as absent.

        Raises:
            MisuseError: one has a value that cannot be meant.
        """
        values = {name: os.environ.get(f"OFFHOOK_{name.upper()}") or None for name in _TEXTS}
        data = os.environ.get("OFFHOOK_DATA")
        timeout = os.environ.get("OFFHOOK_RTP_TIMEOUT_S")
        trace_days = os.environ.get("OFFHOOK_TRACE_DAYS")
        qualify = os.environ.get("OFFHOOK_QUALIFY_S")
        keep_alive = os.environ.get("OFFHOOK_KEEP_ALIVE_S")
        rates = [os.environ.get(f"OFFHOOK_RATE_{whose}") for whose in ("LOGIN", "COMPANY")]
        names = os.environ.get("OFFHOOK_NAMES", "")
        return cls(
            rtp_timeout_s=_number("OFFHOOK_RTP_TIMEOUT_S", timeout, "seconds", LONGEST_TIMEOUT) if timeout else 60,
            qualify_s=_number("OFFHOOK_QUALIFY_S", qualify, "seconds", LONGEST_INTERVAL) if qualify else 60,
            keep_alive_s=_number("OFFHOOK_KEEP_ALIVE_S", keep_alive, "seconds", LONGEST_INTERVAL) if keep_alive else 25,
            trace_days=_number("OFFHOOK_TRACE_DAYS", trace_days, "days", LONGEST_TRACE) if trace_days else 7,
            rate_login=_number("OFFHOOK_RATE_LOGIN", rates[0], "requests a second", MOST_RATE) if rates[0] else 20,
            rate_company=_number("OFFHOOK_RATE_COMPANY", rates[1], "requests a second", MOST_RATE) if rates[1] else 100,
            names=tuple(name.strip().lower() for name in names.split(",") if name.strip()),
            data=Path(data).absolute() if data else default_data(),
            **{name: value for name, value in values.items() if value is not None},
        )

    def __post_init__(self) -> None:
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise MisuseError("OFFHOOK_TLS_CERTIFICATE and OFFHOOK_TLS_KEY belong together")
        if self.acme and not self.acme_directory.startswith("https://"):
            raise MisuseError("OFFHOOK_ACME wants letsencrypt or the https:// address of an ACME directory")
        if self.acme and not (self.names and self.https):
            raise MisuseError("OFFHOOK_ACME wants OFFHOOK_NAMES=pbx.example.com and OFFHOOK_HTTPS=0.0.0.0:443 as well")
        _ = self.public_addresses, self.never_banned, self.proxies, self.hep_address, self.dns_servers
        _ = self.sip_marking, self.rtp_marking, self.asked_networks, self.metrics_readers
        if self.log not in LOG_FORMS:
            raise MisuseError(f"OFFHOOK_LOG wants {' or '.join(LOG_FORMS)}, not {self.log!r}")
        if not self.digest_algorithms or not set(self.digest_algorithms) <= set(DIGEST_ALGORITHMS):
            raise MisuseError(f"OFFHOOK_DIGEST names algorithms of {', '.join(DIGEST_ALGORITHMS)}, not {self.digest!r}")
        if self.hold_music not in {"", SILENCE} and not Path(self.hold_music).is_file():
            raise MisuseError(f"OFFHOOK_HOLD_MUSIC wants a WAV file or `{SILENCE}`, not {self.hold_music!r}")
        if self.database_url and not self.database_url.startswith(("postgresql://", "postgres://")):
            raise MisuseError("OFFHOOK_DATABASE_URL wants postgresql://user:password@host/database")
        if self.web_url and not self.web_url.startswith(("https://", "http://")):
            raise MisuseError(f"OFFHOOK_WEB_URL wants https://pbx.example.com, not {self.web_url!r}")
        if self.smtp_url and not self.smtp_url.startswith(("smtp://", "smtps://")):
            raise MisuseError("OFFHOOK_SMTP_URL wants smtp://user:password@host:587 or smtps://host")

    @property
    def http_addresses(self) -> tuple[Address, ...]:
        """Addresses and ports of the web server; host names are allowed, and wildcards. Raises ValueError."""
        return tuple(split_address(one.strip(), 8080) for one in self.http.split(","))

    @property
    def http_address(self) -> Address:
        """The first address of the web server. Raises ValueError."""
        return self.http_addresses[0]

    @property
    def https_addresses(self) -> tuple[Address, ...]:
        """Addresses and ports of the web server by TLS, none without. Raises ValueError."""
        return tuple(split_address(one.strip(), 8443) for one in (self.https or "").split(",") if one.strip())

    @property
    def https_address(self) -> Address | None:
        """The first address of the web server by TLS, None without. Raises ValueError."""
        return next(iter(self.https_addresses), None)

    @property
    def sip_addresses(self) -> tuple[ListenAddress, ...]:
        """Addresses for SIP over UDP and TCP. Raises ValueError."""
        return read_addresses(self.sip, 5060, self.public_addresses)

    @property
    def sip_address(self) -> Address:
        """The first address for SIP. Raises ValueError."""
        return self.sip_addresses[0].local

    @property
    def sip_tls_addresses(self) -> tuple[ListenAddress, ...]:
        """Addresses for SIP over TLS; without any those of SIP with the usual port, as whom we call others.

        Raises:
            ValueError: one is no address.
        """
        if self.sip_tls:
            return read_addresses(self.sip_tls, 5061, self.public_addresses)
        return tuple(
            ListenAddress((one.local[0], 5061), (one.public[0], 5061) if one.public else None)
            for one in self.sip_addresses
        )

    @property
    def own_certificate(self) -> tuple[Path, Path] | None:
        """The files of a certificate (chain) of one's own and of its key, None without."""
        if self.tls_certificate and self.tls_key:
            return Path(self.tls_certificate), Path(self.tls_key)
        return None

    @property
    def web_address(self) -> str:
        """Where people reach the web application, without a slash at its end; "" where that is not known."""
        if self.web_url:
            return self.web_url.rstrip("/")
        if not self.names or self.https_address is None:
            return ""
        port = self.https_address[1]
        return f"https://{self.names[0]}" + ("" if port == HTTPS_PORT else f":{port}")

    @property
    def acme_directory(self) -> str:
        """Address of the ACME server's directory, "" without."""
        return LETS_ENCRYPT if self.acme == "letsencrypt" else self.acme or ""

    @property
    def public_addresses(self) -> dict[str, str]:
        """What OFFHOOK_PUBLIC says: public addresses by local ones. A single one is that of SIP's first of its kind.

        Raises:
            MisuseError: one is no IP address.
        """
        found: dict[str, str] = {}
        for pair in filter(None, (one.strip() for one in self.public.split(","))):
            local, _, public = pair.rpartition("=")
            try:
                told = str(ip_address(public.strip()))
                found[str(ip_address(local.strip())) if local.strip() else self._first_like(told)] = told
            except ValueError:
                raise MisuseError(f"OFFHOOK_PUBLIC wants IP addresses, not {pair!r}") from None
        return found

    def _first_like(self, address: str) -> str:
        """Return the first local address of SIP of the same IP version, "" without."""
        try:
            own = [entry.local[0] for entry in read_addresses(self.sip, 5060, {})]
        except ValueError:  # whoever binds it says so
            return ""
        return next((one for one in own if (":" in one) == (":" in address)), "")

    @property
    def sip_marking(self) -> int:
        """DSCP of SIP. Raises MisuseError when it is none."""
        return _dscp("OFFHOOK_DSCP_SIP", self.dscp_sip)

    @property
    def rtp_marking(self) -> int:
        """DSCP of sound and video. Raises MisuseError when it is none."""
        return _dscp("OFFHOOK_DSCP_RTP", self.dscp_rtp)

    @property
    def never_banned(self) -> tuple[Network, ...]:
        """Networks that are never banned.

        Raises:
            MisuseError: one is none.
        """
        return _networks("OFFHOOK_NEVER_BAN", self.never_ban)

    @property
    def asked_networks(self) -> tuple[Network, ...]:
        """Networks that are not public where outside systems may be asked all the same.

        Raises:
            MisuseError: one is none.
        """
        return _networks("OFFHOOK_ASK_NETWORKS", self.ask_networks)

    @property
    def metrics_readers(self) -> tuple[Network, ...]:
        """Networks that may read the metrics.

        Raises:
            MisuseError: one is none.
        """
        return _networks("OFFHOOK_METRICS_FROM", self.metrics_from)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Reverse proxies that are trusted.

        Raises:
            MisuseError: one is no address or network.
        """
        return _networks("OFFHOOK_TRUSTED_PROXIES", self.trusted_proxies)

    @property
    def dns_servers(self) -> tuple[tuple[str, int], ...]:
        """Address and port of each DNS server to ask; none: those of the system.

        Raises:
            MisuseError: one is no IP address with a port.
        """
        found = []
        for text in filter(None, (one.strip() for one in self.dns.split(","))):
            try:
                host, port = split_address(text, 53)
                found.append((str(ip_address(host)), port))
            except ValueError:
                raise MisuseError(f"OFFHOOK_DNS wants IP addresses (192.0.2.53), not {text!r}") from None
        return tuple(found)

    @property
    def digest_algorithms(self) -> tuple[str, ...]:
        """Algorithms that a challenge offers, in this order."""
        return tuple(name.strip().upper() for name in self.digest.split(","))

    @property
    def media_socket(self) -> Path:
        """Unix socket of the media server."""
        return self.data / "run" / "media.sock"

    @property
    def hep_address(self) -> tuple[str, int] | None:
        """Address and port of a collector of traces, None without.

        Raises:
            MisuseError: it is no IP address with a port.
        """
        if not self.hep:
            return None
        try:
            host, port = split_address(self.hep, 9060)
            return str(ip_address(host)), port
        except ValueError:
            raise MisuseError(
                f"OFFHOOK_HEP wants an IP address and a port (192.0.2.9:9060), not {self.hep!r}"
            ) from None

    @property
    def traces(self) -> Path:
        """Folder of the traces."""
        return self.data / "traces"

    @property
    def edge_socket(self) -> Path:
        """Unix socket on which the switch awaits the processes that hold WebSocket and TLS connections."""
        return self.data / "run" / "edge.sock"

    @property
    def switch_socket(self) -> Path:
        """Unix socket on which the switch takes requests of the web and worker processes."""
        return self.data / "run" / "switch.sock"


def _networks(name: str, text: str) -> tuple[Network, ...]:
    try:
        return read_networks(text)
    except ValueError:
        raise MisuseError(f"{name} wants addresses or networks, not {text!r}") from None


def _dscp(name: str, text: str) -> int:
    """Read a DSCP: class selectors (RFC 2474), assured (RFC 2597) and expedited forwarding (RFC 3246) have names."""
    wanted = text.strip().upper()
    names = {"EF": 46} | {f"CS{one}": 8 * one for one in range(8)}
    names |= {f"AF{one}{drop}": 8 * one + 2 * drop for one in range(1, 5) for drop in range(1, 4)}
    if wanted in names:
        return names[wanted]
    if not (wanted.isascii() and wanted.isdigit() and int(wanted) < 64):  # noqa: PLR2004  six bits
        raise MisuseError(f"{name} wants EF, CS0 to CS7, AF11 to AF43 or a number of 0 to 63, not {text!r}")
    return int(wanted)


def _number(name: str, text: str, unit: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise MisuseError(f"{name} wants a number of {unit}, at most {most}, not {text!r}")
    return int(text)
