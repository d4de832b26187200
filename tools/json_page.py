#!/usr/bin/env python3
"""docs/reference/json.md from what the program really prints: `json_page.py BELAY` runs each command against a simulator and
writes the page; `--check` only compares the names of documents and members, which do not depend on the market."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "json.md"
HEAD = """# What --json prints

Written by `tools/json_page.py` from what the program printed. Every document begins with `schema`, `profile` (`sim`, `cert` or `live`)
and `time` (UTC), which are not repeated below. Within a version (`/1`) members are added and never taken away, renamed or given
another type; so read what you know and skip the rest. Members of ours have underscores and are always there, `null` when unknown.
An object of the broker has the broker's own names, with dashes, absent where the broker leaves them out, and unknown ones too; see
[the endpoints](endpoints.md). Money and prices are texts, so that no digit is lost; `number` is a count, a ratio or a price of the
market data feed, where it is a double on the wire.

"""
ORDER = {"time-in-force": "Day", "order-type": "Limit", "price": "500.0", "price-effect": "Debit",
         "legs": [{"instrument-type": "Equity", "symbol": "SPY", "quantity": 1, "action": "Buy to Open"}]}
# What is printed before anything was asked, or by a person at a browser: not run here.
NOT_RUN = {"belay.login/1", "belay.logout/1", "belay.auth.status/1", "belay.auth.where/1", "belay.doctor.bundle/1", "belay.sim/1",
           "belay.frame/1", "belay.gap/1", "belay.replay/1", "belay.backtest/1", "belay.backtest.cancelled/1", "belay.backtest.logs/1",
           "belay.backtest.trade/1", "belay.warrants/1", "belay.alert/1", "belay.alert.removed/1", "belay.watchlist.deleted/1"}
COMMANDS = [
    "accounts", "balances", "positions", "positions --watch --for 1s", "orders", "order show 3412700002", "order history", "order complex",
    "order place ORDER --dry-run", "order place ORDER --yes", "transactions --limit 1", "fees", "net-liq --limit 1", "margin", "status",
    "stop audit", "stop plan", "stop apply --dry-run", "chain SPX --limit 1", "chain SPX --dte 0 --strikes ±1 --flat",
    "chain SPX --dte 0 --strikes =5830 --watch --for 3s", "quote SPY", "stream SPY --events quote --count 1", "stream SPY --status --for 1s",
    "candles SPY --interval 5m --from 2025-01-13 --last 1", "candles SPY --interval 5m --last 1 --follow", "instruments equities SPY",
    "instruments equity-options 'SPXW  250113C05830000'", "instruments futures", "instruments future-products",
    "instruments future-option-products", "instruments future-options './ESH5 EW3F5 250117C5900'", "instruments cryptocurrencies",
    "instruments precisions", "instruments currency-pairs", "search AAPL", "metrics AAPL", "dividends AAPL", "earnings AAPL", "sessions",
    "holidays", "watchlist list", "watchlist show 'Flight school'", "watchlist public", "watchlist pairs", "alert list", "backtest list",
    "backtest dates", "api GET /accounts/5WT00001/balances/USD", "api --list", "doctor", "order show 1",
]


def split(command):
    return [word.strip("'") for word in re.findall(r"'[^']*'|\S+", command)]


def printed(belay, command, order):
    """(schema, document) of everything that the command prints; of what goes on, the beginning."""
    words = [order if word == "ORDER" else word for word in split(command)]
    following = "--follow" in words
    with subprocess.Popen([belay, *words, "--json", "--no-log-file"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as program:
        seen = set()
        for line in program.stdout:
            document = json.loads(line)
            seen.add(document["schema"])
            yield document["schema"], document
            if following and len(seen) == 2:
                program.terminate()


def kind_of(value):
    if isinstance(value, bool):
        return "boolean"
    return {str: "text", int: "number", float: "number", type(None): "null"}.get(type(value), "object")


def members(value, path=""):
    """(path, kind) of every member of ours."""
    for key, inner in value.items():
        name = f"{path}{key}"
        while isinstance(inner, list):
            name, inner = name + "[]", inner[0] if inner else None
            if inner is None:
                break
        if isinstance(inner, dict) and any("-" in k for k in inner) and not any("_" in k for k in inner):
            yield name, "object of the broker"
        elif isinstance(inner, dict) and name.endswith(("answer", "body", "receipt.answer")):
            yield name, "object of the broker"
        elif isinstance(inner, dict) and inner:
            yield from members(inner, name + ".")
        else:
            yield name, "list" if inner is None and name.endswith("[]") else kind_of(inner)


def gather(belay):
    found = {}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as order:
        json.dump(ORDER, order)
        order.flush()
        for command in COMMANDS:
            for schema, document in printed(belay, command, order.name):
                body = {k: v for k, v in document.items() if k not in ("schema", "profile", "time")}
                entry = found.setdefault(schema, {"command": command.replace("ORDER", "FILE"), "members": {}})
                for name, kind in members(body):
                    if entry["members"].get(name, "null") in ("null", "list"):
                        entry["members"][name] = kind
    return found


def page(found):
    lines = []
    for schema, entry in sorted(found.items()):
        lines.append(f"## {schema}\n\n`belay {entry['command']} --json`\n")
        lines += [f"- `{name}`: {'null in this run' if kind == 'null' else kind}" for name, kind in entry["members"].items()]
        lines.append("")
    return HEAD + "\n".join(lines).rstrip() + "\n"


def names(text):
    """Documents and members of a page, without what depends on the moment."""
    return re.findall(r"^(?:## (\S+)|- `([^`]+)`)", text, re.MULTILINE)


def named_in_the_program():
    text = "".join(file.read_text() for file in (ROOT / "app").rglob("*.cpp"))
    return set(re.findall(r'"(belay\.[a-z.-]+/1)"', text)) - {"belay.credentials/1"}


def main():
    belay = os.path.abspath(sys.argv[1])
    if "--inside" not in sys.argv:
        sys.exit(subprocess.run([belay, "sim", "--quiet", "--", sys.executable, __file__, belay, "--inside", *sys.argv[2:]],
                                check=False).returncode)
    found = gather(belay)
    forgotten = named_in_the_program() - set(found) - NOT_RUN
    if forgotten:
        sys.exit(f"no command of tools/json_page.py prints {', '.join(sorted(forgotten))}")
    fresh = page(found)
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif not PAGE.exists() or names(PAGE.read_text()) != names(fresh):
        known, now = set(names(PAGE.read_text() if PAGE.exists() else "")), set(names(fresh))
        sys.exit(f"docs/reference/json.md is out of date (there {known - now}, now {now - known}); "
                 "run: python3 tools/json_page.py build/dev/belay")


if __name__ == "__main__":
    main()
