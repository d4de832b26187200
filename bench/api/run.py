#!/usr/bin/env python3
"""How many small authenticated GETs a second the simulator answers on one core, under wrk with keep-alive.

usage: rest_throughput.py PATH/TO/belay [SECONDS]

The simulator is pinned to core 0, wrk to core 1. Prints the figure beside the bar; the exit status says whether it was reached.
"""
import json
import re
import shutil
import statistics
import subprocess
import sys
import urllib.request

BAR = 20_000
ROUNDS = 5
TARGETS = ("/customers/me/accounts", "/accounts/5WT00001/positions?symbol=AAPL", "/instruments/equities/AAPL")


def start(program):
    simulator = subprocess.Popen(["taskset", "-c", "0", program, "sim", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    return simulator, json.loads(simulator.stdout.readline())


def sign_in(ready):
    environment = ready["environment"]
    body = {"grant_type": "refresh_token", "refresh_token": environment["BELAY_REFRESH_TOKEN"], "client_secret": environment["BELAY_CLIENT_SECRET"]}
    request = urllib.request.Request(ready["url"] + "/oauth/token", json.dumps(body).encode(), {"Content-Type": "application/json", "User-Agent": "bench/1.0"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


def measure(url, token, seconds):
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Authorization: Bearer {token}", "-H", "User-Agent: bench/1.0", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"not every answer of {url} was good:\n{text}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", text).group(1))


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing; it is Debian's package wrk")
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    simulator, ready = start(sys.argv[1])
    try:
        token = sign_in(ready)
        worst = None
        for target in TARGETS:
            figure = statistics.median(measure(ready["url"] + target, token, seconds) for _ in range(ROUNDS))
            worst = figure if worst is None else min(worst, figure)
            print(f"{target:<45} {figure:>10,.0f} /s   bar {BAR:,}   {'reached' if figure >= BAR else 'MISSED'}")
    finally:
        simulator.terminate()
        simulator.wait()
    return 0 if worst >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
