"""What a line of a process's log holds."""

import json
import re
import subprocess
import sys

PROGRAM = """
import logging
from offhook.log import log_to_stderr

log_to_stderr("switch")
logging.getLogger("offhook.any").warning("the loop stood still for %d ms", 22)
"""


def test_lines_say_when_and_who():
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stderr
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z switch WARNING the loop stood still for 22 ms\n", told)


ABOUT = """
import logging
from offhook.log import AboutCall, about_call, about_request, log_to_stderr

log_to_stderr("web", {form!r})
log = logging.getLogger("offhook.any")
about_call.set(AboutCall("c-1", "t-1"))
about_request.set("r-1")
try:
    raise ValueError("two" + chr(10) + "lines")
except ValueError:
    log.exception("call %s failed", "c-1")
about_call.set(None)
log.info("of another", extra={{"call": "c-2"}})
"""


def lines_of(form: str) -> list[str]:
    program = ABOUT.format(form=form)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stderr.splitlines()


def test_json_is_one_object_a_line_and_says_what_it_is_about():
    failed, other = map(json.loads, lines_of("json"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", failed["time"])
    assert (failed["level"], failed["process"], failed["part"]) == ("error", "web", "any")
    assert (failed["call"], failed["company"], failed["request"]) == ("c-1", "t-1", "r-1")
    assert failed["message"] == "call c-1 failed"
    assert "ValueError: two\nlines" in failed["trace"]
    assert (other["call"], other.get("company")) == ("c-2", None)


def test_text_says_it_behind_the_message_once():
    found = lines_of("text")
    assert found[0].endswith("web ERROR call c-1 failed company=t-1 request=r-1")
    assert found[-1].endswith("web INFO of another call=c-2 request=r-1")
