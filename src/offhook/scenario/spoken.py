"""Prompts as things to play, in the company's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.errors import ResourceError
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.prompts.catalogue import Prompts
    from offhook.routing.installation import Office
    from offhook.scenario.run import Run


def spoken(run: Run, *prompts: str) -> list[media.PlayItem]:
    """Return the play items of these prompts, in order."""
    language = run.language or run.office.company.language
    return [media.File(file=file) for prompt in prompts for file in prompt_files(run, prompt, language)]


async def said(run: Run, *texts: str) -> list[media.PlayItem]:
    """Return the play items of texts in the company's language; those that cannot be spoken are left out."""
    language = run.language or run.office.company.language
    found: list[media.PlayItem] = []
    for text in texts:
        try:
            found.append(media.File(file=str(await run.prompts.say(text, language))))
        except ResourceError as error:
            run.call.step("prompt_failed", reason=str(error))
    return found


def prompt_files(run: Run, prompt: str, language: str) -> list[str]:
    """Return the files of a prompt: the company's own before what all companies have."""
    return files_of(run.office, run.prompts, prompt, language)


def files_of(office: Office, prompts: Prompts, prompt: str, language: str) -> list[str]:
    """Return the files of a prompt of a company, where nobody is served yet."""
    if own := office.prompt(prompt, language):
        return [own]
    return [str(path) for path in prompts.prompt(prompt, language)]
