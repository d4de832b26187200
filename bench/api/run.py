#!/usr/bin/env python3
"""Measures the broker's side of belay: one command as a whole process, a large chain, and the simulator's answers.

Each figure is a median of rounds and stands beside its bar; docs/performance.md explains them. The simulator has core 0, whoever asks it
core 1.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request

TARGETS = ("/customers/me/accounts", "/accounts/5WT00001/positions?symbol=AAPL", "/instruments/equities/AAPL")


class Report:
    def __init__(self):
        self.missed = 0
        print("| measure | median [least–greatest] | bar | |\n| --- | ---: | ---: | --- |")

    def row(self, name, values, bar, at_least, pattern="{:.1f}"):
        middle = statistics.median(values)
        met = middle >= bar if at_least else middle <= bar
        self.missed += not met
        spread = f"{pattern.format(middle)} [{pattern.format(min(values))}–{pattern.format(max(values))}]"
        print(f"| {name} | {spread} | {'≥' if at_least else '≤'} {bar:,} | {'met' if met else 'MISSED'} |", flush=True)


class Simulator:
    def __init__(self, program):
        self.program = program
        self.process = subprocess.Popen(["taskset", "-c", "0", program, "sim", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def environment(self):
        return dict(os.environ, **self.ready["environment"])

    def token(self):
        mine = self.ready["environment"]
        body = {"grant_type": "refresh_token", "refresh_token": mine["BELAY_REFRESH_TOKEN"], "client_secret": mine["BELAY_CLIENT_SECRET"]}
        request = urllib.request.Request(self.ready["url"] + "/oauth/token", json.dumps(body).encode(),
                                         {"Content-Type": "application/json", "User-Agent": "bench/1.0"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["access_token"]


def whole_process(command, environment):
    """Milliseconds from start to end, and the largest resident size in MB, of a command that must succeed."""
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, environment, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return (time.perf_counter() - begun) * 1e3, usage.ru_maxrss / 1024


def positions(report, simulator, rounds):
    command = ["taskset", "-c", "1", simulator.program, "positions"]
    runs = [whole_process(command, simulator.environment()) for _ in range(rounds + 1)][1:]
    report.row("`belay positions`, ms", [run[0] for run in runs], 30, at_least=False)
    report.row("`belay positions`, MB resident", [run[1] for run in runs], 30, at_least=False)


def answers(simulator, target, token, seconds):
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Authorization: Bearer {token}", "-H", "User-Agent: bench/1.0",
               simulator.ready["url"] + target]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"not every answer of {target} was good:\n{text}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", text).group(1))


def throughput(report, simulator, rounds, seconds):
    token = simulator.token()
    for target in TARGETS:
        report.row(f"GET {target}, answers/s of one core", [answers(simulator, target, token, seconds) for _ in range(rounds)], 20_000,
                   at_least=True, pattern="{:,.0f}")


def chain(report, build, rounds):
    ratios, memory = [], []
    for _ in range(rounds):
        text = subprocess.run(["taskset", "-c", "1", str(build / "bench/chain_bench"), "--benchmark_format=json"], check=True,
                              capture_output=True, text=True).stdout
        for figures in json.loads(text)["benchmarks"]:
            if "decode/walk" in figures:
                ratios.append(figures["decode/walk"])
            if "peak/decoded" in figures:
                memory.append(figures["peak/decoded"])
    report.row("chain of 20,000 options: speed, of a simdjson walk", ratios, 0.5, at_least=True, pattern="{:.2f}")
    report.row("chain of 20,000 options: most memory, of the decoded", memory, 2.5, at_least=False, pattern="{:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="build directory of the release preset")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each round of wrk")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing; it is Debian's package wrk")
    report = Report()
    with Simulator(str(options.build / "belay")) as simulator:
        positions(report, simulator, 4 * options.rounds)
        throughput(report, simulator, options.rounds, options.seconds)
    chain(report, options.build, options.rounds)
    print(f"\n{report.missed} bars missed" if report.missed else "\nevery bar is met")
    return 0  # a measurement is no test: what is missed is said above


if __name__ == "__main__":
    sys.exit(main())
