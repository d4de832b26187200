#!/usr/bin/env python3
"""Measures the dxLink clients against dxlink_blaster and prints docs/performance.md's table.

Rounds are interleaved: each round runs every client once, ratios are taken within a round, and the table gives the median of the
rounds with the least and the greatest. Server and client have a core each.
"""

import argparse
import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OURS = "client"
PLAIN_CPU = "feed"  # ours as on a CPU without AVX2
FRAME_SIZES = (1, 10, 100, 1000)
PARTS = ["throughput", "tls", "latency", "symbols", "memory"]
TIMEOUT = 120

Case = collections.namedtuple("Case", "client per_frame fields tls rate symbols quotes table", defaults=(False, 0, 1000, False, 0))


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.TemporaryDirectory()
        self.cores = sorted(os.sched_getaffinity(0))
        self.runs = collections.defaultdict(list)  # Case -> one result per round, None where it failed

    def path(self, name):
        return str(pathlib.Path(self.folder.name) / name)

    def pinned(self, core, command):
        return ["taskset", "-c", str(self.cores[core % len(self.cores)]), *command]

    def certificate(self):
        """A certificate for 127.0.0.1 that is its own authority."""
        if not os.path.exists(self.path("crt")):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                            "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.path("key"), "-out",
                            self.path("crt")], check=True, stderr=subprocess.DEVNULL)
        return self.path("crt"), self.path("key")

    def events(self, case):
        if case.rate:
            return int(case.rate * 5 * self.options.scale)
        slow = 0.15 if case.client == "js" else 1
        return int((6e6 if case.per_frame == 1 else 15e6) * slow * self.options.scale)

    def server(self, case):
        command = [str(self.options.build / "bench/dxlink/dxlink_blaster"), "--events", str(self.events(case)), "--per-frame",
                   str(case.per_frame), "--fields", case.fields, "--symbols", str(case.symbols), "--rate", str(case.rate), "--quiet", "no" if case.quotes else "yes"]
        if case.tls:
            certificate, key = self.certificate()
            command += ["--certificate", certificate, "--key", key]
        return subprocess.Popen(self.pinned(1, command), stdout=subprocess.PIPE, text=True)

    def client(self, case, port):
        if case.client == "js":
            symbols = self.path("symbols.json")
            with open(symbols, "w", encoding="utf8") as file:
                json.dump([f"S{i}" for i in range(case.symbols)], file)
            # Not pinned: its collector has threads of its own.
            return ["node", str(HERE / "js_client.mjs"), str(port), symbols] + (["tls"] if case.tls else [])
        command = [str(self.options.build / "bench/dxlink/dxlink_client"), "--mode", case.client, "--port", str(port), "--events",
                   str(self.events(case)), "--symbols", str(case.symbols), "--types", "quotes" if case.quotes else "all", "--table", str(case.table)]
        return self.pinned(0, command + (["--ca-file", self.certificate()[0]] if case.tls else []))

    def run(self, case):
        server = self.server(case)
        try:
            port = json.loads(server.stdout.readline())["port"]
            environment = dict(os.environ, NODE_TLS_REJECT_UNAUTHORIZED="0", NODE_NO_WARNINGS="1")
            client = subprocess.run(self.client(case, port), capture_output=True, text=True, timeout=TIMEOUT, env=environment,
                                    cwd=self.options.js if case.client == "js" else None, check=False)
            if client.returncode != 0:
                raise RuntimeError(client.stderr.strip() or f"exit code {client.returncode}")
            result = json.loads(client.stdout.splitlines()[-1])
            sent = json.loads(server.stdout.readline())
            counted = case.client != "walk" and not case.quotes
            delivered = result["events"]
            if counted and delivered != sent["events"]:
                raise RuntimeError(f"{delivered} of {sent['events']} events arrived")
            result["rate"] = sent["events"] / result["wall_s"]
            result["cpu_per_mev"] = result["cpu_s"] / sent["events"] * 1e6
            return result
        finally:
            server.kill()
            server.wait()

    def rounds(self, cases):
        for number in range(self.options.rounds):
            for case in cases:
                try:
                    result = self.run(case)
                except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
                    print(f"  {case.client} K={case.per_frame} {case.fields}: {error}", file=sys.stderr)
                    result = None
                self.runs[case].append(result)
                if self.options.verbose:
                    print(json.dumps({"round": number, **case._asdict(), "result": result}), file=sys.stderr)

    # ---- figures --------------------------------------------------------------------------------

    def values(self, case, of):
        return [of(run) for run in self.runs[case] if run]

    def ratios(self, case, other, of):
        pairs = zip(self.runs[case], self.runs[other])
        return [of(mine) / of(theirs) for mine, theirs in pairs if mine and theirs and of(theirs)]

    def differences(self, case, other, of):
        pairs = zip(self.runs[case], self.runs[other])
        return [of(mine) - of(theirs) for mine, theirs in pairs if mine and theirs]


def spread(values, pattern="{:.2f}"):
    """'median [least–greatest]'"""
    if not values:
        return "–"
    form = pattern.format
    return f"{form(statistics.median(values))} [{form(min(values))}–{form(max(values))}]"


VERDICTS = collections.Counter()


def judged(values, bar, at_least=True, pattern="{:.2f}"):
    """The spread, and whether its median reaches the bar."""
    if not values:
        return "–"
    middle = statistics.median(values)
    met = middle >= bar if at_least else middle <= bar
    VERDICTS["met" if met else "missed"] += 1
    return f"{spread(values, pattern)} {'≥' if at_least else '≤'} {bar:g}: {'met' if met else 'MISSED'}"


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def table(*titles):
    print()
    row(*titles)
    row(*["---"] + ["---:"] * (len(titles) - 1))


def rate(run):
    return run["rate"] / 1e6


def cpu(run):
    return run["cpu_per_mev"]


def throughput(bench, clients, sizes):
    kinds = [(k, "lean") for k in sizes] + [(100, "all")]
    bench.rounds([Case(client, k, fields) for k, fields in kinds for client in clients])
    table("million events/s", *[f"K={k} {fields}" for k, fields in kinds])
    for client in clients:
        row(client, *[spread(bench.values(Case(client, *kind), rate)) for kind in kinds])
    table("ratio of events/s, within rounds", *[f"K={k} {fields}" for k, fields in kinds])
    for mine, other in [(OURS, other) for other in clients if other not in (OURS, PLAIN_CPU)] + [(PLAIN_CPU, "walk")]:
        bars = {(OURS, "walk"): lambda k: 1.0, (OURS, "js"): lambda k: 10 if k == 1 else 5, (PLAIN_CPU, "walk"): lambda k: 0.85}
        bar = bars.get((mine, other))
        ratios = [(kind[0], bench.ratios(Case(mine, *kind), Case(other, *kind), rate)) for kind in kinds]
        row(f"{mine} / {other}", *[judged(values, bar(k)) if bar else spread(values) for k, values in ratios])
    table("ratio of CPU per event, within rounds", *[f"K={k} {fields}" for k, fields in kinds])
    for other in clients:
        if other not in (OURS, PLAIN_CPU):
            ratios = [bench.ratios(Case(OURS, *kind), Case(other, *kind), cpu) for kind in kinds]
            row(f"{OURS} / {other}", *[judged(values, 0.2, at_least=False) if other == "js" else spread(values) for values in ratios])
    table("allocations after warm-up", *[f"K={k} {fields}" for k, fields in kinds])
    row("per event", *[spread(bench.values(Case(OURS, *kind), lambda r: r["allocations"] / r["warm_events"]), "{:.6f}") for kind in kinds])
    # A timer or a growing system buffer may allocate once in a run; something per frame would show as 1.
    row("per frame", *[judged(bench.values(Case(OURS, *kind), lambda r, k=kind[0]: r["allocations"] * k / r["warm_events"]), 0.001, False,
                              "{:.5f}") for kind in kinds])


def tls(bench, sizes):
    bench.rounds([Case(OURS, k, "lean", secure) for k in sizes for secure in (False, True)])
    table("TLS", *[f"K={k}" for k in sizes])
    row("CPU-s per million events, plain", *[spread(bench.values(Case(OURS, k, "lean"), cpu), "{:.3f}") for k in sizes])
    row("extra with TLS", *[judged(bench.differences(Case(OURS, k, "lean", True), Case(OURS, k, "lean"), cpu), 0.04 if k == 1 else 0.02,
                                   False, "{:+.3f}") for k in sizes])


def latency(bench, clients, sizes):
    def of(name):
        return lambda run: run["latency_us"][name]

    def case(client, k):
        return Case(client, k, "stamped", rate=100_000)

    bench.rounds([case(client, k) for k in sizes for client in clients])
    table("µs at 100,000 events/s", *[f"{what}, K={k}" for k in sizes for what in ("p50", "windowed p99")])
    for client in clients:
        row(client, *[spread(bench.values(case(client, k), of(what)), "{:.1f}") for k in sizes for what in ("p50", "window_p99")])
    bars = {("decode", "p50", 10): 1.15, ("js", "window_p99", 1): 0.2, ("js", "window_p99", 10): 0.9, ("js", "window_p99", 100): 0.7}
    for other in clients:
        if other == OURS:
            continue
        cells = []
        for k in sizes:
            for what in ("p50", "window_p99"):
                values = bench.ratios(case(OURS, k), case(other, k), of(what))
                bar = bars.get((other, what, k))
                cells.append(judged(values, bar, at_least=False) if bar else spread(values))
        row(f"{OURS} / {other}", *cells)


def many_symbols(bench):
    few, many = (Case(OURS, 100, "lean", symbols=count, quotes=True) for count in (100, 24_000))
    bench.rounds([few, many])
    table("quotes of so many symbols", "100", "24,000", "ratio")
    row("CPU-s per million events", spread(bench.values(few, cpu), "{:.4f}"), spread(bench.values(many, cpu), "{:.4f}"),
        judged(bench.ratios(many, few, cpu), 1.5, at_least=False))
    row("peak memory, MiB", *[spread(bench.values(case, lambda run: run["rss_kb"] / 1024), "{:.1f}") for case in (few, many)], "")


def memory(bench):
    """The whole process against the bytes of what it keeps: last values, and a table that is full."""
    # With the symbol that ends the run they are as many as a session may have.
    case = Case(OURS, 100, "lean", symbols=24_999, quotes=True, table=1_000_000)
    bench.rounds([case])
    table("25,000 quotes, last values, a table of 1 M rows", "MiB of data", "MiB of the process, at most", "ratio")
    row("memory", spread(bench.values(case, lambda run: run["kept_bytes"] / 2**20), "{:.1f}"),
        spread(bench.values(case, lambda run: run["rss_kb"] / 1024), "{:.1f}"),
        judged(bench.values(case, lambda run: run["rss_kb"] * 1024 / run["kept_bytes"]), 1.5, at_least=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="build directory of the release preset")
    parser.add_argument("--js", help="folder with node_modules/@dxfeed/dxlink-api and ws; without it the JS client is left out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="of the usual number of events")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--verbose", action="store_true", help="every run as JSON, on the standard error")
    options = parser.parse_args()
    bench = Bench(options)
    wanted = options.only or PARTS
    js = ["js"] if options.js else []
    if "throughput" in wanted:
        throughput(bench, [OURS, "walk", "decode", PLAIN_CPU, *js], FRAME_SIZES)
    if "tls" in wanted:
        tls(bench, FRAME_SIZES)
    if "latency" in wanted:
        latency(bench, [OURS, "decode", *js], FRAME_SIZES[:3])
    if "symbols" in wanted:
        many_symbols(bench)
    if "memory" in wanted:
        memory(bench)
    print(f"\n{VERDICTS['met']} bars met, {VERDICTS['missed']} missed")
    return 0 if all(all(runs) for runs in bench.runs.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
