#!/usr/bin/env python3
"""docs/reference/endpoints.md from the program's own table. `endpoints_page.py BELAY` writes it; `--check` only compares."""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "endpoints.md"
ANSWERS = ROOT / "test" / "unit" / "proto" / "rest" / "recorded_answers.hpp"
ANSWER = re.compile(r'\{"([A-Z]+)", "([^"]+)", "([^"]+)"\}')
HEAD = """# The broker's endpoints

Written by `tools/endpoints_page.py` from the table in `src/proto/rest/endpoints.cpp`. Each has a typed call of `Client` and
`blocking::Client`; those without a command are reached with `belay api METHOD PATH`. The simulator answers every one
(`test/unit/sim/every_endpoint_test.cpp`, `test/integration/every_call_test.cpp`).

A fixture is an answer that was recorded, or that the broker documents: below `captures/broker` of the specification, or
`documented/` below `test/data`. Where there is none, the shape is known from the broker's schema or from other clients only.

| section | endpoint | typed call | command | changes | fixture |
|---|---|---|---|---|---|
"""


def fixtures():
    """(method, path) -> the files that show its answer, from the tests' table."""
    found = {}
    for method, path, file in ANSWER.findall(ANSWERS.read_text()):
        found.setdefault((method, path), []).append(file)
    return found


def page(belay):
    listed = subprocess.run([belay, "api", "--list", "--json", "--no-log-file"], check=True, capture_output=True, text=True)
    rows = json.loads(listed.stdout)["items"]
    shown = fixtures()
    lines = [
        f"| {row['section']} | `{row['method']} {row['path']}` | `{row['call']}` | "
        f"{('`belay ' + row['command'] + '`') if row['command'] else ''} | {'' if row['effects'] == 'reads' else row['effects']} | "
        f"{', '.join(f'`{file}`' for file in shown.get((row['method'], row['path']), []))} |"
        for row in rows
    ]
    return HEAD + "\n".join(lines) + "\n"


def main():
    fresh = page(sys.argv[1])
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text() != fresh:
            sys.exit("docs/reference/endpoints.md is out of date; run: python3 tools/endpoints_page.py build/dev/belay")
        return
    PAGE.write_text(fresh)


if __name__ == "__main__":
    main()
