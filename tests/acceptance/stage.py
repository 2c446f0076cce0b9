"""The parties of a test: phones, operators and their sound; they leave when the test ends, latest first."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, Self

from tests.acceptance.linphone import Linphone
from tests.acceptance.pbx import OPERATOR, Pbx
from tests.acceptance.sipp import Sipp
from tests.acceptance.sound import Sound
from tests.acceptance.wire import Wire
from tests.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.baresip import Baresip


class Stage(ExitStack):
    """Makes parties, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._parties = 0

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def _place(self, name: str) -> Path:
        self._parties += 1
        return self.folder / f"{self._parties}-{name}"

    def phone(self, pbx: Pbx, extension: str, hertz: float, **options: Any) -> Baresip:
        """Return a registered baresip; it is answered by hand unless `answer` is set."""
        options.setdefault("answer", False)
        return self.enter_context(closing(pbx.phone(self._place(extension), extension, hertz=hertz, **options)))

    def linphone(self, pbx: Pbx, extension: str, hertz: float, **options: Any) -> Linphone:
        """Return a registered linphone; with `tls` by TLS, and it checks our certificate."""
        facts, registrar = pbx.facts(extension), pbx.sip
        if options.pop("tls", False):  # it knows no addresses in certificates, only names
            registrar = f"localhost:{pbx.environment['OFFHOOK_SIP_TLS'].rpartition(':')[2]}"
            options["root"] = pbx.data / "certificates" / "root.pem"
        phone = Linphone(self._place(extension), login=facts, registrar=registrar, hertz=hertz, **options)
        return self.enter_context(closing(phone))

    def operator(self, pbx: Pbx, hertz: float, number: str, **options: Any) -> Baresip:
        """Return a baresip that calls the company from this number."""
        return self.enter_context(closing(pbx.operator(self._place("operator"), hertz=hertz, number=number, **options)))

    def sound(self, *, operator: bool = False) -> Sound:
        """Return sound for a SIPp phone, or one at the operator's address."""
        return self.enter_context(closing(Sound(OPERATOR[0] if operator else "127.0.0.1")))

    def sipp(self, pbx: Pbx, scenario: str, **options: Any) -> Sipp:
        """Return a SIPp that calls the PBX or waits for it."""
        target = options.pop("target", pbx.sip)
        return self.enter_context(closing(Sipp(self._place(scenario), scenario, target, **options)))

    def caller(self, pbx: Pbx, scenario: str, number: str, sound: Sound | None = None, **options: Any) -> Sipp:
        """Return a SIPp at the operator's address that calls the company from `number`."""
        keys: dict[str, Any] = {"dial": pbx.number, "from": number, "sound": sound.port if sound else 9}
        return self.sipp(pbx, scenario, host=OPERATOR[0], **(keys | options))

    def answering_operator(self, pbx: Pbx, scenario: str, **options: Any) -> Sipp:
        """Return a SIPp that is called where the company's operator is."""
        return self.sipp(pbx, scenario, host=OPERATOR[0], port=OPERATOR[1], **options)

    def device(self, pbx: Pbx, extension: str, scenario: str, **options: Any) -> Sipp:
        """Return a SIPp that calls with the credentials of an extension's phone."""
        facts = pbx.facts(extension)
        login = facts["username"], facts["password"]
        return self.sipp(pbx, scenario, user=login[0], login=login, **options)

    def sipp_phone(self, pbx: Pbx, extension: str, scenario: str, **options: Any) -> Sipp:
        """Return a SIPp to which calls for an extension go: it is registered for it."""
        facts = pbx.facts(extension)
        address = ("127.0.0.1", free_port())
        self._register(pbx, facts, address, 120)
        self.callback(self._register, pbx, facts, address, 0)
        return self.sipp(pbx, scenario, port=address[1], **options)

    @staticmethod
    def _register(pbx: Pbx, facts: dict[str, str], address: tuple[str, int], expires: int) -> None:
        with Wire(("127.0.0.1", pbx.sip_port), address=address) as wire:
            reply = wire.register(facts["username"], facts["password"], expires=expires)
            assert reply.status == 200, reply

    def empty(self, pbx: Pbx) -> None:
        """Take phones away that former tests left registered, as one that was killed is."""
        for facts in pbx.demo["extensions"]:
            if pbx.registered(facts["number"]):
                with Wire(("127.0.0.1", pbx.sip_port)) as wire:
                    wire.unregister_all(facts["username"], facts["password"])

    def wire(self, pbx: Pbx, **options: Any) -> Wire:
        """Return a bare SIP user agent."""
        server = options.pop("server", ("127.0.0.1", pbx.sip_port))
        return self.enter_context(Wire(server, **options))
