"""What a line of a process's log holds."""

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
