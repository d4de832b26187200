#!/usr/bin/env python3
"""No path of somebody's machine, no registry host and no note-to-self in the tree. A line that must hold one says why:
`words: reason`. Silent when all is well."""
import re

from cpp_text import files, finish, root_from_arguments

FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"(?<![\w./}$>])/(?:work|root|home|tmp|Users)/"),
    "a host of a package registry": re.compile(r"\b(?:npm|npmjs|debian|pypi|pythonhosted|nodesource)\.(?:org|com|net)\b"),
    "unfinished work": re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"),
}


def check(root):
    problems = []
    for path in files(root):
        try:
            text = (root / path).read_text()
        except UnicodeDecodeError:
            continue  # not text
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in FORBIDDEN.items():
                if "words: " not in line and pattern.search(line):
                    problems.append(f"{path}:{number}: {what}: {pattern.search(line).group()}")
    return problems


if __name__ == "__main__":
    finish(check(root_from_arguments()))
