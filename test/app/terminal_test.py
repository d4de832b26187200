"""What a person at a terminal meets: keys, Ctrl-C, SIGTERM, colours, and a terminal that is as it
was afterwards. Usage: terminal_test.py BELAY [NAME of one test]. Waits for output, never for time.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from pty_program import TERMINATE, Program  # noqa: E402

BELAY = os.path.abspath(sys.argv[1])
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def environment(**more):
    keep = {k: v for k, v in os.environ.items() if not k.startswith("BELAY_") and k != "NO_COLOR"}
    return keep | {"XDG_STATE_HOME": STATE, "TERM": "xterm-256color"} | more


def at_terminal(*arguments, **more):
    return Program([BELAY, *arguments], environment=environment(**more))


def piped(*arguments):
    return subprocess.run([BELAY, *arguments], env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=50,
                          text=True, check=False)


def leaves(program, what):
    """Runs `what` to make the program leave; it must end well and leave nothing behind."""
    what()
    code = program.exit_code()
    assert code == 0, f"exit code {code}:\n{program.text[-2000:]}"
    program.check_restored()


def wait_for_market(program):
    program.wait_for("Age")
    assert "\x1b[?1049h" in program.text, "the market has a screen of its own"


def q_leaves_the_demo():
    with at_terminal("demo") as program:
        wait_for_market(program)
        leaves(program, lambda: program.press("q"))


def q_leaves_while_reading():
    with at_terminal("demo") as program:
        wait_for_market(program)
        program.press("\r")
        program.wait_for("What you hold")
        program.wait_for("Enter: next   q: leave")
        leaves(program, lambda: program.press("q"))


def interrupt_leaves_the_demo():
    with at_terminal("demo") as program:
        wait_for_market(program)
        leaves(program, program.interrupt)


def interrupt_leaves_a_stream():
    with at_terminal("stream", "SPY", "--port", str(PORT)) as program:
        wait_for_market(program)
        program.wait_for("events")
        leaves(program, program.interrupt)


def terminate_leaves_a_stream():
    with at_terminal("stream", "SPY", "--port", str(PORT)) as program:
        wait_for_market(program)
        leaves(program, lambda: program.signal(TERMINATE))


def q_leaves_a_stream():
    with at_terminal("stream", "SPY", "--port", str(PORT)) as program:
        wait_for_market(program)
        leaves(program, lambda: program.press("q"))


def fits(program):
    """No line of what was drawn is wider than the terminal."""
    frames = program.text.replace("\x1b[H", "\n").replace("\x1b[?1049l", "\n").replace("\r", "")
    shown = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", frames)
    widest = max(shown.split("\n"), key=len)
    assert len(widest) <= 80, f"a line of {len(widest)} columns on 80: {widest!r}"


def q_leaves_a_window_around_the_money():
    with at_terminal("stream", "--window", "SPX dte=0 strikes=±10 right=both", "--events",
                     "quote,greeks", "--port", str(PORT)) as program:
        wait_for_market(program)
        at = program.wait_for("SPXW 2025-01-13  money 58")
        program.wait_for(".SPXW250113C58", since=at)
        leaves(program, lambda: program.press("q"))
        fits(program)


def a_status_is_live():
    with at_terminal("stream", "SPY", "--status", "--port", str(PORT)) as program:
        program.wait_for("Lagged")
        program.wait_for("AUTO")
        program.wait_for("ready")
        leaves(program, lambda: program.press("q"))
        fits(program)


def a_tape_is_live():
    with at_terminal("stream", "SPY", "AAPL", "--events", "trade", "--tail", "4", "--port",
                     str(PORT)) as program:
        program.wait_for("4 of ")
        leaves(program, program.interrupt)
        fits(program)


def watched_positions_are_live():
    for leave in (lambda p: p.press("q"), lambda p: p.interrupt(), lambda p: p.signal(TERMINATE)):
        with at_terminal("positions", "--watch", "--port", str(PORT)) as program:
            program.wait_for("\x1b[?1049h")
            at = program.wait_for("AAPL")
            at = program.wait_for("P/L open +", since=at)
            program.wait_for("AAPL", since=at)
            leaves(program, lambda program=program, leave=leave: leave(program))
            fits(program)


def an_interrupted_question_is_a_no():
    with at_terminal("buy", "1", "SPY", "--limit", "1", "--port", str(PORT)) as program:
        program.wait_for("send it? [y/N]")
        program.interrupt()
        assert program.exit_code() == 3, program.text
        assert "nothing was sent: stopped" in program.text, program.text
        program.check_restored()
    with at_terminal("buy", "1", "SPY", "--limit", "1", "--port", str(PORT)) as program:
        program.wait_for("send it? [y/N]")
        program.press("YES\n")
        assert program.exit_code() == 0, program.text


def who_waits_is_told_and_the_line_goes_away():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, answers nothing
        url = "http://127.0.0.1:%d" % silent.getsockname()[1]
        with at_terminal("accounts", "--url", url, "--json") as quiet, \
                at_terminal("accounts", "--url", url) as program:
            at = program.wait_for("belay: waiting for the broker, 2 s")
            program.wait_for("belay: waiting for the broker, 3 s", since=at)
            program.interrupt()
            assert program.exit_code() != 0
            after = program.text[program.text.rindex("waiting for the broker"):]
            assert "\r\x1b[K" in after and "belay: " in after, program.text
            program.check_restored()
            quiet.interrupt()  # it began first, so it has waited as long
            assert quiet.exit_code() != 0
            assert "waiting" not in quiet.text, quiet.text


def a_console_is_typed_into():
    with at_terminal("dxlink", "console", "--port", str(PORT)) as program:
        program.wait_for("AUTH_STATE")
        program.press("sub Quote SPY\n")
        program.wait_for("      Quote SPY ")
        assert "(token)" in program.text
        leaves(program, lambda: program.press("quit\n"))
        fits(program)


def enter_goes_through_the_demo():
    with at_terminal("demo") as program:
        wait_for_market(program)
        program.press("\r")
        at = program.wait_for("2/4")
        for step in ("3/4", "4/4"):
            at = program.wait_for("Enter: next   q: leave", since=at)
            program.press("\r")
            at = program.wait_for(step, since=at)
        leaves(program, lambda: None)
        shown = COLOUR.sub("", program.text)
        for stop in ("AAPL", "171.81", "SPY", "414.09", "TSLA", "202.70"):
            assert stop in shown, f"{stop} is missing"
        for symbol, trigger in (("AAPL", "171.81"), ("SPY", "414.09"), ("TSLA", "202.70")):
            assert re.search(rf"{symbol} .*{trigger} .*accepted", shown), f"{symbol} at {trigger}"
        widest = max((len(line) for line in shown[at:].replace("\r", "").split("\n")), default=0)
        assert widest <= 80, f"a line of {widest} columns on 80"


def colour_is_there_and_no_color_takes_it_away():
    with at_terminal("demo") as program:
        wait_for_market(program)
        leaves(program, lambda: program.press("q"))
        assert COLOUR.search(program.text), "no colour on a terminal"
    with at_terminal("demo", NO_COLOR="1") as program:
        wait_for_market(program)
        leaves(program, lambda: program.press("q"))
        assert not COLOUR.search(program.text), "colour in spite of NO_COLOR"


def the_demo_speaks_json():
    begun = time.monotonic()
    first_quote = None
    schemas = []
    with subprocess.Popen([BELAY, "demo", "--json"], env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True) as program:
        for line in program.stdout:
            document = json.loads(line)
            schemas.append(document["schema"])
            if first_quote is None and document.get("type") == "Quote":
                first_quote = time.monotonic() - begun
    assert program.returncode == 0, program.returncode
    assert first_quote is not None and first_quote < 10, f"first quote after {first_quote} s"
    for schema in ("belay.positions/1", "belay.stop.audit/1", "belay.stop.apply/1"):
        assert schema in schemas, f"{schema} is missing"


def the_demo_in_a_pipe_is_short_and_plain():
    begun = time.monotonic()
    result = piped("demo")
    took = time.monotonic() - begun
    assert result.returncode == 0, result.stderr
    assert took < 20, f"took {took:.1f} s"
    assert "\x1b" not in result.stdout + result.stderr, "an escape character in a pipe"
    assert "AAPL" in result.stdout


def the_simulator_ends_well():
    for end in (lambda p: p.signal(TERMINATE), lambda p: p.interrupt()):
        with at_terminal("sim", "--port", "0") as program:
            program.wait_for("Ctrl-C ends it")
            leaves(program, lambda program=program, end=end: end(program))


COUNTING_CHILD = """
import signal, sys
count = 0
def interrupted(*_):
    global count
    count += 1
    print("interrupted", count, flush=True)
signal.signal(signal.SIGINT, interrupted)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(40 + count))
print("ready", flush=True)
while True:
    signal.pause()
"""


def an_interrupt_reaches_the_command_of_the_simulator_once():
    with at_terminal("sim", "--quiet", "--", sys.executable, "-c", COUNTING_CHILD) as program:
        program.wait_for("ready")
        program.interrupt()
        at = program.wait_for("interrupted 1")
        program.interrupt()
        program.wait_for("interrupted 2", since=at)
        program.signal(TERMINATE)
        assert program.exit_code() == 42, program.text
        program.check_restored()


def the_live_profile_is_red_even_when_it_fails():
    with at_terminal("--profile", "live", "accounts") as program:
        assert program.exit_code() == 7, program.text
        assert "\x1b[1;97;41m LIVE \x1b[0m" in program.text, program.text
        assert "BELAY_CLIENT_SECRET" in program.text
        program.check_restored()


TESTS = {f.__name__: f for f in (
    q_leaves_the_demo, q_leaves_while_reading, interrupt_leaves_the_demo,
    interrupt_leaves_a_stream, terminate_leaves_a_stream, q_leaves_a_stream,
    q_leaves_a_window_around_the_money, a_status_is_live, a_tape_is_live, watched_positions_are_live,
    an_interrupted_question_is_a_no, who_waits_is_told_and_the_line_goes_away, a_console_is_typed_into,
    enter_goes_through_the_demo, colour_is_there_and_no_color_takes_it_away,
    the_demo_speaks_json, the_demo_in_a_pipe_is_short_and_plain, the_simulator_ends_well,
    an_interrupt_reaches_the_command_of_the_simulator_once,
    the_live_profile_is_red_even_when_it_fails)}


def main():
    global STATE, PORT
    chosen = sys.argv[2:] or list(TESTS)
    with tempfile.TemporaryDirectory() as STATE:
        with Program([BELAY, "sim", "--port", "0", "--json"], columns=2000,
                     environment=environment()) as simulator:
            simulator.wait_for("}\r\n")
            PORT = int(re.search(r'"url":"http://[^:"]+:(\d+)"', simulator.text).group(1))
            for name in chosen:
                TESTS[name]()
                print("ok", name, flush=True)


main()
