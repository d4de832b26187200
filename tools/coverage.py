#!/usr/bin/env python3
"""Which points of the dxLink conformance checklist have a test: written into docs/coverage.md between its markers.
`--check` writes nothing and fails when the page is out of date."""
import re
import sys

from cpp_text import files, finish, root_from_arguments

POINTS = [f"C-{n}" for n in range(1, 56)] + [f"S-{n}" for n in range(1, 51)]
POINT = re.compile(r"(?<![\w-])([CS]-\d+)(?![\w-])")
SHOWS = re.compile(r"^# shows: (.*)$", re.MULTILINE)
BEGIN, END = "<!-- coverage: written by tools/coverage.py -->\n", "<!-- end of coverage -->\n"


def evidence(root):
    """point -> names of the tests that say they show it"""
    shown = {point: [] for point in POINTS}
    for path in files(root, "test/*.txt", "test/*.cpp"):
        text = (root / path).read_text()
        named = " ".join(SHOWS.findall(text)) if path.suffix == ".txt" else text
        for point in sorted(set(POINT.findall(named)) & set(POINTS)):
            shown[point].append(path.stem)
    return shown


def table(shown):
    covered = [point for point in POINTS if shown[point]]
    lines = [f"{len(covered)} of {len(POINTS)} points have a test.", "", "| point | shown by |", "|---|---|"]
    lines += [f"| {point} | {', '.join(shown[point])} |" for point in covered]
    missing = [point for point in POINTS if not shown[point]]
    lines += ["", f"No test names these yet: {', '.join(missing) or 'none'}."]
    return "\n".join(lines) + "\n"


def main():
    root = root_from_arguments()
    page = root / "docs" / "coverage.md"
    text = page.read_text()
    head, rest = text.split(BEGIN)
    fresh = head + BEGIN + table(evidence(root)) + END + rest.split(END)[1]
    if "--check" in sys.argv:
        finish([] if fresh == text else ["docs/coverage.md is out of date; run: python3 tools/coverage.py"])
    page.write_text(fresh)


if __name__ == "__main__":
    main()
