#!/usr/bin/env python3
"""docs/reference/endpoints.md from the program's own table. `endpoints_page.py BELAY` writes it; `--check` only compares."""
import json
import pathlib
import subprocess
import sys

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "reference" / "endpoints.md"
HEAD = """# The broker's endpoints

Written by `tools/endpoints_page.py` from the table in `src/proto/rest/endpoints.cpp`. Each has a typed call of `Client` and
`blocking::Client`; those without a command are reached with `belay api METHOD PATH`. The simulator answers every one
(`test/unit/sim/every_endpoint_test.cpp`, `test/integration/every_call_test.cpp`).

| section | endpoint | typed call | command | changes |
|---|---|---|---|---|
"""


def page(belay):
    listed = subprocess.run([belay, "api", "--list", "--json", "--no-log-file"], check=True, capture_output=True, text=True)
    rows = json.loads(listed.stdout)["items"]
    lines = [
        f"| {row['section']} | `{row['method']} {row['path']}` | `{row['call']}` | "
        f"{('`belay ' + row['command'] + '`') if row['command'] else ''} | {'' if row['effects'] == 'reads' else row['effects']} |"
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
