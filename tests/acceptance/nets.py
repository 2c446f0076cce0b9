"""Networks of a test's own: a cloud with the PBX, a home behind a router that translates addresses, a street without.

Each is a network namespace; what is made `inside` one (sockets, processes) stays there. They are removed with all that
is in them. Nothing leaves the machine, and none of them sees the machine's own networks.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["cone", "preserving", "random"]

# Of the shared address space (RFC 6598).
CLOUD = "100.64.1.1"
STREET = "100.64.2.9"
_STREET_SIDE = "100.64.2.1"
OUTSIDE = "100.64.1.2"
OUTSIDE_LATER = "100.64.1.3"
HOME = "10.64.0.2"
_ROUTER = "10.64.0.1"
_NEW_NETWORK = 0x4000_0000  # CLONE_NEWNET
_LIBC = ctypes.CDLL(None, use_errno=True)

_SOURCE = {
    "cone": f"oifname outer snat to {OUTSIDE}",
    "preserving": "oifname outer masquerade",
    "random": "oifname outer masquerade fully-random",
}


def why_not() -> str:
    """Say why there can be no namespaces here, "" when there can."""
    if os.geteuid() != 0:
        return "network namespaces want root"
    missing = [name for name in ("ip", "nft", "conntrack", "tc") if shutil.which(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def _run(*command: str, given: str = "") -> None:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


class Namespaces:
    """Network namespaces; `name` begins their names."""

    def __init__(self, name: str, *places: str) -> None:
        self.name = name
        self._all = places
        self.remove()
        for one in self._all:
            _run("ip", "netns", "add", f"{name}-{one}")
            self.ip(one, "link set lo up")

    def join(self, one: str, its: str, other: str, others: str) -> None:
        """Put a cable between two, with an end in each."""
        ends = f"name {its} netns {self.name}-{one} type veth peer name {others} netns {self.name}-{other}"
        _run("ip", "link", "add", *ends.split())
        self.ip(one, f"link set {its} up")
        self.ip(other, f"link set {others} up")

    def ip(self, where: str, command: str) -> None:
        """Run an ip command in a namespace."""
        _run("ip", "-n", f"{self.name}-{where}", *command.split())

    def route(self, where: str) -> None:
        """Let a namespace pass on what is not for it."""
        with self.inside(where):
            for switch in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
                Path(f"/proc/sys/net/{switch}").write_text("1")

    def rules(self, text: str) -> None:
        """Replace the router's rules."""
        _run("ip", "netns", "exec", f"{self.name}-router", "nft", "-f", "-", given=f"flush ruleset\n{text}")

    @contextmanager
    def inside(self, where: str) -> Iterator[None]:
        """Let this thread make its sockets, processes and threads in a namespace."""
        with entered(f"{self.name}-{where}"):
            yield

    def remove(self) -> None:
        """Remove the namespaces."""
        for one in self._all:
            subprocess.run(["ip", "netns", "del", f"{self.name}-{one}"], capture_output=True, check=False)


class Nets(Namespaces):
    """Four namespaces: the PBX's cloud, a router that translates, the home behind it, a street without."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "cloud", "router", "home", "street")
        self.join("cloud", "uplink", "router", "outer")
        self.join("home", "uplink", "router", "inner")
        self.join("street", "uplink", "cloud", "side")
        self.ip("cloud", f"addr add {CLOUD}/24 dev uplink")
        self.ip("cloud", f"addr add {_STREET_SIDE}/24 dev side")
        self.ip("street", f"addr add {STREET}/24 dev uplink")
        self.ip("street", f"route add default via {_STREET_SIDE}")
        self.ip("router", f"addr add {OUTSIDE}/24 dev outer")
        self.ip("router", f"addr add {_ROUTER}/24 dev inner")
        self.ip("home", f"addr add {HOME}/24 dev uplink")
        self.ip("home", f"route add default via {_ROUTER}")
        self.route("router")

    def translate(self, kind: Kind) -> None:
        """Be this kind of NAT from now on, with nothing remembered."""
        inward = f"iifname outer udp dport 1024-65535 dnat to {HOME}" if kind == "cone" else ""
        self.rules(f"""
table ip nat {{
    chain inward {{ type nat hook prerouting priority dstnat; {inward}
    }}
    chain outward {{ type nat hook postrouting priority srcnat; {_SOURCE[kind]}
    }}
}}
table ip filter {{
    chain input {{ type filter hook input priority filter; iifname outer drop
    }}
    chain forward {{ type filter hook forward priority filter; policy drop;
        iifname inner accept
        ct state established,related accept
        ct status dnat accept
    }}
}}
""")
        self.forget_mappings()

    def shape(self, kbit: int) -> None:
        """Let the home's line carry so much each way from now on, with a queue of 150 ms; 0 is all there is."""
        queue = f"tbf rate {kbit}kbit burst 2000 latency 150ms" if kbit else "pfifo_fast"
        for device in ("outer", "inner"):
            command = f"tc qdisc replace dev {device} root {queue}"
            _run("ip", "netns", "exec", f"{self.name}-router", *command.split())

    def lose(self, per_cent: int) -> None:
        """Lose so many of the packets of sound from now on, each way."""
        drop = f"udp sport != 5060 udp dport != 5060 numgen random mod 100 < {per_cent} drop" if per_cent else ""
        self.rules_beside("loss", f"chain forward {{ type filter hook forward priority filter + 10; {drop}\n}}")

    def rules_beside(self, table: str, text: str) -> None:
        """Put a table beside the router's other rules, in place of what it was."""
        given = f"table ip {table} {{}}\ndelete table ip {table}\ntable ip {table} {{\n{text}\n}}\n"
        _run("ip", "netns", "exec", f"{self.name}-router", "nft", "-f", "-", given=given)

    def forget_mappings(self) -> None:
        """Forget who talks with whom, as a router does that was switched off and on."""
        command = ["ip", "netns", "exec", f"{self.name}-router", "conntrack", "-F"]
        subprocess.run(command, capture_output=True, check=True)

    def change_address(self) -> None:
        """Have another address outside, as after a new dial-in."""
        self.ip("router", f"addr add {OUTSIDE_LATER}/24 dev outer")
        self.ip("router", f"addr del {OUTSIDE}/24 dev outer")
        with suppress(AssertionError):  # it goes with the first one where the kernel does not promote it
            self.ip("router", f"addr add {OUTSIDE_LATER}/24 dev outer")


@contextmanager
def entered(namespace: str) -> Iterator[None]:
    """Let this thread make its sockets, processes and threads in a namespace."""
    with Path("/proc/thread-self/ns/net").open() as before:
        with Path(f"/run/netns/{namespace}").open() as there:
            _enter(there.fileno())
        try:
            yield
        finally:
            _enter(before.fileno())


def _enter(descriptor: int) -> None:
    if _LIBC.setns(descriptor, _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@pytest.fixture(scope="module")
def nets() -> Iterator[Nets]:
    """The networks; the test is skipped where there can be none."""
    if reason := why_not():
        pytest.skip(reason)
    made = Nets(f"oh{os.getpid()}")
    try:
        yield made
    finally:
        made.remove()
