"""Which tests show which requirement: `python -m tests.requirements` writes docs/coverage.md.

A test names what it shows: `@pytest.mark.requirement("RT-04")`, a file all of its tests by `pytestmark`. The marks are
read from the sources, so that no test has to run for the table.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TABLE = TESTS.parent / "docs" / "coverage.md"
HEAD = """# What is required, and which tests show it

Made by `make coverage` from the marks of the tests; a row without a test is not shown by any yet.

| id | what | tests |
| --- | --- | --- |
"""
REQUIREMENTS = {
    "RT-01": "Calls are forwarded by hand or by scenario: to an extension, a group, a mobile, a landline, SIP",
    "RT-02": "Who does not pick up in time is followed by the next; the time can be set",
    "RT-03": "Thirty scenarios and more stand side by side and are swapped without touching a telephone",
    "RT-04": "Callers on a person's white list skip menu and greeting and ring that person",
    "RT-05": "A black list turns callers away; a white list is never blocked",
    "RT-06": "A caller's number decides about a message and what happens next",
    "RT-07": "Weekday, time and waiting time decide; plans change over by themselves",
    "RT-08": "There is a way of its own when all lines are taken or nobody answers",
    "RT-09": "The next number of a list, the first who is free, or the first who fits is rung",
    "RT-10": "Groups ring one after the other or together",
    "RT-11": "A busy colleague's call goes to another; when all are busy a machine answers, and who is free calls back",
    "RT-12": "A caller who comes again reaches the responsible person, or the last one",
    "RT-13": "The caller's region is recognised, and an outside system names the person",
    "RT-14": "Greeting, choice of a region, its people; no choice, the duty person; a regional number, its own people",
    "RT-15": "Calls are spread by the kind of request",
    "RT-16": "Who receives a forwarded call sees the customer's number, the company's, or a fixed one",
    "RT-17": "Keys pressed after a forwarded leg has answered are never lost",
    "RT-18": "When an office is cut off its calls go to mobiles or voicemail by a rule",
    "RT-19": "A smartphone rings as a telephone of the office, elsewhere as a mobile, else voicemail",
    "RT-20": "Calls after hours are escalated and listed as owed for the next working day",
    "RT-21": "A number rings any number of devices; a colleague answers when the first cannot",
    "RT-22": "Outside calls reach a secretary, or a menu that takes an extension",
    "RT-23": "A customer's fixed number follows to the successor of who left",
    "RT-24": "People change their own forwarding without an administrator",
    "RT-25": "Whoever is free answers; nobody is overloaded while others idle",
    "RT-26": "A call centre for one occasion is made within a day",
    "IV-01": "Menus of several levels, made with a few clicks",
    "IV-02": "A greeting, a file or a menu is the first step, and holds callers while all are busy",
    "IV-03": "A menu answers first questions, after hours and in the queue as well",
    "IV-04": "An extension may be dialled during the greeting",
    "QU-01": "A queue with music or with something useful to hear",
    "QU-02": "Important callers come first",
    "QU-03": "The person with the least load is called first",
    "QU-04": "Load is spread evenly",
    "QU-05": "Missed callers are dialled automatically, with the load in view",
    "QU-06": "Who calls a busy department may hold with music or leave a message",
    "QU-07": "A busy number is dialled again until it is free",
    "QU-08": "Spoken notices go out to a list of customers",
    "QU-09": "A contact centre on top of the telephone system",
    "FE-01": "Short numbers for people; mobiles and landlines in the same plan",
    "FE-02": "Short codes for outside numbers that are called often",
    "FE-03": "A colleague's ringing call is taken by two digits",
    "FE-04": "A colleague's call is pulled to one's own telephone",
    "FE-05": "Hold, waiting, transfer at once and after asking",
    "FE-06": "A conference of tens of people without loss of quality",
    "FE-07": "A second line",
    "FE-08": "Two ways to show one's number; the office's is shown from anywhere",
    "FE-11": "Meetings across branches",
    "FE-12": "Transfers between branches that are cabinets of their own",
    "OR-01": "All offices are one network, wherever and how many they are",
    "OR-02": "Cabinets with calls and money of their own, joined by transfers and one directory",
    "FE-13": "Softphones speak SIP",
    "FE-14": "Any SIP telephone works, and the browser",
    "NU-13": "Whoever leaves keeps the numbers, and takes along who has them where",
    "VM-01": "Voicemail of large capacity, many lines at once",
    "VM-02": "A message is sent by e-mail",
    "VM-03": "Greetings follow the schedule",
    "VM-04": "Voicemail outside working hours",
    "VM-05": "When all are busy callers hear an apology and are called back by who is free first",
    "RC-01": "Several numbers are recorded at once, calls in and out",
    "RC-02": "Recordings of a year are kept at low cost",
    "RC-03": "A recording is two clicks away",
    "RC-04": "A recording serves as evidence in a dispute",
    "RC-05": "Calls of mobiles are recorded without dialling a prefix",
    "RC-06": "All that happened in a case can be reviewed with its recordings",
    "RC-07": "Recording and keeping are options with a price of their own",
    "CR-01": "An open API connects any CRM, call centre or site",
    "CR-04": "A click on a contact calls it",
    "CR-05": "The telephone of who clicked rings first, then the contact is called; the timer begins when it answers",
    "SC-01": "Each person has rights of their own, given in the account",
    "SV-01": "A supervisor listens to any call at any moment",
    "SV-02": "Load, calls in, out and missed of each person, live",
    "SV-03": "Calls are reviewed against the script",
    "SV-04": "Head office watches all branches live",
}


def marked(path: Path) -> list[tuple[str, str]]:
    """Return ids and the tests of a file that show them."""
    tree = ast.parse(path.read_text())
    name = str(path.relative_to(TESTS))
    found = [
        (id_, name)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(to, ast.Name) and to.id == "pytestmark" for to in node.targets)
        for id_ in _ids(node.value)
    ]
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found += [(id_, f"{name}::{node.name}") for decorator in node.decorator_list for id_ in _ids(decorator)]
    return found


def _ids(node: ast.expr) -> list[str]:
    """Return what marks of requirements in an expression name."""
    return [
        argument.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "requirement"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def table() -> str:
    """Return docs/coverage.md.

    Raises:
        ValueError: a test names a requirement that there is not.
    """
    shown: dict[str, list[str]] = {id_: [] for id_ in REQUIREMENTS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for id_, test in marked(path):
            if id_ not in shown:
                raise ValueError(f"{test} names {id_}, which is no requirement")
            shown[id_].append(test)
    rows = (
        f"| {id_} | {what} | {'<br>'.join(f'`{test}`' for test in shown[id_])} |" for id_, what in REQUIREMENTS.items()
    )
    return HEAD + "\n".join(rows) + "\n"


def main() -> None:
    """Write the table; with `--check` only say whether it is as it should be."""
    if sys.argv[1:] != ["--check"]:
        TABLE.write_text(table())
    elif TABLE.read_text() != table():
        raise SystemExit("docs/coverage.md is not what the tests' marks say; `make coverage` writes it")


if __name__ == "__main__":
    main()
