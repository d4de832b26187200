"""`belay doctor` against a simulator, each of its checks broken once: the line, the fix and the exit code.
Usage: doctor_test.py BELAY MACHINE CHECK. MACHINE is doctor_machine.cpp built as a module; CHECK is a name of CASES, or
`everything` for a healthy simulator and the list of CASES itself. Standard library only.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BELAY, MACHINE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
NOT_WRITABLE = r"/proc/logs cannot be written to" if os.geteuid() != 0 else r"0 MB free in /proc/logs"
NOT_WRITABLE_FIX = "make it writable for you" if os.geteuid() != 0 else "free some space"


class Case:
    """What is broken, and what the doctor says: health, the text after the check's name, the fix."""

    def __init__(self, health, text, fix, chaos="", arguments=(), environment=None):
        self.health, self.text, self.fix = health, text, fix
        self.chaos, self.arguments, self.environment = chaos, arguments, environment or {}


def machine(**environment):
    """With the C library's clock and names replaced, also where a sanitizer would rather be loaded first."""
    return {"LD_PRELOAD": MACHINE, "ASAN_OPTIONS": "verify_asan_link_order=0", **environment}


# In the order of the checks, which is that of their exit codes from 20 on.
CASES = {
    "disk": Case("fail", NOT_WRITABLE, NOT_WRITABLE_FIX, arguments=("--log-dir", "/proc/logs")),
    "time zone": Case("fail", r"New York is UTC\+0:00 for the machine and UTC-[45]:00 for belay", "update tzdata",
                      environment={"TZDIR": "zones"}),
    "dns": Case("fail", r"localhost is not found: .+", "check the network and the name server",
                arguments=("--url", "http://localhost:PORT"), environment=machine(DOCTOR_NO_NAMES="1")),
    "connection": Case("fail", r".*the connection ended before the answer was complete.*",
                       "check the network, a firewall, and whether the broker is down", chaos="rest drop"),
    "clock": Case("fail", r"(89|90|91)\.\d s ahead of the broker's", "turn on time synchronisation",
                  chaos="rest set clock-skew -90s"),
    "sign-in": Case("fail", r"the broker refused these credentials \(sim_chaos\).*", "make a new grant",
                    chaos="rest 401 on POST /oauth/token"),
    "token life": Case("fail", r"60 s: too short to be renewed ahead of time", "check the clock; tokens should last 900 s",
                       chaos="rest set access-life 60s"),
    "grant scope": Case("fail", r"'openid' does not include read", "make a grant with the scope read",
                        chaos="rest set tell-scope\nrest set scope openid"),
    "accounts": Case("fail", r"no open account", "open one, or ask its owner", chaos="rest set accounts 0"),
    "quote token": Case("fail", r".*quote_streamer\.customer_not_found_error.*", "market data needs a customer",
                        chaos="rest set no-quote-tokens"),
    "market data": Case("warn", r"DELAYED, by 15 minutes or more \(level demo\)", "do not trade by these prices",
                        chaos="rest set delayed-feed"),
    # The machine and the simulator of a day on which this version has become old.
    "API version": Case("warn", r"20261012 is \d+ days old", "update belay", environment=machine(DOCTOR_CLOCK_DAYS="36500")),
    "market session": Case("warn", r"the calendar does not know this date", "check the clock; update belay",
                           chaos="rest set start 2006-06-01T15:00:00.000+00:00"),
    "API drift": Case("warn", r"[1-9]\d* unknown members, 0 of another type, 0 unknown words, 0 missing \(.*sim-unheard-of.*\)",
                      "nothing is lost; update belay", chaos="rest add on GET /accounts"),
}
FIRST_EXIT_CODE = 20

# Started by the simulator, with its address in BELAY_URL.
DOCTOR = """
import os, sys
port = os.environ["BELAY_URL"].rsplit(":", 1)[1]
words = [word.replace("PORT", port) for word in sys.argv[1:]]
os.execv(words[0], words)
"""


def doctor(case, home, *flags):
    """The exit code and the output of the doctor, against a simulator as the case wants it."""
    chaos = home / "chaos"
    chaos.write_text(case.chaos + "\n")
    zones = home / "zones" / "America"
    if not zones.exists():
        zones.mkdir(parents=True)
        shutil.copy("/usr/share/zoneinfo/UTC", zones / "New_York")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("BELAY_", "XDG_"))}
    environment |= {"HOME": str(home)} | case.environment
    command = [BELAY, "sim", "--quiet", "--chaos", str(chaos), "--", sys.executable, "-c", DOCTOR,
               BELAY, "--no-log-file", "--width", "400", *flags, *case.arguments, "doctor"]
    result = subprocess.run(command, env=environment, cwd=home, stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, timeout=50, check=False)
    return result.returncode, result.stdout + result.stderr


def is_found(name, home):
    case = CASES[name]
    code, output = doctor(case, home)
    line = re.search(rf"^{case.health} +{re.escape(name)} +({case.text})$\n +-> ({re.escape(case.fix)}.*)$", output, re.MULTILINE)
    assert line, f"{name}: no line `{case.health} {name} {case.text}` with the fix `{case.fix}`:\n{output}"
    expected = FIRST_EXIT_CODE + list(CASES).index(name) if case.health == "fail" else 0
    assert code == expected, f"{name}: exit code {code} instead of {expected}:\n{output}"


def every_check_has_a_case(home):
    code, output = doctor(Case("ok", "", ""), home, "--json")
    document = json.loads(output)
    assert code == document["exit_code"] == 0, output
    found = [(item["check"], item["health"]) for item in document["items"]]
    assert [name for name, _ in found] == list(CASES), f"not the checks of CASES, all in order:\n{found}"
    # The version this was written for becomes old one day, and that alone is no failure of the test.
    assert all(health == "ok" or (name, health) == ("API version", "warn") for name, health in found), found


with tempfile.TemporaryDirectory() as folder:
    if sys.argv[3] == "everything":
        every_check_has_a_case(pathlib.Path(folder))
    else:
        is_found(sys.argv[3].replace("_", " "), pathlib.Path(folder))
