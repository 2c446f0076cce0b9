"""Roles and permissions: the one table of who may do what. The how-to of rights and `GET /permissions` are made of it.

Invariant: an auditor may whatever only reads (`….read`), and hears only where the login says so; nothing else is
implied. What a role may for some people only (an agent for itself, a supervisor of groups for these) is said by
`narrowed`, and held by `Principal.visible`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Role = Literal["admin", "supervisor", "agent", "accountant", "auditor", "integration"]
Right = Role | Literal["provider", "hearing_auditor"]

ROLES: tuple[Role, ...] = get_args(Role)
ALL: frozenset[Right] = frozenset(ROLES)
STAFF: frozenset[Right] = frozenset({"admin", "supervisor", "agent"})
SYSTEMS: frozenset[Right] = STAFF | {"integration"}
BOOKS: frozenset[Right] = SYSTEMS | {"accountant"}
LEADERS: frozenset[Right] = frozenset({"admin", "supervisor"})
ADMINS: frozenset[Right] = frozenset({"admin"})
PEOPLE: frozenset[Right] = ALL - {"integration"}
PROVIDER: frozenset[Right] = frozenset({"provider"})  # what belongs to no company
HEARING: frozenset[Right] = frozenset({"hearing_auditor"})
_READS = ".read"

ABOUT_ROLES: Mapping[Role, str] = {
    "admin": "runs the company's telephony: may everything in it",
    "supervisor": "leads people: of the whole company, or only of the groups that the login names",
    "agent": "works on the telephone: sees and does what is its own",
    "accountant": "reads calls and numbers and takes them along as files; hears nothing and changes nothing",
    "auditor": "reads everything and changes nothing; hears recordings and messages where the login allows it",
    "integration": "another system: works by API tokens only and cannot log in by browser",
}


class Permission(NamedTuple):
    """Who has it, what it is for, and what of it those have who do not see everybody."""

    roles: frozenset[Right]
    about: str
    narrowed: str = ""


PERMISSIONS: Mapping[str, Permission] = {
    "me": Permission(ALL, "See and keep the own login: password, second factor, sessions"),
    "tokens.own": Permission(ALL, "Make and revoke own API tokens"),
    "tokens.all": Permission(ADMINS, "See and revoke the API tokens of all, and make them for integrations"),
    "permissions.read": Permission(ALL, "See this table"),
    "users.read": Permission(ADMINS, "See who may log in"),
    "users.change": Permission(ADMINS, "Invite people to log in, give them roles and groups, shut them out"),
    "calls.read": Permission(BOOKS, "See the history of calls, and those that go on", "those that they are in"),
    "calls.control": Permission(
        SYSTEMS, "Transfer, hold, park, record and end calls that go on", "those that they are in"
    ),
    "calls.order": Permission(
        SYSTEMS, "Have a call made: a telephone rings, then the other side", "on their own phones"
    ),
    "calls.supervise": Permission(
        STAFF, "Listen, whisper, barge in and take over, on phones of people who may", "on their own phones"
    ),
    "recordings.hear": Permission(SYSTEMS | HEARING, "Find and hear recordings", "those of calls that they are in"),
    "recordings.rules.read": Permission(LEADERS, "See which calls are recorded"),
    "recordings.rules.change": Permission(ADMINS, "Say which calls are recorded"),
    "recordings.hold": Permission(ADMINS, "Keep a recording whatever its rule says"),
    "recordings.delete": Permission(ADMINS, "Delete recordings"),
    "recordings.share": Permission(LEADERS, "Give links to recordings that need no login"),
    "keys.read": Permission(ADMINS, "See which keys recordings are sealed with, not the keys"),
    "keys.change": Permission(ADMINS, "Make a new key"),
    "traces.read": Permission(ADMINS, "See all that telephones and operators say to us, with their addresses"),
    "voicemails.read": Permission(SYSTEMS, "See messages", "those of boxes that they may listen to"),
    "voicemails.hear": Permission(SYSTEMS | HEARING, "Hear messages", "those of boxes that they may listen to"),
    "voicemails.change": Permission(SYSTEMS, "Mark messages heard, send them on, delete them", "as for hearing them"),
    "boxes.read": Permission(STAFF, "See how mailboxes are set", "boxes that they may listen to"),
    "boxes.change": Permission(STAFF, "Set mailboxes", "their own"),
    "events.read": Permission(SYSTEMS, "Be told what happens, as it happens", "what concerns them"),
    "owed.read": Permission(SYSTEMS, "See whom the company owes a call", "theirs, and those of nobody in particular"),
    "owed.change": Permission(SYSTEMS, "Give owed calls to somebody, put them off", "as for seeing them"),
    "numbers.read": Permission(BOOKS, "See the company's numbers"),
    "numbers.change": Permission(ADMINS, "Say what answers a number"),
    "numbers.ask": Permission(ADMINS, "See and set which outside system a number asks, and make its secret"),
    "extensions.read": Permission(LEADERS | {"integration"}, "See extensions"),
    "extensions.change": Permission(ADMINS, "Make, change and remove extensions"),
    "rules.read": Permission(STAFF, "See what people want done with their calls", "their own"),
    "rules.change": Permission(STAFF, "Set what people want done with their calls", "their own"),
    "wakeups.read": Permission(STAFF, "See wake-up calls", "their own"),
    "wakeups.change": Permission(STAFF, "Set and cancel wake-up calls", "their own"),
    "directory.read": Permission(SYSTEMS, "Find colleagues and contacts"),
    "people.read": Permission(LEADERS | {"integration"}, "See people and how busy each is", "theirs"),
    "people.change": Permission(ADMINS, "Say what people may do on the telephone, hand over who leaves"),
    "branches.read": Permission(SYSTEMS | {"accountant"}, "See branches and departments"),
    "branches.change": Permission(ADMINS, "Make, change and remove branches and departments"),
    "contacts.read": Permission(SYSTEMS, "See contacts"),
    "contacts.change": Permission(LEADERS | {"integration"}, "Change contacts"),
    "company.read": Permission(LEADERS | {"accountant"}, "See how the company is set up"),
    "company.change": Permission(ADMINS, "Change how the company is set up"),
    "desks.read": Permission(STAFF, "See who sits at which shared telephone", "where they sit themselves"),
    "desks.change": Permission(STAFF, "Log out who sits there", "themselves"),
    "devices.read": Permission(LEADERS, "See telephones"),
    "trunks.read": Permission(LEADERS, "See trunks and routes"),
    "sites.read": Permission(LEADERS, "See sites"),
    "devices.change": Permission(ADMINS, "Change telephones"),
    "trunks.change": Permission(ADMINS, "Change trunks and routes"),
    "sites.change": Permission(ADMINS, "Change sites"),
    "prompts.read": Permission(LEADERS, "See and hear prompts"),
    "prompts.change": Permission(ADMINS, "Record, upload and remove prompts"),
    "scenarios.read": Permission(LEADERS, "See and rehearse scenarios"),
    "scenarios.change": Permission(ADMINS, "Draw scenarios"),
    "scenarios.publish": Permission(ADMINS, "Publish scenarios"),
    "schedules.read": Permission(LEADERS, "See schedules"),
    "schedules.change": Permission(ADMINS, "Change schedules"),
    "schedules.switch": Permission(LEADERS, "Switch day and night by hand"),
    "lists.read": Permission(LEADERS | {"integration"}, "See lists of numbers"),
    "lists.change": Permission(LEADERS | {"integration"}, "Change lists of numbers"),
    "queues.read": Permission(LEADERS | {"integration"}, "See queues and who waits", "queues with agents of theirs"),
    "queues.change": Permission(ADMINS, "Make, change and remove queues"),
    "agents.read": Permission(SYSTEMS, "See what agents do", "themselves"),
    "agents.change": Permission(SYSTEMS, "Sign agents in and out, begin and end breaks", "themselves"),
    "webhooks.read": Permission(ADMINS, "See webhooks and what was sent: all that happens in the company"),
    "webhooks.change": Permission(ADMINS, "Make, change, try and remove webhooks"),
    "audit.read": Permission(ADMINS, "See who changed what, and who listened to whom"),
    "company.export": Permission(ADMINS, "Take all that the company has along as an archive"),
    "companies.change": Permission(PROVIDER, "See, make, limit, suspend and delete companies"),
    "bans.read": Permission(PROVIDER | ADMINS, "See bans; a company's administrator those that concern its telephones"),
    "bans.add": Permission(PROVIDER, "Ban addresses"),
    "bans.lift": Permission(PROVIDER, "Lift bans"),
}


def holders(permission: str) -> frozenset[Right]:
    """Return who has a permission: as the table says, and an auditor whatever only reads."""
    roles = PERMISSIONS[permission].roles
    reads = permission.endswith(_READS) and not roles <= PROVIDER
    return roles | {"auditor"} if reads else roles


def permissions_of(rights: Iterable[Right]) -> frozenset[str]:
    """Return all permissions that come with these rights."""
    wanted = frozenset(rights)
    return frozenset(name for name in PERMISSIONS if not wanted.isdisjoint(holders(name)))


def rights_of(role: Role, *, provider: bool = False, hears: bool = False) -> frozenset[Right]:
    """Return what a login with this role, and these marks, is asked for."""
    rights: set[Right] = {role}
    if provider:
        rights.add("provider")
    if hears and role == "auditor":
        rights.add("hearing_auditor")
    return frozenset(rights)


def table() -> str:
    """Return the table as Markdown, for the how-to."""
    lines = ["| permission | for | " + " | ".join(ROLES) + " | provider |"]
    lines.append("| --- " * (len(ROLES) + 3) + "|")
    for name, permission in sorted(PERMISSIONS.items()):
        about = f"{permission.about} (narrowed: {permission.narrowed})" if permission.narrowed else permission.about
        marks = [_mark(name, role) for role in ROLES]
        marks.append("yes" if "provider" in permission.roles else "")
        lines.append(f"| `{name}` | {about} | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def _mark(name: str, role: Role) -> str:
    if role in holders(name):
        return "narrowed" if role == "agent" and PERMISSIONS[name].narrowed else "yes"
    return "if allowed" if role == "auditor" and "hearing_auditor" in holders(name) else ""


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  this is what it is run for
