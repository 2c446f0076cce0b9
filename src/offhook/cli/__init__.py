"""The command line. Each command imports what it needs only when it runs: a switch must be up again in a second.

Exit status: 0 done, 1 something failed, 2 the user has to change something first.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from offhook.config import Settings
from offhook.db.acting import Actor, act_as
from offhook.errors import MisuseError, OffhookError

app = typer.Typer(
    help="Offhook, a virtual PBX.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

Data = Annotated[Path | None, typer.Option(help="Folder of all data (OFFHOOK_DATA).", show_default=False)]
Http = Annotated[str | None, typer.Option(help="Address of the web server (OFFHOOK_HTTP).", show_default=False)]
Sip = Annotated[str | None, typer.Option(help="Address for SIP, UDP and TCP (OFFHOOK_SIP).", show_default=False)]

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        help="A file whose first line is the backup's passphrase (or OFFHOOK_BACKUP_PASSPHRASE).", show_default=False
    ),
]


def settings_of(data: Path | None, http: str | None = None, sip: str | None = None) -> Settings:
    """Return the settings of the environment with the command line's options over them, or end.

    What the command changes is the doing of who gave it, unless it is a process, which names itself.
    """
    act_as(Actor("command line", os.environ.get("SUDO_USER") or os.environ.get("USER", "")))
    try:
        settings = Settings.from_environment()
    except MisuseError as error:
        _fail(error, 2)
    return replace(
        settings,
        data=data.absolute() if data else settings.data,
        http=http or settings.http,
        sip=sip or settings.sip,
    )


@app.command()
def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Make and show a demo company with known passwords.")] = False,
    data: Data = None,
    http: Http = None,
    sip: Sip = None,
) -> None:
    """Start everything, and keep it running until Ctrl-C."""
    from offhook.supervisor.errors import CannotStart  # noqa: PLC0415  see the module's text
    from offhook.supervisor.run import run  # noqa: PLC0415

    try:
        status = asyncio.run(run(settings_of(data, http, sip), demo=demo, tell=_tell))
    except (CannotStart, MisuseError) as error:
        _fail(error, 2)
    except OffhookError as error:
        _fail(error, 1)
    raise typer.Exit(status)


@app.command()
def switch() -> None:
    """Run the process that takes the calls (started by `up`)."""
    from offhook.switch.process import main  # noqa: PLC0415

    main(Settings.from_environment())


@app.command(hidden=True)
def spared() -> None:
    """Wait, with everything imported, to become the switch."""
    from offhook.supervisor.standby import await_go  # noqa: PLC0415
    from offhook.switch.process import main  # noqa: PLC0415

    if await_go():
        main(Settings.from_environment())


@app.command()
def web() -> None:
    """Run the web server (started by `up`)."""
    from offhook.api.process import main  # noqa: PLC0415
    from offhook.supervisor.parent import follow_parent  # noqa: PLC0415

    follow_parent()
    main(Settings.from_environment())


@app.command()
def tls() -> None:
    """Run the process that ends TLS for SIP (started by `up`)."""
    from offhook.supervisor.parent import follow_parent  # noqa: PLC0415
    from offhook.transport.tls_process import main  # noqa: PLC0415

    follow_parent()
    main(Settings.from_environment())


@app.command()
def worker() -> None:
    """Run the process that does jobs, such as sending e-mail (started by `up`)."""
    from offhook.jobs.process import main  # noqa: PLC0415
    from offhook.supervisor.parent import follow_parent  # noqa: PLC0415

    follow_parent()
    main(Settings.from_environment())


@app.command()
def calls(
    call_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A call's id, or its beginning or end.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest calls.")] = 20,
    data: Data = None,
) -> None:
    """Show the newest calls, or everything about one."""
    from offhook.cli.calls import newest_calls, one_call  # noqa: PLC0415

    settings = settings_of(data)
    try:
        if call_id is None:
            for line in asyncio.run(newest_calls(settings, limit)) or ["There were no calls yet."]:
                _tell(line)
            return
        story = asyncio.run(one_call(settings, call_id))
    except OffhookError as error:
        _fail(error, 1)
    if story is None:
        _fail(MisuseError(f"no call, or more than one, has the id {call_id}"), 1)
    _tell(story)


@app.command()
def trace(
    call_id: Annotated[str, typer.Argument(metavar="ID", help="A call's id, or its beginning or end.")],
    data: Data = None,
) -> None:
    """Show the SIP messages and RTCP reports of a call as a ladder."""
    from offhook.cli.calls import call_trace  # noqa: PLC0415

    settings = settings_of(data)
    try:
        lines = asyncio.run(call_trace(settings, call_id))
    except OffhookError as error:
        _fail(error, 1)
    if lines is None:
        _fail(MisuseError(f"no call, or more than one, has the id {call_id}"), 1)
    days = settings.trace_days
    kept = f"traces are kept for {days} days" if days else "OFFHOOK_TRACE_DAYS is 0"
    for line in lines or [f"No messages of this call are kept: {kept}."]:
        _tell(line)


@app.command()
def bans(
    lift: Annotated[str | None, typer.Option(metavar="ADDRESS", help="End this ban.", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Show who is banned for scanning or wrong passwords, or lift a ban."""
    from offhook.cli.bans import lift_ban, list_bans  # noqa: PLC0415

    settings = settings_of(data)
    try:
        lines = asyncio.run(lift_ban(settings, lift) if lift else list_bans(settings))
    except OffhookError as error:
        _fail(error, 1)
    for line in lines:
        _tell(line)


@app.command()
def trunks(data: Data = None) -> None:
    """Show how the trunks to operators and their gateways stand."""
    from offhook.cli.trunks import trunk_lines  # noqa: PLC0415

    try:
        lines = asyncio.run(trunk_lines(settings_of(data)))
    except OffhookError as error:
        _fail(error, 1)
    for line in lines or ["There is no trunk."]:
        _tell(line)


@app.command()
def keys(
    rotate: Annotated[
        str | None, typer.Option(metavar="COMPANY", help="Make a new key for this company.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Show which keys recordings and messages are sealed with, or make a new one; old ones are sealed anew."""
    from offhook.cli.keys import key_lines  # noqa: PLC0415

    try:
        lines = asyncio.run(key_lines(settings_of(data), rotate))
    except OffhookError as error:
        _fail(error, 1)
    for line in lines or ["There is no company."]:
        _tell(line)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, or a folder for one named by the time.")],
    *,
    without_recordings: Annotated[
        bool, typer.Option("--without-recordings", help="Leave recordings of calls out; voice messages stay in.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Write everything into one file, while Offhook runs: database, recordings, messages, prompts, keys."""
    from offhook.cli.backup import back_up  # noqa: PLC0415

    try:
        lines = back_up(settings_of(data), target, passphrase_file, _tell, recordings=not without_recordings)
    except OffhookError as error:
        _fail(error, 1)
    for line in lines:
        _tell(line)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Only look through it, and change nothing.")] = False,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Take a backup into an empty data folder, which must not be in use."""
    from offhook.cli.backup import look_through, take_in  # noqa: PLC0415

    settings = settings_of(data)
    try:
        lines = look_through(source, passphrase_file) if check else take_in(settings, source, passphrase_file, _tell)
    except OffhookError as error:
        _fail(error, 1)
    for line in lines:
        _tell(line)


@app.command()
def doctor(data: Data = None, http: Http = None, sip: Sip = None) -> None:
    """Look at ports, media, database, DNS, SMTP, clock, prompts and disk, and say what to do."""
    from offhook.doctor import examine  # noqa: PLC0415

    findings = asyncio.run(examine(settings_of(data, http, sip)))
    for finding in findings:
        _tell(str(finding))
    raise typer.Exit(int(any(finding.level == "fail" for finding in findings)))


def _tell(text: str) -> None:
    """Print a line at once, also into a pipe; a closed one must not end the calls."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        pass


def _fail(error: Exception, status: int) -> NoReturn:
    sys.stderr.write(f"offhook: {error}\n")
    raise typer.Exit(status)
