"""The program as another program meets it: documents and exit codes, against a simulator.
Usage: cli_test.py BELAY. Starts itself again under `belay sim --quiet -- …`. Standard library only.
"""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

BELAY = os.path.abspath(sys.argv[1])
REAL = ("BELAY_CLIENT_SECRET", "BELAY_REFRESH_TOKEN", "BELAY_URL", "BELAY_PROFILE")
OK, USAGE, REJECTED, PARTLY, BLOCKED, NO_CONNECTION, CREDENTIALS = 0, 1, 2, 3, 4, 6, 7


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


def a_chain_is_joined_with_the_market():
    for _ in range(5):  # a busy machine may not have told everything when the look was over
        chain = document("chain", "SPX", "--dte", "0", "--strikes", "±3", "--quotes",
                         schema="belay.chain/1")
        quotes = chain["quotes"]
        if all(q["bid"] and q["iv"] and q["delta"] is not None for q in quotes):
            break
    assert 12 <= len(quotes) <= 14 and chain["spot"], chain
    assert all(float(q["bid"]) < float(q["ask"]) and q["iv"] > 0 and abs(q["delta"]) <= 1
               for q in quotes), quotes
    assert {q["streamer_symbol"] for q in quotes} == {
        s[side] for s in chain["items"][0]["expirations"][0]["strikes"]
        for side in ("call-streamer-symbol", "put-streamer-symbol")}
    for _ in range(5):
        table = check(run("chain", "SPX", "--dte", "0", "--strikes", "5830,5835", "--quotes",
                          "--width", "80"), OK).stdout
        if "—" not in table:
            break
    lines = table.splitlines()
    assert lines[1].split()[-2:] == ["settles", "PM"] and len(lines) == 5, table
    assert lines[2].split() == ["C", "Bid", "C", "Ask", "C", "IV", "C", "Delta", "Strike", "P",
                                "Bid", "P", "Ask", "P", "IV", "P", "Delta"], table
    assert "—" not in table and "%" in lines[3], table


def a_chain_goes_on_and_is_a_line_per_change():
    asked = ("chain", "SPX", "--dte", "0", "--strikes", "±2", "--watch", "--for", "4s")
    items = [json.loads(line) for line in check(run(*asked, "--json"), OK).stdout.splitlines()]
    assert all(i["schema"] == "belay.chain.option/1" for i in items)
    symbols = {i["item"]["symbol"] for i in items}
    assert 8 <= len(symbols) <= 10 and len(items) > len(symbols), items
    assert any(i["item"]["bid"] for i in items), items
    table = list(csv.reader(check(run(*asked, "--csv", "--columns", "symbol,bid,ask"),
                                  OK).stdout.splitlines()))
    assert table[0] == ["time", "symbol", "bid", "ask"] and len(table) > 8, table
    assert "no column 'moon'" in check(run(*asked, "--columns", "moon"), USAGE).stderr


def a_futures_chain_is_one_per_contract():
    chains = document("chain", "/ES", schema="belay.chain/1")["items"]
    contracts = [c["underlying-symbol"] for c in chains]
    assert len(contracts) > 1 and all(c.startswith("/ES") for c in contracts), contracts
    first = chains[0]["expirations"][0]
    assert first["strikes"] and first["option-contract-symbol"], first
    check(run("chain", "/ES", "--strikes", "±2"), USAGE)
    near = document("chain", contracts[0], "--limit", "1", "--strikes", "±2",
                    schema="belay.chain/1")
    assert near["spot"] and len(near["items"][0]["expirations"][0]["strikes"]) in (4, 5), near
    gone = run("chain", "/ESF9")
    check(gone, REJECTED)
    assert "belay chain /ES shows" in gone.stderr, gone.stderr


def a_document_is_not_comma_separated():
    for command in (("accounts",), ("chain", "SPX"), ("watchlist", "list"), ("stream", "SPY")):
        refused = run(*command, "--csv", "--json")
        check(refused, USAGE)
    for command in (("sessions", "--next"), ("margin", "--rate"), ("fees",), ("stop", "audit")):
        assert check(run(*command, "--csv"), OK).stdout.count("\n") > 1, command
        check(run(*command, "--columns", "moon"), USAGE)


def balances_were_something_at_the_end_of_a_day():
    past = document("balances", "--at", "2025-01-10", schema="belay.balances/1")["items"]
    assert [b["snapshot-date"] for b in past] == ["2025-01-10"] * len(past) and past, past
    check(run("balances", "--at", "2025-02-03"), REJECTED)  # is to come
    check(run("balances", "--at", "2025-01-11"), REJECTED)  # a Saturday


def drift_is_told_to_who_wants_more():
    with tempfile.NamedTemporaryFile("w") as chaos:
        chaos.write("rest add on GET /accounts\n")
        chaos.flush()
        told = check(run("sim", "--quiet", "--chaos", chaos.name, "--", BELAY, "--verbose",
                         "--no-log-file", "balances"), OK).stderr
        assert re.search(r"^belay: drift: [1-9]\d* unknown members.*sim-unheard-of", told, re.MULTILINE), told
        quiet = check(run("sim", "--quiet", "--chaos", chaos.name, "--", BELAY, "balances"), OK)
        assert "drift" not in quiet.stderr, quiet.stderr
    assert "drift:" not in check(run("--verbose", "balances"), OK).stderr


def an_order_in_a_file_has_a_margin():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(json.dumps({"time-in-force": "Day", "order-type": "Limit", "price": "600.0",
                               "price-effect": "Debit", "source": "mine", "legs": [
                                   {"instrument-type": "Equity", "symbol": "SPY", "quantity": 1,
                                    "action": "Buy to Open"}]}))
        file.flush()
        would = document("margin", "--file", file.name, schema="belay.margin/1")["item"]
    assert would, would


def a_chain_has_several_roots_and_is_narrowed():
    both = document("chain", "SPX", "--exp", "2025-01-17", "--strikes", "=5825",
                    schema="belay.chain/1")["items"]
    settled = {c["root-symbol"]: c["expirations"][0]["settlement-type"] for c in both}
    assert settled == {"SPX": "AM", "SPXW": "PM"}, settled
    monthly = document("chain", "SPX", "--monthly", schema="belay.chain/1")["items"]
    assert [c["root-symbol"] for c in monthly] == ["SPX"], monthly
    flat = document("chain", "SPX", "--flat", "--root", "SPXW", "--right", "put", "--strikes",
                    "5800..", "--limit", "3", schema="belay.chain.options/1")["items"]
    assert [(o["strike"], o["right"]) for o in flat] == [("5800.0", "put"), ("5805.0", "put"),
                                                         ("5810.0", "put")], flat
    rows = list(csv.reader(check(run("chain", "SPX", "--dte", "0", "--strikes", "=5830", "--csv",
                                     "--columns", "root,strike,right,bid,ask"),
                                 OK).stdout.splitlines()))
    assert rows[0] == ["root", "strike", "right", "bid", "ask"] and len(rows) == 3, rows
    assert all(float(bid) < float(ask) for *_, bid, ask in rows[1:]), rows
    missing = check(run("chain", "SPX", "--dte", "0", "--strikes", "5830,5831"), OK)
    assert "no expiration shown has the strike 5831;" in missing.stderr, missing.stderr
    unclear = check(run("chain", "SPX", "--strikes", "5830"), USAGE)
    assert "=5830" in unclear.stderr, unclear.stderr


TABLES = (("accounts",), ("balances",), ("positions",), ("orders", "--all"), ("chain", "SPX"),
          ("chain", "SPX", "--dte", "0"), ("chain", "SPX", "--flat"), ("quote", "SPY"),
          ("positions", "--watch"))


def every_table_takes_columns_and_refuses_unknown_ones():
    for table in TABLES:
        refused = check(run(*table, "--columns", "moon"), USAGE)
        assert "no column 'moon'; there are " in refused.stderr, (table, refused.stderr)
        assert refused.stdout == "", (table, refused.stdout)
    lines = check(run("orders", "--all", "--columns", "id,symbol,price-effect"), OK).stdout
    assert lines.splitlines()[1].split() == ["Id", "Symbol", "Price", "effect"], lines
    rows = list(csv.reader(check(run("positions", "--csv", "--columns",
                                     "symbol,mark,pl-open,multiplier"), OK).stdout.splitlines()))
    assert rows[0] == ["symbol", "mark", "pl-open", "multiplier"] and len(rows) == 8, rows
    assert all(float(mark) > 0 for _, mark, *_ in rows[1:]), rows
    for table in (("accounts",), ("balances",), ("transactions", "--limit", "3")):
        assert len(list(csv.reader(check(run(*table, "--csv"), OK).stdout.splitlines()))) >= 2


def positions_are_marked_by_request_or_by_the_stream():
    for how in ((), ("--live",)):
        items = document("positions", *how, schema="belay.positions/1")["items"]
        assert all(i["mark"] and i["bid"] and i["ask"] and i["gain_open"] and i["gain_day"]
                   for i in items), items
    bare = document("positions", "--no-marks", schema="belay.positions/1")["items"]
    assert all(i["bid"] is None for i in bare), bare


def watched_positions_are_a_line_per_change():
    lines = check(run("positions", "--watch", "--for", "4s", "--json"), OK).stdout.splitlines()
    items = [json.loads(line) for line in lines]
    assert len(items) > 7, len(items)
    assert all(i["schema"] == "belay.position/1" for i in items)
    marks = [i["item"]["mark"] for i in items if i["item"]["position"]["symbol"] == "SPY"]
    assert len(marks) > 1 and len(set(marks)) > 1, marks
    plain = check(run("positions", "--watch", "--for", "1s", "--columns", "symbol,mark,pl-open"),
                  OK).stdout
    assert re.search(r"EST  symbol AAPL  mark \d+\.\d+  pl-open [+−-]?[\d,.]+$", plain, re.MULTILINE), plain
    table = list(csv.reader(check(run("positions", "--watch", "--for", "1s", "--csv"),
                                  OK).stdout.splitlines()))
    assert table[0][:3] == ["time", "symbol", "qty"] and len(table) > 7, table
    assert {len(row) for row in table} == {len(table[0])}, table


def watched_positions_follow_orders_and_end_well():
    with subprocess.Popen([BELAY, "positions", "--watch", "--json", "--for", "40s"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as program:
        quantities = []
        for line in program.stdout:
            item = json.loads(line)["item"]["position"]
            if item["symbol"] != "NVDA":
                continue
            if not quantities:
                check(run("close", "NVDA", "--quantity", "2", "--yes"), OK)
            quantities.append(float(item["quantity"]))
            if quantities[-1] == 8.5:
                break
        program.send_signal(signal.SIGINT)
        program.stdout.read()
    assert quantities and quantities[-1] == 8.5, f"the fill did not show in 40 s: {quantities}"
    assert program.returncode == OK, program.returncode


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


def orders_that_would_do_something_else_are_not_sent():
    def orders():
        return len(document("orders", "--all", schema="belay.orders/1")["items"])

    before = orders()
    through = check(run("close", "AAPL", "--stop", "999", "--yes"), BLOCKED)
    assert "would not wait" in through.stderr, through.stderr
    check(run("close", "AAPL", "--stop", "999", "--dry-run"), BLOCKED)
    unknown = check(run("close", "NOPE", "--yes"), BLOCKED)
    assert "holds no 'NOPE'" in unknown.stderr, unknown.stderr
    assert orders() == before, "nothing was sent"
    sent = document("close", "AAPL", "--stop", "1", "--quantity", "1", "--tif", "gtc", "--yes",
                    schema="belay.order.sent/1")
    assert sent["answer"]["order"]["stop-trigger"] == "1.0", sent
    assert orders() == before + 1


def markets_have_holidays_and_next_sessions():
    for arguments in (("holidays",), ("holidays", "--exchange", "CME"), ("sessions", "--next"),
                      ("sessions", "--previous", "--exchange", "CME")):
        assert json.loads(check(run(*arguments, "--json"), OK).stdout)


def a_backtest_is_asked_of_the_simulator_that_is_named():
    port = os.environ["BELAY_URL"].rsplit(":", 1)[1].rstrip("/")
    check(run("backtest", "list", "--port", port, without=("BELAY_URL",)), OK)
    check(run("backtest", "list", without=("BELAY_URL",)), OK)


def a_stream_is_lines_of_events():
    result = check(run("stream", "SPY", "--count", "3", "--json"), OK)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(events) == 3
    assert all(e["schema"] == "belay.event/1" and e["eventSymbol"] == "SPY" for e in events)
    table = check(run("stream", "SPY", "--count", "3", "--table", "--width", "80"), OK).stdout
    assert "Age" in table and table.count("SPY") == 1, table


def a_stream_is_comma_separated_values():
    result = check(run("stream", "SPY", "--events", "quote,trade", "--count", "5", "--csv"), OK)
    rows = list(csv.reader(result.stdout.splitlines()))
    assert rows[0][:4] == ["type", "symbol", "exchangeTime", "received"], rows[0]
    assert {"bidPrice", "dayVolume"} <= set(rows[0])
    assert len(rows) == 6 and {len(row) for row in rows} == {len(rows[0])}
    assert all(row[0] in ("Quote", "Trade") and row[1] == "SPY" for row in rows[1:])


def a_stream_ends_with_the_rows_that_were_asked_for():
    lines = check(run("stream", "SPY", "AAPL", "--events", "quote", "--count", "12", "--sort",
                      "bidPrice:desc", "--head", "3", "--json"), OK).stdout.splitlines()
    bids = [json.loads(line)["bidPrice"] for line in lines]
    assert len(bids) == 3 and bids == sorted(bids, reverse=True), bids
    table = check(run("stream", "SPY", "AAPL", "--events", "quote", "--count", "12", "--tail", "4",
                      "--filter", "AAPL", "--width", "80"), OK).stdout
    assert "Quote  " in table and "AAPL" in table and "SPY" not in table, table
    assert max(len(line) for line in table.splitlines()) <= 80, table
    unknown = check(run("stream", "SPY", "--sort", "moon"), USAGE)
    assert "no such column" in unknown.stderr, unknown.stderr


def nobody_is_asked_for_what_there_is_not():
    greeks = run("stream", "SPY", ".SPXW250113C5830", "--events", "greeks", "--count", "1")
    assert check(greeks, OK).stderr.count("\n") == 1, greeks.stderr
    assert "there is no Greeks of SPY (a stock)" in greeks.stderr, greeks.stderr
    nothing = check(run("stream", "SPY", "--events", "greeks"), USAGE)
    assert "nothing is left to ask for" in nothing.stderr, nothing.stderr


def a_window_holds_the_money_and_what_is_held():
    seen = set()
    command = [BELAY, "stream", "--window", "SPX dte=0 strikes=+-2 right=both", "--events",
               "quote", "--json"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True) as program:
        for line in program.stdout:  # ends when all are there, or with the test's time
            seen.add(json.loads(line)["eventSymbol"])
            options = {s for s in seen if s.startswith(".SPXW250113")}
            if ".SPXW250113P5800" in seen and len(options) >= 11:
                break
        program.terminate()
    strikes = {s[12:] for s in options if s != ".SPXW250113P5800"}
    assert all(int(strike) % 5 == 0 for strike in strikes) and len(strikes) >= 5, strikes
    bad = check(run("stream", "--window", "SPX strikes=ten"), USAGE)
    assert "strikes=ten" in bad.stderr and "strikes=±10" in bad.stderr, bad.stderr
    check(run("stream", "--window", "SPX dte=999"), REJECTED)


def a_feed_tells_how_it_is_doing():
    status = document("stream", "SPY", "NVDA", "--status", "--count", "4",
                      schema="belay.stream.status/1")
    assert status["state"] == "ready", status
    assert [c["subscriptions"] for c in status["channels"] if c["contract"] == "AUTO"] == [4]
    assert {q["type"] for q in status["queues"]} == {"Quote", "Trade"}
    assert {s["symbol"] for s in status["symbols"]} == {"SPY", "NVDA"}
    table = check(run("stream", "SPY", "--status", "--count", "2", "--width", "80"), OK).stdout
    assert "AUTO" in table and "Lagged" in table, table


def a_console_shows_frames_both_ways_and_no_secret():
    frames = []
    with subprocess.Popen([BELAY, "dxlink", "console", "--json"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as program:
        program.stdin.write("sub Quote SPY\n")
        program.stdin.flush()
        for line in program.stdout:
            frames.append(json.loads(line))
            if frames[-1]["events"]:
                program.stdin.write("quit\n")
                program.stdin.flush()
                break
        program.stdout.read()
    assert program.returncode == OK, program.returncode
    assert all(f["schema"] == "belay.frame/1" for f in frames)
    said = [f["type"] for f in frames if f["direction"] == "sent"]
    assert said == ["SETUP", "AUTH", "CHANNEL_REQUEST", "FEED_SETUP", "FEED_SUBSCRIPTION"], said
    login = next(f for f in frames if f["type"] == "AUTH")
    assert json.loads(login["raw"])["token"] == "(token)", login
    assert frames[-1]["type"] == "FEED_DATA" and frames[-1]["channel"] == 1
    assert frames[-1]["events"][0]["eventSymbol"] == "SPY"


def a_console_reads_a_file_to_its_end():
    with tempfile.TemporaryFile("w+") as script:
        script.write("# candles and nonsense\nbuy SPY\nclose 7\n")
        script.seek(0)
        result = subprocess.run([BELAY, "dxlink", "console", "--for", "1s"], stdin=script,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=50,
                                text=True, check=False)
    check(result, OK)
    assert "CHANNEL_CANCEL" in result.stdout, result.stdout
    assert "'buy SPY' is neither" in result.stderr, result.stderr


def candles_are_bars_of_the_past():
    [series] = document("candles", "SPX", "--interval", "5m", "--from", "2025-01-10",
                        schema="belay.candles/1")["series"]
    assert (series["symbol"], series["interval"], series["snipped"]) == ("SPX{=5m}", "5m", False)
    bars = [i for i in series["items"] if i["kind"] == "bar"]
    assert bars[0]["time"] == "2025-01-10T14:30:00.000Z" and len(bars) >= 78 + 13, len(bars)
    assert all(b["low"] <= min(b["open"], b["close"]) for b in bars)
    assert all(b["final"] for b in bars[:-1])
    table = check(run("candles", "SPX", "--interval", "d", "--from", "2025-01-06", "--to",
                      "2025-01-10", "--width", "80"), OK).stdout
    assert "2025-01-08" in table and "2025-01-09" not in table, table  # a day of mourning
    lines = check(run("candles", "SPY", "BTC/USD:CXTALP", "--interval", "h", "--last", "3",
                      "--tho", "--csv"), OK).stdout.splitlines()
    assert lines[0].startswith("symbol,time,open") and len(lines) == 7, lines
    cut = check(run("candles", "SPX", "--interval", "5m", "--from", "2024-01-10"), OK).stdout
    assert "older than the service gives" in cut, cut[:600]


def candles_that_cannot_be_are_refused():
    for arguments, word in ((("--interval", "5x"), "interval"), (("--from", "soon"), "--from"),
                            (("--price", "best"), "price"), (("--from", "2035-01-01"), "future")):
        refused = check(run("candles", "SPX", *arguments), USAGE)
        assert word in refused.stderr, refused.stderr
    many = check(run("candles", *["SPX"] * 101), USAGE)
    assert "100" in many.stderr, many.stderr


def what_cannot_be_done_says_why():
    directory = check(run("dxlink", "replay", os.path.dirname(__file__)), USAGE)
    assert "is a directory" in directory.stderr, directory.stderr
    real = check(run("--profile", "live", "accounts", without=REAL), CREDENTIALS)
    assert "BELAY_CLIENT_SECRET" in real.stderr and "LIVE" in real.stderr, real.stderr
    unknown = check(run("balances", "--account", "NOPE"), USAGE)
    number = document("accounts", schema="belay.accounts/1")["items"][0]["account-number"]
    assert "NOPE" in unknown.stderr and "…" + number[-4:] in unknown.stderr, unknown.stderr
    assert number not in unknown.stderr, "an error is logged: it never holds an account number"
    nobody = check(run("accounts", "--port", "1"), NO_CONNECTION)
    assert "belay sim" in nobody.stderr, nobody.stderr
    unsent = check(run("stop", "apply"), BLOCKED)
    assert "--dry-run" in unsent.stderr, unsent.stderr
    check(run("accounts", "--no-such-flag"), USAGE)


def a_simulator_logs_as_one_whatever_the_profile():
    for arguments in (("sim", "--quiet", "--", "true"), ("demo", "--for", "100ms")):
        with tempfile.TemporaryDirectory() as state:
            environment = os.environ | {"BELAY_PROFILE": "live", "XDG_STATE_HOME": state}
            subprocess.run([BELAY, *arguments], env=environment, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, timeout=50, check=True)
            logs = os.listdir(os.path.join(state, "belay"))
            assert logs and all(name.startswith("dev_") for name in logs), logs
            for name in logs:
                with open(os.path.join(state, "belay", name), encoding="utf-8") as log:
                    lines = log.read().splitlines()
                assert lines and all(line.split()[2] == "sim" for line in lines), lines


COUNTING_CHILD = """
import signal, sys
count = 0
def interrupted(*_):
    global count
    count += 1
    print("interrupted", count, flush=True)
    if count == 2:
        sys.exit(42)
signal.signal(signal.SIGINT, interrupted)
print("ready", flush=True)
while True:
    signal.pause()
"""


def a_signal_sent_to_the_simulator_reaches_its_command():
    command = [BELAY, "sim", "--quiet", "--", sys.executable, "-c", COUNTING_CHILD]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          start_new_session=True) as program:
        assert program.stdout.readline() == "ready\n"
        for count in (1, 2):
            program.send_signal(signal.SIGINT)
            assert program.stdout.readline() == f"interrupted {count}\n"
        assert program.wait(timeout=50) == 42
    command[-1] = "print('ready', flush=True); import signal; signal.pause()"
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          start_new_session=True) as program:
        assert program.stdout.readline() == "ready\n"
        program.terminate()
        assert program.wait(timeout=50) == 128 + signal.SIGTERM


# What a market order of one share was filled at, by a client that knows nothing of belay.
BUY_A_SHARE = """
import json, os, urllib.request
base = os.environ["BELAY_URL"]
def ask(method, path, body=None, token=None):
    headers = {"User-Agent": "test/1.0", "Content-Type": "application/json"}
    if token: headers["Authorization"] = "Bearer " + token
    request = urllib.request.Request(base + path, json.dumps(body).encode() if body else None, headers, method=method)
    return json.load(urllib.request.urlopen(request, timeout=20))
grant = {"grant_type": "refresh_token", "client_secret": os.environ["BELAY_CLIENT_SECRET"],
         "refresh_token": os.environ["BELAY_REFRESH_TOKEN"]}
granted = ask("POST", "/oauth/token", grant)
token = granted["access_token"]
order = {"order-type": "Market", "time-in-force": "Day",
         "legs": [{"instrument-type": "Equity", "symbol": "SPY", "action": "Buy to Open", "quantity": 1}]}
placed = ask("POST", "/accounts/5WT00001/orders", order, token)["data"]["order"]
while placed["status"] != "Filled":
    placed = ask("GET", f"/accounts/5WT00001/orders/{placed['id']}", token=token)["data"]
print(granted.get("scope"), placed["legs"][0]["fills"][0]["fill-price"])
"""


def settings_of_a_simulator_need_no_file():
    command = [BELAY, "sim", "--quiet", "--no-log-file", "--set", "fills=legacy-cert", "--set", "tell-scope", "--",
               sys.executable, "-c", BUY_A_SHARE]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=50, check=False)
    assert result.stdout == "read trade openid 1.0\n", result.stdout + result.stderr
    wrong = check(run("sim", "--set", "fills=sometimes", "--", "true"), USAGE)
    assert "`sometimes` is no value of fills; write fills quotes|legacy-cert" in wrong.stderr, wrong.stderr
    unknown = check(run("sim", "--set", "colour=blue", "--", "true"), USAGE)
    assert "there is no setting `colour`; known are" in unknown.stderr, unknown.stderr
    with tempfile.NamedTemporaryFile("w", suffix=".chaos") as file:
        file.write("rest explode\n")
        file.flush()
        unreadable = check(run("sim", "--chaos", file.name, "--", "true"), USAGE)
    assert ".chaos:1: `explode` is no fault; known are" in unreadable.stderr, unreadable.stderr


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
    for test in (every_reading_command_has_its_document, a_chain_is_joined_with_the_market,
                 a_chain_goes_on_and_is_a_line_per_change, a_futures_chain_is_one_per_contract,
                 a_document_is_not_comma_separated, balances_were_something_at_the_end_of_a_day,
                 an_order_in_a_file_has_a_margin, drift_is_told_to_who_wants_more, a_chain_has_several_roots_and_is_narrowed,
                 every_table_takes_columns_and_refuses_unknown_ones,
                 positions_are_marked_by_request_or_by_the_stream,
                 watched_positions_are_a_line_per_change,
                 watched_positions_follow_orders_and_end_well, stops_are_audited_and_planned,
                 asking_twice_is_asking_once, orders_that_would_do_something_else_are_not_sent,
                 markets_have_holidays_and_next_sessions,
                 a_backtest_is_asked_of_the_simulator_that_is_named, a_stream_is_lines_of_events,
                 a_stream_is_comma_separated_values,
                 a_stream_ends_with_the_rows_that_were_asked_for,
                 candles_are_bars_of_the_past, candles_that_cannot_be_are_refused,
                 nobody_is_asked_for_what_there_is_not, a_window_holds_the_money_and_what_is_held,
                 a_feed_tells_how_it_is_doing, a_console_shows_frames_both_ways_and_no_secret,
                 a_console_reads_a_file_to_its_end,
                 what_cannot_be_done_says_why, failures_are_documents_too,
                 a_simulator_logs_as_one_whatever_the_profile, settings_of_a_simulator_need_no_file,
                 a_signal_sent_to_the_simulator_reaches_its_command):
        test()
        print("ok", test.__name__, flush=True)


main()
