"""The program as another program meets it: documents and exit codes, against a simulator.
Usage: cli_test.py BELAY. Starts itself again under `belay sim --quiet -- …`. Standard library only.
"""

import json
import os
import subprocess
import sys
import tempfile

BELAY = os.path.abspath(sys.argv[1])
REAL = ("BELAY_CLIENT_SECRET", "BELAY_REFRESH_TOKEN", "BELAY_URL", "BELAY_PROFILE")
OK, USAGE, PARTLY, BLOCKED, NO_CONNECTION, CREDENTIALS = 0, 1, 3, 4, 6, 7


def run(*arguments, without=()):
    environment = {k: v for k, v in os.environ.items() if k not in without}
    return subprocess.run([BELAY, *arguments], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=50, text=True,
                          check=False)


def check(result, code):
    assert result.returncode == code, (
        f"{' '.join(result.args[1:])}: exit code {result.returncode}, expected {code}\n"
        f"{result.stdout}\n{result.stderr}")
    assert "\x1b" not in result.stdout + result.stderr, "an escape character in a pipe"
    return result


def document(*arguments, schema, code=OK):
    result = check(run(*arguments, "--json"), code)
    parsed = json.loads(result.stdout)
    assert parsed["schema"] == schema, parsed["schema"]
    assert parsed["profile"] == "sim" and parsed["time"].endswith("Z")
    return parsed


def every_reading_command_has_its_document():
    assert document("accounts", schema="belay.accounts/1")["items"]
    assert document("balances", schema="belay.balances/1")["items"]
    positions = document("positions", schema="belay.positions/1")["items"]
    assert {"AAPL", "SPY", "TSLA"} <= {p["position"]["symbol"] for p in positions}
    assert "SPXW  250113P05800000" in {p["position"]["symbol"] for p in positions}, \
        "JSON keeps the broker's symbol"
    assert document("orders", schema="belay.orders/1")["items"]
    chain = document("chain", "SPX", "--dte", "0", schema="belay.chain/1")["items"]
    assert [len(c["expirations"]) for c in chain] == [1], "one root expires today"


def stops_are_audited_and_planned():
    audited = document("stop", "audit", schema="belay.stop.audit/1")["positions"]
    assert {c["symbol"]: c["coverage"] for c in audited}["AAPL"] == "partial"
    planned = document("stop", "plan", schema="belay.stop.plan/1", code=PARTLY)["items"]
    triggers = {d["symbol"]: d["trigger"] for d in planned}
    assert (triggers["AAPL"], triggers["SPY"], triggers["TSLA"]) == ("171.81", "414.09", "202.70")
    missing = run("stop", "audit", "--only", "NOPE")
    check(missing, PARTLY)
    assert "NOPE" in missing.stderr


def asking_twice_is_asking_once():
    def identifiers():
        items = document("stop", "apply", "--dry-run", schema="belay.stop.apply/1",
                         code=PARTLY)["items"]
        assert items and all(i["outcome"] == "accepted" for i in items), items
        return [(i["decision"]["symbol"], i["decision"]["trigger"], i["decision"]["quantity"],
                 i["decision"]["external_identifier"]) for i in items]

    def ids_of_orders():
        items = document("orders", "--all", schema="belay.orders/1")["items"]
        return sorted((str(o["order"]["id"]), o["order"]["status"]) for o in items)

    orders = ids_of_orders()
    first = identifiers()
    assert all(identifier for *_, identifier in first)
    assert identifiers() == first, "the same plan has the same identifiers"
    assert ids_of_orders() == orders, "a dry run leaves no order"


def a_stream_is_lines_of_events():
    result = check(run("stream", "SPY", "--count", "3", "--json"), OK)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(events) == 3
    assert all(e["schema"] == "belay.event/1" and e["eventSymbol"] == "SPY" for e in events)
    table = check(run("stream", "SPY", "--count", "3", "--table", "--width", "80"), OK).stdout
    assert "Age" in table and table.count("SPY") == 1, table


def what_cannot_be_done_says_why():
    real = check(run("--profile", "live", "accounts", without=REAL), CREDENTIALS)
    assert "BELAY_CLIENT_SECRET" in real.stderr and "LIVE" in real.stderr, real.stderr
    unknown = check(run("balances", "--account", "NOPE"), USAGE)
    number = document("accounts", schema="belay.accounts/1")["items"][0]["account-number"]
    assert "NOPE" in unknown.stderr and number in unknown.stderr, unknown.stderr
    nobody = check(run("accounts", "--port", "1"), NO_CONNECTION)
    assert "belay sim" in nobody.stderr, nobody.stderr
    unsent = check(run("stop", "apply"), BLOCKED)
    assert "--dry-run" in unsent.stderr, unsent.stderr
    check(run("accounts", "--no-such-flag"), USAGE)


def failures_are_documents_too():
    for arguments, code in ((("stop", "apply"), BLOCKED), (("accounts", "--port", "1"),
                                                           NO_CONNECTION)):
        failed = json.loads(check(run(*arguments, "--json"), code).stdout)
        assert failed["schema"] == "belay.error/1" and failed["exit_code"] == code, failed


def main():
    if len(sys.argv) == 2:
        with tempfile.TemporaryDirectory() as state:
            environment = {k: v for k, v in os.environ.items() if not k.startswith("BELAY_")}
            command = [BELAY, "sim", "--quiet", "--", sys.executable, __file__, BELAY, "inside"]
            sys.exit(subprocess.run(command, env=environment | {"XDG_STATE_HOME": state},
                                    check=False, timeout=110).returncode)
    for test in (every_reading_command_has_its_document, stops_are_audited_and_planned,
                 asking_twice_is_asking_once, a_stream_is_lines_of_events,
                 what_cannot_be_done_says_why, failures_are_documents_too):
        test()
        print("ok", test.__name__, flush=True)


main()
